"""Lay a manuscript out anew: `manage.py mend_layout FILE --out FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from contest.documents.conversion import convert
from contest.documents.kinds import CONVERTIBLE, kind_of
from contest.documents.layout import check_layout
from contest.documents.mending import mend_layout
from contest.documents.reader import read_docx
from contest.management.manuscripts import ON_REFUSAL, content_of, plain_line, refuse_taken, write_new
from contest.phrases import Refusal
from contest.web.wording import say


class Command(BaseCommand):
    """Write a .docx copy of a manuscript in the layout of GB/T 9704-2012, every character kept."""

    requires_system_checks = ()
    help = (
        "Write a copy of a .docx in the layout of GB/T 9704-2012; the text is not touched. "
        f"A .doc, .wps, .rtf or .odt is converted first; the copy is a .docx. {ON_REFUSAL}"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the place of the copy."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--out", metavar="FILE", type=Path, required=True, help="where the copy goes; must not exist yet"
        )

    def handle(self, *, file: Path, out: Path, **options: Any) -> None:
        """Mend, write the copy, and say what only the author can mend; or say why the file is refused."""
        refuse_taken([out])
        data = content_of(file)
        try:
            mended = mend_layout(convert(data) if kind_of(data) in CONVERTIBLE else data)
        except Refusal as refusal:
            self._tell(f"{file}：{say(refusal.phrase)}")
            return
        write_new(out, mended)
        self._tell(f"{out}：已按 GB/T 9704-2012 重新排版，文字未动。")
        for finding in check_layout(read_docx(mended)).findings:
            expected, found, where, fix = map(say, (finding.expected, finding.found, finding.where, finding.fix))
            self._tell(f"仍需手工修改：{expected}；现为{found}（{where}）。{fix}")

    def _tell(self, line: str) -> None:
        self.stdout.write(plain_line(line, self.stdout))
