"""What went, what came, what stayed: both texts can be read out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.exports.anthology import differences as room
from contest.exports.anthology.differences import Kind, Line, Stretch, differences, is_changed

TEXTS = st.text(st.sampled_from("灯火 ab1\n"), max_size=40)


def side(lines: tuple[Line, ...], other: Kind) -> list[str]:
    """Give the lines of one text, without those of which nothing stands in it."""
    read = ["".join(one.text for one in line if one.kind is not other) for line in lines]
    return [text for text in read if text]


def shown(before: str, after: str) -> list[str]:
    marks = {Kind.KEPT: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "[+{}+]"}
    return ["".join(marks[one.kind].format(one.text) for one in line) for line in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("灯火", "灯火", ["灯火"]),
        ("夜里，灯亮了。", "夜里，江上的灯亮了。", ["夜里，[+江上的+]灯亮了。"]),
        ("灯亮了。", "灯灭了。", ["灯[-亮-][+灭+]了。"]),
        ("起\n承\n转", "起\n转", ["起", "[-承-]", "转"]),
        ("起\n转", "起\n承\n转", ["起", "[+承+]", "转"]),
        ("red lamp", "red lamps", ["red [-lamp-][+lamps+]"]),
        ("", "灯", ["[+灯+]"]),
        ("江上有灯。", "人都走了。", ["[-江上有灯。-][+人都走了。+]"]),
    ],
)
def test_words_that_differ_are_marked(before: str, after: str, lines: list[str]) -> None:
    assert shown(before, after) == lines


@given(TEXTS, TEXTS)
def test_both_texts_stand_in_it(before: str, after: str) -> None:
    lines = differences(before, after)
    assert side(lines, Kind.NEW) == [line for line in before.split("\n") if line]
    assert side(lines, Kind.GONE) == [line for line in after.split("\n") if line]
    assert any(map(is_changed, lines)) == (before != after)


def test_lines_too_long_to_hold_against_each_other_are_given_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_MOST", 3)
    assert differences("灯火", "灯下") == ((Stretch(Kind.GONE, "灯火"), Stretch(Kind.NEW, "灯下")),)
