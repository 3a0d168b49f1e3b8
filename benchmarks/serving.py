"""A site under gunicorn, and the least that can ask it something over HTTP.

Sync workers end a connection after one answer, so every request here opens one, for either site.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.place import ROOT, process_environment

WORKERS = 2
QUEUE = 2048
"""As many connections may wait as gunicorn itself lets wait."""
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name (cookies apart), the cookies by name, the body."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A site being served on a port of 127.0.0.1 by the process `pid` and its workers."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Give the processes that answer requests."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve the site of these settings on a free port of 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0), backlog=QUEUE) as listener:
        command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"]
        command += ["--bind", f"fd://{listener.fileno()}", "--workers", str(WORKERS), "--worker-class", "sync"]
        command += ["--no-control-socket", "--log-level", "warning"]
        server = subprocess.Popen(
            command, cwd=ROOT, env=process_environment(environment), pass_fds=(listener.fileno(),)
        )
        try:
            yield Server(listener.getsockname()[1], server.pid)
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def ask(
    port: int,
    method: str,
    path: str,
    *,
    cookies: str = "",
    kind: str = "",
    body: bytes = b"",
    patience: float = PATIENCE,
    on_sent: Callable[[], None] = lambda: None,
) -> Answer:
    """Send one request, say when it is sent, and wait for the whole answer, `patience` seconds for each piece."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    if cookies:
        head += f"Cookie: {cookies}\r\n"
    if method == "POST":
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(head.encode() + b"\r\n" + body)
        on_sent()
        pieces = iter(lambda: connection.recv(65536), b"")
        answer = b"".join(pieces)
    if not answer:
        raise ConnectionResetError("no answer came")
    return _read(answer)


def _read(answer: bytes) -> Answer:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers, cookies = {}, {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie":
            cookie, _, content = value.partition(";")[0].partition("=")
            cookies[cookie] = content
        else:
            headers[name.lower()] = value
    return Answer(int(first.split()[1]), headers, cookies, body)


def multipart(fields: Mapping[str, str], file_name: str, content: bytes) -> tuple[str, bytes]:
    """Give content type and body of a form with one file in its field `file`."""
    boundary = "----a-boundary-that-no-docx-holds"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n'
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document\r\n\r\n".encode()
    )
    parts += [content, f"\r\n--{boundary}--\r\n".encode()]
    return f"multipart/form-data; boundary={boundary}", b"".join(parts)


def seconds_since(start: float) -> float:
    """Give the seconds since a reading of the clock."""
    return time.perf_counter() - start
