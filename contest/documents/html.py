"""Writes a manuscript as plain HTML for reading on a page: a dozen tags, classes instead of styles.

Every character of the manuscript is escaped here; nh3 stands behind as a second wall that lets only the same
tags and classes through. There are no links and no pictures: a picture is a marked place.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

import nh3

from contest.documents.model import Alignment, Document, Paragraph, Place, Run

_TAGS: Final = {"p", "strong", "em", "u", "s", "sup", "sub", "br", "span", "table", "tbody", "tr", "td"}
_CLASSES: Final = {
    "p": {"centre", "right", "heading", "note", "text-box"},
    "span": {"picture", "formula", "note-mark"},
    "table": {"manuscript-table"},
}
_PLACES: Final = {
    Place.PICTURE: '<span class="picture">［图］</span>',
    Place.FORMULA: '<span class="formula">［公式］</span>',
    Place.NOTE: '<span class="note-mark">［注］</span>',
}
_ALIGNMENT_CLASSES: Final = {Alignment.CENTRE: "centre", Alignment.RIGHT: "right"}


def write_html(document: Document) -> str:
    """The main text, then the notes, then the text boxes; safe to put into a page as it is."""
    pieces = [
        *_blocks(document.paragraphs),
        *(_aside(note.paragraphs, "note") for note in document.notes),
        *(_aside(box.paragraphs, "text-box") for box in document.text_boxes),
    ]
    return nh3.clean("\n".join(piece for piece in pieces if piece), tags=_TAGS, attributes={}, allowed_classes=_CLASSES)


def _blocks(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    for table, members in groupby(paragraphs, key=lambda one: None if one.cell is None else one.cell.table):
        if table is None:
            yield from map(_paragraph, members)
        else:
            yield _table(members)


def _table(paragraphs: Iterable[Paragraph]) -> str:
    rows: dict[int, dict[int, list[str]]] = {}
    for paragraph in paragraphs:
        if paragraph.cell is not None:
            cells = rows.setdefault(paragraph.cell.row, {})
            cells.setdefault(paragraph.cell.column, []).append(_paragraph(paragraph))
    body = "".join(
        "<tr>" + "".join(f"<td>{''.join(blocks)}</td>" for blocks in cells.values()) + "</tr>"
        for cells in rows.values()
    )
    return f'<table class="manuscript-table"><tbody>{body}</tbody></table>'


def _paragraph(paragraph: Paragraph) -> str:
    content = "".join(map(_run, paragraph.runs))
    if not content.strip():
        return ""
    classes = [_ALIGNMENT_CLASSES.get(paragraph.alignment), "heading" if _is_heading(paragraph) else None]
    wanted = " ".join(name for name in classes if name)
    return f'<p class="{wanted}">{content}</p>' if wanted else f"<p>{content}</p>"


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.outline_level is not None


def _aside(paragraphs: Iterable[Paragraph], name: str) -> str:
    lines = ["".join(map(_run, paragraph.runs)) for paragraph in paragraphs]
    content = "<br>".join(line for line in lines if line.strip())
    return f'<p class="{name}">{content}</p>' if content else ""


def _run(run: Run) -> str:
    if run.place is not None:
        return _PLACES[run.place]
    content = escape(run.text).replace("\n", "<br>").replace("\t", "\u2003")
    for tag, wanted in (
        ("sup", run.superscript),
        ("sub", run.subscript),
        ("s", run.strike),
        ("u", run.underline),
        ("em", run.italic),
        ("strong", run.bold),
    ):
        if wanted:
            content = f"<{tag}>{content}</{tag}>"
    return content
