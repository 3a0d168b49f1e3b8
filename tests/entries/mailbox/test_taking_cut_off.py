"""A fault or a power cut while mails are taken: nothing is lost, nothing done twice, and no file keeps others out."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import DataError

from contest.entries.mailbox import operations
from contest.entries.mailbox.models import CandidateState, MailState, ReceivedMail
from contest.entries.mailbox.operations import enter_certain, settle, take_mail
from contest.entries.mailbox.reading import Letter
from contest.entries.mailbox.sorting import Sorted, sort_files
from contest.entries.models import Entry, Receipt
from contest.entries.operations import Fields, enter
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.outbox.models import Message
from tests.entries.mailbox.making import CAME, NAME, attached, mail, mixed, simple
from tests.entries.mailbox.test_taking import actions, codes, only, taken
from tests.making import docx_bytes, end_intake, organiser_of

pytestmark = pytest.mark.django_db


class PowerCut(BaseException):
    """The machine goes off."""


# --- faults -----------------------------------------------------------------------------------------------------------


def test_a_file_that_can_not_be_entered_keeps_no_other_out(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, name: str, **given: object) -> Receipt:
        if name == NAME:
            raise DataError("value too long")
        return enter(name=name, **given)  # type: ignore[arg-type]

    raw = mail(mixed(attached(docx_bytes()), attached(docx_bytes("江"), "十周年-潮声纪念馆-江-王五.docx")))
    with monkeypatch.context() as patched:
        patched.setattr(operations, "enter", fail)
        kept = taken(contest, raw)
    assert [(one.state, codes(one)) for one in kept.candidates.all()] == [("doubtful", ["broken"]), ("entered", [])]
    assert (kept.state, actions()[-4:]) == (MailState.OPEN, ["mail.take", "mail.doubt", "entry.move", "mail.settle"])


def test_a_file_that_ended_the_process_three_times_waits_for_the_office(
    contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(operations, "enter", cut)
        for _ in range(3):
            with pytest.raises(PowerCut):
                taken(contest, simple(docx_bytes()))
    candidate = only(taken(contest, simple(docx_bytes())))
    assert (candidate.state, codes(candidate), candidate.attempts) == (CandidateState.DOUBTFUL, ["broken"], 3)
    fields = Fields(candidate.unit, candidate.title, candidate.author)
    assert settle(candidate=candidate, fields=fields, actor=organiser_of(contest)).title == "灯火"


def test_a_fault_of_the_machine_is_not_laid_to_a_file(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(operations, "enter", fail)
        with pytest.raises(OSError, match="No space"):
            taken(contest, simple(docx_bytes()))
    assert only(taken(contest, simple(docx_bytes()))).state == CandidateState.ENTERED


def test_a_mail_whose_content_can_not_be_kept_is_kept_unread(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(letter: Letter, **given: object) -> list[Sorted]:
        if letter.files:
            raise RecursionError("too deep")
        return sort_files(letter, **given)  # type: ignore[arg-type]

    monkeypatch.setattr("contest.entries.mailbox.keeping.sort_files", fail)
    kept = taken(contest, simple(docx_bytes()))
    candidate = only(kept)
    assert (candidate.state, candidate.stored_name) == (CandidateState.DOUBTFUL, "")
    assert "这封邮件读不出来。请下载原邮件查看。" in [str(phrase) for phrase in candidate.problem_phrases]
    with kept.open() as stored:
        assert stored.read() == simple(docx_bytes())


# --- half-way -----------------------------------------------------------------------------------------------------


def test_cut_off_before_the_rows_nothing_is_left(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr("contest.entries.mailbox.keeping.record", cut)
    with pytest.raises(PowerCut):
        taken(contest, simple(docx_bytes()))
    assert not ReceivedMail.objects.exists()
    assert [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()] == []


def test_cut_off_before_entering_it_is_entered_the_next_time(contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(operations, "enter", cut)
        with pytest.raises(PowerCut):
            taken(contest, simple(docx_bytes()))
    assert only(ReceivedMail.objects.get()).state == CandidateState.CERTAIN
    again = take_mail(contest=contest, raw=simple(docx_bytes()), received_at=CAME)
    assert not again.is_new
    assert only(again.mail).state == CandidateState.ENTERED
    assert (Entry.objects.count(), Message.objects.count()) == (1, 1)
    assert chain_faults() == []


def test_what_can_not_be_entered_after_all_waits_with_the_reason(
    contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(operations, "enter_certain", lambda mail: None)
        kept = taken(contest, simple(docx_bytes()))
    end_intake(contest)
    contest.closes_at = CAME - timedelta(hours=1)
    contest.save()
    enter_certain(kept)
    candidate = only(kept)
    assert (candidate.state, codes(candidate)) == (CandidateState.DOUBTFUL, ["too-late"])
    assert actions() == ["mail.take", "mail.doubt"]
