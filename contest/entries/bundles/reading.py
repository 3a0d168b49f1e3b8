"""The dry run: what lies in a bundle, which file belongs to which row, and what is wrong. Nothing is entered."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import BytesIO
from typing import BinaryIO, Final, cast

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from contest.documents.inspection import inspect
from contest.entries.bundles.contents import Contents, Member, MemberKind
from contest.entries.bundles.headings import ConsentColumn
from contest.entries.bundles.leases import Lease
from contest.entries.bundles.matching import How
from contest.entries.bundles.models import Bundle, BundleFile, BundlePart, BundleRow, BundleState, PartKind
from contest.entries.bundles.rows import reconsider
from contest.entries.bundles.summary import SheetRow, read_summary
from contest.entries.checking import ending_of
from contest.entries.naming import read_name
from contest.entries.operations import name_rule
from contest.entries.units.models import Unit
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.lines import one_line
from contest.workbooks.reader import UnreadableWorkbook, read_sheets

MOST_LOOKS: Final = 3
"""A file that ends the process so often is left alone."""

_SHEET_BYTES: Final = 48 * 1024 * 1024
_SHEET_CELLS: Final = 200_000
_SHEETS: Final = 8

_WHY_NOT: Final[Mapping[str, str]] = {
    MemberKind.NESTED: gettext_noop("这是压缩包里的压缩包，没有打开。请把里面的稿件直接放进压缩包，补传。"),
    MemberKind.ENCRYPTED: gettext_noop("文件在压缩包里加了密码，打不开。请不设密码重新压缩，补传。"),
    MemberKind.LINK: gettext_noop("这是快捷方式（链接），不是文件。请放入文件本身，补传。"),
    MemberKind.TOO_LARGE: gettext_noop("文件超过 %(limit)s MB，没有读取。请删去图片或压缩图片，补传。"),
    MemberKind.SHEET: gettext_noop("这是表格，不是文稿。"),
}
_GIVEN_UP: Final = gettext_noop("读这个文件时多次出错，没有读取。请用 Word 或 WPS 另存为 .docx，补传。")


def consent_columns(contest: Contest) -> list[ConsentColumn]:
    """Give the consents that a summary sheet answers for each author: those that are left to the author's choice."""
    return [ConsentColumn(one.key, one.wording) for one in contest.consents.all() if not one.required]


def contents_of(source: BinaryIO) -> Contents:
    """Open a bundle's ZIP under the site's limits. Raises `Refusal`."""
    return Contents(source, largest=settings.MANUSCRIPT_MAX_BYTES, max_unpacked=settings.BUNDLE_MAX_UNPACKED)


def read_bundle(bundle: Bundle, lease: Lease) -> None:
    """Do the dry run, from where it was left: list the parts, look at each file, put rows and files together.

    Each step is on record before the next one begins. Raises `LeaseLost`, `TimeIsUp`, and `Refusal` for a
    bundle that can't be read at all.
    """
    for part in bundle.parts.standing().filter(listed_at=None).order_by("kind"):
        _list_part(bundle, part)
        lease.step()
    for part in bundle.parts.standing().filter(kind=PartKind.ZIP):
        _look_at_files(bundle, part, lease)
    with transaction.atomic():
        locked = Bundle.objects.select_for_update().select_related("contest").get(pk=bundle.pk)
        lease.hold()
        if locked.state != BundleState.RECEIVED:
            return
        _rows_of_files(locked)
        standings = reconsider(locked)
        locked.state, locked.read_at, locked.fault = BundleState.READ, timezone.now(), None
        locked.save(update_fields=["state", "read_at", "fault"])
        record(
            actor=None,
            action=Action.BUNDLE_READ,
            subject=(Subject.BUNDLE, locked.token),
            contest=locked.contest.slug,
            after={"files": locked.files.count(), **{str(key): number for key, number in sorted(standings.items())}},
        )


def call_unreadable(bundle: Bundle, why: Phrase) -> None:
    """Close the dry run of a bundle that can't be read."""
    Bundle.objects.filter(pk=bundle.pk, state=BundleState.RECEIVED).update(
        state=BundleState.UNREADABLE, fault=why.as_json()
    )


def _list_part(bundle: Bundle, part: BundlePart) -> None:
    """Write down what a part holds: the rows of a sheet, the files of a ZIP and the rows of a sheet among them."""
    rows: Sequence[SheetRow]
    members: Sequence[Member] = ()
    with part.open() as source:
        if part.kind == PartKind.SHEET:
            rows = _sheet_rows(bundle.contest, source)
        else:
            rows, members = _packed_sheet(bundle, contents_of(source))
    with transaction.atomic():
        last = bundle.rows.aggregate(last=Max("position"))["last"] or 0
        BundleRow.objects.bulk_create(
            _row_of_sheet(bundle, position, row) for position, row in enumerate(rows, start=last + 1)
        )
        BundleFile.objects.bulk_create(_file_of_member(part, member) for member in members)
        part.listed_at = timezone.now()
        part.save(update_fields=["listed_at"])


