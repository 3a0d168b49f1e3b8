"""The verbs on a contest: announce, open, show, appoint, end an office, give a link."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.entries.models import Entry
from contest.judging.models import Round, RoundState
from contest.judging.operations import close_round, unseat_judge
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import (
    POINTS,
    Announcement,
    ContactAnnounced,
    CriterionAnnounced,
    NoticeFault,
    RoundAnnounced,
    TierAnnounced,
    parse_notice,
)
from contest.notice.models import Appointment, Contest, Office, Tier
from contest.notice.operations import announce, appoint, end_appointment, issue_link, open_contest, show_contest
from contest.notice.queries import announcement_of, is_sealed, limits_of
from contest.people.links import link_parts
from contest.people.models import User
from contest.people.operations import set_password
from contest.phrases import Refusal
from tests.awards.making import decide, judged
from tests.entries.together import at_once, shared_database
from tests.judging.making import judge, opened, passed, prepared, seat_of
from tests.making import (
    PASSWORD,
    an_announcement,
    appointed,
    end_intake,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)
from tests.notice.test_announcement import SHIPPED, SMALL

pytestmark = pytest.mark.django_db
NOTICE = SMALL + 'requirements = ["原创。"]\nhosts = ["馆"]\nco_organisers = ["报"]\n'


def last_event() -> Event:
    event = Event.objects.last()
    assert event is not None
    return event


# --- announce ------------------------------------------------------------------------------------------------


def test_what_was_announced_is_stored_and_read_back() -> None:
    announcement = an_announcement(opens_at=timezone.localtime().replace(microsecond=0))
    contest, changed = announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get()) == announcement
    assert {change.field for change in changed} >= {"slug", "title", "closes_at", "tiers"}
    assert (contest.is_current, contest.opened_at) == (True, None)
    assert last_event().action == "contest.announce"


def test_the_shipped_notice_is_stored_with_its_unknowns() -> None:
    announcement = parse_notice(SHIPPED.read_text(encoding="utf-8"))
    announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get()) == announcement


@pytest.mark.parametrize(
    "text",
    [
        NOTICE,
        NOTICE.replace("2026-08-20T18:00:00", "2026-08-20T10:00:00Z"),
        NOTICE.replace("2026-08-20T18:00:00", "2026-08-20T12:00:00+02:00"),
        NOTICE + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = 30.50\nweight = 0.5\n',
        SHIPPED.read_text(encoding="utf-8"),
    ],
    ids=["local", "UTC", "another zone", "numbers", "shipped"],
)
def test_the_same_notice_changes_nothing(text: str) -> None:
    announce(announcement=parse_notice(text), actor=None)
    events = Event.objects.count()
    assert announce(announcement=parse_notice(text), actor=None)[1] == ()
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", ["requirements", "hosts", "co_organisers"])
def test_a_list_of_the_notice_may_be_empty(name: str) -> None:
    announcement = an_announcement(**{name: ()})
    announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get()) == announcement


def test_a_change_is_on_record_and_keeps_the_rows_it_can(contest: Contest) -> None:
    organiser = organiser_of(contest)
    rows = dict(contest.tiers.values_list("key", "pk"))
    before = announcement_of(contest)
    after = replace(
        before,
        word_limit=2000,
        tiers=(
            TierAnnounced("second", "person", "二等奖", 5),
            TierAnnounced("third", "person", "三等奖", 8),
            TierAnnounced("organisation", "unit", "优秀组织奖", 1),
        ),
    )
    _, changed = announce(announcement=after, actor=organiser)
    assert [change.field for change in changed] == ["word_limit", "tiers"]
    assert announcement_of(Contest.objects.get()) == after
    assert Tier.objects.get(key="second").pk == rows["second"]
    event = last_event()
    assert (event.action, event.actor, event.contest) == ("contest.announce", organiser, contest.slug)
    assert (event.before["word_limit"], event.after["word_limit"]) == (1500, 2000)
    assert chain_faults() == []


def test_an_open_contest_keeps_what_matters(contest: Contest) -> None:
    with pytest.raises(NoticeFault) as fault:
        announce(announcement=replace(announcement_of(contest), word_limit=None, closes_at=None), actor=None)
    assert str(fault.value) == "征文已经开始，这些内容不能改成未知：字数上限、截稿时间。"
    assert Contest.objects.get().word_limit == 1500


NOT_STORABLE: dict[str, dict[str, Any]] = {
    "slug": {"slug": "Spring Tide!"},
    "title too long": {"title": "长" * 121},
    "no title": {"title": ""},
    "mailbox": {"mailbox": "not an address"},
    "closes before it opens": {
        "opens_at": datetime(2026, 8, 2, tzinfo=UTC),
        "closes_at": datetime(2026, 8, 1, tzinfo=UTC),
    },
    "contact's name too long": {"contact_points": (ContactAnnounced("a", "长" * 61, "1"),)},
    "key of a tier": {"tiers": (TierAnnounced("一等", "person", "一等奖", 1),)},
    "key of a tier empty": {"tiers": (TierAnnounced("", "person", "一等奖", 1),)},
    "name of a tier too long": {"tiers": (TierAnnounced("a", "person", "长" * 41, 1),)},
    "two tiers of one key": {
        "tiers": (TierAnnounced("a", "person", "一等奖", 1), TierAnnounced("a", "person", "二等奖", 1))
    },
    "no range": {"criteria": (CriterionAnnounced("a", "甲", "", Decimal(1), Decimal(5), Decimal(5), Decimal(1)),)},
    "no step": {"criteria": (CriterionAnnounced("a", "甲", "", Decimal(1), Decimal(0), Decimal(5), Decimal(0)),)},
    "no weight": {"criteria": (CriterionAnnounced("a", "甲", "", Decimal(0), Decimal(0), Decimal(5), Decimal(1)),)},
    "digits that would be lost": {
        "criteria": (CriterionAnnounced("a", "甲", "", Decimal("0.33333"), Decimal(0), Decimal(5), Decimal(1)),)
    },
    "no readings": {"round_plans": (RoundAnnounced("a", "初评", 0, "mean"),)},
}


@pytest.mark.parametrize("change", NOT_STORABLE.values(), ids=NOT_STORABLE.keys())
def test_what_cannot_be_stored_is_a_fault_and_leaves_nothing(change: dict[str, Any]) -> None:
    with pytest.raises(NoticeFault):
        announce(announcement=an_announcement(**change), actor=None)
    assert not Contest.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name_pattern": "十周年-{title}"},
        {"name_pattern": "十周年 {title} {author}"},
        {"endings": ()},
        {"label": "九周年"},
    ],
)
def test_a_naming_rule_that_cannot_work_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        announce(announcement=an_announcement(**change), actor=None)
    assert not Contest.objects.exists()


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20).map(
    lambda text: text.strip() or "词"
)
keys = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True)
kinds = st.sampled_from(["person", "unit"])
moments = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def announcements(draw: st.DrawFn) -> Announcement:
    closes_at = draw(st.none() | moments.map(lambda at: at.astimezone(timezone.get_current_timezone())))
    return an_announcement(
        title=draw(words),
        theme=draw(words | st.just("")),
        requirements=tuple(draw(st.lists(words, min_size=1, max_size=3))),
        word_limit=draw(st.none() | st.integers(0, 2**31 - 1)),
        word_processor=draw(st.none() | words),
        opens_at=draw(st.none() if closes_at is None else st.sampled_from([None, closes_at - timedelta(days=1)])),
        closes_at=closes_at,
        grace_seconds=draw(st.integers(0, 86400)),
        mailbox=draw(st.none() | st.just("box@example.org")),
        contact_points=tuple(
            ContactAnnounced(key, draw(words), draw(st.none() | words))
            for key in draw(st.lists(keys, unique=True, max_size=3))
        ),
        tiers=tuple(
            TierAnnounced(key, draw(kinds), draw(words), draw(st.none() | st.integers(0, 99)))
            for key in draw(st.lists(keys, unique=True, max_size=4))
        ),
        criteria=tuple(
            CriterionAnnounced(
                key,
                draw(words),
                "",
                draw(st.decimals("0.001", "99", places=3)),
                Decimal(0),
                draw(st.decimals("0.01", "999", places=2)),
                draw(st.decimals("0.01", "9", places=2)),
            )
            for key in draw(st.lists(keys, unique=True, max_size=3))
        ),
    )  # fmt: skip


@given(announcements())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_stored_notice_is_the_notice(announcement: Announcement) -> None:
    contest, _ = announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get(pk=contest.pk)) == announcement
    assert announce(announcement=announcement, actor=None)[1] == ()


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


# --- offices -------------------------------------------------------------------------------------------------


def test_an_appointment_opens_an_account_without_a_password(contest: Contest) -> None:
    appointment = appoint(
        contest=contest, login="138 1234 5678", name="王海", office=Office.JUDGE, unit_name="浦岸中学", actor=None
    )
    person = appointment.person
    assert (person.login, person.name, person.has_usable_password()) == ("13812345678", "王海", False)
    assert (appointment.unit_name, appointment.ended_at) == ("浦岸中学", None)
    assert last_event().after == {"office": "judge", "name": "王海", "unit": "浦岸中学"}


def test_an_appointment_finds_the_account_and_leaves_its_name(contest: Contest, person: User) -> None:
    appointment = appoint(contest=contest, login="AUTHOR@example.org", name="别名", office=Office.SCREENER, actor=None)
    assert appointment.person == person
    assert User.objects.get(pk=person.pk).name == "林晓"


def test_whoever_signed_up_first_does_not_get_the_office(contest: Contest, person: User) -> None:
    """Nobody knows whose the password is; it ends with its sessions and links, and what was handed in stays."""
    entry = hand_in_entry(contest, person)
    uid, token = link_parts(person)
    client = Client()
    client.post(reverse("account_login"), {"login": person.login, "password": PASSWORD})
    assert client.get(reverse("my-entries")).status_code == 200
    appointed(contest, Office.SCREENER, login=person.login)
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert client.get(reverse("my-entries")).status_code == 302
    assert client.get(reverse("screening", args=[contest.slug])).status_code == 302
    client.post(reverse("account_login"), {"login": person.login, "password": PASSWORD})
    assert client.get(reverse("my-entries")).status_code == 302
    assert client.get(reverse("set-password", args=[uid, token])).status_code == 404
    assert last_event().after == {"office": "screener", "name": "林晓", "unit": "", "password": "ended"}
    set_password(person=person, password=PASSWORD)
    assert signed_in_client(person).get(reverse("entry", args=[entry.token])).status_code == 200


def test_a_refused_appointment_takes_no_password(contest: Contest, person: User) -> None:
    with pytest.raises(Refusal):
        appoint(contest=contest, login="王海", name="林晓", office=Office.JUDGE, actor=None)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_who_appoints_themselves_keeps_the_password(contest: Contest, person: User) -> None:
    appoint(contest=contest, login=person.login, name="林晓", office=Office.SCREENER, actor=person)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_who_held_an_office_once_keeps_the_password(contest: Contest) -> None:
    person = appointed(contest, Office.SCREENER)
    set_password(person=person, password=PASSWORD)
    end_appointment(appointment=Appointment.objects.get(person=person), actor=organiser_of(contest))
    appointed(contest, Office.SCREENER, login=person.login)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert last_event().after == {"office": "screener", "name": "审稿员", "unit": ""}


DESK = [Office.SCREENER, Office.ORGANISER, Office.OBSERVER]


@pytest.mark.parametrize("desk", DESK)
def test_nobody_judges_and_sees_names(contest: Contest, desk: Office) -> None:
    for held, wanted in ((Office.JUDGE, desk), (desk, Office.JUDGE)):
        person = make_person(f"{held}-first@example.org", "王海")
        appointed(contest, held, login=person.login)
        with pytest.raises(Refusal) as refused:
            appointed(contest, wanted, login=person.login)
        assert refused.value.code == "judge-and-desk"
        assert list(Appointment.objects.filter(person=person).values_list("office", flat=True)) == [held]


@pytest.mark.parametrize("desk", DESK)
def test_who_may_have_seen_names_judges_no_more(contest: Contest, desk: Office) -> None:
    person = appointed(contest, desk, login="once@example.org", name="王海")
    end_appointment(appointment=Appointment.objects.get(person=person), actor=organiser_of(contest))
    with pytest.raises(Refusal) as refused:
        appointed(contest, Office.JUDGE, login=person.login)
    assert refused.value.code == "changes-sides"
    assert str(refused.value) == "王海在本次征文任过能看到作者信息的职务，不能再当评委，请另选一位。"
    assert Appointment.objects.get(person=person).office == desk
    appointed(make_contest("autumn"), Office.JUDGE, login=person.login)
    appointed(contest, Office.UNIT_CONTACT, login=person.login)
    appointed(contest, desk, login=person.login)


@pytest.mark.parametrize("desk", DESK)
@pytest.mark.parametrize("bring", [prepared, opened])
def test_who_is_seated_in_a_round_sees_no_names_before_it_ends(
    contest: Contest, desk: Office, bring: Callable[[Contest, Sequence[User]], Round]
) -> None:
    passed(contest)
    judges = [judge(contest, 1, name="王海"), judge(contest, 2)]
    round_ = bring(contest, judges)
    organiser, person = organiser_of(contest), judges[0]
    end_appointment(appointment=Appointment.objects.get(contest=contest, person=person), actor=organiser)
    with pytest.raises(Refusal) as refused:
        appointed(contest, desk, login=person.login)
    assert refused.value.code == "changes-sides"
    assert str(refused.value) == "王海还在一轮没有结束的评审里，请等这一轮结束后再聘任，或另选一位。"
    appointed(make_contest("autumn"), desk, login=person.login)
    appointed(contest, Office.UNIT_CONTACT, login=person.login)
    if round_.state == RoundState.OPEN:
        close_round(round_=round_, actor=organiser, unmarked=True)
    else:
        unseat_judge(judge=seat_of(round_, person), actor=organiser)
    appointed(contest, desk, login=person.login)


def test_offices_that_go_together(contest: Contest) -> None:
    person = make_person("both@example.org", "王海")
    for office in (Office.SCREENER, Office.OBSERVER, Office.UNIT_CONTACT):
        appointed(contest, office, login=person.login)
    assert Appointment.objects.filter(person=person).count() == 3


def test_a_judge_here_may_hold_a_desk_elsewhere_and_here_after_the_end(contest: Contest) -> None:
    person = appointed(contest, Office.JUDGE)
    appointed(make_contest("autumn"), Office.SCREENER, login=person.login)
    appointment = Appointment.objects.get(contest=contest, person=person)
    end_appointment(appointment=appointment, actor=organiser_of(contest))
    appointed(contest, Office.SCREENER, login=person.login)


def test_an_ended_office_may_be_given_again_and_ends_once(contest: Contest) -> None:
    person = appointed(contest, Office.JUDGE)
    appointment = Appointment.objects.get(person=person)
    end_appointment(appointment=appointment, actor=organiser_of(contest))
    ended = Appointment.objects.get(person=person).ended_at
    assert ended is not None
    assert last_event().action == "office.end"
    events = Event.objects.count()
    end_appointment(appointment=appointment, actor=organiser_of(contest))
    assert (Appointment.objects.get(person=person).ended_at, Event.objects.count()) == (ended, events)
    appointed(contest, Office.JUDGE, login=person.login)
    assert Appointment.objects.get(person=person).ended_at is None


def test_the_last_organiser_stays_and_whoever_organises_no_more_ends_nobody(contest: Contest) -> None:
    first = organiser_of(contest)
    second = appointed(contest, Office.ORGANISER, login="second@spring.example")
    offices = {one.person: one for one in Appointment.objects.filter(contest=contest)}
    end_appointment(appointment=offices[second], actor=first)
    events = Event.objects.count()
    for actor, code in ((second, "no-organiser"), (first, "last-organiser")):
        with pytest.raises(Refusal) as caught:
            end_appointment(appointment=offices[first], actor=actor)
        assert caught.value.code == code
    assert Appointment.objects.get(pk=offices[first].pk).ended_at is None
    assert Event.objects.count() == events


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_end_each_other_at_once_one_stays(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        people = [organiser_of(contest), appointed(contest, Office.ORGANISER, login="second@spring.example")]
        clients = [signed_in_client(one) for one in people]
        offices = [Appointment.objects.get(contest=contest, person=one) for one in people]

        def end(client: Client, other: Appointment) -> int:
            return client.post(reverse("end-appointment", args=[contest.slug, other.pk])).status_code

        answers = at_once(lambda: end(clients[0], offices[1]), lambda: end(clients[1], offices[0]))
        assert set(answers) <= {302, 404}
        assert Appointment.objects.filter(contest=contest, office=Office.ORGANISER, ended_at=None).count() == 1


def test_what_is_no_contact_is_refused(contest: Contest) -> None:
    with pytest.raises(Refusal):
        appoint(contest=contest, login="王海", name="王海", office=Office.JUDGE, actor=None)


# --- links ---------------------------------------------------------------------------------------------------


def test_a_link_is_given_to_office_holders_and_entrants_and_is_on_record(contest: Contest, person: User) -> None:
    organiser = organiser_of(contest)
    holder = appointed(contest, Office.JUDGE)
    hand_in_entry(contest, person)
    for login, whose in (("Author@example.org", person), (holder.login, holder)):
        assert issue_link(contest=contest, login=login, actor=organiser) == whose
        event = last_event()
        assert (event.action, event.actor, event.subject_key) == ("person.issue_link", organiser, str(whose.pk))


def test_a_link_ends_with_a_new_office_wherever_it_is_given(contest: Contest) -> None:
    """Who could make a link for an entrant makes none into the office that the entrant is given elsewhere."""
    elsewhere = make_contest("autumn")
    person = appointed(contest, Office.UNIT_CONTACT, login="k@example.org")
    set_password(person=person, password=PASSWORD)
    hand_in_entry(contest, person)
    end_appointment(appointment=Appointment.objects.get(person=person), actor=organiser_of(contest))
    links = [link_parts(issue_link(contest=contest, login="k@example.org", actor=organiser_of(contest)))]
    assert Client().get(reverse("set-password", args=links[0])).status_code == 200
    appointed(elsewhere, Office.ORGANISER, login="k@example.org")
    links.append(link_parts(User.objects.get(pk=person.pk)))
    end_appointment(
        appointment=Appointment.objects.get(contest=elsewhere, person=person), actor=organiser_of(elsewhere)
    )
    appointed(contest, Office.UNIT_CONTACT, login="k@example.org")
    assert [Client().get(reverse("set-password", args=link)).status_code for link in links] == [404, 404]


def test_a_link_is_refused_for_strangers_and_other_contests_people(contest: Contest) -> None:
    elsewhere = organiser_of(make_contest("autumn"))
    closed = make_person("closed@example.org")
    closed.is_active = False
    closed.save()
    events = Event.objects.count()
    for login in ("nobody@example.org", elsewhere.login, closed.login, "王海", ""):
        with pytest.raises(Refusal):
            issue_link(contest=contest, login=login, actor=organiser_of(contest))
    assert Event.objects.count() == events


def test_a_draft_is_an_entry(contest: Contest, person: User) -> None:
    Entry.objects.create(contest=contest, entrant=person)
    assert issue_link(contest=contest, login=person.login, actor=organiser_of(contest)) == person


def test_no_link_without_an_entry_or_an_office_in_this_contest(contest: Contest, person: User) -> None:
    """Somebody who entered or worked elsewhere is not this office's to let in, nor who has only an account."""
    elsewhere = make_contest("autumn")
    organiser = organiser_of(contest)
    hand_in_entry(elsewhere, person)
    bystander = make_person("bystander@example.org")
    retired = appointed(contest, Office.SCREENER)
    end_appointment(appointment=Appointment.objects.get(person=retired), actor=organiser)
    events = Event.objects.count()
    for somebody in (person, bystander, retired):
        with pytest.raises(Refusal) as refused:
            issue_link(contest=contest, login=somebody.login, actor=organiser)
        assert refused.value.code == "no-such-person"
    assert Event.objects.count() == events
    appointed(elsewhere, Office.ORGANISER, login=organiser.login)
    colleague = appointed(elsewhere, Office.SCREENER)
    with pytest.raises(Refusal):
        issue_link(contest=contest, login=colleague.login, actor=organiser)
    assert issue_link(contest=elsewhere, login=colleague.login, actor=organiser) == colleague


