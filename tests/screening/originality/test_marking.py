from hypothesis import given
from hypothesis import strategies as st

from contest.screening.originality.marking import Piece, excerpts, paragraphs

TEXT = "夜里灯亮\n\n我们走回去"


def test_a_text_is_cut_at_lines_and_passages() -> None:
    assert paragraphs(TEXT, [(2, 8)]) == (
        (Piece("夜里"), Piece("灯亮", 1, True)),
        (Piece("我们", 1), Piece("走回去")),
    )


def test_the_first_of_two_passages_has_what_they_share() -> None:
    assert paragraphs("一二三四五", [(1, 3), (2, 5)]) == (
        (Piece("一"), Piece("二三", 1, True), Piece("四五", 2, True)),
    )


def test_tints_come_again_and_numbers_do_not() -> None:
    assert [Piece("", number).tint for number in (1, 6, 7, 13)] == [1, 6, 1, 1]


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda one: (min(one), max(one)))))
def test_no_sign_is_lost(text: str, spans: list[tuple[int, int]]) -> None:
    spans = [(min(start, len(text)), min(end, len(text))) for start, end in spans]
    shown = paragraphs(text, spans)
    assert "\n".join("".join(piece.text for piece in line) for line in shown) == "\n".join(
        filter(None, text.split("\n"))
    )
    begun = [piece.passage for line in shown for piece in line if piece.begins]
    assert len(begun) == len(set(begun))


def test_an_excerpt_is_the_passage_alone() -> None:
    (shown,) = excerpts("前" * 100 + "相\n同" + "后" * 100, [(100, 103)], [])
    assert shown == (Piece("……"), Piece("相 同", 1, True), Piece("……"))


def test_names_that_stay_unsaid_are_crossed_out_in_an_excerpt() -> None:
    (shown,) = excerpts("灯火 周　源（潮声纪念馆） 周公", [(0, 15)], ["周源", "", "潮声纪念馆", "潮声"])
    assert shown[1] == Piece("灯火 ×××（×××××） 周", 1, True)
