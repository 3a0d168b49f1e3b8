"""Offices given and ended: who may hold which, who may end which, and whose password stays."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from contest.judging.models import Round, RoundState
from contest.judging.operations import close_round, unseat_judge
from contest.ledger.models import Event
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import appoint, end_appointment
from contest.people.links import link_parts
from contest.people.models import User
from contest.people.operations import set_password
from contest.phrases import Refusal
from tests.entries.together import at_once, shared_database
from tests.judging.making import judge, opened, passed, prepared, seat_of
from tests.making import PASSWORD, appointed, hand_in_entry, make_contest, make_person, organiser_of, signed_in_client
from tests.notice.test_operations import last_event

pytestmark = pytest.mark.django_db


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


def test_who_held_an_office_keeps_the_password(contest: Contest) -> None:
    person = appointed(contest, Office.SCREENER)
    set_password(person=person, password=PASSWORD)
    other = make_contest("autumn")
    appointed(other, Office.JUDGE, login=person.login)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
