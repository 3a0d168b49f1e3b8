"""The parts of a blind copy's file that are the same for every manuscript, and the zip round them."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from lxml import etree

from contest.documents.blind_markup import OFFICE, TITLE_STYLE, make
from contest.documents.model import Document

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_DEFAULT_SIZE: Final = 21  # half-points


def styles(document: Document) -> etree._Element:
    """Two styles: of body text, in the size that the character grid is built on, and of the title."""
    size = document.body_size or _DEFAULT_SIZE
    fonts = make("rFonts", ascii="Times New Roman", hAnsi="Times New Roman", eastAsia="宋体")
    language = make("lang", val="en-US", eastAsia="zh-CN")
    return make(
        "styles",
        make("docDefaults", make("rPrDefault", make("rPr", fonts, make("sz", val=20), language)), make("pPrDefault")),
        make(
            "style", make("name", val="Normal"), make("rPr", make("sz", val=size)), type="paragraph", default=1,
            styleId="Normal",
        ),
        make(
            "style", make("name", val="Title"), make("basedOn", val="Normal"), type="paragraph", styleId=TITLE_STYLE
        ),
    )  # fmt: skip


def settings(document: Document) -> etree._Element:
    """What the whole document goes by: its margins, and the rules of a word processor of today."""
    root = make("settings")
    if document.mirrored:
        root.append(make("mirrorMargins"))
    if document.gutter_at_top:
        root.append(make("gutterAtTop"))
    root.append(make("characterSpacingControl", val="compressPunctuation"))
    mode = make("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    root.append(make("compat", mode))
    return root


def footer() -> etree._Element:
    """A page number in the middle."""
    number = make("fldSimple", make("r"), instr=" PAGE ")
    return make("ftr", make("p", make("pPr", make("jc", val="center")), number))


def content_types(names: Iterable[str]) -> bytes:
    """The part that says what the others are; `names` are those of the XML parts in word/."""
    space = f"{{{_PACKAGE}/content-types}}"
    root = etree.Element(space + "Types", nsmap={None: space[1:-1]})
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("png", "image/png"),
        ("jpeg", "image/jpeg"),
    ):
        etree.SubElement(root, space + "Default", Extension=extension, ContentType=kind)
    for name in names:
        kind = "document.main" if name == "document" else name.rstrip("1")
        etree.SubElement(root, space + "Override", PartName=f"/word/{name}.xml", ContentType=f"{_WORD}.{kind}+xml")
    etree.SubElement(root, space + "Override", PartName="/docProps/core.xml", ContentType=_CORE)
    return serialised(root)


def links(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """A relationships part of (id, type, target)."""
    space = f"{{{_PACKAGE}/relationships}}"
    root = etree.Element(space + "Relationships", nsmap={None: space[1:-1]})
    for identity, kind, target in rows:
        etree.SubElement(root, space + "Relationship", Id=identity, Type=kind, Target=target)
    return serialised(root)


def package_links() -> bytes:
    """Which part is the text, and which says nothing of its origin."""
    return links(
        [
            ("rId1", f"{OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ]
    )


def no_properties() -> bytes:
    """The core properties, none of them stated."""
    space = f"{_PACKAGE}/metadata/core-properties"
    return serialised(etree.Element(f"{{{space}}}coreProperties", nsmap={"cp": space}))


def serialised(root: etree._Element) -> bytes:
    """The bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The file: parts in order, no dates, no comment."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, content)
    return stream.getvalue()
