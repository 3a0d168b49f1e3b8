import io
from unicodedata import is_normalized

import pytest

from contest.documents.errors import Refused
from contest.documents.model import Alignment, Cell, NoteKind, Place, Properties, Run
from contest.documents.reader import open_docx, read_docx
from tests.documents.parts import OFFICE, SPACES, W, box, centred, docx, links, p, r

STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:basedOn w:val="a"/>
<w:pPr><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="S"><w:name w:val="Sub"/><w:basedOn w:val="T"/></w:style>
<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="V"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="L1"><w:name w:val="Loop"/><w:basedOn w:val="L2"/></w:style>
<w:style w:type="paragraph" w:styleId="L2"><w:name w:val="Loop 2"/><w:basedOn w:val="L1"/></w:style>
</w:styles>"""


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("我", r("家", "<w:b/>")), "我家"),
        ((f"<w:ins>{r('插入')}</w:ins>", f"<w:moveTo>{r('移来')}</w:moveTo>"), "插入移来"),
        (("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", f"<w:del>{r('删')}</w:del>", "留"), "留"),
        ((f"<w:moveFrom>{r('移走')}</w:moveFrom>", "留"), "留"),
        ((r("隐", "<w:vanish/>"), r("显", '<w:vanish w:val="0"/>')), "显"),
        ((r("隐", '<w:rStyle w:val="V"/>'), r("显", '<w:rStyle w:val="V"/><w:vanish w:val="false"/>')), "显"),
        ((f'<w:hyperlink r:id="x">{r("链接")}</w:hyperlink>',), "链接"),
        ((f'<w:fldSimple w:instr="DATE">{r("今天")}</w:fldSimple>',), "今天"),
        ((f"<w:sdt><w:sdtPr/><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>",), "控件"),
        ((f"<w:smartTag><w:customXml>{r('标签')}</w:customXml></w:smartTag>",), "标签"),
        (
            (
                field("begin"),
                "<w:r><w:instrText>PAGE</w:instrText></w:r>",
                r("码"),
                field("separate"),
                "果",
                field("end"),
                "后",
            ),
            "果后",
        ),
        (
            (
                field("begin"),
                field("begin"),
                field("separate"),
                "内",
                field("end"),
                field("separate"),
                "外",
                field("end"),
            ),
            "外",
        ),
        ((r("a", "<w:vanish/>") + field("begin"), "码", field("end"), "后"), "后"),
        ((field("begin"), field("end"), field("end"), "后"), "后"),
        (
            ("<w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t><w:noBreakHyphen/></w:r>",),
            "一\t二\n三-",
        ),
        (("<w:r><w:t> 一 \n</w:t></w:r>", "<w:r><w:t>二\n三</w:t></w:r>"), "一二 三"),
        (('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',), "□"),
        (
            (
                "<w:r><w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase>"
                + r("汉")
                + "</w:rubyBase></w:ruby></w:r>",
            ),
            "汉",
        ),
        (("e\u0301",), "é"),
        (("<w:r><w:t>张<!-- 注释 -->三</w:t></w:r>",), "张三"),
        (
            (
                '<mc:AlternateContent><mc:Choice Requires="wps">'
                + r("新")
                + "</mc:Choice><mc:Fallback>"
                + r("旧")
                + "</mc:Fallback></mc:AlternateContent>",
            ),
            "新",
        ),
        (
            (
                '<mc:AlternateContent><mc:Choice Requires="unknown">'
                + r("新")
                + "</mc:Choice><mc:Fallback>"
                + r("旧")
                + "</mc:Fallback></mc:AlternateContent>",
            ),
            "旧",
        ),
    ],
)
def test_text_is_what_would_be_printed(runs: tuple[str, ...], text: str) -> None:
    assert read_docx(docx(p(*runs), {"word/styles.xml": STYLES})).text == text


def test_an_unclosed_field_code_ends_with_its_paragraph() -> None:
    assert read_docx(docx(p(field("begin"), "码") + p("下一段"))).text == "\n下一段"


def test_a_field_result_may_run_over_paragraphs() -> None:
    body = p(field("begin"), "码", field("separate"), "一") + p("二", field("end")) + p("三")
    assert read_docx(docx(body)).text == "一\n二\n三"


def test_looks_are_kept_and_like_runs_joined() -> None:
    runs = (
        "一",
        "二",
        r("粗", '<w:b/><w:i w:val="0"/>'),
        r("斜", '<w:i/><w:u w:val="single"/>'),
        r("2", '<w:vertAlign w:val="superscript"/>'),
        r("2", '<w:vertAlign w:val="subscript"/>'),
        r("删", "<w:strike/>"),
    )
    assert read_docx(docx(p(*runs))).paragraphs[0].runs == (
        Run("一二", size=20),
        Run("粗", bold=True, size=20),
        Run("斜", italic=True, underline=True, size=20),
        Run("2", superscript=True, size=20),
        Run("2", subscript=True, size=20),
        Run("删", strike=True, size=20),
    )


def test_pictures_formulas_and_note_marks_keep_their_places() -> None:
    runs = (
        "前",
        "<w:r><w:drawing><a:graphic><a:blip/><a:blip/></a:graphic></w:drawing></w:r>",
        "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
    )
    places = [run.place for run in read_docx(docx(p(*runs))).paragraphs[0].runs]
    assert places == [None, Place.PICTURE, Place.FORMULA, Place.NOTE]


def test_styles_give_name_level_and_alignment_along_their_chain() -> None:
    def styled(style: str, more: str = "") -> str:
        return p("文", settings=f'<w:pStyle w:val="{style}"/>{more}')

    body = "".join(
        (
            p("文"),
            styled("S"),
            styled("S", '<w:jc w:val="right"/>'),
            styled("H"),
            styled("L1"),
            styled("none"),
        )
    )
    read = read_docx(docx(body, {"word/styles.xml": STYLES})).paragraphs
    assert [(one.index, one.style, one.outline_level, one.alignment) for one in read] == [
        (0, "Normal", None, Alignment.LEFT),
        (1, "Sub", None, Alignment.CENTRE),
        (2, "Sub", None, Alignment.RIGHT),
        (3, "heading 1", 0, Alignment.LEFT),
        (4, "Loop", None, Alignment.LEFT),
        (5, "Normal", None, Alignment.LEFT),
    ]


def test_tables_are_read_in_order_and_keep_their_cells() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('内')}</w:tc></w:tr></w:tbl>"
    table = (
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:sdt><w:sdtContent><w:tc>{p('乙')}{inner}</w:tc></w:sdtContent></w:sdt></w:tr>"
        f"<w:tr><w:tc>{p('丙')}</w:tc></w:tr></w:tbl>"
    )
    read = read_docx(docx(p("前") + table + p("后") + inner)).paragraphs
    assert [(one.text, one.cell) for one in read] == [
        ("前", None),
        ("甲", Cell(0, 0, 0)),
        ("乙", Cell(0, 0, 1)),
        ("内", Cell(0, 0, 1)),
        ("丙", Cell(0, 1, 0)),
        ("后", None),
        ("内", Cell(1, 0, 0)),
    ]


def test_text_boxes_and_notes_stand_apart() -> None:
    notes = (
        f'<w:footnotes {SPACES}><w:footnote w:type="separator">{p("线")}</w:footnote>'
        f"<w:footnote>{p('脚注')}{p('续')}</w:footnote></w:footnotes>"
    )
    ends = f"<w:endnotes {SPACES}><w:endnote>{p('尾注')}</w:endnote></w:endnotes>"
    nested = f"<w:r><w:pict><w:txbxContent>{p('外', box('里'))}</w:txbxContent></w:pict></w:r>"
    document = read_docx(
        docx(p("一") + p("二", box("框"), nested), {"word/footnotes.xml": notes, "word/endnotes.xml": ends})
    )
    assert document.text == "一\n二"
    assert [(one.kind, [p.text for p in one.paragraphs]) for one in document.notes] == [
        (NoteKind.FOOTNOTE, ["脚注", "续"]),
        (NoteKind.ENDNOTE, ["尾注"]),
    ]
    assert [(one.anchor, [p.text for p in one.paragraphs]) for one in document.text_boxes] == [
        (1, ["框"]),
        (1, ["外"]),
        (1, ["里"]),
    ]


def test_headers_footers_and_comments_are_not_read() -> None:
    parts = {f"word/{name}.xml": f"<w:hdr {SPACES}>{p('秘密')}</w:hdr>" for name in ("header1", "footer1", "comments")}
    assert read_docx(docx(p("文"), parts)).text == "文"


def test_properties_are_read_but_apart() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>张三</dc:creator><cp:lastModifiedBy>李四'
        "</cp:lastModifiedBy><dc:title>题</dc:title></cp:coreProperties>"
    )
    app = "<Properties><Company>某局</Company><Manager/></Properties>"
    document = read_docx(docx(p("文"), {"docProps/core.xml": core, "docProps/app.xml": app}))
    assert document.properties == Properties("张三", "李四", "题", "某局", "")


def test_paragraphs_point_back_to_their_elements() -> None:
    reading = open_docx(io.BytesIO(docx(centred("题") + f"<w:tbl><w:tr><w:tc>{p('格')}</w:tc></w:tr></w:tbl>")))
    assert ["".join(element.itertext()) for element in reading.elements] == ["题", "格"]
    assert [one.index for one in reading.document.paragraphs] == [0, 1]


FOOTER = f'<w:ftr xmlns:w="{W}">' + "<w:p/>" * 15_000 + "</w:ftr>"


def footed(parts: int, ids: int) -> bytes:
    """A file of `ids` sections, each with its own link to one of so many long footers."""
    sections = "".join(
        p("字", settings=f'<w:sectPr><w:footerReference w:type="default" r:id="rId{number}"/></w:sectPr>')
        for number in range(ids)
    )
    targets = [(f"{OFFICE}/footer", f"footer{number % parts}.xml", "") for number in range(ids)]
    members = {f"word/footer{number}.xml": FOOTER for number in range(parts)}
    return docx(sections, {"word/_rels/document.xml.rels": links(targets), **members})


def test_a_footer_is_read_once_however_many_links_lead_to_it() -> None:
    document = read_docx(footed(parts=1, ids=300))
    assert {len(section.footers[0].paragraphs) for section in document.sections[:300]} == {15_000}


@pytest.mark.parametrize(
    "content",
    [
        docx("<w:p/>" * 20_001),
        docx(p("字" * 500_001)),
        docx("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" * 1_001),
        footed(parts=2, ids=2),
    ],
    ids=["paragraphs", "characters", "sections", "footers"],
)
def test_more_than_any_manuscript_holds_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_docx(content)
    assert refused.value.code == "overblown"


def test_marks_piled_on_a_letter_are_cut_down() -> None:
    """Putting n of them in order takes n² steps: a file of two kilobytes would hold a server up for a minute."""
    (paragraph,) = read_docx(docx(p("e" + "\u0301\u0323" * 40_000 + "好"))).paragraphs
    assert len(paragraph.text) < 25
    assert paragraph.text.endswith("好")
    assert is_normalized("NFC", paragraph.text)


def test_levels_of_a_list_are_gathered_once() -> None:
    levels = "".join(f'<w:lvl w:ilvl="{number}"><w:lvlText w:val="%1、"/></w:lvl>' for number in range(20_000))
    numbers = "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/></w:num>' for number in range(1, 1_001))
    lists = f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>{numbers}'
    numbering = f'<w:numbering xmlns:w="{W}">{lists}</w:numbering>'
    body = "".join(p("字", settings=f'<w:numPr><w:numId w:val="{number}"/></w:numPr>') for number in range(1, 1_001))
    document = read_docx(
        docx(
            body,
            {
                "word/_rels/document.xml.rels": links([(f"{OFFICE}/numbering", "numbering.xml", "")]),
                "word/numbering.xml": numbering,
            },
        )
    )
    assert all(one.setting.numbered for one in document.paragraphs)
