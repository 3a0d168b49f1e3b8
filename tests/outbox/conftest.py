"""Mail switched on, and a mail server on loopback."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.outbox.smtp import Mailbox, mail_server


@pytest.fixture
def mail_on(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True


@pytest.fixture
def mailbox(mail_on: None, settings: Settings) -> Mailbox:
    """Where the site mails to; nobody listens there until `mail_server(mailbox)`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server() as mailbox:
        settings.EMAIL_PORT = mailbox.port
    return mailbox


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    with mail_server(mailbox):
        yield mailbox
