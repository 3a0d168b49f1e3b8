"""The register of entries as the office hands it back: what each of its rows would change, and what is refused. Pure.

Five columns may be changed. All others say what the desk has on record: where one differs, the row is refused, be it
that somebody wrote into it or that the entry has moved on since the register was exported.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contest.entries.authors import authors_of
from contest.entries.receipts import read_number
from contest.entries.units.spelling import unit_key
from contest.notice.tables import Becomes, Heading, Line, Told, no_formulas, text_of, too_long
from contest.phrases import Phrase, gettext_noop
from contest.workbooks.cells import visible

_GENRE: Final = Heading("genre", ("体裁", "Genre"), 12, 40)
AMENDABLE: Final = (
    Heading("title", ("题目", "作品题目", "Title"), 34, 200),
    Heading("author", ("作者", "作者姓名", "Author"), 16, 100),
    Heading("unit", ("单位", "所在单位", "Unit"), 26, 120),
    _GENRE,
    Heading("pen_name", ("发表署名", "Pen name"), 16, 60),
)
FIXED: Final = (
    Heading("received", ("收稿时间", "收稿", "Received at", "Received"), 20, 40),
    Heading("state", ("状态", "State"), 12, 40),
    Heading("words", ("字数", "Words"), 9, 20),
    Heading("canonical_name", ("规范文件名", "Canonical name"), 60, 400),
    Heading("received_name", ("收到时的文件名", "Name as received"), 50, 400),
    Heading("contact", ("联系方式", "Contact details"), 24, 254),
    Heading("sha256", ("SHA-256",), 66, 64),
    Heading("ai_use", ("人工智能使用情况", "Use of AI"), 24, 2000),
)
HEADINGS: Final = (Heading("number", ("回执编号", "回执", "Receipt no.", "Receipt"), 16, 40), *AMENDABLE, *FIXED)
NEEDED: Final = ("number",)
MOST_AMENDED: Final = 1_000
"""Entries of one sheet that change: each is an event of its own."""
MAY_BE_EMPTY: Final = frozenset({"genre", "pen_name"})
SEEN_BY_JUDGES: Final = frozenset({"title", "author", "unit", "pen_name"})
"""What the blind copy is made from: it is masked, or stands for the title."""

_CHANGE: Final = gettext_noop("%(heading)s：%(old)s → %(new)s")
_LONGEST_SAID: Final = 40
_EMPTY: Final = gettext_noop("“%(heading)s”不能空着。")
_NOTHING: Final = Phrase(gettext_noop("（空）"))


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as it stands: what may be changed of it, and what else the register shows, in every way it may.

    `is_newest` says whether the receipt is that of the version handed in; `bar` why nothing of it may change;
    `is_masked` whether a copy for judges was made from it.
    """

    values: Mapping[str, str]
    shows: Mapping[str, tuple[str, ...]]
    is_newest: bool = True
    bar: Phrase | None = None
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class AmendedRow:
    """What a row would do: of which entry (by the number of its receipt), the new values by column."""

    told: Told
    number: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_taken(self) -> bool:
        """Whether anything comes of the row."""
        return self.told.becomes == Becomes.CHANGED


def number_in(line: Line) -> str:
    """Give the number of the receipt in a row in its one spelling; as it stands, where it is none."""
    return read_number(line.texts["number"]) or line.texts["number"]


def as_in_a_cell(text: str) -> str:
    """Give a stored text as it comes back from a workbook."""
    return text_of(visible(text))


