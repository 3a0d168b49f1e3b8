"""Fetches what came to a mailbox, and marks there what is settled here. It may break off anywhere, and goes on later.

How far a folder was read is kept with each mail taken. Marking on the server is for people's eyes: nothing here goes
by it.
"""

from dataclasses import dataclass, fields
from typing import Final

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from contest.entries.mailbox.imap import Account, Folder, OnServer, account_of, opened
from contest.entries.mailbox.keeping import ServerPlace
from contest.entries.mailbox.models import CandidateState, FolderMark, MailState, ReceivedMail
from contest.entries.mailbox.operations import MOST_ATTEMPTS, Taken, enter_certain, take_mail
from contest.entries.mailbox.queries import contest_of_address
from contest.notice.models import Contest
from contest.phrases import Refusal, gettext_noop

BATCH: Final = 50
"""So many mails are listed at a time; each is then fetched by itself."""


@dataclass(slots=True)
class Tally:
    """What was done, in numbers: of mails, but `entered` and `waiting`, which are of files."""

    mails: int = 0
    known: int = 0
    automatic: int = 0
    entered: int = 0
    waiting: int = 0
    duplicate: int = 0
    marked: int = 0

    def count(self, taken: Taken) -> None:
        """Count one mail that was taken."""
        self.mails += 1
        if not taken.is_new:
            self.known += 1
            return
        self.automatic += bool(taken.mail.automatic)
        for state in taken.mail.candidates.values_list("state", flat=True):
            self.entered += state == CandidateState.ENTERED
            self.waiting += state == CandidateState.DOUBTFUL
            self.duplicate += state == CandidateState.DUPLICATE

    def __str__(self) -> str:
        return ", ".join(f"{getattr(self, field.name)} {field.name}" for field in fields(self))


def fetch(contest: Contest, account: Account, tally: Tally, *, at_most: int | None = None) -> None:
    """Take the mails that came to the account since, and mark what was settled; `tally` counts while it goes.

    Raises `imap.BrokenOff` when the server can't be reached or breaks off; what was taken stays taken.
    """
    finish_certain(contest)
    with opened(account) as folder:
        _mark_settled(contest, folder, tally)
        mark = _mark_of(contest, folder)
        waiting = folder.uids_after(mark.last_uid)[:at_most]
        for start in range(0, len(waiting), BATCH):
            uids = waiting[start : start + BATCH]
            for one in folder.listed(uids):
                _take(contest, folder, one, mark, tally)
                _read_to(mark, one.uid)
            _read_to(mark, uids[-1])
        _mark_settled(contest, folder, tally)


def configured() -> tuple[Contest, Account] | None:
    """Give the account of the settings and the contest it belongs to; None where no mailbox is set.

    Raises `Refusal` for settings that can't be meant, and where no contest's notice names the address.
    """
    if not settings.IMAP_URL:
        return None
    account = account_of(settings.IMAP_URL, settings.IMAP_FOLDER, settings.IMAP_SETTLED_FOLDER)
    address = settings.IMAP_ADDRESS or account.user
    contest = contest_of_address(address)
    if contest is None:
        raise Refusal(
            "no-contest-of-address",
            gettext_noop("没有哪个征文的通知以 %(address)s 为投稿邮箱。请在通知里写上，或者设置 IMAP_ADDRESS。"),
            address=address,
        )
    return contest, account


def finish_certain(contest: Contest) -> None:
    """Enter what was certain and not yet entered when the last run ended."""
    unfinished = ReceivedMail.objects.filter(contest=contest, candidates__state=CandidateState.CERTAIN).distinct()
    for mail in unfinished:
        enter_certain(mail)


def _mark_of(contest: Contest, folder: Folder) -> FolderMark:
    """How far the folder was read; a folder made anew (RFC 3501, 2.3.1.1) has not been read at all."""
    mark, _ = FolderMark.objects.get_or_create(
        contest=contest, folder=folder.name, defaults={"uid_validity": folder.uid_validity}
    )
    if mark.uid_validity != folder.uid_validity:
        mark.uid_validity, mark.last_uid, mark.attempts = folder.uid_validity, 0, 0
        mark.save(update_fields=["uid_validity", "last_uid", "attempts"])
    return mark


def _read_to(mark: FolderMark, uid: int) -> None:
    mark.last_uid, mark.attempts = uid, 0
    mark.save(update_fields=["last_uid", "attempts"])


def _take(contest: Contest, folder: Folder, one: OnServer, mark: FolderMark, tally: Tally) -> None:
    too_large = one.size > settings.MAILBOX_MAX_BYTES
    raw = folder.read(one.uid, head_only=too_large)
    if raw is None:  # somebody moved it away in the meantime
        return
    # The attempt is on record before it begins, so that a mail which ends the process does not keep all others out.
    FolderMark.objects.filter(pk=mark.pk).update(attempts=F("attempts") + 1)
    taken = take_mail(
        contest=contest,
        raw=raw,
        received_at=one.received_at,
        place=ServerPlace(folder.name, folder.uid_validity, one.uid),
        too_large=too_large,
        unread=mark.attempts >= MOST_ATTEMPTS,
    )
    tally.count(taken)


def _mark_settled(contest: Contest, folder: Folder, tally: Tally) -> None:
    """Mark or move on the server what is settled here; one that is gone there is marked by whoever took it away."""
    settled = ReceivedMail.objects.filter(
        contest=contest,
        folder=folder.name,
        uid_validity=folder.uid_validity,
        marked_at=None,
        state__in=[MailState.SETTLED, MailState.FILED],
    )
    for mail in settled.order_by("uid"):
        folder.mark(mail.uid or 0)
        mail.marked_at = timezone.now()
        mail.save(update_fields=["marked_at"])
        tally.marked += 1
