"""The public notice of a prize list as a file."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from contest.documents.inspection import inspect
from contest.documents.names import w
from contest.documents.prize_notice import (
    CorrectionOfNotice,
    PrizeNotice,
    TierOfNotice,
    WorkAwarded,
    in_words,
    write_prize_notice,
)
from contest.documents.reader import read_docx

NOTICE = PrizeNotice(
    contest="春潮主题征文",
    closed_on=date(2026, 8, 31),
    received=12,
    valid=9,
    kinds=(),
    tiers=(
        TierOfNotice("一等奖", works=(WorkAwarded("江灯", "林晓", "潮声纪念馆"),)),
        TierOfNotice("二等奖", works=tuple(WorkAwarded(f"第{one}篇", "周甲", "东滩厂") for one in range(1, 4))),
        TierOfNotice("优秀组织奖", units=("潮声纪念馆",)),
    ),
    takes_objections=True,
    working_days=5,
    first_day=date(2026, 12, 1),
    last_day=date(2026, 12, 7),
    contacts=(("陈老师", "021-5555 0000"),),
    address="https://contest.example.org/c/spring/results/object/",
    corrections=(),
    hosts=("潮声纪念馆", "江声晚报社"),
    day=date(2026, 11, 30),
)
UNKNOWN = replace(
    NOTICE, closed_on=None, working_days=None, first_day=None, last_day=None, contacts=(), hosts=(), day=None
)
CORRECTED = replace(
    NOTICE,
    corrections=(
        CorrectionOfNotice(2, date(2026, 12, 3), "一篇作品\n不符合条件。"),
        CorrectionOfNotice(3, date(2026, 12, 4), ""),
    ),
)
HOSTILE = replace(
    NOTICE,
    contest="一、（一）<w:p>&\x00\x0b1. " + "灯" * 30,
    kinds=(("<散文>", 3, 2),),
    tiers=(TierOfNotice("一、" + "奖" * 38, works=(WorkAwarded("]]></w:t>\n\n题", "", ""),) * 2),),
    contacts=(("作者：<b>", "\x01"),),
    hosts=("单" * 60,) * 4,
    corrections=(CorrectionOfNotice(2, None, "（一）\n1. 标题"),),
)


def lines(notice: PrizeNotice) -> list[str]:
    """Give the text outside tables."""
    return [one.text for one in read_docx(write_prize_notice(notice)).paragraphs if one.cell is None]


def body(notice: PrizeNotice) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(write_prize_notice(notice))) as package:
        return etree.fromstring(package.read("word/document.xml"))


@pytest.mark.parametrize(
    "notice",
    [
        NOTICE,
        UNKNOWN,
        CORRECTED,
        HOSTILE,
        replace(NOTICE, takes_objections=False),
        replace(NOTICE, contest="长" * 120),
        replace(NOTICE, tiers=NOTICE.tiers * 30),
        replace(NOTICE, tiers=()),
    ],
)
def test_the_houses_own_check_finds_nothing(notice: PrizeNotice) -> None:
    found = inspect(io.BytesIO(write_prize_notice(notice)))
    assert found.layout is not None
    assert found.layout.findings == ()
    assert {"title-font", "body-font", "first-line-indent", "line-pitch", "page-number"} <= set(found.layout.passed)


def test_it_says_who_has_which_prize_how_long_it_stands_and_whom_to_ask() -> None:
    assert lines(NOTICE) == [
        "春潮主题征文获奖名单公示",
        "",
        "春潮主题征文于2026年8月31日截稿，共收到稿件12篇，其中有效稿件9篇。"
        "经评审，评出一等奖1篇、二等奖3篇、优秀组织奖1个，现将名单予以公示。",
        "公示期为5个工作日，自2026年12月1日起至2026年12月7日止。公示期内如对名单有异议，请写明真实姓名、"
        "联系方式和事实依据，向主办单位提出，主办单位将核查并答复。",
        "网上提出异议：https://contest.example.org/c/spring/results/object/",
        "联系人：陈老师，电话：021-5555 0000",
        "一、一等奖（1篇）",
        "二、二等奖（3篇）",
        "三、优秀组织奖（1个）",
        "特此公示。",
        "潮声纪念馆",
        "江声晚报社",
        "2026年11月30日",
    ]
    cells: dict[tuple[int, int], list[str]] = {}
    for one in read_docx(write_prize_notice(NOTICE)).paragraphs:
        if one.cell is not None:
            cells.setdefault((one.cell.table, one.cell.row), []).append(one.text)
    assert list(cells.values()) == [
        ["序号", "作品题目", "作者", "单位"],
        ["1", "江灯", "林晓", "潮声纪念馆"],
        ["序号", "作品题目", "作者", "单位"],
        *([str(one), f"第{one}篇", "周甲", "东滩厂"] for one in range(1, 4)),
        ["序号", "单位"],
        ["1", "潮声纪念馆"],
    ]


def test_what_nobody_knows_is_a_marked_blank() -> None:
    said = lines(UNKNOWN)
    assert re.findall("【待填：(.+?)】", "\n".join(said)) == [
        "截稿日期",
        "公示天数",
        "开始日期",
        "截止日期",
        "联系人",
        "联系电话",
        "主办单位",
        "日期",
    ]
    assert said[-2:] == ["【待填：主办单位】", "【待填：日期】"]
    assert lines(replace(NOTICE, contacts=(("陈老师", ""),)))[5] == "联系人：陈老师，电话：【待填：联系电话】"


def test_a_correction_says_what_was_corrected_and_asks_for_a_reason_that_is_missing() -> None:
    said = lines(CORRECTED)
    assert said[0] == "春潮主题征文获奖名单更正公示"
    assert said[3:6] == [
        "此前公示的名单已经更正，以本名单为准。更正情况如下：",
        "第2版（2026年12月3日更正）：一篇作品 不符合条件。",
        "第3版（2026年12月4日更正）：【待填：更正的原因】",
    ]


def test_without_objections_it_is_an_announcement() -> None:
    said = lines(replace(NOTICE, takes_objections=False))
    assert said[0] == "春潮主题征文获奖名单公告"
    assert [line for line in said if "异议" in line or "公示" in line] == []
    assert "特此公告。" in said


def test_a_long_title_parts_between_the_contest_and_the_rest() -> None:
    assert lines(replace(NOTICE, contest="“薪火相传 奋进一流”主题征文"))[0] == (
        "“薪火相传 奋进一流”主题征文\n获奖名单公示"
    )
    assert lines(replace(NOTICE, contest="长" * 51))[0] == "获奖名单公示"


def test_tables_break_between_rows_and_repeat_their_head() -> None:
    rows = body(NOTICE).findall(f".//{w('tbl')}")[1].findall(w("tr"))
    assert [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)
    assert [row.find(f".//{w('keepNext')}") is not None for row in rows] == [True, True, True, False]


def test_the_signature_stays_with_the_text_and_has_room_for_each_seal() -> None:
    last = [one for one in body(NOTICE).iter(w("p")) if one.find(f"{w('pPr')}/{w('pStyle')}") is not None][-4:]
    assert ["".join(one.itertext()) for one in last] == ["特此公示。", "潮声纪念馆", "江声晚报社", "2026年11月30日"]
    assert [one.find(f".//{w('keepNext')}") is not None for one in last] == [True, True, True, False]
    assert [one.find(f".//{w('spacing')}").get(w("before")) for one in last[1:3]] == ["1158", "2316"]  # type: ignore[union-attr]
    assert last[3].find(f".//{w('ind')}").get(w("rightChars")) == "400"  # type: ignore[union-attr]


def test_whatever_is_written_into_it_stays_text() -> None:
    content = write_prize_notice(HOSTILE)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
    said = read_docx(content).text
    assert "<w:p>&" in said
    assert "]]></w:t> 题" in said
    assert content == write_prize_notice(HOSTILE)


def test_days_are_written_as_the_standard_has_them() -> None:
    assert in_words(date(2026, 1, 5), "日期") == "2026年1月5日"
    assert in_words(None, "日期") == "【待填：日期】"
