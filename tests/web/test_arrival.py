"""When a request arrived: a real connection that waits in the queue, as at a deadline."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from contest.web.arrival import arrival_of

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


def test_without_a_known_connection_it_is_now() -> None:
    ends = socket.socketpair()
    closed = socket.socket()
    closed.close()
    for unknown in (None, "a socket", ends[0], closed):
        before = timezone.now()
        assert before <= arrival(unknown) <= timezone.now()
    for end in ends:
        end.close()
