import pytest

from contest.documents.surnames import COMMON, COMPOUND, addressed, dotted_parts, given_name, has_surname, is_group


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("王小明", "小明"),
        ("欧阳修文", "修文"),
        ("欧阳修", None),
        ("李强", None),
        ("阿依古丽", None),
        ("Li", None),
        ("Lee", None),
        ("", None),
    ],
)
def test_the_name_people_are_called_by(name: str, given: str | None) -> None:
    assert given_name(name) == given


def test_surnames_are_of_one_character_or_two() -> None:
    assert {len(surname) for surname in COMPOUND} == {2}
    assert {len(surname) for surname in COMMON} == {1}


@pytest.mark.parametrize("name", ["课题组", "本报编辑部", "全体党员", "集体", "联合调研组", "军属", "写作小组成员"])
def test_a_word_for_several_is_no_name(name: str) -> None:
    assert is_group(name)


@pytest.mark.parametrize("name", ["王小明", "高集体", "组长", "张组", ""])
def test_a_name_is_no_word_for_several(name: str) -> None:
    assert not is_group(name)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("阿卜杜拉·买买提", ("阿卜杜拉", "买买提")),
        ("迪丽热巴•阿里", ("迪丽热巴", "阿里")),
        ("王小明", ()),
        ("J.Smith", ()),
    ],
)
def test_the_parts_of_a_dotted_name(name: str, parts: tuple[str, ...]) -> None:
    assert dotted_parts(name) == parts


def test_a_surname_with_a_title() -> None:
    assert {"欧阳老师", "欧阳政委"} < set(addressed("欧阳修文"))
    assert {"王老师", "王教导员"} < set(addressed("王小明"))
    assert (addressed("王"), addressed("阿卜杜拉买买提"), addressed("Lee")) == ((), (), ())


def test_a_name_begins_with_a_surname_or_has_dots() -> None:
    names = ["王小明", "欧阳修文", "阿卜杜拉·买买提", "一声军号", "初心", ""]
    assert [name for name in names if has_surname(name)] == ["王小明", "欧阳修文", "阿卜杜拉·买买提"]
