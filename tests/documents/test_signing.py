import pytest

from contest.documents.signing import looks_like_byline


@pytest.mark.parametrize(
    "line",
    [
        "张三",
        "王　小　明",
        "李　伟",
        "张三、李四",
        "欧阳修文",
        "阿卜杜拉·买买提",
        "江海市统计局",
        "某某中学",
        "（上海大学）",
    ],
)
def test_names_and_units_alone_are_a_byline(line: str) -> None:
    assert looks_like_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "引言",
        "初心",
        "传承",
        "一声军号",
        "划破长空",
        "难忘的小站",
        "在希望深处",
        "梦开始了",
        "张",
        "张三来了",
        "",
        "军民 情深",
    ],
)
def test_headings_and_verses_are_none(line: str) -> None:
    assert not looks_like_byline(line)
