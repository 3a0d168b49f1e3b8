"""The words of the search box: what was typed, and what it means."""

from datetime import date

import pytest

from contest.comparisons import Comparison
from contest.screening.searching.meanings import (
    Condition,
    Day,
    Listed,
    Measure,
    Search,
    Sort,
    Text,
)
from contest.screening.searching.reading import LONGEST, MOST, read_search, with_sort, with_state
from contest.screening.searching.vocabulary import TERMS, USUAL_COLUMNS, Key

TODAY = date(2025, 11, 29)


def read(typed: str, *, english: bool = False) -> Search:
    return read_search(typed, today=TODAY, english=english)


def faults(typed: str, *, english: bool = False) -> list[tuple[str, str]]:
    return [(part.written, str(part.fault)) for part in read(typed, english=english).faults]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("灯火", Text(None, "灯火")),
        ("-灯火", Text(None, "灯火", negated=True)),
        ("－灯火", Text(None, "灯火", negated=True)),
        ("状态:待审", Listed(Key.STATE, ("received",))),
        ("状态：待审，退回", Listed(Key.STATE, ("received", "returned"))),
        ("-状态:通过", Listed(Key.STATE, ("eligible",), negated=True)),
        ('单位:"潮声 纪念馆"', Text(Key.UNIT, "潮声 纪念馆")),
        ("单位：“潮声 纪念馆”", Text(Key.UNIT, "潮声 纪念馆")),
        ("单位＝＂潮声＂", Text(Key.UNIT, "潮声", exact=True)),
        ("作者:林", Text(Key.AUTHOR, "林")),
        ("体裁:散文", Text(Key.GENRE, "散文")),
        ("字数>3000", Measure(Key.WORDS, Comparison.MORE, 3000)),
        ("字数<=3000", Measure(Key.WORDS, Comparison.AT_MOST, 3000)),
        ("字数≤3,000", Measure(Key.WORDS, Comparison.AT_MOST, 3000)),
        ("字数：＞＝３０００字", Measure(Key.WORDS, Comparison.AT_LEAST, 3000)),
        ("字数:3000", Measure(Key.WORDS, Comparison.IS, 3000)),
        ("-字数>3000", Measure(Key.WORDS, Comparison.MORE, 3000, negated=True)),
        ("字数:超", Listed(Key.WORDS, ("over",))),
        ("收稿>=2025-08-01", Day(Comparison.AT_LEAST, date(2025, 8, 1))),
        ("收稿:2025年8月1日", Day(Comparison.IS, date(2025, 8, 1))),
        ("收稿<2025/8/1", Day(Comparison.LESS, date(2025, 8, 1))),
        ("收稿>=8-01", Day(Comparison.AT_LEAST, date(2025, 8, 1))),
        ("收稿>=12.20", Day(Comparison.AT_LEAST, date(2024, 12, 20))),
        ("收稿>=2-29", Day(Comparison.AT_LEAST, date(2024, 2, 29))),
        ("收稿:昨天", Day(Comparison.IS, date(2025, 11, 28))),
        ("雷同>=50", Measure(Key.COPIED, Comparison.AT_LEAST, 50)),
        ("雷同:疑似", Listed(Key.COPIED, ("suspected",))),
        ("版式:有问题", Listed(Key.LAYOUT, ("advise",))),
        ("密级:有", Listed(Key.SECRECY, ("yes",))),
        ("异议:没有", Listed(Key.OBJECTION, ("no",))),
        ("途径:邮件", Listed(Key.WAY, ("mail",))),
        ("提示:职务、同一文件", Listed(Key.FLAG, ("office", "identical"))),
        ("flag:none", Listed(Key.FLAG, ("no",))),
        ("决定:退回", Listed(Key.DECISION, ("return",))),
        ("审稿:王", Text(Key.SCREENER, "王")),
        ("回执:2025", Text(Key.RECEIPT, "2025")),
        ("检查:无法读取", Listed(Key.CHECK, ("unreadable",))),
        ("state:waiting", Listed(Key.STATE, ("received",))),
        ("Unit:harbour", Text(Key.UNIT, "harbour")),
        ("ＷＯＲＤＳ＞3000", Measure(Key.WORDS, Comparison.MORE, 3000)),
        ('"春天：我的连队"', Text(None, "春天：我的连队")),
        ("说“好”", Text(None, "说“好”")),
        ('"没有关上 的引号', Text(None, "没有关上 的引号")),
        ("<script>", Text(None, "<script>")),
    ],
)
def test_a_piece_and_what_it_means(typed: str, meant: Condition) -> None:
    search = read(typed)
    assert (search.conditions, search.faults) == ((meant,), ())


