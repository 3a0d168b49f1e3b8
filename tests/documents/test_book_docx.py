"""A book as .docx: every paragraph once and in order, headings, contents, running heads, and nothing told besides."""

import io
import re

import docx
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from contest.books import Block, Book, Look, Part
from contest.documents.book_docx import write_book
from tests.documents.books import HOSTILE, MIXED, book, document_of, essay, part_of, parts_in, texts_in

LINES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60).map(
    str.strip
).filter(bool)  # fmt: skip
TWO_TIERS = book(
    Part("一等奖", (essay("灯火", "亮了。"),)),
    Part("二等奖", (essay("渡口", "船来了。", author="江灯", unit=""), essay("栈桥", "人走了。"))),
    foreword=(Block("序。"),),
    colophon=(Block("编者的话。"),),
)
PAGES = (1, 2, 3, 4, 6)


def headings(written: bytes) -> list[tuple[str, str]]:
    document = docx.Document(io.BytesIO(written))
    return [(one.style.name, one.text) for one in document.paragraphs if one.style and "eading" in str(one.style.name)]


def test_a_tier_is_a_first_heading_and_an_essay_a_second() -> None:
    assert headings(write_book(TWO_TIERS, PAGES)) == [
        ("Lone Heading", "前言"),
        ("Lone Heading", "目录"),
        ("Heading 1", "一等奖"),
        ("Heading 2", "灯火"),
        ("Heading 1", "二等奖"),
        ("Heading 2", "渡口"),
        ("Heading 2", "栈桥"),
        ("Lone Heading", "后记"),
    ]


def test_all_of_it_stands_there_once_in_its_order() -> None:
    texts = texts_in(write_book(TWO_TIERS, PAGES))
    assert texts[:4] == ["春潮集", "潮声纪念馆", "前言", "序。"]
    assert texts[texts.index("栈桥\t6") + 1 :] == [
        "一等奖", "灯火", "潮声纪念馆\u3000林晓", "亮了。",
        "二等奖", "渡口", "江灯", "船来了。", "栈桥", "潮声纪念馆\u3000林晓", "人走了。",
        "后记", "编者的话。",
    ]  # fmt: skip


def test_the_contents_are_a_field_filled_in_that_asks_for_nothing() -> None:
    written = write_book(TWO_TIERS, PAGES)
    texts = texts_in(written)
    assert texts[texts.index("目录") + 1 :][:5] == ["一等奖\t1", "灯火\t2", "二等奖\t3", "渡口\t4", "栈桥\t6"]
    document = part_of(written, "word/document.xml")
    assert ' TOC \\o "1-2" \\h \\z ' in document
    marks = re.findall('w:fldCharType="([a-z]+)"', document)
    assert (marks.count("begin"), marks.count("separate"), marks.count("end")) == (6, 6, 6)
    targets = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(_Toc\d+)"/>', document)
    assert re.findall('<w:hyperlink w:anchor="(_Toc[0-9]+)"', document) == targets
    assert "updateFields" not in part_of(written, "word/settings.xml")
    assert "dirty" not in document


def test_each_essay_begins_a_page_under_its_own_running_head() -> None:
    written = write_book(TWO_TIERS, PAGES)
    document = part_of(written, "word/document.xml")
    heads = re.findall('<w:headerReference w:type="default" r:id="([^"]+)"/>', document)
    said = ["".join(re.findall("<w:t [^>]*>([^<]*)</w:t>", part_of(written, f"word/{name}"))) for name in heads]
    assert said == ["", "春潮集", "", "灯火", "", "渡口", "栈桥", "春潮集"]
    even = re.findall('<w:headerReference w:type="even" r:id="([^"]+)"/>', document)
    assert even == [f"header{number}.xml" for number in (0, 1, 0, 1, 0, 1, 1, 1)]
    assert " STYLEREF 2 " in part_of(written, "word/header2.xml")
    assert re.findall("<w:pgNumType[^>]*>", document) == [
        '<w:pgNumType w:fmt="lowerRoman" w:start="1"/>',
        '<w:pgNumType w:fmt="decimal" w:start="1"/>',
    ]


def test_a_reader_finds_each_look_again() -> None:
    printed = Book("春潮集", "", (Part("一等奖", (essay("灯火"),)),), colophon=MIXED)
    paragraphs = document_of(write_book(printed, (1, 2))).paragraphs[-6:]
    assert [(one.text, one.style, one.alignment.value) for one in paragraphs] == [
        ("一、起", "heading 3", "justified"),
        ("潮来了。", "Normal", "justified"),
        ("江上有灯\n灯下有人", "Verse", "left"),
        ("人在等船", "Verse", "left"),
        ("题记", "Centred", "centre"),
        ("二〇二六年春", "Right", "right"),
    ]
    assert [one.setting.after > 0 for one in paragraphs] == [False, False, True, False, False, False]


def test_it_tells_the_books_title_and_nothing_else() -> None:
    written = write_book(TWO_TIERS, PAGES)
    assert parts_in(written)[-1] == "docProps/core.xml"
    core = etree.fromstring(part_of(written, "docProps/core.xml").encode())
    assert [(etree.QName(one).localname, one.text) for one in core] == [("title", "春潮集")]
    assert written == write_book(TWO_TIERS, PAGES)


def test_what_is_code_elsewhere_is_text() -> None:
    printed = book(Part("<w:p/>", (essay(HOSTILE[0], *HOSTILE, author="&lt;", unit="<unit>"),)), title="<书> & 书")
    texts = texts_in(write_book(printed, (1, 2)))
    assert [line for line in texts if line in HOSTILE] == [HOSTILE[0], *HOSTILE]
    assert ["<w:p/>", HOSTILE[0], "<unit>\u3000&lt;"] == texts[-7:-4]


def test_signs_that_xml_forbids_are_left_out() -> None:
    assert texts_in(write_book(book(Part("奖", (essay("灯", "a\x00b\ufffe\x1bc"),))), (1, 2)))[-1] == "abc"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(LINES, min_size=1, max_size=5), min_size=1, max_size=4))
def test_every_paragraph_of_each_essay_is_found_once_in_order(essays: list[list[str]]) -> None:
    made = tuple(essay(f"第{number}篇", *lines) for number, lines in enumerate(essays))
    written = write_book(book(Part("奖", made)), range(len(made) + 1))
    # What another program reads, kept apart from our own reader.
    body = [one for one in docx.Document(io.BytesIO(written)).paragraphs if one.style and one.style.name == "Normal"]
    kept = [one.text for one in body if one.text]
    assert kept == [block.text for one in made for block in one.blocks]


def test_looks_never_change_what_is_written() -> None:
    blocks = tuple(Block(f"第{number}行", look, 1) for number, look in enumerate(Look))
    texts = texts_in(write_book(book(colophon=blocks), (1, 2)))
    assert texts[-len(blocks) :] == [block.text for block in blocks]
