"""The entrant's pages, from the dropped file to the receipt."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contest.documents.reader import read_docx
from contest.entries import operations
from contest.entries.models import Entry, Manuscript, ManuscriptCheck, Receipt
from contest.entries.operations import Fields
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.screening.operations import disqualify_entry, pass_entry, return_entry
from tests.documents.parts import docx, p
from tests.entries.making import returned, take
from tests.making import body_of, docx_bytes, hand_in_entry, make_contest, make_person, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

NAME = "十周年-潮声纪念馆-灯火-林晓.docx"
TYPED = {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓"}
GOOD = {**TYPED, "consent-original": "on"}


def upload(name: str = NAME, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, docx_bytes() if content is None else content)


@pytest.fixture
def client(person: User) -> Client:
    """The entrant's browser."""
    return signed_in_client(person)


@pytest.fixture
def draft(client: Client, contest: Contest) -> Entry:
    """A draft with one file."""
    client.post(reverse("hand-in", args=[contest.slug]), {"file": upload()})
    return Entry.objects.get()


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


# --- afterwards ---------------------------------------------------------------------------------------------------


def test_a_newer_version_is_asked_about_before_it_counts(client: Client, contest: Contest, draft: Entry) -> None:
    client.post(page(draft), GOOD)
    answer = client.post(
        reverse("new-version", args=[draft.token]), {"file": upload("改.docx", docx_bytes("灯火又起"))}
    )
    assert answer["Location"] == page(draft)
    assert "这是新的一稿；提交之前，已收下的那一稿仍然有效。" in text(client.get(page(draft)))
    client.post(page(draft), {**GOOD, "title": "灯火又起"})
    assert [receipt.title for receipt in Receipt.objects.order_by("id")] == ["灯火", "灯火又起"]
    shown = text(client.get(page(draft)))
    older, newer = Receipt.objects.order_by("id")
    assert f"{newer.number}</a> <strong>以这一份为准</strong>" in shown
    assert f"{older.number}</a> <small>已由新的回执代替</small>" in shown
    shown = text(client.get(reverse("receipt", args=[draft.token])))
    assert f"这是最新的回执，以这一份为准；先前的回执 {older.number} 已由它代替。" in shown


def ticked(shown: str) -> set[str]:
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", shown)
    return {key for box in boxes if "checked" in box for key in re.findall(r'name="consent-(\w+)"', box)}


def test_what_was_agreed_to_stays_ticked_while_its_words_stand(client: Client, contest: Contest, draft: Entry) -> None:
    assert ticked(text(client.get(page(draft)))) == set()
    client.post(page(draft), {**GOOD, "consent-publish": "on"})
    client.post(reverse("new-version", args=[draft.token]), {"file": upload("改.docx", docx_bytes("灯火又起"))})
    shown = text(client.get(page(draft)))
    assert ticked(shown) == {"original", "publish"}
    assert "上一次勾选的已照样勾好，请再核对。" in shown
    contest.consents.filter(key="publish").update(wording="同意发表和改编。")
    assert ticked(text(client.get(page(draft)))) == {"original"}
    assert ticked(text(client.post(page(draft), {"title": "灯火"}))) == set()  # what was sent counts


def test_the_name_is_spoken_of_until_the_fields_are_filled_in(client: Client, contest: Contest, person: User) -> None:
    essay = docx(p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))
    entry = take(contest, person, name="我的文章.docx", content=essay).entry
    assert "从文件名读不出单位、题目和作者。" in text(client.get(page(entry)))
    Entry.objects.filter(pk=entry.pk).update(unit_name="潮声纪念馆", title="灯火", author="林晓")
    assert "从文件名" not in text(client.get(page(entry)))


