"""A person's own tokens: made and shown once, revoked, on record; and what notes their use."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.people.models import ApiToken, User
from contest.people.operations import MOST_TOKENS, make_token, note_use, revoke_token
from contest.people.tokens import hash_of
from contest.phrases import Refusal
from tests.making import PASSWORD, appointed, make_person, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_used")]
MADE = {"name": "报表", "days": "90"}


def proved(person: User) -> Client:
    """Give the browser of somebody who has just given the password once more."""
    client = with_password(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def with_password(person: User) -> Client:
    person.set_password(PASSWORD)
    person.save()
    return signed_in_client(person)


@pytest.fixture
def observer(contest: Contest) -> User:
    return appointed(contest, Office.OBSERVER)


def test_a_token_is_shown_once_and_only_its_hash_is_kept(observer: User) -> None:
    client, address = proved(observer), reverse("api-tokens")
    answer = client.post(address, MADE)
    shown = re.findall(r"zwt_[\w-]{43}", answer.content.decode())
    token = ApiToken.objects.get()
    assert (answer.status_code, len(shown), token.secret_hash) == (200, 1, hash_of(shown[0]))
    assert answer["Cache-Control"] == "no-store, private"
    assert (token.person, token.name, token.expires_at - token.made_at) == (observer, "报表", timedelta(days=90))
    later = client.get(address).content.decode()
    assert ("报表" in later, "zwt_" in later) == (True, False)
    entries = reverse("api:contests")
    assert Client(headers={"Authorization": f"Bearer {shown[0]}"}).get(entries).status_code == 200


def test_making_and_revoking_are_on_record_without_the_secret(observer: User) -> None:
    client = proved(observer)
    client.post(reverse("api-tokens"), MADE)
    token = ApiToken.objects.get()
    answer = client.post(reverse("revoke-api-token"), {"token": token.pk}, follow=True)
    assert "令牌“报表”已撤销。" in answer.content.decode()
    made, revoked = Event.objects.filter(action__startswith="token.")
    assert (made.action, made.actor, made.after) == (
        "token.make",
        observer,
        {"name": "报表", "expires_at": token.expires_at.isoformat()},
    )
    assert (revoked.action, revoked.before, revoked.subject_key) == ("token.revoke", {"name": "报表"}, str(observer.pk))


@pytest.mark.parametrize("office", [None, Office.JUDGE, Office.UNIT_CONTACT])
def test_who_has_no_desk_finds_no_such_page(contest: Contest, office: Office | None) -> None:
    person = appointed(contest, office) if office else make_person()
    for name in ("api-tokens", "revoke-api-token"):
        assert signed_in_client(person).post(reverse(name), MADE).status_code == 404
    assert not ApiToken.objects.exists()


def test_a_session_that_was_left_open_must_prove_itself_again(observer: User) -> None:
    answer = with_password(observer).post(reverse("api-tokens"), MADE)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()


def test_where_a_second_factor_is_asked_for_it_comes_first(observer: User, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    answer = proved(observer).get(reverse("api-tokens"))
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))


def test_nobody_revokes_anothers_token(contest: Contest, observer: User) -> None:
    token, _ = make_token(person=observer, name="报表", days=30)
    client = proved(appointed(contest, Office.SCREENER))
    for key in (token.pk, "", "x", "9" * 30):
        assert client.post(reverse("revoke-api-token"), {"token": key}).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_without_a_purpose_or_with_a_term_of_ones_own_is_refused(observer: User) -> None:
    client = proved(observer)
    for sent in ({"name": " ", "days": "90"}, {"name": "报表", "days": "9000"}):
        assert client.post(reverse("api-tokens"), sent).status_code == 422
    assert not ApiToken.objects.exists()


def test_there_are_not_too_many_at_once(observer: User) -> None:
    for number in range(MOST_TOKENS):
        make_token(person=observer, name=f"第{number}个", days=30)
    with pytest.raises(Refusal) as refused:
        make_token(person=observer, name="再一个", days=30)
    assert refused.value.code == "too-many-tokens"
    revoke_token(token=ApiToken.objects.earliest("pk"), actor=observer)
    assert make_token(person=observer, name="再一个", days=30)[0].name == "再一个"


def test_use_is_noted_once_a_day_and_that_a_contest_is_read_is_on_record(contest: Contest, observer: User) -> None:
    token, _ = make_token(person=observer, name="报表", days=30)
    today = timezone.localdate()

    def used(on: date, slug: str) -> tuple[date | None, int]:
        note_use(token=ApiToken.objects.get(pk=token.pk), contest=slug, on=on)
        return ApiToken.objects.get(pk=token.pk).last_used_on, Event.objects.filter(action="api.read").count()

    assert used(today, "") == (today, 0)
    assert used(today, contest.slug) == (today, 1)
    assert used(today, contest.slug) == (today, 1)
    assert used(today + timedelta(days=1), contest.slug) == (today + timedelta(days=1), 2)
    assert ApiToken.objects.get().read_on == {contest.slug: (today + timedelta(days=1)).isoformat()}


def test_revoked_twice_is_revoked_once(observer: User) -> None:
    token, _ = make_token(person=observer, name="报表", days=30)
    for _again in range(2):
        revoke_token(token=token, actor=observer)
    assert Event.objects.filter(action="token.revoke").count() == 1
