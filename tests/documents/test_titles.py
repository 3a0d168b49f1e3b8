import pytest

from contest.documents.model import Alignment, Cell, Document, Paragraph, Run
from contest.documents.titles import byline_zones, find_title, join_title, title_lines

BODY = "江山就是人民，人民就是江山。我在社区工作的第七个年头，常常想起第一天走进大院时的情形。"


def document(*lines: str) -> Document:
    """Paragraphs from short notes: `^` centred, `>` right, `#` title style, `=` heading, `|` in a table."""
    looks = {
        "^": {"alignment": Alignment.CENTRE},
        ">": {"alignment": Alignment.RIGHT},
        "#": {"style": "Title"},
        "=": {"outline_level": 0},
        "|": {"cell": Cell(0, 0, 0)},
    }
    paragraphs = []
    for index, line in enumerate(lines):
        look = looks.get(line[:1], {})
        paragraphs.append(Paragraph(index, (Run(line[1:] if look else line),), **look))  # type: ignore[arg-type]
    return Document(tuple(paragraphs))


@pytest.mark.parametrize(
    ("lines", "title", "places"),
    [
        (("^我的家乡", "^张三", BODY), "我的家乡", range(1)),
        (("", "^我 的　家 乡", BODY), "我的家乡", range(1, 2)),
        (("我的家乡", BODY), "我的家乡", range(1)),
        (("附件1", "征文作品", "^青春何为？", BODY), "青春何为？", range(2, 3)),
        (("作者：张三", "^单位：某局", "^我的家乡", BODY), "我的家乡", range(2, 3)),
        (("|姓名", "|张三", "^我的家乡", BODY), "我的家乡", range(2, 3)),
        (("张三", "#我的家乡", BODY), "我的家乡", range(1, 2)),
        (("#我的", "#家乡", "张三", BODY), "我的家乡", range(2)),
        (("^山河同心", "", "^——记一次援藏", "^张三", BODY), "山河同心——记一次援藏", range(3)),
        (("征文题目：我的家乡", BODY), "我的家乡", range(1)),
        (("某局", "=我的家乡", BODY), "我的家乡", range(1, 2)),
        (("^我的 GDP 与 AI", BODY), "我的GDP与AI", range(1)),
        (("^My Home Town", BODY), "My Home Town", range(1)),
        ((BODY, "^某局"), None, range(0)),
        (("一、前言", BODY), None, range(0)),
        ((), None, range(0)),
        (("", "　"), None, range(0)),
    ],
)
def test_the_title_is_found(lines: tuple[str, ...], title: str | None, places: range) -> None:
    made = document(*lines)
    assert find_title(made) == title
    assert title_lines(made) == places


def test_a_centred_line_under_a_larger_one_is_no_title() -> None:
    title, byline = Run("我的家乡", size=44), Run("某局　张三", size=32)
    lines = (Paragraph(0, (title,)), Paragraph(1, (byline,), Alignment.CENTRE), Paragraph(2, (Run(BODY),)))
    assert find_title(Document(lines)) == "我的家乡"


@pytest.mark.parametrize(
    ("lines", "opening", "closing"),
    [
        (("^题", "^张三", BODY, BODY), range(2), range(4, 4)),
        (("某局", "^题目在此", "张三", "", BODY, "（作者单位：某局）", ">张三"), range(3), range(5, 7)),
        (("^题", BODY, "作者简介：" + BODY), range(1), range(2, 3)),
        (
            (
                "^题",
                "指导我们事业的核心力量是中国共产党，指导我们思想的理论基础是马克思列宁主义，这句话我读了许多年。",
                BODY,
            ),
            range(1),
            range(3, 3),
        ),
        (("^题", "一、缘起", "张三", BODY), range(1), range(4, 4)),
        (("^题", *["短句"] * 30), range(13), range(19, 31)),
        ((), range(0), range(0)),
    ],
)
def test_zones_end_where_the_body_begins(lines: tuple[str, ...], opening: range, closing: range) -> None:
    assert byline_zones(document(*lines)) == (opening, closing)


def test_lines_join_without_blanks_between_han() -> None:
    assert join_title(["题目：山河\n同心", " 与 New  Era "]) == "山河同心与New Era"
