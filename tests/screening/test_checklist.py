"""What the machine says to each point, and what a person's answers come to."""

from dataclasses import replace

import pytest

from contest.notice.announcement import POINTS
from contest.phrases import Phrase
from contest.screening.checklist import Answered, Facts, Said, failing, points_of, unanswered, unopposed

FACTS = Facts(
    is_read=True,
    secrecy="",
    words=1200,
    word_limit=1500,
    asks_layout=True,
    layout="pass",
    findings=0,
    is_compared=True,
    highest=None,
    past=None,
    sign_off="郑主任（政治处主任）2025-08-01",
    most_per_author=2,
    most_per_entrant=3,
    same_author=1,
    namesakes=1,
    of_entrant=1,
)
"""A flawless entry of a bundle, in a contest that states everything."""

PRINTED = Phrase("与往届同题。")


def said(facts: Facts) -> dict[str, tuple[str, str]]:
    return {point.key: (point.said, str(point.evidence)) for point in points_of(tuple(POINTS), facts)}


def test_a_flawless_entry() -> None:
    assert said(FACTS) == {
        "topic": ("unclear", "要读过才知道。"),
        "truth": ("unclear", "要读过才知道。"),
        "original": ("yes", "没有发现雷同。"),
        "secrecy": ("yes", "没有找到密级字样。"),
        "words": ("yes", "字数 1200，上限 1500 字。"),
        "layout": ("yes", "版式符合公文格式。"),
        "sign-off": ("yes", "郑主任（政治处主任）2025-08-01签发。"),
        "cap": ("yes", "没有超过规定的篇数。"),
    }


@pytest.mark.parametrize(
    ("change", "key", "expected"),
    [
        ({"is_compared": False}, "original", ("unclear", "还没有比对完。")),
        ({"highest": 49.6}, "original", ("unclear", "与别的文稿有相同的段落，最重一处的分量 50。")),
        ({"highest": 50.0}, "original", ("no", "与别的文稿有相同的段落，最重一处的分量 50。")),
        ({"past": PRINTED}, "original", ("unclear", "与往届同题。")),
        ({"past": PRINTED, "is_compared": False, "highest": 49.6}, "original", ("unclear", "与往届同题。")),
        (
            {"past": PRINTED, "highest": 50.0},
            "original",
            ("no", "与别的文稿有相同的段落，最重一处的分量 50。"),
        ),
        ({"secrecy": "机密★10年"}, "secrecy", ("no", "文稿上有“机密★10年”字样。")),
        ({"is_read": False}, "secrecy", ("unclear", "文件还没有读出来。")),
        ({"words": None}, "words", ("unclear", "字数还没有统计出来。")),
        ({"words": 1501}, "words", ("yes", "字数 1501，上限 1500 字，多出的 1 字在统计误差之内。")),
        ({"words": 2000}, "words", ("no", "字数 2000，超出上限 1500 字 500 字，请酌情删减。")),
        ({"layout": ""}, "layout", ("unclear", "版式没有检查。")),
        ({"layout": "advise", "findings": 3}, "layout", ("no", "版式有 3 处与公文格式不同。")),
        ({"sign_off": ""}, "sign-off", ("no", "没有单位签发的记录。")),
        ({"same_author": 3, "namesakes": 3}, "cap", ("no", "同单位的同名作者共 3 篇，最多 2 篇。")),
        ({"of_entrant": 4}, "cap", ("no", "这位投稿人共 4 篇，最多 3 篇。")),
        ({"namesakes": 3}, "cap", ("unclear", "同名作者共 3 篇，最多 2 篇；是不是同一个人，请核对。")),
        ({"namesakes": 2}, "cap", ("yes", "没有超过规定的篇数。")),
        ({"most_per_author": None, "namesakes": 9}, "cap", ("yes", "没有超过规定的篇数。")),
    ],
)
def test_what_speaks_against_a_point(change: dict[str, object], key: str, expected: tuple[str, str]) -> None:
    assert said(replace(FACTS, **change))[key] == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"word_limit": None}, "words"),
        ({"asks_layout": False}, "layout"),
        ({"sign_off": None}, "sign-off"),
        ({"most_per_author": None, "most_per_entrant": None}, "cap"),
    ],
)
def test_what_the_contest_does_not_state_is_not_asked(change: dict[str, object], key: str) -> None:
    assert set(said(replace(FACTS, **change))) == set(POINTS) - {key}  # type: ignore[arg-type]


def test_only_the_points_of_the_notice_are_asked_in_their_order() -> None:
    assert [point.key for point in points_of(("cap", "topic"), FACTS)] == ["topic", "cap"]
    assert points_of((), FACTS) == ()


def test_answers() -> None:
    points = points_of(("topic", "secrecy", "words"), replace(FACTS, secrecy="机密"))
    assert unopposed(points) == {"topic": Answered(holds=True), "words": Answered(holds=True)}
    answers = {**unopposed(points), "words": Answered(holds=False, note="太长")}
    assert [point.key for point in unanswered(points, answers)] == ["secrecy"]
    assert [point.key for point in failing(points, answers)] == ["words"]
    assert (points[1].said, str(points[1].name)) == (Said.NO, "没有密级字样")
