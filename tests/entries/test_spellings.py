"""Small pure rules: receipt numbers, units, authors, the check list."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.entries.authors import authors_of, sought_names
from contest.entries.checks import Check, name_checks, proposed_name, words_check
from contest.entries.receipts import ALPHABET, new_number, read_number
from contest.entries.units.spelling import unit_key
from contest.notice.pattern import parse_rule
from contest.phrases import Phrase

RULE = parse_rule("十周年-{unit}-{title}-{author}", (".docx",))


def test_a_number_is_three_groups_of_clear_signs() -> None:
    numbers = {new_number() for _ in range(500)}
    assert len(numbers) == 500
    for number in numbers:
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", number)
    assert set("".join(numbers)) - {"-"} == set(ALPHABET)
    assert len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0123-4567-89AB", "0123-4567-89AB"),
        ("0123456789ab", "0123-4567-89AB"),
        (" 0123 4567 89ab ", "0123-4567-89AB"),
        ("O123-4567-89AB", "0123-4567-89AB"),
        ("oI23-4567-89aB", "0123-4567-89AB"),
        ("0l23-4567-89aB", "0123-4567-89AB"),
        ("0123-4567-89A", None),
        ("0123-4567-89ABC", None),
        ("0123-4567-89AU", None),
        ("", None),
        ("回执", None),
    ],
)
def test_a_number_as_somebody_types_it(typed: str, read: str | None) -> None:
    assert read_number(typed) == read


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(ALPHABET), min_size=12, max_size=12).map("".join))
def test_any_spelling_of_a_number_is_that_number(signs: str) -> None:
    number = f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
    for spelled in (number, signs, number.lower(), number.replace("0", "O"), number.replace("1", "l")):
        assert read_number(spelled) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("潮声纪念馆", "潮声 纪念馆"),
        ("潮声纪念馆", "　潮声纪念馆　"),
        ("93号研究所", "９３号研究所"),
        ("ABC厂", "abc厂"),
        ("第一（分）厂", "第一(分)厂"),
    ],
)
def test_spellings_of_one_unit(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other)


def test_other_units_stay_apart_and_keys_fit() -> None:
    assert unit_key("第一中学") != unit_key("第二中学")
    assert len(unit_key("长" * 200)) == 120


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("林晓", ("林晓",)),
        ("林晓、周行", ("林晓", "周行")),
        ("林晓,周行，吴一", ("林晓", "周行", "吴一")),
        ("林晓;周行；吴一/郑二", ("林晓", "周行", "吴一", "郑二")),
        ("林晓 周行", ("林晓", "周行")),
        ("林 晓", ("林 晓",)),
        ("John Smith", ("John Smith",)),
        ("John Smith & Mary Jones", ("John Smith", "Mary Jones")),
        (" 、林晓、 ", ("林晓",)),
        ("林晓舟（执笔）、周行", ("林晓舟", "周行")),
        ("林晓舟〔上海〕", ("林晓舟",)),
        ("（林晓舟）", ("（林晓舟）",)),
        ("作者：林晓舟", ("林晓舟",)),
        ("文/林晓舟", ("林晓舟",)),
        ("李文/林晓", ("李文", "林晓")),
        ("第一作者：林晓 第二作者：周行", ("林晓", "周行")),
        ("1.林晓 2.周行", ("林晓", "周行")),
        ("林晓舟和周行", ("林晓舟", "周行")),
        ("林晓、周行舟与吴一及郑二", ("林晓", "周行舟", "吴一", "郑二")),
        ("孙中和与李四", ("孙中和", "李四")),
        ("李和平", ("李和平",)),
        ("林晓舟等", ("林晓舟",)),
        ("林晓等三人", ("林晓",)),
        ("林 晓舟", ("林 晓舟",)),
        ("林晓 舟", ("林晓 舟",)),
        ("欧阳 建国", ("欧阳 建国",)),
        ("周行　林　晓", ("周行", "林 晓")),
        ("林　晓　周行", ("林 晓", "周行")),
        ("", ()),
    ],
)
def test_several_authors_in_one_field(field: str, names: tuple[str, ...]) -> None:
    assert authors_of(field) == names


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("", ()),
        ("林晓舟", ("林晓舟",)),
        ("林晓舟（执笔，女）、周行〔上海〕", ("林晓舟", "周行")),
        ("林晓舟（江苏省）", ("林晓舟",)),
        ("林晓舟，男", ("林晓舟",)),
        ("江声（林晓舟）", ("江声", "林晓舟")),
        ("江声（本名：阿勒泰·江）", ("江声", "阿勒泰·江")),
        ("（林晓舟）", ("（林晓舟）", "林晓舟")),
        ("林晓舟-周行之", ("林晓舟-周行之", "林晓舟", "周行之")),
        ("林晓舟.周行之", ("林晓舟.周行之", "林晓舟", "周行之")),
        ("Lin Xiaozhou 林晓舟", ("Lin Xiaozhou 林晓舟", "Lin Xiaozhou", "林晓舟")),
        ("林 晓舟", ("林 晓舟", "晓舟", "林晓舟")),
        ("林晓 周行", ("林晓", "周行", "林晓周行")),
        ("欧阳 建国", ("欧阳 建国", "欧阳", "建国", "欧阳建国")),
        ("林 晓 舟", ("林 晓 舟",)),
        ("李 强 王 芳", ("李 强 王 芳", "李强", "强王", "王芳")),
    ],
)
def test_a_blind_copy_seeks_every_form_of_a_name(field: str, names: tuple[str, ...]) -> None:
    assert sought_names(field) == names


@given(st.text("张三丰李四光等和与、（）()作者：. 　-欧阳A b", max_size=16))
def test_all_authors_are_sought(field: str) -> None:
    sought = sought_names(field)
    assert {name for name in authors_of(field) if sum(map(str.isalnum, name)) > 1} <= set(sought)
    assert len(set(sought)) == len(sought)


# --- the check list -----------------------------------------------------------------------------------------------


def shown(checks: list[Check]) -> list[tuple[str, str]]:
    return [(check.state, str(check.phrase)) for check in checks]


def test_a_name_by_the_rule_is_good() -> None:
    assert shown(name_checks("十周年-潮声纪念馆-灯火-林晓.docx", RULE)) == [("ok", "文件名符合命名规则。")]


FILL_IN = "文件名不必改：填好单位、题目和作者后，系统会按规则命名。"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "十周年_潮声纪念馆_灯火_林晓.docx",
            f"从文件名读出所在单位“潮声纪念馆”、作品题目“灯火”、作者姓名“林晓”。{FILL_IN}",
        ),
        ("我的文章.docx", "从文件名读不出单位、题目和作者。文件名不必改：填好这三项后，系统会按规则命名。"),
        ("~$周年.docx", "这是办公软件或系统留下的临时文件，请选择稿件本身。"),
    ],
)
def test_another_name_gets_one_line(name: str, line: str) -> None:
    assert shown(name_checks(name, RULE)) == [("advise", line)]


@pytest.mark.parametrize("name", ["水闸.pdf", "十周年-潮声纪念馆-灯火-林晓.PDF", "说明.txt"])
def test_a_file_of_another_kind_is_told_when_it_is_chosen(name: str) -> None:
    ending = "." + name.rpartition(".")[2].lower()
    said = f"这次征文只收 .docx 文件，这个是 {ending}，请另存后再选。"
    assert shown(name_checks(name, RULE)) == [("wrong", said)]


@pytest.mark.parametrize("name", ["新建文档.docx", "x", "~$周年.docx", "IMG_0001.docx", "十周年.docx", "\u202e.docx"])
def test_no_name_stops_anybody(name: str) -> None:
    assert [check.state for check in name_checks(name, RULE)] == ["advise"]


@pytest.mark.parametrize(
    ("words", "limit", "expected"),
    [
        (800, None, ("ok", "字数 800。")),
        (1500, 1500, ("ok", "字数 1500，上限 1500 字。")),
        (1507, 1500, ("ok", "字数 1507，上限 1500 字，多出的 7 字在统计误差之内。")),
        (1508, 1500, ("advise", "字数 1508，超出上限 1500 字 8 字，请酌情删减。")),
        (805, 800, ("ok", "字数 805，上限 800 字，多出的 5 字在统计误差之内。")),
        (806, 800, ("advise", "字数 806，超出上限 800 字 6 字，请酌情删减。")),
        (None, 800, ("advise", "字数还没有统计出来。")),
    ],
)
def test_words_against_the_limit(words: int | None, limit: int | None, expected: tuple[str, str]) -> None:
    assert shown([words_check(words, limit)]) == [expected]


def test_the_name_that_the_rule_spells() -> None:
    assert proposed_name(RULE, " 潮声纪念馆 ", "灯火", "林晓", ".docx") == "十周年-潮声纪念馆-灯火-林晓.docx"
    assert proposed_name(RULE, "潮声纪念馆", " ", "林晓", ".docx") is None
    refused = proposed_name(RULE, "潮" * 300, "灯火", "林晓", ".docx")
    assert isinstance(refused, Phrase)
    assert str(refused) == "所在单位和作者姓名太长，文件名放不下，请用简称。"
