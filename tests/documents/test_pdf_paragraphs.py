from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from contest.documents.model import Alignment
from contest.documents.pdf_pages import Line, Piece
from contest.documents.pdf_paragraphs import join_lines

SIZE = 16.0
LEFT, RIGHT = 70.0, 518.0


def line(text: str, bottom: float, *, left: float = LEFT, page: int = 0, size: int = 32, right: float = 0) -> Line:
    end = right or left + len(text) * size / 2
    return Line(page, left, end, bottom, bottom + size / 2, 595, 842, (Piece(text, "仿宋", size, False),))


def texts(lines: Sequence[Line]) -> list[str]:
    return ["".join(piece.text for piece in paragraph.pieces) for paragraph in join_lines(lines)]


def full(text: str, bottom: float, **places: float) -> Line:
    return line(text, bottom, right=RIGHT, left=places.get("left", LEFT), page=int(places.get("page", 0)))


def test_a_full_line_goes_on_even_after_a_full_stop() -> None:
    assert texts([full("甲。", 700), full("乙", 672), line("丙。", 644), full("丁", 616)]) == ["甲。乙丙。", "丁"]


def test_an_indented_line_begins_a_paragraph() -> None:
    assert texts([full("甲", 700), full("乙", 672, left=102), full("丙", 644)]) == ["甲", "乙丙"]


def test_a_blank_line_and_another_size_part_paragraphs() -> None:
    assert texts([full("甲", 700), full("乙", 672), full("丙", 600), full("丁", 572)]) == ["甲乙", "丙丁"]
    larger = Line(0, LEFT, RIGHT, 720, 742, 595, 842, (Piece("题", "小标宋", 44, False),))
    assert texts([larger, full("甲", 692), full("乙", 664)]) == ["题", "甲乙"]


def test_a_paragraph_goes_over_the_page_past_its_number() -> None:
    numbers = [line("— 1 —", 40, left=280, right=320), line("— 2 —", 40, left=280, right=320, page=1)]
    assert texts([full("甲", 100), numbers[0], line("乙", 760, page=1), numbers[1]]) == ["甲乙"]


def test_a_running_head_goes_but_a_first_line_stays() -> None:
    heads = [line("海防征文 第3期", 800, page=page) for page in (0, 1)]
    assert texts([heads[0], full("甲", 700), heads[1], full("乙", 760, page=1)]) == ["甲乙"]
    assert texts([line("2024年的一天", 780), full("甲", 700)]) == ["2024年的一天", "甲"]


def test_lines_off_the_edges_are_centred_or_right() -> None:
    found = join_lines([line("题目", 740, left=278), full("甲", 700), full("乙", 672), line("张三", 600, left=486)])
    assert [one.alignment for one in found] == [Alignment.CENTRE, Alignment.LEFT, Alignment.RIGHT]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["Lo", "Nd"]), min_size=1, max_size=40),
            st.floats(110, 700),
            st.floats(0, 500),
            st.integers(0, 3),
            st.integers(0, 80),
        )
    )
)
def test_between_the_margins_no_character_is_lost(places: list[tuple[str, float, float, int, int]]) -> None:
    ordered = sorted(places, key=lambda place: place[3])
    lines = [line(text, bottom, left=left, page=page, size=size) for text, bottom, left, page, size in ordered]
    assert "".join(texts(lines)).replace(" ", "") == "".join(text for text, *_ in ordered)
