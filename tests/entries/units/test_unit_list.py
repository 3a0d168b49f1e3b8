"""What each row of a list of units would do, and what is wrong with it."""

import pytest

from contest.entries.units.unit_list import OnRecord, UnitRow, plan_units
from contest.notice.tables import Becomes, Line

KNOWN = OnRecord(
    leads={"潮声纪念馆": 1, "潮声馆": 1, "浦岸中学": 2, "浦岸区教育局": 3, "别处小学": 9},
    names={1: "潮声纪念馆", 2: "浦岸中学", 3: "浦岸区教育局", 9: "别处小学"},
    parents={2: 3},
    unsettled=frozenset({2, 9}),
    placed_elsewhere=frozenset({1}),
    unseen=frozenset({9}),
)


def line(number: int, name: str, spellings: str = "", superior: str = "") -> Line:
    return Line(number, {"name": name, "spellings": spellings, "superior": superior, "people": "30"})


def said(*rows: UnitRow) -> list[tuple[Becomes, str]]:
    return [(row.told.becomes, " ".join(map(str, (*row.told.faults, *row.told.notes)))) for row in rows]


@pytest.mark.parametrize(
    ("one", "becomes", "words"),
    [
        (line(2, "江湾小学"), Becomes.NEW, ""),
        (line(2, "江湾小学", "湾小、江小"), Becomes.NEW, "加写法：湾小、江小。"),
        (line(2, "江湾小学", superior="浦岸区教育局"), Becomes.NEW, "上级定为“浦岸区教育局”。"),
        (line(2, "江湾小学", superior="江湾区"), Becomes.NEW, "上级定为“江湾区”，这个单位也将新建。"),
        (line(2, "潮声纪念馆", "潮声馆"), Becomes.SAME, ""),
        (line(2, "潮声馆"), Becomes.SAME, "现在的名称是“潮声纪念馆”，名称不改。"),
        (line(2, "潮声纪念馆", "潮馆"), Becomes.CHANGED, "加写法：潮馆。"),
        (line(2, "浦岸中学", superior="浦岸区教育局"), Becomes.CHANGED, "认定为单独的单位。"),
        (line(2, "　浦岸 中学"), Becomes.CHANGED, "现在的名称是“浦岸中学”，名称不改。 认定为单独的单位。"),
    ],
)
def test_a_row_by_itself(one: Line, becomes: Becomes, words: str) -> None:
    assert said(*plan_units([one], KNOWN)) == [(becomes, words)]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (line(2, "", "无名"), "没有写单位名称。请补上，或删去这一行。"),
        (line(2, "长" * 121), "“单位名称”超过 120 字，请改短。"),
        (line(2, "别处小学"), "只有别的征文有这个单位，还没有认定。请与那次征文的组织者商量。"),
        (line(2, "江湾小学", superior="别处小学"), "只有别的征文有上级单位“别处小学”，还没有认定。"),
        (
            line(2, "江湾小学", "潮声馆"),
            "“潮声馆”已经是“潮声纪念馆”的写法。是同一单位的，请在单位页合并；不是的，请去掉这个写法。",
        ),
        (line(2, "浦岸区教育局", superior="浦岸中学"), "“浦岸中学”就是它自己，或在它下面，不能作它的上级。请改。"),
        (line(2, "江湾小学", superior="江湾小学"), "“江湾小学”就是它自己，或在它下面，不能作它的上级。请改。"),
        (line(2, "江湾小学", "湾小", "湾小"), "“湾小”就是它自己，或在它下面，不能作它的上级。请改。"),
        (
            line(2, "潮声纪念馆", superior="浦岸区教育局"),
            "别的征文也有这个单位的来稿，它的上级要由同时负责那些征文的组织者来定。请把上级空着。",
        ),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it(one: Line, words: str) -> None:
    assert said(*plan_units([one], KNOWN)) == [(Becomes.WRONG, words)]


def test_rows_are_held_against_each_other() -> None:
    rows = plan_units(
        [line(2, "甲", "甲馆"), line(3, " 甲 "), line(4, "乙", "甲馆"), line(5, "丙", "丁"), line(6, "丁")], KNOWN
    )
    assert said(*rows) == [
        (Becomes.NEW, "加写法：甲馆。"),
        (Becomes.WRONG, "与第 2 行是同一个单位。请并成一行。"),
        (Becomes.WRONG, "写法“甲馆”在别的一行里也有。请只留一处。"),
        (Becomes.WRONG, "写法“丁”在别的一行里也有。请只留一处。"),
        (Becomes.WRONG, "这个名称在别的一行里是“其他写法”。请只留一处。"),
    ]


def test_a_superior_may_stand_in_another_row_under_any_of_its_spellings() -> None:
    rows = plan_units([line(2, "分馆", superior="总馆"), line(3, "江湾总馆", "总馆")], KNOWN)
    assert said(*rows) == [(Becomes.NEW, "上级定为“总馆”。"), (Becomes.NEW, "加写法：总馆。")]


def test_no_circle_comes_of_several_rows() -> None:
    rows = plan_units([line(2, "甲", "", "乙"), line(3, "乙", "", "丙"), line(4, "丙", "", "甲")], KNOWN)
    assert [row.told.becomes for row in rows] == [Becomes.NEW, Becomes.NEW, Becomes.WRONG]
