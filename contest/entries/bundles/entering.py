"""Signed rows become entries, one transaction a row: repeated or killed half-way, none becomes two."""

from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.entries.bundles.contents import Contents
from contest.entries.bundles.leases import Lease
from contest.entries.bundles.models import Bundle, BundlePart, BundleRow, BundleSignOff, BundleState, PartKind
from contest.entries.bundles.reading import contents_of
from contest.entries.bundles.rows import fields_told, reconsider
from contest.entries.models import Way
from contest.entries.operations import Fields, enter
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.outbox.operations import queue
from contest.phrases import Phrase, Refusal, gettext_noop

MOST_ATTEMPTS: Final = 3
"""A row whose entering ends the process so often is given back to the contact."""

_BROKEN: Final = gettext_noop("系统处理这一行时出错，没有提交。请稍后再试，或把这一篇单独投稿。")


def enter_bundle(bundle: Bundle, lease: Lease) -> None:
    """Enter the rows that were signed off, from where it was left. Raises `LeaseLost`, `TimeIsUp`."""
    for part in bundle.parts.filter(kind=PartKind.ZIP):
        _enter_part(bundle, part, lease)
    with transaction.atomic():
        locked = Bundle.objects.select_for_update().select_related("contest", "contact").get(pk=bundle.pk)
        lease.hold()
        if locked.state != BundleState.CONFIRMED:
            return
        _finish(locked)


def _enter_part(bundle: Bundle, part: BundlePart, lease: Lease) -> None:
    waiting = signed_rows(bundle).filter(file__part=part).values_list("pk", flat=True)
    if not waiting:
        return
    with part.open() as source:
        contents = contents_of(source)
        for pk in waiting:
            # The attempt is on record before it begins, so that a row which ends the process does not do so for ever.
            BundleRow.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
            try:
                _enter_row(pk, contents, lease)
            except Refusal as refusal:
                _give_back(pk, refusal.phrase)
            lease.step()


def signed_rows(bundle: Bundle) -> QuerySet[BundleRow]:
    """Give the rows that were signed off and are no entries yet."""
    return bundle.rows.filter(sign_off__isnull=False, entry=None)


@transaction.atomic
def _enter_row(pk: int, contents: Contents, lease: Lease) -> None:
    """Enter one row, unless it is an entry already: the entry and the row's knowing of it are one transaction."""
    row = (
        BundleRow.objects.select_for_update(of=("self",))
        .select_related("bundle__contest__prize_list", "bundle__contact", "file__part", "sign_off")
        .get(pk=pk)
    )
    if row.entry_id is not None or row.sign_off is None or row.file is None:
        return
    if row.attempts > MOST_ATTEMPTS:
        raise Refusal("broken", _BROKEN)
    lease.hold()
    told = fields_told(row, row.bundle.unit_name)
    receipt = enter(
        contest=row.bundle.contest,
        way=Way.BUNDLE,
        name=row.file.name,
        content=ContentFile(contents.read(row.file.place)),
        fields=Fields(told.unit, told.title, told.author, row.genre, row.pen_name, row.ai_use),
        arrived_at=row.file.part.received_at,
        actor=row.bundle.contact,
        entrant=row.bundle.contact,
        phone=row.phone,
        agreed=agreed_in(row, row.sign_off),
        objection_meant=row.objection_meant,
    )
    row.entry, row.fault = receipt.entry, None
    row.save(update_fields=["entry", "fault"])


def agreed_in(row: BundleRow, sign_off: BundleSignOff) -> frozenset[str]:
    """Give the consents of a signed row: those that the sign-off vouches for, and the author's own answers."""
    silent = {key for key in sign_off.agreed if key not in row.consents}
    required = {one.key for one in row.bundle.contest.consents.all() if one.required}
    return frozenset(required | silent | {key for key, agreed in row.consents.items() if agreed})


def give_up(bundle: Bundle) -> None:
    """Give every row that waits back to the contact, after the work on the bundle has failed too often."""
    with transaction.atomic():
        locked = Bundle.objects.select_for_update().select_related("contest", "contact").get(pk=bundle.pk)
        if locked.state != BundleState.CONFIRMED:
            return
        signed_rows(locked).update(sign_off=None, fault=Phrase(_BROKEN).as_json(), attempts=0)
        _finish(locked)


def _give_back(pk: int, why: Phrase) -> None:
    """Let the contact correct a row that was refused."""
    BundleRow.objects.filter(pk=pk, entry=None).update(sign_off=None, fault=why.as_json(), attempts=0)


def _finish(bundle: Bundle) -> None:
    entered = bundle.rows.filter(entry__isnull=False).count()
    refused = bundle.rows.filter(entry=None, fault__isnull=False).count()
    reconsider(bundle)
    bundle.state = BundleState.ENTERED
    bundle.save(update_fields=["state"])
    subject, body = _letter(bundle, entered, refused)
    queue(person=bundle.contact, contest=bundle.contest.slug, subject=subject, body=body)
    record(
        actor=bundle.contact,
        action=Action.BUNDLE_ENTER,
        subject=(Subject.BUNDLE, bundle.token),
        contest=bundle.contest.slug,
        after={"entered": entered, "refused": refused},
    )


@override(settings.LANGUAGE_CODE)
def _letter(bundle: Bundle, entered: int, refused: int) -> tuple[str, str]:
    """Subject and body of the one letter about a whole bundle, in the site's own language."""
    names = {"unit": bundle.unit_name, "contest": bundle.contest.title, "entered": entered, "refused": refused}
    body = _("%(unit)s投给%(contest)s的汇总投稿：已收下 %(entered)s 篇，回执在“汇总投稿”里，可以打印。") % names
    if refused:
        body += "\n" + _("有 %(refused)s 篇没有收下，原因写在各行，更正后可以再提交。") % names
    return _("汇总投稿已提交：收下 %(entered)s 篇") % names, body
