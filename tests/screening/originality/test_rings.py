from itertools import combinations

import pytest

from contest.screening.originality.rings import MOST_SHOWN, Pair, connected, ring


def pairs(*both: tuple[int, int]) -> list[Pair]:
    return [Pair(one, other, 50) for one, other in both]


def test_the_nearest_come_first() -> None:
    assert connected(pairs((1, 5), (5, 3), (1, 4), (7, 8)), 1) == [1, 4, 5, 3]
    assert connected([], 9) == [9]


@pytest.mark.parametrize("both", [[], [(1, 2)], [(2, 3), (3, 4)]])
def test_two_are_no_ring(both: list[tuple[int, int]]) -> None:
    assert ring(pairs(*both), 1) is None


def test_everybody_has_a_place_of_their_own_within_the_picture() -> None:
    picture = ring(pairs(*combinations(range(12), 2)), 3)
    assert picture is not None
    assert [dot.text for dot in picture.dots] == [3, 0, 1, 2, *range(4, 12)]
    assert len({(dot.x, dot.y) for dot in picture.dots}) == 12
    assert all(0 < dot.x < picture.size and 0 < dot.y < picture.size for dot in picture.dots)
    assert len(picture.lines) == 66
    assert (picture.dots[0].x, picture.dots[0].y) == (240.0, 70.0)
    assert [picture.dots[place].anchor for place in (0, 3, 6, 9)] == ["middle", "start", "middle", "end"]


def test_the_thicker_the_line_the_more_is_shared() -> None:
    picture = ring([Pair(1, 2, 50), Pair(2, 3, 300), Pair(1, 3, 9000)], 1)
    assert picture is not None
    assert [line.width for line in picture.lines] == [1.5, 4.0, 6.0]


def test_more_than_a_picture_holds_are_counted() -> None:
    picture = ring(pairs(*((0, other) for other in range(1, MOST_SHOWN + 5))), 0)
    assert picture is not None
    assert (len(picture.dots), picture.left_out) == (MOST_SHOWN, 5)
