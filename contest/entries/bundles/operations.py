"""The verbs on bundles: receive, add to, amend, confirm, discard. Reading and entering are done in the background."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from contest.entries.bundles.matching import How
from contest.entries.bundles.models import (
    Bundle,
    BundleFile,
    BundlePart,
    BundleRow,
    BundleSignOff,
    BundleState,
    PartKind,
    RowStanding,
)
from contest.entries.bundles.rows import reconsider
from contest.entries.bundles.rules import may_bundle, may_correct, may_work_on_bundle
from contest.entries.bundles.uploads import Part, Upload, looked_at, stored_parts
from contest.entries.operations import TooLate
from contest.entries.rules import may_hand_in
from contest.entries.storage import with_rows
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the contact says of a row: its fields, the author's consents, and its file (primary key), if any.

    `objection_meant` answers for an objection in its text.
    """

    unit: str
    title: str
    author: str
    phone: str = ""
    genre: str = ""
    pen_name: str = ""
    ai_use: str = ""
    objection_meant: bool | None = None
    file: int | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who vouches for the unit; `agreed` are the consents that count as given where a row says nothing."""

    name: str
    post: str
    date: date
    agreed: Collection[str] = ()


class _CameMeanwhile(Exception):
    """The same files came in another request while these were stored; `bundle` holds them."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle.token)
        self.bundle = bundle


def receive_bundle(
    *, contest: Contest, person: User, unit_name: str, uploads: Sequence[Upload], arrived_at: datetime
) -> Bundle:
    """Take a ZIP of manuscripts, a summary sheet, or both, for the dry run in the background.

    Nothing is held in memory; the files are on the disk before their rows are written. The same files sent again
    give the bundle that they are in already. Raises `TooLate`, and `Refusal` for files of another kind.
    """
    if not may_bundle(person, contest).allowed:
        raise _not_yours()
    _hold_open(contest, arrived_at)
    _hold_pace(person, arrived_at)
    if not unit_name.strip():
        raise Refusal("no-unit", gettext_noop("请填写单位名称。"))
    parts = looked_at(uploads)
    known = _received_before(contest, person, parts)
    if known is not None:
        return known
    stored = stored_parts(parts)
    try:
        with with_rows(stored):
            return _begun(contest, person, unit_name, parts, stored, arrived_at)
    except _CameMeanwhile as same:
        return same.bundle


