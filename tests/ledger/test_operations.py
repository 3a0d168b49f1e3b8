"""The ledger in the database: it records, it holds, it can't be changed, and tampering past all locks shows."""

import json
from collections.abc import Mapping
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.judging.models import Round
from contest.ledger.chain import GENESIS
from contest.ledger.models import AppendOnly, Event, Head
from contest.ledger.operations import record
from contest.ledger.queries import chain_faults, head
from contest.notice.models import Contest
from contest.people.models import User
from tests.making import make_person

pytestmark = pytest.mark.django_db
LOCKS = [import_module(f"contest.migrations.{name}") for name in ("0002_ledger_append_only", "0008_ledger_guards")]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def unlock() -> None:
    for lock in LOCKS:
        for statement in lock.UNDO[connection.vendor]:
            if "DROP TRIGGER" in statement:
                sql(statement.replace("DROP TRIGGER", "DROP TRIGGER IF EXISTS"))


@pytest.fixture
def five(db: None) -> list[Event]:
    """Five events."""
    return [
        record(
            actor=None,
            action="entry.move",
            subject=("entry", f"e{number}"),
            contest="spring" if number % 2 else "autumn",
            before={"state": "draft"},
            after={"state": "received", "n": number},
            reason="理由",
        )
        for number in range(1, 6)
    ]


@pytest.fixture
def locked(db: None) -> None:
    """All locks of the database are on, as in a real site."""
    unlock()
    for lock in LOCKS:
        for statement in lock.SQLITE if connection.vendor == "sqlite" else lock.POSTGRESQL:
            if "CREATE TRIGGER" in statement:
                sql(statement)


@pytest.fixture
def unlocked(db: None) -> None:
    """Somebody with all rights to the database took the locks off."""
    unlock()


def test_an_event_says_who_did_what() -> None:
    person = make_person("13812345678", "王海")
    event = record(
        actor=person,
        action="entry.move",
        subject=("entry", "e1"),
        contest="spring",
        before={"state": "draft"},
        after={"state": "received"},
        reason="理由",
    )
    stored = Event.objects.get()
    assert (
        stored.sequence, stored.contest, stored.actor, stored.actor_name, stored.action, stored.subject_kind,
        stored.subject_key, stored.before, stored.after, stored.reason, stored.previous_hash,
    ) == (
        1, "spring", person, "王海", "entry.move", "entry", "e1", {"state": "draft"}, {"state": "received"}, "理由",
        GENESIS,
    )  # fmt: skip
    assert (stored.hash, stored.at) == (event.hash, event.at)
    assert head() == (1, event.hash)
    assert record(actor=None, action="x", subject=("entry", "e1")).actor_name == ""
    assert chain_faults() == []


def test_before_the_first_event_the_chain_holds() -> None:
    assert head() == (0, GENESIS)
    assert chain_faults() == []


def test_an_event_falls_with_its_transaction(five: list[Event]) -> None:
    with transaction.atomic():
        record(actor=None, action="entry.move", subject=("entry", "e6"))
        transaction.set_rollback(True)
    assert head() == (5, five[-1].hash)
    assert record(actor=None, action="entry.move", subject=("entry", "e6")).sequence == 6
    assert chain_faults() == []


def test_the_events_of_a_contest_newest_first(five: list[Event]) -> None:
    assert [event.sequence for event in Event.objects.about("spring")] == [5, 3, 1]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('aZ中é\U00020000 \n"', max_size=4), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["a", "b", "中"]), json_values, max_size=3), st.text("a\t\r\n'\\ 中🌊", max_size=9)
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_recorded_the_chain_holds(after: Mapping[str, object], reason: str) -> None:
    record(actor=None, action="x", subject=("entry", "e"), after=after, reason=reason)
    assert chain_faults() == []


def test_the_longest_name_of_a_round_fits_an_event() -> None:
    def room(model: type[Any], field: str) -> int:
        return int(model._meta.get_field(field).max_length)

    assert room(Event, "subject_key") >= room(Contest, "slug") + len("/") + room(Round, "key")
    assert room(Event, "contest") >= room(Contest, "slug")
    assert room(Event, "actor_name") >= max(room(User, "name"), room(User, "login"))


# --- nobody changes it by the product's own means ------------------------------------------------------------


def test_the_model_refuses_to_change_or_delete(five: list[Event]) -> None:
    event = five[0]
    event.reason = "改"
    for forbidden in (
        event.save,
        event.delete,
        lambda: Event.objects.all().update(reason="改"),
        lambda: Event.objects.filter(pk=event.pk).delete(),
        lambda: Event.objects.bulk_update([event], ["reason"]),
    ):
        with pytest.raises(AppendOnly), transaction.atomic():
            forbidden()
    assert chain_faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contest_event SET reason = 'x' WHERE sequence = 3",
        "UPDATE contest_event SET sequence = sequence + 10",
        "DELETE FROM contest_event WHERE sequence = 5",
        "DELETE FROM contest_event",
        "UPDATE contest_head SET sequence = 4",
        "UPDATE contest_head SET sequence = 7",
        "DELETE FROM contest_head",
    ],
)
def test_the_database_refuses_to_change_or_delete(five: list[Event], locked: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="the ledger is append-only"), transaction.atomic():
        sql(statement)
    assert Event.objects.count() == 5
    assert chain_faults() == []


