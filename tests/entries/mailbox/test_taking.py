"""Taking mails: what is certain becomes an entry, the rest waits, and nothing is done twice."""

from datetime import datetime, timedelta

import pytest

from contest.entries.mailbox.models import Candidate, CandidateState, MailState, ReceivedMail
from contest.entries.mailbox.operations import set_aside, settle, take_mail, take_up_again
from contest.entries.models import Entry, EntryState, Manuscript, Receipt, Way
from contest.entries.operations import Fields, TooLate
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.mailbox.making import CAME, NAME, SENDER, attached, mail, mixed, simple, text, word
from tests.entries.test_storage import files
from tests.making import docx_bytes, hand_in_entry, organiser_of

pytestmark = pytest.mark.django_db


def taken(contest: Contest, raw: bytes, at: datetime | None = CAME) -> ReceivedMail:
    return take_mail(contest=contest, raw=raw, received_at=at).mail


def only(mail_taken: ReceivedMail) -> Candidate:
    return mail_taken.candidates.get()


def codes(candidate: Candidate) -> list[str]:
    return [problem["code"] for problem in candidate.problems]


def actions() -> list[str]:
    """What was recorded of mails and entries."""
    recorded = Event.objects.filter(subject_kind__in=["mail", "entry"])
    return list(recorded.values_list("action", flat=True))


def test_a_name_by_the_rule_becomes_an_entry_with_a_receipt(contest: Contest) -> None:
    kept = taken(contest, simple(docx_bytes()))
    candidate, entry = only(kept), Entry.objects.get()
    receipt = Receipt.objects.get()
    assert (candidate.state, candidate.entry, candidate.settled_by) == (CandidateState.ENTERED, entry, None)
    assert (candidate.unit, candidate.title, candidate.author) == ("潮声纪念馆", "灯火", "林晓")
    assert candidate.sources == {"unit": "name", "title": "name", "author": "name"}
    assert (entry.way, entry.entrant, entry.reply_to, entry.state) == (Way.MAIL, None, SENDER, EntryState.RECEIVED)
    assert (entry.received_at, receipt.received_at) == (CAME, CAME)
    assert (receipt.canonical_name, receipt.sha256) == (NAME, candidate.sha256)
    assert not receipt.declarations.exists()
    assert Manuscript.objects.get().received_name == NAME
    assert (kept.state, kept.sender, kept.sender_name) == (MailState.SETTLED, SENDER, "林晓")
    with kept.open() as stored:
        assert stored.read() == simple(docx_bytes())
    assert actions() == ["mail.take", "entry.move", "mail.settle"]
    assert chain_faults() == []


def test_the_sender_gets_one_letter_with_number_and_secret(contest: Contest) -> None:
    taken(contest, simple(docx_bytes()))
    receipt, letter = Receipt.objects.get(), Message.objects.get()
    assert (letter.address, letter.person) == (SENDER, None)
    assert receipt.number in letter.body
    assert receipt.secret in letter.body


def test_taking_it_again_changes_nothing(contest: Contest) -> None:
    first = taken(contest, simple(docx_bytes()))
    again = take_mail(contest=contest, raw=simple(docx_bytes()), received_at=CAME + timedelta(hours=1))
    assert (again.mail, again.is_new) == (first, False)
    other_line_ends = take_mail(contest=contest, raw=simple(docx_bytes()).replace(b"\r\n", b"\n"), received_at=CAME)
    assert (other_line_ends.mail, other_line_ends.is_new) == (first, False)
    assert (Entry.objects.count(), Message.objects.count(), ReceivedMail.objects.count()) == (1, 1, 1)
    assert actions() == ["mail.take", "entry.move", "mail.settle"]


def test_the_same_message_id_with_another_file_is_another_mail(contest: Contest) -> None:
    taken(contest, simple(docx_bytes()))
    taken(contest, simple(docx_bytes("江"), "十周年-潮声纪念馆-江-林晓.docx"))
    assert (ReceivedMail.objects.count(), Entry.objects.count()) == (2, 2)


