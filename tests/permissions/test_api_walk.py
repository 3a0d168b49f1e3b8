"""Every operation of the API, every visitor, with tokens that stand and tokens that do not, held against its table."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import end_appointment
from contest.people.models import ApiToken, User
from contest.people.operations import make_token, revoke_token, set_password
from tests.making import appointed
from tests.permissions.api_table import OPERATIONS, WITHOUT_TOKENS
from tests.permissions.site import ABSENT, VISITORS, Site, everything
from tests.permissions.walking import ADDRESSES

pytestmark = pytest.mark.django_db

PRIVATE = [name for name, operation in OPERATIONS.items() if not operation.is_public]
OF_A_CONTEST = [name for name in OPERATIONS if "contest" in ADDRESSES[name]]
MALFORMED = ["", "Bearer", "Bearer ", "Bearer x", "bearer  x", "Basic eDp5", "Token x", "zwt_x", "Bearer " + "x" * 4000]


def secret_of(person: User) -> str:
    """Give the secret of a new token; that the person may have one is not asked here."""
    return make_token(person=person, name="报表", days=30)[1]


def program(site: Site, visitor: str) -> Client:
    """Give the visitor's program, which shows a token of theirs at the door."""
    return Client() if visitor == "nobody" else showing(secret_of(site.people[visitor]))


