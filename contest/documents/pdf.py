"""Reads a PDF into the model, in a worker process of limited memory and time.

A PDF knows where letters stand, not how a page was set: the document has no sections, and its layout can't be
checked. Fonts and sizes are those of the file.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from contest.documents.errors import Refused, damaged
from contest.documents.kinds import Kind, kind_of, unwanted
from contest.documents.model import Alignment, Document, Paragraph, Properties, Run
from contest.documents.worker import LARGEST_ANSWER, SECONDS
from contest.phrases import gettext_noop

_ROOT: Final = Path(__file__).resolve().parents[2]
_ENVIRONMENT: Final = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def read_pdf(content: bytes) -> Document:
    """The text of a PDF. Takes a tenth of a second and more, and a process: not for a request.

    Raises `Refused`: for another kind of file, and for one that is encrypted, damaged, too long, or has no text.
    """
    kind = kind_of(content)
    if kind is not Kind.PDF:
        raise unwanted(kind)
    answer = _ask_worker(content)
    if "refused" in answer:
        raise Refused(*answer["refused"])
    return Document(
        tuple(
            Paragraph(index, tuple(_run(*piece) for piece in pieces), Alignment(alignment))
            for index, (alignment, pieces) in enumerate(answer["paragraphs"])
        ),
        properties=Properties(creator=answer["author"], title=answer["title"]),
    )


def _run(text: str, font: str, size: int, bold: bool) -> Run:
    return Run(text, bold=bold, east_asian=font, latin=font, size=size)


def _ask_worker(content: bytes) -> dict[str, Any]:
    """The worker's answer. Raises `Refused` when it ends without one."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        try:
            subprocess.run(
                [sys.executable, "-s", "-m", "contest.documents.worker"],
                stdin=given,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd=_ROOT,
                timeout=SECONDS,
                check=True,
            )
            answer.seek(0)
            said: dict[str, Any] = json.loads(answer.read(LARGEST_ANSWER))
        except subprocess.TimeoutExpired:
            raise _too_slow() from None
        except (subprocess.CalledProcessError, ValueError):
            raise damaged() from None
    return said


def _too_slow() -> Refused:
    return Refused(
        "too_slow", gettext_noop("这个 PDF 太复杂，无法在限定时间内读完。请上传可编辑的 Word 原稿（.docx）。")
    )