def test_conditions_stand_beside_each_other_with_any_blanks() -> None:
    search = read("  状态:待审　字数>1000\n字数<2000 灯 ")
    assert search.conditions == (
        Listed(Key.STATE, ("received",)),
        Measure(Key.WORDS, Comparison.MORE, 1000),
        Measure(Key.WORDS, Comparison.LESS, 2000),
        Text(None, "灯"),
    )
    assert search.text == "状态:待审 字数>1000 字数<2000 灯"


def test_an_empty_box_asks_for_everything() -> None:
    search = read("　")
    assert (search.text, search.conditions, search.sorts, search.columns) == ("", (), (), USUAL_COLUMNS)


def test_order_and_columns_are_said_in_the_box_too() -> None:
    search = read("排序:-雷同,收稿 列:单位、字数，状态")
    assert search.sorts == (Sort(Key.COPIED, descending=True), Sort(Key.RECEIVED))
    assert search.columns == (Key.TITLE, Key.UNIT, Key.WORDS, Key.STATE)
    assert read("sort:-words columns:unit").sorts == (Sort(Key.WORDS, descending=True),)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
def test_everything_that_can_be_asked_is_a_column_in_both_languages(term: object) -> None:
    for name in (term.name.chinese, term.name.english):  # type: ignore[attr-defined]
        assert read(f"列:{name}").columns == tuple(dict.fromkeys((Key.TITLE, term.key)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
def test_every_listed_value_is_known_in_both_languages(term: object) -> None:
    for choice in term.choices:  # type: ignore[attr-defined]
        for name in (term.name.chinese, term.name.english):  # type: ignore[attr-defined]
            for value in (choice.name.chinese, choice.name.english, *choice.name.also):
                assert read(f"{name}:{value}").conditions == (Listed(term.key, (choice.value,)),)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("体材:散文", "没有“体材”这个条件，是不是“体裁”？要找这几个字，请加上引号。"),
        (
            "致：父亲",
            "没有“致”这个条件。可以用：题目、作者、单位、状态、字数、收稿、雷同、提示、版式、密级、异议、检查、体裁、途径、"
            "决定、审稿、回执、排序、列。要找这几个字，请加上引号。",
        ),
        ("状态:在审", "“状态”不能是“在审”。可以写：待审、退回、通过、取消资格、全部。"),
        ("状态:待审,在审", "“状态”不能是“待审,在审”。可以写：待审、退回、通过、取消资格、全部。"),
        ("字数>很多", "“很多”读不成数字。可以写：字数>3000、字数<=3000，或者 字数:超。"),
        ("收稿:13-45", "“13-45”读不成日期。可以写：收稿>=8-01、收稿:2025-08-01。"),
        ("收稿:1025-01-01", "“1025-01-01”读不成日期。可以写：收稿>=8-01、收稿:2025-08-01。"),
        ("单位>3", "“单位”不能比大小，请写 单位:…。"),
        ("单位:", "“单位”后面还没有写内容。"),
        ('单位:""', "“单位”后面还没有写内容。"),
        ("排序:", "“排序”后面还没有写内容。"),
        ("排序:长短", "“排序”不能是“长短”。可以写：收稿、字数、雷同、题目、作者、单位。"),
        (
            "列:封面",
            "“列”不能是“封面”。可以写：题目、作者、单位、状态、字数、收稿、雷同、提示、版式、密级、异议、检查、体裁、途径、"
            "决定、审稿、回执。",
        ),
        ("-排序:字数", "“排序”前面不能有减号。"),
    ],
)
def test_what_is_not_understood_is_said_with_what_is_possible(typed: str, said: str) -> None:
    search = read(f"灯火 {typed} 作者:林")
    assert faults(f"灯火 {typed} 作者:林") == [(typed, said)]
    assert search.text == f"灯火 {typed} 作者:林"
    assert search.conditions == (Text(None, "灯火"), Text(Key.AUTHOR, "林"))


