"""Make a manuscript's blind copy: `manage.py blind_manuscript FILE --author NAME --unit UNIT --out DIR`."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from contest.documents.blind import BlindCopy, make_blind, whole_page
from contest.documents.blind_docx import write_blind_docx
from contest.documents.conversion import convert
from contest.documents.identity import Identity
from contest.documents.kinds import CONVERTIBLE, Kind, kind_of
from contest.documents.model import Document
from contest.documents.pdf import read_pdf
from contest.documents.reader import Reading, open_docx
from contest.documents.titles import compact
from contest.entries.authors import sought_names
from contest.management.manuscripts import BROKEN_CALL, ON_REFUSAL, content_of, json_line, refuse_taken, write_new
from contest.phrases import Refusal
from contest.web.wording import say

_TEXT: Final = "text.html"
_DOCX: Final = "manuscript.docx"
_TITLE: Final = "title.txt"


class Command(BaseCommand):
    """Write what a judge could get into a folder, and say what was taken out."""

    requires_system_checks = ()
    help = (
        "Make a manuscript's blind copy; prints what was masked, and what a screener should decide, as JSON. "
        f"{ON_REFUSAL}"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the identity, and where to write."""
        parser.add_argument("file", metavar="FILE", type=Path)
        for name in ("author", "unit"):
            parser.add_argument(f"--{name}", action="append", required=True)
        for name in ("phone", "email"):
            parser.add_argument(f"--{name}", action="append", default=[])
        parser.add_argument("--out", metavar="DIR", type=Path, required=True)

    def handle(
        self, *, file: Path, author: list[str], unit: list[str], phone: list[str], email: list[str], out: Path,
        **options: Any,
    ) -> None:  # fmt: skip
        """Read, make, write; a refused file is an answer, not a failure."""
        authors = tuple(name for field in author for name in sought_names(field))
        if not authors or not all(map(compact, (*author, *unit))):
            raise CommandError(
                "作者要写全名（至少两个字），单位也不能是空的：不知道名字，就遮不住。", returncode=BROKEN_CALL
            )
        identity = Identity(authors, tuple(unit), tuple(phone), tuple(email))
        targets = [out / name for name in (_TEXT, _DOCX, _TITLE)]
        refuse_taken(targets)
        content = content_of(file)
        try:
            manuscript = _opened(content)
            copy = make_blind(manuscript.document if isinstance(manuscript, Reading) else manuscript, identity)
            contents = (whole_page(copy).encode(), write_blind_docx(manuscript, identity), f"{copy.title}\n".encode())
        except Refusal as refusal:
            self.stdout.write(json_line(_answer(file, None, refusal), self.stdout))
            return
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{out}：无法写入（{error.strerror}）。", returncode=BROKEN_CALL) from error
        for target, made in zip(targets, contents, strict=True):
            write_new(target, made)
        self.stdout.write(json_line(_answer(file, copy, None), self.stdout))


def _opened(content: bytes) -> Reading | Document:
    kind = kind_of(content)
    if kind is Kind.PDF:
        return read_pdf(content)
    return open_docx(convert(content) if kind in CONVERTIBLE else content)


def _answer(file: Path, copy: BlindCopy | None, refusal: Refusal | None) -> dict[str, object]:
    return {
        "path": str(file),
        "verdict": "refused" if copy is None else "made",
        "error": None if refusal is None else {"code": refusal.code, "message": say(refusal.phrase)},
        "title": None if copy is None else copy.title,
        "masks": [] if copy is None else [asdict(mask) for mask in copy.masks],
        "suggestions": [] if copy is None else [asdict(mask) for mask in copy.suggestions],
    }
