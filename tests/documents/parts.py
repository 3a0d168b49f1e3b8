"""Builds .docx and OLE files for tests, sound ones and hostile ones, part by part."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{type}"/></Types>'
)
RELATED = ("styles", "footnotes", "endnotes", "header1", "footer1", "comments")


def p(*runs: str, settings: str = "") -> str:
    """A paragraph of runs; a run that isn't XML yet becomes a plain one."""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{settings}</w:pPr>' if settings else ''}{inner}</w:p>"


def r(text: str, settings: str = "") -> str:
    """A run of text with the given properties."""
    look = f"<w:rPr>{settings}</w:rPr>" if settings else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def centred(*runs: str) -> str:
    """A centred paragraph."""
    return p(*runs, settings='<w:jc w:val="center"/>')


def box(text: str) -> str:
    """A run with a text box, as Word writes it: the same words in both branches."""
    inside = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def document_xml(body: str) -> str:
    """The main part round a body."""
    return f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"


def links(targets: Iterable[tuple[str, str, str]]) -> str:
    """A relationships part of (type, target, more attributes)."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}" {more}/>'
        for number, (kind, target, more) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def docx(
    body: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    content_type: str = f"{WORD}.document.main+xml",
) -> bytes:
    """A .docx with this body; `parts` adds members or replaces them."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES.format(type=content_type),
        "_rels/.rels": links(
            [
                (f"{OFFICE}/officeDocument", "word/document.xml", ""),
                (f"{OFFICE}/metadata/core-properties", "docProps/core.xml", ""),
                (f"{OFFICE}/extended-properties", "docProps/app.xml", ""),
            ]
        ),
        "word/document.xml": document_xml(body),
        "word/_rels/document.xml.rels": links([(f"{OFFICE}/{kind}", f"{kind}.xml", "") for kind in RELATED]),
    }
    members.update(parts or {})
    return zipped(members.items())


def zipped(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A deflated zip of these members, in this order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def ole(*names: str, content: bytes = b"") -> bytes:
    """An OLE2 compound file whose root holds one stream per name; all of them start with `content`."""
    entries = [_entry("Root Entry", 5, child=1 if names else 0xFFFFFFFF)]
    for number, name in enumerate(names, start=1):
        following = number + 1 if number < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=following))
    directory = b"".join(entries).ljust(1024, b"\0")
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<L", header, 48, 1)  # the directory is sectors 1 and 2
    struct.pack_into("<109L", header, 76, 0, *[0xFFFFFFFF] * 108)  # the only table is sector 0
    table = struct.pack("<4L", 0xFFFFFFFD, 2, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    return bytes(header) + table + directory + content.ljust(4096, b"\0")


def _entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    places = struct.pack("<HBBLLL", len(spelled), kind, 1, 0xFFFFFFFF, right, child)
    return (spelled.ljust(64, b"\0") + places).ljust(116, b"\0") + struct.pack("<LLL", 3, 4096, 0)
