"""Fetching from a real IMAP server: Dovecot on loopback, started here."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from imap_tools.message import MailMessage
from pytest_django import Settings

from contest.entries.mailbox.models import Candidate, CandidateState, FolderMark, ReceivedMail
from contest.entries.mailbox.operations import set_aside
from contest.entries.mailbox.tasks import fetch_mailboxes
from contest.entries.models import Entry, Receipt
from contest.notice.models import Contest
from contest.outbox.models import Message
from tests.entries.mailbox.making import CAME, attached, mail, mixed, simple, text, word
from tests.entries.mailbox.server import PASSWORD, USER, BreaksOff, Server, running, why_not
from tests.making import docx_bytes, make_contest, organiser_of

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(bool(why_not()), reason=why_not() or "there is a server")]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    """The module's own server."""
    with running() as server:
        yield server


@pytest.fixture
def server(dovecot: Server, settings: Settings) -> Server:
    """The server with an empty mailbox, and the settings that lead to it."""
    with dovecot.box() as box:
        for folder in box.folder.list():
            if folder.name != "INBOX":
                box.folder.delete(folder.name)
        box.delete(box.uids())
    settings.IMAP_URL, settings.IMAP_SETTLED_FOLDER = dovecot.url, ""
    return dovecot


@pytest.fixture
def contest(db: None) -> Contest:
    """A contest whose notice names the mailbox."""
    made = make_contest(mailbox=USER)
    made.opens_at, made.closes_at = CAME - timedelta(days=1), CAME + timedelta(days=1)
    made.save()
    return made


def essay(number: int) -> bytes:
    title = f"灯火{number}"
    return simple(
        docx_bytes(title), f"十周年-潮声纪念馆-{title}-林晓.docx", message_id=f"<{number}@example.org>".encode()
    )


def put(server: Server, *mails: bytes) -> None:
    with server.box() as box:
        for raw in mails:
            box.append(raw, dt=CAME)


def on_server(server: Server, folder: str = "INBOX") -> list[MailMessage]:
    with server.box() as box:
        box.folder.set(folder)
        return list(box.fetch(mark_seen=False))


def fetched() -> str:
    out = StringIO()
    call_command("fetch_mail", stdout=out)
    return out.getvalue().strip()


def test_what_is_certain_becomes_an_entry_and_the_rest_waits(contest: Contest, server: Server) -> None:
    gbk = mail(
        mixed(text("见附件", charset="gb2312"), attached(docx_bytes("江"), "十周年-潮声纪念馆-江-王五.docx", "gbk")),
        subject=word("十周年征文", "gb18030"),
        message_id=b"<gbk@example.org>",
    )
    put(server, essay(1), gbk, simple(docx_bytes("岸"), "岸.docx", message_id=b"<o@example.org>"))
    assert fetched() == "spring: 3 mails, 0 known, 0 automatic, 2 entered, 1 waiting, 0 duplicate, 2 marked"
    assert set(Entry.objects.values_list("title", flat=True)) == {"灯火1", "江"}
    assert set(Receipt.objects.values_list("received_at", flat=True)) == {CAME}
    assert ["\\Seen" in found.flags for found in on_server(server)] == [True, True, False]
    assert fetched() == "spring: 0 mails, 0 known, 0 automatic, 0 entered, 0 waiting, 0 duplicate, 0 marked"
    assert (ReceivedMail.objects.count(), Message.objects.count()) == (3, 2)


def test_settled_mails_are_moved_and_nothing_is_deleted(contest: Contest, server: Server, settings: Settings) -> None:
    settings.IMAP_SETTLED_FOLDER = "已处理"
    other = simple(docx_bytes("岸"), "岸.docx", message_id=b"<o@example.org>")
    put(server, essay(1), other, essay(2))
    with server.box() as box:  # somebody is about to delete a mail, and has not done so yet
        box.client.uid("STORE", box.uids()[1], "+FLAGS", r"(\Deleted)")
    assert fetched().endswith("2 entered, 1 waiting, 0 duplicate, 2 marked")
    assert [found.uid for found in on_server(server)] == [on_server(server)[0].uid]
    assert len(on_server(server, "已处理")) == 2
    candidate = Candidate.objects.get(state=CandidateState.DOUBTFUL)
    set_aside(candidate=candidate, reason="不是稿件。", actor=organiser_of(contest))
    assert fetched().endswith("0 waiting, 0 duplicate, 1 marked")
    assert (len(on_server(server)), len(on_server(server, "已处理"))) == (0, 3)


