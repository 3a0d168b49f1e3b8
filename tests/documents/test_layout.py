"""Each rule of the text passes at its tolerance and fails just beyond it."""

from dataclasses import replace

import pytest

from contest.documents.layout import Level, Verdict, check_layout
from contest.documents.model import Alignment, Cell, Document, Paragraph, Place, Run, Setting
from contest.documents.profile import GB_9704
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx
from tests.documents.exact import HEADINGS, SECTION, SENTENCE, body, findings, heading, manuscript, rules, title
from tests.documents.parts import OFFICE, W, docx, links, p, r

ALL = {
    "page-size",
    "margins",
    "text-direction",
    "density",
    "page-number",
    "page-number-style",
    "page-number-place",
    "title-font",
    "title-size",
    "title-alignment",
    "heading-1-font",
    "heading-2-font",
    "heading-3-font",
    "heading-4-font",
    "heading-size",
    "heading-order",
    "body-font",
    "body-size",
    "first-line-indent",
    "body-alignment",
    "character-spacing",
    "line-pitch",
    "paragraph-spacing",
    "colour",
}


def test_a_manuscript_made_exactly_has_no_finding() -> None:
    report = check_layout(manuscript())
    assert (report.verdict, report.findings) == (Verdict.FITS, ())
    assert set(report.passed) == ALL


@pytest.mark.parametrize("byline", [None, "张三"])
def test_a_file_made_exactly_has_no_finding(byline: str | None) -> None:
    texts = [
        "一、缘起",
        "（一）那年",
        "1.春天",
        "（1）清晨",
        *[SENTENCE * 5] * 20,
        "一九七八年，12人、34万元、5678户、9012亩、3456头、789012株。",
    ]
    report = check_layout(read_docx(write_docx("我的家乡变迁记", byline, texts)))
    assert (report.verdict, report.findings) == (Verdict.FITS, ())
    assert set(report.passed) == ALL | {"latin-font"}


def test_a_file_with_everything_set_directly_has_no_finding() -> None:
    def look(font: str, half_points: int) -> str:
        return f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}"/><w:sz w:val="{half_points}"/>'

    line = '<w:spacing w:line="560" w:lineRule="exact"/>'
    indent = f'{line}<w:ind w:firstLine="640"/>'
    odd, even = (
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{r("— ", look("宋体", 28))}'
        f'<w:fldSimple w:instr="PAGE">{r("1", look("宋体", 28))}</w:fldSimple>{r(" —", look("宋体", 28))}</w:p></w:ftr>'
        for side in ("right", "left")
    )
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId0"/><w:footerReference w:type="even" r:id="rId1"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/>'
        "</w:sectPr>"
    )
    text = (
        p(r("我的家乡变迁记", look("方正小标宋简体", 44)), settings=f'{line}<w:jc w:val="center"/>')
        + p(r("一、缘起", look("黑体", 32)), settings=indent)
        + p(r("（一）那年", look("楷体_GB2312", 32)), settings=indent)
        + p(r(SENTENCE * 9, look("仿宋_GB2312", 32)), settings=indent)
        + page
    )
    kinds = ("footer", "footer", "settings")
    names = ("odd.xml", "even.xml", "settings.xml")
    parts = {
        "word/odd.xml": odd,
        "word/even.xml": even,
        "word/settings.xml": f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>',
        "word/_rels/document.xml.rels": links(
            (f"{OFFICE}/{kind}", name, "") for kind, name in zip(kinds, names, strict=True)
        ),
    }
    assert check_layout(read_docx(docx(text, parts))).findings == ()


def test_a_file_that_tells_nothing_is_unverified_and_never_advised_on() -> None:
    plain = Document(
        tuple(Paragraph(index, (Run(text),)) for index, text in enumerate(["题目", "一、缘起", SENTENCE * 3]))
    )
    report = check_layout(plain)
    assert report.verdict is Verdict.UNVERIFIED
    assert {finding.status for finding in report.findings} == {Verdict.UNVERIFIED}
    assert {"page-size", "margins", "page-number", "body-font", "body-size", "first-line-indent", "line-pitch"} <= {
        finding.rule for finding in report.findings
    }


def test_without_pages_what_is_found_is_unverified() -> None:
    found = findings(manuscript(title(), body(east_asian="SimSun", size=24), sections=[]))
    assert str(found["body-font"].found) == "SimSun"
    assert {finding.status for finding in found.values()} == {Verdict.UNVERIFIED}


