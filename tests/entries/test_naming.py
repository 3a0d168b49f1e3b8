"""The naming rule: what obeys it, what is mended with certainty, and what is refused rather than guessed."""

import pytest

from contest.entries.naming import Reading, read_name
from contest.notice.pattern import NameRule, parse_rule
from contest.phrases import Refusal

RULE = parse_rule(
    "70周年-{unit}-{title}-{author}",
    (".docx", ".doc", ".wps", ".pdf"),
    ("上海警备区成立70周年", "“薪火相传 奋进一流”征文"),
)
CANONICAL = "70周年-复旦大学-红旗-李明.docx"


def fields(reading: Reading) -> tuple[str | None, str | None, str | None]:
    return reading.unit, reading.title, reading.author


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_a_pattern_is_shown_in_words() -> None:
    rule = parse_rule("70周年-{unit}-{title}-{author}", (".docx", ".doc"))
    assert rule == NameRule("70周年", ("unit", "title", "author"), "-", (".docx", ".doc"))
    assert RULE.shown() == "70周年-所在单位-作品题目-作者姓名"
    assert parse_rule("强军杯_{author}_{title}", ("DOCX", ".docx")).shown() == "强军杯_作者姓名_作品题目"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "70周年",
        "{unit}-{title}-{author}",
        "70周年-{unit}-{author}",
        "70周年-{unit}-{title}-{title}-{author}",
        "70周年-{unit}_{title}-{author}",
        "70周年-{unit}-{title}-{author}.docx",
        "70周年-{unit}{title}-{author}",
        "70周年-{unit}-{title}-{name}",
        "70-周年-{unit}-{title}-{author}",
        "70周年/{unit}/{title}/{author}",
        "70?周年-{unit}-{title}-{author}",
    ],
)
def test_a_pattern_that_no_name_could_follow_is_refused(pattern: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_rule(pattern, (".docx",))
    assert caught.value.code == "bad-pattern"
    assert pattern in str(caught.value)


@pytest.mark.parametrize("endings", [(), ("",), (".do cx",)])
def test_endings_are_needed(endings: tuple[str, ...]) -> None:
    with pytest.raises(Refusal, match="文件类型"):
        parse_rule("70周年-{unit}-{title}-{author}", endings)


@pytest.mark.parametrize("unit", ["复旦大学", "94321部队", "个人", "离休干部", "新民晚报社"])
@pytest.mark.parametrize(
    "title", ["红旗", "薪火——我的军旅", "红旗—我的青春", "读《红岩》有感", "3.14的故事", "C++与我"]
)
@pytest.mark.parametrize("author", ["李明", "张三、李四", "阿依古丽·买买提", "John Smith", "李明（学生）", "幸福生"])
def test_a_name_that_obeys_the_rule(unit: str, title: str, author: str) -> None:
    name = f"70周年-{unit}-{title}-{author}.docx"
    assert read_name(name, RULE) == Reading(name, "ok", unit, title, author, ".docx", name, ())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        # other signs between the fields
        ("70周年—复旦大学—红旗—李明.docx", "separator"),
        ("70周年——复旦大学——红旗——李明.docx", "separator"),
        ("70周年–复旦大学–红旗–李明.docx", "separator"),
        ("70周年−复旦大学−红旗−李明.docx", "separator"),
        ("70周年－复旦大学－红旗－李明.docx", "separator"),
        ("70周年_复旦大学_红旗_李明.docx", "separator"),
        ("70周年＿复旦大学＿红旗＿李明.docx", "separator"),
        ("70周年+复旦大学+红旗+李明.docx", "separator"),
        ("70周年 复旦大学 红旗 李明.docx", "separator"),
        ("70周年　复旦大学　红旗　李明.docx", "separator"),
        ("70周年 - 复旦大学 - 红旗 - 李明.docx", "spelling"),
        ("70周年--复旦大学--红旗--李明.docx", "separator"),
        ("70周年-复旦大学_红旗_李明.docx", "separator"),
        ("70周年-复旦大学－红旗-李明.docx", "separator"),
        ("70周年 复旦大学-红旗-李明.docx", "separator"),
        ("70周年：复旦大学-红旗-李明.docx", "separator"),
        ("70周年、复旦大学、红旗、李明.docx", "separator"),
        ("70周年.复旦大学.红旗.李明.docx", "separator"),
        ("70周年·复旦大学·红旗·李明.docx", "separator"),
        ("70周年复旦大学-红旗-李明.docx", "separator"),
        # the label in other forms, with words and brackets
        ("７０周年-复旦大学-红旗-李明.docx", "width"),
        ("七十周年-复旦大学-红旗-李明.docx", "label-form"),
        ("七〇周年-复旦大学-红旗-李明.docx", "label-form"),
        ("柒拾周年-复旦大学-红旗-李明.docx", "label-form"),
        ("7O周年-复旦大学-红旗-李明.docx", "label-form"),
        ("70週年-复旦大学-红旗-李明.docx", "label-form"),
        ("70 周年-复旦大学-红旗-李明.docx", "label-form"),
        ("【70周年】复旦大学-红旗-李明.docx", "label-words"),
        ("（70周年征文）-复旦大学-红旗-李明.docx", "label-words"),
        ("“70周年”-复旦大学-红旗-李明.docx", "label-words"),
        ("70周年征文-复旦大学-红旗-李明.docx", "label-words"),
        ("70周年（征文）-复旦大学-红旗-李明.docx", "label-words"),
        ("70周年-征文-复旦大学-红旗-李明.docx", "label-words"),
        ("庆祝70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("征文-70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("上海警备区成立70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("转发：70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("12.70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("复旦大学-红旗-李明.docx", "label-missing"),
        # leftovers of systems, browsers, mail programs and people
        ("70周年-复旦大学-红旗-李明 (1).docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明（2）.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明[1].docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明 - 副本 (2).docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明的副本.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明 - Copy.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明 2.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明v2.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明.v2.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明_V1.0_最终版.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明（修改稿）.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明定稿.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明-2025.8.1.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-李明20250801.docx", "copy-mark"),
        ("70周年-复旦大学-红旗-终稿-李明.docx", "copy-mark"),
        ("复件 70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("Copy of 70周年-复旦大学-红旗-李明.docx", "label-words"),
        ("70周年-复旦大学-红旗-李明13812345678.docx", "contact"),
        ("70周年-复旦大学-红旗-李明.docx.docx", "ending-doubled"),
        ("70周年-复旦大学-红旗-李明.wps.docx", "ending-doubled"),
        ("70周年-复旦大学-红旗-李明.docx (1)", "copy-mark"),
        ("70周年-复旦大学-红旗-李明.docx(1).docx", "ending-doubled"),
        ("70周年-复旦大学-红旗-李明.DOCX", "ending-form"),
        ("70周年-复旦大学-红旗-李明．ｄｏｃｘ", "ending-form"),
        ("70周年-复旦大学-红旗-李明。docx", "ending-form"),
        ("70周年-复旦大学-红旗-李明docx", "ending-form"),
        ("70周年-复旦大学-红旗-李明 .docx", "ending-form"),
        (r"C:\fakepath\70周年-复旦大学-红旗-李明.docx", "path"),
        ("/storage/emulated/0/Download/70周年-复旦大学-红旗-李明.docx", "path"),
        (
            "70%E5%91%A8%E5%B9%B4-%E5%A4%8D%E6%97%A6%E5%A4%A7%E5%AD%A6-%E7%BA%A2%E6%97%97-%E6%9D%8E%E6%98%8E.docx",
            "encoded",
        ),
        # signs nobody sees
        ("\ufeff70周年-复旦\u200b大学-红旗-李明.docx", "invisible"),
        ("70周年-复旦大学\u202e-红旗-李明.docx", "direction"),
        # the fields themselves
        ("70周年-复旦大学-《红旗》-李明.docx", "tidied-title"),
        ("70周年-复旦大学-红旗（终稿）-李明.docx", "tidied-title"),
        ("70周年-复旦大学-红旗-李　明.docx", "tidied-author"),
        ("70周年-单位：复旦大学-题目：红旗-作者：李明.docx", "tidied-unit"),
    ],
)
def test_a_name_whose_fields_are_certain_is_mended(name: str, code: str) -> None:
    reading = read_name(name, RULE)
    assert (reading.verdict, *fields(reading)) == ("repair", "复旦大学", "红旗", "李明")
    assert (reading.extension, reading.canonical) == (".docx", CANONICAL)
    assert code in codes(reading)


@pytest.mark.parametrize(
    ("name", "unit", "title", "author"),
    [
        ("70周年-复旦大学-初心-使命-李明.docx", "复旦大学", "初心-使命", "李明"),
        ("70周年-复旦大学-1955-2025-李明.docx", "复旦大学", "1955-2025", "李明"),
        ("70周年-某旅二营-老班长-的-故事-李明.docx", "某旅二营", "老班长-的-故事", "李明"),
        ("70周年-复旦大学-红旗--我的青春-李明.docx", "复旦大学", "红旗--我的青春", "李明"),
        ("70周年_复旦大学_红-黑之间_李明.docx", "复旦大学", "红-黑之间", "李明"),
        ("70周年_复旦大学_老班长_的故事_李明.docx", "复旦大学", "老班长_的故事", "李明"),
        ("70周年+复旦大学+C++与我+李明.docx", "复旦大学", "C++与我", "李明"),
        ("70周年—复旦大学—红旗——我的青春—李明.docx", "复旦大学", "红旗——我的青春", "李明"),
        ("70周年 某旅二营 我的 父亲 李明.docx", "某旅二营", "我的 父亲", "李明"),
        ("７０周年－复旦大学－我的１９４９－李明．docx", "复旦大学", "我的1949", "李明"),
        ("70周年-复旦大学-为什么?-李明.docx", "复旦大学", "为什么？", "李明"),
        ("70周年 复旦大学 红旗 John Smith.docx", "复旦大学", "红旗", "John Smith"),
        ("70周年_复旦大学_红旗_张三、李四.docx", "复旦大学", "红旗", "张三、李四"),
        ("70周年-复旦大学-红旗-阿依古丽•买买提.docx", "复旦大学", "红旗", "阿依古丽·买买提"),
        ("70周年-复旦大学-红旗-阿依古丽.买买提.docx", "复旦大学", "红旗", "阿依古丽·买买提"),
        ("70周年-复旦大学-红旗-Jose\u0301 Lima.docx", "复旦大学", "红旗", "José Lima"),
        ("复旦大学-70周年感怀-李明.docx", "复旦大学", "70周年感怀", "李明"),
    ],
)
def test_fields_are_read_whole(name: str, unit: str, title: str, author: str) -> None:
    reading = read_name(name, RULE)
    assert (reading.verdict, *fields(reading)) == ("repair", unit, title, author)
    assert reading.canonical is not None
    again = read_name(reading.canonical, RULE)
    assert (again.verdict, *fields(again)) == ("ok", unit, title, author)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "field-missing"),
        (".docx", "field-missing"),
        ("70周年.docx", "field-missing"),
        ("70周年---.docx", "field-missing"),
        ("红旗.docx", "field-missing"),
        ("红旗-李明.docx", "field-missing"),
        ("70周年-复旦大学-红旗.docx", "field-missing"),
        ("70周年-复旦大学-红旗-.docx", "field-missing"),
        ("70周年-复旦大学-李明.docx", "field-missing"),
        ("70周年-复旦大学--李明.docx", "field-missing"),
        ("70周年-复旦大学- -李明.docx", "field-missing"),
        ("70周年-红旗-李明.docx", "field-missing"),
        ("70周年--红旗-李明.docx", "field-missing"),
        ("70周年--红旗-军号-李明.docx", "unit-doubtful"),
        ("70周年-复旦大学-红旗-13812345678.docx", "field-missing"),
        ("70周年-复旦大学-红旗——我的青春.docx", "field-missing"),
        ("70周年-复旦大学-红旗-我的青春.docx", "author-doubtful"),
        ("70周年-复旦大学-薪火-薪火相传.docx", "author-doubtful"),
        ("70周年-复旦大学-红-黑.docx", "author-doubtful"),
        ("70周年-复旦大学-初心-使命.docx", "author-doubtful"),
        ("70周年-复旦大学-红旗-老兵.docx", "author-doubtful"),
        ("70周年-红-黑之间-李明.docx", "unit-doubtful"),
        ("70周年-我的父亲-军号-李明.docx", "unit-doubtful"),
        ("70周年-所在单位-作品题目-作者姓名.docx", "field-missing"),
        ("70周年-李明-红旗-复旦大学.docx", "wrong-order"),
        ("70周年-红旗-复旦大学-李明.docx", "wrong-order"),
        ("70周年-复旦大学-李明-我和我的祖国.docx", "author-doubtful"),
        ("70周年-复旦大学-红旗-张三-李四.docx", "cannot-tell"),
        ("70周年-某旅-二连-红旗-李明.docx", "cannot-tell"),
        ("70周年-复旦大学-红旗-李明-复旦大学.docx", "cannot-tell"),
        ("70周年_复旦大学-李明_红旗.docx", "author-doubtful"),
        ("70周年复旦大学红旗李明.docx", "field-missing"),
        ("70周年-复旦大学-张三 李四.docx", "cannot-tell"),
        ("70周年-复旦大学-John Smith.docx", "field-missing"),
        ("70周年-复旦大学—1955-2025-李明.docx", "cannot-tell"),
        ("70周年-复旦大学/红旗-李明.docx", "field-missing"),
        ("60周年-复旦大学-红旗-李明.docx", "label-other"),
        ("170周年-复旦大学-红旗-李明.docx", "label-other"),
        ("七十五周年-复旦大学-红旗-李明.docx", "label-other"),
        ("建党70周年-复旦大学-红旗-李明.docx", "label-other"),
        ("70周年校庆-复旦大学-红旗-李明.docx", "label-other"),
        ("强军杯-复旦大学-红旗-李明.docx", "label-other"),
        ("征文-复旦大学-红旗-李明.docx", "label-other"),
        ("~$周年-复旦大学-红旗-李明.docx", "leftover"),
        ("._70周年-复旦大学-红旗-李明.docx", "leftover"),
        ("70周年-????-红旗-李明.docx", "broken"),
        ("70周年-复旦\ufffd学-红旗-李明.docx", "broken"),
        ("70周年-复旦大学-红旗-李明\u202excod.docx", "disguised"),
        ("70周年-复旦大学-" + "红" * 400 + "-李明.docx", "endless"),
    ],
)
def test_a_name_that_leaves_doubt_is_refused_without_a_guess(name: str, code: str) -> None:
    reading = read_name(name, RULE)
    assert (reading.verdict, reading.canonical, *fields(reading)) == ("refuse", None, None, None, None)
    assert codes(reading) == [code, "shape"]
    assert str(reading.problems[1].phrase) == "文件名应为“70周年-所在单位-作品题目-作者姓名.docx”。"


