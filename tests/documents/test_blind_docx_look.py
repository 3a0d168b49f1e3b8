"""What the file for judges keeps of the look: pages, type, sections, tables and lists."""

from dataclasses import replace

from contest.documents.model import Run
from contest.documents.names import w
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx
from tests.documents.blinding import BODY, NAME, PHONE, blinded, main_part, text_of
from tests.documents.parts import OFFICE, SPACES, centred, docx, links, p, r


def test_the_page_and_the_look_of_its_lines_are_kept() -> None:
    before = read_docx(write_docx("山河", None, ["一、缘起", "（一）路", BODY]))
    after = read_docx(blinded(write_docx("山河", "欧阳修文", ["一、缘起", "（一）路", BODY])))
    (section,) = after.sections
    assert replace(section, footers=()) == replace(before.sections[0], footers=())
    assert [footer.has_page_number for footer in section.footers] == [True]
    for one, other in zip(before.paragraphs, after.paragraphs, strict=True):
        assert (one.alignment, one.setting, one.outline_level) == (other.alignment, other.setting, other.outline_level)
        assert [(run.text, run.east_asian, run.latin, run.size, run.bold) for run in one.runs] == [
            (run.text, run.east_asian, run.latin, run.size, run.bold) for run in other.runs
        ]


def test_every_look_of_a_run_is_kept_but_colour_and_fonts_that_few_have() -> None:
    look = (
        '<w:rFonts w:ascii="Arial" w:eastAsia="张三手写体"/><w:b/><w:i/><w:strike/><w:color w:val="FFFFFF"/>'
        '<w:sz w:val="36"/><w:u w:val="double"/><w:vertAlign w:val="superscript"/>'
    )
    line = p(
        BODY, r("前\t后", look).replace("\t", "</w:t><w:tab/><w:br/><w:t>"), r("下", '<w:vertAlign w:val="subscript"/>')
    )
    plain, marked, low = read_docx(blinded(docx(centred("题") + line))).paragraphs[1].runs
    assert plain.bold is False
    assert marked == Run("前\t\n后", True, True, True, True, True, False, None, "宋体", "Arial", 36, "")
    assert (low.text, low.subscript) == ("下", True)


def test_sections_end_where_they_ended_or_with_the_last_line_left() -> None:
    def end(width: int, kind: str = "nextPage") -> str:
        size = f'<w:type w:val="{kind}"/><w:pgSz w:w="{width}" w:h="9000"/>'
        return f"<w:pPr><w:sectPr>{size}</w:sectPr></w:pPr>"

    body = (
        centred("题")
        + f"<w:p>{end(5000)}{r('作者：张三')}</w:p>"
        + p(BODY)
        + f"<w:p>{end(6000, 'oddPage')}{r(BODY)}</w:p>"
        + p(BODY)
        + '<w:sectPr><w:type w:val="continuous"/><w:pgSz w:w="7000" w:h="9000"/></w:sectPr>'
    )
    made = blinded(docx(body))
    document = read_docx(made)
    assert [section.width for section in document.sections] == [5000, 6000, 7000]
    assert [paragraph.section for paragraph in document.paragraphs] == [0, 1, 1, 2]
    kinds = [kind.get(w("val")) for kind in main_part(made).iter(w("type"))]
    assert kinds == ["nextPage", "oddPage", "continuous"]


# --- tables and lists ------------------------------------------------------------------------------------------------


