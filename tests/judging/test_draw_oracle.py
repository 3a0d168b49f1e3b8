"""The draw held against a solver of others, which knows neither its rule nor its order."""

from collections import Counter

import pytest

from tests.judging.tight import Tight, assert_valid, tight

min_cost_flow = pytest.importorskip("ortools.graph.python.min_cost_flow")


def flow(asked: Tight) -> tuple[int, int]:
    """Give the most readings that can be added, and what they add at least to the sum of squared loads."""
    solver = min_cost_flow.SimpleMinCostFlow()
    source, sink = 0, 1
    judge_node = {seat.key: 2 + place for place, seat in enumerate(asked.seats)}
    standing = Counter(judge for _, judge in asked.already)
    for seat in asked.seats:
        most = len(asked.needs) if seat.capacity is None else seat.capacity
        for load in range(standing[seat.key], most):
            solver.add_arc_with_capacity_and_unit_cost(judge_node[seat.key], sink, 1, 2 * load + 1)
    for node, need in enumerate(asked.needs, 2 + len(asked.seats)):
        has = {judge for entry, judge in asked.already if entry == need.key}
        solver.add_arc_with_capacity_and_unit_cost(source, node, max(0, asked.wanted(need) - len(has)), 0)
        for judge in asked.may_read(need) - has:
            solver.add_arc_with_capacity_and_unit_cost(node, judge_node[judge], 1, 0)
    supply = len(asked.needs) * 4
    solver.set_node_supply(source, supply)
    solver.set_node_supply(sink, -supply)
    assert solver.solve_max_flow_with_min_cost() == solver.OPTIMAL
    return solver.maximum_flow(), solver.optimal_cost()


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_no_solver_places_more_readings_or_evens_out_the_loads_better(first: int) -> None:
    short = 0
    for number in range(first, first + 100):
        asked = tight(number)
        drawn = asked.drawn()
        assert_valid(asked, drawn)
        most, squares = flow(asked)
        standing = Counter(judge for _, judge in asked.already)
        before = sum(standing[seat.key] ** 2 for seat in asked.seats)
        assert len(drawn.readings) - len(asked.already) == most, number
        assert sum(load * load for load in drawn.loads.values()) - before == squares, number
        short += bool(drawn.shortfalls)
    assert 10 < short < 90
