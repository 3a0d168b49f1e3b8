import pytest

from contest.documents.romanisation import may_be_romanised, romanised


@pytest.mark.parametrize(
    ("name", "patterns"),
    [
        ("李强", ("(?:li)(?:jiang|qiang)", "(?:jiang|qiang)(?:li)")),
        ("欧阳修", ("(?:ou)(?:yang)(?:xiu)", "(?:xiu)(?:ou)(?:yang)")),
        ("吕", ()),
        ("阿卜杜拉买买提", ()),
        ("王A", ()),
        ("", ()),
    ],
)
def test_the_spellings_of_a_name(name: str, patterns: tuple[str, ...]) -> None:
    assert romanised(name) == patterns


@pytest.mark.parametrize("word", ["Wang", "Xiaoming", "Xiao-ming", "Xi'an", "LÜ".replace("Ü", "v"), "Zhuang", "Er"])
def test_words_that_may_be_a_name(word: str) -> None:
    assert may_be_romanised(word)


@pytest.mark.parametrize("word", ["THE", "End", "Smith", "Study", "", "x", "Introduction", "Abstract"])
def test_words_that_are_no_name(word: str) -> None:
    assert not may_be_romanised(word)