def test_a_name_that_can_be_mended_is_certain_too(contest: Contest) -> None:
    kept = taken(contest, simple(docx_bytes(), "十周年_潮声纪念馆_灯火_林晓(1).docx"))
    assert only(kept).state == CandidateState.ENTERED
    assert Receipt.objects.get().canonical_name == NAME


def test_a_name_that_says_nothing_waits_with_what_the_mail_says(contest: Contest) -> None:
    raw = mail(mixed(text("单位：潮声纪念馆\n作者：林晓　电话：021-5555 0000\n"), attached(docx_bytes(), "征文.docx")))
    candidate = only(taken(contest, raw))
    assert candidate.state == CandidateState.DOUBTFUL
    assert (candidate.unit, candidate.title, candidate.author) == ("潮声纪念馆", "灯火", "林晓")
    assert candidate.sources == {"unit": "body", "title": "text", "author": "body"}
    assert candidate.is_complete
    assert "shape" in codes(candidate)
    assert not Entry.objects.exists()
    assert not Message.objects.exists()


def test_the_subject_may_say_it(contest: Contest) -> None:
    raw = simple(docx_bytes(), "征文.docx", subject=word("转发：十周年-潮声纪念馆-灯火-林晓", "gb18030"))
    candidate = only(taken(contest, raw))
    assert (candidate.unit, candidate.title, candidate.author) == ("潮声纪念馆", "灯火", "林晓")
    assert candidate.sources == {"unit": "subject", "title": "subject", "author": "subject"}
    assert candidate.state == CandidateState.DOUBTFUL


def test_several_files_are_several_candidates(contest: Contest) -> None:
    raw = mail(
        mixed(
            text("三篇"),
            attached(docx_bytes()),
            attached(docx_bytes("江"), "十周年-潮声纪念馆-江-王五.docx"),
            attached(docx_bytes("岸"), "岸.docx"),
        )
    )
    kept = taken(contest, raw)
    assert list(kept.candidates.values_list("state", flat=True)) == ["entered", "entered", "doubtful"]
    assert kept.state == MailState.OPEN


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (mail(text("您好")), ["no-file"]),
        (mail(b""), ["no-file"]),
        (b"", ["no-file", "no-sender", "no-time"]),
        (mail(text("我从网盘分享的文件 pan.baidu.com/s/1")), ["elsewhere"]),
    ],
)
def test_a_mail_without_a_file_is_looked_at(contest: Contest, raw: bytes, found: list[str]) -> None:
    candidate = only(taken(contest, raw, None))
    assert sorted(codes(candidate)) == sorted(found)
    assert (candidate.state, candidate.stored_name, candidate.is_complete) == (CandidateState.DOUBTFUL, "", False)
    with pytest.raises(Refusal) as caught:
        settle(candidate=candidate, fields=Fields("潮声纪念馆", "灯火", "林晓"), actor=organiser_of(contest))
    assert caught.value.code == "no-file"


def test_an_essay_in_the_mail_itself_waits_as_a_file(contest: Contest, organiser: User) -> None:
    essay = (
        "题目：灯火\n单位：潮声纪念馆\n作者：林晓\n" + "夜里，江上的灯一盏一盏亮起来。我们沿着堤岸慢慢走回去。\n" * 20
    )
    candidate = only(taken(contest, mail(text(essay))))
    assert (candidate.state, codes(candidate)[0]) == (CandidateState.DOUBTFUL, "pasted")
    assert (candidate.unit, candidate.title, candidate.author) == ("潮声纪念馆", "灯火", "林晓")
    settle(candidate=candidate, fields=Fields("潮声纪念馆", "灯火", "林晓"), actor=organiser)
    assert (Manuscript.objects.get().words or 0) > 400


