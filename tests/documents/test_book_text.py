"""What a manuscript gives to a book: its own text, and not the lines that the book sets itself."""

import pytest

from contest.books import Block, Look
from contest.documents.automatic_numbers import AutomaticNumbers
from contest.documents.book_text import EssayText, essay_text, still_named
from contest.documents.identity import Identity
from contest.documents.model import Alignment, Cell, Document, Note, NoteKind, Paragraph, Place, Run, Setting, TextBox
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx

WHO = Identity(authors=("林晓",), units=("潮声纪念馆",), phones=("13800001111",))
LONG = "夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"


def text_of(*paragraphs: str | Paragraph, title: str = "灯火", **beside: object) -> EssayText:
    """Give the text of a manuscript under its centred title."""
    centred = Paragraph(0, (Run(title),), Alignment.CENTRE)
    given = [one if isinstance(one, Paragraph) else Paragraph(0, (Run(one),)) for one in (centred, *paragraphs)]
    numbered = tuple(
        Paragraph(
            index,
            one.runs,
            one.alignment,
            one.style,
            one.outline_level,
            one.cell,
            one.setting,
            one.section,
            one.mark_size,
        )
        for index, one in enumerate(given)
    )
    return essay_text(Document(numbered, **beside), "灯火", WHO)  # type: ignore[arg-type]


def at(text: str, alignment: Alignment = Alignment.CENTRE) -> Paragraph:
    return Paragraph(0, (Run(text),), alignment)


def lines(text: EssayText) -> list[tuple[str, str]]:
    return [(block.look.value, block.text) for block in text.blocks]


def test_the_title_and_whoever_signs_go_and_are_told() -> None:
    docx = write_docx("灯火", "潮声纪念馆　林晓", [LONG, "一、归途", "　　" + LONG])
    text = essay_text(read_docx(docx), "灯火", WHO)
    assert lines(text) == [("body", LONG), ("heading", "一、归途"), ("body", LONG)]
    assert text.blocks[1].level == 1
    assert text.set_aside == ("灯火", "潮声纪念馆　林晓")


@pytest.mark.parametrize(
    "line",
    [
        "作者：林晓",
        "林晓",
        "（潮声纪念馆　林晓）",
        "联系电话：13800001111",
        "作者简介：林晓，女，潮声纪念馆讲解员，写过很多散文。",
    ],
)
def test_a_line_that_says_who_wrote_it_goes_before_the_text_and_after_it(line: str) -> None:
    assert text_of(at(line), LONG, LONG).set_aside == ("灯火", line)
    assert text_of(LONG, LONG, at(line, Alignment.RIGHT)).set_aside == ("灯火", line)


@pytest.mark.parametrize("line", ["——记江边的一夜", "谨以此文献给守灯的人", "二〇二六年五月一日"])
def test_a_line_that_says_something_else_stays(line: str) -> None:
    assert line in [block.text for block in text_of(at(line), LONG, LONG).blocks]
    assert line in [block.text for block in text_of(LONG, LONG, at(line, Alignment.RIGHT)).blocks]


def test_a_subtitle_that_stands_in_the_title_goes() -> None:
    document = Document(
        (at("灯火"), Paragraph(1, (Run("——记江边的一夜"),), Alignment.CENTRE), Paragraph(2, (Run(LONG),)))
    )
    text = essay_text(document, "灯火——记江边的一夜", WHO)
    assert (lines(text), text.set_aside) == ([("body", LONG)], ("灯火", "——记江边的一夜"))


def test_a_first_line_that_is_not_the_title_is_text() -> None:
    assert lines(text_of(LONG, title="江上有灯"))[0] == ("centred", "江上有灯")


def test_what_the_body_says_of_the_author_stays() -> None:
    text = text_of(LONG, "我叫林晓，在潮声纪念馆讲解。" + LONG, LONG)
    assert text.set_aside == ("灯火",)
    assert still_named(text.blocks, ["林晓", "王海"]) == ("林晓",)
    assert still_named(text.blocks, ["王海"]) == ()


