"""Units above and below each other."""

from hypothesis import given
from hypothesis import strategies as st

from contest.entries.units.lineage import above, line_of, would_circle

#        1
#      2   3
#     4 5   6
PARENTS = {2: 1, 3: 1, 4: 2, 5: 2, 6: 3}


def test_above_and_below_but_not_beside() -> None:
    assert list(above(4, PARENTS)) == [2, 1]
    assert line_of(2, PARENTS) == {1, 2, 4, 5}
    assert line_of(4, PARENTS) == {4, 2, 1}
    assert line_of(1, PARENTS) == {1, 2, 3, 4, 5, 6}
    assert line_of(9, PARENTS) == {9}


def test_a_circle_is_seen_before_it_closes() -> None:
    assert would_circle(1, 1, PARENTS)
    assert would_circle(1, 4, PARENTS)
    assert not would_circle(4, 1, PARENTS)
    assert not would_circle(6, 4, PARENTS)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_steps_that_are_allowed_never_make_a_circle(steps: list[tuple[int, int]]) -> None:
    parents: dict[int, int] = {}
    for unit, parent in steps:
        if not would_circle(unit, parent, parents):
            parents[unit] = parent
    for unit in range(10):
        higher = list(above(unit, parents))
        assert unit not in higher
        assert all(unit in line_of(one, parents) for one in line_of(unit, parents))
