import io
import struct

import pytest
from django.conf import settings

from contest.documents.errors import Refused
from contest.documents.kinds import MAX_FILE, Kind, tell_kind
from contest.documents.reader import read_docx
from tests.documents.parts import WORD, docx, ole, p, zipped

FIB = struct.pack("<HHLHH", 0xA5EC, 193, 0, 0, 0x0200)
LOCKED_FIB = struct.pack("<HHLHH", 0xA5EC, 193, 0, 0, 0x0300)
WORD_95_FIB = struct.pack("<HHLHH", 0xA5DC, 104, 0, 0, 0)
ODT = "application/vnd.oasis.opendocument.text"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"

FILES = [
    (docx(p("文")), Kind.DOCX),
    (docx(p("文"), content_type=f"{WORD}.template.main+xml"), Kind.DOCX),
    (docx(p("文"), content_type=MACROS), Kind.MACRO),
    (docx(p("文"), {"word/vbaProject.bin": b"x"}), Kind.MACRO),
    (docx(content_type=EXCEL), Kind.XLSX),
    (docx(content_type=SLIDES), Kind.PPTX),
    (docx(content_type="text/plain"), Kind.DAMAGED),
    (docx(parts={"_rels/.rels": "<r/>"}), Kind.DAMAGED),
    (zipped([("mimetype", "application/vnd.oasis.opendocument.text")]), Kind.ODT),
    (zipped([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]), Kind.XLSX),
    (zipped([("mimetype", ODT), ("META-INF/manifest.xml", "<encryption-data/>")]), Kind.ENCRYPTED),
    (zipped([("OFD.xml", "<OFD/>")]), Kind.OFD),
    (zipped([("照片.jpg", b"\xff\xd8")]), Kind.OTHER),
    (docx(p("文"))[:-30], Kind.DAMAGED),
    (ole("WordDocument", content=FIB), Kind.DOC),
    (ole("1Table", "WORDDOCUMENT", content=FIB), Kind.DOC),
    (ole("WordDocument", content=LOCKED_FIB), Kind.ENCRYPTED),
    (ole("WordDocument", content=WORD_95_FIB), Kind.OLD_WORD),
    (ole("EncryptionInfo", "EncryptedPackage"), Kind.ENCRYPTED),
    (ole("Workbook"), Kind.XLSX),
    (ole("PowerPoint Document"), Kind.PPTX),
    (ole("MatOST"), Kind.WPS),
    (ole("Something"), Kind.OTHER),
    (ole()[:40], Kind.DAMAGED),
    (b"\xdb\xa5\x2d\x00" + b"\0" * 100, Kind.WORD_2),
    (b"%PDF-1.7\n", Kind.PDF),
    (b"junk before\n%PDF-1.4\n", Kind.PDF),
    (b"{\\rtf1\\ansi}", Kind.RTF),
    (b"\r\n{\\rtf1{\\pict\\bin1 \x01}}", Kind.RTF),
    (b"<html><body>x</body></html>", Kind.HTML),
    (b"\xef\xbb\xbf<!DOCTYPE html><p>", Kind.HTML),
    ("<html>".encode("utf-16"), Kind.HTML),
    (b"MIME-Version: 1.0\r\n", Kind.HTML),
    (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', Kind.XML),
    ("我的家乡".encode(), Kind.TEXT),
    ("我的家乡".encode("gb18030"), Kind.TEXT),
    (b"", Kind.EMPTY),
    (b" \r\n\0\0", Kind.EMPTY),
    (b"\x89PNG\r\n\x1a\n", Kind.OTHER),
]


@pytest.mark.parametrize(("content", "kind"), FILES)
def test_kind_is_told_by_content(content: bytes, kind: Kind) -> None:
    stream = io.BytesIO(content)
    stream.seek(len(content))
    assert tell_kind(stream) == kind


@pytest.mark.parametrize(("content", "kind"), [pair for pair in FILES if pair[1] is not Kind.DOCX])
def test_every_other_kind_is_refused_by_its_own_name(content: bytes, kind: Kind) -> None:
    with pytest.raises(Refused) as refused:
        read_docx(content)
    assert refused.value.code == kind.value
    assert str(refused.value).endswith("。")


def test_a_file_at_the_limit_is_read() -> None:
    assert settings.MANUSCRIPT_MAX_BYTES == MAX_FILE == 20 * 1024 * 1024
    with pytest.raises(Refused) as refused:
        read_docx(b"PK\3\4" + bytes(MAX_FILE - 4))
    assert refused.value.code == "damaged"


def test_a_file_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(Refused) as refused:
        read_docx(b"PK\3\4" + bytes(MAX_FILE))
    assert refused.value.code == "too_large"
    assert str(refused.value) == "文件超过 20 MB。请压缩或删去图片，另存为 .docx 后重新上传。"