def test_an_appointment_here_is_no_way_into_an_office_elsewhere(contest: Contest) -> None:
    elsewhere = organiser_of(make_contest("autumn"))
    appointed(contest, Office.UNIT_CONTACT, login=elsewhere.login)
    with pytest.raises(Refusal):
        issue_link(contest=contest, login=elsewhere.login, actor=organiser_of(contest))


def test_who_held_an_office_keeps_the_password(contest: Contest) -> None:
    person = appointed(contest, Office.SCREENER)
    set_password(person=person, password=PASSWORD)
    other = make_contest("autumn")
    appointed(other, Office.JUDGE, login=person.login)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("year", [1, 1999, 2201, 9999])
def test_a_moment_out_of_all_bounds_is_refused(year: int) -> None:
    with pytest.raises(NoticeFault) as fault:
        announce(announcement=an_announcement(closes_at=datetime(year, 6, 1, tzinfo=UTC)), actor=None)
    assert fault.value.code == "bad-moment"


def test_tiers_stay_as_they_are_once_prizes_are_decided_wherever_the_notice_comes_from() -> None:
    contest = make_contest()
    _, entries = judged(contest, (90, 80, 80, 80))
    before = announcement_of(contest)
    actor = organiser_of(contest)
    decide(contest, [entries[1]], 1)
    changed = replace(before, tiers=tuple(replace(tier, quota=9) for tier in before.tiers))
    with pytest.raises(NoticeFault) as refused:
        announce(announcement=changed, actor=actor)
    assert refused.value.code == "prizes-decided"
    assert announcement_of(Contest.objects.get()) == before
    assert announce(announcement=replace(before, theme="改一改。"), actor=actor)[1] != ()


