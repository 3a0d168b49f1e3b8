"""A book as PDF: every paragraph once and in order, contents that lead to their pages, running heads, bookmarks."""

import ctypes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from contest.books import Block, Book, Look, Part
from contest.documents.book_docx import write_book
from contest.typeset.books import Stretch, bind, set_stretch
from tests.documents.books import HOSTILE, MIXED, book, essay, signs, texts_in
from tests.typeset.making import FONTS, opened, texts

HAN = st.text(st.sampled_from("江上的灯一盏亮起来潮声人船，。“”"), min_size=1, max_size=80)


def stretches_of(printed: Book, *, at_once: int = 100) -> list[Stretch]:
    """Set a book, so many headings in a stretch."""
    headings = list(printed.headings)
    made: list[Stretch] = []
    for start in range(0, len(headings), at_once):
        first = 1 + sum(stretch.count for stretch in made)
        made.append(set_stretch(printed.title, headings[start : start + at_once], first, FONTS))
    return made


def pdf_of(printed: Book, *, at_once: int = 100) -> bytes:
    """Give a book as PDF."""
    return bind(printed, stretches_of(printed, at_once=at_once), FONTS)


LONG = "夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去。" * 60
TWO_TIERS = book(
    Part("一等奖", (essay("灯火", LONG),)),
    Part("二等奖", (essay("渡口", "船来了。", author="江灯", unit=""), essay("栈桥", "人走了。"))),
    foreword=(Block("序。"),),
    colophon=MIXED,
)


def test_its_pages_hold_all_of_it_in_order() -> None:
    cover, foreword, contents, first, *essay_pages, second, ferry, pier, colophon = texts(pdf_of(TWO_TIERS))
    assert cover == "春潮集潮声纪念馆"
    assert foreword == "春潮集前言序。—i—"
    assert contents.replace(".", "") == "春潮集目录一等奖1灯火林晓2二等奖5渡口江灯6栈桥林晓7—ii—"
    assert (first, second) == ("一等奖—1—", "二等奖—5—")
    assert [page.removesuffix(f"—{number}—") for number, page in enumerate(essay_pages, 2)] != essay_pages
    assert ferry == "春潮集渡口江灯船来了。—6—"
    assert pier == "栈桥栈桥潮声纪念馆林晓人走了。—7—"
    assert colophon == "春潮集后记一、起潮来了。江上有灯灯下有人人在等船题记二〇二六年春—8—"


def test_the_running_head_is_the_books_on_even_pages_and_the_essays_on_odd_ones() -> None:
    pages = texts(pdf_of(TWO_TIERS))[4:7]
    assert [page.startswith(head) for page, head in zip(pages, ("春潮集灯火潮声", "灯火", "春潮集"), strict=True)] == [
        True
    ] * 3


def test_contents_and_bookmarks_lead_to_the_pages() -> None:
    with opened(pdf_of(TWO_TIERS)) as document:
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
        labels = [document.get_page_label(index) for index in range(len(document))]
        assert document.get_metadata_dict(skip_empty=True).get("Title") == "春潮集"
        assert set(document.get_metadata_dict(skip_empty=True)) == {"Title", "Creator", "CreationDate", "ModDate"}
    assert marks == [
        (0, "前言", 1), (0, "目录", 2), (0, "一等奖", 3), (1, "灯火", 4),
        (0, "二等奖", 7), (1, "渡口", 8), (1, "栈桥", 9), (0, "后记", 10),
    ]  # fmt: skip
    assert labels[1:] == ["i", "ii", "1", "2", "3", "4", "5", "6", "7", "8"]


def test_however_it_is_cut_into_stretches_it_reads_the_same() -> None:
    whole = texts(pdf_of(TWO_TIERS))
    assert [texts(pdf_of(TWO_TIERS, at_once=count)) for count in (1, 2, 3)] == [whole] * 3


def test_a_stretch_says_where_its_headings_stand() -> None:
    assert [(one.opens, one.count) for one in stretches_of(TWO_TIERS, at_once=2)] == [
        ((1, 2), 4),
        ((5, 6), 2),
        ((7,), 1),
    ]


def test_what_is_code_elsewhere_is_text() -> None:
    part = Part("#panic()", (essay(HOSTILE[0], *HOSTILE, author="$x$", unit="@unit"),))
    read = signs("".join(texts(pdf_of(book(part, title='#"书" \\ & <书>', foreword=(Block(HOSTILE[1]),))))))
    at = 0
    for line in (*map(signs, HOSTILE),):
        assert line in read
        at = read.index(line, at)
    assert read.index("#panic()") < read.index("@unit$x$")


@pytest.mark.parametrize("look", list(Look))
def test_each_look_prints_its_lines(look: Look) -> None:
    page = texts(pdf_of(book(colophon=(Block("江上有灯", look, 2), Block("灯下有人", look, 2)))))[-1]
    assert page == "春潮集后记江上有灯灯下有人—3—"


def test_each_line_of_the_contents_is_a_link() -> None:
    with opened(pdf_of(TWO_TIERS)) as document:
        contents = document[2]
        at, link, led_to = ctypes.c_int(0), raw.FPDF_LINK(), []
        while raw.FPDFLink_Enumerate(contents, at, link):
            led_to.append(raw.FPDFDest_GetDestPageIndex(document, raw.FPDFLink_GetDest(document, link)))
    assert led_to == [3, 4, 7, 8, 9]


def test_a_demo_says_so_on_its_cover() -> None:
    assert texts(pdf_of(book(mark="演示")))[0] == "春潮集演示潮声纪念馆"


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(HAN, min_size=1, max_size=4), min_size=1, max_size=3))
def test_every_paragraph_of_each_essay_is_found_in_order_in_both_files(essays: list[list[str]]) -> None:
    printed = book(Part("奖", tuple(essay(f"〔{number}〕", *lines) for number, lines in enumerate(essays))))
    stretches = stretches_of(printed, at_once=2)
    pages = texts(bind(printed, stretches, FONTS))[2:]
    heads = [page for stretch in stretches for page in stretch.opens]
    # Without running heads and page numbers, a page is its essay's title, byline and text.
    read = "".join(pages[page - 1].removesuffix(f"—{page}—") for page in heads[1:])
    text = "".join(line for number, lines in enumerate(essays) for line in (f"〔{number}〕", "潮声纪念馆林晓", *lines))
    bare = read
    for number in range(len(essays)):
        bare = bare.replace("春潮集", "").replace(f"〔{number}〕〔{number}〕", f"〔{number}〕")
    assert bare == text
    assert signs("".join(texts_in(write_book(printed, heads)))).endswith(signs(text))
