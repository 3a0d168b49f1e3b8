"""Makes what a unit contact sends: ZIPs as different programs pack them, and summary sheets as people fill them in."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import Workbook

from contest.entries.bundles.models import Bundle
from contest.entries.bundles.operations import SignOff, confirm_bundle, receive_bundle
from contest.entries.bundles.tasks import work_on_bundles
from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.making import appointed, docx_bytes

HEADINGS = ["序号", "作品题目", "作者姓名", "所在单位", "联系电话", "同意发表"]
PLEDGE = "作者都已承诺。"


class RawInfo(zipfile.ZipInfo):
    """A member whose name is written byte for byte, without the flag for UTF-8."""

    raw: bytes = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  (zipfile's own name)
        return self.raw, self.flag_bits & ~0x800


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], coding: str = "") -> bytes:
    """Give a ZIP; with a `coding` the names stand in it without being declared."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            info = zipfile.ZipInfo(name)
            if coding:
                info = RawInfo(name)
                info.raw = name.encode(coding)
            packed.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet(rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    """Give a workbook with these rows, its title line included."""
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def manuscript(title: str, author: str, unit: str = "潮声纪念馆") -> bytes:
    """Give a .docx of its own: the text names its title."""
    return docx_bytes(title, author, unit, (f"{title}里写的是江上的灯。", "我们沿着堤岸慢慢走回去。"))


def contact_of(contest: Contest, login: str = "") -> User:
    """Give the contest's unit contact."""
    return appointed(contest, Office.UNIT_CONTACT, login=login, name="周联络", unit_name="潮声纪念馆")


def sent(contest: Contest, person: User, **files: bytes) -> Bundle:
    """Send these files as one bundle: `zip`, `sheet`, or both."""
    names = {"zip": "稿件.zip", "sheet": "汇总表.xlsx"}
    return receive_bundle(
        contest=contest,
        person=person,
        unit_name="潮声纪念馆",
        uploads=[(names[kind], ContentFile(content)) for kind, content in files.items()],
        arrived_at=timezone.now(),
    )


def read(contest: Contest, person: User, **files: bytes) -> Bundle:
    """Send these files, and let the dry run be done."""
    bundle = sent(contest, person, **files)
    work_on_bundles(seconds=600)
    return Bundle.objects.get(pk=bundle.pk)


def a_sign_off(agreed: Iterable[str] = ()) -> SignOff:
    """Give a unit's sign-off of today."""
    return SignOff("郑主任", "政治处主任", timezone.localdate(), tuple(agreed))


def confirmed(bundle: Bundle, chosen: Iterable[int] | None = None, agreed: Iterable[str] = ()) -> Bundle:
    """Confirm these rows of a bundle, all that are ready unless told otherwise."""
    if chosen is None:
        chosen = bundle.rows.filter(standing="ready").values_list("position", flat=True)
    return confirm_bundle(
        bundle=bundle,
        person=bundle.contact,
        chosen=list(chosen),
        sign_off=a_sign_off(agreed),
        pledge=PLEDGE,
        at=timezone.now(),
    )


def told(bundle: Bundle) -> list[tuple[int, str, str, list[str]]]:
    """Give each row of a bundle: position, standing, file, codes of what is said of it."""
    return [
        (row.position, row.standing, row.file.name if row.file else "", [finding["code"] for finding in row.findings])
        for row in bundle.rows.select_related("file")
    ]
