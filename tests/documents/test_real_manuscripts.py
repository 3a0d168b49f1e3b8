"""Real files from public sources, kept outside the project; skipped where they are not at hand."""

import csv
import io
import os
from pathlib import Path

import pytest

from contest.documents.blind import make_blind
from contest.documents.blind_docx import write_blind_docx
from contest.documents.counting import count_words
from contest.documents.errors import Refused
from contest.documents.identity import Finder, Identity, MaskKind
from contest.documents.inspection import inspect
from contest.documents.kinds import Kind
from contest.documents.masks import BlindChoices, Where
from contest.documents.reader import open_docx, read_docx

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA", CHECKOUT.parent / "shared" / "data")) / "manuscripts"
WORD_FILES = ("docx", "dotx", "docm")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand")


def rows(*classes: str) -> list[dict[str, str]]:
    with (FOLDER / "index.csv").open(encoding="utf-8", newline="") as index:
        return [row for row in csv.DictReader(index) if row["class"] in classes]


def test_sound_files_are_read_or_refused_for_a_reason() -> None:
    refused: dict[str, str] = {}
    read = 0
    for row in rows("valid"):
        if row["kind"] in WORD_FILES:
            try:
                count_words(read_docx((FOLDER / row["path"]).read_bytes()))
                read += 1
            except Refused as refusal:
                refused[row["path"]] = refusal.code
    assert refused == {
        "docm/9bcd2af092dc82f3.docm": "macro",
        "docm/bb2c0aa2b1e85897.docm": "macro",
        "docm/f234caee8add4277.docm": "macro",
        "docx/0b47852de44e25cf.docx": "doctype",
    }
    assert read == 210


def test_bad_and_encrypted_files_are_refused() -> None:
    codes = set()
    for row in rows("bad", "encrypted"):
        with pytest.raises(Refused) as refused:
            read_docx((FOLDER / row["path"]).read_bytes())
        codes.add((row["class"], refused.value.code))
    assert codes == {
        ("bad", "damaged"),
        ("bad", "other"),
        ("bad", "pdf"),
        ("bad", "text"),
        ("bad", "word_2"),
        ("bad", "wps"),
        ("encrypted", "doc"),
        ("encrypted", "encrypted"),
        ("encrypted", "pdf"),
    }


def test_sound_files_are_told_apart() -> None:
    kinds = {(row["kind"], inspect(io.BytesIO((FOLDER / row["path"]).read_bytes())).kind) for row in rows("valid")}
    assert kinds == {
        ("doc", Kind.DOC),
        ("doc", Kind.OLD_WORD),
        ("docm", Kind.MACRO),
        ("docx", Kind.DOCX),
        ("dotx", Kind.DOCX),
        ("odt", Kind.ODT),
        ("pdf", Kind.PDF),
        ("rtf", Kind.RTF),
        ("wps", Kind.DOC),
    }


def test_an_essay_of_five_students_is_blinded() -> None:
    document = read_docx((FOLDER / "docx/2e42567d9ec79adf.docx").read_bytes())
    words = count_words(document)
    assert (words.words, words.notes_words) == (5246, 157)
    copy = make_blind(document, Identity((document.properties.creator,)))
    taken = [(mask.kind, mask.where, mask.index) for mask in copy.masks]
    assert taken == [
        (MaskKind.BYLINE, Where.BODY, 1),
        *((MaskKind.BYLINE, Where.NOTE, index) for index in range(len(document.notes))),
    ]
    assert copy.title == document.paragraphs[0].text
    assert copy.text == "\n".join(paragraph.text for paragraph in document.paragraphs[2:])


def test_the_names_in_the_properties_are_in_no_blind_copy() -> None:
    for row in rows("valid"):
        if row["kind"] == "docx" and row["path"] != "docx/0b47852de44e25cf.docx":
            document = read_docx((FOLDER / row["path"]).read_bytes())
            identity = Identity((document.properties.creator,))
            copy = make_blind(document, identity)
            accepted = BlindChoices(masked=tuple(mask.spot for mask in copy.suggestions))
            assert Finder(identity).find(make_blind(document, identity, accepted).text) == ()


def test_every_sound_file_has_a_blind_docx_that_says_what_the_blind_page_says() -> None:
    made = 0
    for row in rows("valid"):
        if row["kind"] not in ("docx", "dotx") or row["path"] == "docx/0b47852de44e25cf.docx":
            continue
        reading = open_docx((FOLDER / row["path"]).read_bytes())
        identity = Identity((reading.document.properties.creator,))
        copy = make_blind(reading.document, identity)
        document = read_docx(write_blind_docx(reading, identity))
        body = [paragraph.text for paragraph in document.paragraphs if paragraph.style != "Title"]
        asides = [
            *(paragraph.text for note in document.notes for paragraph in note.paragraphs),
            *(paragraph.text for box in document.text_boxes for paragraph in box.paragraphs),
        ]
        if any(paragraph.cell is not None for paragraph in reading.document.paragraphs[-1:]):
            assert body.pop() == ""  # a line that must stand after a table at the end
        assert "\n".join(["\n".join(body), *asides]) == copy.text, row["path"]
        assert [one.text for one in document.paragraphs if one.style == "Title"] == [copy.title][: bool(copy.title)]
        made += 1
    assert made == 210


def test_counts_of_the_files_that_the_facts_name() -> None:
    """By the rule, as measured elsewhere: the essay, and a text half English for which Word itself stored 902."""
    essay = count_words(read_docx((FOLDER / "docx" / "2e42567d9ec79adf.docx").read_bytes()))
    assert (essay.words, essay.notes_words) == (5246, 157)
    half_english = count_words(read_docx((FOLDER / "docx" / "f2b39f21e8dbd2c9.docx").read_bytes()))
    assert half_english.words == 913
