"""Puts a .docx together again with some of its parts replaced or added; all others stay byte for byte.

A part keeps its place in the zip. Members whose names point out of the package are left out: no part may be
called so. Files of the strict class come out as transitional ones, as the reader maps them.
"""

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from contest.documents.archive import MAX_UNPACKED, Archive
from contest.documents.errors import damaged
from contest.documents.names import w
from contest.documents.package import Package

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_TYPES_PART: Final = "[Content_Types].xml"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINKS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_LINKS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"


@dataclass(slots=True)
class Repacking:
    """The changes to a package on their way into a new file."""

    package: Package
    _changed: dict[str, bytes] = field(default_factory=dict)
    _types: etree._Element = field(init=False)
    _links: etree._Element = field(init=False)
    _links_part: str = field(init=False)

    def __post_init__(self) -> None:
        archive, main = self.package.archive, self.package.main
        types = archive.find(_TYPES_PART)
        if types is None:
            raise damaged()
        self._types = self.package.xml(types)
        folder, base = posixpath.split(main)
        wanted = posixpath.join(folder, "_rels", base + ".rels")
        found = archive.find(wanted)
        self._links_part = found or wanted
        self._links = etree.Element(_LINKS + "Relationships") if found is None else self.package.xml(found)

    def change(self, name: str, root: etree._Element) -> None:
        """Put `root` in place of the XML part `name`."""
        self._changed[name] = _written(root)

    def add(self, stem: str, kind: str, content_type: str, content: bytes) -> str:
        """Add a part beside the text, related to it as `kind` (`footer`); the id of the relationship."""
        folder = posixpath.dirname(self.package.main)
        number = 1
        while self._is_taken(name := posixpath.join(folder, f"{stem}{number}.xml")):
            number += 1
        self._changed[name] = content
        etree.SubElement(self._types, _TYPES + "Override", PartName="/" + name, ContentType=content_type)
        identities = {link.get("Id") for link in self._links}
        position = len(identities) + 1
        while f"rId{position}" in identities:
            position += 1
        etree.SubElement(
            self._links,
            _LINKS + "Relationship",
            Id=f"rId{position}",
            Type=_OFFICE + kind,
            Target=posixpath.basename(name),
        )
        return f"rId{position}"

    def packed(self, archive: Archive) -> bytes:
        """The new file; `archive` is the old one, opened afresh so that its limits count anew."""
        if _LINKS_TYPE not in {default.get("ContentType") for default in self._types}:
            etree.SubElement(self._types, _TYPES + "Default", Extension="rels", ContentType=_LINKS_TYPE)
        self._changed[archive.find(_TYPES_PART) or _TYPES_PART] = _written(self._types)
        self._changed[self._links_part] = _written(self._links)
        is_strict = _STRICT in archive.read(self.package.main, MAX_UNPACKED)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name in archive.names:
                if name in self._changed:
                    _write(package, name, self._changed.pop(name))
                elif _is_part_name(name):
                    content = archive.read(name, MAX_UNPACKED)
                    if is_strict and name.lower().endswith((".xml", ".rels")) and _STRICT in content:
                        content = _written(self.package.xml(name))
                    _write(package, name, content)
            for name, content in self._changed.items():
                _write(package, name, content)
        return stream.getvalue()

    def _is_taken(self, name: str) -> bool:
        return self.package.archive.find(name) is not None or name in self._changed


def _write(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(member, content)


def _written(root: etree._Element) -> bytes:
    root.attrib.pop(w("conformance"), None)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _is_part_name(name: str) -> bool:
    return not (name.startswith("/") or "\\" in name or ".." in name.split("/"))
