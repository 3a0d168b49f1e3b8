"""Names split over lines, asides and cells, and the rows of tables that tell of the author."""

import pytest

from contest.documents.blind import MASK, make_blind
from contest.documents.identity import Identity, MaskKind
from contest.documents.masks import BlindChoices, Mask, Spot, Where
from contest.documents.model import Document, Note, NoteKind, Paragraph, Run, TextBox
from tests.documents.blinding import BODY, IDENTITY, NAME, UNIT
from tests.documents.parts import centred, p
from tests.documents.test_blind import copied


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ((centred("欧"), centred("阳修文")), ""),
        ((p("欧阳"), p(""), p("修文")), ""),
        ((p("我叫欧阳"), p("修文，住在这里。")), f"\n{MASK}，住在这里。"),
        ((centred("建"), centred("国")), ""),
    ],
)
def test_a_name_split_over_lines_goes(lines: tuple[str, ...], left: str) -> None:
    copy = copied(centred("题"), *lines, p(BODY), identity=Identity((NAME, "建国")))
    assert NAME not in copy.text.replace("\n", "")
    assert copy.text.replace("\n", "") == f"{left}{BODY}".replace("\n", "")


@pytest.mark.parametrize(
    ("boxes", "left"),
    [
        ((("江海市", "统计局"),), ()),
        ((("欧", "", "阳", "修文"),), ()),
        ((("建", "国"),), ()),
        ((("图一",), ("欧阳",), ("修文", "说明"), ("图二",)), ("图一", "图二")),
        ((("这里是江海市",), ("统计局",)), ()),
        ((("江海市",), ("图一",), ("统计局",)), ("江海市", "图一", "统计局")),
    ],
)
def test_a_name_split_over_lines_of_asides_or_over_two_asides_takes_them_out(
    boxes: tuple[tuple[str, ...], ...], left: tuple[str, ...]
) -> None:
    identity = Identity((NAME, "建国"), (UNIT,))
    asides = tuple(tuple(Paragraph(at, (Run(text),)) for at, text in enumerate(lines)) for lines in boxes)
    body = (Paragraph(0, (Run("题"),)), Paragraph(1, (Run(BODY),)))
    of_boxes = make_blind(Document(body, text_boxes=tuple(TextBox(1, lines) for lines in asides)), identity)
    assert of_boxes.text == "\n".join((BODY, *left))
    of_notes = make_blind(Document(body, notes=tuple(Note(NoteKind.FOOTNOTE, lines) for lines in asides)), identity)
    assert of_notes.text == "\n".join((BODY, *left))


def test_asides_that_come_back_have_the_parts_of_a_split_name_masked() -> None:
    lines = (Paragraph(0, (Run("我在江海市"),)), Paragraph(1, (Run("统计局工作"),)))
    document = Document((Paragraph(0, (Run("题"),)), Paragraph(1, (Run(BODY),))), text_boxes=(TextBox(1, lines),))
    (mask,) = make_blind(document, IDENTITY).masks
    assert mask == Mask(MaskKind.BYLINE, Where.TEXT_BOX, 0, "我在江海市\n统计局工作")
    copy = make_blind(document, IDENTITY, BlindChoices(shown=(mask.spot,)))
    assert copy.text == f"{BODY}\n我在{MASK}\n{MASK}工作"


# --- tables ----------------------------------------------------------------------------------------------------------


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{p(text)}</w:tc>" for text in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_the_rows_of_a_cover_table_that_name_the_author_go() -> None:
    cover = table(
        ("题目", "我的家乡"), ("姓名", "张三丰"), ("工作单位", "某局"), ("指导老师", "李四"), ("字数", "3000")
    )
    copy = copied(cover, centred("我的家乡"), p(BODY), identity=Identity())
    assert copy.text == f"题目\n我的家乡\n字数\n3000\n{BODY}"
    assert [(mask.index, mask.text) for mask in copy.masks] == [
        (2, "姓名\n张三丰"),
        (4, "工作单位\n某局"),
        (6, "指导老师\n李四"),
    ]
    restored = copied(
        cover,
        centred("我的家乡"),
        p(BODY),
        identity=Identity(),
        choices=BlindChoices(shown=(Spot(Where.BODY, 4, 0, "工作单位\n某局"),)),
    )
    assert [mask.text for mask in restored.masks] == ["姓名\n张三丰", "指导老师\n李四", "工作单位"]


def test_the_rows_under_a_row_of_labels_go() -> None:
    cover = table(("姓名", "单位", "职务"), ("张三丰", "某局", "科员"), ("李四", "某处", "处员"), (BODY + BODY, "", ""))
    assert copied(centred("题"), cover, p(BODY), identity=Identity()).text == f"{BODY}{BODY}\n\n\n{BODY}"


def test_a_cell_that_names_the_author_is_emptied_and_the_row_keeps_its_cells() -> None:
    copy = copied(table(("一", NAME, "二")), centred("题"), p(BODY), identity=IDENTITY)
    assert copy.text == f"一\n\n二\n{BODY}"
    assert "<tr><td><p>一</p></td><td></td><td><p>二</p></td></tr>" in copy.html


def test_a_name_split_over_cells_is_masked_anywhere() -> None:
    copy = copied(centred("题"), p(BODY), table(("欧阳", "修文"), ("甲", "乙")), p(BODY), identity=IDENTITY)
    assert copy.text == f"{BODY}\n{MASK}\n{MASK}\n甲\n乙\n{BODY}"


def test_a_table_of_figures_in_the_body_stays() -> None:
    copy = copied(centred("题"), p(BODY), table(("单位", "产量"), ("一村", "3")), p(BODY), identity=Identity())
    assert copy.text == f"{BODY}\n单位\n产量\n一村\n3\n{BODY}"
