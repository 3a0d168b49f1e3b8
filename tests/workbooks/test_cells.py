"""What goes into a cell is what the person wrote, and stays text."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.workbooks.cells import (
    CELL_LIMIT,
    CUT_MARK,
    TITLE_LIMIT,
    SafeText,
    is_plain,
    safe_text,
    safe_value,
    sheet_titles,
    unescaped,
    visible,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
moment = datetime.fromisoformat


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("=1+1", True),
        ("=", True),
        ("+86 21", True),
        ("-1+2", True),
        ("@SUM(A1)", True),
        ("＝1+1", True),
        ("#N/A", True),
        ("#70周年", True),
        ("'引文", True),
        ("守岛人", False),
        ("1+1=2", False),
        (" =1+1", False),
        ("——献给老连长", False),
        ("", False),
    ],
)
def test_text_that_excel_would_take_for_something_else_is_quoted(text: str, quoted: bool) -> None:
    assert safe_text(text) == SafeText(text, quoted)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("第一行\n第二行\t完", "第一行\n第二行\t完"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("潮\x00声\x0b\x1f", "潮␀声␋␟"),
        ("半个\ud83d字", "半个\ufffd字"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("_x0041_", "_x005F_x0041_"),
        ("file_x1.docx", "file_x1.docx"),
        ("\u3000\u3000段首空两格", "\u3000\u3000段首空两格"),
        ("𠮷野", "𠮷野"),
    ],
)
def test_every_character_is_written_or_seen_to_be_replaced(text: str, written: str) -> None:
    assert safe_text(text) == SafeText(written, quoted=False)


def test_a_text_as_long_as_a_cell_is_not_cut() -> None:
    assert safe_text("海" * CELL_LIMIT) == SafeText("海" * CELL_LIMIT, quoted=False)


@pytest.mark.parametrize("sign", ["海", "𠮷"])
def test_a_longer_text_is_cut_with_a_mark_that_tells_its_length(sign: str) -> None:
    mark = CUT_MARK % 40_000
    kept = (CELL_LIMIT - len(mark)) // utf16_units(sign)
    assert safe_text(sign * 40_000) == SafeText(sign * kept + mark, quoted=False, kept=kept)


def test_what_looks_like_an_escape_is_never_cut_in_two() -> None:
    safe = safe_text("_x0041_" * 6_000)
    mark = CUT_MARK % 42_000
    assert safe.kept is not None
    assert utf16_units(safe.text) <= CELL_LIMIT
    assert unescaped(safe.text) == ("_x0041_" * 6_000)[: safe.kept] + mark


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("=_x0041F\r\n"))))
@settings(deadline=None, max_examples=300)
def test_text_comes_back_as_it_is_seen(text: str) -> None:
    assert unescaped(safe_text(text).text) == visible(text)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("=#_x0041"))))
@settings(deadline=None, max_examples=300)
def test_plain_text_needs_no_care(text: str) -> None:
    if is_plain(text):
        assert safe_text(text) == SafeText(text, quoted=False)


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("第一行_x000D_\n第二行", "第一行\n第二行"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ufffd"),
        ("a_x0000_b", "a␀b"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x00_", "_x00_"),
    ],
)
def test_escapes_of_a_file_are_undone(stored: str, text: str) -> None:
    assert unescaped(stored) == text


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        (None, None),
        (True, True),
        (0, 0),
        (999_999_999_999_999, 999_999_999_999_999),
        (310_101_195_508_010_011, "310101195508010011"),
        (-1_000_000_000_000_000, "-1000000000000000"),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (Decimal("92.35"), Decimal("92.35")),
        (Decimal("NaN"), "NaN"),
        (date(2025, 8, 20), date(2025, 8, 20)),
        (date(1900, 2, 28), "1900-02-28"),
        (moment("2025-08-20T18:00:00"), moment("2025-08-20T18:00:00")),
        (datetime(2025, 8, 20, 16, 30, tzinfo=UTC), moment("2025-08-21T00:30:00")),
        (moment("2025-08-20T23:59:59.700"), moment("2025-08-20T23:59:59")),
        (moment("1899-12-31T12:00:00"), "1899-12-31 12:00:00"),
    ],
)
def test_values_keep_what_they_say(value: object, safe: object) -> None:
    written = safe_value(value, SHANGHAI)  # type: ignore[arg-type]
    assert (written, type(written)) == (safe, type(safe))


def test_a_value_that_no_cell_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="a cell can't hold a timedelta"):
        safe_value(timedelta(hours=1), SHANGHAI)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (["得分", "得分", "得分"], ["得分", "得分（2）", "得分（3）"]),
        (["Marks", "MARKS"], ["Marks", "MARKS（2）"]),
        (["初评/复评", "[草稿]*?:\\"], ["初评／复评", "［草稿］＊？：＼"]),
        (["", "  ", "'"], ["工作表", "工作表（2）", "工作表（3）"]),
        (["'甲'"], ["甲"]),
        (["History"], ["History（2）"]),
        (["一\x00二\n三"], ["一␀二 三"]),
        (["潮" * 40, "潮" * 50], ["潮" * 31, "潮" * 28 + "（2）"]),
        (["𠮷" * 16], ["𠮷" * 15]),
    ],
)
def test_sheet_titles_are_legal_and_unique(wanted: list[str], titles: list[str]) -> None:
    assert sheet_titles(wanted) == titles


@given(st.lists(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab'/:[潮"))), max_size=6))
@settings(deadline=None, max_examples=200)
def test_any_titles_are_made_legal_and_unique(wanted: list[str]) -> None:
    titles = sheet_titles(wanted)
    assert len({title.casefold() for title in titles}) == len(wanted)
    for title in titles:
        assert 0 < utf16_units(title) <= TITLE_LIMIT
        assert not set(title) & set("\\/*?:[]")
        assert title[0] != "'" != title[-1]
