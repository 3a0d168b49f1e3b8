"""A contest is opened and shown at the door, and a sealed one stays sealed until its deadline."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from contest.ledger.models import Event
from contest.notice.announcement import NoticeFault
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import announce, end_appointment, open_contest, show_contest
from contest.notice.parsing import parse_notice
from contest.notice.queries import announcement_of, is_sealed
from contest.phrases import Refusal
from tests.making import appointed, end_intake, make_contest, make_person, organiser_of
from tests.notice.test_announcement import SHIPPED
from tests.notice.test_operations import last_event

pytestmark = pytest.mark.django_db


# --- open and show -------------------------------------------------------------------------------------------


def test_a_contest_opens_once() -> None:
    contest = make_contest(opened=False)
    organiser = organiser_of(contest)
    open_contest(contest=contest, actor=organiser)
    first = Contest.objects.get()
    assert (first.opened_by, contest.opened_at) == (organiser, first.opened_at)
    assert last_event().action == "contest.open"
    events = Event.objects.count()
    open_contest(contest=contest, actor=organiser)
    assert (Contest.objects.get().opened_at, Event.objects.count()) == (first.opened_at, events)


def test_a_contest_with_unknowns_does_not_open() -> None:
    contest, _ = announce(announcement=parse_notice(SHIPPED.read_text(encoding="utf-8")), actor=None)
    with pytest.raises(Refusal) as refused:
        open_contest(contest=contest, actor=make_person())
    assert str(refused.value) == (
        "还不能开始征文，这些内容尚未确定：字数上限、截稿时间、“二等奖”的名额、“三等奖”的名额、联系电话。"
        "请先在通知中填好。"
    )
    assert Contest.objects.get().opened_at is None


def test_one_contest_stands_at_the_door() -> None:
    first, second = make_contest("spring"), make_contest("autumn")
    assert Contest.objects.current() == first
    organiser = organiser_of(second)
    appointed(first, Office.ORGANISER, login=organiser.login)
    show_contest(contest=second, actor=organiser)
    assert [contest.slug for contest in Contest.objects.filter(is_current=True)] == ["autumn"]
    event = last_event()
    assert (event.action, event.before, event.after) == ("contest.show", {"current": "spring"}, {"current": "autumn"})
    events = Event.objects.count()
    show_contest(contest=second, actor=organiser)
    assert Event.objects.count() == events


@pytest.mark.parametrize("office", [None, *(office for office in Office if office != Office.ORGANISER)])
@pytest.mark.parametrize("other", ["spring", "autumn"])
def test_the_door_is_changed_by_who_organises_both(office: Office | None, other: str) -> None:
    """`other` is the contest, the one shown or the new one, in which the actor holds only this office."""
    contests = {slug: make_contest(slug) for slug in ("spring", "autumn")}
    actor = make_person("both@example.org", "王海")
    for slug, contest in contests.items():
        if slug != other:
            appointed(contest, Office.ORGANISER, login=actor.login)
        elif office is not None:
            appointed(contest, office, login=actor.login)
    events = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        show_contest(contest=contests["autumn"], actor=actor)
    assert refused.value.code == "not-yours-to-replace"
    assert Contest.objects.current() == contests["spring"]
    assert Event.objects.count() == events


def test_who_organised_the_contest_at_the_door_no_longer_changes_it() -> None:
    first, second = make_contest("spring"), make_contest("autumn")
    actor = organiser_of(second)
    appointed(first, Office.ORGANISER, login=actor.login)
    end_appointment(appointment=Appointment.objects.get(contest=first, person=actor), actor=organiser_of(first))
    with pytest.raises(Refusal):
        show_contest(contest=second, actor=actor)


def test_an_empty_door_is_filled_by_who_organises() -> None:
    contest = make_contest("spring")
    Contest.objects.update(is_current=False)
    show_contest(contest=contest, actor=organiser_of(contest))
    assert Contest.objects.current() == contest


# --- under seal ---------------------------------------------------------------------------------------------------


def test_a_seal_stands_once_entries_may_come() -> None:
    unopened = make_contest("autumn", opened=False, sealed=True)
    announce(announcement=replace(announcement_of(unopened), sealed=False), actor=None)
    contest = make_contest(sealed=True)
    with pytest.raises(NoticeFault) as refused:
        announce(announcement=replace(announcement_of(contest), sealed=False), actor=None)
    assert refused.value.code == "seal-stands"
    contest.refresh_from_db()
    assert contest.sealed


def test_what_could_be_opened_is_not_sealed_again_by_a_second_deadline() -> None:
    contest = make_contest(sealed=True)
    sooner = timezone.localtime().replace(microsecond=0) + timedelta(days=1)
    announce(announcement=replace(announcement_of(contest), closes_at=sooner), actor=None)
    contest.refresh_from_db()
    assert is_sealed(contest, timezone.now())
    assert is_sealed(contest, sooner + timedelta(seconds=60))  # the grace is part of it
    assert not is_sealed(contest, sooner + timedelta(seconds=61))
    end_intake(contest)
    assert not is_sealed(contest, timezone.now())
    with pytest.raises(NoticeFault) as refused:
        announce(announcement=replace(announcement_of(contest), closes_at=sooner), actor=None)
    assert refused.value.code == "seal-broken"
    announce(announcement=replace(announcement_of(contest), theme="写江。"), actor=None)


def test_without_a_deadline_a_seal_has_no_end() -> None:
    contest = make_contest(opened=False, sealed=True, closes_at=None)
    assert is_sealed(contest, timezone.now() + timedelta(days=9999))
