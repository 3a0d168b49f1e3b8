"""Draw who reads what, from files: `manage.py draw_judges --entries … --judges … --per-entry K --seed S --out …`."""

import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from contest.judging.draw import DRAW_VERSION, Draw, Obstacle, draw_readings, inputs_hash
from contest.judging.lists import MAX_BYTES, own_units, read_entries, read_judges
from contest.judging.obstacles import phrase_of
from contest.management.manuscripts import BROKEN_CALL, plain_line
from contest.phrases import Refusal
from contest.web.wording import say

SHORT: Final = 1
COLUMNS: Final = ("entry_id", "judge_id")
_NAMED: Final = 20


class Command(BaseCommand):
    """Draw judges for entries by the rule that rounds are drawn by; no database is asked."""

    requires_system_checks = ()
    help = (
        "Draw who reads what. Entries: entry_id,unit,title (and group, genre); judges: judge_id,name,unit (and "
        "capacity, group, genres). Nobody reads an entry of their own unit. Where no draw is complete, status is 1: "
        "what could be placed is written all the same, and standard error says what stands in the way and what would "
        "mend it. Status 2 is for a broken call; then nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the lists, the readings of each entry, the published seed, and where to write."""
        parser.add_argument("--entries", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--judges", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--per-entry", type=int, required=True, metavar="K", help="readings of each entry")
        parser.add_argument("--seed", required=True, help="any text; published, it lets everybody draw the same")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv")

    def handle(self, *, entries: Path, judges: Path, per_entry: int, seed: str, out: Path, **options: Any) -> None:
        """Draw, write, and tell what the draw was made from; fail with status 1 where it is not complete."""
        if out.resolve() in {entries.resolve(), judges.resolve()}:
            raise CommandError(f"{out}：不会覆盖名单。请换一个名称。", returncode=BROKEN_CALL)
        try:
            listed = read_entries(_content_of(entries))
        except Refusal as refusal:
            raise CommandError(f"{entries}：{say(refusal.phrase)}", returncode=BROKEN_CALL) from refusal
        try:
            seated = read_judges(_content_of(judges))
        except Refusal as refusal:
            raise CommandError(f"{judges}：{say(refusal.phrase)}", returncode=BROKEN_CALL) from refusal
        conflicts = own_units(listed, seated)
        try:
            drawn = draw_readings(listed.needs, seated.seats, per_entry, conflicts, seed)
        except Refusal as refusal:
            raise CommandError(say(refusal.phrase), returncode=BROKEN_CALL) from refusal
        _write(out, drawn)
        self._tell(f"抽签规则版本：{DRAW_VERSION}")
        self._tell(f"名单 SHA-256：{inputs_hash(listed.needs, seated.seats, per_entry, conflicts)}")
        self._tell(f"作品 {len(listed.needs)} 篇，评委 {len(seated.seats)} 位，回避 {len(conflicts)} 对")
        loads = sorted(Counter(drawn.loads.values()).items())
        spread = "，".join(f"评 {load} 次的评委 {count} 位" for load, count in loads)
        self._tell(f"评阅 {len(drawn.readings)} 次：{spread}")
        self._tell(f"由共同评阅的作品连成的评委组：{drawn.comparison_groups} 个")
        if drawn.shortfalls:
            for obstacle in drawn.obstacles:
                self.stderr.write(plain_line(_told(obstacle), self.stderr))
            missing = sum(short.wanted - short.placed for short in drawn.shortfalls)
            raise CommandError(
                f"没有排满：{len(drawn.shortfalls)} 篇作品共缺 {missing} 次评阅。能安排的已写入 {out}。",
                returncode=SHORT,
            )

    def _tell(self, line: str) -> None:
        self.stdout.write(plain_line(line, self.stdout))


def _content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}：无法打开（{error.strerror}）。", returncode=BROKEN_CALL) from error


def _write(out: Path, drawn: Draw) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(drawn.readings)
    except OSError as error:
        raise CommandError(f"{out}：无法写入（{error.strerror}）。", returncode=BROKEN_CALL) from error


def _told(obstacle: Obstacle) -> str:
    """An obstacle for people: what is lacking, whom it is about, and what would mend it."""
    lines = [say(phrase) for phrase in obstacle.phrases]
    lines.append("  缺评阅的作品：" + _some([short.entry for short in obstacle.short]))
    if obstacle.used_up:
        lines.append("  评满的评委：" + _some(obstacle.used_up))
    lines += [f"  · {say(phrase_of(mend))}" for mend in obstacle.mends]
    return "\n".join(lines)


def _some(keys: Sequence[str]) -> str:
    more = f" 等 {len(keys)} 个" if len(keys) > _NAMED else ""
    return "、".join(keys[:_NAMED]) + more
