"""What stands in the search box, once it has been understood."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from contest.comparisons import Comparison
from contest.phrases import Phrase
from contest.screening.searching.vocabulary import USUAL_COLUMNS, Key


@dataclass(frozen=True, slots=True)
class Text:
    """These signs stand in what is asked: in title, author or unit where `key` is None. `exact`: nothing else does."""

    key: Key | None
    text: str
    exact: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """It is one of these values."""

    key: Key
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A number compares so."""

    key: Key
    comparison: Comparison
    number: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """It came on such a day of the contest's zone."""

    comparison: Comparison
    day: date
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """The order: by what, and whether the greatest comes first."""

    key: Key
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A column to show."""

    key: Key


@dataclass(frozen=True, slots=True)
class Fault:
    """What couldn't be understood of what was typed, and what is possible."""

    phrase: Phrase


Condition: TypeAlias = Text | Listed | Measure | Day
Meaning: TypeAlias = Condition | Sort | Shown | Fault


@dataclass(frozen=True, slots=True)
class Part:
    """One piece as it was typed, what it means, and what was taken for granted."""

    written: str
    meanings: tuple[Meaning, ...]
    note: Phrase | None = None

    @property
    def fault(self) -> Phrase | None:
        """What is wrong with it."""
        return next((one.phrase for one in self.meanings if isinstance(one, Fault)), None)


@dataclass(frozen=True, slots=True)
class Search:
    """A whole search: `text` as it was typed, and its parts in order. Its conditions hold together."""

    text: str
    parts: tuple[Part, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What must hold."""
        return tuple(one for one in self._meanings() if isinstance(one, (Text, Listed, Measure, Day)))

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The order asked for, by each thing once; none is the order in which the entries came."""
        asked: dict[Key, Sort] = {}
        for one in self._meanings():
            if isinstance(one, Sort):
                asked.setdefault(one.key, one)
        return tuple(asked.values())

    @property
    def columns(self) -> tuple[Key, ...]:
        """What to show: the title always, first."""
        asked = [one.key for one in self._meanings() if isinstance(one, Shown)]
        return tuple(dict.fromkeys((Key.TITLE, *asked))) if asked else USUAL_COLUMNS

    @property
    def faults(self) -> tuple[Part, ...]:
        """The pieces in which something couldn't be understood."""
        return tuple(part for part in self.parts if part.fault)

    @property
    def notes(self) -> tuple[Phrase, ...]:
        """What was taken for granted."""
        return tuple(part.note for part in self.parts if part.note)

    @property
    def states(self) -> frozenset[str]:
        """The states asked for, where one condition says them; none where any will do, or more is asked."""
        asked = [one for one in self.conditions if isinstance(one, Listed) and one.key is Key.STATE]
        return frozenset(asked[0].values) if len(asked) == 1 and not asked[0].negated else frozenset()

    @property
    def asks_for_state(self) -> bool:
        """Whether anything is said about the state."""
        return any(isinstance(one, Listed) and one.key is Key.STATE for one in self.conditions)

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked than a state."""
        return any(not isinstance(one, Listed) or one.key is not Key.STATE for one in self.conditions)

    def _meanings(self) -> tuple[Meaning, ...]:
        return tuple(one for part in self.parts for one in part.meanings)
