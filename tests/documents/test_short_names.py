import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.blind import MASK, mask_text
from contest.documents.identity import Finder, Identity, MaskKind
from contest.documents.short_names import is_ordinary, short_names

# A unit, and short forms that people use for it.
SPOKEN = [
    ("上海警备区某部", "警备区某部"),
    ("中共江海市委宣传部", "江海市委宣传部"),
    ("中共上海市虹口区委宣传部", "虹口区委宣传部 上海市虹口区委宣传部"),
    ("上海市杨浦区消防救援支队", "杨浦消防 杨浦区消防支队"),
    ("上海市徐汇区天平路街道办事处", "徐汇区天平街道 徐汇区天平路街道"),
    ("宝山区友谊路街道宝林一村居民委员会", "宝林一村居委会 宝林一村居民委员会"),
    ("上海市公安局浦东分局", "浦东公安分局 浦东公安 浦东分局"),
    ("上海师范大学附属中学", "上师大附中"),
    ("上海警备区政治工作局", "警备区政治工作局"),
    ("上海警备区徐汇离职干部休养所", "上海警备区徐汇干休所 警备区徐汇干休所"),
    ("上海市浦东新区人民武装部", "浦东新区人武部 浦东人武部 浦东新区武装部 浦东武装部 上海市浦东新区人武部"),
    ("上海市黄浦区人民法院", "黄浦区法院 黄浦法院"),
    ("上海市教育局", "上海教育局"),
    ("上海市浦东新区教育局", "浦东新区教育局 浦东教育局"),
    ("上海市双拥办", "上海双拥办"),
    ("上海市退役军人事务局", "上海市退役军人局 上海退役军人局"),
    ("静安区人力资源和社会保障局", "静安区人社局 静安人社局"),
    ("宝山区卫生健康委员会", "宝山区卫健委 宝山卫健委"),
    ("江海市统计局（本级）", "江海市统计局 江海统计局"),
    ("江海市民政局", "江海民政局"),
    ("上海市公安局浦东分局", "浦东分局 上海浦东分局"),
    ("上海市公安局浦东分局陆家嘴派出所", "陆家嘴派出所"),
    ("上海市浦东新区陆家嘴街道办事处", "陆家嘴街道 浦东新区陆家嘴街道 陆家嘴街道办"),
    ("上海市浦东新区川沙新镇人民政府", "川沙新镇政府 浦东新区川沙新镇政府"),
    ("上海市宝山区友谊路街道宝林社区居民委员会", "友谊路街道宝林社区居委会 宝山区友谊路街道宝林社区居委会"),
    ("复旦大学", "复旦"),
    ("同济大学", "同济"),
    ("复旦大学新闻学院", "复旦大学 复旦 复旦新闻学院"),
    ("复旦大学附属中学", "复旦附中 复旦大学附中"),
    ("上海交通大学", "上海交大"),
    ("华东师范大学", "华师大 华东师大"),
    ("南京理工大学", "南京理工"),
    ("上海交通大学医学院附属瑞金医院", "瑞金医院 上海交大 上海交通大学"),
    ("中国人民解放军海军军医大学", "海军军医大学 海军军医大"),
    ("上海市建平中学", "建平中学 上海建平中学"),
    ("上海市第一中学", "上海市一中 上海一中 第一中学"),
    ("江苏省苏州第十中学", "苏州十中 苏州第十中学"),
    ("上海市第六人民医院", "第六人民医院 上海六院"),
    ("上海振华重工（集团）股份有限公司", "振华重工 上海振华重工"),
    ("新民晚报社", "新民晚报"),
    ("中国人民解放军31689部队", "31689部队"),
    ("东部战区陆军第72集团军", "72集团军"),
    ("中国人民武装警察部队上海市总队", "武警上海市总队 武警上海总队"),
    ("内蒙古自治区呼和浩特市民政局", "呼和浩特市民政局 呼和浩特民政局"),
]

