import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from contest.documents.errors import Refused
from contest.documents.layout import Level, Verdict, check_layout
from contest.documents.mending import mend_layout
from contest.documents.model import Alignment, Document, Pages, Place
from contest.documents.profile import GB_9704
from contest.documents.reader import MAX_PARAGRAPHS, read_docx
from contest.documents.writer import write_docx
from tests.documents.exact import SENTENCE
from tests.documents.parts import OFFICE, W, box, centred, docx, links, p, r

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA", CHECKOUT.parent / "shared" / "data")) / "manuscripts"
HAND_MADE = {"first-line-indent", "heading-order"}  # tabs and numbers are text


def said(document: Document) -> object:
    """All words of a manuscript by paragraph, with the places of pictures and notes."""
    return (
        [(one.text, [run.place for run in one.runs if run.place], one.cell) for one in document.paragraphs],
        [[one.text for one in note.paragraphs] for note in document.notes],
        [[one.text for one in box.paragraphs] for box in document.text_boxes],
        document.properties,
    )


def mended(body: str, parts: Mapping[str, str | bytes] | None = None) -> Document:
    """The manuscript after mending; every word of it was there before."""
    data = docx(body, parts)
    after = read_docx(mend_layout(data))
    assert said(after) == said(read_docx(data))
    return after


def rules(document: Document) -> list[str]:
    return [finding.rule for finding in check_layout(document).findings]


def test_a_plain_manuscript_is_laid_out() -> None:
    after = mended(
        centred(r("我的家乡", '<w:b/><w:color w:val="FF0000"/>'))
        + p("张三")
        + p(r("一、缘起", '<w:b/><w:rFonts w:eastAsia="宋体" w:eastAsiaTheme="minorEastAsia"/>'))
        + p(
            r(SENTENCE * 3, '<w:spacing w:val="40"/>'),
            settings='<w:ind w:left="420" w:hanging="420"/><w:jc w:val="left"/>',
        )
        + p(r("1.春天", "<w:b/>"))
        + p(SENTENCE * 3)
    )
    assert check_layout(after).verdict is Verdict.FITS
    title, byline, first, body, third, _ = after.paragraphs
    assert (title.alignment, byline.alignment) == (Alignment.CENTRE, Alignment.CENTRE)
    assert [one.runs[0].east_asian for one in (title, byline, first, body, third)] == [
        "方正小标宋简体",
        "楷体_GB2312",
        "黑体",
        "仿宋_GB2312",
        "仿宋_GB2312",
    ]
    assert [one.runs[0].bold for one in (title, first, third)] == [False, False, True]
    assert (body.setting.first_line_chars, body.setting.left, body.alignment) == (200, 0, Alignment.JUSTIFIED)
    (section,) = after.sections
    assert (section.grid, section.line_pitch, after.odd_and_even) == ("lines", 579, True)
    assert [(one.pages, one.has_page_number) for one in section.footers] == [(Pages.DEFAULT, True), (Pages.EVEN, True)]


def test_what_was_made_exactly_stays_so() -> None:
    data = write_docx("我的家乡变迁记", "张三", ["一、缘起", *[SENTENCE * 5] * 3], "张三")
    again = mend_layout(data)
    assert said(read_docx(again)) == said(read_docx(data))
    assert check_layout(read_docx(again)).verdict is Verdict.FITS
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(again)) as after:
        assert after.namelist() == before.namelist()
        assert after.read("word/styles.xml") == before.read("word/styles.xml")


def test_mending_twice_is_mending_once() -> None:
    once = mend_layout(docx(centred("题目") + p("<w:r><w:tab/></w:r>", SENTENCE) + p("  " + SENTENCE)))
    assert mend_layout(once) == once


def test_the_same_file_gives_the_same_bytes() -> None:
    data = docx(p("题目") + p(SENTENCE * 2))
    assert mend_layout(data) == mend_layout(data)


@pytest.mark.parametrize("blanks", ["\u3000\u3000", "    ", " ", "\u3000", "\u00a0\u2003", "\u3000\u3000\u3000"])
def test_blanks_that_made_an_indent_stay_and_are_not_seen(blanks: str) -> None:
    after = mended(centred("题目") + p(blanks + SENTENCE * 2) + p(r(blanks), r(SENTENCE * 2, "<w:b/>")))
    assert rules(after) == []


def test_a_tab_stays_at_the_place_of_the_indent() -> None:
    after = mended(
        centred("题目")
        + p("<w:r><w:tab/></w:r>", SENTENCE)
        + p('<w:r><w:t xml:space="preserve">  </w:t><w:tab/></w:r>', SENTENCE)
    )
    assert rules(after) == []


