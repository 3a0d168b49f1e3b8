"""Lists of entries and judges in CSV: read for certain, or refused with the line."""

import pytest

from contest.judging.draw import Bar, EntryNeed, JudgeSeat
from contest.judging.lists import MAX_BYTES, MAX_JUDGES, own_units, read_entries, read_judges
from contest.phrases import Refusal


def test_columns_come_in_any_order_and_others_are_passed_over() -> None:
    listed = read_entries("﻿title, Unit ,entry_id,note\r\n边关,一连,E1,x\r\n\r\n,,E2,\r\n".encode())
    assert listed.needs == [EntryNeed("E1"), EntryNeed("E2")]
    assert listed.units == {"E1": "一连", "E2": ""}


def test_groups_genres_and_capacities_are_read_where_they_stand() -> None:
    entries = read_entries("entry_id,unit,title,group,genre\nE1,一连,边关,甲组,诗歌\n".encode())
    judges = read_judges(
        "judge_id,name,unit,capacity,group,genres\nJ1,张三,一连,１２,甲组,散文、诗歌\nJ2,李四,,,,\n".encode()
    )
    assert entries.needs == [EntryNeed("E1", "甲组", frozenset({"诗歌"}))]
    assert judges.seats == [JudgeSeat("J1", 12, "甲组", frozenset({"散文", "诗歌"})), JudgeSeat("J2")]


def test_units_are_compared_as_everywhere_and_no_unit_is_nobodys_own() -> None:
    entries = read_entries("entry_id,unit,title\nE1,上海 警备区（机关）,\nE2,,\nE3,警备区,\n".encode())
    judges = read_judges("judge_id,name,unit\nJ1,张三,上海警备区(机关)\nJ2,李四,\n".encode())
    assert own_units(entries, judges) == {("E1", "J1"): Bar.OWN_UNIT}


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "no-head", "文件是空的：第一行应当是列名 judge_id,name,unit。"),
        (b"judge_id;name;unit\n", "no-column", "第 1 行：列名中没有 judge_id,name,unit，现有 judge_id;name;unit。"),
        (b"judge_id,unit\n", "no-column", "第 1 行：列名中没有 name，现有 judge_id,unit。"),
        (b"judge_id,name,unit,unit\n", "column-twice", "第 1 行：列名 unit 出现了两次。"),
        (
            b"judge_id,name,unit\nJ1,a,b\nJ2,a,b,c\n",
            "cells",
            "第 3 行：有 4 格，列名有 3 个。单元格里有逗号的，要用引号括起来。",
        ),
        (b"judge_id,name,unit\n ,a,b\n", "no-key", "第 2 行：没有填 judge_id。"),
        (
            "judge_id,name,unit\nJ\u200b1,a,b\n".encode(),
            "bad-key",
            "第 2 行：judge_id 过长，或者含有看不见的字符。",
        ),
        (b"judge_id,name,unit\n" + b"J" * 201 + b",a,b\n", "bad-key", "第 2 行：judge_id 过长，或者含有看不见的字符。"),
        (
            b'judge_id,name,unit\nJ1,"a\nb",c\nJ2,a,b\nJ1 ,a,b\n',
            "key-twice",
            "第 5 行：judge_id “J1”在第 3 行已经有了。",
        ),
        (
            "judge_id,name,unit\nJ1,张三,一连\n".encode("gb18030"),
            "not-utf8",
            "第 2 行：不是 UTF-8 编码的文字。请用 Excel 或 WPS 另存为“CSV UTF-8”后再试。",
        ),
        (
            "judge_id,name,unit\n".encode("utf-16"),
            "not-utf8",
            "第 1 行：不是 UTF-8 编码的文字。请用 Excel 或 WPS 另存为“CSV UTF-8”后再试。",
        ),
        (b'judge_id,name,unit\nJ1,"a,b\n', "no-table", "第 2 行：引号没有配对，或者不是 CSV 的写法。"),
        (
            b"judge_id,name,unit\nJ1," + b"a" * 200_000 + b",b\n",
            "no-table",
            "第 2 行：引号没有配对，或者不是 CSV 的写法。",
        ),
        (
            b"judge_id,name,unit,capacity\nJ1,a,b,-1\n",
            "bad-capacity",
            "第 2 行：capacity 应当是 0 或更大的整数，现为“-1”。没有上限的，请留空。",
        ),
        (
            b"judge_id,name,unit,capacity\nJ1,a,b,9999999\n",
            "bad-capacity",
            "第 2 行：capacity 应当是 0 或更大的整数，现为“9999999”。没有上限的，请留空。",
        ),
        (
            b"judge_id,name,unit\n" + b"".join(b"%d,a,b\n" % number for number in range(MAX_JUDGES + 1)),
            "too-many",
            "第 2002 行：名单超过 2000 行。",
        ),
        (b" " * (MAX_BYTES + 1), "too-large", "文件超过 64 MB。请只保留需要的列和行。"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_what_cannot_be_read_for_certain_is_refused(content: bytes, code: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_judges(content)
    assert (refused.value.code, str(refused.value)) == (code, said)
