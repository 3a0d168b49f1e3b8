"""Units above and below each other. Pure: units are their primary keys."""

from collections import defaultdict
from collections.abc import Iterator, Mapping


def above(unit: int, parents: Mapping[int, int]) -> Iterator[int]:
    """Give the units that a unit belongs to, the nearest first. `parents` has no circles."""
    while (parent := parents.get(unit)) is not None:
        yield parent
        unit = parent


def line_of(unit: int, parents: Mapping[int, int]) -> frozenset[int]:
    """Give a unit with all that stand above it and below it; those beside it are not of its line."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for child, parent in parents.items():
        below[parent].append(child)
    found, waiting = {unit, *above(unit, parents)}, [unit]
    while waiting:
        children = below[waiting.pop()]
        found.update(children)
        waiting.extend(children)
    return frozenset(found)


def would_circle(unit: int, parent: int, parents: Mapping[int, int]) -> bool:
    """Say whether a unit would come to stand above itself below that parent."""
    return unit == parent or unit in above(parent, parents)
