"""Mails from files: single ones, folders, mbox, Maildir."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from contest.entries.mailbox.imap import account_of
from contest.entries.mailbox.tasks import fetch_mailboxes
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.phrases import Refusal
from tests.entries.mailbox.making import CAME, simple
from tests.making import docx_bytes, make_contest

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(db: None) -> Contest:
    """The contest at the door, which took entries when the mails here were received."""
    made = make_contest(mailbox="essays@example.org")
    made.opens_at, made.closes_at, made.is_current = CAME - timedelta(days=1), CAME + timedelta(days=1), True
    made.save()
    return made


def essay(number: int) -> bytes:
    name = f"十周年-潮声纪念馆-灯火{number}-林晓.docx"
    return simple(docx_bytes(f"灯火{number}"), name, message_id=f"<{number}@example.org>".encode())


def imported(*paths: Path, **options: str) -> str:
    out = StringIO()
    call_command("import_mail", *map(str, paths), stdout=out, stderr=StringIO(), **options)
    return out.getvalue().strip()


def test_files_folders_mbox_and_maildir(contest: Contest, tmp_path: Path) -> None:
    (tmp_path / "1.EML").write_bytes(essay(1))
    (tmp_path / "box" / "cur").mkdir(parents=True)
    (tmp_path / "box" / "cur" / "1700000000.x:2,S").write_bytes(essay(2))
    (tmp_path / "notes.txt").write_text("x")
    line = b"From x Fri Nov 20 16:30:00 2026\r\n"
    mbox = line + essay(3) + b"\r\n" + line + essay(4)
    (tmp_path / "all.mbox").write_bytes(mbox.replace(b"\r\n", b"\n"))
    first = "spring: 4 mails, 0 known, 0 automatic, 4 entered, 0 waiting, 0 duplicate, 0 marked, 0 no mail"
    again = "spring: 4 mails, 4 known, 0 automatic, 0 entered, 0 waiting, 0 duplicate, 0 marked, 0 no mail"
    assert (imported(tmp_path), imported(tmp_path)) == (first, again)
    assert set(Entry.objects.values_list("received_at", flat=True)) == {CAME}


def test_what_is_no_mail_is_said(contest: Contest, tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(docx_bytes())
    (tmp_path / "2.eml").write_bytes(essay(2))
    with pytest.raises(CommandError) as caught:
        imported(tmp_path)
    assert caught.value.returncode == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("options", [{"contest": "nowhere"}, {}])
def test_a_call_that_can_not_be_meant(contest: Contest, tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(CommandError) as caught:
        imported(tmp_path / "absent.eml", **options)
    assert caught.value.returncode == 2


def test_without_settings_nothing_is_fetched(contest: Contest, settings: Settings) -> None:
    settings.IMAP_URL = ""
    assert fetch_mailboxes() == 0
    with pytest.raises(CommandError) as caught:
        call_command("fetch_mail")
    assert caught.value.returncode == 2


def test_an_address_that_no_notice_names(contest: Contest, settings: Settings) -> None:
    settings.IMAP_URL = "imaps://other%40example.org:x@imap.example.org"
    with pytest.raises(CommandError, match="other@example") as caught:
        call_command("fetch_mail")
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("imaps://a%40example.org:p%3A%2Fw@mx.example.org", ("imaps", "mx.example.org", 993, "a@example.org", "p:/w")),
        ("imap+starttls://a:secret@mx.example.org:1143", ("imap+starttls", "mx.example.org", 1143, "a", "secret")),
        ("imap://a:secret@127.0.0.1:10143", ("imap", "127.0.0.1", 10143, "a", "secret")),
    ],
)
def test_an_account_is_read(url: str, read: tuple[str, str, int, str, str]) -> None:
    account = account_of(url)
    assert (account.scheme, account.host, account.port, account.user, account.password) == read
    assert read[4] not in repr(account)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("imap://a:b@imap.example.org", "imap-in-the-clear"),
        ("pop3://a:b@imap.example.org", "bad-imap-url"),
        ("imaps://imap.example.org", "bad-imap-url"),
        ("imaps://a:b@imap.example.org:x", "bad-imap-url"),
        ("x", "bad-imap-url"),
    ],
)
def test_an_account_that_can_not_be_meant(url: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        account_of(url)
    assert caught.value.code == code
