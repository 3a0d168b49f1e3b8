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
        ("+86 １３８１２３４５６７８", [("phone", "１３８１２３４５６７８")]),
        ("1 3 8 1 2 3 4 5 6 7 8", [("phone", "1 3 8 1 2 3 4 5 6 7 8")]),
        ("010-62771234", [("phone", "010-62771234")]),
        ("（0510）88886666转802", [("phone", "（0510）88886666转802")]),
        ("a_b.c@mail.example.com.cn。", [("email", "a_b.c@mail.example.com.cn")]),
        ("11010519491231002X", [("id_number", "11010519491231002X")]),
        ("QQ：12345678", [("account", "12345678")]),
        ("qq号 12345678", [("account", "12345678")]),
        ("微信号：zhang_san88", [("account", "zhang_san88")]),
        ("微信：zhang_san88", [("account", "zhang_san88")]),
        ("我们在微信 WeChat 上聊天", []),
        ("1949-1978-2012，产量12345678901吨", []),
        ("1979-2019 100周年", []),
        ("订单2138123456789号", []),
        ("增长0.5%，0123 4", []),
        ("3.14159@", []),
    ],
)
def test_numbers_and_addresses_are_found_without_being_given(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, Identity()) == expected


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
