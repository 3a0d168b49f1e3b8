"""The notice file: what it may say, what it may leave unknown, and each way to get it wrong."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contest.notice.announcement import (
    POINTS,
    USUAL_ROUNDS,
    CriterionAnnounced,
    NoticeFault,
    RoundAnnounced,
    TierAnnounced,
    unknowns_for_judging,
    unknowns_that_matter,
)
from contest.notice.differences import differences
from contest.notice.parsing import parse_notice
from tests.making import an_announcement

SHIPPED = Path(__file__).parents[2] / "contest" / "notice" / "notices" / "70th-anniversary.toml"
SMALL = """
slug = "spring"
title = "春潮"
label = "十周年"
word_limit = 1500
layout_profile = "free"
word_processor = "unknown"
name_pattern = "十周年-{title}-{author}"
endings = [".docx"]
closes_at = 2026-08-20T18:00:00
time_zone = "Asia/Shanghai"
mailbox = "unknown"
"""


def without(key: str) -> str:
    return "".join(line for line in SMALL.splitlines(keepends=True) if not line.startswith(f"{key} "))


def test_a_small_notice_and_what_it_leaves_out() -> None:
    notice = parse_notice(SMALL)
    shanghai = ZoneInfo("Asia/Shanghai")
    assert notice == replace(
        an_announcement(),
        title="春潮",
        occasion="",
        theme="",
        who_may_enter="",
        requirements=(),
        rights="",
        layout_profile="free",
        word_processor=None,
        name_pattern="十周年-{title}-{author}",
        opens_at=None,
        closes_at=datetime(2026, 8, 20, 18, tzinfo=shanghai),
        grace_seconds=0,
        checklist=tuple(POINTS),
        hosts=(),
        co_organisers=(),
        contact_points=(),
        consents=(),
        disqualification_reasons=(),
        tiers=(),
        criteria=(),
        round_plans=USUAL_ROUNDS,
    )


def test_lists_keep_their_order_and_numbers_their_digits() -> None:
    notice = parse_notice(
        SMALL
        + """
