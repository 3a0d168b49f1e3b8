"""Effective formatting: which layer wins, attribute by attribute."""

import pytest
from lxml import etree

from contest.documents.formatting import Formatting
from contest.documents.model import Alignment, Footer, LineRule, Pages, Paragraph, Place, Run, Section, Setting
from contest.documents.numbering import Numbering
from contest.documents.reader import read_docx
from contest.documents.theme import Theme
from tests.documents.parts import OFFICE, SPACES, W, docx, links, p, r

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def styles(inner: str, run: str = "", paragraph: str = "") -> str:
    """A styles part with these defaults and styles."""
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{paragraph}</w:pPr></w:pPrDefault></w:docDefaults>{inner}</w:styles>"
    )


def style(identity: str, *, run: str = "", paragraph: str = "", base: str = "", kind: str = "paragraph") -> str:
    """A style; `Normal` is the default one."""
    default = ' w:default="1"' if identity == "Normal" else ""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{identity}"{default}><w:name w:val="{identity}"/>{based}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def fonts(**names: str) -> str:
    """A `w:rFonts`."""
    return "<w:rFonts " + " ".join(f'w:{name}="{value}"' for name, value in names.items()) + "/>"


def size(value: object) -> str:
    """A `w:sz`."""
    return f'<w:sz w:val="{value}"/>'


