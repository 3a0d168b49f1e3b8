"""A sheet made of another: some of its columns in some order, and the rows that fulfil conditions, one at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import islice

from contest.workbooks.cells import CellValue, visible
from contest.workbooks.conditions import Condition
from contest.workbooks.plain import values_of
from contest.workbooks.writer import Column, Sheet

Row = Sequence[CellValue]


def with_own_headings(sheet: Sheet) -> Sheet:
    """Give the sheet with a heading of its own for each column: one that is there already gets a number."""
    taken: set[str] = set()
    columns: list[Column] = []
    for column in sheet.columns:
        plain = visible(column.heading).strip()
        heading, number = plain, 1
        while heading in taken:
            number += 1
            heading = f"{plain}（{number}）"
        taken.add(heading)
        columns.append(replace(column, heading=heading))
    return replace(sheet, columns=columns)


def selected(sheet: Sheet, headings: Iterable[str], conditions: Mapping[str, Condition], *, zone: tzinfo) -> Sheet:
    """Give the columns named, in that order, and the rows in which every condition (by heading) holds.

    Rows come as they are asked for, and are not kept. A chart does not come along.

    Raises:
        KeyError: a heading that the sheet has not.
    """
    place = {column.heading: index for index, column in enumerate(sheet.columns)}
    picked = [place[heading] for heading in headings]
    asked = [(place[heading], condition) for heading, condition in conditions.items()]

    def rows() -> Iterator[Row]:
        for row in values_of(sheet):
            if all(condition.holds(row[index], zone) for index, condition in asked):
                yield [row[index] for index in picked]

    return Sheet(sheet.title, [sheet.columns[index] for index in picked], rows())


@dataclass(frozen=True, slots=True)
class Glance:
    """The first rows of a sheet, and how many it has in all."""

    rows: Sequence[Row]
    count: int


def glance(sheet: Sheet, most: int) -> Glance:
    """Go through a sheet, and give its first rows, at most so many, with the number of all."""
    coming = iter(values_of(sheet))
    first = list(islice(coming, most))
    return Glance(first, len(first) + sum(1 for _ in coming))


def in_order(places: Sequence[tuple[str, float | None]]) -> list[str]:
    """Give names in the order that their numbers say, where each was shown with its own place as its number.

    What was given another number goes before or behind the one that has it, as it came from below or above; what has
    none comes last.
    """

    def key(item: tuple[int, tuple[str, float | None]]) -> tuple[bool, float, int]:
        was, (_name, number) = item
        if number is None:
            return True, 0, was
        return False, number + (number > was) * 0.5 - (number < was) * 0.5, was

    return [name for _was, (name, _number) in sorted(enumerate(places, 1), key=key)]
