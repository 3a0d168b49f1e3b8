"""Lay a manuscript out anew: `manage.py mend_layout FILE --out FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.documents.conversion import convert
from contest.documents.kinds import CONVERTIBLE, MAX_FILE, kind_of
from contest.documents.layout import check_layout
from contest.documents.mending import mend_layout
from contest.documents.reader import read_docx
from contest.phrases import Refusal
from contest.web.wording import say

_BROKEN_CALL = 2


class Command(BaseCommand):
    """Write a .docx copy of a manuscript in the layout of GB/T 9704-2012, every character kept."""

    requires_system_checks = ()
    help = (
        "Write a copy of a .docx in the layout of GB/T 9704-2012; the text is not touched. "
        "A .doc, .wps, .rtf or .odt is converted first; the copy is a .docx."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the place of the copy."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--out", type=Path, required=True, help="where the copy goes; must not exist yet")

    def handle(self, *, file: Path, out: Path, **options: Any) -> None:
        """Mend, write the copy, and say what only the author can mend."""
        if out.exists():
            raise CommandError(f"{out} 已经存在，不会覆盖。请换一个文件名。", returncode=_BROKEN_CALL)
        try:
            with file.open("rb") as stored:
                data = stored.read(MAX_FILE + 1)
        except OSError as error:
            raise CommandError(f"{file} 读不出来：{error.strerror}。", returncode=_BROKEN_CALL) from error
        try:
            mended = mend_layout(convert(data) if kind_of(data) in CONVERTIBLE else data)
        except Refusal as refusal:
            raise CommandError(f"{file}：{refusal}") from refusal
        try:
            with out.open("xb") as copy:
                copy.write(mended)
        except OSError as error:
            raise CommandError(f"{out} 写不进去：{error.strerror}。", returncode=_BROKEN_CALL) from error
        self.stdout.write(f"{out}：已按 GB/T 9704-2012 重新排版，文字未动。")
        for finding in check_layout(read_docx(mended)).findings:
            expected, found, where, fix = map(say, (finding.expected, finding.found, finding.where, finding.fix))
            self.stdout.write(f"仍需手工修改：{expected}；现为{found}（{where}）。{fix}")
