"""Background work: each task in its turn, a failing one never in the way of the others, ended between two pieces."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from contest.work.loop import BEAT_EVERY, LONGEST_REST, Task, Worker
from contest.work.models import Beat
from contest.work.operations import beat
from contest.work.queries import SILENT_AFTER, work_state

# With real transactions, since a worker lets go of its connections between two tasks.
pytestmark = pytest.mark.django_db(transaction=True)


class Hours:
    """A clock that stands until it is moved, in seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """Tasks that note when they ran; each gives what it is told to, one answer a run, then nothing."""

    def __init__(self) -> None:
        self.clock = Hours()
        self.ran: list[tuple[float, str]] = []
        self.said: list[str] = []

    def task(self, name: str, *answers: int | Exception, every: float = 10) -> Task:
        left = list(answers)

        def run() -> int:
            self.ran.append((self.clock.now, name))
            answer = left.pop(0) if left else 0
            if isinstance(answer, Exception):
                raise answer
            return answer

        return Task(name, run, every)

    def worker(self, *tasks: Task) -> Worker:
        return Worker(tasks, say=self.said.append, clock=self.clock)

    def names(self) -> str:
        return " ".join(name for _, name in self.ran)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_has_more_to_do_waits_for_the_others_turn_only(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", 2, 1), desk.task("b"))
    for _ in range(4):
        worker.go_round()
    assert desk.names() == "a b a a"
    assert desk.said == ["a: 2", "a: 1"]


def test_what_has_nothing_to_do_rests(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", every=10), desk.task("b", every=25))
    for now in range(0, 60, 5):
        desk.clock.now = now
        worker.go_round()
    assert [now for now, name in desk.ran if name == "a"] == [0, 10, 20, 30, 40, 50]
    assert [now for now, name in desk.ran if name == "b"] == [0, 25, 50]


def test_a_failing_task_is_put_off_and_keeps_no_other(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    worker = desk.worker(desk.task("bad", *[OSError("down")] * 20, every=10), desk.task("good", every=10))
    for now in range(0, 1500, 10):
        desk.clock.now = now
        worker.go_round()
    bad = [now for now, name in desk.ran if name == "bad"]
    assert bad == [0, 20, 60, 140, 300, 600, 900, 1200]
    assert max(later - now for now, later in pairwise(bad)) == LONGEST_REST
    assert desk.names().count("good") == 150
    assert caplog.text.count("Background work bad failed") == len(bad)


def test_a_task_that_works_again_is_as_before(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", OSError("down"), OSError("down"), 0, OSError("down"), every=10))
    for now in range(0, 110, 10):
        desk.clock.now = now
        worker.go_round()
    assert [now for now, _ in desk.ran] == [0, 20, 60, 70, 90, 100]


def test_a_broken_database_connection_ends_nothing(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", OperationalError("server closed the connection"), 1))
    worker.go_round()
    desk.clock.now = 20
    worker.go_round()
    assert desk.said == ["a: 1"]


def test_it_ends_after_the_piece_at_hand(desk: Desk) -> None:
    def told_to_stop() -> int:
        worker.stop()
        return 1

    worker = desk.worker(desk.task("a", 1), Task("stop", told_to_stop, 10), desk.task("b", 1))
    worker.follow()
    assert desk.names() == "a"
    assert desk.said == ["a: 1", "stop: 1"]


@pytest.mark.parametrize("work", [Worker.follow, Worker.until_done, Worker.go_round])
def test_who_was_told_to_stop_begins_nothing(desk: Desk, work: Callable[[Worker], object]) -> None:
    worker = desk.worker(desk.task("a", 1))
    worker.stop()
    work(worker)
    assert desk.ran == []


def test_once_goes_on_until_nothing_is_left(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", 1, 1, 1), desk.task("b", 1))
    assert worker.until_done()
    assert desk.names() == "a b a b a a"


def test_once_leaves_a_failing_task_alone_and_says_so(desk: Desk) -> None:
    worker = desk.worker(desk.task("bad", OSError("down"), 5), desk.task("good", 1))
    assert not worker.until_done()
    assert desk.names() == "bad good good"


# --- signs of life ------------------------------------------------------------------------------------------------


def test_each_task_leaves_a_sign_of_life_now_and_then(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", every=1))
    worker.go_round()
    first = Beat.objects.get()
    assert (first.task, first.failing_since, first.fault) == ("a", None, "")
    desk.clock.now = BEAT_EVERY - 1
    worker.go_round()
    assert Beat.objects.get().seen_at == first.seen_at
    desk.clock.now = BEAT_EVERY
    worker.go_round()
    assert Beat.objects.get().seen_at > first.seen_at


def test_a_failure_shows_at_once_since_when_and_until_it_is_over(desk: Desk) -> None:
    worker = desk.worker(desk.task("a", 0, OSError("down"), OSError("down"), OSError("full"), 0, every=1))
    worker.go_round()
    desk.clock.now += 5
    worker.go_round()
    failing = Beat.objects.get()
    assert (failing.failing_since, failing.fault) == (failing.seen_at, "down")
    desk.clock.now += 100
    worker.go_round()
    desk.clock.now += 100
    worker.go_round()
    later = Beat.objects.get()
    assert (later.failing_since, later.fault) == (failing.failing_since, "full")
    assert later.seen_at > failing.seen_at
    assert [one.task for one in work_state(timezone.now()).failing] == ["a"]
    desk.clock.now += 100
    worker.go_round()
    assert (Beat.objects.get().failing_since, Beat.objects.get().fault) == (None, "")
    assert work_state(timezone.now()).failing == []


def test_a_worker_is_silent_when_it_was_never_seen_or_not_for_a_while() -> None:
    now = timezone.now()
    assert work_state(now).is_silent
    assert work_state(now).seen_at is None
    beat(task="a", at=now - timedelta(hours=1))
    beat(task="b", at=now - SILENT_AFTER)
    assert not work_state(now).is_silent
    assert work_state(now).seen_at == now - SILENT_AFTER
    assert work_state(now + timedelta(seconds=1)).is_silent


def test_a_sign_of_life_fails_with_a_fault_or_not_at_all() -> None:
    for wrong in ({"failing_since": timezone.now()}, {"fault": "down"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Beat.objects.create(task="a", seen_at=timezone.now(), **wrong)
