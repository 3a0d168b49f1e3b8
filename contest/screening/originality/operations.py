"""The verbs of comparing: add a reference text, call a passage common, take either back."""

import hashlib
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.originality.index import new_text
from contest.screening.originality.models import CommonText, ComparedText, ReferenceText, TextMatch
from contest.screening.originality.signs import signs_of

LEAST_COMMON: Final = 8
LEAST_REFERENCE: Final = 20
MOST_TEXT: Final = 500_000
"""Signs of one text; a longer one is several."""


def add_reference(*, contest: Contest, title: str, source: str, text: str, actor: User | None) -> ReferenceText:
    """Add a text that entries are compared with from now on; those handed in before are compared with it too.

    Raises `Refusal` for one that is there already, too short to tell anything, or too long.
    """
    made = new_text(text)
    if made.row.length < LEAST_REFERENCE:
        raise Refusal("too-short", gettext_noop("“%(title)s”里没有可以比对的文字。"), title=title)
    if len(text) > MOST_TEXT:
        raise Refusal("too-long", gettext_noop("“%(title)s”太长，请分成几份再加入。"), title=title)
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        with transaction.atomic():
            reference = ReferenceText.objects.create(
                contest=contest, title=title[:200], source=source[:200], sha256=sha256, added_by=actor
            )
            made.row.reference = reference
            made.save()
            record(
                actor=actor,
                action=Action.REFERENCE_ADD,
                subject=(Subject.CONTEST, contest.slug),
                contest=contest.slug,
                after={"title": reference.title, "source": reference.source, "sha256": sha256},
            )
    except IntegrityError:
        raise Refusal("there-already", gettext_noop("“%(title)s”已经在参照文献里了。"), title=title) from None
    return reference


@transaction.atomic
def withdraw_reference(*, reference: ReferenceText, actor: User) -> None:
    """Take a reference text out of the comparison: nothing is like it any more. Nothing, where it was out before."""
    locked = ReferenceText.objects.select_for_update(of=("self",)).select_related("contest").get(pk=reference.pk)
    if locked.withdrawn_at is not None:
        return
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    record(
        actor=actor,
        action=Action.REFERENCE_WITHDRAW,
        subject=(Subject.CONTEST, locked.contest.slug),
        contest=locked.contest.slug,
        before={"title": locked.title, "source": locked.source, "sha256": locked.sha256},
    )


@transaction.atomic
def mark_common(*, contest: Contest, text: str, note: str, actor: User) -> CommonText:
    """Say that everybody may write a passage; what it made alike is compared again. Raises `Refusal` if too short."""
    text = text.strip()
    if len(signs_of(text)) < LEAST_COMMON:
        raise Refusal("too-short", gettext_noop("公共文字至少要有 %(least)s 个字。"), least=LEAST_COMMON)
    common = CommonText.objects.create(contest=contest, text=text[:MOST_TEXT], note=note.strip()[:200], marked_by=actor)
    _compare_again(contest, those_matched=True)
    record(
        actor=actor,
        action=Action.COMMON_MARK,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={"text": common.text, "note": common.note},
    )
    return common


@transaction.atomic
def revoke_common(*, common: CommonText, actor: User) -> None:
    """Take back that a passage is common; all texts of the contest are compared again. Nothing, where it was before."""
    locked = CommonText.objects.select_for_update().select_related("contest").get(pk=common.pk)
    if locked.revoked_at is not None:
        return
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    _compare_again(locked.contest, those_matched=False)
    record(
        actor=actor,
        action=Action.COMMON_REVOKE,
        subject=(Subject.CONTEST, locked.contest.slug),
        contest=locked.contest.slug,
        before={"text": locked.text, "note": locked.note},
    )


def _compare_again(contest: Contest, *, those_matched: bool) -> None:
    """Let the contest's texts wait to be compared: all of them, or only those that share something.

    What waits may be being compared right now, by what counted before: it is asked again.
    """
    texts = ComparedText.objects.filter(manuscript__entry__contest=contest)
    if those_matched:
        matches = TextMatch.objects.all()
        texts = texts.filter(pk__in=matches.values("first")) | texts.filter(pk__in=matches.values("second"))
    ComparedText.objects.filter(Q(pk__in=texts.values("pk")) | Q(compared_at=None)).compare_again()
