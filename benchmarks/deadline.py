"""The deadline's last minute: everybody at once, and what must be true of every answer.

Hundreds of entrants upload a file and hand it in at the same moment, the deadline passing in their midst. A run
that breaks one of the promises ends with an error: figures of a desk that loses entries would say nothing.
"""

import hashlib
import random
import secrets
import time
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import default_storage
from django.utils import timezone

from benchmarks.filling import Filled, han, manuscript_bytes
from benchmarks.lines import Line, at_most, milliseconds
from benchmarks.memory import most_memory_of
from benchmarks.place import Place
from benchmarks.serving import WORKERS, Answer, ask, multipart, seconds_since, served
from contest.entries.models import Entry, EntryState, Receipt
from contest.notice.models import Contest
from contest.people.models import User

SMALLEST, LARGEST = 20_000, 5_000_000
MOST_MEGABYTES = 300
TICK = timedelta(milliseconds=50)
"""How closely a client's clock and the server's view of the same moment can be held against each other."""
_FORM = "application/x-www-form-urlencoded"
_LONG = 300.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one entrant saw: when the small request had been sent, what was answered, the seconds of both."""

    person: User
    sha256: str
    sent_at: datetime | None
    answer: Answer
    uploading: float
    handing: float

    @property
    def acknowledged(self) -> bool:
        """Whether the entrant was led to a receipt."""
        return self.answer.status == 302 and self.answer.headers.get("location", "").endswith("/receipt/")


def measure_deadline(place: Place, filled: Filled, *, entrants: int, seconds: float) -> list[Line]:
    """Let so many entrants hand in at once, the deadline `seconds` after the first request."""
    lot = random.Random(31)
    folder = place.folder / "deadline"
    folder.mkdir()
    files = [_file(folder, number, lot) for number in range(entrants)]
    people = User.objects.bulk_create(
        User(login=(address := f"late{number}@example.org"), email=address, name=han(lot, 2, 3), password="!")
        for number in range(entrants)
    )
    cookies = [_signed_in(person) for person in people]
    consents = {f"consent-{consent.key}": "on" for consent in filled.contest.consents.all()}
    with served(place.environment("small")) as server:
        closes_at = timezone.now() + timedelta(seconds=seconds)
        Contest.objects.filter(pk=filled.contest.pk).update(closes_at=closes_at, grace_seconds=0)
        start = f"/c/{filled.contest.slug}/hand-in/"

        def hand_in(number: int) -> Attempt:
            return _hand_in(server.port, start, people[number], cookies[number], files[number], consents)

        began = time.perf_counter()
        with ThreadPoolExecutor(entrants) as pool:
            attempts = list(pool.map(hand_in, range(entrants)))
        took = seconds_since(began)
        memory = max(most_memory_of(process) for process in server.workers()) / 1_000_000
    _hold_promises(attempts, closes_at)
    return _lines(attempts, took, memory, sum(path.stat().st_size for path in files))


def _file(folder: Path, number: int, lot: random.Random) -> Path:
    """Write an essay with a picture that makes it 20 kB to 5 MB large, all magnitudes alike."""
    size = round(SMALLEST * (LARGEST / SMALLEST) ** lot.random())
    document = BytesIO(manuscript_bytes(lot, 3_000))
    with zipfile.ZipFile(document, "a") as archive:
        archive.writestr("word/media/image1.png", lot.randbytes(max(0, size - len(document.getvalue()))))
    path = folder / f"{number}.docx"
    path.write_bytes(document.getvalue())
    return path


def _signed_in(person: User) -> str:
    """Give the cookies of a person who is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    form = secrets.token_hex(16)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={form}"


def _hand_in(port: int, start: str, person: User, cookies: str, path: Path, consents: Mapping[str, str]) -> Attempt:
    token = cookies.rpartition("=")[2]
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    kind, body = multipart({"csrfmiddlewaretoken": token}, path.name, content)
    began = time.perf_counter()
    draft = ask(port, "POST", start, cookies=cookies, kind=kind, body=body, patience=_LONG)
    uploading = seconds_since(began)
    address = draft.headers.get("location", "")
    if draft.status != 302 or not address.startswith("/entries/"):
        return Attempt(person, digest, None, draft, uploading, 0.0)
    said = {"csrfmiddlewaretoken": token, "unit": "潮声纪念馆", "title": "灯火", "author": person.name, **consents}
    sent: list[datetime] = []
    began = time.perf_counter()
    answer = ask(
        port, "POST", address, cookies=cookies, kind=_FORM, body=urlencode(said).encode(), patience=_LONG,
        on_sent=lambda: sent.append(timezone.now()),
    )  # fmt: skip
    return Attempt(person, digest, sent[0], answer, uploading, seconds_since(began))


def _hold_promises(attempts: Sequence[Attempt], closes_at: datetime) -> None:
    """Raise `RuntimeError` where an acknowledged entry isn't whole, came too late, or one in time was refused."""
    receipts = {
        receipt.entry.entrant_id: receipt
        for receipt in Receipt.objects.filter(entry__entrant__in=[attempt.person for attempt in attempts])
        .select_related("entry", "manuscript")
    }  # fmt: skip
    if len(receipts) != sum(attempt.acknowledged for attempt in attempts):
        raise RuntimeError(f"{len(receipts)} receipts, but another number was acknowledged")
    for attempt in attempts:
        receipt = receipts.get(attempt.person.pk)
        if attempt.acknowledged != (receipt is not None):
            raise RuntimeError(f"{attempt.person.login}: what was answered is not what is stored")
        if receipt is not None:
            with default_storage.open(receipt.manuscript.stored_name) as stored:
                kept = hashlib.sha256(stored.read()).hexdigest()
            if not attempt.sha256 == receipt.sha256 == kept:
                raise RuntimeError(f"{attempt.person.login}: the file of the receipt is not the one that was sent")
            if receipt.received_at > closes_at or receipt.entry.state != EntryState.RECEIVED:
                raise RuntimeError(f"{attempt.person.login}: acknowledged after the deadline")
        elif attempt.answer.status not in (409, 422):
            raise RuntimeError(f"{attempt.person.login}: answered {attempt.answer.status}")
        elif attempt.sent_at is not None and attempt.sent_at < closes_at - TICK:
            raise RuntimeError(f"{attempt.person.login}: refused, though it arrived before the deadline")
    if Entry.objects.filter(entrant__login__startswith="late", state=EntryState.RECEIVED).count() != len(receipts):
        raise RuntimeError("there are entries without a receipt")


def _lines(attempts: Sequence[Attempt], took: float, memory: float, size: int) -> list[Line]:
    acknowledged = [attempt for attempt in attempts if attempt.acknowledged]
    late = [attempt for attempt in attempts if not attempt.acknowledged]
    at_once = f"{len(attempts)} at once, {size / 1_000_000:.0f} MB"
    high = quantiles([attempt.handing for attempt in acknowledged] or [0.0, 0.0], n=20, method="inclusive")[-1]
    return [
        Line(
            "the deadline: acknowledged, each file whole",
            f"{len(acknowledged)} of {at_once}",
            f"{len(late)} sent too late",
            f"{len(attempts) / took:.1f}",
        ),
        Line(
            "  the hand-in request, p95 in s",
            milliseconds([attempt.handing for attempt in acknowledged or attempts]),
            f"upload {milliseconds([attempt.uploading for attempt in attempts])}",
            f"{high:.2f}",
        ),
        at_most("  the largest worker, MB", f"{memory:.0f} MB", f"{WORKERS} workers", memory, MOST_MEGABYTES, "{:.0f}"),
    ]
