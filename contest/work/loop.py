"""The one background process: every task in turn, one piece of work after the other, until it is told to stop."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from django.db import close_old_connections
from django.utils import timezone

from contest.work.operations import beat

logger = logging.getLogger(__name__)

LONGEST_REST: Final = 300.0
"""A task that fails is tried again after twice as long each time, up to so many seconds."""

BEAT_EVERY: Final = 30.0
"""Seconds between two signs of life of a task that has nothing new to say."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done again and again: `run` does a short piece and gives how much it did, 0 if nothing was left.

    `every` is how many seconds it rests when nothing was left. It may be cut off at any moment and run by two
    processes at once; what it has not done it does the next time.
    """

    name: str
    run: Callable[[], int]
    every: float


@dataclass(slots=True)
class _Turn:
    """Where one task stands: when it is due, how often it failed, when it last gave a sign of life."""

    task: Task
    due: float = 0.0
    failures: int = 0
    beaten: float | None = None
    fault: str = field(default="")


class Worker:
    """Runs tasks in turn. A failure of one is logged, put off, and keeps no other from its turn."""

    def __init__(
        self, tasks: Sequence[Task], *, say: Callable[[str], object] = print, clock: Clock = time.monotonic
    ) -> None:
        self._turns = [_Turn(task) for task in tasks]
        self._say = say
        self._clock = clock
        self._stopping = Event()

    def stop(self) -> None:
        """End after the piece of work at hand; may be called by a signal, or from another thread."""
        self._stopping.set()

    def follow(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            self.go_round()
            self._stopping.wait(max(0.0, min(turn.due for turn in self._turns) - self._clock()))

    def until_done(self) -> bool:
        """Work until no task has anything left, or `stop`; a task that fails is left alone. Gives whether none did."""
        going_on = list(self._turns)
        while going_on and not self._stopping.is_set():
            going_on = [turn for turn in going_on if not self._stopping.is_set() and self._run(turn)]
        return not any(turn.fault for turn in self._turns)

    def go_round(self) -> None:
        """Give each task that is due its turn."""
        for turn in self._turns:
            if not self._stopping.is_set() and turn.due <= self._clock():
                self._run(turn)

    def _run(self, turn: _Turn) -> int:
        """Run one piece of a task, and give how much was done; nothing if it failed."""
        task, done, fault = turn.task, 0, ""
        close_old_connections()
        try:
            done = task.run()
        except Exception as error:
            logger.exception("Background work %s failed", task.name)
            fault = str(error) or type(error).__name__
            turn.failures += 1
            turn.due = self._clock() + min(task.every * 2**turn.failures, LONGEST_REST)
        else:
            turn.failures = 0
            turn.due = self._clock() + (0 if done else task.every)
        if done:
            self._say(f"{task.name}: {done}")
        self._beat(turn, fault)
        return done

    def _beat(self, turn: _Turn, fault: str) -> None:
        now = self._clock()
        if fault == turn.fault and turn.beaten is not None and now - turn.beaten < BEAT_EVERY:
            return
        try:
            beat(task=turn.task.name, at=timezone.now(), fault=fault)
        except Exception:
            logger.exception("The sign of life of %s could not be kept", turn.task.name)
        else:
            turn.beaten = now
        turn.fault = fault
