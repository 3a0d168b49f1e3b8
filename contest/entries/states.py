"""The way of an entry: which step may follow which. Pure data, read by `operations.move`."""

from collections.abc import Mapping

STEPS: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"received", "withdrawn"}),
    "received": frozenset({"received", "returned", "eligible", "disqualified", "withdrawn"}),
    "returned": frozenset({"received", "disqualified", "withdrawn"}),
    "eligible": frozenset({"received", "returned", "disqualified"}),
    "disqualified": frozenset({"received", "eligible"}),
    "withdrawn": frozenset(),
}
"""State → the states that may come next. A received entry may be handed in again, with a newer manuscript; one
that was decided is received again when the decision is undone."""


def may_follow(state: str, following: str) -> bool:
    """Say whether an entry may step from one state to the other."""
    return following in STEPS[state]
