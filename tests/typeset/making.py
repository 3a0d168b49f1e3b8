"""Makes certificates and reads their pages back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pypdfium2

from contest.typeset.certificates import Design, Sheet, Words, pdf_of
from contest.typeset.fonts import fonts_in

WORDS = Words(
    kind="person",
    honoree="林晓",
    unit="潮声纪念馆",
    title="灯火",
    tier="一等奖",
    contest="春潮主题征文",
    occasion="建馆十周年",
    hosts=("潮声纪念馆", "江声晚报社"),
    date="二〇二五年九月一日",
    number="十周年证字第0001号",
    verify="https://contest.example.org/verify/abcdefghijklmnopqrstuv/",
)
FONTS = fonts_in(())


def sheet(design: Design | None = None, **changes: Any) -> Sheet:
    """Give a certificate with some of its words changed."""
    return Sheet(replace(WORDS, **changes), design or Design())


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF, and close it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def text_of(page: pypdfium2.PdfPage) -> str:
    """Give the text of a page without blanks, as it stands there from top to bottom."""
    read = page.get_textpage().get_text_range()
    return "".join(sign for sign in read if not sign.isspace() and sign != "\u200b")


def texts(pdf: bytes) -> list[str]:
    """Give the text of each page."""
    with opened(pdf) as document:
        return [text_of(page) for page in document]


def text(one: Sheet) -> str:
    """Give the text of a certificate."""
    (read,) = texts(pdf_of([one], FONTS))
    return read


def boxes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Give left, bottom, right and top of every sign of the first page, in points."""
    with opened(pdf) as document:
        read = document[0].get_textpage()
        found = [read.get_charbox(index) for index in range(read.count_chars())]
    return [box for box in found if box[2] > box[0]]