def test_what_is_possible_is_said_in_english_names_to_who_reads_english() -> None:
    assert faults("状态:在审", english=True) == [
        ("状态:在审", "“state”不能是“在审”。可以写：waiting、returned、passed、disqualified、all。")
    ]
    assert faults("unti:x", english=True) == [
        ("unti:x", "没有“unti”这个条件，是不是“unit”？要找这几个字，请加上引号。")
    ]


def test_a_known_column_beside_an_unknown_one_is_shown() -> None:
    search = read("列:字数,封面")
    assert (search.columns, [part.written for part in search.faults]) == ((Key.TITLE, Key.WORDS), ["列:字数,封面"])


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("收稿>=8-01", "“8-01”按 2025-08-01 算。"),
        ("收稿:今天", "“今天”按 2025-11-29 算。"),
        ("收稿:2025-8-1", None),
    ],
)
def test_a_day_without_its_year_says_which_it_is_taken_for(typed: str, note: str | None) -> None:
    assert [str(one) for one in read(typed).notes] == ([note] if note else [])


def test_a_search_that_never_ends_is_read_up_to_its_limit_and_kept() -> None:
    typed = " ".join(f"字{number}" for number in range(MOST + 5))
    search = read(typed)
    assert len(search.conditions) == MOST
    assert faults(typed) == [("字20 字21 字22 字23 字24", "条件太多，只看了前 20 个。")]
    assert search.text == typed
    long = read("长" * (LONGEST + 7))
    assert (long.conditions, [len(part.written) for part in long.faults]) == ((Text(None, "长" * LONGEST),), [7])


def test_signs_that_can_not_be_seen_are_no_part_of_a_search() -> None:
    assert read("灯\x00火\u200b").conditions == (Text(None, "灯火"),)


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("", "状态:通过"),
        ("状态:待审", "状态:通过"),
        ("灯火 -状态:待审 体材:散文 排序:-字数", "状态:通过 灯火 体材:散文 排序:-字数"),
        ("state:all 单位:“潮声 纪念馆”", "状态:通过 单位:“潮声 纪念馆”"),
    ],
)
def test_another_state_leaves_all_else_as_it_was_typed(typed: str, changed: str) -> None:
    assert with_state(read(typed), "eligible") == changed


def test_another_order_leaves_all_else_as_it_was_typed() -> None:
    search = read("状态：待审 排序:字数 列:字数 灯")
    assert with_sort(search, Sort(Key.COPIED, descending=True)) == "状态：待审 列:字数 灯 排序:-雷同"
    assert with_sort(search, Sort(Key.WORDS), english=True) == "状态：待审 列:字数 灯 sort:words"


def test_the_states_of_a_search() -> None:
    assert read("状态:待审 灯").states == {"received"}
    assert read("-状态:待审").states == frozenset()
    assert (read("灯").asks_for_state, read("-状态:待审").asks_for_state) == (False, True)
    assert (read("状态:待审 排序:字数").is_narrowed, read("状态:待审 灯").is_narrowed) == (False, True)


@pytest.mark.parametrize(
    "typed", [":", "::", '"', '""', "-", "--", ">=", "字数>=", "=5", "字数:>", "“", "列:,", "排序:-", "：" * 60]
)
def test_no_scrap_of_a_search_is_a_failure(typed: str) -> None:
    search = read(typed)
    assert search.text == typed
    assert [part.written for part in search.parts] == [typed]