def test_a_file_that_came_twice_in_one_mail_is_stored_once(contest: Contest) -> None:
    kept = taken(contest, mail(mixed(text("稿件"), attached(docx_bytes()), attached(docx_bytes(), "副本.docx"))))
    assert [(one.received_name, one.state, one.size) for one in kept.candidates.all()] == [
        (NAME, CandidateState.ENTERED, len(docx_bytes())),
        ("副本.docx", CandidateState.DUPLICATE, 0),
    ]
    assert len(files()) == 3  # the mail, the file of the candidate, the manuscript
    again = mail(mixed(text("稿件"), attached(docx_bytes()), attached(docx_bytes(), "副本.docx"))).replace(
        b"\r\n", b"\n"
    )
    assert taken(contest, again) == kept


def test_the_same_file_again_is_a_duplicate_and_the_first_stands(contest: Contest) -> None:
    first = taken(contest, simple(docx_bytes()))
    second = taken(contest, simple(docx_bytes(), message_id=b"<2@example.org>"), CAME - timedelta(minutes=1))
    candidate = only(second)
    assert (candidate.state, second.state) == (CandidateState.DUPLICATE, MailState.SETTLED)
    assert Receipt.objects.get().number in str(candidate.problem_phrases[0])
    assert only(first).state == CandidateState.ENTERED
    assert Message.objects.count() == 1


def test_a_file_that_was_handed_in_on_the_page_is_a_duplicate_too(contest: Contest, person: User) -> None:
    hand_in_entry(contest, person, content=docx_bytes(), at=CAME)
    assert only(taken(contest, simple(docx_bytes()))).state == CandidateState.DUPLICATE
    assert Entry.objects.count() == 1


def test_another_version_of_a_work_is_looked_at(contest: Contest) -> None:
    taken(contest, simple(docx_bytes()))
    raw = simple(docx_bytes(paragraphs=["改过。"]), message_id=b"<2@example.org>")
    candidate = only(taken(contest, raw))
    assert (candidate.state, codes(candidate)) == (CandidateState.DOUBTFUL, ["same-work"])
    assert Entry.objects.count() == 1


def test_late_by_a_second_waits_and_is_not_taken_by_the_office_either(contest: Contest, organiser: User) -> None:
    assert contest.closes_at is not None
    last = contest.closes_at + timedelta(seconds=contest.grace_seconds)
    in_time = taken(contest, simple(docx_bytes()), last)
    assert only(in_time).state == CandidateState.ENTERED
    raw = simple(docx_bytes("江"), "十周年-潮声纪念馆-江-林晓.docx", message_id=b"<2@example.org>")
    late = only(taken(contest, raw, last + timedelta(seconds=1)))
    assert (late.state, codes(late)) == (CandidateState.DOUBTFUL, ["out-of-time"])
    with pytest.raises(TooLate):
        settle(candidate=late, fields=Fields("潮声纪念馆", "江", "林晓"), actor=organiser)
    late.refresh_from_db()
    assert (late.state, Entry.objects.count()) == (CandidateState.DOUBTFUL, 1)


def test_a_mail_in_time_is_settled_after_the_deadline(contest: Contest, organiser: User) -> None:
    candidate = only(taken(contest, simple(docx_bytes(), "征文.docx")))
    receipt = settle(candidate=candidate, fields=Fields("潮声纪念馆", "灯火", "林晓"), actor=organiser)
    candidate.refresh_from_db()
    assert (receipt.received_at, receipt.entry.received_at) == (CAME, CAME)
    assert (candidate.state, candidate.settled_by, candidate.entry) == ("entered", organiser, receipt.entry)
    assert candidate.mail.state == MailState.SETTLED
    assert actions() == ["mail.take", "entry.move", "mail.settle"]
    assert Message.objects.get().address == SENDER


