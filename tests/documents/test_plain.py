import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.plain import plain

MIXED = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("中文，。 a１Ａ①㎞ﬁ⼀\u200b\u0301\t\n“—…")), max_size=40
)


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


@settings(deadline=None, max_examples=200)
@given(MIXED)
def test_it_is_done_once_and_for_all(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert all(sign.isalnum() for sign in plain(text))
