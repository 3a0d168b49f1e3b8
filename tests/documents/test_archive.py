import contextlib
import io
import random
import struct
import warnings
import zipfile

import pytest

from contest.documents import archive
from contest.documents.archive import Archive
from contest.documents.errors import Refused
from contest.documents.inspection import inspect
from contest.documents.reader import read_docx
from tests.documents.parts import document_xml, docx, p, zipped


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_docx(content)
    return refused.value.code


def test_members_are_found_whatever_the_case_of_their_names() -> None:
    opened = Archive(zipped([("Word/Document.xml", "文"), ("folder/", "")]))
    assert opened.names == ("Word/Document.xml",)
    assert opened.find("word/document.XML") == "Word/Document.xml"
    assert opened.find("word/styles.xml") is None
    assert opened.read("Word/Document.xml", 3) == "文".encode()


def test_a_member_longer_than_its_limit_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Archive(zipped([("a", b"12345")])).read("a", 4)
    assert refused.value.code == "overblown"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(docx(parts={"word/styles.xml": b" " * 40_000_000})) == "overblown"
    assert refusal(docx(parts={"word/media/a.bmp": bytes(archive.RATIO_MATTERS_FROM + 1)})) == "overblown"


def test_xml_of_countless_tags_is_refused() -> None:
    rows = "".join(f"<w:r><w:t>{number}</w:t></w:r>" for number in range(160_000))
    assert refusal(docx(parts={"word/document.xml": document_xml(p(rows))})) == "overblown"


def test_too_many_members_are_refused() -> None:
    assert refusal(docx(parts={f"word/{number}.xml": "" for number in range(archive.MAX_ENTRIES)})) == "overblown"


def test_a_directory_longer_than_it_says_is_refused() -> None:
    content = bytearray(docx(parts={f"word/{number}.xml": "" for number in range(archive.MAX_ENTRIES)}))
    struct.pack_into("<HH", content, len(content) - 14, 5, 5)
    assert refusal(bytes(content)) == "overblown"


@pytest.mark.parametrize("name", ["word/document.xml", "WORD/Document.xml"])
def test_duplicate_names_are_refused(name: str) -> None:
    stream = io.BytesIO(docx(p("一")))
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as added:
        warnings.simplefilter("ignore")
        added.writestr(name, document_xml(p("二")))
    assert refusal(stream.getvalue()) == "suspicious"


def test_overlapping_members_are_refused() -> None:
    content = bytearray(docx(p("文")))
    first = content.find(b"PK\1\2")
    second = content.find(b"PK\1\2", first + 4)
    struct.pack_into("<L", content, second + 42, 0)
    assert refusal(bytes(content)) == "suspicious"


def test_encrypted_members_are_refused_as_such() -> None:
    content = bytearray(docx(p("文")))
    content[content.find(b"PK\1\2") + 8] |= 1
    assert refusal(bytes(content)) == "encrypted"


def test_zip64_is_refused() -> None:
    content = docx(p("文"))
    locator = b"PK\6\7" + bytes(16)
    assert refusal(content[:-22] + locator + content[-22:]) == "overblown"


def test_unsafe_names_are_never_followed() -> None:
    document = read_docx(docx(p("文"), {"../../etc/cron.d/x": "x", "/etc/passwd": "x", "..\\x": "x"}))
    assert document.text == "文"


def test_a_zip_without_members_is_damaged() -> None:
    assert refusal(b"PK\3\4" + zipped([])) == "damaged"


def test_a_file_cut_anywhere_is_damaged() -> None:
    content = docx(p("正文" * 300), {"word/media/a.bin": random.Random(9704).randbytes(20_000)})
    assert len(content) > 20_000
    for cut in range(4, len(content), 97):
        found = inspect(io.BytesIO(content[:cut]))
        assert found.fault is not None
        assert found.fault.code == "damaged"


def test_a_file_with_any_byte_spoilt_is_read_or_refused() -> None:
    content = docx(p("正文" * 300))
    for place in range(4, len(content), 13):
        spoilt = bytearray(content)
        spoilt[place] ^= 0xFF
        with contextlib.suppress(Refused):
            read_docx(bytes(spoilt))