def test_the_connection_breaks_after_some_mails_and_the_next_run_goes_on(
    contest: Contest, server: Server, settings: Settings
) -> None:
    put(server, *(essay(number) for number in range(1, 6)))
    between = BreaksOff(server.port, after=2)
    settings.IMAP_URL = server.url.replace(f":{server.port}", f":{between.port}")
    serving = threading.Thread(target=between.serve)
    serving.start()
    with pytest.raises(CommandError, match="2 mails") as caught:
        fetched()
    serving.join(20)
    assert caught.value.returncode == 3
    assert (Entry.objects.count(), Message.objects.count()) == (2, 2)
    settings.IMAP_URL = server.url
    assert fetched() == "spring: 3 mails, 0 known, 0 automatic, 3 entered, 0 waiting, 0 duplicate, 5 marked"
    assert (Entry.objects.count(), Message.objects.count(), Candidate.objects.count()) == (5, 5, 5)


def test_the_process_dies_between_two_mails_and_a_repeat_is_harmless(
    contest: Contest, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(server, essay(1), essay(2))
    saved = FolderMark.save

    class PowerCut(BaseException):
        """The machine goes off."""

    def cut(self: FolderMark, *args: object, **kwargs: object) -> None:
        if self.pk:
            raise PowerCut
        saved(self, *args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(FolderMark, "save", cut)
        with pytest.raises(PowerCut):
            fetched()
    assert Entry.objects.count() == 1
    assert fetched() == "spring: 2 mails, 1 known, 0 automatic, 1 entered, 0 waiting, 0 duplicate, 2 marked"
    assert (Entry.objects.count(), Message.objects.count()) == (2, 2)


def test_a_mail_that_ended_the_process_three_times_is_kept_unread_and_lets_the_others_in(
    contest: Contest, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The kernel ends the process for want of memory."""

    def kill(*_: object) -> None:
        raise Killed

    put(server, essay(1), essay(2))
    with monkeypatch.context() as patched:
        patched.setattr("contest.entries.mailbox.operations.read_letter", kill)
        for _ in range(3):
            with pytest.raises(Killed):
                fetched()
    assert not ReceivedMail.objects.exists()
    assert fetched() == "spring: 2 mails, 0 known, 0 automatic, 1 entered, 1 waiting, 0 duplicate, 1 marked"
    assert [mail.size for mail in ReceivedMail.objects.order_by("uid")] == [len(essay(1)), len(essay(2))]
    assert FolderMark.objects.get().attempts == 0


def test_a_folder_made_anew_is_read_again_and_nothing_is_taken_twice(contest: Contest, server: Server) -> None:
    put(server, essay(1))
    fetched()
    FolderMark.objects.update(uid_validity=1)
    ReceivedMail.objects.update(uid_validity=1)
    assert fetched() == "spring: 1 mails, 1 known, 0 automatic, 0 entered, 0 waiting, 0 duplicate, 1 marked"
    assert Entry.objects.count() == 1


def test_a_mail_over_the_limit_is_told_by_its_head(contest: Contest, server: Server, settings: Settings) -> None:
    settings.MAILBOX_MAX_BYTES = 3_000
    put(server, essay(1), mail(text("您好"), message_id=b"<small@example.org>"))
    fetched()
    first = ReceivedMail.objects.get(message_id="1@example.org")
    assert [problem["code"] for problem in first.candidates.get().problems] == ["mail-too-large"]
    assert (first.sender, first.size < 1_000) == ("linxiao@example.org", True)
    assert ReceivedMail.objects.count() == 2


def test_the_task_takes_a_piece_at_a_time(contest: Contest, server: Server) -> None:
    put(server, essay(1), essay(2), essay(3))
    assert fetch_mailboxes(at_most=2) == 4
    assert Entry.objects.count() == 2
    assert fetch_mailboxes(at_most=2) == 2
    assert fetch_mailboxes(at_most=2) == 0


def test_a_wrong_password_and_a_server_that_is_down(contest: Contest, server: Server, settings: Settings) -> None:
    settings.IMAP_URL = server.url.replace(PASSWORD, "wrong")
    with pytest.raises(CommandError) as caught:
        fetched()
    assert caught.value.returncode == 3
    assert PASSWORD not in str(caught.value)
    settings.IMAP_URL = server.url.replace(f":{server.port}", ":1")
    with pytest.raises(CommandError) as caught:
        fetched()
    assert caught.value.returncode == 3


def test_imported_and_fetched_is_one_mail(contest: Contest, server: Server, tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(essay(1).replace(b"\r\n", b"\n"))
    call_command("import_mail", str(tmp_path), contest="spring", stdout=StringIO())
    put(server, essay(1))
    assert fetched() == "spring: 1 mails, 1 known, 0 automatic, 0 entered, 0 waiting, 0 duplicate, 1 marked"
    assert Entry.objects.count() == 1
