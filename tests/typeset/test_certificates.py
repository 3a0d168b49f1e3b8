"""What stands on a certificate is read back from its page; whatever is written in a name stays text."""

import json
from dataclasses import asdict, replace

import pypdfium2
import pytest

from contest.phrases import Refusal
from contest.typeset.certificates import Design, Sheet, Wording, Words, check_wording, pdf_of, png_of
from contest.typeset.fonts import HEI, SONG
from contest.typeset.qr import code_of
from tests.typeset.making import FONTS, WORDS, boxes, opened, sheet, text, texts
from tests.typeset.test_qr import modules

A4 = (841.89, 595.28)
EDGE = 12.2 * 72 / 25.4
"""How far the inner frame lies from the paper's edge, in points."""


def test_an_authors_certificate_says_all_of_it_and_nothing_else() -> None:
    assert text(sheet()) == (
        "编号：十周年证字第0001号建馆十周年获奖证书林晓：您的作品《灯火》在建馆十周年春潮主题征文中荣获一等奖"
        "特发此证，以资鼓励。扫码核验潮声纪念馆（加盖公章处）江声晚报社（加盖公章处）二〇二五年九月一日"
    )


def test_a_units_certificate_names_the_unit() -> None:
    read = text(sheet(kind="unit", honoree="潮声纪念馆", title="", tier="优秀组织奖"))
    assert "获奖证书潮声纪念馆：在建馆十周年春潮主题征文中组织有力、成绩突出，荣获优秀组织奖特发此证" in read
    assert "作品" not in read


def test_a_design_has_its_own_words_and_leaves_out_what_it_does_not_want() -> None:
    design = Design(
        wide=False,
        heading="荣誉证书",
        person=Wording("{author}同志（{unit}）：", "{title}——{tier}", ""),
        heading_font=HEI,
        text_font=HEI,
        border=False,
        seal=False,
    )
    read = text(sheet(design, mark="演示"))
    assert read == (
        "演示编号：十周年证字第0001号建馆十周年荣誉证书林晓同志（潮声纪念馆）：灯火——一等奖一等奖"
        "扫码核验潮声纪念馆江声晚报社二〇二五年九月一日"
    )


def test_what_a_notice_has_not_said_leaves_no_trace() -> None:
    bare = sheet(occasion="", hosts=(), tier="")
    assert text(bare) == (
        "编号：十周年证字第0001号获奖证书林晓：您的作品《灯火》在春潮主题征文中荣获特发此证，以资鼓励。"
        "扫码核验二〇二五年九月一日"
    )


@pytest.mark.parametrize(
    "name",
    [
        "#panic(1)",
        "$x$",
        "*粗*",
        "@林晓",
        "<林>",
        "\\林\\n",
        "[林]",
        "_林_",
        "`林`",
        "=林",
        "//林",
        "/*林*/",
        '"林"',
        "{author}",
        "{title}",
        "~林",
        "#sys.inputs.pages",
        "https://example.org",
    ],
)
def test_whatever_is_written_in_a_name_stays_text(name: str) -> None:
    read = text(sheet(honoree=name, title=name, tier=name, occasion=name, hosts=(name,), number=name, mark=name))
    # Mark and number stand on one line, to be read in either order.
    assert read.partition("获奖证书")[0] in (f"{name}编号：{name}{name}", f"编号：{name}{name}{name}")
    assert f"获奖证书{name}：您的作品《{name}》在{name}春潮主题征文中荣获{name}特发此证" in read
    assert read.endswith(f"扫码核验{name}（加盖公章处）二〇二五年九月一日")


def test_the_words_of_a_design_stay_text_too() -> None:
    read = text(sheet(Design(heading="#证", person=Wording("*{author}*", "$#{title}$", "[完]"))))
    assert "#证*林晓*$#灯火$一等奖[完]" in read


def test_many_certificates_are_one_file_with_a_page_each() -> None:
    names = [f"作者{number}" for number in range(25)]
    pages = texts(pdf_of([sheet(honoree=name) for name in names], FONTS))
    assert len(pages) == 25
    assert [f"{name}：您的作品" in page for name, page in zip(names, pages, strict=True)] == [True] * 25


def test_wide_and_tall_pages_stand_in_one_file() -> None:
    with opened(pdf_of([sheet(), sheet(Design(wide=False))], FONTS)) as document:
        sizes = [tuple(round(side, 2) for side in page.get_size()) for page in document]
    assert sizes == [A4, A4[::-1]]


def test_the_same_certificate_is_the_same_file() -> None:
    assert pdf_of([sheet()], FONTS) == pdf_of([sheet()], FONTS)