def test_a_line_break_at_the_start_is_the_author_s() -> None:
    after = mended(centred("题目") + p("<w:r><w:br/></w:r>", SENTENCE))
    assert rules(after) == ["first-line-indent"]


def test_a_style_s_narrow_characters_and_upright_lines_are_mended() -> None:
    narrow = p(SENTENCE * 3, settings='<w:pStyle w:val="N"/><w:jc w:val="center"/><w:ind w:right="1200"/>')
    sheet = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="N"><w:name w:val="N"/>'
        '<w:rPr><w:w w:val="66"/><w:spacing w:val="40"/><w:color w:themeColor="accent2"/></w:rPr></w:style></w:styles>'
    )
    section = '<w:sectPr><w:pgNumType w:fmt="chineseCounting"/><w:textDirection w:val="tbRl"/></w:sectPr>'
    data = docx(centred("题目") + narrow * 2 + section, {"word/styles.xml": sheet})
    assert {"body-alignment", "character-spacing", "colour", "text-direction"} <= set(rules(read_docx(data)))
    after = read_docx(mend_layout(data))
    assert (rules(after), after.sections[0].number_format) == ([], "")


def test_tables_notes_boxes_and_pictures_keep_their_look() -> None:
    small = '<w:sz w:val="18"/>'
    cell = f"<w:tbl><w:tr><w:tc>{p(r('格', small))}</w:tc></w:tr></w:tbl>"
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    footnote = f'<w:footnote w:id="1">{p(r("注", small))}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{footnote}</w:footnotes>'
    spaced = '<w:spacing w:line="360" w:lineRule="auto"/>'
    after = mended(
        centred("题目") + p(SENTENCE * 2, note) + cell + p(picture, settings=spaced) + p(box("框"), SENTENCE),
        {"word/footnotes.xml": notes},
    )
    assert rules(after) == []
    assert [one.runs[0].size for one in after.paragraphs if one.cell] == [18]
    assert [one.paragraphs[0].runs[0].size for one in after.notes] == [18]
    assert [one.paragraphs[0].runs[0].east_asian for one in after.text_boxes] == [""]
    assert [one.setting.line for one in after.paragraphs if one.runs and one.runs[0].place is Place.PICTURE] == [360]


def test_tracked_changes_stay_tracked() -> None:
    inserted = f'<w:ins w:id="1" w:author="A">{r("新的")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="A"><w:r><w:delText>旧的</w:delText></w:r></w:del>'
    data = docx(centred("题目") + p(SENTENCE, inserted, deleted, SENTENCE))
    with zipfile.ZipFile(io.BytesIO(mend_layout(data))) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    assert [one.text for one in root.iter(f"{{{W}}}delText")] == ["旧的"]
    assert ["".join(one.itertext()) for one in root.iter(f"{{{W}}}ins")] == ["新的"]


def test_every_section_is_mended_and_headers_stay_on_even_pages() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="12240" w:h="15840"/><w:titlePg/>'
        "</w:sectPr>"
    )
    header = f'<w:hdr xmlns:w="{W}">{p("眉")}</w:hdr>'
    after = mended(
        centred("题目")
        + p(SENTENCE * 2, settings=section)
        + p(SENTENCE * 2)
        + '<w:sectPr><w:cols w:num="2"/></w:sectPr>',
        {"word/header1.xml": header},
    )
    assert rules(after) == []
    assert [one.pages for one in after.sections[0].footers] == [Pages.DEFAULT, Pages.EVEN, Pages.FIRST]
    assert [one.columns for one in after.sections] == [1, 1]


