"""The parts of an Office Open XML package: which one is the text, what belongs to it, and safe XML.

ECMA-376 part 2: parts are found by relationships, never by fixed names. Files of the strict conformance class
carry other namespaces for the same things; they are mapped while reading, so that nothing above knows.
"""

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from lxml import etree

from contest.documents.archive import Archive
from contest.documents.errors import Refused, damaged, overblown
from contest.phrases import gettext_noop

# The most met in a real manuscript: 1,000,000 bytes in a part, 78,000 signs in all its parts, 90 × 2 lookups.
MAX_XML: Final = 10_000_000
MAX_SIGNS: Final = 600_000
MAX_LOOKUPS: Final = 1_000_000
MAX_DEPTH: Final = 200

_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"utf-16", b"utf-16le", b"utf-16be"})
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_TRANSITIONAL: Final = b"http://schemas.openxmlformats.org/"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES: Final = (
    (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
    (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
    (b"officeDocument/docPropsVTypes", b"officeDocument/2006/docPropsVTypes"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"officeDocument/math", b"officeDocument/2006/math"),
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"drawingml/", b"drawingml/2006/"),
)


class Package:
    """A word-processing package; `main` is the name of the part that holds the text."""

    def __init__(self, archive: Archive) -> None:
        main = main_part(archive)
        if main is None:
            raise damaged()
        self.archive = archive
        self.main = main
        self._weighed: dict[str, int] = {}
        self._weight = 0
        self._related = _relationships(archive, main)
        self._package_related = _relationships(archive, "")

    def xml(self, name: str) -> etree._Element:
        """The root element of the XML part `name`. Raises `Refused`, also when the parts together are too much."""
        content = self.archive.read(name, MAX_XML)
        if name not in self._weighed:
            weight = _weighed(content)
            if self._weight + weight > MAX_SIGNS:
                raise overblown()
            self._weighed[name] = weight
            self._weight += weight
        return _built(content)

    def part(self, kind: str) -> str | None:
        """The part related to the text as `kind` (`styles`, `footnotes`, …), if there is one."""
        return self._existing(self._related.kinds.get(kind))

    def linked(self, identity: str) -> str | None:
        """The part that the text links to by the relationship `identity`, if there is one inside the package."""
        return self._existing(self._related.identities.get(identity))

    def property_part(self, kind: str) -> str | None:
        """The part related to the package as `kind` (`coreproperties`, `extendedproperties`)."""
        return self._existing(self._package_related.kinds.get(kind))

    def _existing(self, name: str | None) -> str | None:
        return None if name is None else self.archive.find(name)


def main_part(archive: Archive) -> str | None:
    """The part that the package says is its document, if it is there."""
    name = _relationships(archive, "").kinds.get("officedocument")
    return None if name is None else archive.find(name)


def main_type(archive: Archive, part: str) -> str:
    """The content type of `part`, or "" when the package doesn't say."""
    name = archive.find("[Content_Types].xml")
    if name is None:
        return ""
    root = _parse(archive.read(name, MAX_XML))
    for override in root.iter(_TYPES + "Override"):
        if (override.get("PartName") or "").lstrip("/").lower() == part.lower():
            return override.get("ContentType") or ""
    extension = part.rpartition(".")[2].lower()
    for default in root.iter(_TYPES + "Default"):
        if (default.get("Extension") or "").lower() == extension:
            return default.get("ContentType") or ""
    return ""


def macros_in(archive: Archive) -> bool:
    """Whether a VBA project lies in the package, whatever its content type says."""
    return any(name.lower().endswith("vbaproject.bin") for name in archive.names)


@dataclass(frozen=True, slots=True)
class _Links:
    """Part names by the last word of the relationship type, in small letters without hyphens, and by its id.

    The first of a kind wins; external targets are left out, so nothing above can ask for one.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)


def _relationships(archive: Archive, source: str) -> _Links:
    folder, base = posixpath.split(source)
    name = archive.find(posixpath.join(folder, "_rels", base + ".rels"))
    if name is None:
        return _Links()
    links = _Links()
    for relationship in _parse(archive.read(name, MAX_XML)).iter(_RELATIONSHIP):
        if (relationship.get("TargetMode") or "").lower() == "external":
            continue
        target = unquote(relationship.get("Target") or "").replace("\\", "/")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = (relationship.get("Type") or "").rpartition("/")[2].replace("-", "").lower()
        links.kinds.setdefault(kind, path)
        links.identities.setdefault(relationship.get("Id") or "", path)
    return links


def _parse(content: bytes) -> etree._Element:
    _weighed(content)
    return _built(content)


def _weighed(content: bytes) -> int:
    """How many tags and attributes an XML part has at most, by the signs that begin them; they take the memory.

    Only what shows its signs can be weighed: a package has UTF-8 and UTF-16 (ECMA-376-2 8.1.4), and other
    encodings may write them otherwise. Each choice among alternative contents looks through all namespaces
    declared above it. Raises `Refused` for a DOCTYPE, another encoding, and for more than any manuscript needs.
    """
    plain = content.replace(b"\0", b"") if b"\0" in content else content
    if b"<!DOCTYPE" in plain:
        raise _doctype()
    bare = plain.lstrip(_BEFORE_XML)
    declaration = bare[: bare.find(b"?>")] if bare.startswith(b"<?xml") else b""
    if not bare.startswith(b"<") or not _ENCODINGS.issuperset(map(bytes.lower, _ENCODING.findall(declaration))):
        raise damaged()
    signs = plain.count(b"<") + plain.count(b"=")
    if signs > MAX_SIGNS or plain.count(b"xmlns") * plain.count(b"Requires") > MAX_LOOKUPS:
        raise overblown()
    return signs


def _built(content: bytes) -> etree._Element:
    if _STRICT in content:
        for strict, transitional in _STRICT_NAMES:
            content = content.replace(_STRICT + strict, _TRANSITIONAL + transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError, LookupError) as fault:
        raise damaged() from fault
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    return root


def _doctype() -> Refused:
    return Refused(
        "doctype",
        gettext_noop("文件含有不安全的内容（DOCTYPE），未予打开。请用 Word 或 WPS 打开原稿，另存为 .docx 后上传。"),
    )
