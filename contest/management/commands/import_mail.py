"""Take mails from files: `manage.py import_mail FILE.eml… | FOLDER | FILE.mbox`."""

import mailbox
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contest.entries.mailbox.fetching import Tally, finish_certain
from contest.entries.mailbox.mime import split_head
from contest.entries.mailbox.operations import take_mail
from contest.notice.models import Contest

_BROKEN_CALL = 2
_ENDINGS = {".eml", ".mbox", ".mbx"}
_HEADS = {"from", "subject", "date", "received", "message-id", "return-path"}


class Command(BaseCommand):
    """Take the mails of an exported mailbox as if they had been fetched."""

    help = (
        "Take mails from .eml files, from mbox files, and from folders of them (Maildir too). A mail taken before is "
        "not taken again. Ends with 0 when all were taken, 1 when a file was no mail, 2 when the call can't be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and whose mails they are."""
        parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
        parser.add_argument("--contest", default="", help="its slug; else the one that the site shows at its door")

    def handle(self, *, paths: list[Path], contest: str, **options: Any) -> None:
        """Take mail by mail, and say what was done in numbers."""
        found = Contest.objects.filter(slug=contest).first() if contest else Contest.objects.current()
        if found is None:
            raise CommandError("没有这个征文；请用 --contest 写明。", returncode=_BROKEN_CALL)
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            raise CommandError("没有这个文件：" + "、".join(missing), returncode=_BROKEN_CALL)
        finish_certain(found)
        tally, no_mails = Tally(), 0
        for path in _files(paths):
            for raw in _mails(path):
                if raw is None:
                    no_mails += 1
                    self.stderr.write(f"{path}: 不是邮件，或者太大，没有收")
                else:
                    tally.count(take_mail(contest=found, raw=raw))
        self.stdout.write(f"{found.slug}: {tally}, {no_mails} no mail")
        if no_mails:
            raise CommandError(f"有 {no_mails} 个文件没有收", returncode=1)


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files meant: those named, and in folders those that are mails by their ending, or by lying in a Maildir."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and (inner.suffix.lower() in _ENDINGS or inner.parent.name in ("cur", "new")):
                yield inner


def _mails(path: Path) -> Iterator[bytes | None]:
    """The mails in a file, one after the other; None for what is none, or too large."""
    with path.open("rb") as opened:
        start = opened.read(5)
    if start == b"From ":
        box = mailbox.mbox(path, create=False)
        try:
            for key in box.iterkeys():
                yield _mail(box.get_bytes(key))
        finally:
            box.close()
    elif path.stat().st_size > settings.MAILBOX_MAX_BYTES:
        yield None
    else:
        yield _mail(path.read_bytes())


def _mail(raw: bytes) -> bytes | None:
    headers, _ = split_head(raw)
    return raw if len(raw) <= settings.MAILBOX_MAX_BYTES and not _HEADS.isdisjoint(headers) else None