def test_children_stand_in_the_order_of_the_schema() -> None:
    settings = '<w:keepNext/><w:outlineLvl w:val="0"/><w:rPr><w:b/></w:rPr>'
    look = '<w:b/><w:u w:val="single"/><w:lang w:val="en-US"/>'
    data = docx(p(r("一、缘起", look), settings=settings) + p(SENTENCE))
    with zipfile.ZipFile(io.BytesIO(mend_layout(data))) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    names = [[etree.QName(child).localname for child in element] for element in root.iter(f"{{{W}}}pPr")]
    assert names[0] == ["keepNext", "spacing", "ind", "jc", "outlineLvl", "rPr"]
    looks = [
        [etree.QName(child).localname for child in run.iterfind(f"{{{W}}}rPr/*")] for run in root.iter(f"{{{W}}}r")
    ]
    assert looks[0] == ["rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "w", "sz", "szCs", "u", "lang"]
    page = [etree.QName(child).localname for child in next(root.iter(f"{{{W}}}sectPr"))]
    assert page == ["footerReference", "footerReference", "pgSz", "pgMar", "docGrid"]


def test_names_in_use_are_not_taken_again() -> None:
    footer = f'<w:ftr xmlns:w="{W}">{p("旧的")}</w:ftr>'
    related = links(
        [
            (f"{OFFICE}/footer", "FOOTER1.xml", ""),
            (f"{OFFICE}/footer", "footer2.xml", ""),
        ]
    )
    parts = {"word/FOOTER1.xml": footer, "word/footer2.xml": footer, "word/_rels/document.xml.rels": related}
    data = mend_layout(docx(p("题目") + p(SENTENCE), parts))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert package.read("word/FOOTER1.xml").decode() == footer
    assert len({name.lower() for name in names}) == len(names)
    assert {"word/footer3.xml", "word/footer4.xml", "word/settings1.xml"} <= set(names)


def test_members_that_point_out_of_the_package_are_left_out() -> None:
    data = docx(p("题目") + p(SENTENCE), {"../evil.xml": "<a/>", "word/../../evil.bin": b"x", "\\evil": b"x"})
    with zipfile.ZipFile(io.BytesIO(mend_layout(data))) as package:
        assert [name for name in package.namelist() if "evil" in name] == []


def test_a_file_of_the_strict_class_comes_out_transitional() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f"{centred('题目')}{p(SENTENCE)}"
    document = f'<w:document xmlns:w="{strict}" w:conformance="strict"><w:body>{body}</w:body></w:document>'
    style = f'<w:styles xmlns:w="{strict}"/>'
    data = mend_layout(docx("", {"word/document.xml": document, "word/styles.xml": style}))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert all(b"purl.oclc.org" not in package.read(name) for name in package.namelist())
        assert b"conformance" not in package.read("word/document.xml")
    assert rules(read_docx(data)) == []


def test_a_contest_may_ask_for_something_else() -> None:
    profile = GB_9704.differing({"body_family": "宋体", "body_size": 24, "characters": 37, "latin_font": ""})
    data = docx(centred("题目") + p(SENTENCE))
    assert check_layout(read_docx(mend_layout(data, profile)), profile).findings == ()


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused):
        mend_layout(b"PK\3\4")


def test_settings_that_are_something_else_are_refused() -> None:
    related = links([(f"{OFFICE}/settings", "document.xml", "")])
    with pytest.raises(Refused) as refused:
        mend_layout(docx(p("题目") + p(SENTENCE), {"word/_rels/document.xml.rels": related}))
    assert refused.value.code == "damaged"


def test_an_empty_manuscript_is_mended() -> None:
    assert rules(mended("")) == []


LINES = st.lists(
    st.tuples(
        st.text(st.sampled_from("一二、（）1.春天。：——　 \t张三作者A"), max_size=30),
        st.sampled_from(["left", "center", "right", "both"]),
        st.sampled_from(["", "<w:b/>", '<w:sz w:val="21"/>', '<w:rFonts w:eastAsia="宋体"/>']),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@example([("—1", "left", '<w:sz w:val="21"/>'), ("1", "center", "")])
@given(LINES)
def test_whatever_is_written_keeps_its_words(lines: list[tuple[str, str, str]]) -> None:
    body = "".join(p(r(text, look), settings=f'<w:jc w:val="{side}"/>') for text, side, look in lines)
    after = mended(body)
    assert {finding.rule for finding in check_layout(after).findings if finding.level is Level.STANDARD} <= HAND_MADE


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand")
def test_real_files_keep_their_words_and_are_laid_out() -> None:
    left: dict[str, set[str]] = {}
    for path in sorted((FOLDER / "docx").iterdir()):
        data = path.read_bytes()
        try:
            before = read_docx(data)
        except Refused:
            continue
        after = read_docx(mend_layout(data))
        assert said(after) == said(before), path
        rest = {finding.rule for finding in check_layout(after).findings} - HAND_MADE
        if rest:
            left[path.name] = rest
    assert left == {}


def test_a_copy_that_would_go_beyond_the_limits_is_refused() -> None:
    data = docx(p("字") * (MAX_PARAGRAPHS - 1))
    assert len(read_docx(data).paragraphs) == MAX_PARAGRAPHS - 1
    with pytest.raises(Refused) as refused:
        mend_layout(data)
    assert refused.value.code == "overblown"
