import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.screening.originality.signs import signs_of


def read(text: str) -> str:
    return "".join(map(chr, signs_of(text).codes.tolist()))


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("父亲，的 哨位。", "父亲的哨位"),
        ("ＡＢＣ１２", "abc12"),
        ("戰士們", "战士们"),
        ("父\u200b亲\ufeff的", "父亲的"),
        ("⽗亲⻅⾯", "父亲见面"),
        ("⺠心⻋站", "民心车站"),
        ("㈱①", "株1"),
        ("\ud800战", "战"),
        ("，。！", ""),
        ("", ""),
    ],
)
def test_what_is_compared(text: str, compared: str) -> None:
    assert read(text) == compared


def test_what_hides_a_copy_is_counted() -> None:
    signs = signs_of("父\u200b亲\u200b的⽗⻅，ＡＢ")
    assert (signs.unseen, signs.look_alikes) == (2, 2)
    plain = signs_of("父亲的哨位，Ａ①")
    assert (plain.unseen, plain.look_alikes) == (0, 0)


def test_a_span_leads_back_to_the_text() -> None:
    text = "父\u200b亲，的㈱哨位"
    signs = signs_of(text)
    assert text[slice(*signs.span(0, 2))] == "父\u200b亲"
    assert text[slice(*signs.span(2, 4))] == "的㈱"


@given(st.text())
def test_every_sign_stands_where_it_says(text: str) -> None:
    signs = signs_of(text)
    assert len(signs.codes) == len(signs.places)
    assert (signs.places[1:] >= signs.places[:-1]).all()
    assert all(read(text[place]).find(chr(code)) >= 0 for code, place in zip(signs.codes, signs.places, strict=True))


@given(st.text())
def test_what_is_compared_is_compared_as_itself(text: str) -> None:
    assert read(read(text)) == read(text)