def _begun(
    contest: Contest, person: User, unit_name: str, parts: Sequence[Part], stored: Sequence[str], arrived_at: datetime
) -> Bundle:
    """Write the rows of a new bundle. With the person's row locked, the second of two requests sees the first."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = _received_before(contest, person, parts)
    if known is not None:
        raise _CameMeanwhile(known)
    bundle = Bundle.objects.create(contest=contest, contact=person, unit_name=unit_name[:120], received_at=arrived_at)
    _keep_parts(bundle, parts, stored, arrived_at)
    _record_receipt(bundle, person, parts)
    return bundle


def add_to_bundle(*, bundle: Bundle, person: User, uploads: Sequence[Upload], arrived_at: datetime) -> Bundle:
    """Take further files into a bundle, to be read like the first; each keeps its own time of receipt.

    A newer sheet takes the place of the older one, as long as nothing was signed off. Raises `TooLate` and `Refusal`
    as `receive_bundle`.
    """
    if not may_work_on_bundle(person, bundle).allowed:
        raise _not_yours()
    _hold_open(bundle.contest, arrived_at)
    _hold_pace(person, arrived_at)
    held = set(bundle.parts.values_list("sha256", flat=True))
    parts = [part for part in looked_at(uploads) if part.sha256 not in held]
    if not parts:
        return bundle
    stored = stored_parts(parts)
    with with_rows(stored):
        locked = _locked(bundle)
        _supersede(locked, parts, arrived_at)
        _keep_parts(locked, parts, stored, arrived_at)
        locked.state, locked.fault = BundleState.RECEIVED, None
        locked.save(update_fields=["state", "fault"])
        _record_receipt(locked, person, parts)
    return locked


@transaction.atomic
def amend_row(*, row: BundleRow, person: User, amendment: Amendment, at: datetime) -> BundleRow:
    """Correct a row as the contact says it, and look at all open rows again. Raises `Refusal`."""
    bundle = _locked_to_correct(row.bundle, person)
    locked = bundle.rows.select_for_update().get(pk=row.pk)
    if not locked.is_open:
        raise Refusal("row-closed", gettext_noop("这一行已经提交，不能再改。"))
    if amendment.file != locked.file_id or not (locked.certain or amendment.file is None):
        _choose_file(locked, amendment.file)
    locked.unit, locked.title, locked.author = amendment.unit[:120], amendment.title[:200], amendment.author[:100]
    locked.phone, locked.genre, locked.pen_name = amendment.phone[:60], amendment.genre[:40], amendment.pen_name[:60]
    locked.ai_use, locked.objection_meant = amendment.ai_use[:500], amendment.objection_meant
    locked.consents, locked.unclear, locked.fault = dict(amendment.consents), [], None
    locked.amended_at = at
    locked.save()
    reconsider(bundle)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def add_row(*, file: BundleFile, person: User) -> BundleRow:
    """Make a row for a file that the sheet has none for; its fields are what its name says. Raises `Refusal`."""
    bundle = _locked_to_correct(file.bundle, person)
    if BundleRow.objects.filter(file=file).exists() or file.fault is not None:
        raise Refusal("file-taken", gettext_noop("这个文件已经有对应的行，或者不能提交。"))
    last = bundle.rows.aggregate(last=Max("position"))["last"] or 0
    row = BundleRow.objects.create(bundle=bundle, position=last + 1, file=file, how=How.OWN, certain=True)
    reconsider(bundle)
    row.refresh_from_db()
    return row


@transaction.atomic
def confirm_bundle(
    *, bundle: Bundle, person: User, chosen: Collection[int], sign_off: SignOff, pledge: str, at: datetime
) -> Bundle:
    """Put the chosen rows (by position) up for entering, with the unit's sign-off; what was declared is `pledge`.

    A row under doubt that is chosen counts as looked at. Confirming the same rows again changes nothing. Raises
    `Refusal` where nothing, or a row that can't be entered, is chosen, and without name, post and date.
    """
    if not may_work_on_bundle(person, bundle).allowed:
        raise _not_yours()
    locked = _locked(bundle)
    signed = locked.rows.filter(sign_off__isnull=False).values_list("position", flat=True)
    if chosen and set(chosen) <= set(signed):
        return locked
    if not may_correct(locked).allowed:
        raise _busy()
    if not sign_off.name.strip() or not sign_off.post.strip():
        raise Refusal("no-sign-off", gettext_noop("请填写签发人的姓名、职务和日期。"))
    rows = list(locked.rows.filter(position__in=chosen, sign_off=None, entry=None))
    if not rows:
        raise Refusal("nothing-chosen", gettext_noop("没有选中可以提交的行。请先勾选。"))
    wrong = [str(row.position) for row in rows if row.standing == RowStanding.WRONG]
    if wrong:
        raise Refusal(
            "rows-wrong", gettext_noop("第 %(rows)s 行还要补正，不能提交。请更正，或不勾选。"), rows="、".join(wrong)
        )
    vouched = BundleSignOff.objects.create(
        bundle=locked,
        name=sign_off.name[:60],
        post=sign_off.post[:60],
        date=sign_off.date,
        pledge=pledge,
        agreed=sorted(sign_off.agreed),
        signed_by=person,
        signed_at=at,
    )
    BundleRow.objects.filter(pk__in=[row.pk for row in rows]).update(sign_off=vouched, fault=None, attempts=0)
    locked.state = BundleState.CONFIRMED
    locked.save(update_fields=["state"])
    record(
        actor=person,
        action=Action.BUNDLE_CONFIRM,
        subject=(Subject.BUNDLE, locked.token),
        contest=locked.contest.slug,
        after={
            "rows": sorted(row.position for row in rows),
            "name": vouched.name,
            "post": vouched.post,
            "date": vouched.date.isoformat(),
            "pledge": pledge,
            "agreed": vouched.agreed,
        },
    )
    return locked


@transaction.atomic
def discard_bundle(*, bundle: Bundle, person: User) -> Bundle:
    """Put a bundle aside: what was entered stays, nothing more comes of it. Raises `Refusal` while it is entered."""
    if not may_work_on_bundle(person, bundle).allowed:
        raise _not_yours()
    locked = _locked(bundle)
    if locked.state == BundleState.DISCARDED:
        return locked
    if locked.state == BundleState.CONFIRMED:
        raise _busy()
    before, locked.state = locked.state, BundleState.DISCARDED
    locked.save(update_fields=["state"])
    record(
        actor=person,
        action=Action.BUNDLE_DISCARD,
        subject=(Subject.BUNDLE, locked.token),
        contest=locked.contest.slug,
        before={"state": before},
        after={"state": str(locked.state)},
    )
    return locked


def _locked(bundle: Bundle) -> Bundle:
    """Lock a bundle's row, and no other."""
    return Bundle.objects.select_for_update(of=("self",)).select_related("contest").get(pk=bundle.pk)


