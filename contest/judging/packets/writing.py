"""Write a packet: the blind manuscripts and the mark sheet, as one ZIP that tells of nobody but its judge."""

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final, cast

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from contest.judging.models import Judge, RoundCriterion
from contest.judging.packets.queries import Packed
from contest.judging.packets.sheet import COMMENT, NUMBER, SEAL_SHEET, STAMP, TITLE, TOTAL, mark_key
from contest.judging.packets.stamps import seal_text, stamp_text
from contest.judging.queries import criterion_rules
from contest.judging.scoring import full_mark
from contest.web.wording import figure
from contest.workbooks.cells import CellValue
from contest.workbooks.locked_form import LockedColumn, NumberRule, Seal, Use, write_locked_form

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FILE_MODE: Final = 0o100644 << 16


def write_packet(judge: Judge, readings: Sequence[Packed], out: BinaryIO) -> None:
    """Write the packet of a judge to `out`; a manuscript passes through in pieces."""
    with zipfile.ZipFile(out, "w") as packet:
        packet.writestr(_member(_("说明.txt")), _explanation(judge, len(readings)).encode("utf-8-sig"))
        with cast(BinaryIO, TemporaryFile()) as sheet:
            write_sheet(judge, readings, sheet)
            sheet.seek(0)
            _put(packet, _("评分表.xlsx"), sheet)
        folder = _("文稿")
        for one in readings:
            name = _("%(number)s 号.docx") % {"number": one.kept.number}
            with default_storage.open(one.file) as manuscript:
                _put(packet, f"{folder}/{name}", manuscript)


def write_sheet(judge: Judge, readings: Sequence[Packed], out: BinaryIO) -> None:
    """Write the mark sheet of a judge, with what was kept so far already filled in."""
    round_ = judge.round
    criteria = list(round_.criteria.all())
    keys = [criterion.key for criterion in criteria]
    names = {"contest": round_.contest.title, "round": round_.name}
    full = figure(full_mark(criterion_rules(round_)))
    write_locked_form(
        _("%(contest)s %(round)s评分表") % names,
        [_("评委：%(name)s") % {"name": judge.person.name}, _advice()],
        [
            LockedColumn(NUMBER, _("编号"), 7),
            LockedColumn(TITLE, _("题目"), 34),
            *map(_column, criteria),
            LockedColumn(TOTAL, _("合计"), 9, Use.TOTAL, _("满分 %(full)s") % {"full": full}),
            LockedColumn(COMMENT, _("评语"), 46, Use.WORDS, _("可以不写")),
            LockedColumn(STAMP, _("校验码"), 10, Use.HIDDEN),
        ],
        [_row(judge, one, keys) for one in readings],
        out,
        sheet=_("评分表"),
        seal=Seal(SEAL_SHEET, seal_text(judge.pk, keys, ((one.kept.number, one.kept.token) for one in readings))),
    )


def _column(criterion: RoundCriterion) -> LockedColumn:
    minimum, maximum, step = map(figure, (criterion.minimum, criterion.maximum, criterion.step))
    range_ = _("%(minimum)s～%(maximum)s，每档 %(step)s") % {"minimum": minimum, "maximum": maximum, "step": step}
    fault = _("请填 %(minimum)s 至 %(maximum)s 的分数，从 %(minimum)s 起以 %(step)s 为一档。")
    rule = NumberRule(
        criterion.minimum,
        criterion.maximum,
        criterion.step,
        criterion.weight,
        fault % {"minimum": minimum, "maximum": maximum, "step": step},
    )
    return LockedColumn(mark_key(criterion.key), criterion.name, 14, Use.NUMBER, range_, rule)


def _row(judge: Judge, one: Packed, criteria: Sequence[str]) -> list[CellValue]:
    kept = one.kept
    stamp = stamp_text(judge.pk, kept.number, kept.token, kept.state)
    return [kept.number, kept.title, *map(kept.marks.get, criteria), None, kept.comment or None, stamp]


def _advice() -> str:
    return _(
        "只填分数和评语，其余各格已锁定。填好一篇算一篇：分数填齐的，交回时可以提交；没有填齐的，存为草稿；整行没填的，不改动。"
    )


def _explanation(judge: Judge, count: int) -> str:
    return "".join(f"{line}\r\n" for line in _said(judge, count))


def _said(judge: Judge, count: int) -> Iterator[str]:
    yield _("%(contest)s %(round)s评审包") % {"contest": judge.round.contest.title, "round": judge.round.name}
    yield _("评委：%(name)s") % {"name": judge.person.name}
    yield ""
    yield _("“文稿”里有 %(count)s 篇匿名稿，文件名就是编号。") % {"count": count}
    yield _("打分填在“评分表”里，用 Excel、WPS 或 LibreOffice 都可以。") + _advice()
    yield _("填完存为 .xlsx，登录后在“评阅”中上传，或者交给组织者代为上传。")
    yield _("存入之前会先列出每一格的问题和改动，确认之后才算数。")
    yield _("文稿只供评审，请勿外传，评完请删除。")


def _member(name: str) -> zipfile.ZipInfo:
    """Give a member without the time at which it was made."""
    member = zipfile.ZipInfo(name, _EPOCH)
    member.external_attr = _FILE_MODE
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _put(packet: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    with packet.open(_member(name), "w") as member:
        shutil.copyfileobj(content, member)