def test_the_database_refuses_to_replace_or_empty(five: list[Event], locked: None) -> None:
    others = """at, contest, actor_id, actor_name, action, subject_kind, subject_key, before, "after", reason,
        previous_hash"""
    again = f"""REPLACE INTO contest_event (id, sequence, hash, {others})
        SELECT %s, {others} FROM contest_event WHERE sequence = 3"""
    statements = {
        "sqlite": [
            *(again % keys for keys in ("id, 9, 'x'", "99, sequence, 'x'", "99, 9, hash")),
            f"REPLACE INTO contest_head (id, sequence, hash) VALUES (1, 0, '{GENESIS}')",
        ],
        "postgresql": ["TRUNCATE contest_event", "TRUNCATE contest_head", "TRUNCATE contest_event CASCADE"],
    }
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to be made is not truncated at all
    for statement in statements[connection.vendor]:
        with pytest.raises(DatabaseError, match="the ledger is append-only"), transaction.atomic():
            sql(statement)
    assert Event.objects.count() == 5
    assert chain_faults() == []


def test_there_is_one_end(five: list[Event]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Head.objects.create(id=2, hash=GENESIS)


# --- and whoever can, is found out ---------------------------------------------------------------------------

ALTERED, BROKEN = "its content was altered", "does not follow the event before it"
END = "the recorded end of the chain is not its last event"
TAMPERINGS: Mapping[str, tuple[list[str], list[tuple[int, str]]]] = {
    "reason": (["UPDATE contest_event SET reason = 'x' WHERE sequence = 2"], [(2, ALTERED)]),
    "actor's name": (["UPDATE contest_event SET actor_name = 'x' WHERE sequence = 2"], [(2, ALTERED)]),
    "content": (["""UPDATE contest_event SET "after" = '{"n": 9}' WHERE sequence = 5"""], [(5, ALTERED)]),
    "contest": (["UPDATE contest_event SET contest = 'winter' WHERE sequence = 1"], [(1, ALTERED)]),
    "moment": (["UPDATE contest_event SET at = '2020-01-01 00:00:00' WHERE sequence = 4"], [(4, ALTERED)]),
    "order": (
        [
            "UPDATE contest_event SET sequence = 99 WHERE sequence = 2",
            "UPDATE contest_event SET sequence = 2 WHERE sequence = 3",
            "UPDATE contest_event SET sequence = 3 WHERE sequence = 99",
        ],
        [(2, BROKEN), (2, ALTERED), (3, BROKEN), (3, ALTERED), (4, BROKEN)],
    ),
    "missing": (
        ["DELETE FROM contest_event WHERE sequence = 3"],
        [(4, "event 3 is missing before it"), (4, BROKEN)],
    ),
    "missing, numbers closed up": (
        [
            "DELETE FROM contest_event WHERE sequence = 3",
            "UPDATE contest_event SET sequence = 3 WHERE sequence = 4",
            "UPDATE contest_event SET sequence = 4 WHERE sequence = 5",
        ],
        [(3, BROKEN), (3, ALTERED), (4, ALTERED), (5, END)],
    ),
    "tail cut": (["DELETE FROM contest_event WHERE sequence > 3"], [(5, END)]),
    "emptied": (["DELETE FROM contest_event"], [(5, END)]),
    "end's hash": ([f"UPDATE contest_head SET hash = '{GENESIS}'"], [(5, END)]),
    "end's number": (["UPDATE contest_head SET sequence = 4"], [(4, END)]),
    "end gone": (["DELETE FROM contest_head"], [(0, END)]),
}


@pytest.mark.parametrize(("statements", "faults"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_in_the_database_is_found(
    five: list[Event], unlocked: None, statements: list[str], faults: list[tuple[int, str]]
) -> None:
    for statement in statements:
        sql(statement)
    assert [(fault.sequence, fault.what) for fault in chain_faults()] == faults


def test_an_event_put_in_beside_the_verb_is_found(five: list[Event]) -> None:
    Event.objects.create(
        sequence=6, at=five[4].at, actor_name="x", action="x", subject_kind="entry", subject_key="e",
        before={}, after={}, previous_hash=five[4].hash, hash="f" * 64,
    )  # fmt: skip
    assert [(fault.sequence, fault.what) for fault in chain_faults()] == [(6, ALTERED), (5, END)]


# --- the command ---------------------------------------------------------------------------------------------


def verify(**options: str) -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out, **options)
    return out.getvalue()


def test_the_command_says_that_the_ledger_holds(five: list[Event]) -> None:
    assert verify() == f"The ledger holds: 5 events, {five[-1].hash}\n"
    assert verify(expect=five[2].hash) == f"The ledger holds: 5 events, {five[-1].hash}\n"


def test_the_command_misses_a_hash_that_a_page_quotes(five: list[Event]) -> None:
    with pytest.raises(CommandError, match=f"The ledger holds no event with the hash {GENESIS}\\."):
        verify(expect=GENESIS)


def test_a_whole_forged_chain_is_found_by_the_quoted_hash(five: list[Event], unlocked: None) -> None:
    quoted = five[-1].hash
    sql("DELETE FROM contest_event")
    sql("DELETE FROM contest_head")
    for number in range(1, 6):
        record(actor=None, action="entry.move", subject=("entry", f"forged{number}"))
    assert chain_faults() == []
    with pytest.raises(CommandError):
        verify(expect=quoted)


def test_the_command_lists_faults_and_fails(five: list[Event], unlocked: None) -> None:
    sql("UPDATE contest_event SET reason = 'x' WHERE sequence IN (2, 4)")
    said = StringIO()
    with pytest.raises(CommandError, match="The ledger does not hold: 2 faults"):
        call_command("verify_ledger", stdout=StringIO(), stderr=said)
    assert said.getvalue() == f"#2: {ALTERED}\n#4: {ALTERED}\n"


def test_what_is_stored_is_what_was_said(five: list[Event]) -> None:
    assert json.dumps(Event.objects.get(sequence=1).after, sort_keys=True) == '{"n": 1, "state": "received"}'
