"""The one gate: every pair of states, allowed or refused, and what a step leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.entries.models import Entry, EntryState
from contest.entries.operations import move
from contest.entries.states import STEPS, may_follow
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.making import hand_in_entry, make_contest, organiser_of

pytestmark = pytest.mark.django_db

D, R, B, E, X, W = "draft", "received", "returned", "eligible", "disqualified", "withdrawn"
TABLE = {
    # from:  to  D  R  B  E  X  W
    D: dict(zip((D, R, B, E, X, W), (0, 1, 0, 0, 0, 1), strict=True)),
    R: dict(zip((D, R, B, E, X, W), (0, 1, 1, 1, 1, 1), strict=True)),
    B: dict(zip((D, R, B, E, X, W), (0, 1, 0, 0, 1, 1), strict=True)),
    E: dict(zip((D, R, B, E, X, W), (0, 1, 1, 0, 1, 0), strict=True)),
    X: dict(zip((D, R, B, E, X, W), (0, 1, 0, 1, 0, 0), strict=True)),
    W: dict(zip((D, R, B, E, X, W), (0, 0, 0, 0, 0, 0), strict=True)),
}
PAIRS = [(before, after, bool(TABLE[before][after])) for before in TABLE for after in TABLE]
LETTERS = {
    R: "已收到：《灯火》",
    B: "请修改：《灯火》",
    E: "通过审查：《灯火》",
    X: "取消参选资格：《灯火》",
    W: "已撤回：《灯火》",
}
REOPENED = "重新审查：《灯火》"


def entry_in(contest: Contest, person: User, state: str) -> Entry:
    """Give an entry that stands in a state, set there past the gate."""
    entry = hand_in_entry(contest, person)
    until = timezone.now() + timedelta(days=3) if state == B else None
    Entry.objects.filter(pk=entry.pk).update(state=state, return_until=until)
    entry.refresh_from_db()
    return entry


def test_the_table_knows_every_state() -> None:
    assert set(STEPS) == set(EntryState.values) == set(TABLE)


@pytest.mark.parametrize(("before", "after", "allowed"), PAIRS)
def test_every_pair(contest: Contest, person: User, before: str, after: str, allowed: bool) -> None:
    entry = entry_in(contest, person, before)
    actor = organiser_of(contest)
    events, letters = Event.objects.count(), Message.objects.count()
    until = timezone.now() + timedelta(days=5) if after == B else None
    assert may_follow(before, after) is allowed
    if not allowed:
        with pytest.raises(Refusal) as refused:
            move(entry=entry, to=EntryState(after), actor=actor, return_until=until)
        assert refused.value.code == "no-such-step"
        entry.refresh_from_db()
        assert entry.state == before
        assert (Event.objects.count(), Message.objects.count()) == (events, letters)
        return
    move(entry=entry, to=EntryState(after), actor=actor, reason="理由", return_until=until, also={"version": 1})
    assert entry.state == after  # the caller's object is up to date without a fetch
    entry.refresh_from_db()
    assert (entry.state, entry.return_until) == (after, until)
    (event,) = Event.objects.all()[events:]
    assert (event.action, event.subject_kind, event.subject_key) == ("entry.move", "entry", entry.token)
    assert (event.before, event.after) == ({"state": before}, {"state": after, "version": 1})
    assert (event.actor, event.reason, event.contest) == (actor, "理由", contest.slug)
    (letter,) = Message.objects.all()[: Message.objects.count() - letters]
    subject = REOPENED if after == R and before in (E, X) else LETTERS[after]
    assert (letter.person, letter.subject, letter.mail) == (person, subject, None)
    assert chain_faults() == []


def test_a_stale_object_decides_nothing(contest: Contest, person: User) -> None:
    """What stands in the row counts, not what the caller still believes."""
    entry = hand_in_entry(contest, person)
    stale = Entry.objects.get(pk=entry.pk)
    move(entry=entry, to=EntryState.WITHDRAWN, actor=person)
    assert stale.state == R
    with pytest.raises(Refusal) as refused:
        move(entry=stale, to=EntryState.ELIGIBLE, actor=organiser_of(contest))
    assert str(refused.value) == "稿件现在的状态是“已撤回”，不能改为“通过审查”。请刷新页面看最新情况。"


def test_a_step_that_cannot_be_stored_leaves_no_trace(contest: Contest, person: User) -> None:
    """Returned without a date: the database refuses, and neither letter nor event stays."""
    entry = hand_in_entry(contest, person)
    events, letters = Event.objects.count(), Message.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        move(entry=entry, to=EntryState.RETURNED, actor=organiser_of(contest))
    assert (Event.objects.count(), Message.objects.count()) == (events, letters)
    entry.refresh_from_db()
    assert entry.state == R


def test_a_letter_is_wanted_for_every_state_but_the_draft() -> None:
    assert set(LETTERS) == set(EntryState.values) - {D}


def test_the_return_letter_says_what_and_until_when(person: User) -> None:
    contest = make_contest(time_zone="Asia/Tokyo")
    entry = hand_in_entry(contest, person)
    until = timezone.now().replace(year=2031, month=5, day=6, hour=10, minute=30, second=0, microsecond=0)
    move(entry=entry, to=EntryState.RETURNED, actor=organiser_of(contest), reason="删去署名", return_until=until)
    newest = Message.objects.filter(person=person).first()
    assert newest is not None
    assert newest.body == "《灯火》需要修改：删去署名\n请在 2031-05-06 19:30 之前重新提交。"


# --- what the database holds by itself ----------------------------------------------------------------------------


def test_one_draft_for_a_person_and_contest(contest: Contest, person: User) -> None:
    Entry.objects.create(contest=contest, entrant=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(contest=contest, entrant=person)
    Entry.objects.create(contest=make_contest("autumn"), entrant=person)
    Entry.objects.create(contest=contest, entrant=person, state=EntryState.WITHDRAWN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": R},  # received without time, manuscript, unit
        {"state": E},
        {"received_at": timezone.now()},  # a time without a manuscript
        {"return_until": timezone.now()},  # a date for what was not returned
    ],
)
def test_what_the_database_refuses(contest: Contest, person: User, wrong: dict[str, object]) -> None:
    entry = Entry.objects.create(contest=contest, entrant=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**wrong)
