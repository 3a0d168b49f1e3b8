import pytest

from contest.documents.surnames import COMMON, COMPOUND, given_name


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
