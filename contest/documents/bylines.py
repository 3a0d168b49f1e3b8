"""The lines, table rows and split names by which authors tell who they are."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final

from contest.documents.identity import Finder, Finding, MaskKind
from contest.documents.model import Alignment, Document, Paragraph
from contest.documents.romanisation import may_be_romanised
from contest.documents.titles import LINE_LIMIT, byline_zones, compact, has_byline_label

# What follows the name where people say who they are, and where they say that they wrote this.
_ABOUT_ONESELF: Final = re.compile(
    r"[，,、:：（(]*(?:[男女](?:[，,、。；;（）()]|$)|(?:生于|出生于)?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出?生|参加工作|入[伍党学])"
    r"|[\u4e00-\u9fff]{1,4}族[，,、]|[现曾历时]任|现[系为]|现?(?:供职|就职|任职|任教)于?|毕业于|籍贯|中共党员|笔名|原名)"
)
_LINE_BEFORE: Final = re.compile(r"[^\w]*(?:本文)?(?:(?:第[一二三]|通[讯信])?作者(?:简介)?)?[^\w]*")
_WROTE_THIS: Final = re.compile(
    r"[系为是]本文(?:的|之)?(?:(?:第[一二三]|通[讯信])?作者|撰[写稿][者人]|执笔[者人])(?=[，,。；;）)]|$)"
    r"|^[（(]?本文(?:的|之)?(?:作者|撰[写稿][者人]|执笔[者人])[:：系为是][^，。]{0,12}[，。]"
)
_THE_AUTHOR: Final = re.compile(r"[（(]?(?:本文)?(?:第[一二三])?作者(?:系|为|现[任为系]|曾[任获]|生于|长期)")
_LONGEST_BIOGRAPHY: Final = 400
_LATIN_LINE: Final = 2 * LINE_LIMIT
_LATIN_WORDS: Final = re.compile(r"[A-Za-z\u00c0-\u024f'’-]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN_UNIT: Final = re.compile(
    r"\b(?:University|College|School|Institute|Academy|Bureau|Department|Office|Hospital|Committee|Center|Centre|Ministry"
    r"|Company|Co\.|Ltd|District|Province|Shanghai|China)\b",
    re.IGNORECASE,
)
_PLACED: Final = re.compile(r"[,，]|\d{6}|^\s*[（(].*[）)]\s*$")
_GOES_ON: Final = re.compile(r"\d[\s\-—–－]*$")
_GOES_ON_WITH: Final = re.compile(r"[\s\-—–－]*\d")
_LABEL_CELL: Final = 8  # characters of a cell that holds a label and nothing else

Row = tuple[Paragraph, ...]


def is_latin_byline(paragraph: Paragraph) -> bool:
    """Whether a line set apart is all Latin, and a name in pinyin or a unit's address; an English title is not."""
    text = paragraph.text.strip()
    words = _LATIN_WORDS.findall(text)
    apart = paragraph.alignment in (Alignment.CENTRE, Alignment.RIGHT) and len(text) <= _LATIN_LINE
    if not apart or not words or _HAN.search(text):
        return False
    names = 2 <= len(words) <= LINE_LIMIT and all(word[0].isupper() and may_be_romanised(word) for word in words)
    return names or (_LATIN_UNIT.search(text) is not None and _PLACED.search(text) is not None)


def is_biography(paragraph: Paragraph, finder: Finder) -> bool:
    """Whether a paragraph in a byline zone is about the author: 王小明，男，…, or says who wrote this.

    It begins with the author's name, and says next what people say of themselves, or the author's unit; or with
    作者系 and the like.
    """
    text = paragraph.text
    if len(text) > _LONGEST_BIOGRAPHY:
        return False
    if _WROTE_THIS.search(compact(text)) or _THE_AUTHOR.match(compact(text)):
        return True
    found = finder.find_names(text)
    for name in found:
        if name.kind is MaskKind.AUTHOR and _LINE_BEFORE.fullmatch(text[: name.start]):
            after = compact(text[name.end :])
            behind = [one for one in found if one.kind is MaskKind.UNIT and one.start > name.end]
            at_once = any(not any(map(str.isalnum, text[name.end : one.start])) for one in behind)
            if _ABOUT_ONESELF.match(after) or at_once:
                return True
    return False


def signed_zones(document: Document, finder: Finder) -> tuple[range, range]:
    """The byline zones of an author who is known: a biography ends none of them."""
    return byline_zones(document, lambda paragraph: is_biography(paragraph, finder))


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
    """The parts of names and numbers that go on from one paragraph into the next, by the paragraph's index.

    Looked for where lines stand by themselves: in the byline zones, the title apart, and in tables. Numbers are
    looked for between any two paragraphs that end and begin with a figure.
    """
    opening, closing = signed_zones(document, finder)
    paragraphs = document.paragraphs
    stretches: list[Sequence[Paragraph]] = [
        paragraphs[: title.start],
        paragraphs[title.stop : opening.stop],
        paragraphs[closing.start : closing.stop],
    ]
    stretches.extend(_figures_that_go_on(paragraphs))
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
    """The parts of names and numbers that go on from one of these paragraphs into the next, with its place among them.

    A number that nobody gave is one only where it is broken once, outside tables, or has a cell for each figure: the
    figures of a list or a table would make many.
    """
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    starts = list(accumulate((len(paragraph.text) + 1 for paragraph in paragraphs), initial=0))
    given = frozenset(finder.find_given(text))
    for hit in finder.find(text):
        first, last = bisect_right(starts, hit.start) - 1, bisect_left(starts, hit.end) - 1
        if first == last or (hit not in given and not _is_one_number(paragraphs[first : last + 1], text, hit)):
            continue
        for place in range(first, last + 1):
            start, end = max(hit.start, starts[place]), min(hit.end, starts[place + 1] - 1)
            if compact(text[start:end]):
                yield place, Finding(start - starts[place], end - starts[place], hit.kind)


def _is_one_number(paragraphs: Sequence[Paragraph], text: str, hit: Finding) -> bool:
    """Whether what these paragraphs hold of a number was one before it was parted."""
    parts = [part for part in map(compact, text[hit.start : hit.end].split("\n")) if part]
    broken_once = len(parts) <= 2 and not any(paragraph.cell is not None for paragraph in paragraphs)
    return broken_once or all(len(part) == 1 for part in parts)


def _figures_that_go_on(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Paragraph]]:
    """Paragraphs outside tables of which one ends and the next begins with a figure."""
    lines = [paragraph for paragraph in paragraphs if paragraph.cell is None and compact(paragraph.text)]
    for one, other in pairwise(lines):
        if _GOES_ON_WITH.match(other.text) and _GOES_ON.search(one.text):
            yield one, other


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
