"""What holding a package against its own rules found: check by check."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.phrases import Phrase, Refusal, gettext_noop

MOST_PLACES: Final = 20


class Outcome(StrEnum):
    """What came of a check."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


class CannotTell(Exception):
    """Something can't be computed again; `why` says so in a sentence."""

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template)
        self.why = Phrase(template, params)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: where it differs, the first places and how many more, or why it can't be told."""

    name: Phrase
    outcome: Outcome
    places: tuple[Phrase, ...] = ()
    more: int = 0
    why: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of a package, the one on its files first."""

    checks: tuple[Check, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of all: a difference before what can't be told, and that before agreement."""
        found = {one.outcome for one in self.checks}
        return next((one for one in (Outcome.DIFFERS, Outcome.UNKNOWN) if one in found), Outcome.AGREES)


def check(name: Phrase, places: Callable[[], Iterable[Phrase]]) -> Check:
    """Carry out a check that gives the places where something differs, or raises `CannotTell`."""
    found: list[Phrase] = []
    more, why = 0, None
    try:
        for place in places():
            if len(found) < MOST_PLACES:
                found.append(place)
            else:
                more += 1
    except CannotTell as told:
        why = told.why
    except Refusal as refusal:
        found.append(refusal.phrase)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        found.append(Phrase(gettext_noop("内容前后矛盾，无法按规则重算")))
    outcome = Outcome.DIFFERS if found else Outcome.UNKNOWN if why else Outcome.AGREES
    return Check(name, outcome, tuple(found), more, why)
