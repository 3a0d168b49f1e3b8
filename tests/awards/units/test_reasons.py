"""Each unit's sentence, and the table as a confirmed list keeps it."""

import json
from dataclasses import replace
from decimal import Decimal

from contest.awards.units.facts import UnitFacts
from contest.awards.units.scores import Decision
from contest.awards.units.table import Rules, Table, frozen, make_table, thawed
from contest.notice.announcement import UnitTermAnnounced

FORMULA = (
    UnitTermAnnounced("a", "entered", Decimal("1.00"), cap=Decimal("10.00"), tie_order=None),
    UnitTermAnnounced("b", "awarded", Decimal("5.00"), "first", tie_order=1),
    UnitTermAnnounced("c", "participation", Decimal("2.00"), cap=Decimal("20.00"), per=Decimal("10.00")),
    UnitTermAnnounced("d", "violations", Decimal("-2.00")),
    UnitTermAnnounced("e", "mark", Decimal("0.10"), per=Decimal(3)),
)
RULES = Rules("优秀组织奖", 2, FORMULA, {"first": "一等奖", "second": "二等奖"})
UNITS = (
    UnitFacts(1, "甲厂", 12, awarded={"first": 1}, head_count=40, mark=Decimal("80.00")),
    UnitFacts(2, "乙厂", 8, awarded={}, violations=1),
    UnitFacts(3, "丙厂", 6, awarded={}),
)


def said(table: Table) -> list[str]:
    return [str(row.why) for row in table.rows]


def test_the_sentence_holds_every_number() -> None:
    assert said(make_table(RULES, UNITS)) == [
        "得分21.6667（报送篇数12，封顶计10，乘1得10、“一等奖”篇数1乘5得5、参与率（报送篇数÷人数）30，封顶计20，每10计2，得4、"
        "取消资格篇数0乘-2得0、评委会评分80，每3计0.1，得2.6667），第1名，在优秀组织奖的2个名额内",
        "得分6（报送篇数8乘1得8、“一等奖”篇数0乘5得0、参与率（报送篇数÷人数）没有数据，不计分、取消资格篇数1乘-2得-2、"
        "评委会评分没有数据，不计分），第2名，2个单位同分，优秀组织奖只余1个名额，等待决定",
        "得分6（报送篇数6乘1得6、“一等奖”篇数0乘5得0、参与率（报送篇数÷人数）没有数据，不计分、取消资格篇数0乘-2得0、"
        "评委会评分没有数据，不计分），第2名，2个单位同分，优秀组织奖只余1个名额，等待决定",
    ]


def endings(table: Table) -> list[str]:
    return [sentence.rpartition("），")[2] for sentence in said(table)]


def test_the_sentence_says_what_a_decision_did() -> None:
    assert endings(make_table(RULES, UNITS, tie=Decision(frozenset({3}), "抽查合格", frozenset({2, 3})))) == [
        "第1名，在优秀组织奖的2个名额内",
        "第2名，名额边界同分，经决定未列入优秀组织奖：抽查合格",
        "第2名，名额边界同分，经决定列入优秀组织奖：抽查合格",
    ]
    one = replace(RULES, quota=1)
    assert endings(make_table(one, UNITS, override=Decision(frozenset({2}), "带动周边"))) == [
        "第1名，按得分在优秀组织奖的1个名额内，经决定未列入：带动周边",
        "第2名，按得分不在优秀组织奖的1个名额内，经决定列入：带动周边",
        "第2名，不在优秀组织奖的1个名额内",
    ]


def test_the_sentence_says_which_number_parted_equals() -> None:
    units = [replace(UNITS[1], violations=0), replace(UNITS[2], entered=3, awarded={"first": 1})]
    assert endings(make_table(RULES, units)) == [
        "同分按“一等奖”篇数排列，第1名，在优秀组织奖的2个名额内",
        "同分按“一等奖”篇数排列，第2名，在优秀组织奖的2个名额内",
    ]


def test_without_a_formula_there_are_numbers_and_no_places() -> None:
    table = make_table(replace(RULES, formula=()), UNITS)
    assert [(row.facts.name, row.place, row.total, row.why) for row in table.rows] == [
        (one.name, None, None, None) for one in UNITS
    ]
    assert (table.chosen, table.most, table.allocation) == (frozenset(), 2, None)


def test_what_a_confirmed_list_keeps_comes_back_as_it_was() -> None:
    table = make_table(RULES, UNITS, tie=Decision(frozenset({2, 3}), "并列", frozenset({2, 3})))
    back = thawed(json.loads(json.dumps(frozen(table))))
    assert (back.rules, back.chosen, back.most) == (RULES, frozenset({1, 2, 3}), 3)
    assert [replace(row, why=None) for row in back.rows] == [replace(row, why=None) for row in table.rows]
    assert said(back) == said(table)