def test_what_is_asked_of_entrants_is_stored_and_read_back() -> None:
    asked = {"genres": ("散文", "诗歌"), "asks_ai_use": True, "most_per_author": 2, "most_per_entrant": 5}
    contest, _ = announce(announcement=an_announcement(**asked), actor=None)
    stored = announcement_of(Contest.objects.get(pk=contest.pk))
    assert {name: getattr(stored, name) for name in asked} == asked
    assert [str(phrase) for phrase in limits_of(contest)] == ["每位作者最多 2 篇", "每位投稿人最多 5 篇"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"genres": ("散文", "散文")}, "bad-genres"),
        ({"genres": ("",)}, "bad-genres"),
        ({"genres": ("散" * 41,)}, "bad-genres"),
        ({"most_per_author": 0}, "no-entries"),
        ({"most_per_entrant": 0}, "no-entries"),
    ],
)
def test_what_cannot_be_asked_of_entrants(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(NoticeFault) as fault:
        announce(announcement=an_announcement(**changes), actor=None)
    assert fault.value.code == code
    assert Contest.objects.count() == 0


# --- under seal ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", [(), ("cap", "topic"), tuple(POINTS)])
def test_a_checklist_is_stored_in_the_order_of_the_points(named: tuple[str, ...]) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    contest, _ = announce(announcement=parse_notice(text, f"checklist = {json.dumps(named)}"), actor=None)
    assert announcement_of(contest).checklist == tuple(point for point in POINTS if point in named)


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
