"""What changed, in words."""

import pytest

from contest.ledger.wording import Change, changes


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"version": 1, "size": 14183}, [Change("版本", "", "1"), Change("字节数", "", "14183")]),
        ({"state": "draft"}, {"state": "received"}, [Change("状态", "草稿", "已收稿")]),
        ({"everywhere": []}, {"everywhere": ["低耦合”"]}, [Change("全文遮盖", "", "低耦合”")]),
        ({"name": "一厂"}, {}, [Change("名称", "一厂", "")]),
        ({}, {"agreed": {"original": True, "print": False}}, [Change("承诺与授权", "", "original 是、print 否")]),
        ({}, {"parent": None}, [Change("上级单位", "", "")]),
        ({}, {"awards": [["first", "e1"], ["first", "e2"]]}, [Change("获奖", "", "first、e1、first、e2")]),
        ({}, {"state": "waiting"}, [Change("状态", "", "waiting")]),
        ({}, {"tiers.first.quota": 3}, [Change("tiers.first.quota", "", "3")]),
    ],
)
def test_what_changed_is_said_thing_by_thing(
    before: dict[str, object], after: dict[str, object], said: list[Change]
) -> None:
    assert changes(before, after) == said
