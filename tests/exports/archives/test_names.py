"""Names that every system can unpack."""

import pytest

from contest.exports.archives.names import MOST_BYTES, NAMELESS, safe_part, unique_paths


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("70周年-所在单位-灯火-林晓.docx", "70周年-所在单位-灯火-林晓.docx"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ("..", NAMELESS),
        (".", NAMELESS),
        ("", NAMELESS),
        ("\u3000 ", NAMELESS),
        (".隐藏.docx", "隐藏.docx"),
        ("C:\\题目?.docx", "C：＼题目？.docx"),
        ('<"|*>', "＜＂｜＊＞"),
        ("末尾有点. . .", "末尾有点"),
        ("题目.docx ", "题目.docx"),
        ("灯\x00\x07\n\u202e火\u200b.docx", "灯火.docx"),
        ("\ud83d.docx", "docx"),
        ("e\u0301.txt", "é.txt"),
        ("CON", "_CON"),
        ("con.docx", "_con.docx"),
        ("com1 .txt", "_com1 .txt"),
        ("LPT³.docx", "_LPT³.docx"),
        ("CONIN$", "_CONIN$"),
        ("COM10.docx", "COM10.docx"),
        ("console.docx", "console.docx"),
        ("-rf", "-rf"),
    ],
)
def test_a_part_of_a_path_leads_nowhere_and_is_nothing_reserved(text: str, safe: str) -> None:
    assert safe_part(text) == safe


def test_a_long_part_is_cut_between_two_signs_and_keeps_its_ending() -> None:
    part = safe_part("长" * 200 + ".docx")
    assert part == "长" * 78 + ".docx"
    assert len(part.encode()) <= MOST_BYTES
    assert safe_part("长" * 100 + "." + "尾" * 20) == "长" * 80


def test_two_names_are_told_apart_without_regard_to_case() -> None:
    paths = unique_paths(
        [("甲", "A.docx"), ("甲", "a.docx"), ("乙", "a.docx"), ("甲", "a.docx"), ("a?", "b"), ("a？", "b")]
    )
    assert paths == ["甲/A.docx", "甲/a (2).docx", "乙/a.docx", "甲/a (3).docx", "a？/b", "a？/b (2)"]


def test_a_number_that_was_there_before_is_not_given_again() -> None:
    assert unique_paths([("a (2).txt",), ("a.txt",), ("a.txt",)]) == ["a (2).txt", "a.txt", "a (3).txt"]


def test_a_long_name_with_a_number_is_no_longer_than_others() -> None:
    first, second = unique_paths([("长" * 90 + ".docx",)] * 2)
    assert first != second
    assert second.endswith(" (2).docx")
    assert max(len(first.encode()), len(second.encode())) <= MOST_BYTES