def test_a_picture_of_it_is_a_png() -> None:
    assert png_of(sheet(), FONTS).startswith(b"\x89PNG\r\n")


# --- the code -----------------------------------------------------------------------------------------------------


def dark_modules(page: pypdfium2.PdfPage, side: int) -> set[tuple[int, int]]:
    """Give the modules that are dark on the page where the code stands: the one picture that is drawn in black."""
    scale = 6
    picture = page.render(scale=scale).to_pil().convert("L")
    left, width = 38 * 72 / 25.4 * scale, 22 * 72 / 25.4 * scale
    lowest = picture.height - 20 * 72 / 25.4 * scale
    black = [
        y
        for y in range(round(lowest - 1.5 * width), round(lowest))
        if any(picture.getpixel((x, y)) == 0 for x in range(round(left), round(left + width)))
    ]
    module = width / side
    top = black[0] - 4 * module
    return {
        (x, y)
        for y in range(side)
        for x in range(side)
        if picture.getpixel((round(left + (x + 0.5) * module), round(top + (y + 0.5) * module))) < 128
    }


def test_the_code_on_the_page_is_that_of_the_verify_address() -> None:
    code = code_of(WORDS.verify, mask=2)
    with opened(pdf_of([sheet()], FONTS)) as document:
        assert dark_modules(document[0], code.side) == modules(code.path)


# --- room ---------------------------------------------------------------------------------------------------------

LONG = (
    "那一年我们守在江边的哨所里看着灯火一盏一盏亮起来又一盏一盏熄下去直到天明谁也没有说话只有潮声和风声还在耳边来来去去"
)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize(
    "changes",
    [
        {"title": (LONG * 2)[:60]},
        {"title": (LONG * 2)[:60], "honoree": "、".join(["欧阳听澜"] * 20), "unit": (LONG * 2)[:60]},
        {"title": LONG * 4, "honoree": "欧阳" * 50, "contest": LONG * 2, "occasion": LONG * 2, "tier": LONG[:40]},
        {"title": "W" * 200, "honoree": "W" * 100, "tier": "W" * 40, "occasion": "W" * 120, "hosts": ("W" * 60,)},
        {"title": "Ы" * 200, "honoree": "é" * 100},
        {"hosts": (LONG[:30],) * 9},
        {"number": "十周年" * 50},
    ],
    ids=["title", "names", "all", "one word", "other letters", "hosts", "number"],
)
def test_long_names_and_titles_keep_inside_the_frame(changes: dict[str, object], wide: bool) -> None:
    pdf = pdf_of([sheet(Design(wide=wide), **changes)], FONTS)
    width, height = A4 if wide else A4[::-1]
    with opened(pdf) as document:
        assert len(document) == 1
    for left, bottom, right, top in boxes(pdf):
        assert EDGE < left < right < width - EDGE
        assert EDGE < bottom < top < height - EDGE


def test_a_title_of_sixty_signs_is_whole() -> None:
    title = (LONG + LONG)[:60]
    assert f"您的作品《{title}》在" in text(sheet(title=title))


# --- frozen words -------------------------------------------------------------------------------------------------


def test_words_and_design_come_back_from_json() -> None:
    design = Design(wide=False, heading_font=HEI)
    assert Words.of_json(json.loads(json.dumps(asdict(WORDS)))) == WORDS
    assert Design.of_json(json.loads(json.dumps(asdict(design)))) == design


def test_a_font_that_is_there_no_longer_is_replaced() -> None:
    gone = Sheet(WORDS, replace(Design(), heading_font="某楷体", text_font="某楷体"))
    assert text(gone) == text(sheet())
    assert FONTS.chain("某楷体") == [SONG, SONG, HEI]


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [
        ("person", "{author}《{title}》{unit}{tier}{contest}{occasion}", ""),
        ("unit", "{unit}{tier}{contest}{occasion}", ""),
        ("unit", "{author}", "no-such-place"),
        ("person", "{author.__class__}", "no-such-place"),
        ("person", "{author!r}", "no-such-place"),
        ("person", "{0}", "no-such-place"),
        ("person", "{}", "no-such-place"),
        ("person", "{author", "loose-brace"),
        ("person", "{{author}}", "loose-brace"),
    ],
)
def test_a_text_has_only_places_that_can_be_filled_in(kind: str, words: str, code: str) -> None:
    try:
        check_wording(kind, words)  # type: ignore[arg-type]
        found = ""
    except Refusal as refusal:
        found = refusal.code
    assert found == code