def test_the_usual_first_upload_hears_first_of_what_is_seen_at_once() -> None:
    look = {"east_asian": "宋体", "latin": "Calibri", "size": 21}
    paragraphs = (title(east_asian="宋体", size=32), *[body(SENTENCE * 4, Setting(), **look)] * 9)
    section = replace(SECTION, top=1440, bottom=1440, left=1800, right=1800, footers=())
    assert rules(manuscript(*paragraphs, sections=[section], odd_and_even=False)) == [
        "margins",
        "body-font",
        "body-size",
        "first-line-indent",
        "line-pitch",
        "title-font",
        "title-size",
        "page-number",
    ]


# --- fonts and sizes ---


def mixed(good: int, bad: int, **look: object) -> Document:
    """A body of so many good and bad characters."""
    return manuscript(title(), body("好" * good), body("坏" * bad, **look))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "look", "found"),
    [
        ("body-font", {"east_asian": "宋体"}, "宋体"),
        ("body-size", {"size": 28}, "四号"),
        ("colour", {"colour": "FF0000"}, "颜色 #FF0000"),
    ],
)
def test_ninety_eight_percent_of_the_characters_must_keep_a_rule(
    rule: str, look: dict[str, object], found: str
) -> None:
    assert rule not in rules(mixed(4900, 100, **look))
    finding = findings(mixed(4899, 101, **look))[rule]
    assert (finding.status, finding.level) == (Verdict.ADVISE, Level.STANDARD)
    assert str(finding.found) == f"{found}（占 2%）"
    assert str(finding.where) == "第 3 段“坏坏坏坏坏坏坏坏坏坏…”"


@pytest.mark.parametrize("look", [{"east_asian": ""}, {"size": 0}])
def test_what_is_not_stated_is_unverified(look: dict[str, object]) -> None:
    found = findings(mixed(4899, 101, **look))
    assert {finding.status for finding in found.values()} == {Verdict.UNVERIFIED}


def test_a_coloured_title_or_heading_is_found_in_a_long_text() -> None:
    long = [body() for _ in range(40)]
    heads = [title(), heading("一、缘起", "黑体")]
    for place, words in enumerate(("第 1 段“我的家乡变迁记”", "第 2 段“一、缘起”")):
        coloured = [replace(one, runs=(replace(one.runs[0], colour="FF0000"),)) for one in heads]
        (finding,) = findings(manuscript(*heads[:place], coloured[place], *heads[place + 1 :], *long)).values()
        assert (finding.rule, str(finding.found), str(finding.where)) == ("colour", "颜色 #FF0000", words)


def test_a_black_that_is_nearly_black_passes() -> None:
    assert "colour" not in findings(manuscript(title(), body(colour="333333")))
    assert "colour" in findings(manuscript(title(), body(colour="333334")))


def test_tables_pictures_and_superscripts_are_not_judged_as_body() -> None:
    cell = replace(body(SENTENCE * 9, Setting(), east_asian="宋体", size=21), cell=Cell(0, 0, 0))
    picture = Paragraph(0, (Run("", place=Place.PICTURE),), Alignment.CENTRE)
    caption = Paragraph(0, (Run("图1 家乡", east_asian="宋体", size=21),), Alignment.CENTRE)
    note = replace(body(), runs=(*body().runs, Run("1" * 100, superscript=True, latin="Times New Roman", size=18)))
    assert rules(manuscript(title(), cell, picture, caption, note, body())) == []


def test_a_title_in_a_substitute_is_a_matter_of_practice() -> None:
    finding = findings(manuscript(title(east_asian="华文中宋"), body()))["title-font"]
    assert (finding.level, str(finding.found)) == (Level.CUSTOMARY, "华文中宋")
    assert findings(manuscript(title(east_asian="宋体"), body()))["title-font"].level is Level.STANDARD


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (title(size=36), "title-size"),
        (title(alignment=Alignment.LEFT), "title-alignment"),
    ],
)
def test_the_title_is_centred_and_of_its_size(changed: Paragraph, rule: str) -> None:
    assert rules(manuscript(changed, body())) == [rule]


def test_a_subtitle_is_not_asked_for_the_title_type() -> None:
    subtitle = title("——记一座小城", east_asian="楷体", size=32)
    assert rules(manuscript(title(), subtitle, body())) == []