# Units of which nothing shorter is said that would not be said of others too.
WITHOUT = "上海警备区、上海大学、国防大学、上海图书馆、上海市、上海城建职业学院、、 ".split("、")  # noqa: SIM905

# What must never be masked as anybody's unit.
ORDINARY = (
    "警备区、教育局、统计局、民政局、人武部、武装部、双拥办、一中、十中、二小、六院、中学、大学、交通大学、师大、交大、附中、干休所"
    "、实验学校、图书馆、法院、公安局、街道、上海、上海市、浦东、浦东新区、静安、总队、武警、武警总队、部队、汽车集团、海事大学"
    "、人社局、卫健委、浙大、北大、市一中"
)
MORE = ("上海市实验学校", "上海汽车集团股份有限公司", "上海海事大学")


@pytest.mark.parametrize(("unit", "forms"), SPOKEN)
def test_what_people_say_for_a_unit_is_known(unit: str, forms: str) -> None:
    assert set(forms.split()) <= set(short_names(unit))


@pytest.mark.parametrize(
    "unit",
    [
        *(unit for unit, _ in SPOKEN),
        "上海市实验学校",
        "上海汽车集团股份有限公司",
        "上海海事大学",
    ],
)
def test_no_ordinary_word_is_a_short_name(unit: str) -> None:
    assert not {*ORDINARY.split("、")} & {*short_names(unit)}


@pytest.mark.parametrize("unit", WITHOUT)
def test_units_without_short_names(unit: str) -> None:
    assert short_names(unit) == ()


def test_all_short_names_of_one_unit() -> None:
    assert short_names("上海市建平中学") == ("上海建平中学", "建平中学")
    assert short_names("华东师范大学") == ("华东师大", "华师大")


def test_a_long_story_in_the_field_has_no_short_names() -> None:
    assert short_names("上海市浦东新区人民武装部" * 6) == ()


def test_short_names_are_found_as_the_unit() -> None:
    text = "我在浦东 人武部工作，毕业于复旦。"
    found = Finder(Identity(units=("上海市浦东新区人民武装部", "复旦大学"))).find(text)
    assert [(one.kind, text[one.start : one.end]) for one in found] == [
        (MaskKind.UNIT, "浦东 人武部"),
        (MaskKind.UNIT, "复旦"),
    ]


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([unit for unit, _ in SPOKEN]), st.data(), st.text(max_size=12), st.text(max_size=12))
def test_no_short_name_outlives_masking(unit: str, data: st.DataObject, before: str, after: str) -> None:
    form = data.draw(st.sampled_from(short_names(unit)))
    identity = Identity(units=(unit,))
    masked = mask_text(f"{before}，{form}，{after}", identity)
    assert MASK in masked
    assert form not in masked


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="上海市浦东新区县人民武装部第一中学大公司集团警备医院附属()（） \n", max_size=70))
def test_any_text_has_a_bounded_number_of_sound_short_names(unit: str) -> None:
    forms = short_names(unit)
    assert len(forms) <= 24
    assert len(set(forms)) == len(forms)
    assert all(len(form) >= 3 and form != unit for form in forms)


@pytest.mark.parametrize(
    "unit",
    [
        "部队",
        "退役军人",
        "人民武装部",
        "警备区",
        "中国人民解放军",
        "统计局",
        "上海市",
        "浦东新区",
        "自由职业",
        "退役军人事务局",
        "上海市民",
        "居委会",
        "军休所",
        "驻沪部队",
        "大学生",
    ],
)
def test_a_unit_of_ordinary_words_alone_is_no_name(unit: str) -> None:
    assert is_ordinary(unit)


@pytest.mark.parametrize(
    "unit",
    [
        "复旦",
        "同济大学",
        "市一中",
        "江声",
        "某局",
        "31689部队",
        "新民晚报社",
        "上海警备区",
        "宝山区人武部",
        "双拥办主任室A",
        "无锡市民政局",
        "上海人民出版社",
    ],
)
def test_a_unit_with_a_word_of_its_own_is_a_name(unit: str) -> None:
    assert not is_ordinary(unit)