def test_a_bad_newer_version_leaves_the_page(client: Client, draft: Entry) -> None:
    answer = client.post(reverse("new-version", args=[draft.token]), {"file": upload("a.pdf", b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "文件没有收下" in text(answer)
    assert draft.manuscripts.count() == 1


def test_a_returned_entry_says_what_to_mend(client: Client, contest: Contest, person: User) -> None:
    entry = returned(contest, person, timezone.now() + timedelta(days=3))
    shown = text(client.get(page(entry)))
    assert "请删去署名。" in shown
    assert "交修改稿" in shown
    client.post(reverse("new-version", args=[entry.token]), {"file": upload()})
    assert "需要修改：请删去署名。" in text(client.get(page(entry)))
    assert client.post(page(entry), GOOD).status_code == 302
    entry.refresh_from_db()
    assert entry.state == "received"


def test_a_disqualified_entry_says_why(client: Client, contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    disqualify_entry(
        entry=entry,
        manuscript=entry.manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        note="与已发表的文章雷同",
        actor=organiser_of(contest),
    )
    shown = text(client.get(page(entry)))
    assert "抄袭：与已发表的文章雷同" in shown
    assert "换一稿" not in shown


def test_withdrawn_with_a_word(client: Client, contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    answer = client.post(reverse("withdraw", args=[entry.token]))
    assert said(answer) == ["稿件已撤回，记录仍然保留。"]
    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_what_was_passed_is_not_withdrawn(client: Client, contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest))
    answer = client.post(reverse("withdraw", args=[entry.token]))
    assert said(answer) == ["现在不能撤回了；如有需要，请与联系人联系。"]


def test_own_files_come_back_as_they_went(client: Client, draft: Entry) -> None:
    address = reverse("own-file", args=[draft.token, 1])
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == docx_bytes()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("own-file", args=[draft.token, 2])).status_code == 404
    client.post(page(draft), GOOD)
    answer = client.get(address)
    assert len(b"".join(answer.streaming_content)) == len(docx_bytes())  # type: ignore[attr-defined]
    assert re.search(r"filename\*=utf-8''%E5%8D%81", answer["Content-Disposition"])


def test_there_is_no_receipt_before_handing_in(client: Client, draft: Entry) -> None:
    assert client.get(reverse("receipt", args=[draft.token])).status_code == 404


def test_messages_are_read(client: Client, contest: Contest, person: User) -> None:
    hand_in_entry(contest, person)
    other = make_person("other@example.org")
    hand_in_entry(contest, other)
    assert "letter--new" in text(client.get(reverse("my-entries")))
    assert Message.objects.unread().count() == 2  # looking at the page marks nothing
    assert client.post(reverse("messages-read"))["Location"] == reverse("my-messages")
    assert list(Message.objects.unread().values_list("person", flat=True)) == [other.pk]
    assert "letter--new" not in text(client.get(reverse("my-entries")))


def test_pages_of_one_person_are_stored_nowhere(client: Client, draft: Entry) -> None:
    for address in (page(draft), reverse("my-entries"), reverse("hand-in", args=["spring"])):
        assert client.get(address)["Cache-Control"] == "no-store, private"


def test_my_entries_cost_the_same_at_few_and_many(
    client: Client, person: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in range(8):
        contest = make_contest(f"c{number}")
        entry = hand_in_entry(contest, person, title=f"第{number}篇")
        if number % 2:
            return_entry(
                entry=entry,
                manuscript=entry.manuscripts.get(),
                note="改",
                until=timezone.now() + timedelta(days=1),
                actor=organiser_of(contest),
            )
        if number in (0, 7):
            with django_assert_max_num_queries(12) as captured:
                assert client.get(reverse("my-entries")).status_code == 200
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_signs_that_cannot_be_seen_stay_out_of_the_fields(client: Client, draft: Entry) -> None:
    typed = {"unit": "潮声\u200b纪念馆", "title": "灯\u202e火\n长明", "author": "\u2066林晓\x07"}
    assert client.post(page(draft), {**typed, "consent-original": "on"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.unit_name, draft.title, draft.author) == ("潮声纪念馆", "灯火 长明", "林晓")


def test_the_check_stands_on_the_page(client: Client, contest: Contest, person: User) -> None:
    """One finding first, the others behind it, so that the form is not far; the mended copy one click away."""
    essay = docx(p("灯火") + p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))
    entry = take(contest, person, content=essay).entry
    shown = text(client.get(page(entry)))
    assert shown.count('<li class="finding ') == len(entry.manuscripts.get().check_result.findings) > 5
    before, _, behind = shown.partition('<details class="findings-more" data-open-in-print>')
    assert before.count('<li class="finding ') == 1
    assert "其余" in behind
    assert '<rect class="word-bar-within" width="24" height="12"/></svg> 36 / 1500' in shown
    answer = client.get(f"/entries/{entry.token}/file/1/mended/")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert read_docx(body_of(answer)).text.splitlines()[0] == "灯火"


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


def test_the_mended_copy_is_the_next_version_at_one_click(client: Client, contest: Contest, person: User) -> None:
    essay = docx(p("灯火") + p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))
    entry = take(contest, person, name="灯火.DOCX", content=essay).entry
    use = f"/entries/{entry.token}/file/1/mended/use/"
    assert f'action="{use}"' in text(client.get(page(entry)))
    client.post(page(entry), GOOD)
    shown = text(client.get(page(entry)))  # handed in, it may still be mended
    assert "稿件检查" in shown
    assert f'action="{use}"' in shown
    answer = client.post(use)
    assert answer["Location"] == page(entry)
    assert said(answer) == ["改好版式的稿件已作为新的一稿，核对后请提交。"]
    first, second = entry.manuscripts.all()
    assert (second.version, second.received_name) == (2, "灯火.docx")
    with second.open() as stored:
        assert read_docx(stored.read()).text == read_docx(essay).text
    assert len(second.check_result.findings) < len(first.check_result.findings)
    shown = text(client.get(page(entry)))
    assert "这是新的一稿；提交之前，已收下的那一稿仍然有效。" in shown
    assert client.post(f"/entries/{entry.token}/file/9/mended/use/").status_code == 404


def test_a_mended_copy_comes_too_late_as_any_file(client: Client, contest: Contest, draft: Entry) -> None:
    Contest.objects.filter(pk=contest.pk).update(closes_at=timezone.now() - timedelta(minutes=5), opens_at=None)
    answer = client.post(reverse("use-mended", args=[draft.token, 1]))
    assert answer.status_code == 409
    assert "现在不收稿件" in text(answer)
    assert draft.manuscripts.count() == 1


def test_a_page_that_waits_asks_again_by_itself(client: Client, person: User) -> None:
    contest = make_contest("rtf", endings=(".rtf",))
    entry = take(contest, person, name="灯火.rtf", content=b"{\\rtf1\\ansi hello}").entry
    asking = f'hx-get="/entries/{entry.token}/file/1/check/"'
    assert asking in text(client.get(page(entry)))
    assert asking in text(client.get(f"/entries/{entry.token}/file/1/check/"))
    answer = client.get(f"/entries/{entry.token}/file/1/mended/")
    assert answer.status_code == 409
    assert "这个文件正在转换，请稍后再看。" in text(answer)
    assert "文件没有收下" not in text(answer)
    ManuscriptCheck.objects.update(state="impossible", checked_at=timezone.now())
    shown = text(client.get(f"/entries/{entry.token}/file/1/check/"))
    assert "这台服务器不能检查这种文件" in shown
    assert asking not in shown


@pytest.mark.parametrize("what", ["mended", "check"])
def test_no_check_of_a_version_that_is_not_there(client: Client, draft: Entry, what: str) -> None:
    assert client.get(f"/entries/{draft.token}/file/9/{what}/").status_code == 404
