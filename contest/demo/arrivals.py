"""What comes to the demo otherwise than by an author's own hand: a unit's bundle, mails, a text to compare with."""

import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Final

from django.core.files.base import ContentFile

from contest.demo.essays import Essay
from contest.documents.writer import write_docx
from contest.entries.bundles.headings import OTHER_NAMES
from contest.entries.bundles.models import Bundle
from contest.entries.bundles.operations import receive_bundle
from contest.entries.bundles.tasks import work_on_bundles
from contest.entries.forms import NO_AI
from contest.entries.mailbox.operations import take_mail
from contest.notice.models import Contest
from contest.people.models import User
from contest.screening.originality.operations import add_reference
from contest.workbooks.writer import Column, Sheet, write_workbook

_DOCX: Final = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_BUNDLED: Final = (6, 21, 10)
"""The essays in the unit's bundle; the sheet names one more, which was left out of the ZIP."""
_LEFT_OUT: Final = 24
_MISSPELT: Final = 21
_MAILED: Final = 8
_FORWARDED: Final = 22
_LIKE_AN_OLDER_TEXT: Final = 17
_OLDER_TEXT: Final = (
    "腊月里，居委会的活动室最暖和。六张桌子拼在一起，针线笸箩从东头排到西头，谁进门都要先在炉子上烤一烤手。",
    "信寄出去以后，阿姨们把剩下的布头拼成一块桌布，铺在活动室里，到现在还在用。",
)


def docx_of(essay: Essay, *, official: bool = True) -> bytes:
    """Give an essay as a .docx: laid out as the notice asks, or as a new file has it."""
    return write_docx(essay.title, f"{essay.unit}　{essay.author}", essay.paragraphs, essay.author, official=official)


def send_bundle(contest: Contest, contact: User, unit_name: str, essays: Mapping[int, Essay], at: datetime) -> Bundle:
    """Send a unit's bundle, and let the dry run be done: a row is ready, one to be looked at, one has no file."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for essay in (essays[number] for number in _BUNDLED):
            archive.writestr(f"{contest.label}-{essay.unit}-{essay.title}-{essay.author}.docx", docx_of(essay))
    bundle = receive_bundle(
        contest=contest,
        person=contact,
        unit_name=unit_name,
        uploads=[
            ("潮声纪念馆稿件.zip", ContentFile(packed.getvalue())),
            ("潮声纪念馆汇总表.xlsx", ContentFile(_sheet(contest, essays))),
        ],
        arrived_at=at,
    )
    work_on_bundles(at_most=1)
    bundle.refresh_from_db()
    return bundle


def add_older_text(contest: Contest, essays: Mapping[int, Essay], actor: User) -> None:
    """Let the reference collection have a text that one of the essays shares two paragraphs with."""
    shared = essays[_LIKE_AN_OLDER_TEXT].paragraphs[2:4]
    paragraphs = (_OLDER_TEXT[0], *shared, _OLDER_TEXT[1])
    add_reference(contest=contest, title="活动室", source="演示文集", text="\n".join(paragraphs), actor=actor)


def _sheet(contest: Contest, essays: Mapping[int, Essay]) -> bytes:
    names = [OTHER_NAMES[name][0] for name in ("title", "author", "unit", "genre", "ai_use")]
    rows = [
        (essay.title, essay.author, _unit_written(essay), contest.genres[0], NO_AI)
        for essay in (essays[number] for number in (*_BUNDLED, _LEFT_OUT))
    ]
    out = BytesIO()
    write_workbook([Sheet("汇总表", [Column(name, 24) for name in names], rows)], out)
    return out.getvalue()


def _unit_written(essay: Essay) -> str:
    """The unit as the sheet has it: once with a slip."""
    return essay.unit.replace("纪念馆", "记念馆") if essay.number == _MISSPELT else essay.unit


def send_mails(contest: Contest, essays: Mapping[int, Essay], at: datetime) -> None:
    """Let two mails come that somebody has to look at: one says the fields in its text, one is forwarded."""
    essay = essays[_MAILED]
    said = f"老师好，我的单位是{essay.unit}，题目是《{essay.title}》。{essay.author}"
    plain = _mail(essay.author, "author@example.com", contest, "征文投稿", said)
    _attach(plain, f"{essay.title}({essay.author}).docx", essay)
    essay = essays[_FORWARDED]
    inner = _mail(essay.author, "boat@example.com", contest, "投稿", f"作者：{essay.author}\n单位：{essay.unit}")
    _attach(inner, "征文最终稿.docx", essay)
    outer = _mail("演示联系人", "office@example.com", contest, "转发：投稿", "寄到我这里的，转过来。")
    outer.add_attachment(inner)
    for number, mail in enumerate((plain, outer), start=1):
        mail["Message-ID"] = f"<demo-{number}@example.com>"
        take_mail(contest=contest, raw=mail.as_bytes(), received_at=at - timedelta(hours=number))


def _mail(name: str, address: str, contest: Contest, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{address}>", contest.mailbox, subject
    mail.set_content(text)
    return mail


def _attach(mail: EmailMessage, name: str, essay: Essay) -> None:
    mail.add_attachment(docx_of(essay), maintype="application", subtype=_DOCX, filename=name)
