"""Decisions on many entries at once: first what they would touch, then one after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contest.entries.models import CheckState, Entry, EntryState, Manuscript
from contest.entries.states import may_follow
from contest.notice.models import Contest, DisqualificationReason
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.screening import operations
from contest.screening.checklist import NO_ANSWERS, Said, unopposed
from contest.screening.evidence import checklist_of, checklists_of
from contest.screening.models import Outcome

AT_MOST: Final = 200
"""Entries decided at once: each that passes has its blind copy made while somebody waits."""

_LEADS_TO: Final = {
    Outcome.PASS: EntryState.ELIGIBLE,
    Outcome.RETURN: EntryState.RETURNED,
    Outcome.DISQUALIFY: EntryState.DISQUALIFIED,
}


@dataclass(frozen=True, slots=True)
class Pin:
    """An entry and the version of its manuscript that was shown."""

    token: str
    version: int

    @classmethod
    def of(cls, entry: Entry) -> "Pin":
        """Give the pin of an entry as it stands."""
        return cls(entry.token, entry.manuscript.version if entry.manuscript else 0)

    @classmethod
    def read(cls, written: str) -> "Pin | None":
        """Give the pin that a form sent; None where no form of ours wrote it."""
        token, _, version = written.partition(":")
        is_ours = token.isascii() and token.isprintable() and version.isdecimal() and len(version) < 6
        return cls(token[:22], int(version)) if token and is_ours else None

    def __str__(self) -> str:
        return f"{self.token}:{self.version}"


@dataclass(frozen=True, slots=True)
class Aim:
    """An entry that is to be decided on, in the version that was shown."""

    entry: Entry
    pin: Pin


@dataclass(frozen=True, slots=True)
class Stuck:
    """An entry that is not decided on, and why."""

    entry: Entry
    why: Phrase


@dataclass(frozen=True, slots=True)
class Plan:
    """What a decision on many would touch, and what it can't."""

    aims: tuple[Aim, ...]
    stuck: tuple[Stuck, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What is decided, with all that it asks for."""

    outcome: Outcome
    note: str = ""
    until: datetime | None = None
    reason: DisqualificationReason | None = None
    confirmed: bool = False  # every point of the checklist, by whoever decides


@dataclass(frozen=True, slots=True)
class Done:
    """How it went: what was decided, and what was not and why."""

    decided: tuple[Entry, ...]
    stuck: tuple[Stuck, ...]


def plan(contest: Contest, pins: Iterable[Pin], outcome: Outcome) -> Plan:
    """Give what a decision would touch, in the order of the pins: at most `AT_MOST`, in a fixed number of queries.

    What names no entry of the contest is left out.
    """
    asked = {pin.token: pin for pin in list(pins)[:AT_MOST]}
    entries = _entries(contest, asked)
    obstacles = _Obstacles(contest, outcome, list(entries.values()))
    aims: list[Aim] = []
    stuck: list[Stuck] = []
    for token, pin in asked.items():
        if (entry := entries.get(token)) is None:
            continue
        why = obstacles.of(entry, pin)
        if why is None:
            aims.append(Aim(entry, pin))
        else:
            stuck.append(Stuck(entry, why))
    return Plan(tuple(aims), tuple(stuck))


def carry_out(planned: Plan, step: Step, *, actor: User) -> Done:
    """Decide on the entries of a plan by the verbs for one, each with its own event; one that fails stops no other."""
    decided: list[Entry] = []
    stuck = list(planned.stuck)
    for aim in planned.aims:
        manuscript = aim.entry.manuscript
        if manuscript is None:  # a constraint forbids it for what was handed in
            continue
        try:
            _decide(aim.entry, manuscript, step, actor)
        except Refusal as refusal:
            stuck.append(Stuck(aim.entry, refusal.phrase))
        else:
            decided.append(aim.entry)
    return Done(tuple(decided), tuple(stuck))


def _entries(contest: Contest, tokens: Iterable[str]) -> dict[str, Entry]:
    found = Entry.objects.filter(contest=contest, token__in=tokens, manuscript__isnull=False)
    related = found.select_related("contest", "unit", "entrant", "manuscript__check_result")
    return {entry.token: entry for entry in related}


class _Obstacles:
    """Knows what stands in the way of a decision, as far as it can be seen beforehand; the verbs hold it anyway."""

    def __init__(self, contest: Contest, outcome: Outcome, entries: Sequence[Entry]) -> None:
        found = Entry.objects.filter(pk__in=[entry.pk for entry in entries])
        self._points = checklists_of(contest, entries) if outcome is Outcome.PASS else {}
        self._outcome = outcome
        self._awarded = frozenset(
            found.filter(awards__isnull=False, awards__until_version=None).values_list("pk", flat=True)
        )
        self._judged = frozenset(found.filter(rounds__round__state__in=["open", "closed"]).values_list("pk", flat=True))

    def of(self, entry: Entry, pin: Pin) -> Phrase | None:
        """Give why an entry can't be decided on so."""
        outcome, to, manuscript = self._outcome, _LEADS_TO[self._outcome], entry.manuscript
        if manuscript is None or manuscript.version != pin.version:
            return Phrase(gettext_noop("作者提交了新的一稿，请读过新稿再作决定。"))
        if not may_follow(entry.state, to):
            return Phrase(gettext_noop("现在的状态是“%(now)s”，不能这样决定。"), {"now": entry.get_state_display()})
        if outcome is Outcome.PASS and manuscript.check_result.state != CheckState.CHECKED:
            return Phrase(
                gettext_noop("文件%(state)s，做不出匿名稿。"), {"state": manuscript.check_result.get_state_display()}
            )
        opposed = tuple(point.name for point in self._points.get(entry.pk, ()) if point.said is Said.NO)
        if opposed:
            return Phrase(gettext_noop("这些项目要到稿件的页面上逐项确认：%(points)s。"), {"points": opposed})
        if outcome is not Outcome.PASS and entry.pk in self._awarded:
            return Phrase(gettext_noop("已经列入确认的获奖名单。"))
        if outcome is Outcome.RETURN and entry.pk in self._judged:
            return Phrase(gettext_noop("已经进入评审，不能再退回修改。"))
        return None


def _decide(entry: Entry, manuscript: Manuscript, step: Step, actor: User) -> None:
    if step.outcome is Outcome.PASS:
        answers = unopposed(checklist_of(entry)) if step.confirmed else NO_ANSWERS
        operations.pass_entry(entry=entry, manuscript=manuscript, actor=actor, answers=answers)
    elif step.outcome is Outcome.RETURN and step.until is not None:
        operations.return_entry(entry=entry, manuscript=manuscript, note=step.note, until=step.until, actor=actor)
    elif step.reason is not None:
        operations.disqualify_entry(entry=entry, manuscript=manuscript, reason=step.reason, note=step.note, actor=actor)