def plan_amendments(
    lines: Sequence[Line], known: Mapping[str, Known], genres: Sequence[str], units: Mapping[str, str]
) -> tuple[AmendedRow, ...]:
    """Give what each row would change.

    `known` are the entries by their receipts' numbers, `genres` those of the notice, `units` the names of units by the
    spellings (as compared) that lead to them.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        places[number_in(line)].append(line.number)
    return tuple(_row(line, known.get(number_in(line)), places[number_in(line)], genres, units) for line in lines)


def _row(
    line: Line, entry: Known | None, places: Sequence[int], genres: Sequence[str], units: Mapping[str, str]
) -> AmendedRow:
    number = number_in(line)
    if entry is None:
        return AmendedRow(Told(line.number, number[:40], Becomes.WRONG, faults=(_unknown(number),)))
    changes = _changes(line, entry)
    faults = [*_faults_of_row(line, entry, places), *_faults_of_changes(changes, entry, genres)]
    notes = tuple(_said(one, entry, changes, units) for one in AMENDABLE if one.key in changes)
    name = entry.values["title"]
    if faults:
        return AmendedRow(Told(line.number, name, Becomes.WRONG, notes, tuple(faults)))
    becomes = Becomes.CHANGED if changes else Becomes.SAME
    return AmendedRow(Told(line.number, name, becomes, notes), number, changes)


def _unknown(number: str) -> Phrase:
    if not number:
        return Phrase(gettext_noop("没有写回执编号。请照导出的登记表补上，或删去这一行。"))
    return Phrase(gettext_noop("没有这个回执编号。登记表里不能添加稿件；请核对，或删去这一行。"))


def _changes(line: Line, entry: Known) -> dict[str, str]:
    """Give the cells that say something else than the entry, or its unit as it was spelled."""
    changes = {}
    for one in AMENDABLE:
        new = line.texts[one.key]
        same = {as_in_a_cell(entry.values[one.key]), *map(as_in_a_cell, entry.shows.get(one.key, ()))}
        if one.key not in line.absent and one.key not in line.formulas and new not in same:
            changes[one.key] = new
    return changes


def _faults_of_row(line: Line, entry: Known, places: Sequence[int]) -> list[Phrase]:
    faults = [*too_long(line, AMENDABLE), *no_formulas(line, HEADINGS)]
    if len(places) > 1:
        lines = tuple(map(str, places))
        faults.append(Phrase(gettext_noop("第 %(lines)s 行是同一个回执编号。请核对，只留一行。"), {"lines": lines}))
    if not entry.is_newest:
        faults.append(Phrase(gettext_noop("作者后来又交了一稿，这是旧的回执编号。请重新导出登记表再改。")))
    differing = tuple(_differing(line, entry)) if entry.is_newest else ()
    if differing:
        template = gettext_noop("这几栏不能改：%(columns)s。如果是导出以后才变的，请重新导出登记表再改。")
        faults.append(Phrase(template, {"columns": differing}))
    return faults


def _differing(line: Line, entry: Known) -> Iterator[Phrase]:
    """Give the fixed columns that say something else than what is on record, each with what that is."""
    for one in FIXED:
        if one.key in line.absent or one.key in line.formulas:
            continue
        allowed = tuple(as_in_a_cell(text)[: one.longest + 1] for text in entry.shows[one.key])
        given = line.texts[one.key][:10] if one.key == "received" else line.texts[one.key]
        if given not in allowed:
            said = allowed[0] if len(allowed[0]) <= _LONGEST_SAID else f"{allowed[0][:_LONGEST_SAID]}…"
            params = {"heading": Phrase(one.names[0]), "now": said or _NOTHING}
            yield Phrase(gettext_noop("%(heading)s（现在是%(now)s）"), params)


def _faults_of_changes(changes: Mapping[str, str], entry: Known, genres: Collection[str]) -> list[Phrase]:
    if not changes:
        return []
    if entry.bar is not None:
        return [entry.bar]
    faults = []
    for one in AMENDABLE:
        if one.key not in changes:
            continue
        new, heading = changes[one.key], Phrase(one.names[0])
        says_nothing = not (authors_of(new) if one.key == "author" else unit_key(new) if one.key == "unit" else new)
        if says_nothing and one.key not in MAY_BE_EMPTY:
            faults.append(Phrase(_EMPTY, {"heading": heading}))
        elif entry.is_masked and one.key in SEEN_BY_JUDGES:
            template = gettext_noop(
                "“%(heading)s”现在不能改：稿件已通过审查，给评委看的文稿是照原来的写法遮盖的。要改，请先撤销通过。"
            )
            faults.append(Phrase(template, {"heading": heading}))
    if "genre" in changes:
        faults.extend(_faults_of_genre(changes["genre"], genres))
    return faults


def _faults_of_genre(genre: str, genres: Collection[str]) -> list[Phrase]:
    if genre in genres or not (genre or genres):
        return []
    if not genre:
        return [Phrase(_EMPTY, {"heading": Phrase(_GENRE.names[0])})]
    if not genres:
        return [Phrase(gettext_noop("通知没有分体裁。请把体裁一栏空着。"))]
    template = gettext_noop("通知里没有“%(unknown)s”这种体裁。可以写：%(genres)s。")
    return [Phrase(template, {"unknown": genre, "genres": tuple(map(Phrase, genres))})]


def _said(one: Heading, entry: Known, changes: Mapping[str, str], units: Mapping[str, str]) -> Phrase:
    old, new = entry.values[one.key], changes[one.key]
    params: dict[str, object] = {"heading": Phrase(one.names[0]), "old": old or _NOTHING, "new": new or _NOTHING}
    if one.key != "unit" or not unit_key(new):
        return Phrase(_CHANGE, params)
    unit = units.get(unit_key(new))
    if unit is None:
        return Phrase(gettext_noop("%(heading)s：%(old)s → %(new)s（新单位，等待认定）"), params)
    if unit == new:
        return Phrase(_CHANGE, params)
    return Phrase(gettext_noop("%(heading)s：%(old)s → %(new)s（就是“%(unit)s”）"), {**params, "unit": unit})
