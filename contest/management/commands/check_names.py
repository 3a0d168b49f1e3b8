"""Read names of files by the naming rule: `manage.py check_names [--json] [NAME…]`."""

import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

import contest
from contest.entries.naming import Reading, read_name
from contest.management.manuscripts import BROKEN_CALL, json_line, plain_line
from contest.notice.parsing import parse_notice
from contest.notice.pattern import FIELD_NAMES, Field, NameRule, parse_rule
from contest.phrases import Refusal
from contest.web.wording import say

_NOTICE: Final = Path(contest.__file__).parent / "notice" / "notices" / "70th-anniversary.toml"
_VERDICTS: Final = {"ok": "符合命名规则", "repair": "可以改正", "refuse": "不能接受"}
# No option, but a name: -70周年-…; argparse asks this of what may be a negative number.
_NO_OPTION: Final = re.compile(r"-[^A-Za-z-]")
# What would break a line in two, hide something in it, or turn it round.
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class Command(BaseCommand):
    """Say of each name whether it obeys the rule, and what its fields are."""

    requires_system_checks = ()
    help = (
        "Read names of files by a notice's naming rule; with --json one JSON object a line. "
        "A refused name is an answer, not a failure: status 0. Status 2 is for a broken call."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the names, and whose rule they are read by."""
        parser._negative_number_matcher = _NO_OPTION
        parser.add_argument("names", metavar="NAME", nargs="*", help="without any, standard input holds one a line")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")
        parser.add_argument("--notice", type=Path, default=_NOTICE, help="a notice file; else the one shipped")
        parser.add_argument("--unit", action="append", default=[], dest="units", help="a known unit; may be repeated")

    def handle(self, *, names: list[str], as_json: bool, notice: Path, units: list[str], **options: Any) -> None:
        """Answer name by name, in their order; fail with status 2 where there is no rule to read by."""
        rule = _rule(notice)
        for name in names or _lines():
            reading = read_name(name, rule, units)
            if as_json:
                self.stdout.write(_escaped(json_line(_told(reading), self.stdout)))
            else:
                self.stdout.write(plain_line(_block(reading), self.stdout))


def _rule(notice: Path) -> NameRule:
    """The naming rule of a notice file."""
    try:
        announced = parse_notice(notice.read_text(encoding="utf-8-sig"))
        return parse_rule(announced.name_pattern, announced.endings, (announced.occasion, announced.title))
    except (OSError, UnicodeDecodeError, Refusal) as error:
        raise CommandError(f"{notice}：{error}", returncode=BROKEN_CALL) from error


def _lines() -> Iterator[str]:
    """The names on standard input; bytes that are no UTF-8 are kept as Python keeps them in names of files."""
    if sys.stdin.isatty():
        raise CommandError("请写出文件名，或者从标准输入逐行送入。", returncode=BROKEN_CALL)
    for line in sys.stdin.buffer:
        yield os.fsdecode(line.removesuffix(b"\n").removesuffix(b"\r"))


def _told(reading: Reading) -> dict[str, object]:
    return {
        "name": reading.name,
        "verdict": reading.verdict,
        "unit": reading.unit,
        "title": reading.title,
        "author": reading.author,
        "extension": reading.extension,
        "canonical": reading.canonical,
        "problems": [{"code": problem.code, "message": say(problem.phrase)} for problem in reading.problems],
    }


def _block(reading: Reading) -> str:
    """The answer to one name for people, with an empty line behind it."""
    fields: dict[Field, str | None] = {"unit": reading.unit, "title": reading.title, "author": reading.author}
    lines = [f"{_VERDICTS[reading.verdict]}：{reading.name}"]
    lines += [f"  {FIELD_NAMES[field]}：{value}" for field, value in fields.items() if value]
    if reading.verdict == "repair":
        lines.append(f"  规范文件名：{reading.canonical}")
    lines += [f"  · {say(problem.phrase)}" for problem in reading.problems]
    return "\n".join(map(_escaped, lines)) + "\n\n"


def _escaped(line: str) -> str:
    """The line with escapes for what can't be seen in it."""
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line)
