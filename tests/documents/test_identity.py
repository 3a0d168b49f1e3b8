import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.identity import Finder, Identity, MaskKind

ZHANG = Identity(
    ("张三", "阿依古丽·买买提", "Li Hua"),
    ("江海市统计局（本级）",),
    ("0510-8888 6666", "66112233"),
    ("z.s@a.cn",),
)


def found(text: str, identity: Identity = ZHANG) -> list[tuple[str, str]]:
    return [(one.kind.value, text[one.start : one.end]) for one in Finder(identity).find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫张三。", [("author", "张三")]),
        (
            "张 三，张　三，张\u200b三，张\n三",
            [("author", "张 三"), ("author", "张　三"), ("author", "张\u200b三"), ("author", "张\n三")],
        ),
        ("阿依古丽•买买提和阿依古丽买买提", [("author", "阿依古丽•买买提"), ("author", "阿依古丽买买提")]),
        ("LI HUA、ＬｉＨｕａ、lihuang", [("author", "LI HUA"), ("author", "ＬｉＨｕａ")]),
        ("江海市统计局(本级)", [("unit", "江海市统计局(本级)")]),
        ("电话05108888 6666", [("phone", "05108888 6666"), ("phone", "05108888 6666")]),
        ("6611-2233。166112233", [("phone", "6611-2233")]),
        ("Ｚ.Ｓ＠ａ.ｃｎ", [("email", "Ｚ.Ｓ＠ａ.ｃｎ"), ("email", "Ｚ.Ｓ＠ａ.ｃｎ")]),
        ("张山，李华，三张", []),
        ("江海市-统计局，江海市/统计局", [("unit", "江海市-统计局"), ("unit", "江海市/统计局")]),
    ],
)
def test_the_given_identity_is_found_in_every_spelling(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手机13812345678", [("phone", "13812345678")]),
        ("138 1234 5678", [("phone", "138 1234 5678")]),
        ("138-1234-5678", [("phone", "138-1234-5678")]),
        ("+86 １３８１２３４５６７８", [("phone", "+86 １３８１２３４５６７８")]),
        ("+8613812345678。", [("phone", "+8613812345678")]),
        ("电话8613812345678", [("phone", "8613812345678")]),
        ("（+86）138-1234-5678", [("phone", "+86）138-1234-5678")]),
        ("008613812345678", [("phone", "008613812345678")]),
        ("138、1234、5678", [("phone", "138、1234、5678")]),
        ("138*1234*5678", [("phone", "138*1234*5678")]),
        ("١٣٨١٢٣٤٥٦٧٨", [("phone", "١٣٨١٢٣٤٥٦٧٨")]),
        ("+86-21-55556666", [("phone", "+86-21-55556666")]),
        ("86-021-55556666", [("phone", "86-021-55556666")]),
        ("+86(21)5555 6666", [("phone", "+86(21)5555 6666")]),
        ("021.55556666", [("phone", "021.55556666")]),
        ("1 3 8 1 2 3 4 5 6 7 8", [("phone", "1 3 8 1 2 3 4 5 6 7 8")]),
        ("010-62771234", [("phone", "010-62771234")]),
        ("（0510）88886666转802", [("phone", "（0510）88886666转802")]),
        ("a_b.c@mail.example.com.cn。", [("email", "a_b.c@mail.example.com.cn")]),
        ("11010519491231002X", [("id_number", "11010519491231002X")]),
        ("310101-19900101-1234", [("id_number", "310101-19900101-1234")]),
        ("3101 0119 9001 0112 34", [("id_number", "3101 0119 9001 0112 34"), ("phone", "0119 9001 0112 34")]),
        ("abc@foo[dot]com", [("email", "abc@foo[dot]com")]),
        ("abc（at）foo（dot）com", [("email", "abc（at）foo（dot）com")]),
        ("QQ：12345678", [("account", "12345678")]),
        ("q q 12345678", [("account", "12345678")]),
        ("qq号 12345678", [("account", "12345678")]),
        ("微信号：zhang_san88", [("account", "zhang_san88")]),
        ("微信：zhang_san88", [("account", "zhang_san88")]),
        ("微信abc_12345", [("account", "abc_12345")]),
        ("微信同号 abc_12345", [("account", "abc_12345")]),
        ("V 信 abc_12345", [("account", "abc_12345")]),
        ("我们在微信 WeChat 上聊天", []),
        ("微信2024年的版本，微信public上的文章", []),
        ("1986-1990 2000 1978，86-90 2000 1978", []),
        ("1949 1954 1978 1992 2012，861381234567", []),
        ("1949-1978-2012，产量12345678901吨", []),
        ("1979-2019 100周年", []),
        ("订单2138123456789号", []),
        ("增长0.5%，0123 4", []),
        ("3.14159@", []),
    ],
)
def test_numbers_and_addresses_are_found_without_being_given(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, Identity()) == expected