def test_a_table_keeps_its_shape_and_loses_the_rows_that_tell() -> None:
    borders = '<w:tblBorders><w:top w:val="single" w:sz="4" w:color="auto"/></w:tblBorders>'
    styles = (
        f'<w:styles {SPACES}><w:style w:type="table" w:styleId="a"><w:tblPr>{borders}</w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    rows = (
        f"<w:tr><w:tc>{p('姓名')}</w:tc><w:tc>{p('张三')}</w:tc></w:tr>"
        f'<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vAlign w:val="{NAME}"/></w:tcPr>'
        f"{p('产量')}</w:tc></w:tr>"
    )
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4001"/></w:tblGrid>'
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="b"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>{grid}{rows}</w:tbl>'
    made = blinded(docx(centred("题") + table + p(BODY), {"word/styles.xml": styles}))
    (kept,) = main_part(made).iter(w("tbl"))
    assert [row.tag for row in kept.iterchildren(w("tr"))] == [w("tr")]
    assert [column.get(w("w")) for column in kept.iter(w("gridCol"))] == ["4000", "4001"]
    (top,) = kept.iter(w("top"))
    assert dict(top.attrib) == {w("color"): "auto", w("sz"): "4", w("val"): "single"}
    assert [one.get(w("val")) for one in kept.iter(w("gridSpan"))] == ["2"]
    assert [dict(one.attrib) for one in kept.iter(w("vAlign"))] == [{}]
    assert text_of(made) == ("题", f"产量\n{BODY}")


def test_the_lines_of_a_style_are_taken_once_for_each_side_of_each_table() -> None:
    lines = '<w:top w:val="single"><w:top w:val="double"/></w:top>' * 30 + '<w:bottom w:val="single"/>'
    styles = (
        f'<w:styles {SPACES}><w:style w:type="table" w:styleId="a"><w:tblPr><w:tblBorders>{lines}</w:tblBorders>'
        "</w:tblPr></w:style></w:styles>"
    )
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="a"/></w:tblPr><w:tr><w:tc>{p("产量")}</w:tc></w:tr></w:tbl>'
    made = main_part(blinded(docx(centred("题") + p(BODY) + table * 20, {"word/styles.xml": styles})))
    for kept in made.iter(w("tblBorders")):
        assert [(side.tag, side.get(w("val"))) for side in kept.iter() if side is not kept] == [
            (w("top"), "single"),
            (w("bottom"), "single"),
        ]
    assert len(list(made.iter(w("tblBorders")))) == 20


def test_tables_in_tables_stay_and_the_outer_rows_that_tell_go() -> None:
    def table(*rows: str) -> str:
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"

    def cell(inside: str) -> str:
        return f"<w:tc>{inside}</w:tc>"

    inner = p("里")
    for _ in range(40):
        inner = table(cell(inner + p("层")), cell(p("行")))
    body = table(cell(p("姓名")) + cell(table(cell(p(NAME)))), cell(inner))
    made = main_part(blinded(docx(centred("题") + body + p(BODY))))
    assert [len(list(made.iter(w(name)))) for name in ("tbl", "tr", "tc")] == [41, 81, 81]
    assert "".join(made.itertext()) == "题里" + "层行" * 40 + BODY


def test_a_table_that_only_tells_of_the_author_goes() -> None:
    table = f"<w:tbl><w:tr><w:tc>{p('姓名')}</w:tc><w:tc>{p(NAME)}</w:tc></w:tr></w:tbl>"
    made = blinded(docx(centred("题") + table + p(BODY)))
    assert list(main_part(made).iter(w("tbl"))) == []
    assert text_of(made) == ("题", BODY)


def test_lists_go_on_counting_with_patterns_of_no_words() -> None:
    def level(number: int, kind: str, pattern: str) -> str:
        return (
            f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        )

    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", f"{NAME}%2") + level(2, "bullet", "\uf0b7")
    numbering = (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="{PHONE}">{levels}</w:abstractNum>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="{PHONE}"/></w:num></w:numbering>'
    )

    def line(number: int) -> str:
        return p(BODY, settings=f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="3"/></w:numPr>')

    parts = {
        "word/numbering.xml": numbering,
        "word/_rels/document.xml.rels": links([(f"{OFFICE}/numbering", "numbering.xml", "")]),
    }
    made = read_docx(blinded(docx(centred("题") + "".join(map(line, range(3))), parts)))
    assert [one.setting.number for one in made.paragraphs[1:]] == ["chineseCounting %1、", "decimal %1.", "bullet •"]
