"""What kind of file this is, by its content; the name is only what somebody typed."""

import struct
from enum import StrEnum
from typing import BinaryIO, Final

from contest.documents import ole
from contest.documents.archive import Archive
from contest.documents.errors import Refused, damaged, encrypted
from contest.documents.package import MAX_XML, macros_in, main_part, main_type
from contest.phrases import gettext_noop

MAX_FILE: Final = 20 * 1024 * 1024
"""The largest file that is read, in bytes; the site may set its own limit lower."""


class Kind(StrEnum):
    """The kinds of files that people send as manuscripts."""

    DOCX = "docx"
    DOC = "doc"  # Word 97-2003 and WPS Writer's .wps, which is the same format
    OLD_WORD = "old_word"  # Word 6 and Word 95
    WORD_2 = "word_2"  # Word 2 and before, which were no OLE files yet
    WPS = "wps"  # Microsoft Works and other word processors in an OLE file
    RTF = "rtf"
    ODT = "odt"
    OFD = "ofd"
    PDF = "pdf"
    XLSX = "xlsx"  # any spreadsheet, old or new
    PPTX = "pptx"  # any presentation, old or new
    MACRO = "macro"
    ENCRYPTED = "encrypted"
    HTML = "html"
    XML = "xml"
    TEXT = "text"
    EMPTY = "empty"
    DAMAGED = "damaged"
    OTHER = "other"


CONVERTIBLE: Final = frozenset({Kind.DOC, Kind.OLD_WORD, Kind.RTF, Kind.ODT})

_ADVICE: Final = {
    Kind.DOCX: gettext_noop("这已经是 .docx 文件，不用转换。"),
    Kind.DOC: gettext_noop(
        "这是旧版 Word（.doc）或 WPS（.wps）文件，要先转换才能检查。用 Word 或 WPS 另存为 .docx 后上传，马上就能检查。"
    ),
    Kind.OLD_WORD: gettext_noop(
        "这是很早的 Word 文件（Word 6、95），要先转换才能检查。用 Word 或 WPS 另存为 .docx 后上传，马上就能检查。"
    ),
    Kind.WORD_2: gettext_noop("这是 Word 2 或更早的文件，无法读取。请用 Word 或 WPS 打开，另存为 .docx 后上传。"),
    Kind.WPS: gettext_noop(
        "这是 Works 等软件的文件，不是 Word 或 WPS 文稿。请用原软件打开，另存为 .docx 或 .rtf 后上传。"
    ),
    Kind.RTF: gettext_noop("这是 RTF 文件，要先转换才能检查。用 Word 或 WPS 另存为 .docx 后上传，马上就能检查。"),
    Kind.ODT: gettext_noop("这是 ODT 文件，要先转换才能检查。用 Word 或 WPS 另存为 .docx 后上传，马上就能检查。"),
    Kind.OFD: gettext_noop("这是 OFD 版式文件。请上传可编辑的 Word 原稿（.docx）。"),
    Kind.PDF: gettext_noop(
        "这是 PDF 文件，只能读出文字，不能检查格式。最好上传可编辑的 Word 原稿（.docx），马上就能检查。"
    ),
    Kind.XLSX: gettext_noop("这是电子表格，不是文稿。请上传 Word 文稿（.docx）。"),
    Kind.PPTX: gettext_noop("这是演示文稿，不是征文文稿。请上传 Word 文稿（.docx）。"),
    Kind.MACRO: gettext_noop("文件带有宏，出于安全不予接收。请用 Word 或 WPS 打开，另存为不带宏的 .docx 后上传。"),
    Kind.HTML: gettext_noop("这是网页文件，不是 Word 文档。请用 Word 或 WPS 打开，另存为 .docx 后上传。"),
    Kind.XML: gettext_noop("这是 XML 文件，不是 Word 文档。请用 Word 或 WPS 打开，另存为 .docx 后上传。"),
    Kind.TEXT: gettext_noop("这是纯文本文件。请把全文粘贴到 Word 或 WPS 中，保存为 .docx 后上传。"),
    Kind.EMPTY: gettext_noop("文件是空的。请检查原稿，保存后重新上传。"),
    Kind.OTHER: gettext_noop("无法识别这个文件。请上传 Word 文稿（.docx）。"),
}


def tell_kind(data: BinaryIO) -> Kind:
    """The kind of the file `data`, read from its start; never raises for a bad file."""
    data.seek(0)
    return kind_of(data.read(MAX_FILE + 1))


def kind_of(content: bytes) -> Kind:
    """The kind of a file with this content."""
    if content.startswith(b"PK\3\4"):
        try:
            return _kind_of_zip(Archive(content))
        except Refused as refused:
            return Kind.ENCRYPTED if refused.code == "encrypted" else Kind.DAMAGED
    if content.startswith(ole.SIGNATURE):
        return _kind_of_ole(content)
    return _kind_of_bytes(content)


