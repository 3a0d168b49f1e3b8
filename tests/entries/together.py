"""Lets several people do something at the same moment, each over a connection of their own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.db import connection, connections

Answer = TypeVar("Answer")


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """Put the database where several connections can meet as they do on a real site.

    The tests' SQLite lives in memory, where a second connection fails instead of waiting; here it is copied to a
    file. PostgreSQL needs nothing.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory = connections["default"]
    path = str(folder / "together.sqlite3")
    with memory.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [path])
    settings = connections.settings["default"]
    name, settings["NAME"] = settings["NAME"], path
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = memory


def at_once(*steps: Callable[[], Answer]) -> list[Answer | Exception]:
    """Start all steps together, each in its own thread, and give what each answered or raised, in order."""
    answers: list[Answer | Exception] = [AssertionError("did not end")] * len(steps)
    start = threading.Barrier(len(steps))

    def run(number: int) -> None:
        try:
            start.wait(timeout=10)
            answers[number] = steps[number]()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
