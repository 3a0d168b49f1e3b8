"""Units above and below each other. Pure: units are their primary keys, or whatever stands for them."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def above(unit: Node, parents: Mapping[Node, Node]) -> Iterator[Node]:
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


def would_circle(unit: Node, parent: Node, parents: Mapping[Node, Node]) -> bool:
    """Say whether a unit would come to stand above itself below that parent."""
    return unit == parent or unit in above(parent, parents)
