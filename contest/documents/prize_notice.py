"""The public notice of a prize list (公示) as a .docx after GB/T 9704-2012, ready to be sealed.

It is in Chinese whatever the reader's language: it is the organisers' document. What nobody has said is left as a
marked blank, 【待填：…】, and never made up. Without a time for objections it is an announcement (公告).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import east_asian_width

from contest.documents.profile import FONTS, GB_9704, Family
from contest.documents.writer import CLOSER, INDENT, LINES, pack, paragraph_xml, style_of, style_xml

_LONGEST_TITLE: Final = 50
_LINE_OF_TITLE: Final = 20  # characters of 二号 on a line
_CHARACTER: Final = GB_9704.body_size * 10  # twips
_LINE: Final = GB_9704.line_pitch
_RIGHT_OF_DATE: Final = 4 * _CHARACTER  # 7.3.5
_LINES_ABOVE_FIRST: Final = 2  # a seal of 42 mm reaches to within a line of the text
_LINES_BETWEEN: Final = 4  # and seals don't touch each other
_DIGITS: Final = "零一二三四五六七八九"
_KEEP: Final = "<w:keepNext/><w:keepLines/>"
_UNINDENTED: Final = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'  # LibreOffice gives a title what plain text has
_LISTED_SIZE: Final = 28
_WIDTHS: Final = {4: (795, 3350, 2200, 2500), 2: (795, 8050)}
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_CELL: Final = '<w:spacing w:before="0" w:after="0" w:line="440" w:lineRule="exact"/>'
_STYLES: Final = "".join(
    (
        style_xml("Running", "Body Text", FONTS[Family.FANGSONG], GB_9704.body_size, INDENT, CLOSER),
        style_xml("Listed", "Listed", FONTS[Family.FANGSONG], _LISTED_SIZE, '<w:jc w:val="left"/>'),
        style_xml("ListedHead", "Listed Head", FONTS[Family.HEITI], _LISTED_SIZE, '<w:jc w:val="center"/>'),
        style_xml("Signed", "Signed", FONTS[Family.FANGSONG], GB_9704.body_size, '<w:jc w:val="right"/>'),
    )
)


@dataclass(frozen=True, slots=True)
class WorkAwarded:
    """An essay on the list, its author named as handed in."""

    title: str
    author: str
    unit: str


@dataclass(frozen=True, slots=True)
class TierOfNotice:
    """A prize with those who have it: essays, or units by name."""

    name: str
    works: tuple[WorkAwarded, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def count(self) -> str:
        """How many there are, with the word that counts them."""
        return f"{len(self.units)}个" if self.units else f"{len(self.works)}篇"

    @property
    def lines(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The head of its table, and what stands behind the numbers."""
        if self.units:
            return ("序号", "单位"), [(name,) for name in self.units]
        return ("序号", "作品题目", "作者", "单位"), [(one.title, one.author, one.unit) for one in self.works]


@dataclass(frozen=True, slots=True)
class CorrectionOfNotice:
    """A correction since the list was public; without a reason for the public it is asked for."""

    version: int
    day: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class PrizeNotice:
    """All that the notice says. `None`, or an empty text, is what nobody knows.

    `takes_objections` for so many `working_days`, `first_day` to `last_day`; `address` is where they are made on the
    network. `contacts` are names with telephone numbers, `kinds` entries received and valid by genre.
    """

    contest: str
    closed_on: date | None
    received: int
    valid: int
    kinds: tuple[tuple[str, int, int], ...]
    tiers: tuple[TierOfNotice, ...]
    takes_objections: bool
    working_days: int | None
    first_day: date | None
    last_day: date | None
    contacts: tuple[tuple[str, str], ...]
    address: str
    corrections: tuple[CorrectionOfNotice, ...]
    hosts: tuple[str, ...]
    day: date | None

    @property
    def kind(self) -> str:
        """What it is called: 公示, or 公告 where nobody is asked for objections."""
        return "公示" if self.takes_objections else "公告"

    @property
    def name(self) -> str:
        """What it is, in the words of its title."""
        return f"获奖名单{'更正' if self.corrections else ''}{self.kind}"


def write_prize_notice(notice: PrizeNotice) -> bytes:
    """The notice as a file; the same notice gives the same bytes."""
    title = _title(notice)
    parts = [paragraph_xml("Title", title, _UNINDENTED), paragraph_xml("Running", "")]
    parts.extend(paragraph_xml("Running", text) for text in _opening(notice))
    for number, tier in enumerate(notice.tiers, start=1):
        heading = f"{_chinese(number)}、{tier.name}（{tier.count}）"
        parts.append(paragraph_xml(style_of(heading), heading, _KEEP))
        parts.append(_table(tier))
    parts.append(paragraph_xml("Running", f"特此{notice.kind}。", _KEEP))
    parts.extend(_signature(notice))
    return pack("".join(parts), title.replace("\n", ""), None, official=True, styles=_STYLES, grid=LINES)


