"""Entrants who upload and hand in over HTTP, and what is found in the data afterwards.

`prepare` and `found` run inside the site's own process, by `manage.py shell`, and print JSON.
"""

import hashlib
import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode

from benchmarks.serving import Answer, ask, multipart
from tests.e2e.site import Site

FORM = "application/x-www-form-urlencoded"
CSRF = "0123456789abcdef0123456789abcdef"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody signed in, and the essay that they send."""

    cookies: str
    content: bytes

    def upload(self, port: int) -> Answer:
        """Send the file into the draft."""
        kind, body = multipart({"csrfmiddlewaretoken": CSRF}, "稿件.docx", self.content)
        return ask(port, "POST", "/c/spring/hand-in/", cookies=self.cookies, kind=kind, body=body, patience=PATIENCE)

    def hand_in(self, port: int, address: str) -> Answer:
        """Send the small request."""
        said = {"csrfmiddlewaretoken": CSRF, "unit": "潮声纪念馆", "title": "灯火", "author": "林晓"}
        body = urlencode({**said, "consent-original": "on"}).encode()
        return ask(port, "POST", address, cookies=self.cookies, kind=FORM, body=body, patience=PATIENCE)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the data: receipts as (file's fingerprint as kept, as on the receipt), and all that isn't whole."""

    receipts: Sequence[tuple[str, str]]
    faults: Sequence[str]


def crowd(site: Site, count: int, size: int) -> list[Entrant]:
    """Make a contest that takes entries, and entrants whose files have about `size` bytes, each another."""
    keys = json.loads(
        site.manage("shell", "-v", "0", "-c", f"from tests.weather.crowd import prepare; prepare({count})")
    )
    return [Entrant(f"sessionid={key}; csrftoken={CSRF}", essay(number, size)) for number, key in enumerate(keys)]


def essay(number: int, size: int) -> bytes:
    """Give a .docx that a picture makes as large as asked for."""
    from tests.making import docx_bytes

    document = BytesIO(docx_bytes())
    with zipfile.ZipFile(document, "a") as archive:
        archive.writestr("word/media/image1.png", random.Random(number).randbytes(size))
    return document.getvalue()


def look(site: Site) -> Found:
    """Give what a site's data hold, seen by its own code."""
    seen = json.loads(in_the_site(site, "found()"))
    return Found([(kept, said) for kept, said in seen["receipts"]], seen["faults"])


def in_the_site(site: Site, call: str) -> str:
    """Call one of the functions below in a process of the site's own, and give what it prints."""
    return site.manage("shell", "-v", "0", "-c", f"from tests.weather import crowd; crowd.{call}")


def prepare(count: int) -> None:
    """Make the contest and the signed-in entrants; print their session keys."""
    from django.test import Client

    from tests.making import make_contest, make_person

    make_contest(word_limit=100000)
    keys = []
    for number in range(count):
        client = Client()
        client.force_login(make_person(f"entrant{number}@example.org", "林晓"))
        keys.append(client.cookies["sessionid"].value)
    print(json.dumps(keys))


def found() -> None:
    """Print the receipts with the fingerprints of their stored files, and every half entry."""
    from contest.entries.models import Entry, EntryState, Receipt
    from contest.ledger.queries import chain_faults

    receipts, faults = [], [str(fault) for fault in chain_faults()]
    for receipt in Receipt.objects.select_related("manuscript", "entry"):
        with receipt.manuscript.open() as stored:
            receipts.append((hashlib.sha256(stored.read()).hexdigest(), receipt.sha256))
        if receipt.entry.state != EntryState.RECEIVED or receipt.entry.manuscript_id != receipt.manuscript_id:
            faults.append(f"{receipt.number} has no entry to it")
    for entry in Entry.objects.exclude(state=EntryState.DRAFT).filter(receipts=None):
        faults.append(f"{entry.token} was received without a receipt")
    for entry in Entry.objects.filter(manuscripts=None):
        faults.append(f"{entry.token} is without a file")
    print(json.dumps({"receipts": receipts, "faults": faults}))
