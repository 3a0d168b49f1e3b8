"""When a request arrived: a real connection that waits in the queue, as at a deadline."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from contest.web import middleware
from contest.web.arrival import arrival_of
from contest.web.middleware import arrived_at

TICK = timedelta(milliseconds=20)
"""The kernel counts in ticks of up to 10 ms."""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


def wait_until(moment: datetime) -> None:
    while timezone.now() < moment:
        pass


def arrival(connection: object) -> datetime:
    request = RequestFactory().post("/")
    request.META["gunicorn.socket"] = connection
    return arrival_of(request)


def test_what_waited_in_the_queue_arrived_when_its_bytes_did(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as client:
        sending = timezone.now()
        client.sendall(b"POST / HTTP/1.1\r\n\r\n")
        wait_until(sending + 20 * TICK)
        taken_up = timezone.now()
        server_side, _ = listener.accept()
        with server_side:
            assert sending - TICK <= arrival(server_side) < taken_up


def test_what_goes_on_sending_goes_on_arriving(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"POST / HTTP/1.1\r\n")
        sending = timezone.now() + 5 * TICK
        wait_until(sending)
        client.sendall(b"\r\n")
        server_side, _ = listener.accept()
        with server_side:
            assert sending - TICK <= arrival(server_side) <= timezone.now()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"title=lamps&author=lin"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nlamps\r\n--b--',
        ),
        ("text/plain", b"withdraw it, please"),
    ],
)
def test_a_form_has_arrived_when_all_of_it_has_however_it_is_sent(
    listener: socket.socket, kind: str, body: bytes
) -> None:
    whole: list[datetime] = []
    stamps: list[datetime] = []

    def send(client: socket.socket) -> None:
        client.sendall(body[:8])
        wait_until(timezone.now() + 20 * TICK)
        whole.append(timezone.now())
        client.sendall(body[8:])

    def page(request: HttpRequest) -> HttpResponse:
        stamps.append(arrived_at(request))
        wait_until(timezone.now() + 5 * TICK)
        stamps.append(arrived_at(request))
        return HttpResponse()

    with socket.create_connection(listener.getsockname()) as client:
        server_side, _ = listener.accept()
        sending = threading.Thread(target=send, args=[client])
        sending.start()
        with server_side, server_side.makefile("rb") as received:
            environ = {
                **RequestFactory().post("/").environ,
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": kind,
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": received,
                "gunicorn.socket": server_side,
            }
            middleware.arrival(page)(WSGIRequest(environ))
        sending.join()
    assert whole[0] - TICK <= stamps[0] < whole[0] + 5 * TICK
    assert stamps[0] == stamps[1]


def test_without_a_known_connection_it_is_now() -> None:
    ends = socket.socketpair()
    closed = socket.socket()
    closed.close()
    for unknown in (None, "a socket", ends[0], closed):
        before = timezone.now()
        assert before <= arrival(unknown) <= timezone.now()
    for end in ends:
        end.close()


@pytest.mark.parametrize("kind", ["sync", "gthread"])
def test_a_server_of_either_kind_knows_when_a_request_came_that_had_to_wait(kind: str, listener: socket.socket) -> None:
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "tests.web.arriving", "--no-control-socket", "--log-level", "error"),
            *("--workers", "1", "--worker-class", kind, "--bind", f"fd://{listener.fileno()}"),
        ],
        cwd=Path(__file__).parents[2],
        pass_fds=[listener.fileno()],
    )
    try:
        with (
            socket.create_connection(listener.getsockname()) as busy,
            socket.create_connection(listener.getsockname()) as waiting,
        ):
            # One worker of one thread, held by a request whose last byte is still to come.
            busy.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n-")
            assert b"100 Continue" in busy.recv(100)
            sending = timezone.now()
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            wait_until(sending + 20 * TICK)
            busy.sendall(b"-")
            answer = b""
            while piece := waiting.recv(1000):
                answer += piece
        arrived = datetime.fromisoformat(answer.rpartition(b"\r\n\r\n")[2].decode())
        assert sending - TICK <= arrived < sending + 10 * TICK
    finally:
        server.terminate()
        server.wait()
