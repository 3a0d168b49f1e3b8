"""The entrant's pages once an entry was handed in: newer versions, what the office decided, receipts and messages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.entries.models import Entry, Receipt
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.screening.operations import disqualify_entry, pass_entry, return_entry
from tests.entries.making import returned, upload
from tests.entries.test_views import GOOD, page, said, text
from tests.making import docx_bytes, hand_in_entry, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db


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
            with django_assert_max_num_queries(13) as captured:
                assert client.get(reverse("my-entries")).status_code == 200
            counts.append(len(captured))
    assert counts[0] == counts[1]
