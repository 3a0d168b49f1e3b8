"""A book of essays as PDF: its pages set by typst a stretch at a time, then bound with cover and contents.

typst keeps some 450 bytes for each sign that it sets; so a book is set in stretches, each a PDF of its own, and bound
as pages that are not set again.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from contest.books import COLOPHON, CONTENTS, FOREWORD, Block, Book, Essay, Part
from contest.typeset.fonts import HEI, SONG, Fonts
from contest.typeset.setting import forget

_FOLDER: Final = Path(__file__).parent
_FRAME: Final = _FOLDER / "frame.typ"
_FANGSONG: Final = ("仿宋_GB2312", "仿宋", "FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02")
"""The fonts of a text that a site may have, by the names that they go by; where it has none it is set in Song."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a book's pages; `opens` are the numbers of those on which its headings stand, `count` is how many."""

    pdf: bytes
    opens: tuple[int, ...]
    count: int


def set_stretch(title: str, headings: Sequence[Part | Essay], first: int, fonts: Fonts) -> Stretch:
    """Set some of the headings of a book of this title, each with its essay, from the page `first` on."""
    leaves = [_leaf(one) for one in headings]
    given = {**_looks(title, fonts), "first": first, "leaves": leaves}
    compiler = typst.Compiler(
        input=str(_FOLDER / "book.typ"), root=str(_FOLDER), font_paths=fonts.loaded, ignore_system_fonts=True,
        sys_inputs={"book": json.dumps(given, ensure_ascii=False)},
    )  # fmt: skip
    made = _one(compiler.compile(format="pdf", timestamp=0, pdf_tags=False))
    opens = tuple(json.loads(compiler.query("<opens>", field="value")))
    (last,) = json.loads(compiler.query("<ends>", field="value"))
    forget(fonts)
    return Stretch(made, opens, last - first + 1)


def bind(book: Book, stretches: Sequence[Stretch], fonts: Fonts) -> bytes:
    """Give the book as one PDF: cover, foreword, contents, the stretches that hold its essays, colophon."""
    opens = [page for stretch in stretches for page in stretch.opens]
    given = {
        **_looks(book.title, fonts),
        "issuer": book.issuer,
        "mark": book.mark,
        "words": {"contents": CONTENTS, "foreword": FOREWORD, "colophon": COLOPHON},
        "foreword": _blocks(book.foreword),
        "colophon": _blocks(book.colophon),
        "headings": [_line(one, page) for one, page in zip(book.headings, opens, strict=True)],
        "parts": list(_openings(stretches)),
    }
    with TemporaryDirectory() as folder:
        # Nothing outside this folder can be read.
        for source in (_FRAME, _FOLDER / "bound.typ"):
            shutil.copy(source, folder)
        for number, stretch in enumerate(stretches):
            (Path(folder) / f"{number}.pdf").write_bytes(stretch.pdf)
        compiler = typst.Compiler(root=folder, font_paths=fonts.loaded, ignore_system_fonts=True)
        made = compiler.compile(
            input=str(Path(folder) / "bound.typ"), format="pdf", timestamp=0, pdf_tags=False,
            sys_inputs={"book": json.dumps(given, ensure_ascii=False)},
        )  # fmt: skip
    forget(fonts)
    return _one(made)


def _one(made: Any) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def _looks(title: str, fonts: Fonts) -> Mapping[str, object]:
    families = fonts.families()
    text = next((name for name in _FANGSONG if name in families), SONG)
    return {
        "title": title,
        "text_fonts": fonts.chain(text),
        "head_fonts": fonts.chain(HEI),
        "title_fonts": fonts.chain(SONG),
    }


def _leaf(one: Part | Essay) -> dict[str, object]:
    if isinstance(one, Part):
        return {"title": one.title, "blocks": None}
    return {"title": one.title, "byline": one.byline, "blocks": _blocks(one.blocks)}


def _blocks(blocks: Iterable[Block]) -> list[tuple[str, int, list[str]]]:
    return [(block.look.value, block.level, block.text.split("\n")) for block in blocks]


def _openings(stretches: Sequence[Stretch]) -> Iterator[list[list[int]]]:
    """Give for each page of each stretch which headings stand on it."""
    numbers, first = count(), 1
    for stretch in stretches:
        pages: list[list[int]] = [[] for _page in range(stretch.count)]
        for page in stretch.opens:
            pages[page - first].append(next(numbers))
        first += stretch.count
        yield pages


def _line(one: Part | Essay, page: int) -> tuple[int, str, str, int]:
    return (1, one.title, "", page) if isinstance(one, Part) else (2, one.title, one.author, page)