def read(body: str, sheet: str = "", parts: dict[str, str] | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs of a body set by these styles."""
    extra = dict(parts or {})
    targets = [
        (f"{OFFICE}/styles", "styles.xml", ""),
        (f"{OFFICE}/theme", "theme.xml", ""),
        (f"{OFFICE}/numbering", "numbering.xml", ""),
        (f"{OFFICE}/settings", "settings.xml", ""),
    ]
    members = {"word/_rels/document.xml.rels": links(targets), **extra}
    if sheet:
        members["word/styles.xml"] = sheet
    return read_docx(docx(body, members)).paragraphs


def first_run(paragraphs: tuple[Paragraph, ...]) -> Run:
    """The first run of the first paragraph."""
    return paragraphs[0].runs[0]


def test_nothing_stated_is_ten_points_and_no_font() -> None:
    run = first_run(read(p("字")))
    assert (run.size, run.east_asian, run.latin, run.bold) == (20, "", "", False)


def test_each_layer_beats_the_one_below() -> None:
    sheet = styles(
        style("Normal", run=size(24))
        + style("Base", run=size(26), base="Normal")
        + style("Body", run=size(28), base="Base")
        + style("Strong", run=size(30), kind="character"),
        run=size(22),
    )
    styled = '<w:pStyle w:val="Body"/>'
    body = (
        p("一")
        + p("二", settings='<w:pStyle w:val="Base"/>')
        + p("三", settings=styled)
        + p(r("四", '<w:rStyle w:val="Strong"/>'), settings=styled)
        + p(r("五", f'<w:rStyle w:val="Strong"/>{size(32)}'), settings=styled)
        + p("六", settings='<w:pStyle w:val="Unknown"/>')
    )
    assert [one.runs[0].size for one in read(body, sheet)] == [24, 26, 28, 30, 32, 24]
    assert [one.mark_size for one in read(p(settings=styled), sheet)] == [28]


def test_fonts_merge_attribute_by_attribute() -> None:
    sheet = styles(style("Normal", run=fonts(ascii="Arial", eastAsia="宋体")), run=fonts(ascii="Calibri"))
    runs = [
        one.runs[0] for one in read(p("一") + p(r("二", fonts(eastAsia="仿宋_GB2312"))) + p(r("三", size(32))), sheet)
    ]
    assert [(run.east_asian, run.latin) for run in runs] == [
        ("宋体", "Arial"),
        ("仿宋_GB2312", "Arial"),
        ("宋体", "Arial"),
    ]


@pytest.mark.parametrize(
    ("language", "typeface", "expected"),
    [
        ("zh-CN", "", "等线"),
        ("zh-TW", "", "新細明體"),
        ("", "", "等线"),
        ("zh-CN", "仿宋", "仿宋"),
        ("ja-JP", "", ""),
    ],
)
def test_theme_fonts_go_by_the_language_of_the_theme(language: str, typeface: str, expected: str) -> None:
    theme = (
        f'<a:theme {A}><a:themeElements><a:fontScheme><a:minorFont><a:latin typeface="Calibri"/>'
        f'<a:ea typeface="{typeface}"/><a:font script="Hans" typeface="等线"/>'
        '<a:font script="Hant" typeface="新細明體"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )
    settings = f'<w:settings xmlns:w="{W}"><w:themeFontLang w:val="en-US" w:eastAsia="{language}"/></w:settings>'
    stated = fonts(eastAsiaTheme="minorEastAsia", eastAsia="宋体", asciiTheme="minorHAnsi")
    run = first_run(read(p(r("字", stated)), "", {"word/theme.xml": theme, "word/settings.xml": settings}))
    assert (run.east_asian, run.latin) == (expected, "Calibri")


@pytest.mark.parametrize(
    ("stated", "colour"),
    [
        ('w:val="FF0000" w:themeColor="text1"', "FF0000"),
        ('w:themeColor="accent2"', "C0504D"),
        ('w:val="auto" w:themeColor="accent2"', "C0504D"),
        ('w:themeColor="text1"', "000000"),
        ('w:themeColor="none"', ""),
        ("", ""),
    ],
)
def test_a_colour_may_come_from_the_theme(stated: str, colour: str) -> None:
    assert first_run(read(p(r("字", f"<w:color {stated}/>")))).colour == colour


def test_the_colours_are_those_of_the_file_s_own_theme() -> None:
    theme = (
        f'<a:theme {A}><a:themeElements><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="111111"/></a:dk1>'
        '<a:accent2><a:srgbClr val="ed7d31"/></a:accent2></a:clrScheme></a:themeElements></a:theme>'
    )
    body = "".join(p(r("字", f'<w:color w:themeColor="{name}"/>')) for name in ("text1", "accent2", "accent1"))
    assert [one.runs[0].colour for one in read(body, "", {"word/theme.xml": theme})] == ["111111", "ED7D31", ""]


def test_characters_may_be_scaled_and_spaced() -> None:
    body = "".join(
        p(r("字", stated)) for stated in ("", '<w:w w:val="66"/><w:spacing w:val="40"/>', '<w:w w:val="90%"/>')
    )
    assert [(one.runs[0].scale, one.runs[0].spacing) for one in read(body)] == [(100, 0), (66, 40), (90, 0)]


def test_the_first_tab_stop_is_that_of_all_layers() -> None:
    def tabs(*stops: tuple[str, int]) -> str:
        inside = "".join(f'<w:tab w:val="{kind}" w:pos="{place}"/>' for kind, place in stops)
        return f"<w:tabs>{inside}</w:tabs>"

    sheet = styles(style("Normal", paragraph=tabs(("left", 420))))
    settings = (
        "",
        tabs(("left", 640)),
        tabs(("clear", 420), ("left", 640)),
        tabs(("right", 210)),
        tabs(("bar", 210)),
        tabs(("clear", 420)),
    )
    found = read("".join(p("字", settings=one) for one in settings), sheet)
    assert [one.setting.first_tab for one in found] == [420, 420, 640, 0, 420, 0]


def test_settings_that_state_the_same_are_resolved_once() -> None:
    formatting = Formatting(None, Numbering(None), Theme(None, ""))
    spaces = f'xmlns:w="{W}" xmlns:other="urn:other"'
    one, other = (etree.fromstring(f"<w:pPr {spaces}>{more}<w:ind/></w:pPr>") for more in ("", "<w:keepNext/>"))
    assert formatting.paragraph(one) is formatting.paragraph(other) is formatting.paragraph(None)
    look = formatting.paragraph(None)
    one, other = (etree.fromstring(f"<w:rPr {spaces}>{more}<w:b/></w:rPr>") for more in ("", "<w:noProof/>"))
    assert formatting.run(look, one)[0] is formatting.run(look, other)[0]


def test_toggles_are_exclusive_between_styles_and_decided_on_the_spot() -> None:
    sheet = styles(
        style("Normal") + style("Heading", run="<w:b/>", base="Normal") + style("Bold", run="<w:b/>", kind="character")
    )
    heading = '<w:pStyle w:val="Heading"/>'
    body = (
        p("一", settings=heading)
        + p(r("二", '<w:rStyle w:val="Bold"/>'), settings=heading)
        + p(r("三", '<w:rStyle w:val="Bold"/>'))
        + p(r("四", '<w:rStyle w:val="Bold"/><w:b/>'), settings=heading)
        + p(r("五", '<w:b w:val="0"/>'), settings=heading)
    )
    assert [one.runs[0].bold for one in read(body, sheet)] == [True, False, True, True, False]
    everywhere = styles(style("Normal") + style("Bold", run="<w:b/>", kind="character"), run="<w:b/>")
    assert first_run(read(p(r("一", '<w:rStyle w:val="Bold"/>')), everywhere)).bold


def test_an_indent_in_characters_beats_one_in_twips_unless_it_is_nothing() -> None:
    sheet = styles(style("Normal", paragraph='<w:ind w:firstLineChars="200" w:firstLine="420"/>'))
    body = (
        p(r("一", size(32)))
        + p(r("二", size(32)), settings='<w:ind w:firstLine="640"/>')
        + p(r("三", size(32)), settings='<w:ind w:firstLineChars="0" w:firstLine="640"/>')
        + p(r("四", size(32)), settings='<w:ind w:left="420" w:hanging="420"/>')
        + p(r("五", size(32)), settings='<w:ind w:firstLineChars="0" w:firstLine="2cm"/>')
    )
    settings = [one.setting for one in read(body, sheet)]
    assert [(one.first_line_chars, one.first_line) for one in settings] == [
        (200, 640),
        (200, 640),
        (0, 640),
        (0, -420),
        (0, 1134),
    ]
    assert settings[3].left == 420


def test_spacing_and_alignment() -> None:
    sheet = styles(style("Normal", paragraph='<w:jc w:val="both"/><w:spacing w:after="120"/>'))
    stated = '<w:spacing w:line="579" w:lineRule="exact" w:beforeLines="50"/><w:snapToGrid w:val="0"/>'
    (one,) = read(p("字", settings=stated), sheet)
    assert one.alignment is Alignment.JUSTIFIED
    assert one.setting == Setting(after=120, before_lines=50, line=579, line_rule=LineRule.EXACT, snap_to_grid=False)


def test_a_numbering_of_the_style_lies_under_it_and_one_on_the_spot_over_it() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/><w:pPr><w:ind w:left="111"/></w:pPr></w:lvl>'
        '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    sheet = styles(
        style("Normal", paragraph='<w:ind w:left="222"/>')
        + style("Listed", paragraph=f'{number}<w:ind w:left="333"/>', base="Normal")
    )
    listed = '<w:pStyle w:val="Listed"/>'
    body = (
        p("一", settings=number)
        + p("二", settings=listed)
        + p("三", settings=f'{listed}<w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("四", settings=f'{number}<w:ind w:left="444"/>')
    )
    found = read(body, sheet, {"word/numbering.xml": numbering})
    assert [(one.setting.left, one.setting.number) for one in found] == [
        (111, "chineseCounting %1、"),
        (333, "chineseCounting %1、"),
        (333, ""),
        (444, "chineseCounting %1、"),
    ]


def test_a_circle_of_styles_ends() -> None:
    sheet = styles(style("A", base="B", run=size(30)) + style("B", base="A", run=size(32)))
    assert first_run(read(p("字", settings='<w:pStyle w:val="A"/>'), sheet)).size == 30


PAGE = (
    '<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r>'
    "</w:fldSimple>"
)
LONG_PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr>'
    '<w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


PAGE_IN_ONE_RUN = (
    '<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>'
    '<w:fldChar w:fldCharType="separate"/><w:t>3</w:t><w:fldChar w:fldCharType="end"/></w:r>'
)


@pytest.mark.parametrize("number", [PAGE, LONG_PAGE, PAGE_IN_ONE_RUN])
def test_sections_carry_the_footers_in_force(number: str) -> None:
    reference = '<w:footerReference w:type="{}" r:id="{}"/>'
    paper = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:bottom="1984" w:left="1587" w:right="1474"/>'
    body = (
        p("一", settings=f"<w:sectPr>{reference.format('default', 'rId0')}{paper}</w:sectPr>")
        + p("二")
        + f"<w:sectPr>{reference.format('even', 'rId1')}<w:titlePg/></w:sectPr>"
    )
    footer = f'<w:ftr xmlns:w="{W}">' + "{}</w:ftr>"
    document = read_docx(
        docx(
            body,
            {
                "word/_rels/document.xml.rels": links(
                    [
                        (f"{OFFICE}/footer", "footer1.xml", ""),
                        (f"{OFFICE}/footer", "footer2.xml", ""),
                        (f"{OFFICE}/settings", "settings.xml", ""),
                    ]
                ),
                "word/footer1.xml": footer.format(p("— ", number, " —", settings='<w:jc w:val="right"/>')),
                "word/footer2.xml": footer.format(p("没有页码")),
                "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>',
            },
        )
    )
    first, second = document.sections
    assert [one.section for one in document.paragraphs] == [0, 1]
    assert (first.width, first.height, first.top, first.left) == (11906, 16838, 2098, 1587)
    assert (second.width, second.first_differs) == (Section().width, True)
    assert [(one.pages, one.has_page_number) for one in first.footers] == [(Pages.DEFAULT, True)]
    assert [(one.pages, one.has_page_number) for one in second.footers] == [
        (Pages.DEFAULT, True),
        (Pages.EVEN, False),
    ]
    (line,) = first.footers[0].paragraphs
    assert (line.alignment, line.text) == (Alignment.RIGHT, "—  —")
    assert [run.size for run in line.runs if run.place is Place.PAGE_NUMBER] == [28]


@pytest.mark.parametrize(
    ("direction", "vertical"), [("tbRl", True), ("rl", True), ("lrTb", False), ("tb", False), ("", False)]
)
def test_sections_tell_how_text_runs_and_pages_are_numbered(direction: str, vertical: bool) -> None:
    stated = f'<w:textDirection w:val="{direction}"/>' if direction else ""
    (section,) = read_docx(docx(p("一") + f'<w:sectPr><w:pgNumType w:fmt="upperRoman"/>{stated}</w:sectPr>')).sections
    assert (section.number_format, section.vertical) == ("upperRoman", vertical)
    assert (Section().number_format, Section().vertical) == ("", False)


def footers(holding: str) -> tuple[Footer, ...]:
    """The footers of a file whose odd and even pages have one that holds this."""
    reference = "".join(f'<w:footerReference w:type="{kind}" r:id="rId0"/>' for kind in ("default", "even"))
    document = read_docx(
        docx(
            p("一") + f"<w:sectPr>{reference}</w:sectPr>",
            {
                "word/_rels/document.xml.rels": links(
                    [(f"{OFFICE}/footer", "footer1.xml", ""), (f"{OFFICE}/settings", "settings.xml", "")]
                ),
                "word/footer1.xml": f"<w:ftr {SPACES}>{p(holding)}</w:ftr>",
                "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>',
            },
        )
    )
    return document.sections[0].footers


BOX = f"<w:txbxContent>{p(PAGE)}</w:txbxContent>"
DRAWN_BOX = (
    '<w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    f"<wp:positionH><wp:align>outside</wp:align></wp:positionH>{BOX}</wp:anchor></w:drawing></w:r>"
)
OLD_BOX = (
    '<w:r><w:pict><v:shape style="position:absolute;mso-position-horizontal:outside;'
    f'mso-position-horizontal-relative:margin"><v:textbox style="mso-fit-shape-to-text:t">{BOX}</v:textbox></v:shape>'
    "</w:pict></w:r>"
)


@pytest.mark.parametrize("boxed", [DRAWN_BOX, OLD_BOX], ids=["drawing", "vml"])
def test_a_page_number_in_a_text_box_stands_where_the_box_stands(boxed: str) -> None:
    """As WPS writes it: the footer holds a box, set to the outer side of the page."""
    sides = [
        (footer.pages, paragraph.alignment)
        for footer in footers(boxed)
        for paragraph in footer.paragraphs
        if paragraph.runs
    ]
    assert sides == [(Pages.DEFAULT, Alignment.RIGHT), (Pages.EVEN, Alignment.LEFT)]


def test_a_page_number_stands_between_the_dashes_that_its_field_asks_for() -> None:
    field = '<w:fldSimple w:instr=" PAGE  \\* ArabicDash "><w:r><w:t>- 1 -</w:t></w:r></w:fldSimple>'
    (line,) = footers(field)[0].paragraphs
    assert [(run.text, run.place) for run in line.runs] == [("-", None), ("", Place.PAGE_NUMBER), ("-", None)]


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        ('w:hAnchor="margin" w:xAlign="right" w:y="1"', "right"),
        ('w:w="2000"', "left"),
        ('w:w="0" w:h="0" w:xAlign="left" w:hRule="exact"', ""),
    ],
)
def test_a_frame_of_no_height_is_none(frame: str, found: str) -> None:
    (one,) = read(p("字", settings=f"<w:framePr {frame}/>"))
    assert one.setting.frame == found
