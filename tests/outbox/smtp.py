"""A mail server on loopback that takes what it is told to take, breaks off where it is told to, and can come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


@dataclass
class Mailbox:
    """What the server took, and whom it refuses (address → answer).

    `breaks_off` says where it closes the connection: `begun` on the way, with half a mail read; `taken` after it took
    the mail, without saying so. `closes_after` closes it after so many mails, with the answer given.
    """

    port: int = 0
    refusals: dict[str, str] = field(default_factory=dict)
    closes_after: int | None = None
    breaks_off: str = ""
    connections: int = 0
    taken: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each mail taken."""
        return [str(mail["Message-ID"]) for mail in self.mails]


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server(again: Mailbox | None = None) -> Iterator[Mailbox]:
    """Serve until the end of the block: on a free port, or again for a mailbox whose server has gone."""
    mailbox = again or Mailbox()

    class Conversation(StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            mailbox.connections += 1
            self.say("220 loopback")
            recipient = ""
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].upper()
                if verb == "RCPT TO":
                    recipient = line.partition("<")[2].rstrip(">")
                    self.say(mailbox.refusals.get(recipient, "250 ok"))
                elif verb == "DATA":
                    self.say("354 go on")
                    if mailbox.breaks_off == "begun":
                        self.rfile.readline()
                        return
                    self.take(recipient)
                    if mailbox.breaks_off == "taken":
                        return
                    self.say("250 taken")
                    if mailbox.closes_after == len(mailbox.taken):
                        return
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def take(self, recipient: str) -> None:
            lines = []
            while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
                lines.append(line)
            mailbox.taken.append(recipient)
            mailbox.mails.append(message_from_bytes(b"\r\n".join(lines), policy=default))

    with _Server(("127.0.0.1", mailbox.port), Conversation) as server:
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
