import pytest

from contest.documents.romanisation import has_syllables, may_be_romanised, romanised


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


@pytest.mark.parametrize(
    "text",
    ["Wang", "叫wangxiaoou的", "Wáng", "Lyuming", "linyun", "lüming", "ｗａｎｇ", "GDP and Li", "wangxiao-ou", "nv"],
)
def test_a_text_may_hold_a_name_in_pinyin(text: str) -> None:
    assert has_syllables(text)


@pytest.mark.parametrize("text", ["", "GDP", "DOI", "com", "W X M", "王小明", "5G", "https"])
def test_a_text_without_syllables_holds_none(text: str) -> None:
    assert not has_syllables(text)


@pytest.mark.parametrize("name", ["王小鸥", "吕明", "欧阳修文", "李安", "聂绿音", "曾重"])
def test_whatever_a_name_is_spelt_like_has_syllables(name: str) -> None:
    syllables = [
        one.partition("|")[0]
        for one in "".join(romanised(name)[:1]).removeprefix("(?:").removesuffix(")").split(")(?:")
    ]
    assert has_syllables("".join(syllables))
    assert has_syllables(" ".join(syllables))
