"""Whatever is sent as a manuscript, an answer comes, soon, and what is made of it keeps its promises.

`FUZZ_SECONDS=300 pytest tests/documents/test_fuzz.py` goes on for so long, by numbers that a failure names.
"""

import io
import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.documents.blind import make_blind
from contest.documents.blind_docx import write_blind_docx
from contest.documents.errors import Refused
from contest.documents.identity import Finder, Identity
from contest.documents.inspection import Inspection, InspectionVerdict, inspect
from contest.documents.kinds import kind_of
from contest.documents.mending import mend_layout
from contest.documents.model import Document, Paragraph, Run
from contest.documents.reader import open_docx, read_docx
from tests.documents.disturbing import (
    AUTHOR,
    HEADS,
    SOUND,
    UNIT,
    make_soup,
    spoil_bytes,
    spoil_markup,
    spoil_members,
)

IDENTITY = Identity((AUTHOR,), (UNIT,), ("13812345678",), ("xw@example.org",))
SECONDS = 5.0
TAGS = {"p", "strong", "em", "u", "s", "sup", "sub", "br", "span", "table", "tbody", "tr", "td"}
CLASSES = {"centre", "right", "heading", "note", "text-box", "picture", "formula", "note-mark", "manuscript-table"}
LONG = float(os.environ.get("FUZZ_SECONDS", "0"))
LOTS = st.randoms(use_true_random=False)
fuzzed = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


class _Allowed(HTMLParser):
    """Follows HTML that has only the tags and classes of a blind copy, all of them closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= {"class"}
        assert {word for _, value in attrs for word in (value or "").split()} <= CLASSES
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


class _Faults(logging.Handler):
    """Raises whatever the nets of the inspection caught and logged."""

    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(record.getMessage()) from (record.exc_info[1] if record.exc_info else None)


@contextmanager
def no_fault_caught() -> Iterator[None]:
    handler, log = _Faults(level=logging.ERROR), logging.getLogger("contest.documents")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def check(data: bytes) -> Inspection:
    """Ask for all that is made of a file, twice, and hold it against what it must be."""
    start = time.process_time()
    with no_fault_caught():
        found = inspect(io.BytesIO(data))
    assert time.process_time() - start < SECONDS
    if found.verdict is not InspectionVerdict.READ:
        assert found.fault is not None
        for refused in (lambda: open_docx(data), lambda: mend_layout(data)):
            with pytest.raises(Refused):
                refused()
        return found
    assert inspect(io.BytesIO(data)) == found
    _check_blind(data)
    _check_mended(data)
    assert time.process_time() - start < 4 * SECONDS
    return found


def _check_blind(data: bytes) -> None:
    reading = open_docx(data)
    copy = make_blind(reading.document, IDENTITY)
    assert make_blind(open_docx(data).document, IDENTITY) == copy
    html = _Allowed()
    html.feed(copy.html)
    html.close()
    assert html.open == []
    finder = Finder(IDENTITY)
    assert [line for line in (copy.title, *_lines(copy.document)) if finder.find(line)] == []
    try:
        made = write_blind_docx(reading, IDENTITY)
    except Refused:
        return
    assert write_blind_docx(open_docx(data), IDENTITY) == made
    again = read_docx(made)
    assert [line for paragraph in again.paragraphs if paragraph.style == "Title" for line in [paragraph.text]] == (
        [copy.title] if copy.title else []
    )
    bound = "\n".join(line for line in _lines(again, without_title=True) if line)
    assert bound == "\n".join(line for line in _lines(copy.document) if line)


def _check_mended(data: bytes) -> None:
    try:
        mended = mend_layout(data)
    except Refused:
        return
    assert mend_layout(data) == mended
    assert _said(read_docx(mended)) == _said(read_docx(data))


def _lines(document: Document, *, without_title: bool = False) -> list[str]:
    return [
        *(one.text for one in document.paragraphs if not (without_title and one.style == "Title")),
        *(one.text for note in document.notes for one in note.paragraphs),
        *(one.text for box in document.text_boxes for one in box.paragraphs),
    ]


def _said(document: Document) -> object:
    return (
        [(one.text, [run.place for run in one.runs if run.place], one.cell) for one in document.paragraphs],
        [[one.text for one in note.paragraphs] for note in document.notes],
        [[one.text for one in box.paragraphs] for box in document.text_boxes],
        document.properties,
    )


@pytest.mark.parametrize("data", SOUND)
def test_a_sound_file_is_read(data: bytes) -> None:
    assert check(data).verdict is InspectionVerdict.READ


@fuzzed
@given(LOTS, st.sampled_from(SOUND))
def test_spoilt_bytes(lot: random.Random, data: bytes) -> None:
    check(spoil_bytes(lot, data))


@fuzzed
@given(LOTS, st.sampled_from(SOUND))
def test_spoilt_members(lot: random.Random, data: bytes) -> None:
    check(spoil_members(lot, data))


@fuzzed
@given(LOTS, st.sampled_from(SOUND))
def test_spoilt_markup(lot: random.Random, data: bytes) -> None:
    check(spoil_markup(lot, data))


@fuzzed
@given(LOTS, st.sampled_from(SOUND))
def test_a_soup_of_elements(lot: random.Random, data: bytes) -> None:
    check(make_soup(lot, data))


@settings(fuzzed, max_examples=300)
@given(st.sampled_from(HEADS), st.binary(max_size=3000), st.binary(max_size=40))
def test_any_bytes_have_a_kind(head: bytes, middle: bytes, end: bytes) -> None:
    content = head + middle + end
    assert check(content).kind is kind_of(content)


@pytest.mark.parametrize("piece", ["1 3 ", f"{AUTHOR}，", "a@b.cn，", "微信", "（"])
def test_a_long_text_full_of_what_is_sought(piece: str) -> None:
    document = Document((Paragraph(0, (Run(piece * (200_000 // len(piece))),)),))
    start = time.process_time()
    make_blind(document, IDENTITY)
    assert time.process_time() - start < SECONDS


SPOILERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    spoil_markup,
    make_soup,
    spoil_members,
    spoil_bytes,
)


@pytest.mark.skipif(not LONG, reason="goes on for FUZZ_SECONDS where that is set")
def test_for_a_long_time() -> None:
    end, number = time.monotonic() + LONG, int(os.environ.get("FUZZ_FROM", "0"))
    while time.monotonic() < end:
        lot = random.Random(number)
        data = lot.choice(SPOILERS[: lot.randint(1, len(SPOILERS))])(lot, lot.choice(SOUND))
        try:
            check(data)
        except BaseException as fault:
            fault.add_note(f"FUZZ_FROM={number}")
            raise
        number += 1
