"""What an entrant fills in: genre, pen name, the use of AI, several authors; and that a draft keeps it."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.entries.forms import NO_AI, FieldsForm
from contest.entries.models import Entry, Receipt
from contest.entries.operations import Fields
from contest.entries.units.models import Unit
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.making import give, returned, take
from tests.making import docx_bytes, hand_in_entry, make_contest, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TYPED = {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓"}
SAID = {"genre": "散文", "pen_name": "江上客", "ai": "helped", "ai_how": "查资料、改错别字。"}
PROMISED = {"consent-original": "on"}


@pytest.fixture
def asking(db: None) -> Contest:
    """A contest that asks for genre and the use of AI."""
    return make_contest(genres=("散文", "诗歌"), asks_ai_use=True)


@pytest.fixture
def client(person: User) -> Client:
    return signed_in_client(person)


def page(entry: Entry) -> str:
    return reverse("entry", args=[entry.token])


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_what_is_said_stands_on_entry_and_receipt(client: Client, asking: Contest, person: User) -> None:
    draft = take(asking, person).entry
    assert client.post(page(draft), {**TYPED, **SAID, **PROMISED}).status_code == 302
    for row in (Entry.objects.get(), Receipt.objects.get()):
        assert (row.genre, row.pen_name, row.ai_use) == ("散文", "江上客", "查资料、改错别字。")
    shown = text(client.get(reverse("receipt", args=[draft.token])))
    for words in ("散文", "江上客", "查资料、改错别字。"):
        assert f"<dd>{words}</dd>" in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"genre": ""}, "genre"),
        ({"genre": "小说"}, "genre"),
        ({"ai": ""}, "ai"),
        ({"ai_how": ""}, "ai_how"),
        ({"ai": "none"}, "ai"),
        ({"pen_name": "江" * 61}, "pen_name"),
    ],
)
def test_what_is_asked_is_answered(
    client: Client, asking: Contest, person: User, changed: dict[str, str], field: str
) -> None:
    draft = take(asking, person).entry
    answer = client.post(page(draft), {**TYPED, **SAID, **PROMISED, **changed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (Fields("潮声纪念馆", "灯火", "林晓", ai_use=NO_AI), "no-genre"),
        (Fields("潮声纪念馆", "灯火", "林晓", genre="小说", ai_use=NO_AI), "no-genre"),
        (Fields("潮声纪念馆", "灯火", "林晓", genre="散文"), "no-ai-use"),
    ],
)
def test_the_verb_holds_it_too(asking: Contest, person: User, fields: Fields, code: str) -> None:
    draft = take(asking, person).entry
    with pytest.raises(Refusal) as refusal:
        give(draft, person, fields)
    assert refusal.value.code == code


def test_a_contest_that_asks_nothing_shows_nothing(client: Client, contest: Contest, person: User) -> None:
    draft = take(contest, person).entry
    form = client.get(page(draft)).context["form"]
    assert [box.name for box in form.field_boxes()] == ["unit", "title", "author", "pen_name"]
    client.post(page(draft), {**TYPED, **SAID, **PROMISED})
    assert (Entry.objects.get().genre, Entry.objects.get().ai_use) == ("", "")


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("", {"ai": "", "ai_how": ""}),
        (NO_AI, {"ai": "none", "ai_how": ""}),
        ("查资料。", {"ai": "helped", "ai_how": "查资料。"}),
    ],
)
def test_what_is_kept_of_ai_comes_back_as_it_was_said(asking: Contest, kept: str, shown: dict[str, str]) -> None:
    initial = FieldsForm.initial_of(Fields("馆", "题", "人", ai_use=kept))
    assert {name: initial[name] for name in shown} == shown
    said: dict[str, Any] = {**TYPED, "genre": "散文", **shown}
    assert FieldsForm(said, contest=asking).fields_typed().ai_use == kept
    assert FieldsForm(initial=initial, contest=asking).fields_kept().ai_use == kept


def test_a_draft_keeps_what_is_typed_as_it_stands(client: Client, asking: Contest, person: User) -> None:
    draft = take(asking, person).entry
    check = reverse("check-fields", args=[draft.token])
    answer = text(client.post(check, {**TYPED, **SAID, "title": "渡口", "unit": ""}))
    assert 'id="kept"' in answer
    assert "草稿已存" in answer
    form = client.get(page(draft)).context["form"]
    assert {name: form[name].value() for name in ("unit", "title", *SAID)} == {"unit": "", "title": "渡口", **SAID}
    # Another file fills in what is empty, and changes nothing that was typed.
    take(asking, person, name="十周年-浦岸中学-别的题目-周行.docx", entry=draft)
    draft.refresh_from_db()
    assert (draft.unit_name, draft.title, draft.author) == ("浦岸中学", "渡口", "林晓")


def test_what_was_handed_in_is_not_changed_by_typing(client: Client, contest: Contest, person: User) -> None:
    entry = returned(contest, person, timezone.now() + timedelta(days=1))
    take(contest, person, entry=entry)
    answer = client.post(reverse("check-fields", args=[entry.token]), {**TYPED, "title": "别的"})
    assert "草稿已存" not in text(answer)
    entry.refresh_from_db()
    assert entry.title == "灯火"


@pytest.mark.parametrize(
    ("author", "words"),
    [
        ("张三、李四", "作者 2 位：张三、李四"),
        ("张三 李四", "作者 2 位：张三、李四"),
        ("林晓", "作者 1 位：林晓"),
        ("", ""),
    ],
)
def test_the_authors_are_told_one_by_one(
    client: Client, contest: Contest, person: User, author: str, words: str
) -> None:
    draft = take(contest, person).entry
    answer = text(client.post(reverse("check-fields", args=[draft.token]), {**TYPED, "author": author}))
    assert words in answer
    assert ("位：" in answer) == bool(words)


def test_settled_units_are_suggested(client: Client, contest: Contest, person: User) -> None:
    hand_in_entry(make_contest("autumn"), person, unit="潮声纪念馆")
    hand_in_entry(make_contest("winter"), person, unit="没人认定的单位")
    Unit.objects.filter(name="潮声纪念馆").update(settled_at=timezone.now())
    draft = take(contest, person, name="a.docx", content=docx_bytes(unit="别处")).entry
    shown = text(client.get(page(draft)))
    assert '<option value="潮声纪念馆"></option>' in shown
    assert "没人认定的单位" not in shown
    assert 'list="suggested-units"' in shown
