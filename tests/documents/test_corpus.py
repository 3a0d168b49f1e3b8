"""Every real file of the index through the whole look, converted where it must be; outside the project, so
skipped where the folder is not at hand, and what needs converting where nothing can be converted."""

import csv
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from contest.documents import conversion
from contest.documents.inspection import Inspection, InspectionVerdict, inspect_converted
from tests.documents.test_real_manuscripts import FOLDER

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand"),
    pytest.mark.skipif(not conversion.available(), reason="no LibreOffice in a working sandbox: nothing is converted"),
]

A_DOC_BY_ANOTHER_NAME = "docm/8aa4522c45ff16b0.docm"  # "encrypted-or-ole" in the index: it is no more than the latter
SLOWEST = 20  # seconds
MACROS = {"docm/9bcd2af092dc82f3.docm", "docm/bb2c0aa2b1e85897.docm", "docm/f234caee8add4277.docm"}
DOCTYPE = "docx/0b47852de44e25cf.docx"


class Looked(NamedTuple):
    path: str
    kind: str
    found: Inspection
    seconds: float

    @property
    def code(self) -> str:
        return self.found.fault.code if self.found.fault else ""


def look(row: dict[str, str]) -> Looked:
    began = time.monotonic()
    with Path(FOLDER, row["path"]).open("rb") as file:
        found = inspect_converted(file)
    return Looked(row["path"], row["kind"], found, time.monotonic() - began)


@cache
def corpus() -> dict[str, list[Looked]]:
    """Each file looked at once, two at a time, by its class in the index."""
    with Path(FOLDER, "index.csv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index))
    with ThreadPoolExecutor(2) as two:
        looked = list(two.map(look, rows))
    classes: dict[str, list[Looked]] = {}
    for row, one in zip(rows, looked, strict=True):
        classes.setdefault(row["class"], []).append(one)
    return classes


def test_every_sound_file_is_read() -> None:
    refused = {one.path: one.code for one in corpus()["valid"] if one.found.verdict is not InspectionVerdict.READ}
    assert refused == {**dict.fromkeys(MACROS, "macro"), DOCTYPE: "doctype"}


def test_every_check_of_a_read_file_ends() -> None:
    read = [one for several in corpus().values() for one in several if one.found.fault is None]
    assert [one.path for one in read if one.found.layout is None] == []


def test_every_encrypted_file_is_called_so() -> None:
    others = {one.path: one.code for one in corpus()["encrypted"] if one.code != "encrypted"}
    assert others == {A_DOC_BY_ANOTHER_NAME: ""}


def test_every_bad_file_is_refused_with_advice() -> None:
    bad = corpus()["bad"]
    assert {one.found.verdict for one in bad} == {InspectionVerdict.REFUSED}
    assert [one.path for one in bad if one.found.fault and "请" not in str(one.found.fault.phrase)] == []


def test_no_other_file_is_left_open() -> None:
    assert [one.path for one in corpus()["unclear"] if one.found.pending] == []


def test_none_takes_too_long() -> None:
    looked = [one for several in corpus().values() for one in several]
    assert len(looked) >= 300
    assert [(one.path, one.seconds) for one in looked if one.seconds > SLOWEST] == []
