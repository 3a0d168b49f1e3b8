"""The chain as pure data: what its hash covers, and that every way to tamper with it shows."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.ledger.chain import GENESIS, Fault, Link, find_faults, link_hash

Chained = list[tuple[Link, str, str]]
AT = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)


def chain_of(length: int) -> tuple[Chained, int, str]:
    """Give a chain that holds, with the number and the hash of its end."""
    chained: Chained = []
    previous = GENESIS
    for sequence in range(1, length + 1):
        link = Link(sequence, AT, "spring", 7, "林晓", "entry.move", "entry", f"e{sequence}", {}, {"n": sequence}, "")
        digest = link_hash(link, previous)
        chained.append((link, previous, digest))
        previous = digest
    return chained, length, previous


def test_the_hash_is_that_of_the_canonical_json() -> None:
    link = Link(1, AT, "spring", 7, "林晓", "entry.move", "entry", "e1", {"z": 1, "a": None}, {"b": [True]}, "理")
    text = (
        '{"action":"entry.move","actor":7,"actor_name":"林晓","after":{"b":[true]},'
        '"at":"2026-03-01T08:30:00.123456+00:00","before":{"a":null,"z":1},"contest":"spring",'
        '"previous":"' + "0" * 64 + '","reason":"理","sequence":1,"subject":["entry","e1"]}'
    )
    assert link_hash(link, GENESIS) == hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_depends_on_the_moment_and_not_on_how_it_is_written() -> None:
    link = chain_of(1)[0][0][0]
    shanghai = replace(link, at=link.at.astimezone(timezone(timedelta(hours=8))))
    assert link_hash(shanghai, GENESIS) == link_hash(link, GENESIS)
    assert link_hash(replace(link, at=link.at + timedelta(microseconds=1)), GENESIS) != link_hash(link, GENESIS)


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    link = replace(chain_of(1)[0][0][0], after={"a": 1, "b": {"c": 2, "d": 3}})
    assert link_hash(replace(link, after={"b": {"d": 3, "c": 2}, "a": 1}), GENESIS) == link_hash(link, GENESIS)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"contest": "autumn"},
        {"actor": 8},
        {"actor": None},
        {"actor_name": "王海"},
        {"action": "entry.mov"},
        {"subject_kind": "entr", "subject_key": "ye1"},
        {"subject_key": "e2"},
        {"before": {"n": 1}},
        {"after": {"n": "1"}},
        {"after": {}},
        {"reason": " "},
    ],
)
def test_the_hash_covers_every_field(change: dict[str, object]) -> None:
    link = chain_of(1)[0][0][0]
    assert link_hash(replace(link, **change), GENESIS) != link_hash(link, GENESIS)  # type: ignore[arg-type]


def test_a_chain_holds_and_so_does_none() -> None:
    assert list(find_faults(*chain_of(5))) == []
    assert list(find_faults([], 0, GENESIS)) == []


def _altered(chained: Chained) -> Chained:
    link, previous, digest = chained[2]
    return [*chained[:2], (replace(link, reason="改"), previous, digest), *chained[3:]]


def _altered_and_hashed_again(chained: Chained) -> Chained:
    link, previous, _ = chained[2]
    forged = replace(link, reason="改")
    return [*chained[:2], (forged, previous, link_hash(forged, previous)), *chained[3:]]


def _taken_out(chained: Chained) -> Chained:
    return [*chained[:2], *chained[3:]]


def _exchanged(chained: Chained) -> Chained:
    (two, before_two, two_hash), (three, before_three, three_hash) = chained[1], chained[2]
    return [
        chained[0],
        (replace(three, sequence=2), before_two, two_hash),
        (replace(two, sequence=3), before_three, three_hash),
        *chained[3:],
    ]


def _put_in(chained: Chained) -> Chained:
    link, _, digest = chained[-1]
    forged = replace(link, sequence=6)
    return [*chained, (forged, digest, link_hash(forged, digest))]


def _cut_off(chained: Chained) -> Chained:
    return chained[:-1]


def _first_gone(chained: Chained) -> Chained:
    return chained[1:]


END = "the recorded end of the chain is not its last event"
BROKEN = "does not follow the event before it"
ALTERED = "its content was altered"


@pytest.mark.parametrize(
    ("tamper", "faults"),
    [
        (_altered, [Fault(3, ALTERED)]),
        (_altered_and_hashed_again, [Fault(4, BROKEN)]),
        (_taken_out, [Fault(4, "event 3 is missing before it"), Fault(4, BROKEN)]),
        (_exchanged, [Fault(2, ALTERED), Fault(3, ALTERED)]),
        (_put_in, [Fault(5, END)]),
        (_cut_off, [Fault(5, END)]),
        (_first_gone, [Fault(2, "event 1 is missing before it"), Fault(2, BROKEN)]),
        (lambda chained: [], [Fault(5, END)]),
    ],
)
def test_tampering_shows(tamper: Callable[[Chained], Chained], faults: list[Fault]) -> None:
    chained, sequence, end = chain_of(5)
    assert list(find_faults(tamper(chained), sequence, end)) == faults


@pytest.mark.parametrize(("sequence", "end"), [(4, None), (6, None), (5, GENESIS)])
def test_a_forged_end_shows(sequence: int, end: str | None) -> None:
    chained, _, true_end = chain_of(5)
    assert list(find_faults(chained, sequence, end or true_end)) == [Fault(sequence, END)]


@given(st.integers(1, 8), st.data())
@settings(deadline=None, max_examples=60)
def test_no_event_can_be_left_out_or_changed(length: int, data: st.DataObject) -> None:
    chained, sequence, end = chain_of(length)
    index = data.draw(st.integers(0, length - 1))
    assert list(find_faults(chained[:index] + chained[index + 1 :], sequence, end))
    link, previous, digest = chained[index]
    words = data.draw(st.text(min_size=1, max_size=5))
    altered = [*chained[:index], (replace(link, reason=words), previous, digest), *chained[index + 1 :]]
    assert list(find_faults(altered, sequence, end))
