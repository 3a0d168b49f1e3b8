"""The lines, table rows and split names by which authors tell who they are."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final

from contest.documents.identity import Finder, Finding, MaskKind
from contest.documents.model import Document, Paragraph
from contest.documents.titles import LINE_LIMIT, byline_zones, compact, has_byline_label

_NAME: Final = re.compile(r"[\u4e00-\u9fff·]{1,4}")
_NAME_SEPARATORS: Final = re.compile(r"[、，,/\s]+")
_HEADINGS: Final = frozenset({"摘要", "提要", "内容提要", "引言", "前言", "序言", "序", "导语", "目录", "正文"})
_UNIT_ENDS: Final = re.compile(
    r"[\u4e00-\u9fff0-9（）()]{2,}(?:局|委|部|处|厅|院|校|中心|公司|科|所|室|站|大学|党委|支部|协会|集团|银行|中学|小学)[）)]?"
)
_LABEL_CELL: Final = 8  # characters of a cell that holds a label and nothing else

Row = tuple[Paragraph, ...]


def looks_like_byline(text: str) -> bool:
    """Whether a short line set apart is made of nothing but names, or ends like the name of a unit."""
    line = compact(text)
    if line in _HEADINGS:
        return False
    parts = [part for part in _NAME_SEPARATORS.split(text.strip()) if part]
    all_names = len(line) > 1 and all(_NAME.fullmatch(part) for part in parts)
    return all_names or _UNIT_ENDS.fullmatch(line) is not None


def byline_rows(document: Document) -> tuple[Row, ...]:
    """The rows of cover tables that tell of the author, each as its paragraphs.

    A cover table reaches into a byline zone. Its rows with a label such as 姓名 or 单位 go, and those under a row
    of such labels, up to the first that holds a longer text.
    """
    opening, closing = byline_zones(document)
    covers = {
        paragraph.cell.table
        for zone in (opening, closing)
        for paragraph in document.paragraphs[zone.start : zone.stop]
        if paragraph.cell is not None
    }
    found: list[Row] = []
    for table, rows in groupby(_rows(document.paragraphs), key=lambda row: row[0]):
        if table not in covers:
            continue
        under_labels = False
        for _, row in rows:
            if any(map(has_byline_label, row)):
                found.append(row)
                under_labels = _is_label_row(row)
            elif under_labels and max(len(compact(paragraph.text)) for paragraph in row) <= LINE_LIMIT:
                found.append(row)
            else:
                under_labels = False
    return tuple(found)


def split_names(document: Document, title: range, finder: Finder) -> dict[int, list[Finding]]:
    """The parts of names that go on from one paragraph into the next, by the paragraph's index.

    Looked for where lines stand by themselves: in the byline zones, the title apart, and in tables.
    """
    opening, closing = byline_zones(document)
    paragraphs = document.paragraphs
    stretches: list[Sequence[Paragraph]] = [
        paragraphs[: title.start],
        paragraphs[title.stop : opening.stop],
        paragraphs[closing.start : closing.stop],
    ]
    by_table = groupby(paragraphs, key=lambda one: None if one.cell is None else one.cell.table)
    stretches.extend(tuple(members) for table, members in by_table if table is not None)
    parts: dict[int, list[Finding]] = {}
    for stretch in stretches:
        for place, part in split_parts(stretch, finder):
            known = parts.setdefault(stretch[place].index, [])
            if part not in known:
                known.append(part)
    return parts


def split_parts(paragraphs: Sequence[Paragraph], finder: Finder) -> Iterator[tuple[int, Finding]]:
    """The parts of names that go on from one of these paragraphs into the next, with its place among them."""
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    starts = list(accumulate((len(paragraph.text) + 1 for paragraph in paragraphs), initial=0))
    for hit in finder.find(text):
        first, last = bisect_right(starts, hit.start) - 1, bisect_left(starts, hit.end) - 1
        if first == last or hit.kind not in (MaskKind.AUTHOR, MaskKind.UNIT):
            continue
        for place in range(first, last + 1):
            start, end = max(hit.start, starts[place]), min(hit.end, starts[place + 1] - 1)
            if compact(text[start:end]):
                yield place, Finding(start - starts[place], end - starts[place], hit.kind)


def _rows(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[int, Row]]:
    """The rows of all tables, with the table's number."""
    for place, members in groupby(
        paragraphs, key=lambda one: None if one.cell is None else (one.cell.table, one.cell.row)
    ):
        if place is not None:
            yield place[0], tuple(members)


def _is_label_row(row: Row) -> bool:
    """Whether a row is the head of a list of authors: short cells, two labels side by side."""
    cells = [paragraph for paragraph in row if compact(paragraph.text)]
    short = all(len(compact(paragraph.text)) <= _LABEL_CELL for paragraph in cells)
    return short and any(has_byline_label(one) and has_byline_label(other) for one, other in pairwise(cells))