@pytest.mark.parametrize(
    "written",
    ["+8605108888 6666", "0086-510-88886666", "86 0510 8888 6666", "(0510)88886666", "051088886666", "510-8888-6666"],
)
def test_a_telephone_given_is_found_with_the_prefix_of_the_country_and_without(written: str) -> None:
    text = f"请拨{written}找我"
    for number in ("0510-8888 6666", "+86 510 88886666", "008651088886666"):
        (longest, *_) = sorted(Finder(Identity(phones=(number,))).find(text), key=lambda one: (one.start, -one.end))
        assert text[longest.start : longest.end].strip("(") == written.strip("(")


WANG = Identity(("王小明", "李强", "Li Hua"), ("同济大学", "江海市统计局"))


@pytest.mark.parametrize(
    "written",
    [
        "王-小-明",
        "王-小明",
        "王—小—明",
        "王_小_明",
        "王/小/明",
        "王*小*明",
        "王】【小】【明",
        "王，小，明",
        "王“小”明",
        "王🙂小🙂明",
        "王\u3164小\u115f明",
        "王\u2800小\uffa0明",
        "王\u1160\uffff小明",
        "李-强",
        "李/强",
        "LI-HUA",
    ],
)
def test_marks_and_blank_letters_between_characters_hide_no_name(written: str) -> None:
    assert found(f"我是{written}啊", WANG) == [("author", written)]


@pytest.mark.parametrize(
    "text",
    ["我姓王。小明来了", "老王说：“小明！”", "王、小明", "李，强", "大同/济南", "王———小明", "Li, Hua", "王1小2明"],
)
def test_a_sentence_or_a_list_makes_no_name(text: str) -> None:
    assert found(text, WANG) == []


def test_radicals_stand_for_their_characters() -> None:
    identity = Identity(("马龙飞", "钱长青"), ("青浦区教育局",))
    assert found("⻢⻰⻜、⽺马⻰飞、⻓", identity) == [("author", "⻢⻰⻜"), ("author", "马⻰飞")]
    assert found("⻘浦区教育局", identity) == [("unit", "⻘浦区教育局")]


def test_names_are_found_without_numbers_where_only_names_are_asked_for() -> None:
    text = "王小明13812345678"
    assert [text[one.start : one.end] for one in Finder(WANG).find_names(text)] == ["王小明"]


def test_overlapping_names_are_both_found() -> None:
    assert found("张三丰", Identity(("张三", "三丰"))) == [("author", "张三"), ("author", "三丰")]


def test_a_name_of_one_character_or_none_is_not_sought() -> None:
    assert found("张，。 ", Identity(("张", "", " "), ("",), ("1",), ("",))) == []


def test_a_name_is_text_not_a_pattern() -> None:
    assert found("a(b张.*三", Identity(("张.*三", "(b"))) == [("author", "(b"), ("author", "张.*三")]


@settings(deadline=None, max_examples=80)
@given(
    st.text(max_size=30),
    st.text(max_size=30),
    st.sampled_from(["", " ", "　", "\u200b", "·", "\t", "\u00ad", "\ufe0f"]),
)
def test_a_han_name_is_found_in_any_surroundings(before: str, after: str, between: str) -> None:
    text = f"{before}欧{between}阳{between}锋{after}"
    findings = Finder(Identity(("欧阳锋",))).find(text)
    start = len(before)
    assert any(
        one.kind is MaskKind.AUTHOR and one.start <= start and one.end >= start + 3 + 2 * len(between)
        for one in findings
    )
