"""Handing in an entry, against a view that only keeps the file and one row, both under gunicorn."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.bare.models import Kept
from benchmarks.filling import Filled, han, manuscript_bytes
from benchmarks.lines import Line, at_least, milliseconds
from benchmarks.place import Place, using
from benchmarks.serving import WORKERS, ask, multipart, seconds_since, served
from contest.entries.models import Receipt
from contest.people.models import User

CLIENTS = (1, 8)
LEAST_RATIO = 0.5
_FORM = "application/x-www-form-urlencoded"
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """An essay to hand in: its file name as the notice asks, its fields, its bytes."""

    file_name: str
    fields: dict[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Stretch:
    """What some clients did at once: the seconds of each step of each entry, and entries a second."""

    steps: Sequence[Sequence[float]]
    rate: float


Hand = Callable[[Sample], Sequence[float]]
"""Hands in one entry and gives the seconds of each request."""


def measure_handing_in(place: Place, filled: Filled, *, stretches: int, seconds: float) -> list[Line]:
    """Hand in entries for some stretches of so many seconds, each site in turn, at 1 and at 8 clients."""
    lot = random.Random(8)
    samples = [_sample(filled, lot) for _ in range(24)]
    before = Receipt.objects.count()
    entrants = User.objects.filter(login__startswith="entrant").order_by("pk")[: max(CLIENTS)]
    consents = [f"consent-{consent.key}" for consent in filled.contest.consents.all()]
    _prepare_folders(place)
    lines: list[Line] = []
    handed = 0
    with ExitStack() as stack:
        desk_port = stack.enter_context(served(place.environment("large"))).port
        bare_port = stack.enter_context(served(place.environment("bare", "benchmarks.bare.settings"))).port
        desk = [_entrant(desk_port, filled.contest.slug, person, consents) for person in entrants]
        bare = [_keeper(bare_port)] * len(desk)
        for hands in (desk, bare):
            warm = _stretch(hands[:WORKERS], samples, count=_WARM_UP * WORKERS)
            handed += len(warm.steps) if hands is desk else 0
        for clients in CLIENTS:
            pairs = [
                (_stretch(desk[:clients], samples, seconds=seconds), _stretch(bare[:clients], samples, seconds=seconds))
                for _ in range(stretches)
            ]
            handed += sum(len(ours.steps) for ours, _ in pairs)
            lines += _lines(clients, pairs)
    received = Receipt.objects.count() - before
    if received != handed:
        raise RuntimeError(f"{handed} entries were handed in, but {received} receipts are there")
    return lines


def _sample(filled: Filled, lot: random.Random) -> Sample:
    unit, title, author = han(lot, 5, 8) + "中学", han(lot, 4, 10), han(lot, 2, 3)
    return Sample(
        f"{filled.contest.label}-{unit}-{title}-{author}.docx",
        {"unit": unit, "title": title, "author": author},
        manuscript_bytes(lot, 6600),
    )


def _prepare_folders(place: Place) -> None:
    """Make the folders and the table that a site in use has had since its first day."""
    for number in range(256):
        (Path(settings.MEDIA_ROOT) / f"{number:02x}").mkdir(parents=True, exist_ok=True)
    (place.folder / "bare" / "files").mkdir(parents=True)
    with using(place, "bare"), connection.schema_editor() as editor:
        editor.create_model(Kept)


def _entrant(port: int, slug: str, person: User, consents: Sequence[str]) -> Hand:
    """Sign a person in and give how they hand in: the file into the draft, then the form."""
    client = Client()
    client.force_login(person)
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    start = f"/c/{slug}/hand-in/"
    token = ask(port, "GET", start, cookies=session).cookies[settings.CSRF_COOKIE_NAME]
    cookies = f"{session}; {settings.CSRF_COOKIE_NAME}={token}"
    form = {"csrfmiddlewaretoken": token, **dict.fromkeys(consents, "on")}

    def hand_in(sample: Sample) -> Sequence[float]:
        kind, body = multipart({"csrfmiddlewaretoken": token}, sample.file_name, sample.content)
        began = time.perf_counter()
        draft = ask(port, "POST", start, cookies=cookies, kind=kind, body=body)
        uploading = seconds_since(began)
        address = draft.headers.get("location", "")
        if draft.status != 302 or not address.startswith("/entries/"):
            raise RuntimeError(f"the upload was answered {draft.status} {address}")
        fields = urlencode({**form, **sample.fields}).encode()
        began = time.perf_counter()
        done = ask(port, "POST", address, cookies=cookies, kind=_FORM, body=fields)
        handing = seconds_since(began)
        if done.status != 302 or not done.headers.get("location", "").endswith("/receipt/"):
            raise RuntimeError(f"handing in was answered {done.status} {done.headers.get('location', '')}")
        return uploading, handing

    return hand_in


def _keeper(port: int) -> Hand:
    """Give how the bare site keeps the same file."""

    def keep(sample: Sample) -> Sequence[float]:
        kind, body = multipart({}, sample.file_name, sample.content)
        began = time.perf_counter()
        answer = ask(port, "POST", "/", kind=kind, body=body)
        took = seconds_since(began)
        if answer.status != 200:
            raise RuntimeError(f"the bare site answered {answer.status}")
        return (took,)

    return keep


def _stretch(hands: Sequence[Hand], samples: Sequence[Sample], *, seconds: float = 0.0, count: int = 0) -> Stretch:
    """Let each hand work on its own until the seconds are over or, all together, `count` entries are in."""
    start = time.perf_counter()

    def work(number: int) -> list[Sequence[float]]:
        steps: list[Sequence[float]] = []
        while len(steps) < count // len(hands) or seconds_since(start) < seconds:
            steps.append(hands[number](samples[(number + len(steps)) % len(samples)]))
        return steps

    with ThreadPoolExecutor(len(hands)) as pool:
        steps = [step for one in pool.map(work, range(len(hands))) for step in one]
    return Stretch(steps, len(steps) / seconds_since(start))


def _lines(clients: int, pairs: Sequence[tuple[Stretch, Stretch]]) -> list[Line]:
    entries = [step for ours, _ in pairs for step in ours.steps]
    bare = [step[0] for _, theirs in pairs for step in theirs.steps]
    ours, theirs = (median(pair[side].rate for pair in pairs) for side in (0, 1))
    at = f"{clients} client{'s' if clients > 1 else ''}"
    lines = [
        at_least(
            f"hand in an entry, {at}",
            f"{ours:.1f}/s {milliseconds([sum(steps) for steps in entries])}",
            f"{theirs:.1f}/s {milliseconds(bare)}",
            median(one.rate / other.rate for one, other in pairs),
            LEAST_RATIO,
        )
    ]
    for what, place in (("its upload", 0), ("its hand-in request", 1)):
        alone = [steps[place] for steps in entries]
        ratio = median(bare) / median(alone)
        lines.append(Line(f"  {what}, {at}", milliseconds(alone), milliseconds(bare), f"{ratio:.2f}"))
    return lines
