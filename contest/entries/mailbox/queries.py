"""Reads of the mailbox."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from contest.entries.authors import authors_of, name_key
from contest.entries.mailbox.models import UNSETTLED, Candidate, CandidateState
from contest.entries.models import Entry, EntryState, Receipt
from contest.notice.models import Contest

TABS = (CandidateState.DOUBTFUL, CandidateState.ENTERED, CandidateState.SET_ASIDE, CandidateState.DUPLICATE)
"""The states that the office deals with, in the order of the work."""


@dataclass(frozen=True, slots=True)
class MailTab:
    """A state with the number of candidates in it."""

    state: CandidateState
    count: int


def candidates(contest: Contest, state: str) -> QuerySet[Candidate]:
    """Give the candidates of a contest in one state, or all; what came first comes first."""
    found = Candidate.objects.filter(mail__contest=contest).select_related("mail", "entry")
    if state in TABS:
        found = found.filter(state__in=UNSETTLED if state == CandidateState.DOUBTFUL else [state])
    return found


def tabs(contest: Contest) -> list[MailTab]:
    """Give each state with its count: one query. What is about to be entered counts with what waits."""
    rows = Candidate.objects.filter(mail__contest=contest).order_by().values_list("state")
    counts = dict(rows.annotate(number=Count("pk")))
    counts[CandidateState.DOUBTFUL] = sum(counts.get(state, 0) for state in UNSETTLED)
    return [MailTab(state, counts.get(state, 0)) for state in TABS]


def waiting(contest: Contest) -> int:
    """Give how many candidates somebody has to look at."""
    return candidates(contest, CandidateState.DOUBTFUL).count()


def next_to_settle(contest: Contest, after: Candidate) -> Candidate | None:
    """Give the candidate that has waited longest, other than this one."""
    return candidates(contest, CandidateState.DOUBTFUL).exclude(pk=after.pk).first()


def receipt_of_file(contest: Contest, sha256: str) -> Receipt | None:
    """Give the receipt of the entry that this very file was handed in as, whichever way it came; the earliest."""
    held = Receipt.objects.filter(entry__contest=contest, sha256=sha256)
    return held.exclude(entry__state=EntryState.WITHDRAWN).select_related("entry").order_by("received_at", "id").first()


def earlier_candidate(contest: Contest, sha256: str) -> Candidate | None:
    """Give the candidate that waits with this very file."""
    same = Candidate.objects.filter(mail__contest=contest, sha256=sha256, state__in=UNSETTLED)
    return same.select_related("mail").first()


def same_work(contest: Contest, title: str, author: str) -> Entry | None:
    """Give an entry of this title by one of these authors, which a new file may be another version of."""
    keys: Collection[str] = {name_key(name) for name in authors_of(author)}
    if not title or not keys:
        return None
    entries = Entry.objects.filter(contest=contest, title=title, authors__key__in=keys).handed_in()
    return entries.order_by("received_at", "id").first()


def contest_of_address(address: str) -> Contest | None:
    """Give the contest whose notice names this mailbox: the one at the door first, then the one opened last."""
    named = Contest.objects.filter(mailbox__iexact=address).exclude(mailbox="").select_related("prize_list")
    return named.order_by("-is_current", F("opened_at").desc(nulls_last=True), "-id").first()
