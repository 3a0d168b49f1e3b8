"""An objection found in the text is shown with its sentence, answered by the entrant, and kept in its words."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.entries.models import CheckState, Declaration, Entry, ManuscriptCheck, Receipt
from contest.ledger.models import Event
from contest.notice.announcement import ConsentAnnounced, NoticeFault
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.making import give, take
from tests.making import ANNOUNCEMENT, docx_bytes, hand_in_entry, make_contest, signed_in_client

pytestmark = pytest.mark.django_db

SENTENCE = "本文不同意公开发表。"
ESSAY = docx_bytes(paragraphs=("夜里，江上的灯一盏一盏亮起来。", "我们沿着堤岸慢慢走回去。", SENTENCE))
GOOD = {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓", "consent-original": "on"}


@pytest.fixture
def client(person: User) -> Client:
    return signed_in_client(person)


@pytest.fixture
def draft(contest: Contest, person: User) -> Entry:
    return take(contest, person, content=ESSAY).entry


def page(entry: Entry) -> str:
    return reverse("entry", args=[entry.token])


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_it_is_asked_about_beside_its_sentence(client: Client, draft: Entry) -> None:
    shown = text(client.get(page(draft)))
    assert f"文稿中写着：<q>{SENTENCE}</q>" in shown
    assert [choice.data["value"] for choice in client.get(page(draft)).context["form"]["objection"]] == [
        "meant",
        "not-meant",
    ]
    assert "就这样提交" not in shown


@pytest.mark.parametrize(
    ("said", "meant", "words"), [("meant", True, "确有此意"), ("not-meant", False, "不是这个意思")]
)
def test_the_answer_is_kept_in_the_words_that_stood_there(
    client: Client, draft: Entry, said: str, meant: bool, words: str
) -> None:
    assert client.post(page(draft), {**GOOD, "objection": said}).status_code == 302
    kept = Receipt.objects.get().declarations.order_by("position").values_list("key", "wording", "agreed")
    assert list(kept) == [
        ("original", "文稿是本人原创。", True),
        ("publish", "同意发表。", False),
        ("objection", SENTENCE, meant),
    ]
    assert f"<q>{SENTENCE}</q>——<strong>{words}</strong>" in text(client.get(reverse("receipt", args=[draft.token])))
    event = Event.objects.filter(action="entry.move").latest("sequence")
    assert event.after["agreed"] == (["objection", "original"] if meant else ["original"])


def test_without_an_answer_nothing_is_handed_in(client: Client, draft: Entry, person: User) -> None:
    answer = client.post(page(draft), GOOD)
    assert answer.status_code == 422
    assert "请选择一项。" in text(answer)
    with pytest.raises(Refusal, match="确有此意，还是不是这个意思"):
        give(draft, person)
    assert Receipt.objects.count() == 0


def test_a_contradiction_is_said_and_may_be_none(client: Client, draft: Entry) -> None:
    both = {**GOOD, "objection": "meant", "consent-publish": "on"}
    answer = client.post(page(draft), both)
    assert answer.status_code == 422
    assert "确有此意，而上面又勾选了：</strong><q>同意发表。</q>" in text(answer)
    assert Receipt.objects.count() == 0
    assert client.post(page(draft), {**both, "no_contradiction": "on"}).status_code == 302
    assert Receipt.objects.get().declarations.filter(agreed=True).count() == 3


def test_what_is_not_meant_contradicts_nothing(client: Client, draft: Entry) -> None:
    said = {**GOOD, "objection": "not-meant", "consent-publish": "on"}
    assert client.post(page(draft), said).status_code == 302


def test_a_check_that_waits_holds_nothing_up(client: Client, draft: Entry) -> None:
    ManuscriptCheck.objects.update(state=CheckState.WAITING, checked_at=None)
    assert "文稿中写着：" not in text(client.get(page(draft)))
    assert client.post(page(draft), GOOD).status_code == 302
    assert not Declaration.objects.filter(key="objection").exists()


def test_a_check_that_ends_between_page_and_button_asks(client: Client, draft: Entry) -> None:
    ManuscriptCheck.objects.update(state=CheckState.WAITING, checked_at=None)
    client.get(page(draft))
    ManuscriptCheck.objects.update(state=CheckState.CHECKED, checked_at=timezone.now())
    answer = client.post(page(draft), {**GOOD, "title": "渡口"})
    assert answer.status_code == 422
    assert f"<q>{SENTENCE}</q>" in text(answer)
    assert 'value="渡口"' in text(answer)


def test_the_answer_stands_for_the_next_version_while_the_sentence_does(
    client: Client, contest: Contest, draft: Entry, person: User
) -> None:
    client.post(page(draft), {**GOOD, "objection": "not-meant"})
    take(contest, person, entry=Entry.objects.get(), content=ESSAY)
    form = client.get(page(draft)).context["form"]
    assert form["objection"].value() == "not-meant"
    other = docx_bytes(paragraphs=("夜里，江上的灯一盏一盏亮起来。", "作者不同意主办单位修改本文。"))
    take(contest, person, entry=Entry.objects.get(), content=other)
    assert client.get(page(draft)).context["form"]["objection"].value() == ""


def test_no_declaration_of_a_notice_has_its_key() -> None:
    consents = (*ANNOUNCEMENT.consents, ConsentAnnounced("objection", "没有异议。", required=False))
    with pytest.raises(NoticeFault) as fault:
        make_contest(consents=consents)
    assert fault.value.code == "reserved-key"


def test_a_plain_essay_is_asked_nothing(client: Client, contest: Contest, person: User) -> None:
    entry = take(contest, person).entry
    assert "文稿中写着：" not in text(client.get(page(entry)))
    hand_in_entry(make_contest("autumn"), person)
    assert not Declaration.objects.filter(key="objection").exists()
