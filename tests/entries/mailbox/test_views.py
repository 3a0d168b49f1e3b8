"""The repair queue as the office sees it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from contest.entries.mailbox.models import Candidate, CandidateState
from contest.entries.mailbox.operations import take_mail
from contest.entries.models import Entry, Receipt
from contest.notice.models import Contest, Office
from tests.entries.mailbox.making import CAME, SENDER, attached, mail, mixed, part, simple, text
from tests.making import appointed, body_of, docx_bytes, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(db: None) -> Contest:
    """A contest that took entries when the mails here were received."""
    made = make_contest(mailbox="essays@example.org")
    made.opens_at, made.closes_at = CAME - timedelta(days=1), CAME + timedelta(days=1)
    made.save()
    return made


@pytest.fixture
def office(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def waits(contest: Contest, title: str = "灯火", number: int = 1) -> Candidate:
    """A file under a name that says nothing, in a mail that says the rest."""
    raw = mail(
        mixed(text("单位：潮声纪念馆\n作者：林晓"), attached(docx_bytes(title), f"征文{number}.docx")),
        message_id=f"<{number}@example.org>".encode(),
    )
    return take_mail(contest=contest, raw=raw, received_at=CAME + timedelta(minutes=number)).mail.candidates.get()


def address(name: str, candidate: Candidate) -> str:
    return reverse(name, args=["spring", candidate.token])


def test_the_queue_lists_what_waits_and_what_became_of_the_rest(contest: Contest, office: Client) -> None:
    waits(contest)
    take_mail(contest=contest, raw=simple(docx_bytes("江"), "十周年-潮声纪念馆-江-王五.docx"), received_at=CAME)
    page = office.get(reverse("mailbox", args=["spring"])).content.decode()
    assert "征文1.docx" in page
    assert "王五" not in page
    assert "王五" in office.get(reverse("mailbox", args=["spring"]) + "?state=entered").content.decode()
    assert "没有邮件" in office.get(reverse("mailbox", args=["spring"]) + "?state=set_aside").content.decode()


def test_the_queue_says_all_that_is_to_be_looked_at(contest: Contest, office: Client) -> None:
    raw = simple(docx_bytes(), "我的文章.docx").replace(b"Received: ", b"X-Was: ")
    take_mail(contest=contest, raw=raw)
    page = office.get(reverse("mailbox", args=["spring"])).content.decode()
    assert (
        "邮件没有写明收到的时间，只能按取信的时间算。<br>文件名缺少所在单位、作品题目或作者姓名，请补齐。</td>" in page
    )


def test_who_wrote_what_was_forwarded_is_shown_and_not_answered(contest: Contest, office: Client) -> None:
    inner = simple(docx_bytes(), "征文.docx", sender=b"wang@example.com", message_id=b"<inner@example.com>")
    raw = mail(mixed(text("请收"), part(inner, b"message/rfc822"), boundary=b"=_b2"))
    candidate = take_mail(contest=contest, raw=raw, received_at=CAME).mail.candidates.get()
    page = office.get(address("mailed", candidate)).content.decode()
    assert "林晓 wang@example.com <small>转发的邮件里写的，回执不寄到这里。</small>" in page
    assert f"回执寄到 {SENDER}。" in page
    assert "原寄件人" not in office.get(address("mailed", waits(contest))).content.decode()


def test_mail_file_and_proposal_stand_side_by_side(contest: Contest, office: Client) -> None:
    page = office.get(address("mailed", waits(contest))).content.decode()
    values = ('value="潮声纪念馆"', 'value="灯火"', 'value="林晓"', "来自邮件正文")
    for said in ("作者：林晓", "夜里，江上的灯一盏一盏亮起来。", *values):
        assert said in page


def test_one_click_settles_what_is_complete_and_leads_to_the_next(contest: Contest, office: Client) -> None:
    first, second = waits(contest), waits(contest, "江", 2)
    fields = {"unit": first.unit, "title": first.title, "author": first.author}
    answer = office.post(address("settle-mailed", first), fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, address("mailed", second))
    receipt = Receipt.objects.get()
    assert (receipt.title, receipt.received_at) == ("灯火", CAME + timedelta(minutes=1))
    page = office.get(address("mailed", first)).content.decode()
    assert receipt.number in page
    assert reverse("screen-entry", args=["spring", receipt.entry.token]) in page
    again = office.post(address("settle-mailed", first), fields)
    assert (again.status_code, Entry.objects.count()) == (409, 1)


def test_a_field_is_missing_and_what_was_typed_stays(contest: Contest, office: Client) -> None:
    candidate = waits(contest)
    answer = office.post(address("settle-mailed", candidate), {"unit": "潮声", "title": "", "author": "林晓"})
    assert answer.status_code == 422
    assert 'value="潮声"' in answer.content.decode()
    assert not Entry.objects.exists()


def test_late_is_said_and_changes_nothing(contest: Contest, office: Client) -> None:
    contest.closes_at = CAME - timedelta(hours=1)
    contest.save()
    candidate = waits(contest)
    answer = office.post(address("settle-mailed", candidate), {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓"})
    assert answer.status_code == 409
    assert "收到时不在收稿时间之内" in answer.content.decode()
    assert not Entry.objects.exists()


def test_set_aside_and_taken_up_again(contest: Contest, office: Client) -> None:
    candidate = waits(contest)
    assert office.post(address("set-mailed-aside", candidate), {"aside-reason": ""}).status_code == 422
    office.post(address("set-mailed-aside", candidate), {"aside-reason": "是通知。"})
    candidate.refresh_from_db()
    assert (candidate.state, candidate.reason) == (CandidateState.SET_ASIDE, "是通知。")
    assert "是通知。" in office.get(address("mailed", candidate)).content.decode()
    office.post(address("take-mailed-up", candidate))
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.DOUBTFUL


def test_file_and_mail_are_given_as_they_came(contest: Contest, office: Client) -> None:
    candidate = waits(contest)
    file = office.get(address("mailed-file", candidate))
    assert body_of(file) == docx_bytes()
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    original = office.get(address("mailed-original", candidate))
    assert original["Content-Disposition"].startswith("attachment")
    with candidate.mail.open() as kept:
        assert body_of(original) == kept.read()


def test_no_file_leaves_as_a_program(contest: Contest, office: Client) -> None:
    raw = mail(mixed(text("稿件"), attached(b"MZ\0", "list.docx.exe")))
    found = take_mail(contest=contest, raw=raw, received_at=CAME).mail.candidates.get()
    answer = office.get(address("mailed-file", found))
    assert (answer["Content-Disposition"], body_of(answer)) == ('attachment; filename="list.docx.exe.bin"', b"MZ\0")


def test_a_mail_without_a_file_can_only_be_set_aside(contest: Contest, office: Client) -> None:
    found = take_mail(contest=contest, raw=mail(text("您好")), received_at=CAME).mail.candidates.get()
    page = office.get(address("mailed", found)).content.decode()
    assert address("settle-mailed", found) not in page
    assert address("set-mailed-aside", found) in page
    assert office.get(address("mailed-file", found)).status_code == 404


def test_an_observer_sees_and_has_nothing_to_press(contest: Contest) -> None:
    candidate = waits(contest)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    page = observer.get(address("mailed", candidate)).content.decode()
    assert "征文1.docx" in page
    assert "aside-reason" not in page
    assert address("settle-mailed", candidate) not in page


def test_what_a_mail_says_is_never_markup(contest: Contest, office: Client) -> None:
    raw = mail(
        mixed(text("<script>alert(1)</script>"), attached(docx_bytes(), '"><script>.docx')), subject=b"<script>alert(2)"
    )
    candidate = take_mail(contest=contest, raw=raw, received_at=CAME).mail.candidates.get()
    for page in (address("mailed", candidate), reverse("mailbox", args=["spring"])):
        assert "<script>alert" not in office.get(page).content.decode()
        assert '"><script>' not in office.get(page).content.decode()