def _packed_sheet(bundle: Bundle, contents: Contents) -> tuple[Sequence[SheetRow], Sequence[Member]]:
    """The rows of the summary sheet that lies in the ZIP, where none was sent beside it, and the other members."""
    members = contents.members
    if not bundle.parts.standing().filter(kind=PartKind.SHEET).exists() and not bundle.rows.exists():
        sheets = [one for one in members if one.kind == MemberKind.SHEET and one.size <= _SHEET_BYTES]
        for member in sheets[:_SHEETS]:
            try:
                rows = _sheet_rows(bundle.contest, BytesIO(contents.read(member.place)))
            except Refusal:
                continue
            return rows, [one for one in members if one.place != member.place]
    return (), members


def _sheet_rows(contest: Contest, source: BinaryIO) -> Sequence[SheetRow]:
    try:
        sheets = read_sheets(source, at_most=_SHEETS, max_unpacked=_SHEET_BYTES, max_cells=_SHEET_CELLS)
    except UnreadableWorkbook as unreadable:
        raise Refusal("bad-workbook", unreadable.phrase.template, **unreadable.phrase.params) from unreadable
    return read_summary(sheets, consent_columns(contest))


def _row_of_sheet(bundle: Bundle, position: int, row: SheetRow) -> BundleRow:
    return BundleRow(
        bundle=bundle,
        position=position,
        line=row.line,
        unit=row.unit,
        title=row.title,
        author=row.author,
        phone=row.phone,
        genre=row.genre,
        pen_name=row.pen_name,
        ai_use=row.ai_use,
        file_name=row.file_name,
        consents=dict(row.consents),
        unclear=[phrase.as_json() for phrase in row.unclear],
    )


def _file_of_member(part: BundlePart, member: Member) -> BundleFile:
    why = _WHY_NOT.get(member.kind)
    limit = settings.MANUSCRIPT_MAX_BYTES // (1024 * 1024)
    return BundleFile(
        bundle_id=part.bundle_id,
        part=part,
        place=member.place,
        folder=member.folder,
        name=member.name,
        member_kind=member.kind,
        size=member.size,
        fault=None if why is None else Phrase(why, {"limit": limit} if "%(limit)s" in why else {}).as_json(),
        looked_at=None if why is None else timezone.now(),
    )


def _look_at_files(bundle: Bundle, part: BundlePart, lease: Lease) -> None:
    waiting = part.files.filter(looked_at=None)
    if not waiting.exists():
        return
    units = _known_units(bundle)
    with part.open() as source:
        contents = contents_of(source)
        for file in waiting:
            # The attempt is on record before it begins, so that a file which ends the process does not do so for ever.
            BundleFile.objects.filter(pk=file.pk).update(attempts=F("attempts") + 1)
            _look_at(bundle.contest, file, contents, units)
            file.save()
            lease.step()


def _look_at(contest: Contest, file: BundleFile, contents: Contents, units: Collection[str]) -> None:
    """Read a file's name and a first look at its content into its row."""
    file.attempts += 1
    file.looked_at = timezone.now()
    near = [unit for unit in units if unit in file.name]
    reading = read_name(file.name, name_rule(contest), known_units=near)
    file.unit, file.title = (reading.unit or "")[:120], (reading.title or "")[:200]
    file.author = (reading.author or "")[:100]
    if reading.verdict == "refuse" and reading.problems:
        file.name_fault = reading.problems[0].phrase.as_json()
    if file.attempts > MOST_LOOKS:
        file.fault = Phrase(_GIVEN_UP).as_json()
        return
    try:
        content = contents.read(file.place)
    except Refusal as refusal:
        file.fault = refusal.phrase.as_json()
        return
    file.sha256, file.size = hashlib.sha256(content).hexdigest(), len(content)
    inspection = inspect(cast(BinaryIO, BytesIO(content)), None)
    if inspection.fault is not None and not inspection.pending:
        file.fault = inspection.fault.phrase.as_json()
    elif ending_of(inspection.kind, file.name) not in contest.endings:
        file.fault = Phrase(
            gettext_noop("这次征文只收 %(endings)s 文件。请用 Word 或 WPS 另存为其中一种，补传。"),
            {"endings": tuple(contest.endings)},
        ).as_json()
    file.words = inspection.words.words if inspection.words else None
    file.text_title = one_line(inspection.title or "")[:200]
    file.secrecy = inspection.secrecy.text if inspection.secrecy else ""
    file.objection = inspection.objection.text if inspection.objection else ""


def _known_units(bundle: Bundle) -> set[str]:
    """The units that help to read names: those on record, the bundle's own and those of its rows."""
    named: Iterable[str] = bundle.rows.exclude(unit="").values_list("unit", flat=True).distinct()
    return {bundle.unit_name, *named, *Unit.objects.values_list("name", flat=True)}


def _rows_of_files(bundle: Bundle) -> None:
    """Where no sheet says what there is, each file that may be a manuscript makes a row of its own."""
    if bundle.rows.exclude(line=None).exists():
        return
    last = bundle.rows.aggregate(last=Max("position"))["last"] or 0
    free = bundle.files.filter(row=None).exclude(member_kind=MemberKind.SHEET)
    BundleRow.objects.bulk_create(
        BundleRow(bundle=bundle, position=position, file=file, how=How.OWN, certain=True)
        for position, file in enumerate(free, start=last + 1)
    )