def test_a_poem_keeps_its_lines_and_stanzas() -> None:
    text = text_of("江上有灯", "灯下有人", "人在等船", "", "船在等风", "风在等你", at("——写于江边"))
    assert lines(text) == [
        ("verse", "江上有灯\n灯下有人\n人在等船"),
        ("verse", "船在等风\n风在等你"),
        ("centred", "——写于江边"),
    ]


def test_lines_that_an_author_broke_stay_broken() -> None:
    assert lines(text_of(LONG, "江上有灯\n　灯下有人\n", LONG))[1] == ("verse", "江上有灯\n灯下有人")


def test_pictures_and_formulas_are_counted_and_tables_become_lines() -> None:
    runs = (Run("图一"), Run("", place=Place.PICTURE), Run("", place=Place.FORMULA))
    cells = [
        Paragraph(0, (Run(word),), cell=Cell(0, row, column))
        for row, column, word in [(0, 0, "甲"), (0, 1, "乙"), (1, 0, "丙")]
    ]
    text = text_of(LONG, Paragraph(0, runs), LONG, *cells, LONG)
    assert (text.pictures, text.formulas, text.tables) == (1, 1, 1)
    assert [block.text for block in text.blocks] == [LONG, "图一", LONG, "甲\u2003乙", "丙", LONG]


def test_notes_stand_at_the_end_and_text_boxes_where_they_hang() -> None:
    note = Note(NoteKind.FOOTNOTE, (Paragraph(0, (Run("见《江志》。"),)),))
    text = text_of(
        Paragraph(0, (Run(LONG), Run("", place=Place.NOTE))), LONG,
        notes=(note,), text_boxes=(TextBox(1, (Paragraph(0, (Run("框里的话"),)),)),),
    )  # fmt: skip
    assert [block.text for block in text.blocks] == [LONG + "〔1〕", "框里的话", LONG, "〔1〕见《江志》。"]


def test_a_note_on_the_byline_goes_with_it() -> None:
    note = Note(NoteKind.FOOTNOTE, (Paragraph(0, (Run("林晓，1990 年生。"),)),))
    byline = Paragraph(0, (Run("林晓"), Run("", place=Place.NOTE)), Alignment.CENTRE)
    text = text_of(byline, LONG, LONG, notes=(note,))
    assert [block.text for block in text.blocks] == [LONG, LONG]
    assert text.set_aside == ("灯火", "林晓〔1〕", "林晓，1990 年生。")


def test_automatic_numbers_are_written_out() -> None:
    numbered = [Paragraph(0, (Run(word),), setting=Setting(number="chineseCounting %1、")) for word in ("起", "承")]
    text = text_of(numbered[0], LONG, numbered[1], LONG)
    assert text.numbers == 2
    assert [block.text for block in text.blocks] == ["一、起", LONG, "二、承", LONG]


def test_a_deeper_number_begins_anew_and_styles_count_apart() -> None:
    numbers = AutomaticNumbers()
    given = ["decimal %1.", "decimal (%2)", "decimal (%2)", "decimal %1.", "decimal (%2)"]
    assert [numbers.of(one, "") for one in given] == ["1.", "(1)", "(2)", "2.", "(1)"]
    assert numbers.of("decimal %1.", "heading 1") == "1."
    assert [numbers.of(one, "") for one in ("bullet ●", "decimal %1.%2", "")] == ["", "", ""]
    chinese = AutomaticNumbers()
    assert [chinese.of("chineseCounting %1、", "") for _ in range(21)][9:] == [
        "十、", "十一、", "十二、", "十三、", "十四、", "十五、",
        "十六、", "十七、", "十八、", "十九、", "二十、", "二十一、",
    ]  # fmt: skip


def test_signs_that_can_not_be_set_go() -> None:
    assert text_of(LONG + "\x00\x07\ufffe", LONG).blocks[0] == Block(LONG, Look.BODY)
