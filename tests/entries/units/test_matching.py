"""Which unit a spelling may mean: what is the same, what is only like, and what is never smoothed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.entries.units.matching import LEAST, Candidate, Known, Likeness, likeness, nearest
from contest.entries.units.spelling import unit_key


def like(name: str, known: str) -> tuple[Likeness, int] | None:
    found = likeness(name, Known(1, known))
    return None if found is None else (found.likeness, found.score)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("上海警备区", "上海 警备区"),
        ("３１６９２部队", "31692部队"),
        ("ＡＢＣ公司", "abc公司"),
        ("上海宝钢（集团）", "上海宝钢(集团)"),
    ],
)
def test_certain_is_only_what_is_equal_as_compared(name: str, known: str) -> None:
    found = likeness(name, Known(1, known))
    assert found is not None
    assert (found.is_certain, found.score, found.likeness) == (True, 100, Likeness.SAME)


@pytest.mark.parametrize(
    ("name", "known", "kind", "reason"),
    [
        ("上海宝钢集团有限公司", "上海宝钢（集团）有限公司", Likeness.WRITING, "括号或标点不同"),
        ("上海警备区（机关）", "上海警备区", Likeness.WRITING, "括号或标点不同"),
        ("上海市第三女子中学", "上海市第3女子中学", Likeness.WRITING, "数字的写法不同"),
        ("上海市第叁女子中学", "上海市三女子中学", Likeness.WRITING, "数字的写法不同"),
        ("第二十一中学", "21中学", Likeness.WRITING, "数字的写法不同"),
        ("三一六九二部队", "31692部队", Likeness.WRITING, "数字的写法不同"),
        (
            "中国人民解放军31692部队",
            "31692部队",
            Likeness.WRITING,
            "差“中国人民解放军”“有限公司”一类的字",
        ),
        ("潮声印刷股份有限公司", "潮声印刷", Likeness.WRITING, "差“中国人民解放军”“有限公司”一类的字"),
        ("上海市宝山区人武部", "宝山区人武部", Likeness.WRITING, "省、市、区的写法不同"),
        ("上海宝山人武部", "宝山区人武部", Likeness.WRITING, "省、市、区的写法不同"),
        ("上海市警备区", "警备区", Likeness.WRITING, "省、市、区的写法不同"),
        ("上海警备区政治工作局", "警备区政工局", Likeness.SHORT, "像是简称与全称"),
        ("上海市浦东新区人民武装部", "浦东人武部", Likeness.SHORT, "像是简称与全称"),
        ("复旦", "复旦大学", Likeness.SHORT, "像是简称与全称"),
        ("双拥办", "双拥工作领导小组办公室", Likeness.SHORT, "像是简称与全称"),
        ("二军大", "第二军医大学", Likeness.SHORT, "像是简称与全称"),
        ("静安区教育局", "景安区教育局", Likeness.SOUND, "读音相同，可能打错了字"),
        ("潮声记念馆", "潮声纪念馆", Likeness.SOUND, "读音相同，可能打错了字"),
        (
            "上海市宝山区人武部政工科",
            "宝山区人武部",
            Likeness.BELOW,
            "像是“宝山区人武部”下面的单位",
        ),
        ("警备区政工局", "上海警备区", Likeness.BELOW, "像是“上海警备区”下面的单位"),
        ("31692部队", "31692部队一连", Likeness.ABOVE, "像是“31692部队一连”的上级单位"),
        ("潮声文史馆", "潮声文史院", Likeness.LETTERS, "差 1 个字"),
    ],
)
def test_a_candidate_with_its_reason(name: str, known: str, kind: Likeness, reason: str) -> None:
    found = likeness(name, Known(1, known))
    assert found is not None
    assert (found.likeness, str(found.reason)) == (kind, reason)
    assert LEAST <= found.score < 100
    assert not found.is_certain


@pytest.mark.parametrize(
    ("name", "known", "reason"),
    [
        ("第一中学", "第二中学", "数字不同，多半不是同一单位"),
        ("31692部队一连", "31692部队二连", "数字不同，多半不是同一单位"),
        ("浦东人武部", "浦西人武部", "有一个字专门区分单位（东西南北、甲乙、男女），多半不是同一单位"),
        ("北京东路小学", "南京东路小学", "有一个字专门区分单位（东西南北、甲乙、男女），多半不是同一单位"),
        ("甲厂", "乙厂", "有一个字专门区分单位（东西南北、甲乙、男女），多半不是同一单位"),
        ("复旦大学邯郸校区", "复旦大学江湾校区", "校区或分支不同，多半不是同一单位"),
        ("向明中学", "向明小学", "学校的类别不同，多半不是同一单位"),
        ("上海市静安区人民武装部", "上海市宝山区人民武装部", "地名不同，多半不是同一单位"),
        ("上海市教育局", "上海市静安区教育局", "地名不同，多半不是同一单位"),
    ],
)
def test_what_tells_units_apart_is_not_offered_unasked(name: str, known: str, reason: str) -> None:
    for one, other in ((name, known), (known, name)):
        found = likeness(one, Known(1, other))
        assert found is not None
        assert (found.likeness, str(found.reason)) == (Likeness.APART, reason)
        assert found.score < LEAST
        assert nearest(one, [Known(1, other)]) == ()


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("31692部队", "31693部队"),
        ("中国人民解放军31692部队政治工作部", "31693部队政治工作部"),
        ("三一六九二部队", "31693部队"),
        ("潮声纪念馆", "江声晚报"),
    ],
)
def test_no_candidate_at_all(name: str, known: str) -> None:
    assert like(name, known) is None
    assert like(known, name) is None


def test_a_mark_that_one_side_left_out_does_not_tell_them_apart() -> None:
    assert like("江西省南昌市第一中学", "南昌市一中") == (Likeness.SHORT, 80)
    assert like("华东师范大学", "华师大") == (Likeness.SHORT, 80)


def test_the_nearest_first_each_unit_once() -> None:
    known = [
        Known(1, "上海警备区政治工作局"),
        Known(1, "警备区政工局"),
        Known(2, "上海警备区"),
        Known(3, "上海警备区保障局"),
        Known(4, "江声晚报"),
    ]
    found = nearest("上海市警备区政工局", known)
    assert [(one.unit, one.name) for one in found[:2]] == [(1, "警备区政工局"), (2, "上海警备区")]
    assert len({one.unit for one in found}) == len(found)
    assert 4 not in {one.unit for one in found}
    assert nearest("上海市警备区政工局", known, most=1) == found[:1]


def test_nothing_known_nothing_near() -> None:
    assert nearest("潮声纪念馆", []) == ()
    assert nearest("潮声纪念馆", [Known(1, "江声晚报")]) == ()


names = st.text(alphabet="上海宝山区人武部政工科第一二三3中学大北东潮声（）()部队公司 ", max_size=14)


@given(names, names)
def test_only_equal_keys_are_certain(one: str, other: str) -> None:
    found = likeness(one, Known(1, other))
    assert (found is not None and found.is_certain) == (unit_key(one) == unit_key(other))


@given(names, names)
def test_whether_units_are_told_apart_does_not_depend_on_the_side(one: str, other: str) -> None:
    there, back = likeness(one, Known(1, other)), likeness(other, Known(1, one))
    assert (there is None) == (back is None)
    assert (there is not None and there.likeness is Likeness.APART) == (
        back is not None and back.likeness is Likeness.APART
    )


@given(st.integers(10_000, 99_999), st.integers(10_000, 99_999), st.sampled_from(["", "一连", "政治工作部", "机关"]))
def test_other_code_numbers_are_never_candidates(one: int, other: int, part: str) -> None:
    found = nearest(f"{one}部队{part}", [Known(1, f"中国人民解放军{other}部队{part}")], least=0)
    assert bool(found) == (one == other)


@given(names, st.lists(names, max_size=8))
def test_candidates_are_sorted_and_within_bounds(name: str, others: list[str]) -> None:
    found: tuple[Candidate, ...] = nearest(name, [Known(number, one) for number, one in enumerate(others)], least=0)
    assert len(found) <= 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 <= one.score <= 100 for one in found)