def in_words(day: date | None, blank: str) -> str:
    """A day as the standard writes it, 7.3.5; a marked blank where nobody knows it."""
    return _blank(blank) if day is None else f"{day.year}年{day.month}月{day.day}日"


def _blank(what: str) -> str:
    return f"【待填：{what}】"


def _title(notice: PrizeNotice) -> str:
    """The title in one line, or parted where its words part (7.3.1)."""
    if len(notice.contest) > _LONGEST_TITLE:
        return notice.name
    whole = notice.contest + notice.name
    return whole if len(whole) <= _LINE_OF_TITLE else f"{notice.contest}\n{notice.name}"


def _opening(notice: PrizeNotice) -> Iterator[str]:
    kinds = "；".join(f"{kind}{received}篇，有效{valid}篇" for kind, received, valid in notice.kinds)
    given = "、".join(f"{tier.name}{tier.count}" for tier in notice.tiers)
    valid = f"其中有效稿件{notice.valid}篇{f'（{kinds}）' if kinds else ''}"
    yield (
        f"{notice.contest}于{in_words(notice.closed_on, '截稿日期')}截稿，共收到稿件{notice.received}篇，{valid}。"
        f"经评审，评出{given}，现将名单予以{notice.kind}。"
    )
    if notice.corrections:
        yield f"此前{notice.kind}的名单已经更正，以本名单为准。更正情况如下："
    for one in notice.corrections:
        reason = " ".join(one.reason.split()) or _blank("更正的原因")
        yield f"第{one.version}版（{in_words(one.day, '更正日期')}更正）：{reason}"
    if notice.takes_objections:
        days = _blank("公示天数") if notice.working_days is None else notice.working_days
        yield (
            f"公示期为{days}个工作日，自{in_words(notice.first_day, '开始日期')}起"
            f"至{in_words(notice.last_day, '截止日期')}止。公示期内如对名单有异议，请写明真实姓名、联系方式和事实依据，"
            "向主办单位提出，主办单位将核查并答复。"
        )
        if notice.address:
            yield f"网上提出异议：{notice.address}"
    for name, telephone in notice.contacts or (("", ""),):
        yield f"联系人：{name or _blank('联系人')}，电话：{telephone or _blank('联系电话')}"


def _table(tier: TierOfNotice) -> str:
    """Those who have a prize, numbered; its head stands on every page it reaches, no row is parted."""
    head, rows = tier.lines
    widths = _WIDTHS[len(head)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = [_row(head, widths, "ListedHead", "<w:cantSplit/><w:tblHeader/>", _KEEP)]
    last = len(rows)
    for number, row in enumerate(rows, start=1):
        # The first row stays with the head, the last with the one before it: neither stands alone on a page.
        keep = _KEEP if number in (1, last - 1) and number < last else ""
        lines.append(_row((str(number), *row), widths, "Listed", "<w:cantSplit/>", keep))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="108" w:type="dxa"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
    )


def _row(cells: Sequence[str], widths: Sequence[int], style: str, settings: str, keep: str) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph_xml(style, ' '.join(text.split()), keep + _CELL + (_CENTRED if place == 0 else ''))}</w:tc>"
        for place, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr><w:trPr>{settings}</w:trPr>{written}</w:tr>"


_CENTRED: Final = '<w:jc w:val="center"/>'


def _signature(notice: PrizeNotice) -> Iterator[str]:
    """The hosts, each with room for its seal, centred over the date as far as they are short enough (7.3.5)."""
    day = in_words(notice.day, "日期")
    for place, host in enumerate(notice.hosts or (_blank("主办单位"),)):
        room = (_LINES_BETWEEN if place else _LINES_ABOVE_FIRST) * _LINE
        right = max(0, _RIGHT_OF_DATE + (_width(day) - _width(host)) // 2)
        spacing = f'<w:spacing w:before="{room}" w:after="0" w:line="{_LINE}" w:lineRule="exact"/>'
        yield paragraph_xml("Signed", host, f'{_KEEP}{spacing}<w:ind w:right="{right}"/>')
    yield paragraph_xml("Signed", day, f'<w:keepLines/><w:ind w:rightChars="400" w:right="{_RIGHT_OF_DATE}"/>')


def _width(text: str) -> int:
    """How wide a text of the body's size is, in twips."""
    return sum(_CHARACTER if east_asian_width(sign) in "WFA" else _CHARACTER // 2 for sign in text)


def _chinese(number: int) -> str:
    """A number below 100 in Chinese, as headings have it."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")
