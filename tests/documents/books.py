"""Books for tests, and what is read back from what they were written to."""

import io
import re
from zipfile import ZipFile

from contest.books import Block, Book, Essay, Look, Part
from contest.documents.model import Document
from contest.documents.reader import read_docx

HOSTILE = (
    '#import "@preview/cetz:0.1.0"',
    "#{ panic() } \\u{41} $x^2$ @label <label> *粗* _斜_ `码` // 注 /* 注 */",
    "= 一级标题 ~ -- --- ... 'a' \"b\" [内容] {{ 模板 }} {% 标签 %} <w:p/> &amp; ]]>",
    "https://example.org/" + "a" * 90,
)
"""Lines that are code to some program or other."""


def essay(title: str = "灯火", *texts: str, author: str = "林晓", unit: str = "潮声纪念馆") -> Essay:
    """Give an essay of these paragraphs."""
    return Essay(title, author, unit, tuple(map(Block, texts or ("夜里，江上的灯一盏一盏亮起来。",))))


def book(*parts: Part, title: str = "春潮集", **changes: object) -> Book:
    """Give a book of these parts."""
    return Book(title, "潮声纪念馆", parts or (Part("一等奖", (essay(),)),), **changes)  # type: ignore[arg-type]


VERSES = Block("江上有灯\n灯下有人", Look.VERSE)
MIXED = (
    Block("一、起", Look.HEADING, 1),
    Block("潮来了。"),
    VERSES,
    Block("人在等船", Look.VERSE),
    Block("题记", Look.CENTRED),
    Block("二〇二六年春", Look.RIGHT),
)


def texts_in(docx: bytes) -> list[str]:
    """Give the paragraphs of a .docx that hold text."""
    return [one.text for one in read_docx(docx).paragraphs if one.text]


def document_of(docx: bytes) -> Document:
    """Give what a reader of ours makes of it."""
    return read_docx(docx)


def part_of(docx: bytes, name: str) -> str:
    """Give a part of its package."""
    with ZipFile(io.BytesIO(docx)) as package:
        return package.read(name).decode()


def parts_in(docx: bytes) -> list[str]:
    """Give the names of its parts."""
    with ZipFile(io.BytesIO(docx)) as package:
        return package.namelist()


def signs(text: str) -> str:
    """Give a text without blanks and what only breaks lines, as two programs' readings are held against each other."""
    return re.sub(r"[\s\u200b\u2003\ufffe\ufeff\u00ad]+", "", text)
