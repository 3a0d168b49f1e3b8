"""The receipt: to print, to look up by number and secret, to claim a mailed entry by."""

import re

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contest.entries.claiming import claim_entry, declare
from contest.entries.models import Entry, Receipt, Way
from contest.entries.operations import Fields, enter, withdraw
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.notice.operations import end_appointment
from contest.people.models import User
from contest.phrases import Refusal
from contest.typeset.qr import code_of
from tests.entries.making import give, take
from tests.making import (
    appointed,
    docx_bytes,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_used")]

FIND, CLAIM = "/receipt/", "/receipt/claim/"
NOT_FOUND = "没有找到这份回执。请对照回执，核对回执编号和查询码。"


@pytest.fixture
def client(person: User) -> Client:
    return signed_in_client(person)


@pytest.fixture
def handed_in(contest: Contest, person: User) -> Receipt:
    return hand_in_entry(contest, person).receipts.get()


@pytest.fixture
def mailed(contest: Contest) -> Receipt:
    return enter(
        contest=contest,
        way=Way.MAIL,
        name="十周年-潮声纪念馆-灯火-林晓.docx",
        content=ContentFile(docx_bytes()),
        fields=Fields("潮声纪念馆", "灯火", "林晓"),
        arrived_at=timezone.now(),
        actor=None,
        reply_to="linxiao@example.org",
    )


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def asked(receipt: Receipt, **changed: str) -> dict[str, str]:
    return {"number": receipt.number, "secret": receipt.secret, **changed}


def look_up(receipt: Receipt, client: Client | None = None, **changed: str) -> HttpResponse:
    return (client or Client()).post(FIND, asked(receipt, **changed))  # type: ignore[return-value]


# --- on paper -----------------------------------------------------------------------------------------------------


def test_number_and_secret_stand_behind_the_hash_of_the_code(client: Client, handed_in: Receipt) -> None:
    answer = client.get(reverse("receipt", args=[handed_in.entry.token]))
    shown = text(answer)
    assert handed_in.secret in shown
    code = code_of(f"http://testserver/receipt/#{handed_in.number}.{handed_in.secret}")
    assert answer.context["code"] == code
    assert f'<path d="{code.path}" fill="#000"/>' in shown


def test_each_earlier_receipt_has_its_page(client: Client, contest: Contest, person: User, handed_in: Receipt) -> None:
    entry = take(contest, person, entry=handed_in.entry, content=docx_bytes("改")).entry
    newer = give(entry, person, Fields("潮声纪念馆", "改", "林晓"))
    earlier = text(client.get(reverse("receipt-of-version", args=[entry.token, 1])))
    assert f"这份回执已由新的回执 {newer.number} 代替。" in earlier
    assert handed_in.secret in earlier
    assert newer.secret not in earlier
    assert "以这一份为准" in text(client.get(reverse("receipt-of-version", args=[entry.token, 2])))
    assert client.get(reverse("receipt-of-version", args=[entry.token, 3])).status_code == 404


def test_a_receipt_from_before_there_were_secrets_has_no_code(client: Client, handed_in: Receipt) -> None:
    Receipt.objects.update(secret="")
    shown = text(client.get(reverse("receipt", args=[handed_in.entry.token])))
    assert "receipt-qr" not in shown
    assert "查询码" not in shown
    for secret in ("", "----", "--------", "0000-0000"):
        assert look_up(handed_in, secret=secret).status_code == 422


# --- looked up ----------------------------------------------------------------------------------------------------


def test_it_is_linked_from_the_contest(contest: Contest) -> None:
    assert f'href="{FIND}">查回执' in text(Client().get(reverse("contest-home", args=[contest.slug])))


def test_whoever_knows_both_sees_what_the_receipt_holds(handed_in: Receipt, person: User) -> None:
    answer = look_up(handed_in)
    shown = text(answer)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    for words in (handed_in.number, "灯火", "林晓", "潮声纪念馆", handed_in.sha256, "文稿是本人原创。"):
        assert words in shown
    assert "已经收到，等待审查" in shown
    assert person.login not in shown
    assert handed_in.entry.token not in shown
    assert handed_in.secret not in shown


def test_of_a_mailed_entry_no_address_is_told(mailed: Receipt) -> None:
    shown = text(look_up(mailed))
    assert "linxiao@example.org" not in shown
    assert mailed.entry.token not in shown


@pytest.mark.parametrize(
    "spell", [str.lower, lambda one: one.replace("-", ""), lambda one: f" {one.replace('0', 'O')} "]
)
def test_it_is_found_however_it_is_typed(handed_in: Receipt, spell: object) -> None:
    said = {name: spell(value) for name, value in asked(handed_in).items()}  # type: ignore[operator]
    assert Client().post(FIND, said).status_code == 200


def test_whatever_is_wrong_the_answer_is_one(handed_in: Receipt) -> None:
    wrong: list[dict[str, str]] = [
        asked(handed_in, secret="0000-0000"),
        asked(handed_in, number="0000-0000-0000"),
        asked(handed_in, number="潮声"),
        asked(handed_in, secret="\0"),
        asked(handed_in, secret=handed_in.number),
        {"number": "", "secret": ""},
        {},
    ]
    answers = []
    for said in wrong:
        answer = Client().post(FIND, said)
        shown = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", text(answer))
        shown = re.sub(r'(name="(?:number|secret)")[^>]*', r"\1", shown)
        shown = re.sub(r'<input[^>]*(name="(?:number|secret)")[^>]*>', r"\1", shown)
        answers.append((answer.status_code, shown))
    assert {status for status, _ in answers} == {422}
    assert len({shown for _, shown in answers}) == 1
    assert NOT_FOUND in answers[0][1]


def test_a_wrong_number_costs_what_a_wrong_secret_does(
    handed_in: Receipt, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(10_000, exact=False) as secret:  # type: ignore[call-arg]
        look_up(handed_in, secret="0000-0000")
    with django_assert_num_queries(10_000, exact=False) as number:  # type: ignore[call-arg]
        look_up(handed_in, number="0000-0000-0001")
    assert len(secret) == len(number)


def test_looking_up_is_posted_and_nothing_secret_is_in_an_address(handed_in: Receipt) -> None:
    answer = Client().get(FIND, asked(handed_in))
    assert answer.status_code == 200
    assert "灯火" not in text(answer)
    assert handed_in.sha256 not in text(answer)


def test_one_number_is_tried_so_often_wherever_from(handed_in: Receipt, settings: Settings) -> None:
    settings.RECEIPT_LOOKUP_LIMITS = "100/m/ip,3/m/key"
    other = asked(handed_in, number="0000-0000-0000")
    for _ in range(3):
        assert look_up(handed_in, secret="0000-0000").status_code == 422
        assert Client().post(FIND, other).status_code == 422  # there or not, it is counted alike
    for said in (asked(handed_in), other):
        answer = Client().post(FIND, said)
        assert answer.status_code == 429
        assert "试得太多了" in text(answer)
    assert Client().post(FIND, asked(handed_in, number="1111-0000-0000")).status_code == 422


def test_one_address_tries_so_often_whatever_number(handed_in: Receipt, settings: Settings) -> None:
    settings.RECEIPT_LOOKUP_LIMITS = "3/m/ip,100/m/key"
    for number in range(3):
        # Without a proxy of ours in front, nobody's word on the address is taken.
        answer = Client(headers={"x-forwarded-for": f"10.0.0.{number}"}).post(
            FIND, asked(handed_in, number=f"0000-0000-000{number}")
        )
        assert answer.status_code == 422
    assert look_up(handed_in).status_code == 429
    assert Client(REMOTE_ADDR="10.1.1.1").post(FIND, asked(handed_in)).status_code == 200


def test_who_knows_both_may_look_as_often_as_they_like(handed_in: Receipt, settings: Settings) -> None:
    settings.RECEIPT_LOOKUP_LIMITS = "2/m/ip,2/m/key"
    assert {look_up(handed_in).status_code for _ in range(4)} == {200}


def test_a_replaced_receipt_says_so(contest: Contest, person: User, handed_in: Receipt) -> None:
    entry = take(contest, person, entry=handed_in.entry, content=docx_bytes("改")).entry
    newer = give(entry, person, Fields("潮声纪念馆", "改", "林晓"))
    assert "这份回执已由后来的一份代替" in text(look_up(handed_in))
    assert newer.number not in text(look_up(handed_in))
    assert "代替" not in text(look_up(newer))


# --- claimed ------------------------------------------------------------------------------------------------------


def test_the_way_from_receipt_to_ones_own_entry(client: Client, person: User, mailed: Receipt) -> None:
    assert "归到我的账号" in text(look_up(mailed, client))
    answer = client.post(CLAIM, asked(mailed))
    entry = Entry.objects.get()
    assert entry.entrant == person
    assert answer["Location"] == reverse("declare", args=[entry.token])
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.after) == ("entry.claim", person, {"receipt": mailed.number})
    assert "文稿是本人原创。" in text(client.get(answer["Location"]))
    assert client.post(answer["Location"], {}).status_code == 422
    answer = client.post(answer["Location"], {"consent-original": "on"})
    assert answer["Location"] == reverse("receipt", args=[entry.token])
    assert list(mailed.declarations.values_list("key", "agreed")) == [("original", True), ("publish", False)]
    event = Event.objects.latest("sequence")
    assert (event.action, event.after) == ("entry.declare", {"receipt": mailed.number, "agreed": ["original"]})
    # Once: then it is an entry as any other.
    assert client.get(reverse("declare", args=[entry.token]))["Location"] == reverse("entry", args=[entry.token])
    with pytest.raises(Refusal):
        declare(entry=entry, person=person, agreed={"original"})
    assert "归到这个账号名下" in text(client.get(reverse("entry", args=[entry.token])))
    assert withdraw(entry=entry, person=person, arrived_at=timezone.now()).state == "withdrawn"


def test_what_is_claimed_may_be_revised(person: User, contest: Contest, mailed: Receipt) -> None:
    entry = claim_entry(number=mailed.number, secret=mailed.secret, person=person)
    entry = take(contest, person, entry=entry, content=docx_bytes("改")).entry
    assert give(entry, person, Fields("潮声纪念馆", "改", "林晓")).declarations.count() == 2


def test_nobody_in_particular_is_led_to_sign_in(mailed: Receipt) -> None:
    shown = text(look_up(mailed))
    assert "归到我的账号" not in shown
    assert f'href="{reverse("account_login")}?next={FIND}"' in shown
    answer = Client().post(CLAIM, asked(mailed))
    assert answer["Location"] == f"{reverse('account_login')}?next={CLAIM}"
    assert Entry.objects.get().entrant is None


def test_what_is_somebodys_answers_as_what_is_not_there(client: Client, person: User, mailed: Receipt) -> None:
    other = make_person("other@example.org")
    claim_entry(number=mailed.number, secret=mailed.secret, person=other)
    events = Event.objects.count()
    answers = [client.post(CLAIM, asked(mailed)), client.post(CLAIM, asked(mailed, secret="0000-0000"))]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(NOT_FOUND in text(answer) for answer in answers)
    assert "归到" not in text(look_up(mailed, client))
    assert Entry.objects.get().entrant == other
    assert Event.objects.count() == events


def test_claiming_ones_own_again_changes_nothing(person: User, mailed: Receipt) -> None:
    for _ in range(2):
        assert claim_entry(number=mailed.number, secret=mailed.secret, person=person).entrant == person
    assert Event.objects.filter(action="entry.claim").count() == 1


@pytest.mark.parametrize("ended", [False, True])
def test_who_judges_or_judged_the_contest_claims_nothing_of_it(contest: Contest, mailed: Receipt, ended: bool) -> None:
    judge = appointed(contest, Office.JUDGE)
    if ended:
        end_appointment(appointment=judge.appointments.get(), actor=organiser_of(contest))
    browser = signed_in_client(judge)
    answers = [browser.post(CLAIM, asked(mailed)), browser.post(CLAIM, asked(mailed, secret="0000-0000"))]
    assert [(answer.status_code, NOT_FOUND in text(answer)) for answer in answers] == [(422, True), (422, True)]
    assert "归到" not in text(look_up(mailed, browser))
    assert Entry.objects.get().entrant is None
    elsewhere = appointed(make_contest("autumn"), Office.JUDGE)
    assert claim_entry(number=mailed.number, secret=mailed.secret, person=elsewhere).entrant == elsewhere


def test_an_entry_of_the_web_is_not_to_be_claimed(client: Client, contest: Contest) -> None:
    theirs = hand_in_entry(contest, make_person("other@example.org")).receipts.get()
    assert client.post(CLAIM, asked(theirs)).status_code == 422


def test_guessing_at_claims_is_throttled_too(client: Client, mailed: Receipt, settings: Settings) -> None:
    settings.RECEIPT_LOOKUP_LIMITS = "2/m/ip,100/m/key"
    for _ in range(2):
        client.post(CLAIM, asked(mailed, secret="0000-0000"))
    assert client.post(CLAIM, asked(mailed)).status_code == 429
    assert Entry.objects.get().entrant is None


@pytest.mark.parametrize("address", [FIND, CLAIM])
def test_a_foreign_form_is_refused(client: Client, mailed: Receipt, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(address, asked(mailed)).status_code == 403
