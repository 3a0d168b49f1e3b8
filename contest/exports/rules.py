"""Who may take what leaves."""

from contest.notice.models import Contest
from contest.notice.rules import may_observe, may_open_manuscripts, may_organise
from contest.people.rules import Verdict, Visitor


def may_take_archives(person: Visitor, contest: Contest) -> Verdict:
    """Organisers and observers take an archive, once they may open the manuscripts in it."""
    verdict = may_observe(person, contest)
    return may_open_manuscripts(person, contest) if verdict.allowed else verdict


def may_ask_for_archives(person: Visitor, contest: Contest) -> Verdict:
    """Organisers have one made, once they may open the manuscripts."""
    verdict = may_organise(person, contest)
    return may_open_manuscripts(person, contest) if verdict.allowed else verdict


def may_take_results(person: Visitor, contest: Contest) -> Verdict:
    """Organisers and observers take the workbook and its sheets, once they may open the manuscripts listed in it."""
    return may_take_archives(person, contest)


def may_keep_exports(person: Visitor, contest: Contest) -> Verdict:
    """Organisers keep sheets under a name, once they may open the manuscripts."""
    return may_ask_for_archives(person, contest)


def may_see_anthology(person: Visitor, contest: Contest) -> Verdict:
    """Organisers and observers see the anthology and take its books, once they may open the manuscripts."""
    return may_take_archives(person, contest)


def may_edit_anthology(person: Visitor, contest: Contest) -> Verdict:
    """Organisers edit it and have books made, once they may open the manuscripts."""
    return may_ask_for_archives(person, contest)
