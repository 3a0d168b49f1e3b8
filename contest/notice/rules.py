"""Who may do what with a contest. Each rule reads as a sentence and answers with its reason."""

from collections.abc import Collection

from django.utils import timezone

from contest.notice.models import Contest, Office
from contest.notice.queries import holds_anywhere, is_sealed, offices_of
from contest.people.rules import ALLOWED, Verdict, Visitor, refused

DESK_OFFICES = frozenset({Office.SCREENER, Office.ORGANISER, Office.OBSERVER})
"""The offices that see names: a judge never holds one of them in the same contest."""


def _holds(person: Visitor, contest: Contest, *offices: str) -> Verdict:
    if not person.is_authenticated or not person.is_active:
        return refused("nobody in particular")
    if offices_of(contest, person) & set(offices):
        return ALLOWED
    return refused("holds none of the offices " + ", ".join(offices))


def may_see_contest(person: Visitor, contest: Contest) -> Verdict:
    """Everybody sees a contest that was opened; before that, only its office."""
    if contest.opened_at is not None:
        return ALLOWED
    return may_see_desk(person, contest)


def may_enter(person: Visitor, contest: Contest) -> Verdict:
    """Everybody with an account may enter a contest that was opened."""
    if not person.is_authenticated or not person.is_active:
        return refused("nobody in particular")
    if contest.opened_at is None:
        return refused("the contest was not opened")
    return ALLOWED


def may_see_desk(person: Visitor, contest: Contest) -> Verdict:
    """Screeners, organisers and observers see the desk."""
    return _holds(person, contest, *DESK_OFFICES)


def may_organise(person: Visitor, contest: Contest) -> Verdict:
    """Organisers change the notice, appoint people, run rounds, decide prizes."""
    return _holds(person, contest, Office.ORGANISER)


def may_observe(person: Visitor, contest: Contest) -> Verdict:
    """Organisers and observers read everything, the ledger too."""
    return _holds(person, contest, Office.ORGANISER, Office.OBSERVER)


def may_screen(person: Visitor, contest: Contest) -> Verdict:
    """Screeners and organisers decide on entries."""
    return _holds(person, contest, Office.SCREENER, Office.ORGANISER)


def may_open_manuscripts(person: Visitor, contest: Contest) -> Verdict:
    """The desk opens manuscripts, and whatever was made of them; in a sealed contest only after the deadline."""
    return _once_unsealed(may_see_desk(person, contest), contest)


def may_decide(person: Visitor, contest: Contest) -> Verdict:
    """Screeners and organisers decide on what they may open."""
    return _once_unsealed(may_screen(person, contest), contest)


def _once_unsealed(verdict: Verdict, contest: Contest) -> Verdict:
    return refused("is sealed") if verdict.allowed and is_sealed(contest, timezone.now()) else verdict


def may_judge(person: Visitor, contest: Contest) -> Verdict:
    """Judges read and mark."""
    return _holds(person, contest, Office.JUDGE)


def may_have_tokens(person: Visitor) -> Verdict:
    """Whoever sees a desk in some contest may let programs read what they see; judges read blind, and not so."""
    if not person.is_authenticated or not person.is_active:
        return refused("nobody in particular")
    return ALLOWED if holds_anywhere(person, DESK_OFFICES) else refused("holds no desk office anywhere")


def may_hold(held: Collection[str], office: str) -> Verdict:
    """A judge sees no names, so nobody both judges and holds a desk office in one contest."""
    if office == Office.JUDGE and not DESK_OFFICES.isdisjoint(held):
        return refused("holds a desk office")
    if office in DESK_OFFICES and Office.JUDGE in held:
        return refused("is a judge")
    return ALLOWED


def may_change_sides(held_before: Collection[str], office: str, *, reads: bool) -> Verdict:
    """Who may have seen names in a contest judges no more there; who still reads there (`reads`) sees no names."""
    if office == Office.JUDGE and not DESK_OFFICES.isdisjoint(held_before):
        return refused("held a desk office")
    if office in DESK_OFFICES and reads:
        return refused("is seated in a round that is not closed")
    return ALLOWED