def _locked_to_correct(bundle: Bundle, person: User) -> Bundle:
    if not may_work_on_bundle(person, bundle).allowed:
        raise _not_yours()
    locked = _locked(bundle)
    if not may_correct(locked).allowed:
        raise _busy()
    return locked


def _choose_file(row: BundleRow, file: int | None) -> None:
    """Give a row the file that the contact chose, which no other row may hold for certain."""
    if file is None:
        row.file, row.how, row.certain, row.candidates = None, How.CHOSEN, True, []
        return
    chosen = BundleFile.objects.select_for_update().filter(pk=file, bundle_id=row.bundle_id).first()
    if chosen is None:
        raise Refusal("no-such-file", gettext_noop("没有这个文件，请重新选择。"))
    held = BundleRow.objects.filter(file=chosen).exclude(pk=row.pk).first()
    if held is not None:
        if held.certain or not held.is_open:
            raise Refusal(
                "file-taken",
                gettext_noop("这个文件已经归第 %(position)s 行。请先在那一行改选，再选给这一行。"),
                position=held.position,
            )
        BundleRow.objects.filter(pk=held.pk).update(file=None, how="")
    row.file, row.how, row.certain, row.candidates = chosen, How.CHOSEN, True, []


def _supersede(bundle: Bundle, parts: Sequence[Part], at: datetime) -> None:
    """Put the older sheet aside for a newer one, and what could not be read for what comes in its place."""
    if not (may_correct(bundle).allowed or bundle.state == BundleState.UNREADABLE):
        raise _busy()
    unread = bundle.parts.standing().filter(listed_at=None)
    unread.filter(kind__in={part.kind for part in parts}).update(superseded_at=at)
    if any(part.kind == PartKind.SHEET for part in parts):
        if bundle.rows.exclude(sign_off=None).exists():
            raise Refusal(
                "signed-already", gettext_noop("已经有签发的行，不能再换汇总表。其余的稿件请另外上传一份汇总投稿。")
            )
        bundle.parts.standing().filter(kind=PartKind.SHEET).update(superseded_at=at)
        bundle.rows.all().delete()


def _hold_open(contest: Contest, at: datetime) -> None:
    if not may_hand_in(contest, at).allowed:
        raise TooLate("closed", gettext_noop("现在不收稿件。已经上传的汇总投稿仍可更正和提交。"))


def _hold_pace(person: User, at: datetime) -> None:
    """Keep one person from filling the disk. Raises `Refusal` past `BUNDLE_UPLOADS_A_DAY`."""
    sent = BundlePart.objects.filter(bundle__contact=person, received_at__gt=at - timedelta(days=1)).count()
    if sent >= settings.BUNDLE_UPLOADS_A_DAY:
        raise Refusal("too-many-uploads", gettext_noop("一天内上传的次数太多，请明天再传，或与联系人联系。"))


def _received_before(contest: Contest, person: User, parts: Sequence[Part]) -> Bundle | None:
    """The person's bundle that holds exactly these files already, unless it was discarded."""
    sent = {part.sha256 for part in parts}
    own = Bundle.objects.filter(contest=contest, contact=person).exclude(state=BundleState.DISCARDED)
    for bundle in own.filter(parts__sha256__in=sent).distinct():
        if set(bundle.parts.standing().values_list("sha256", flat=True)) == sent:
            return bundle
    return None


def _keep_parts(bundle: Bundle, parts: Sequence[Part], stored: Sequence[str], at: datetime) -> None:
    BundlePart.objects.bulk_create(
        BundlePart(
            bundle=bundle,
            kind=part.kind,
            received_name=part.name,
            stored_name=name,
            sha256=part.sha256,
            size=part.size,
            received_at=at,
        )
        for part, name in zip(parts, stored, strict=True)
    )


def _record_receipt(bundle: Bundle, person: User, parts: Sequence[Part]) -> None:
    record(
        actor=person,
        action=Action.BUNDLE_RECEIVE,
        subject=(Subject.BUNDLE, bundle.token),
        contest=bundle.contest.slug,
        after={
            "unit": bundle.unit_name,
            "files": [{"kind": part.kind, "sha256": part.sha256, "size": part.size} for part in parts],
        },
    )


def _not_yours() -> Refusal:
    return Refusal("not-contact", gettext_noop("只有本次征文的单位联络员可以办理汇总投稿。"))


def _busy() -> Refusal:
    return Refusal("busy", gettext_noop("这份汇总投稿正在处理或已经作废，现在不能改。请刷新页面看最新情况。"))
