"""Check a sealed results package: `manage.py verify_package FILE`."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from contest.exports.sealing.packing import MOST_BYTES
from contest.exports.sealing.report import Check, Outcome
from contest.exports.sealing.verifying import verify
from contest.management.manuscripts import BROKEN_CALL, plain_line
from contest.phrases import Refusal
from contest.web.wording import say

DIFFERS: Final = 1
NOT_ALL_TOLD: Final = 3


class Command(BaseCommand):
    """Make the draw, the figures and the prizes of a package again, and say where they differ; no database."""

    requires_system_checks = ()
    help = (
        "Recompute draws, figures, ranking, prizes and fingerprints from a sealed results package and compare. "
        "Status 0: all agrees. 1: something differs or was altered; each place is named. 2: the file is no package. "
        "3: nothing differs, but something can't be recomputed here, and why. No database is asked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the package."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Print each check with its outcome; fail where something differs."""
        content = _content_of(file)
        try:
            report, opened = verify(content)
        except Refusal as refusal:
            raise CommandError(f"{file}：{say(refusal.phrase)}", returncode=BROKEN_CALL) from refusal
        if opened is not None:
            about = opened.package.about
            told = {"title": about.title, "version": about.version}
            self._tell(_("%(title)s，获奖名单第 %(version)s 版") % told)
        self._tell(f"SHA-256 {hashlib.sha256(content).hexdigest()}")
        for one in report.checks:
            for line in _lines(one):
                self._tell(line)
        if report.outcome is Outcome.DIFFERS:
            raise CommandError(_("封装包前后不符，或者被改动过。"), returncode=DIFFERS)
        if report.outcome is Outcome.UNKNOWN:
            raise CommandError(_("没有发现不符，但有的内容无法重算。"), returncode=NOT_ALL_TOLD)
        self._tell(_("全部相符。"))

    def _tell(self, line: str) -> None:
        self.stdout.write(plain_line(line, self.stdout))


def _content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}：无法打开（{error.strerror}）。", returncode=BROKEN_CALL) from error


def _lines(one: Check) -> Iterator[str]:
    outcome = {Outcome.AGREES: _("相符"), Outcome.DIFFERS: _("不符"), Outcome.UNKNOWN: _("无法重算")}[one.outcome]
    why = f"（{say(one.why)}）" if one.why else ""
    yield f"{say(one.name)}：{outcome}{why}"
    for place in one.places:
        yield f"  · {say(place)}"
    if one.more:
        yield "  " + _("另有 %(count)s 处") % {"count": one.more}
