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
        ("电话05108888 6666", [("phone", "05108888 6666")]),
        ("6611-2233。166112233", [("phone", "6611-2233")]),
        ("Ｚ.Ｓ＠ａ.ｃｎ", [("email", "Ｚ.Ｓ＠ａ.ｃｎ")]),
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
        ("138．1234．5678", [("phone", "138．1234．5678")]),
        ("138——1234——5678", [("phone", "138——1234——5678")]),
        ("138 - 1234 - 5678", [("phone", "138 - 1234 - 5678")]),
        ("Tel.13812345678", [("phone", "13812345678")]),
        ("0086 138 123 45678", [("phone", "0086 138 123 45678")]),
        ("١٣٨١٢٣٤٥٦٧٨", [("phone", "١٣٨١٢٣٤٥٦٧٨")]),
        ("+86-21-55556666", [("phone", "+86-21-55556666")]),
        ("86-021-55556666", [("phone", "86-021-55556666")]),
        ("+86(21)5555 6666", [("phone", "+86(21)5555 6666")]),
        ("021.55556666", [("phone", "021.55556666")]),
        ("1 3 8 1 2 3 4 5 6 7 8", [("phone", "1 3 8 1 2 3 4 5 6 7 8")]),
        ("010-62771234", [("phone", "010-62771234")]),
        ("（0510）88886666转802", [("phone", "（0510）88886666转802")]),
        ("0510-8888666-802", [("phone", "0510-8888666-802")]),
        ("０１０－６２７７１２３４转分机 8", [("phone", "０１０－６２７７１２３４转分机 8")]),
        ("（021-55556666）", [("phone", "021-55556666")]),
        ("010-62771234 2019年", [("phone", "010-62771234")]),
        ("a_b.c@mail.example.com.cn。", [("email", "a_b.c@mail.example.com.cn")]),
        ("11010519491231002X", [("id_number", "11010519491231002X")]),
        ("310101-19900101-1234", [("id_number", "310101-19900101-1234")]),
        ("3101 0119 9001 0112 34", [("id_number", "3101 0119 9001 0112 34")]),
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
        ("手机：1381 234 5678", [("phone", "1381 234 5678")]),
        ("手机号码13812 345678", [("phone", "13812 345678")]),
        ("tel: 138 12 34 56 78", [("phone", "138 12 34 56 78")]),
        ("联系电话（63212345）", [("phone", "63212345")]),
        ("电话 6321-234", [("phone", "6321-234")]),
        ("请拨021 6321 2345", [("phone", "021 6321 2345")]),
        ("热线4008208820", [("phone", "4008208820")]),
        ("400-820-8820", [("phone", "400-820-8820")]),
        ("86 21 63212345", [("phone", "86 21 63212345")]),
        ("手机 139 1200 1500", [("phone", "139 1200 1500")]),
        ("abc@163。com", [("email", "abc@163。com")]),
        ("abc@163，com", [("email", "abc@163，com")]),
        ("邮箱：abc#163.com", [("email", "abc#163.com")]),
        ("E-mail: abc at mail.163.com", [("email", "abc at mail.163.com")]),
        ("电子邮件abc艾特163点com", [("email", "abc艾特163点com")]),
        ("310101900307123", [("id_number", "310101900307123")]),
        ("身份证号码：202103150123456", [("id_number", "202103150123456")]),
        ("1949 200 2019，1381 234 5678，13812 345678，138 12 34 56 78", []),
        ("完成率为139 1200 1500，150 1200 1300", []),
        ("编号150-1949-2021，从150–1200–1300，155.2020.2021", []),
        ("150 300 20000", []),
        ("010-2020-2021学年，第021-2022-2023号", []),
        ("电话会议2020 2021，手机 2020-2021 年，热线 12345，手机产量63212345部", []),
        ("手机 63212345元，电话 2345678年", []),
        ("订单号 202103150123456，流水号901101900307123", []),
        ("我们@张三。然后，see a@b。Then，C#163.com，at 163.com", []),
        ("QQ 12345人在线", []),
        ("我们在微信 WeChat 上聊天", []),
        ("微信2024年的版本，微信public上的文章", []),
        ("1986-1990 2000 1978，86-90 2000 1978", []),
        ("1949 1954 1978 1992 2012，861381234567", []),
        ("1949-1978-2012，产量12345678901吨", []),
        ("1979-2019 100周年", []),
        ("订单2138123456789号", []),
        ("增长0.5%，0123 4", []),
        ("3.14159@", []),
        ("每亩产量分别为150、1200、1300公斤", []),
        ("增产150，1200，1300公斤，又增150,1200,1300公斤", []),
        ("柜子长宽高150*1200*1300，比例150/1200/1300，型号150_1200_1300", []),
        ("总产值18660000000元，投资13000000000—14000000000元", []),
        ("共186 6000 0000美元，出口￥18660000000，增长13812345678.5倍", []),
        ("0.02155556666，1.13812345678", []),
        ("1949—2019，1300-1400，第0312—0345页，沪A·12345", []),
        ("编号0012345678，流水0235678901，0191-8888666", []),
        ("第150) 1200 (1300条", []),
    ],
)
def test_numbers_and_addresses_are_found_without_being_given(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, Identity()) == expected


def test_a_telephone_given_is_found_whatever_parts_its_digits() -> None:
    given = Identity(phones=("13812345678",))
    for sign in "、*/_，。,：~+|":
        written = sign.join(("138", "1234", "5678"))
        assert found(f"拨{written}", given) == [("phone", written)]


def test_the_figures_of_a_short_number_are_not_gathered_from_a_list() -> None:
    assert found("12，345人，1，2，3，4，5", Identity(phones=("12345",))) == []


@pytest.mark.parametrize(
    "written",
    ["w.xm@163.com", "wxm@163。com", "wxm at 163.com", "WXM#163.com", "wxm（at）163（dot）com", "wxm艾特163点com"],
)
def test_an_address_given_is_found_whatever_stands_for_its_signs(written: str) -> None:
    assert found(f"给{written}来信", Identity(emails=("wxm@163.com",))) == [("email", written)]


@pytest.mark.parametrize(
    "written",
    [
        "Wang Xiaoming",
        "Xiaoming Wang",
        "WANG Xiao-ming",
        "WANG Xiao Ming",
        "WangXiaoMing",
        "wangxiaoming",
        "Wáng Xiǎomíng",
        "Ｗａｎｇ, Xiaoming",
    ],
)
def test_a_han_name_is_found_in_pinyin(written: str) -> None:
    assert found(f"我是{written}。", WANG) == [("author", written)]
    assert Finder(WANG, romanise=False).find(written) == ()


def test_a_name_in_pinyin_may_be_read_in_several_ways() -> None:
    identity = Identity(("单小吕", "欧阳绿", "阿依古丽·买买提"))
    text = "Shan Xiaolü; SHAN XIAO LYU; Shan Xiaolv; Lu Ouyang"
    assert [one for _, one in found(text, identity)] == ["Shan Xiaolü", "SHAN XIAO LYU", "Shan Xiaolv", "Lu Ouyang"]


def test_no_name_in_pinyin_is_made_of_parts_of_words() -> None:
    text = "Huang Xiaoming, Wang Xiaomings, wang 1949 xiaoming, Xiaoming, Wang小Xiaoming, liqiangs, liqiang"
    assert found(text, WANG) == []


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
