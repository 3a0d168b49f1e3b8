"""The rules of a round in words."""

from decimal import Decimal
from typing import Any

import pytest

from contest.judging.rules_in_words import rules_in_words
from contest.notice.announcement import RoundAnnounced


def said(before: str = "", *, readings: int = 2, method: str = "mean", **rules: Any) -> str:
    return "；".join(map(str, rules_in_words(RoundAnnounced("final", "终评", readings, method, **rules), before)))


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({}, "评全部通过审查的作品；每篇评 2 次；得分是平均分"),
        ({"readings": 0, "method": "ranks"}, "评全部通过审查的作品；每位评委评每一篇；得分由名次算出"),
        (
            {"groups": 3, "method": "trimmed", "far_apart": Decimal("15.000")},
            "评全部通过审查的作品；每篇评 2 次；分 3 组评审；得分是去掉一个最高分和一个最低分后的平均分；"
            "分数相差超过 15 分的可以加评",
        ),
        (
            {"readings": 0, "method": "votes", "votes": 3, "secret": True, "threshold": Decimal("66.5")},
            "评全部通过审查的作品；每位评委评每一篇；每位评委无记名投 3 票；得票达到评委人数的 66.5% 才入选",
        ),
    ],
)
def test_the_first_round(rules: dict[str, Any], words: str) -> None:
    assert said(**rules) == words


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            {"takes": "number", "takes_figure": Decimal(60), "keeps_marks": True, "method": "severity"},
            "取初评的前 60 名，最后一名有并列时都进入；每篇再评 2 次；前面的分数一起算；得分是校正宽严后的平均分",
        ),
        (
            {"takes": "share", "takes_figure": Decimal("12.500"), "takes_per_group": True, "ties": "none"},
            "取初评每组的前 12.5%，最后一名有并列时都不进入；每篇评 2 次；得分是平均分",
        ),
        (
            {"takes": "mark", "takes_figure": Decimal(80), "method": "median"},
            "取初评得分不低于 80 的作品；每篇评 2 次；得分是中位数",
        ),
        (
            {"takes": "prizes", "takes_figure": Decimal(3), "readings": 5, "keeps_marks": True},
            "取初评的前若干名，篇数是个人奖名额的 3 倍，最后一名有并列时都进入；每篇再评 5 次；前面的分数一起算；"
            "得分是平均分",
        ),
        ({"method": "votes", "votes": 2}, "评全部通过审查的作品；每篇评 2 次；每位评委记名投 2 票"),
    ],
)
def test_a_later_round_says_what_it_takes_of_the_one_before(rules: dict[str, Any], words: str) -> None:
    assert said("初评", **rules) == words