@pytest.mark.parametrize(
    ("name", "code", "extension"),
    [
        ("70周年-复旦大学-红旗-李明", "ending-missing", None),
        ("70周年-复旦大学-红旗-李明.zip", "ending-wrong", ".zip"),
        ("70周年-复旦大学-红旗-李明.docx.exe", "ending-wrong", ".exe"),
        ("70周年-复旦大学-红旗-李明.docx.crdownload", "ending-wrong", ".crdownload"),
    ],
)
def test_a_wrong_ending_is_refused_but_the_fields_are_told(name: str, code: str, extension: str | None) -> None:
    reading = read_name(name, RULE)
    assert (reading.verdict, *fields(reading)) == ("refuse", "复旦大学", "红旗", "李明")
    assert (codes(reading), reading.extension) == ([code, "shape"], extension)


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("70周年-73-2部队-红旗-李明.docx", "73-2部队", ("repair", "73-2部队", "红旗", "李明")),
        ("70周年-73-2部队-红旗-李明.docx", "复旦大学", ("refuse", None, None, None)),
        ("70周年-73-2部队-李明.docx", "73-2部队", ("refuse", None, None, None)),
        ("70周年-上海-警备区-红-旗-李明.docx", "上海-警备区", ("repair", "上海-警备区", "红-旗", "李明")),
        ("70周年-浦江老人-红-旗-李明.docx", "浦江老人", ("repair", "浦江老人", "红-旗", "李明")),
        ("70周年-浦江老人-红-旗-李明.docx", "复旦大学", ("refuse", None, None, None)),
        ("70周年-红旗-浦江老人-李明.docx", "浦江老人", ("refuse", None, None, None)),
        ("浦江老人_红旗_李明.docx", "浦江老人", ("repair", "浦江老人", "红旗", "李明")),
    ],
)
def test_known_units_help(name: str, known: str, expected: tuple[str | None, ...]) -> None:
    reading = read_name(name, RULE, [known, "徐汇区人武部"])
    assert (reading.verdict, *fields(reading)) == expected


def test_fields_may_stand_in_another_order() -> None:
    rule = parse_rule("强军杯_{author}_{title}", (".docx",))
    reading = read_name("强军杯_李明_红旗_军号.docx", rule)
    assert (reading.verdict, *fields(reading)) == ("repair", None, "红旗_军号", "李明")
    assert reading.canonical == "强军杯_李明_红旗＿军号.docx"
    assert fields(read_name(reading.canonical, rule)) == (None, "红旗_军号", "李明")
