"""Where an entry stands, in plain words, and the way it has come."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.entries.progress import Facts, Happening, standing_of, time_line
from contest.entries.states import STEPS

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CLOSES = NOW + timedelta(days=3)
DAY = timedelta(days=1)


def facts(
    state: str,
    *,
    pending: bool = False,
    is_open: bool = True,
    return_until: datetime | None = None,
    is_published: bool = False,
    prize: str = "",
) -> Facts:
    return Facts(
        state=state,
        pending=pending,
        at=NOW,
        is_open=is_open,
        closes_at=CLOSES,
        return_until=return_until,
        is_published=is_published,
        prize=prize,
    )


@pytest.mark.parametrize(
    ("given_facts", "words", "following", "until"),
    [
        (facts("draft"), "还没有提交", "核对单位、题目和作者，然后提交。", CLOSES),
        (facts("draft", is_open=False), "没有提交", "现在不收稿件，这份草稿没有提交；仍可查看和下载。", None),
        (facts("received"), "已经收到，等待审查", "不用再做什么；要换稿或撤回，请在截稿前。", CLOSES),
        (
            facts("received", pending=True),
            "已经收到，新的一稿还没有提交",
            "核对后提交新的一稿；提交之前，已收到的那一稿有效。",
            CLOSES,
        ),
        (
            facts("received", pending=True, is_open=False),
            "已经收到，等待审查",
            "不用再做什么；审查之后会给您发消息。",
            None,
        ),
        (facts("returned", return_until=NOW + DAY), "需要修改", "按意见改好，重新提交。", NOW + DAY),
        (facts("returned", return_until=NOW), "需要修改", "按意见改好，重新提交。", NOW),
        (
            facts("returned", return_until=NOW - DAY),
            "需要修改，期限已过",
            "没有按期收到修改稿；如有特殊情况，请与联系人联系。",
            None,
        ),
        (facts("eligible"), "通过审查，等待评审", "不用再做什么；评审之后公布结果。", None),
        (facts("eligible", is_published=True), "结果已经公布", "请看获奖名单。", None),
        (facts("eligible", is_published=True, prize="一等奖"), "结果已经公布：获得一等奖", "祝贺您！", None),
        (facts("eligible", prize="一等奖"), "通过审查，等待评审", "不用再做什么；评审之后公布结果。", None),
        (facts("disqualified", is_published=True), "取消参选资格", "如有疑问，请与联系人联系。", None),
        (facts("withdrawn"), "已经撤回", None, None),
    ],
)
def test_where_it_stands(given_facts: Facts, words: str, following: str | None, until: datetime | None) -> None:
    standing = standing_of(given_facts)
    assert str(standing.words) == words
    assert (str(standing.following) if standing.following else None) == following
    assert standing.until == until


@given(
    state=st.sampled_from(sorted(STEPS)),
    pending=st.booleans(),
    is_open=st.booleans(),
    is_published=st.booleans(),
    late=st.booleans(),
)
def test_every_state_has_its_words_and_no_date_that_is_over(
    state: str, pending: bool, is_open: bool, is_published: bool, late: bool
) -> None:
    until = (NOW - DAY if late else NOW + DAY) if state == "returned" else None
    standing = standing_of(
        facts(state, pending=pending, is_open=is_open, return_until=until, is_published=is_published)
    )
    assert str(standing.words)
    assert standing.until is None or standing.until >= NOW


def lines(*happenings: Happening, state: str, published_at: datetime | None = None) -> list[tuple[str, object, str]]:
    steps = time_line(happenings, state=state, published_at=published_at)
    return [(str(step.words), step.at, step.note) for step in steps]


def test_the_way_of_an_entry() -> None:
    came = [
        Happening("received", NOW, receipt="AAAA"),
        Happening("returned", NOW + DAY, "请删去署名。"),
        Happening("received", NOW + 2 * DAY, receipt="BBBB"),
        Happening("eligible", NOW + 3 * DAY),
    ]
    told = [
        ("收到，回执 AAAA", NOW, ""),
        ("退回修改", NOW + DAY, "请删去署名。"),
        ("收到新的一稿，回执 BBBB", NOW + 2 * DAY, ""),
        ("通过资格审查", NOW + 3 * DAY, ""),
    ]
    assert lines(*came, state="eligible") == [*told, ("评审", None, ""), ("公布结果", None, "")]
    assert lines(*came, state="eligible", published_at=CLOSES) == [*told, ("公布结果", CLOSES, "")]


def test_one_that_waits_for_its_examination_shows_what_is_to_come() -> None:
    to_come = [("资格审查", None, ""), ("评审", None, ""), ("公布结果", None, "")]
    assert lines(Happening("received", NOW, receipt="AAAA"), state="received") == [
        ("收到，回执 AAAA", NOW, ""),
        *to_come,
    ]
    assert lines(state="draft") == []
    assert lines(Happening("returned", NOW, "请删去署名。"), state="returned") == [("退回修改", NOW, "请删去署名。")]


def test_one_that_left_has_nothing_to_come() -> None:
    assert lines(
        Happening("received", NOW, receipt="AAAA"),
        Happening("claimed", NOW),
        Happening("withdrawn", NOW + DAY),
        state="withdrawn",
        published_at=CLOSES,
    ) == [("收到，回执 AAAA", NOW, ""), ("归到这个账号名下", NOW, ""), ("撤回", NOW + DAY, "")]