def showing(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def address_of(name: str, site: Site, **changes: Any) -> str:
    values, places = {**site.values, **changes}, OPERATIONS[name].places
    return reverse(name, kwargs={place: values[places.get(place, place)] for place in ADDRESSES[name]})


def nowheres(name: str, site: Site) -> list[str]:
    """Give the address with each of its values, and all of them, leading nowhere."""
    known = {OPERATIONS[name].places.get(place, place) for place in ADDRESSES[name]}
    return [
        address_of(name, site, **{place: ABSENT[place] for place in some}) for some in [known, *({k} for k in known)]
    ]


def said(answer: Any) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, dict(answer.items())


# --- the walk -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visitor", VISITORS)
def test_each_operation_opens_for_whom_it_should(site: Site, visitor: str) -> None:
    client = program(site, visitor)
    seen, expected = {}, {}
    for name, operation in OPERATIONS.items():
        seen[name] = client.get(address_of(name, site)).status_code
        if visitor in WITHOUT_TOKENS and not (visitor == "nobody" and operation.is_public):
            expected[name] = 401
        else:
            expected[name] = operation.get if visitor in operation.who else 404
    assert seen == expected


@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_hidden_answers_as_what_is_not_there(site: Site, visitor: str) -> None:
    """The same status, the same headers, the same bytes."""
    client = program(site, visitor)
    for name, operation in OPERATIONS.items():
        if visitor in operation.who and operation.get == 200 and visitor not in WITHOUT_TOKENS:
            for nowhere in nowheres(name, site) if ADDRESSES[name] else []:
                assert client.get(nowhere).status_code == 404, nowhere
        elif not operation.is_public or operation.get == 404:
            hidden = said(client.get(address_of(name, site)))
            for nowhere in nowheres(name, site):
                assert said(client.get(nowhere)) == hidden, nowhere


def test_things_of_one_contest_are_not_found_under_another(site: Site) -> None:
    client = program(site, "other organiser")
    for name in ("api:entry", "api:progress", "api:ranking"):
        there = address_of(name, site, contest=site.elsewhere.slug)
        nowhere = address_of(name, site, contest="nowhere")
        assert said(client.get(there)) == said(client.get(nowhere)), name
    entries = reverse("api:entries", args=[site.elsewhere.slug])
    assert client.get(entries, {"cursor": site.entry.token}).json()["error"] == "bad-cursor"


@pytest.mark.parametrize("visitor", ["nobody", "screener", "organiser", "other organiser"])
def test_a_contest_that_was_not_opened_is_not_there(site: Site, visitor: str) -> None:
    client = program(site, visitor)
    for name in OF_A_CONTEST:
        address, nowhere = address_of(name, site, contest=site.unopened.slug), address_of(name, site, contest="nowhere")
        assert said(client.get(address)) == said(client.get(nowhere)), name
    assert site.unopened.slug not in client.get(reverse("api:contests")).content.decode()


def test_its_own_office_reads_a_contest_before_it_opens(site: Site) -> None:
    client = showing(secret_of(User.objects.get(login="organiser@winter.example")))
    assert client.get(reverse("api:notice", args=["winter"])).json()["title"] == "冬雪主题征文"
    listed = client.get(reverse("api:contests")).json()["contests"]
    assert {one["contest"]: one["offices"] for one in listed}["winter"] == ["organiser"]


def test_who_judges_here_and_organises_elsewhere_reads_here_what_everybody_reads(site: Site) -> None:
    judge = site.people["judge"]
    appointed(site.elsewhere, Office.ORGANISER, login=judge.login)
    client = showing(secret_of(judge))
    seen = {name: client.get(address_of(name, site)).status_code for name in OPERATIONS}
    public = {"api:contests": 200, "api:notice": 200}
    assert seen == {name: public.get(name, 404) for name in OPERATIONS}
    assert client.get(reverse("api:entries", args=[site.elsewhere.slug])).status_code == 200


# --- tokens that open nothing -------------------------------------------------------------------------------------


def dead_tokens(site: Site) -> dict[str, str]:
    """Give what is sent with tokens that opened once, by how they ended."""
    now, person = timezone.now(), User.objects.get(pk=site.people["observer"].pk)
    sent = {}
    for how in ("revoked", "expired", "other password"):
        token, secret = make_token(person=person, name=how, days=30)
        sent[how] = f"Bearer {secret}"
        if how == "revoked":
            revoke_token(token=token, actor=person)
        elif how == "expired":
            ApiToken.objects.filter(pk=token.pk).update(made_at=now - timedelta(days=9), expires_at=now)
    set_password(person=person, password="another-straw-boat")
    return sent


def test_a_token_that_opens_nothing_is_refused_in_one_way(site: Site) -> None:
    client = Client()
    refused = said(client.get(address_of("api:entries", site)))
    assert (refused[0], refused[2]["WWW-Authenticate"]) == (401, "Bearer")
    sent = {**dead_tokens(site), **{one: one for one in MALFORMED}, "ours but unknown": "Bearer zwt_" + "A" * 43}
    for how, value in sent.items():
        for name in OPERATIONS:
            for address in {address_of(name, site), *nowheres(name, site)}:
                answer = said(client.get(address, headers={"Authorization": value}))
                assert answer == refused, (how, name)


def test_a_token_ends_with_the_last_desk_and_does_not_come_back_with_another(site: Site) -> None:
    person, address = site.people["screener"], address_of("api:entries", site)
    client = showing(secret_of(person))
    public = site.objection.prize_list.contest
    for contest in (site.contest, site.decided, site.awarded, public):
        assert client.get(address_of("api:notice", site)).status_code == 200
        held = Appointment.objects.get(contest=contest, person=person)
        end_appointment(appointment=held, actor=site.people["organiser"])
        assert client.get(address).status_code == (401 if contest == public else 404)
    appointed(site.contest, Office.SCREENER, login=person.login)
    assert client.get(address).status_code == 401
    assert not ApiToken.objects.standing(timezone.now()).filter(person=person).exists()


def test_a_token_is_dead_while_its_person_has_no_desk_however_that_came(site: Site) -> None:
    person = site.people["observer"]
    client = showing(secret_of(person))
    Appointment.objects.filter(person=person).update(ended_at=timezone.now())
    assert client.get(address_of("api:notice", site)).status_code == 401


def test_a_token_ends_with_the_account(site: Site) -> None:
    person = site.people["organiser"]
    client = showing(secret_of(person))
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert {client.get(address_of(name, site)).status_code for name in OPERATIONS} == {401}


@pytest.mark.parametrize("visitor", ["organiser", "observer", "judge"])
def test_a_session_opens_nothing(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    for name in PRIVATE:
        assert client.get(address_of(name, site)).status_code == 401, name
    assert client.get(reverse("api:contests")).json() == Client().get(reverse("api:contests")).json()


def test_a_token_opens_no_page(site: Site) -> None:
    client = program(site, "organiser")
    assert client.get(reverse("desk", args=[site.contest.slug])).status_code == 302


def test_where_a_second_factor_is_asked_for_a_token_needs_it_too(site: Site, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    organiser, other = program(site, "organiser"), program(site, "other organiser")
    assert {organiser.get(address_of(name, site)).status_code for name in OPERATIONS} == {403}
    assert {other.get(address_of(name, site)).status_code for name in PRIVATE} == {404}


# --- nothing changes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visitor", VISITORS)
def test_reading_changes_nothing_after_the_first_time_of_a_day(site: Site, visitor: str) -> None:
    client = program(site, visitor)
    for round_ in range(2):
        before = everything()
        for name in OPERATIONS:
            client.get(address_of(name, site))
        assert round_ == 0 or everything() == before


def test_nothing_is_written_by_any_method(site: Site) -> None:
    client = program(site, "organiser")
    before = everything()
    for name in OPERATIONS:
        address = address_of(name, site)
        answer = client.post(address, {"state": "eligible"}, content_type="application/json")
        assert (answer.status_code, answer["Allow"], answer.json()["error"]) == (405, "GET, HEAD", "read-only"), name
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            assert client.generic(method, address).status_code == 405
    assert everything() == before


def test_no_answer_is_kept_in_a_cache(site: Site) -> None:
    client = program(site, "organiser")
    for name in OPERATIONS:
        answer = client.get(address_of(name, site))
        assert (answer["Cache-Control"], "ETag" in answer) == ("no-store, private", False), name
        assert client.head(address_of(name, site)).status_code == answer.status_code, name


def test_a_sealed_contest_gives_numbers_and_opens_no_entry(site: Site) -> None:
    Contest.objects.filter(pk=site.contest.pk).update(sealed=True)
    for visitor in ("organiser", "screener", "observer"):
        client = program(site, visitor)
        told = client.get(address_of("api:entries", site), {"q": "列:作者"}).json()
        assert (told["is_sealed"], told["entries"], told["next"]) == (True, [], None)
        assert told["counts"] == {"received": 2, "returned": 0, "eligible": 4, "disqualified": 0}
        hidden = said(client.get(address_of("api:entry", site)))
        assert hidden == said(client.get(address_of("api:entry", site, token="x" * 22)))
        assert hidden[0] == 404
