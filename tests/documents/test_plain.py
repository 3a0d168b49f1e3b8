import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.model import Document, Paragraph, Run
from contest.documents.plain import PlainText, Span, plain, plain_text

MIXED = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("中文，。 a１Ａ①㎞ﬁ⼀\u200b\u0301\t\n“—…")), max_size=40
)


def document(*texts: str) -> Document:
    return Document(tuple(Paragraph(index, (Run(text),)) for index, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("薪火相传，奋进一流！", "薪火相传奋进一流"),
        ("１９４９年 ５ 月 27 日", "1949年5月27日"),
        ("ＷＰＳ Office", "wpsoffice"),
        ("薪\u200b火\ufeff相　传\u00ad", "薪火相传"),
        ("“警备区”——《赞歌》…", "警备区赞歌"),
        ("⼀⽣ ⾦⾊", "一生金色"),
        ("①㈠½㎞", "1一12km"),
        ("警備區", "警備區"),
        ("É Straße", "éstrasse"),
        ("🙂★№3", "no3"),
        ("〇八一", "〇八一"),
        ("", ""),
    ],
)
def test_only_letters_and_numbers_of_one_form_are_left(text: str, expected: str) -> None:
    assert plain(text) == expected
    assert plain_text(document(text)).text == expected


def test_every_sign_leads_back_to_its_place() -> None:
    made = plain_text(document("薪火，相传。", "", "  ㎞１"))
    assert made.text == "薪火相传km1"
    assert [made.place(position) for position in range(7)] == [(0, 0), (0, 1), (0, 3), (0, 4), (2, 2), (2, 2), (2, 3)]


@pytest.mark.parametrize("position", [-1, 4, 5])
def test_there_is_no_place_beyond_the_text(position: int) -> None:
    with pytest.raises(IndexError):
        plain_text(document("薪火，相传")).place(position)


def test_a_match_is_shown_with_all_that_stands_in_it() -> None:
    made = plain_text(document("甲，薪火", "——", "相 传。乙"))
    assert made.spans(1, 5) == (Span(0, 2, 4), Span(2, 0, 3))
    assert made.spans(0, 1) == (Span(0, 0, 1),)
    assert made.spans(2, 2) == ()


def test_the_way_back_is_kept_small() -> None:
    made = plain_text(document(*["那年我刚满十八岁，跟着队伍来到黄浦江边。"] * 250))
    assert len(made.text) == 250 * 18
    assert len(made.stretches) == 250 * 2 * 12


def test_notes_and_an_empty_manuscript_give_nothing() -> None:
    assert plain_text(Document(())) == PlainText("", b"")


@settings(deadline=None, max_examples=200)
@given(st.lists(MIXED, max_size=5))
def test_positions_lead_to_the_same_signs(texts: list[str]) -> None:
    made = plain_text(document(*texts))
    assert made.text == "".join(map(plain, texts))
    places = [made.place(position) for position in range(len(made.text))]
    assert places == sorted(places)
    for sign, (paragraph, offset) in zip(made.text, places, strict=True):
        assert sign in plain(texts[paragraph][offset])


@settings(deadline=None, max_examples=200)
@given(st.lists(MIXED, max_size=5), st.data())
def test_a_span_holds_the_match(texts: list[str], data: st.DataObject) -> None:
    made = plain_text(document(*texts))
    start = data.draw(st.integers(0, len(made.text)))
    end = data.draw(st.integers(start, len(made.text)))
    shown = "".join(plain(texts[span.paragraph][span.start : span.end]) for span in made.spans(start, end))
    assert made.text[start:end] in shown
    assert len(shown) <= end - start + 2 * 18  # a sign that became several is shown whole


@settings(deadline=None, max_examples=200)
@given(MIXED)
def test_it_is_done_once_and_for_all(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert all(sign.isalnum() for sign in plain(text))
