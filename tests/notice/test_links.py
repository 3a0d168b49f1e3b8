"""A link by which somebody signs in: given to those who entered or work here, and on record."""

import pytest
from django.test import Client
from django.urls import reverse

from contest.entries.models import Entry
from contest.ledger.models import Event
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import end_appointment, issue_link
from contest.people.links import link_parts
from contest.people.models import User
from contest.people.operations import set_password
from contest.phrases import Refusal
from tests.making import PASSWORD, appointed, hand_in_entry, make_contest, make_person, organiser_of
from tests.notice.test_operations import last_event

pytestmark = pytest.mark.django_db


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
