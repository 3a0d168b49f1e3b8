"""Writes a small .docx from plain text, laid out after GB/T 9704-2012 as far as an essay needs it.

A4 with margins 37/35/28/26 mm (5.2.1), title 二号小标宋 centred (7.3.1), body 三号仿宋 two characters in
(7.3.3), headings 黑体 and 楷体, lines exactly 28.95 pt, so that 22 stand on a page, 28 characters on each
(5.2.3), page numbers on the outer side (7.5). The same input gives the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

from contest.documents.model import Alignment, Document, Pages
from contest.documents.page_numbers import FOOTER_DISTANCE, FOOTER_TYPE, char_space, footer_xml
from contest.documents.profile import GB_9704

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_CONTENT_TYPES: Final = f"""{HEAD}<Types xmlns="{PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/>\
<Override PartName="/word/footer1.xml" ContentType="{FOOTER_TYPE}"/>\
<Override PartName="/word/footer2.xml" ContentType="{FOOTER_TYPE}"/>\
<Override PartName="/docProps/core.xml" \
ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
</Types>"""
PACKAGE_LINKS: Final = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
</Relationships>"""
_DOCUMENT_LINKS: Final = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>\
<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/>\
<Relationship Id="rId3" Type="{OFFICE}/footer" Target="footer1.xml"/>\
<Relationship Id="rId4" Type="{OFFICE}/footer" Target="footer2.xml"/></Relationships>"""
_SETTINGS: Final = f'{HEAD}<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/></w:settings>'
_PAGE: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"'
    f' w:header="851" w:footer="{FOOTER_DISTANCE}" w:gutter="0"/>'
    "%s</w:sectPr>"
)
CELLS: Final = f'<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="{char_space(GB_9704)}"/>'
LINES: Final = '<w:docGrid w:type="lines" w:linePitch="579"/>'
"""The grid of a page, of cells or of lines alone: LibreOffice gives type that is wider than a cell two of them."""
CLOSER: Final = -5
"""How much closer characters of the body stand, in twips, so that 28 fill a line without cells."""

_NEW_PAGE: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="0"/>'
    '<w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr>'
)

# A character of XML 1.0 that is neither forbidden nor a line end.
_FORBIDDEN: Final = re.compile("[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_LEVEL: Final = re.compile("[一二三四五六七八九十]+、")
_SECOND_LEVEL: Final = re.compile("（[一二三四五六七八九十]+）")
_HEADING_LENGTH: Final = 40
_STANCES: Final = {
    Alignment.LEFT: "left",
    Alignment.CENTRE: "center",
    Alignment.RIGHT: "right",
    Alignment.JUSTIFIED: "both",
}


def write_docx(
    title: str,
    byline: str | None,
    paragraphs: Sequence[str],
    author_property: str | None = None,
    *,
    official: bool = True,
) -> bytes:
    """A .docx with a title, a centred byline if given, and paragraphs; `author_property` is its creator.

    Not `official`, it is set as a new file of a word processor is, and as most authors send theirs.
    """
    lines = [paragraph_xml("Title", title)]
    if byline is not None:
        lines.append(paragraph_xml("Byline", byline))
    lines.extend(paragraph_xml(style_of(text), text) for text in paragraphs)
    return pack("".join(lines), title, author_property, official=official)


def write_text(document: Document) -> bytes:
    """A .docx of the main text of a document that came as something else: its paragraphs and how they stand."""
    lines = (
        f'<w:p><w:pPr><w:jc w:val="{_STANCES[one.alignment]}"/></w:pPr>{run_xml(one.text)}</w:p>'
        for one in document.paragraphs
    )
    return pack("".join(lines), document.properties.title, None, official=False)


def pack(lines: str, title: str, author: str | None, *, official: bool, styles: str = "", grid: str = CELLS) -> bytes:
    """The .docx of a body written as XML; `styles` are those it needs beside the usual ones."""
    body = lines + (_PAGE % grid if official else _NEW_PAGE)
    document = f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>'
    parts = (
        ("[Content_Types].xml", _CONTENT_TYPES),
        ("_rels/.rels", PACKAGE_LINKS),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", _DOCUMENT_LINKS),
        ("word/styles.xml", (_STYLES if official else _NEW_STYLES).replace("</w:styles>", f"{styles}</w:styles>")),
        ("word/settings.xml", _SETTINGS),
        ("word/footer1.xml", footer_xml(GB_9704, Pages.DEFAULT)),
        ("word/footer2.xml", footer_xml(GB_9704, Pages.EVEN)),
        ("docProps/core.xml", core_xml(title, author)),
    )
    return zip_parts(parts)


def zip_parts(parts: Iterable[tuple[str, str]]) -> bytes:
    """A package of these parts, by name and content; it tells no time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, content.encode())
    return stream.getvalue()


def style_of(text: str) -> str:
    """The style of a paragraph by the number that it begins with."""
    if len(text) <= _HEADING_LENGTH:
        if _FIRST_LEVEL.match(text):
            return "Heading1"
        if _SECOND_LEVEL.match(text):
            return "Heading2"
    return "Body"


def paragraph_xml(style: str, text: str, settings: str = "") -> str:
    """A paragraph in a style; `settings` are what it has of its own, as elements in the order of the format."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{settings}</w:pPr>{run_xml(text)}</w:p>'


def run_xml(text: str) -> str:
    """A run of the text, its lines parted by line breaks."""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(clean, text.splitlines()))
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'


def core_xml(title: str, author: str | None) -> str:
    """The part that tells the title, and the creator if given."""
    creator = "" if author is None else f"<dc:creator>{clean(author)}</dc:creator>"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{clean(title)}</dc:title>{creator}</cp:coreProperties>'
    )


def clean(text: str) -> str:
    """The text as XML holds it, without the signs that XML forbids."""
    return escape(_FORBIDDEN.sub("", text))


def style_xml(identity: str, name: str, font: str, half_points: int, settings: str, closer: int = 0) -> str:
    """A paragraph style on the line pitch of the page; Latin letters and digits in Times New Roman."""
    spacing = f'<w:spacing w:val="{closer}"/>' if closer else ""
    default = ' w:default="1"' if identity == "Body" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identity}"><w:name w:val="{name}"/><w:pPr>'
        f'<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>{settings}</w:pPr><w:rPr>'
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
        f'{spacing}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


INDENT: Final = '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
_STYLES: Final = "".join(
    (
        f'{HEAD}<w:styles xmlns:w="{W}">',
        style_xml("Body", "Normal", "仿宋_GB2312", 32, INDENT),
        style_xml("Title", "Title", "方正小标宋简体", 44, '<w:jc w:val="center"/>'),
        style_xml("Byline", "Byline", "楷体_GB2312", 32, '<w:jc w:val="center"/>'),
        style_xml("Heading1", "heading 1", "黑体", 32, INDENT + '<w:outlineLvl w:val="0"/>'),
        style_xml("Heading2", "heading 2", "楷体_GB2312", 32, INDENT + '<w:outlineLvl w:val="1"/>'),
        "</w:styles>",
    )
)
_NEW_STYLES: Final = (
    f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Body"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style></w:styles>'
)
