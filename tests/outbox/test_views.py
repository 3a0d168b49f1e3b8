"""The pages of letters: organisers word them, observers see them, nobody else finds them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.outbox.mailing import gather
from contest.outbox.models import LetterKind, LetterWording, Mail
from contest.people.models import User
from tests.making import appointed, signed_in_client
from tests.outbox.making import queued

pytestmark = pytest.mark.django_db

OWN = {"subject": "请改《{{title}}》", "body": "{{reason}}\n{{until}} 前重交，{{contest}}收。"}


@pytest.fixture
def client(organiser: User) -> Client:
    return signed_in_client(organiser)


@pytest.fixture
def observing(contest: Contest) -> Client:
    return signed_in_client(appointed(contest, Office.OBSERVER))


def at(name: str, kind: str = "returned") -> str:
    places = {"contest": "spring"} if name == "letters" else {"contest": "spring", "kind": kind}
    return reverse(name, kwargs=places)


def preview_on(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page.partition('id="preview"')[2].partition("</section>")[0])


def test_the_list_names_every_letter_and_who_changed_it(client: Client, observing: Client) -> None:
    client.post(at("save-letter"), OWN)
    for visitor in (client, observing):
        page = visitor.get(at("letters")).content.decode()
        assert [label in page for label in map(str, LetterKind.labels)] == [True] * len(LetterKind)
        assert page.count("标准</td>") == len(LetterKind) - 1
        assert page.count("自拟</td>") == 1
        assert page.count("组织者 ") == 1


@pytest.mark.parametrize("kind", LetterKind.values)
def test_a_letter_is_shown_as_it_comes(client: Client, kind: str) -> None:
    page = client.get(at("letter", kind)).content.decode()
    preview = preview_on(page)
    assert "{{" not in preview
    assert "《灯火》" in preview or "灯火-林晓.doc" in preview


def test_a_preview_while_typing_keeps_nothing(client: Client) -> None:
    answer = client.post(at("preview-letter"), OWN, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert "<html" not in part
    assert "请改《灯火》" in part
    assert "18:00 前重交，春潮主题征文收。" in part
    assert LetterWording.objects.count() == 0


def test_without_javascript_the_preview_is_the_page_with_what_was_typed(client: Client) -> None:
    page = client.post(at("preview-letter"), OWN).content.decode()
    assert 'value="请改《{{title}}》"' in page
    assert "请改《灯火》" in preview_on(page)
    assert LetterWording.objects.count() == 0


def test_what_is_wrong_is_said_while_typing(client: Client) -> None:
    wrong = {"subject": "{{secret}}", "body": "<script>"}
    part = client.post(at("preview-letter"), wrong, headers={"HX-Request": "true"}).content.decode()
    assert "没有{{secret}}这样的内容可以填入" in part
    assert "这封信里不能少了{{reason}}、{{until}}。" in part
    assert "<script>" not in part


def test_it_is_kept_and_used(client: Client, contest: Contest, organiser: User) -> None:
    answer = client.post(at("save-letter"), OWN)
    assert (answer.status_code, answer["Location"]) == (302, at("letter"))
    kept = LetterWording.objects.get()
    assert (kept.contest, kept.kind, kept.subject, kept.body) == ("spring", "returned", OWN["subject"], OWN["body"])
    page = client.get(at("letter")).content.decode()
    assert "请改《灯火》" in preview_on(page)
    assert "现在用的是本次征文自拟的写法。" in page
    assert "请修改：《{{title}}》" in page  # the standard stands beside it
    assert "组织者 改信件" in re.sub(r"\s+", " ", page)


def test_what_cannot_be_used_is_given_back_with_what_is_wrong(client: Client) -> None:
    answer = client.post(at("save-letter"), {"subject": "", "body": "{{reason}} {{until}} {{nothing}}"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有{{nothing}}这样的内容可以填入" in page
    assert "{{reason}} {{until}} {{nothing}}</textarea>" in page
    assert LetterWording.objects.count() == 0


def test_markup_in_a_wording_is_text(client: Client) -> None:
    client.post(at("save-letter"), {**OWN, "subject": "<img src=x>{% now 'Y' %}"})
    page = client.get(at("letter")).content.decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;{% now &#x27;Y&#x27; %}" in page


def test_back_to_the_standard(client: Client) -> None:
    client.post(at("save-letter"), OWN)
    assert client.post(at("restore-letter")).status_code == 302
    assert LetterWording.objects.count() == 0
    assert "现在用的是标准写法。" in client.get(at("letter")).content.decode()
    assert [event.action for event in Event.objects.filter(subject_kind="letter")] == [
        "letter.reword",
        "letter.restore",
    ]


def test_an_observer_sees_and_changes_nothing(observing: Client) -> None:
    page = observing.get(at("letter")).content.decode()
    assert "请修改：《灯火》" in preview_on(page)
    assert "<textarea" not in page
    for name in ("preview-letter", "save-letter", "restore-letter"):
        assert observing.post(at(name), OWN).status_code == 404


def test_an_unknown_kind_is_not_there(client: Client) -> None:
    assert client.get(at("letter", "nothing")).status_code == 404
    for name in ("preview-letter", "save-letter", "restore-letter"):
        assert client.post(at(name, "nothing"), OWN).status_code == 404


def test_what_was_refused_by_a_mail_server_is_listed_with_its_reason(client: Client, observing: Client) -> None:
    queued("获奖：《灯火》", address="gone@example.org", contest="spring", at_once=True)
    queued("别处的信", address="gone@example.org", contest="autumn", at_once=True)
    queued("又是别处的", address="other@example.org", contest="autumn", at_once=True)
    gather(timezone.now())
    Mail.objects.update(fault="550 <no such mailbox>", attempts=3)
    page = client.get(at("letters")).content.decode()
    assert "gone@example.org" in page
    assert "获奖：《灯火》" in page
    assert "550 &lt;no such mailbox&gt;" in page
    assert "别处的" not in page
    assert "other@example.org" not in page
    observed = observing.get(at("letters")).content.decode()
    assert "获奖：《灯火》" in observed  # but not where whoever objected, or entered, can be reached
    assert "gone@example.org" not in observed
    assert "no such mailbox" not in observed
