"""Rank entries by marks in files: `manage.py rank_scores --criteria CSV --scores CSV --method … --out RANKING.csv`."""

import csv
import io
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from contest.judging.fairness import EntryReport, FairnessReport, fairness
from contest.judging.score_files import Fault, read_criteria, read_scores, safe_cell
from contest.judging.scoring import Method
from contest.management.manuscripts import BROKEN_CALL, plain_line
from contest.phrases import Refusal
from contest.web.wording import say

RANKING_COLUMNS: Final = ("entry_id", "rank", "score", "raw_mean", "tier", "p_prize")
REPORT_COLUMNS: Final = ("judge_id", "severity", "flagged", "reason")

_MOST_FAULTS: Final = 100
_MOST_NAMED: Final = 20


def _seats(text: str) -> tuple[int, ...]:
    """How many seats each tier has, from the highest down: `3,6,10`."""
    try:
        seats = tuple(map(int, text.split(",")))
    except ValueError:
        seats = (-1,)
    if min(seats) < 0:
        raise ArgumentTypeError(f"“{text}”不是名额：请写成 3,6,10 的样子。")
    return seats


class Command(BaseCommand):
    """Rank entries by the marks that judges gave, and report what about the judges deserves a look; no database."""

    requires_system_checks = ()
    help = (
        "Rank entries by marks in CSV files: criterion,weight,min,max,step and entry_id,judge_id,criterion,score. "
        "In the ranking, entries that a tie across a tier's last place leaves open have no tier; p_prize is the "
        "probability that an entry belongs among the prizes. In the report, a severity above 0 is generous, "
        "one below 0 severe. Files with faults are explained line by line, with status 2, and nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, the method and the tiers."""
        parser.add_argument("--criteria", type=Path, required=True, metavar="CSV")
        parser.add_argument("--scores", type=Path, required=True, metavar="CSV")
        parser.add_argument(
            "--method", choices=[one for one in Method if one not in (Method.RANKS, Method.VOTES)], required=True
        )
        parser.add_argument("--tiers", type=_seats, default=(), metavar="3,6,10", help="seats of each tier")
        parser.add_argument("--out", type=Path, required=True, metavar="RANKING.csv")
        parser.add_argument("--report", type=Path, metavar="REPORT.csv")

    def handle(
        self,
        *,
        criteria: Path,
        scores: Path,
        method: str,
        tiers: tuple[int, ...],
        out: Path,
        report: Path | None,
        **options: Any,
    ) -> None:
        """Read, rank, write, and say what deserves a look."""
        paths = [path.resolve() for path in (criteria, scores, out, report) if path is not None]
        if len(set(paths)) < len(paths):
            raise CommandError("几个文件不能是同一个：不会覆盖读入的文件。请换一个名称。", returncode=BROKEN_CALL)
        rules = read_criteria(_content(criteria))
        given = read_scores(_content(scores), rules)
        faults = [*_told(criteria, rules.faults), *_told(scores, given.faults)]
        if faults:
            raise CommandError(_listed(faults), returncode=BROKEN_CALL)
        try:
            found = fairness(given.totals, Method(method), tiers)
        except Refusal as refusal:
            raise CommandError(f"{scores}：{say(refusal.phrase)}", returncode=BROKEN_CALL) from refusal
        written = {out: _csv(RANKING_COLUMNS, [*map(_entry, found.entries), *map(_unmarked, given.unmarked)])}
        if report is not None:
            written[report] = _csv(REPORT_COLUMNS, _judges(found))
        for path, text in written.items():
            try:
                path.write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                raise CommandError(f"{path}：无法写入（{error.strerror}）。", returncode=BROKEN_CALL) from error
        for line in _remarks(found, len(given.unmarked)):
            self.stdout.write(plain_line(line, self.stdout))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}：无法打开（{error.strerror}）。", returncode=BROKEN_CALL) from error


def _told(path: Path, faults: Iterable[Fault]) -> list[str]:
    return [f"{path}:{fault.line}：{say(fault.what)}" for fault in faults]


def _listed(faults: Sequence[str]) -> str:
    more = len(faults) - _MOST_FAULTS
    return "\n".join([*faults[:_MOST_FAULTS], *([f"另有 {more} 处。"] if more > 0 else [])])


def _entry(entry: EntryReport) -> tuple[object, ...]:
    standing = entry.standing
    return (entry.key, standing.place, standing.score, entry.raw_mean, _cell(standing.tier), _cell(entry.p_prize))


def _unmarked(entry: str) -> tuple[object, ...]:
    return (entry, "", "", "", "", "")


def _judges(found: FairnessReport) -> list[tuple[object, ...]]:
    return [
        (
            judge.key,
            judge.taken_off if judge.severity is None else judge.severity,
            "yes" if judge.flagged else "no",
            "".join(map(say, judge.reasons)),
        )
        for judge in found.judges
    ]


def _cell(value: int | Decimal | None) -> object:
    return "" if value is None else value


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _remarks(found: FairnessReport, unmarked: int) -> list[str]:
    lines = [f"作品 {len(found.entries)} 篇，评委 {len(found.judges)} 位"]
    if unmarked:
        lines.append(f"没有评分、不在排名内的作品：{unmarked} 篇")
    lines += map(say, found.remarks)
    for place, tied in groupby(
        (entry for entry in found.entries if entry.standing.open_tie), lambda entry: entry.standing.place
    ):
        names = [entry.key for entry in tied]
        more = f"等 {len(names)} 篇" if len(names) > _MOST_NAMED else ""
        lines.append(f"名额边界同分，须作决定：第{place}名，{'、'.join(names[:_MOST_NAMED])}{more}")
    return lines