def open_docx_archive(data: BinaryIO | bytes) -> Archive:
    """The zip of a .docx. Raises `Refused` with the kind's own advice when the file is something else."""
    if isinstance(data, bytes):
        content = data
    else:
        data.seek(0)
        content = data.read(MAX_FILE + 1)
    check_size(content)
    if not content.startswith(b"PK\3\4"):
        raise unwanted(kind_of(content))
    archive = Archive(content)
    kind = _kind_of_zip(archive)
    if kind is not Kind.DOCX:
        raise unwanted(kind)
    return archive


def check_size(content: bytes) -> None:
    """Raise `Refused` for a file larger than any manuscript."""
    if len(content) > MAX_FILE:
        raise Refused(
            "too_large",
            gettext_noop("文件超过 %(megabytes)s MB。请压缩或删去图片，另存为 .docx 后重新上传。"),
            megabytes=MAX_FILE // (1024 * 1024),
        )


def unwanted(kind: Kind) -> Refused:
    """The answer to a file of this kind where another is wanted: what it is, and what to do."""
    if kind is Kind.DAMAGED:
        return damaged()
    return encrypted() if kind is Kind.ENCRYPTED else Refused(kind.value, _ADVICE[kind])


def _kind_of_zip(archive: Archive) -> Kind:
    if archive.find("[Content_Types].xml") is None:
        return _kind_by_mimetype(archive)
    part = main_part(archive)
    if part is None:
        return Kind.DAMAGED if any(name.lower().startswith("word/") for name in archive.names) else Kind.OTHER
    content_type = main_type(archive, part).lower()
    if "spreadsheetml" in content_type or "ms-excel" in content_type:
        return Kind.XLSX
    if "presentationml" in content_type or "ms-powerpoint" in content_type:
        return Kind.PPTX
    if "macroenabled" in content_type or macros_in(archive):
        return Kind.MACRO
    if "wordprocessingml" in content_type:
        return Kind.DOCX
    return Kind.DAMAGED if part.lower().startswith("word/") else Kind.OTHER


def _kind_by_mimetype(archive: Archive) -> Kind:
    if archive.find("OFD.xml") is not None:
        return Kind.OFD
    name = archive.find("mimetype")
    mimetype = archive.read(name, 1_000) if name else b""
    manifest = archive.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.read(manifest, MAX_XML):
        return Kind.ENCRYPTED
    for start, kind in (
        (b"application/vnd.oasis.opendocument.text", Kind.ODT),
        (b"application/vnd.oasis.opendocument.spreadsheet", Kind.XLSX),
        (b"application/vnd.oasis.opendocument.presentation", Kind.PPTX),
    ):
        if mimetype.startswith(start):
            return kind
    return Kind.DAMAGED if archive.find("word/document.xml") else Kind.OTHER


def _kind_of_ole(content: bytes) -> Kind:
    streams = {stream.name: stream for stream in ole.root_streams(content)}
    if not streams:
        return Kind.DAMAGED
    if "encryptedpackage" in streams:
        return Kind.ENCRYPTED
    if "worddocument" in streams:
        return _kind_of_word_stream(content, streams["worddocument"].offset)
    if streams.keys() & {"workbook", "book"}:
        return Kind.XLSX
    if "powerpoint document" in streams:
        return Kind.PPTX
    return Kind.WPS if streams.keys() & {"matost", "contents"} else Kind.OTHER


def _kind_of_word_stream(content: bytes, offset: int) -> Kind:
    """Read the head of the FIB: mark, version, and the flag that says the text is encrypted."""
    try:
        mark, version = struct.unpack_from("<HH", content, offset)
        (flags,) = struct.unpack_from("<H", content, offset + 10)
    except struct.error:
        return Kind.DAMAGED
    if flags & 0x0100:
        return Kind.ENCRYPTED
    return Kind.DOC if mark == 0xA5EC and version >= 0xC0 else Kind.OLD_WORD


def _kind_of_bytes(content: bytes) -> Kind:
    head = content[:1024]
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf"):
        return Kind.EMPTY
    if b"%PDF-" in head:
        return Kind.PDF
    if head.startswith((b"\xdb\xa5\x2d\x00", b"\x31\xbe\x00\x00", b"\x9b\xa5\x21\x00")):
        return Kind.WORD_2
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{\\rtf"):
        return Kind.RTF
    text = _start_of_text(head)
    if text is None:
        return Kind.OTHER
    lowered = text.lower()
    if "<html" in lowered or lowered.startswith(("<!doctype html", "mime-version:")):
        return Kind.HTML
    return Kind.XML if lowered.startswith("<?xml") else Kind.TEXT


def _start_of_text(head: bytes) -> str | None:
    """The head as text, or None when it holds what no text holds."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip()
    if any(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head):
        return None
    return head.decode("utf-8-sig", "replace").lstrip()
