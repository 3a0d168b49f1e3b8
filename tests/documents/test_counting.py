import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.counting import WordCount, count_text, count_words
from contest.documents.model import Document, Note, NoteKind, Paragraph, Run, TextBox


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("你好，世界。", 6),
        ("你好,世界", 5),
        ("2024年", 2),
        ("GDP增长5.5%", 4),
        ("“——”", 4),
        ("他说：“OK”。", 7),
        ("a b  c", 3),
        ("A4纸", 2),
        ("①②", 2),
        ("（1）第一", 5),
        ("Word/WPS", 1),
        ("3×4", 3),
        ("　　段首", 2),
        ("", 0),
        ("😀好", 2),
        ("www.a.cn/x?y=1", 1),
        ("第1章 Introduction to AI", 6),
        ("“e-mail：a@b.c”", 5),
        ("……", 2),
        ("64K×8bit", 3),
        ("一\u200b二\ufeff三\u00a0", 3),
        ("㐀𠮷ℓ", 3),
        ("first\nsecond", 2),
    ],
)
def test_words_are_counted_as_word_and_wps_count_them(text: str, words: int) -> None:
    assert count_text(text) == words


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="你，A1 “—　\t", max_size=20), max_size=5))
def test_lines_count_apart_and_together_the_same(lines: list[str]) -> None:
    assert count_text("\n".join(lines)) == sum(map(count_text, lines))


def test_only_the_main_text_makes_the_count() -> None:
    def paragraph(text: str, index: int = 0) -> Paragraph:
        return Paragraph(index, (Run(text),))

    document = Document(
        (paragraph("正文 OK"), paragraph("二", 1)),
        (Note(NoteKind.FOOTNOTE, (paragraph("注释"),)),),
        (TextBox(0, (paragraph("框 a b"),)),),
    )
    assert count_words(document) == WordCount(4, 5, 6, 2, 3)
