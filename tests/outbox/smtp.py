"""A mail server on loopback that takes what it is told to take."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


@dataclass
class Mailbox:
    """What the server took, and whom it refuses (address → answer)."""

    port: int = 0
    refusals: dict[str, str] = field(default_factory=dict)
    closes_after: int | None = None
    taken: list[str] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Serve on a free port until the end of the block."""
    mailbox = Mailbox()

    class Conversation(StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 loopback")
            recipient = ""
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].upper()
                if verb == "RCPT TO":
                    recipient = line.partition("<")[2].rstrip(">")
                    self.say(mailbox.refusals.get(recipient, "250 ok"))
                elif verb == "DATA":
                    self.say("354 go on")
                    while self.rfile.readline().rstrip(b"\r\n") != b".":
                        pass
                    mailbox.taken.append(recipient)
                    self.say("250 taken")
                    if mailbox.closes_after == len(mailbox.taken):
                        return
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    with ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        mailbox.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """Give a port of loopback on which nobody listens."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
