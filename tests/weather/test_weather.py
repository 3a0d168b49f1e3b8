"""Killed, full, cut off: no acknowledged entry is lost, no half entry is seen, and a page says what to do."""

import hashlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.serving import Answer, ask
from tests.e2e.site import Site, prepared_data
from tests.weather.conftest import Postgres
from tests.weather.crowd import Entrant, crowd, look

WHAT_TO_DO = "没有完成".encode()
MEGABYTE = 1_000_000


def enter(entrant: Entrant, port: int) -> Answer:
    """Upload and hand in; give the first answer that isn't what was hoped for, or the last."""
    draft = entrant.upload(port)
    return entrant.hand_in(port, draft.headers["location"]) if draft.status == 302 else draft


def acknowledged(answer: Answer | None) -> bool:
    return answer is not None and answer.status == 302 and answer.headers["location"].endswith("/receipt/")


def all_whole(site: Site, sent: Sequence[Entrant]) -> None:
    """Hold the data against what was acknowledged: each file there, whole, with its receipt, and nothing half."""
    found = look(site)
    assert found.faults == []
    assert {kept for kept, _ in found.receipts} >= {hashlib.sha256(one.content).hexdigest() for one in sent}
    assert all(kept == said for kept, said in found.receipts)


def kill(server: "subprocess.Popen[bytes] | None") -> None:
    """Kill a server and its workers, as a power cut would."""
    assert server is not None
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    for process in (server.pid, *map(int, workers)):
        os.kill(process, signal.SIGKILL)
    server.wait()


def test_a_server_killed_in_the_rush_loses_nothing_it_acknowledged(site: Site) -> None:
    entrants = crowd(site, 12, MEGABYTE)
    enough = threading.Semaphore(0)
    answers: dict[int, Answer] = {}

    def rush(number: int) -> None:
        try:
            answer = enter(entrants[number], served.port)
        except (ConnectionError, TimeoutError):
            return
        answers[number] = answer
        enough.release()

    with site.served() as served, ThreadPoolExecutor(len(entrants)) as pool:
        for number in range(len(entrants)):
            pool.submit(rush, number)
        for _ in range(4):
            assert enough.acquire(timeout=60)
        kill(served.server)
    sent = [entrants[number] for number, answer in answers.items() if acknowledged(answer)]
    assert 4 <= len(sent) < len(entrants)
    all_whole(site, sent)
    with site.served() as served:
        rest = [entrant for entrant in entrants if entrant not in sent]
        assert all(acknowledged(enter(entrant, served.port)) for entrant in rest)
    all_whole(site, entrants)


def test_a_full_disk_is_said_and_what_was_acknowledged_stays(site: Site) -> None:
    bwrap = shutil.which("bwrap")
    store = site.data / "manuscripts"
    bound = (str(bwrap), "--die-with-parent", "--dev-bind", "/", "/")
    small_disk = (*bound, "--size", str(4 * MEGABYTE), "--tmpfs", str(store))
    store.mkdir(exist_ok=True)
    if bwrap is None or subprocess.run([*small_disk, "true"], capture_output=True).returncode != 0:
        pytest.skip("no bubblewrap on this machine: a full disk isn't tested")
    entrants = crowd(site, 6, MEGABYTE)
    with replace(site, inside=small_disk).served() as served:
        answers = [enter(entrant, served.port) for entrant in entrants]
        kept = [number for number, answer in enumerate(answers) if acknowledged(answer)]
        assert kept == [0, 1, 2]
        for refused in answers[3:]:
            assert (refused.status, refused.headers["retry-after"]) == (503, "120")
            assert WHAT_TO_DO in refused.body
        for number in kept:
            own = answers[number].headers["location"].replace("/receipt/", "/file/1/")
            got = ask(served.port, "GET", own, cookies=entrants[number].cookies)
            assert got.body == entrants[number].content


def test_a_database_that_restarts_is_waited_for(postgres: Postgres, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": postgres.address}
    site = Site(prepared_data(tmp_path, environment), environment=environment)
    entrants = crowd(site, 6, MEGABYTE // 10)
    with site.served() as served:
        assert all(acknowledged(enter(entrant, served.port)) for entrant in entrants[:3])
        draft = entrants[3].upload(served.port).headers["location"]
        postgres.crash()
        for answer in (entrants[3].hand_in(served.port, draft), enter(entrants[4], served.port)):
            assert answer.status == 503
            assert WHAT_TO_DO in answer.body
        postgres.start()
        assert acknowledged(entrants[3].hand_in(served.port, draft))
        assert all(acknowledged(enter(entrant, served.port)) for entrant in entrants[4:])
    all_whole(site, entrants)
