"""Entries that came by mail belong to no account: whoever holds the receipt claims them, and declares what is asked."""

from collections.abc import Collection

from django.db import transaction

from contest.entries.contacts import keep_contacts
from contest.entries.declarations import hold_declared, keep_declared, objection_in
from contest.entries.models import Entry, Receipt
from contest.entries.queries import receipt_of
from contest.entries.rules import may_claim, may_declare
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def claim_entry(*, number: str, secret: str, person: User) -> Entry:
    """Give a person the entry whose receipt they hold, as typed. Claiming one's own again changes nothing.

    Raises one and the same `Refusal` for a number or a secret that is wrong and for an entry that is not to be had.
    """
    receipt = receipt_of(number, secret)
    if receipt is None:
        raise no_such_receipt()
    entry = _locked(receipt.entry_id)
    if entry.entrant_id == person.pk:
        return entry
    if not may_claim(person, entry).allowed:
        raise no_such_receipt()
    entry.entrant = person
    entry.save(update_fields=["entrant"])
    keep_contacts(entry)
    record(
        actor=person,
        action=Action.ENTRY_CLAIM,
        subject=(Subject.ENTRY, entry.token),
        contest=entry.contest.slug,
        after={"receipt": receipt.number},
    )
    return entry


@transaction.atomic
def declare(*, entry: Entry, person: User, agreed: Collection[str], objection_meant: bool | None = None) -> Receipt:
    """Add to the newest receipt of a mailed entry what nobody was asked for then. Raises `Refusal` as `hand_in`."""
    locked = _locked(entry.pk)
    if not may_declare(person, locked).allowed:
        raise Refusal(
            "declared-already", gettext_noop("这篇稿件的承诺与授权已经填过，不能再改；如要改，请与联系人联系。")
        )
    receipt = locked.receipts.select_related("manuscript__check_result").order_by("-id")[0]
    consents, objection = list(locked.contest.consents.all()), objection_in(receipt.manuscript)
    hold_declared(consents, agreed, objection, objection_meant)
    agreed_to = keep_declared(receipt, consents, agreed, objection, objection_meant)
    record(
        actor=person,
        action=Action.ENTRY_DECLARE,
        subject=(Subject.ENTRY, locked.token),
        contest=locked.contest.slug,
        after={"receipt": receipt.number, "agreed": agreed_to},
    )
    return receipt


def _locked(entry: int) -> Entry:
    return Entry.objects.select_for_update(no_key=True, of=("self",)).select_related("contest").get(pk=entry)


def no_such_receipt() -> Refusal:
    """Give the one answer to whatever is no number and secret of a receipt."""
    return Refusal("no-such-receipt", gettext_noop("没有找到这份回执。请对照回执，核对回执编号和查询码。"))
