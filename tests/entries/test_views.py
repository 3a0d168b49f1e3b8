"""The entrant's pages, from the dropped file to the receipt: the file and the fields."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contest.entries import operations
from contest.entries.models import Entry, Manuscript, Receipt
from contest.entries.operations import Fields
from contest.notice.models import Contest
from contest.people.models import User
from tests.documents.parts import docx, p
from tests.entries.making import NAME, take, upload
from tests.making import make_contest

pytestmark = pytest.mark.django_db

TYPED = {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓"}
GOOD = {**TYPED, "consent-original": "on"}


def page(entry: Entry) -> str:
    return reverse("entry", args=[entry.token])


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


# --- the file -----------------------------------------------------------------------------------------------------


def test_the_way_from_file_to_receipt(client: Client, contest: Contest, person: User) -> None:
    answer = client.post(reverse("hand-in", args=[contest.slug]), {"file": upload()})
    entry = Entry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page(entry))
    shown = text(client.get(page(entry)))
    for words in (
        "核对并提交",
        NAME,
        "字数 36，上限 1500 字。",
        'value="潮声纪念馆"',
        "规范文件名",
    ):
        assert words in shown
    answer = client.post(page(entry), GOOD)
    receipt = Receipt.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("receipt", args=[entry.token]))
    shown = text(client.get(answer["Location"]))
    for words in (receipt.number, receipt.sha256, "灯火", "林晓", "潮声纪念馆", NAME, "文稿是本人原创。"):
        assert words in shown
    assert "<q>文稿是本人原创。</q>——<strong>同意</strong>" in shown
    assert "<q>同意发表。</q>——<strong>不同意</strong>" in shown
    assert "（北京时间）" in shown
    assert f">{timezone.localtime(receipt.received_at).year}年" in shown
    assert "以这一份为准" not in shown
    shown = text(client.get(page(entry)))
    assert receipt.number in shown
    assert "已收稿" in shown
    shown = text(client.get(reverse("my-entries")))
    for words in ("灯火", "已收稿", "已收到：《灯火》", contest.title):
        assert words in shown


def test_htmx_is_sent_on(client: Client, contest: Contest) -> None:
    answer = client.post(reverse("hand-in", args=[contest.slug]), {"file": upload()}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, page(Entry.objects.get()))


def test_the_draft_is_taken_up_again(client: Client, contest: Contest, draft: Entry) -> None:
    start = reverse("hand-in", args=[contest.slug])
    assert client.get(start)["Location"] == page(draft)
    assert client.get(start + "?again=1").status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请先选择文件。"),
        ({"file": ("a.docx", b"")}, "文件没有收下"),
        ({"file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}, "文件没有收下"),
        ({"file": ("a.pdf", b"%PDF-1.7")}, "文件没有收下"),
    ],
)
def test_a_refused_file_is_answered_on_the_same_page(
    client: Client, contest: Contest, sent: dict[str, tuple[str, bytes]], words: str
) -> None:
    files = {key: SimpleUploadedFile(name, content) for key, (name, content) in sent.items()}
    answer = client.post(reverse("hand-in", args=[contest.slug]), files)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'type="file"' in text(answer)
    assert Manuscript.objects.count() == 0


def test_too_large_an_upload_is_stopped(client: Client, contest: Contest, settings: Settings) -> None:
    settings.MANUSCRIPT_MAX_BYTES = 1024 * 1024
    answer = client.post(
        reverse("hand-in", args=[contest.slug]), {"file": upload(content=b"x" * (1024 * 1024 + 100_000))}
    )
    assert answer.status_code == 422
    assert "文件超过 1 MB" in text(answer)


def test_after_the_deadline_the_page_says_so(client: Client, person: User) -> None:
    contest = make_contest(closes_at=timezone.now() - timedelta(days=1))
    start = reverse("hand-in", args=[contest.slug])
    assert "已经截稿，不再收稿。" in text(client.get(start))
    answer = client.post(start, {"file": upload()})
    assert answer.status_code == 422
    assert "现在不收稿件" in text(answer)


def test_the_menu_leads_to_handing_in_while_entries_are_taken(client: Client) -> None:
    menu = re.compile(r'<li><a href="/c/\w+/hand-in/"[^>]*>投稿</a></li>')
    taking, closed = make_contest(), make_contest("autumn", closes_at=timezone.now() - timedelta(days=1))
    assert menu.search(text(client.get(reverse("contest-home", args=[taking.slug]))))
    assert "由单位联络员一次上传许多篇" in text(client.get(reverse("contest-home", args=[taking.slug])))
    assert not menu.search(text(client.get(reverse("contest-home", args=[closed.slug]))))


def test_a_name_is_judged_before_the_file_comes(client: Client, contest: Contest) -> None:
    check = reverse("check-name", args=[contest.slug])
    assert "文件名符合命名规则。" in text(client.post(check, {"name": NAME}))
    bad = text(client.post(check, {"name": "新建文档.docx"}))
    assert "check--advise" in bad
    assert "文件名不必改" in bad
    assert text(client.post(check, {})).strip() == '<ul class="checks"></ul>'
    assert "<script>" not in text(client.post(check, {"name": "<script>alert(1)</script>.docx"}))


# --- the fields ---------------------------------------------------------------------------------------------------


def test_the_name_is_spelled_while_typing(client: Client, draft: Entry) -> None:
    check = reverse("check-fields", args=[draft.token])
    assert "十周年-江声晚报-渡口-周行.docx" in text(
        client.post(check, {"unit": "江声晚报", "title": "渡口", "author": "周行"})
    )
    assert "填好单位、题目和作者后" in text(client.post(check, {"unit": "江声晚报", "title": "", "author": "周行"}))
    assert "太长" in text(client.post(check, {"unit": "潮" * 60, "title": "渡口", "author": "周" * 60}))
    draft.refresh_from_db()
    assert (draft.title, draft.unit_name) == ("渡口", "潮" * 60)  # the draft keeps what was typed


@pytest.mark.parametrize(
    "sent",
    [
        {"unit": "江声晚报", "title": "渡口", "author": "周行"},  # the promise is missing
        {"unit": "", "title": "渡口", "author": "周行", "consent-original": "on"},
        {"unit": "江" * 61, "title": "渡口", "author": "周行", "consent-original": "on"},
    ],
)
def test_what_was_typed_stays_when_something_is_missing(client: Client, draft: Entry, sent: dict[str, str]) -> None:
    answer = client.post(page(draft), sent)
    assert answer.status_code == 422
    shown = text(answer)
    assert 'value="渡口"' in shown
    assert 'value="周行"' in shown
    draft.refresh_from_db()
    assert (draft.state, draft.unit_name, draft.title, draft.author) == ("draft", sent["unit"], "渡口", "周行")
    assert Receipt.objects.count() == 0


def test_what_was_typed_stays_when_the_rule_refuses_it(client: Client, draft: Entry) -> None:
    """The fields are each well, together they make no file name: they are shown again, and kept in the draft."""
    sent = {"unit": "江" * 60, "title": "渡口", "author": "周" * 60, "consent-original": "on"}
    answer = client.post(page(draft), sent)
    assert answer.status_code == 422
    assert "请用简称" in text(answer)
    assert 'value="渡口"' in text(answer)
    draft.refresh_from_db()
    assert draft.title == "渡口"


def test_a_late_one_is_told_when_it_arrived_and_keeps_what_was_typed(
    client: Client, contest: Contest, draft: Entry
) -> None:
    Contest.objects.filter(pk=contest.pk).update(closes_at=timezone.now() - timedelta(minutes=5), opens_at=None)
    answer = client.post(page(draft), {"unit": "江声晚报", "title": "渡口", "author": "周行", "consent-original": "on"})
    assert answer.status_code == 409
    for words in ("已过截稿时间", "江声晚报", "渡口", "周行", page(draft)):
        assert words in text(answer)
    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("draft", "渡口")
    assert "这份草稿没有提交" in text(client.get(page(draft)))


@pytest.mark.parametrize("field", ["unit", "title", "author"])
def test_a_nul_sign_in_a_field_is_taken_out(client: Client, draft: Entry, field: str) -> None:
    """PostgreSQL stores no NUL; the form must lose it before anything is kept."""
    assert client.post(page(draft), {**GOOD, field: "灯\0火"}).status_code == 302
    draft.refresh_from_db()
    assert getattr(draft, "unit_name" if field == "unit" else field) == "灯火"


def test_what_is_typed_is_text(client: Client, draft: Entry) -> None:
    client.post(page(draft), {"unit": "<b>馆</b>", "title": "<script>x</script>", "author": "林晓"})
    shown = text(client.get(page(draft)))
    assert "<script>x" not in shown
    assert "<b>馆" not in shown
    assert "&lt;script&gt;x" in shown


def test_the_name_is_spoken_of_until_the_fields_are_filled_in(client: Client, contest: Contest, person: User) -> None:
    essay = docx(p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))
    entry = take(contest, person, name="我的文章.docx", content=essay).entry
    assert "从文件名读不出单位、题目和作者。" in text(client.get(page(entry)))
    Entry.objects.filter(pk=entry.pk).update(unit_name="潮声纪念馆", title="灯火", author="林晓")
    assert "从文件名" not in text(client.get(page(entry)))


def test_signs_that_cannot_be_seen_stay_out_of_the_fields(client: Client, draft: Entry) -> None:
    typed = {"unit": "潮声\u200b纪念馆", "title": "灯\u202e火\n长明", "author": "\u2066林晓\x07"}
    assert client.post(page(draft), {**typed, "consent-original": "on"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.unit_name, draft.title, draft.author) == ("潮声纪念馆", "灯火 长明", "林晓")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (NAME, ["来自文件名。写全称。", "来自文件名。", "来自文件名。几位作者之间用顿号。"]),
        ("我的文章.docx", ["写全称。", "来自文稿，请核对。", "来自您的账号，请核对。几位作者之间用顿号。"]),
    ],
)
def test_a_field_that_was_filled_in_says_where_from(
    client: Client, contest: Contest, person: User, name: str, told: list[str]
) -> None:
    entry = take(contest, person, name=name).entry
    answer = client.get(page(entry))
    fields = answer.context["form"].fields
    said = [str(fields[one].help_text) for one in ("unit", "title", "author")]
    assert [one.startswith(words) for one, words in zip(said, told, strict=True)] == [True] * 3
    operations.keep_fields(entry=entry, fields=Fields("江声晚报", "渡口", "周行"))
    assert "来自" not in "".join(str(one.help_text) for one in client.get(page(entry)).context["form"].fields.values())


def test_the_focus_goes_to_what_is_new_or_wrong(client: Client, contest: Contest, draft: Entry) -> None:
    """By an attribute of the page itself: it needs no script."""
    focused = re.compile(r'<(h1|div)[^>]* tabindex="-1" ?autofocus')
    assert focused.findall(text(client.get(page(draft)))) == ["h1"]
    refused = text(client.post(page(draft), {"unit": ""}))
    assert focused.findall(refused) == ["div"]
    assert '<h1 tabindex="-1">核对并提交</h1>' in refused
    assert "文稿是本人原创</a>：提交前请勾选这一项。" in refused
    answer = client.post(reverse("hand-in", args=[contest.slug]) + "?again=1", {"file": upload(content=b"")})
    assert focused.findall(text(answer)) == ["div"]
