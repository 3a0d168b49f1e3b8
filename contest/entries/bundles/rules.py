"""Who may do what with bundles."""

from typing import Final

from contest.entries.bundles.models import Bundle, BundleState
from contest.notice.models import Contest, Office
from contest.notice.queries import offices_of
from contest.notice.rules import may_open_manuscripts
from contest.people.rules import ALLOWED, Verdict, Visitor, refused

_OVERSEEING: Final = frozenset({Office.ORGANISER, Office.OBSERVER})


def may_bundle(person: Visitor, contest: Contest) -> Verdict:
    """Unit contacts hand over bundles in a contest that was opened."""
    if contest.opened_at is None:
        return refused("the contest was not opened")
    if Office.UNIT_CONTACT in offices_of(contest, person) and person.is_active:
        return ALLOWED
    return refused("is no unit contact")


def sees_all(person: Visitor, contest: Contest) -> bool:
    """Say whether somebody oversees the contest, and so sees everybody's bundles."""
    return person.is_active and not _OVERSEEING.isdisjoint(offices_of(contest, person))


def may_see_bundles(person: Visitor, contest: Contest) -> Verdict:
    """Unit contacts see their own bundles, organisers and observers those of everybody."""
    return ALLOWED if sees_all(person, contest) else may_bundle(person, contest)


def may_see_bundle(person: Visitor, bundle: Bundle) -> Verdict:
    """A bundle is seen by the unit contact whose it is; by organisers and observers where they may open manuscripts."""
    if sees_all(person, bundle.contest) and may_open_manuscripts(person, bundle.contest).allowed:
        return ALLOWED
    return may_work_on_bundle(person, bundle)


def may_work_on_bundle(person: Visitor, bundle: Bundle) -> Verdict:
    """A bundle is corrected, confirmed and discarded by the unit contact whose it is."""
    if bundle.contact_id != person.pk:
        return refused("is another's bundle")
    return may_bundle(person, bundle.contest)


def may_correct(bundle: Bundle) -> Verdict:
    """Rows are corrected and confirmed between two pieces of work in the background."""
    if bundle.state in (BundleState.READ, BundleState.ENTERED):
        return ALLOWED
    return refused("the bundle is being worked on, or closed")