[[tiers]]
key = "second"
kind = "person"
name = "二等奖"
quota = "unknown"
[[tiers]]
key = "first"
kind = "unit"
name = " 一等奖 "
quota = 0
[[criteria]]
key = "theme"
name = "主题"
weight = 0.35
maximum = "10.5"
[[round_plans]]
key = "first-reading"
name = "初评"
readings = 3
method = "trimmed"
"""
    )
    assert notice.tiers == (
        TierAnnounced("second", "person", "二等奖", None),
        TierAnnounced("first", "unit", "一等奖", 0),
    )
    assert notice.criteria == (
        CriterionAnnounced("theme", "主题", "", Decimal("0.35"), Decimal(0), Decimal("10.5"), Decimal(1)),
    )
    assert notice.round_plans == (RoundAnnounced("first-reading", "初评", 3, "trimmed"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL + "colour = 1", "通知文件的 colour：没有这一项；请检查拼写。"),
        (without("slug"), "通知文件的 slug：缺少这一项。"),
        (without("word_limit"), "通知文件的 word_limit：缺少这一项。"),
        (without("word_processor"), "通知文件的 word_processor：缺少这一项。"),
        (without("title") + 'title = "unknown"', "通知文件的 title：应当是一段文字。"),
        (without("title") + "title = 3", "通知文件的 title：应当是一段文字。"),
        (SMALL + 'occasion = ["x"]', "通知文件的 occasion：应当是一段文字。"),
        (without("endings") + 'endings = ".docx"', "通知文件的 endings：应当是一列文字。"),
        (SMALL + "hosts = [1]", "通知文件的 hosts：应当是一列文字。"),
        (
            without("word_limit") + "word_limit = -1",
            '通知文件的 word_limit：应当是不小于 0 的整数，或者 "unknown"。',
        ),
        (
            without("word_limit") + "word_limit = true",
            '通知文件的 word_limit：应当是不小于 0 的整数，或者 "unknown"。',
        ),
        (
            without("word_limit") + "word_limit = 1.5",
            '通知文件的 word_limit：应当是不小于 0 的整数，或者 "unknown"。',
        ),
        (without("word_limit") + "word_limit = 1000001", "通知文件的 word_limit：最大是 1000000。"),
        (SMALL + "public_days = 61", "通知文件的 public_days：最大是 60。"),
        (
            without("layout_profile") + 'layout_profile = "gbt"',
            "通知文件的 layout_profile：不在可选的值之中。",
        ),
        (SMALL + 'checklist = ["topic", "taste"]', "通知文件的 checklist：不在可选的值之中。"),
        (SMALL + 'sealed = "yes"', "通知文件的 sealed：应当是 true 或 false。"),
        (SMALL + 'is_demo = "yes"', "通知文件的 is_demo：应当是 true 或 false。"),
        (
            without("closes_at") + 'closes_at = "2026-08-20"',
            '通知文件的 closes_at：应当是日期和时间，或者 "unknown"。',
        ),
        (
            without("closes_at") + "closes_at = 2026-08-20",
            '通知文件的 closes_at：应当是日期和时间，或者 "unknown"。',
        ),
        (without("time_zone") + 'time_zone = "Mars/Olympus"', "通知文件的 time_zone：没有这个时区。"),
        (without("time_zone") + 'time_zone = "localtime"', "通知文件的 time_zone：没有这个时区。"),
        (without("time_zone") + 'time_zone = "right/Asia/Shanghai"', "通知文件的 time_zone：没有这个时区。"),
        (
            SMALL + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = 10\nstep = 11',
            "通知文件的 criteria[1].step：步长不能大于最低分到最高分的距离。",
        ),
        (without("time_zone") + 'time_zone = ""', "通知文件的 time_zone：没有这个时区。"),
        (without("time_zone") + 'time_zone = "../../etc/passwd"', "通知文件的 time_zone：没有这个时区。"),
        (SMALL + "tiers = 3", "通知文件的 tiers：应当是一列表项。"),
        (SMALL + "tiers = [3]", "通知文件的 tiers：应当是一列表项。"),
        (
            SMALL + '[[tiers]]\nkey = "a"\nkind = "person"\nname = "甲"',
            "通知文件的 tiers[1].quota：缺少这一项。",
        ),
        (
            SMALL + '[[tiers]]\nkey = "a"\nkind = "team"\nname = "甲"\nquota = 1',
            "通知文件的 tiers[1].kind：不在可选的值之中。",
        ),
        (
            SMALL + '[[tiers]]\nkey = "a"\nkind = "unit"\nname = "甲"\nquota = 1\nqouta = 2',
            "通知文件的 tiers[1].qouta：没有这一项；请检查拼写。",
        ),
        (
            SMALL + '[[contact_points]]\nkey = "a"\nname = "甲"\ntelephone = "1"\n' * 2,
            "通知文件的 contact_points：各项的 key 应当各不相同。",
        ),
        (
            SMALL + '[[disqualification_reasons]]\nkey = ["a"]\nwording = "甲"',
            "通知文件的 disqualification_reasons[1].key：应当是一段文字。",
        ),
        (SMALL + '[[consents]]\nkey = "a"\nwording = "甲"', "通知文件的 consents[1].required：缺少这一项。"),
        (
            SMALL + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = "many"',
            "通知文件的 criteria[1].maximum：应当是数字。",
        ),
        (
            SMALL + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = true',
            "通知文件的 criteria[1].maximum：应当是数字。",
        ),
        (
            SMALL + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = nan',
            "通知文件的 criteria[1].maximum：应当是数字。",
        ),
        (
            SMALL + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = "Infinity"',
            "通知文件的 criteria[1].maximum：应当是数字。",
        ),
        (
            SMALL + '[[round_plans]]\nkey = "a"\nname = "甲"\nreadings = 3\nmethod = "best"',
            "通知文件的 round_plans[1].method：不在可选的值之中。",
        ),
    ],
)
def test_faults(text: str, said: str) -> None:
    with pytest.raises(NoticeFault) as fault:
        parse_notice(text)
    assert str(fault.value) == said


def test_what_is_no_toml() -> None:
    with pytest.raises(NoticeFault) as fault:
        parse_notice("slug = ")
    assert fault.value.code == "not-toml"
    assert str(fault.value).startswith("通知文件不是有效的 TOML：")


def test_overrides_replace_whole_values() -> None:
    notice = parse_notice(SMALL, 'title = "秋潮"\nhosts = ["馆"]')
    assert (notice.title, notice.hosts, notice.label) == ("秋潮", ("馆",), "十周年")


def test_a_time_with_its_own_zone_is_that_moment() -> None:
    notice = parse_notice(without("closes_at") + "closes_at = 2026-08-20T10:00:00Z")
    assert notice.closes_at == datetime(2026, 8, 20, 18, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_shipped_notice_says_what_is_known_and_invents_nothing() -> None:
    notice = parse_notice(SHIPPED.read_text(encoding="utf-8"))
    assert [str(name) for name in unknowns_that_matter(notice)] == [
        "字数上限",
        "截稿时间",
        "“二等奖”的名额",
        "“三等奖”的名额",
        "联系电话",
    ]
    assert [str(name) for name in unknowns_for_judging(notice)] == ["评分项目", "“二等奖”的名额", "“三等奖”的名额"]
    assert notice.round_plans == USUAL_ROUNDS
    assert [(tier.name, tier.quota) for tier in notice.tiers] == [
        ("一等奖", 3),
        ("二等奖", None),
        ("三等奖", None),
        ("优秀组织奖", 3),
    ]
    assert (notice.mailbox, notice.word_processor, notice.opens_at, notice.is_demo) == (None, None, None, False)
    assert notice.name_pattern == "70周年-{unit}-{title}-{author}"


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, []),
        ({"word_limit": None}, ["字数上限"]),
        ({"closes_at": None}, ["截稿时间"]),
        ({"contact_points": ()}, ["联系电话"]),
        ({"consents": ()}, ["原创承诺"]),
        ({"mailbox": None, "word_processor": None, "opens_at": None, "criteria": (), "round_plans": ()}, []),
        ({"tiers": (TierAnnounced("a", "person", "一等奖", None),)}, ["“一等奖”的名额"]),
        ({"tiers": (TierAnnounced("a", "person", "一等奖", 0),)}, []),
    ],
)
def test_the_unknowns_that_matter(change: dict[str, object], missing: list[str]) -> None:
    assert [str(name) for name in unknowns_that_matter(an_announcement(**change))] == missing


def test_differences_name_the_fields_and_give_plain_values() -> None:
    before = an_announcement()
    after = replace(before, word_limit=1800, tiers=(TierAnnounced("first", "person", "一等奖", 2),))
    plain = {"share": None, "within": "all", "minimum": None}
    assert [(change.field, change.before, change.after) for change in differences(before, after)] == [
        ("word_limit", 1500, 1800),
        (
            "tiers",
            [
                {"key": "first", "kind": "person", "name": "一等奖", "quota": 1, **plain},
                {"key": "second", "kind": "person", "name": "二等奖", "quota": 2, **plain},
                {"key": "organisation", "kind": "unit", "name": "优秀组织奖", "quota": 1, **plain},
            ],
            [{"key": "first", "kind": "person", "name": "一等奖", "quota": 2, **plain}],
        ),
    ]
    assert differences(before, before) == ()
    assert {change.field for change in differences(None, before)} >= {"slug", "title", "tiers"}


def test_a_number_is_the_same_however_it_is_written() -> None:
    def with_maximum(text: str) -> CriterionAnnounced:
        return CriterionAnnounced("a", "甲", "", Decimal(1), Decimal(0), Decimal(text), Decimal("1.00"))

    before = an_announcement(criteria=(with_maximum("30"),))
    assert differences(before, replace(before, criteria=(with_maximum("30.00"),))) == ()
    assert len(differences(before, replace(before, criteria=(with_maximum("30.01"),)))) == 1