@pytest.mark.parametrize(
    ("text", "font", "rule"),
    [
        ("一、缘起", "宋体", "heading-1-font"),
        ("（一）那年", "黑体", "heading-2-font"),
        ("1.春天", "楷体", "heading-3-font"),
        ("（1）清晨", "黑体", "heading-4-font"),
    ],
)
def test_each_level_of_heading_has_its_font(text: str, font: str, rule: str) -> None:
    assert rules(manuscript(title(), heading(text, font), body())) == [rule]


@pytest.mark.parametrize("bold", [True, False])
def test_headings_may_be_bold_or_not(bold: bool) -> None:
    assert (
        rules(manuscript(title(), *(replace(one, runs=(replace(one.runs[0], bold=bold),)) for one in HEADINGS), body()))
        == []
    )


def test_headings_have_their_size() -> None:
    assert rules(manuscript(title(), heading("一、缘起", "黑体", size=36), body())) == ["heading-size"]


def test_a_paragraph_that_begins_with_its_heading_is_body() -> None:
    run = body().runs[0]
    lead = replace(run, text="一、要加强学习。", east_asian="黑体")
    started = replace(body(), runs=(lead, replace(run, text=SENTENCE)))
    assert rules(manuscript(title(), started, started)) == []


# --- the order of headings ---


@pytest.mark.parametrize(
    ("texts", "fits"),
    [
        (["一、甲", "（一）乙", "1.丙", "（1）丁", "二、戊"], True),
        (["一、甲", "1.乙", "二、丙"], True),
        (["（一）甲", "（二）乙"], True),
        (["（一）甲", "一、乙"], False),
        (["1.甲", "一、乙"], True),
    ],
)
def test_numbers_of_headings_go_down_in_order(texts: list[str], fits: bool) -> None:
    fonts = {"一": "黑体", "二": "黑体", "（": "楷体", "1": "仿宋"}
    headings = [heading(text, "仿宋" if text.startswith("（1") else fonts[text[0]]) for text in texts]
    assert ("heading-order" not in rules(manuscript(title(), *headings, body()))) is fits


@pytest.mark.parametrize("text", ["第一章 缘起", "1.1 缘起", "2、缘起"])
def test_numbers_of_another_form_are_named(text: str) -> None:
    numbered = replace(heading(text, "黑体"), outline_level=0)
    finding = findings(manuscript(title(), body(), numbered, body()))["heading-order"]
    assert str(finding.found) == "编号是别的形式"


def test_headings_without_a_number_are_not_asked_for_one() -> None:
    assert rules(manuscript(title(), body(), replace(heading("缘起", "黑体"), outline_level=0), body())) == []


# --- Latin letters ---


@pytest.mark.parametrize(
    ("font", "fits"), [("Times New Roman", True), ("仿宋_GB2312", True), ("", True), ("Calibri", False)]
)
def test_latin_letters_are_a_matter_of_practice(font: str, fits: bool) -> None:
    found = findings(manuscript(title(), body(SENTENCE + "A1" * 10, latin=font)))
    assert {rule: finding.level for rule, finding in found.items()} == ({} if fits else {"latin-font": Level.CUSTOMARY})


def test_a_few_latin_letters_are_not_looked_at() -> None:
    assert rules(manuscript(title(), body(SENTENCE + "A" * 19, latin="Calibri"))) == []


# --- what a finding says ---


def test_a_finding_says_what_where_and_how() -> None:
    finding = findings(manuscript(title(), *[body(east_asian="宋体")] * 5))["body-font"]
    assert (finding.rule, finding.clause, str(finding.expected), str(finding.found)) == (
        "body-font",
        "5.2.2",
        "正文用仿宋体",
        "宋体",
    )
    assert (
        str(finding.where) == "、".join(f"第 {number} 段“春天来了，万物复苏，…”" for number in (2, 3, 4)) + " 等 5 段"
    )
    assert "开始→字体→仿宋_GB2312" in str(finding.fix)


def test_a_contest_may_ask_for_something_else() -> None:
    profile = GB_9704.differing(
        {"body_family": "宋体", "body_size": 28, "characters": 31, "latin_font": "", "page_numbers": False}
    )
    document = manuscript(
        title(), body(east_asian="宋体", size=28, latin="Calibri"), sections=[replace(SECTION, footers=())]
    )
    assert rules(document, profile) == []
    assert set(rules(document)) == {"body-font", "body-size", "page-number"}