def test_what_is_settled_is_not_settled_again(contest: Contest, organiser: User) -> None:
    candidate = only(taken(contest, simple(docx_bytes())))
    for verb in (
        lambda: settle(candidate=candidate, fields=Fields("甲", "乙", "丙"), actor=organiser),
        lambda: set_aside(candidate=candidate, reason="重复", actor=organiser),
        lambda: take_up_again(candidate=candidate, actor=organiser),
    ):
        with pytest.raises(Refusal) as caught:
            verb()
        assert caught.value.code == "settled-already"


def test_set_aside_with_a_reason_and_taken_up_again(contest: Contest, organiser: User) -> None:
    candidate = only(taken(contest, simple(docx_bytes(), "通知.docx")))
    with pytest.raises(Refusal) as caught:
        set_aside(candidate=candidate, reason="　", actor=organiser)
    assert caught.value.code == "no-reason"
    aside = set_aside(candidate=candidate, reason="不是稿件。", actor=organiser)
    assert (aside.state, aside.reason, aside.mail.state) == ("set_aside", "不是稿件。", MailState.SETTLED)
    again = take_up_again(candidate=candidate, actor=organiser)
    assert (again.state, again.settled_at, again.reason, again.mail.state) == ("doubtful", None, "", MailState.OPEN)
    assert actions() == ["mail.take", "mail.set_aside", "mail.take_up"]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (b"Auto-Submitted: auto-replied", "reply"),
        (b"Precedence: bulk", "bulk"),
        (b"Return-Path: <>", "bulk"),
        (b"List-Id: <all.example.org>", "bulk"),
        (b"Auto-Submitted: auto-generated", "bulk"),
    ],
)
def test_a_machine_is_never_answered_though_its_file_is_kept(
    contest: Contest, organiser: User, header: bytes, kept: str
) -> None:
    raw = mail(mixed(text("稿件"), attached(docx_bytes())), header)
    candidate = only(taken(contest, raw))
    assert (candidate.mail.automatic, candidate.state, codes(candidate)) == (kept, "doubtful", ["automatic"])
    settle(candidate=candidate, fields=Fields("潮声纪念馆", "灯火", "林晓"), actor=organiser)
    assert (Entry.objects.get().reply_to, Message.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    "raw",
    [
        mail(text("我休假了。"), b"Auto-Submitted: auto-replied"),
        mail(text("谢谢"), sender=b"essays@example.org"),
        mail(
            mixed(text("退信"), b"Content-Type: message/rfc822\r\n\r\n" + simple(b"x")),
            sender=b"MAILER-DAEMON@mx.example.org",
        ),
        mail(mixed(text("退信"), attached(b"x"), kind=b"report; report-type=delivery-status")),
    ],
)
def test_automatic_mails_are_filed_and_ask_nobody(contest: Contest, raw: bytes) -> None:
    kept = taken(contest, raw)
    assert (kept.state, kept.candidates.count(), Message.objects.count()) == (MailState.FILED, 0, 0)


def test_without_a_time_it_waits(contest: Contest) -> None:
    raw = simple(docx_bytes()).replace(b"Received:", b"X-Gone:")
    kept = taken(contest, raw, None)
    assert (kept.time_known, codes(only(kept))[0]) == (False, "no-time")


def test_a_file_that_the_contest_does_not_take_waits(contest: Contest) -> None:
    for name, content, code in (
        ("十周年-潮声纪念馆-灯火-林晓.pdf", b"%PDF-1.4 x", "kind-not-taken"),
        ("十周年-潮声纪念馆-灯火-林晓.rar", b"Rar!\x1a\x07", "packed"),
        ("十周年-潮声纪念馆-灯火-林晓.docx", b"PK\3\4broken", "damaged"),
    ):
        raw = simple(content, name, message_id=b"<" + code.encode() + b"@example.org>")
        candidate = only(taken(contest, raw))
        assert (candidate.state, codes(candidate)[0]) == (CandidateState.DOUBTFUL, code)
