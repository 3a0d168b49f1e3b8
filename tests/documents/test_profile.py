import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.documents.profile import GB_9704, Family, Profile, family_of, substituted_by
from contest.phrases import Refusal

NAMES = {
    Family.FANGSONG: "仿宋_GB2312 仿宋 FangSong FangSong_GB2312 方正仿宋简体 方正仿宋_GBK 方正仿宋_GB18030 华文仿宋"
    " STFangsong FZFangSong-Z02(S) FZFangSong-Z02 FZFangSong-Z02S FZFS 仿宋体",
    Family.XIAOBIAOSONG: "方正小标宋简体 方正小标宋_GBK 方正小标宋简 方正小标宋_GB18030 FZXiaoBiaoSong-B05(S)"
    " FZXiaoBiaoSong-B05 FZXiaoBiaoSong-B05S FZXBSJW--GB1-0 FZXBSK--GBK1-0 小标宋 小标宋体 文星标宋 文星简小标宋"
    " 长城小标宋 长城小标宋体",
    Family.KAITI: "楷体_GB2312 楷体 KaiTi KaiTi_GB2312 方正楷体_GBK 方正楷体简体 华文楷体 STKaiti FZKai-Z03 FZKai-Z03S",
    Family.HEITI: "黑体 SimHei 方正黑体_GBK 方正黑体简体 华文黑体 STHeiti FZHei-B01 FZHei-B01S",
    Family.SONGTI: "宋体 SimSun NSimSun 新宋体 方正书宋_GBK 华文宋体 STSong FZShuSong-Z01 FZShuSong-Z01S",
}


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family, names in NAMES.items() for name in names.split()]
)
def test_a_family_is_known_by_all_its_names(family: Family, name: str) -> None:
    assert family_of(name) is family
    assert family_of(f" {name.upper()} ") is family


@pytest.mark.parametrize("name", ["", "微软雅黑", "等线", "华文中宋", "简体", "_GBK", "Times New Roman", "宋"])
def test_other_fonts_are_of_no_family(name: str) -> None:
    assert family_of(name) is None


def test_full_width_names_are_read_as_half_width_ones() -> None:
    assert family_of("ＳｉｍＨｅｉ") is Family.HEITI


def test_the_first_of_several_names_counts() -> None:
    assert family_of("仿宋_GB2312;宋体") is Family.FANGSONG


def test_a_substitute_is_known_as_one() -> None:
    assert (substituted_by("华文中宋"), substituted_by("STZhongsong")) == (Family.XIAOBIAOSONG, Family.XIAOBIAOSONG)
    assert substituted_by("宋体") is None


def test_the_preset_is_the_standard() -> None:
    assert (GB_9704.right, GB_9704.bottom) == (1474, 1984)
    assert (GB_9704.heading_family(1), GB_9704.heading_family(4)) == (Family.HEITI, Family.FANGSONG)


def test_a_profile_goes_to_json_and_back() -> None:
    values = json.loads(json.dumps(GB_9704.to_values()))
    assert Profile().differing(values) == GB_9704
    other = GB_9704.differing({"body_family": "宋体", "body_size": 28, "page_numbers": False, "latin_font": ""})
    assert (other.body_family, other.body_size, other.page_numbers, other.latin_font) == (Family.SONGTI, 28, False, "")
    assert GB_9704.differing(json.loads(json.dumps(other.to_values()))) == other


@given(st.dictionaries(st.sampled_from(["top", "left", "body_size", "share"]), st.integers(0, 30000)))
def test_overrides_change_what_they_name_and_nothing_else(overrides: dict[str, int]) -> None:
    assert GB_9704.differing(overrides).to_values() == {**GB_9704.to_values(), **overrides}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("body_size", "32"),
        ("body_size", True),
        ("body_size", 32.5),
        ("body_size", -1),
        ("body_size", None),
        ("page_numbers", 1),
        ("body_family", "隶书"),
        ("latin_font", 1),
        ("heading_families", ["黑体"]),
        ("heading_families", ["黑体", "楷体", "仿宋", 1]),
        ("heading_families", "黑体"),
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, value: object) -> None:
    with pytest.raises(Refusal) as refused:
        GB_9704.differing({name: value})
    assert refused.value.code == "bad_threshold"


def test_an_unknown_threshold_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        GB_9704.differing({"colour_of_ink": 1})
    assert refused.value.code == "unknown_threshold"
