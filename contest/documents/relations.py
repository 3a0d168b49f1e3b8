"""What a part of a package refers to, as its relationships say (ECMA-376-2 6.5), external targets among them.

Nothing here follows a target: those outside are told of, never opened.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from contest.documents.errors import Refused
from contest.documents.package import Package

_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference: the last word of its type in small letters, and its target.

    `part` is the part meant, spelled as in the package, None where it is outside or missing.
    """

    kind: str
    target: str
    part: str | None


def relations(package: Package, source: str) -> Iterator[Relation]:
    """The references of the part `source`, those of the package itself for ""; none when they can't be read."""
    folder, base = posixpath.split(source)
    name = package.archive.find(posixpath.join(folder, "_rels", base + ".rels"))
    if name is None:
        return
    try:
        root = package.xml(name)
    except Refused:
        return
    for element in root.iter(_RELATIONSHIP):
        target = unquote(element.get("Target") or "")
        part = None
        if (element.get("TargetMode") or "").lower() != "external":
            path = posixpath.join("/", folder, target.replace("\\", "/"))
            part = package.archive.find(posixpath.normpath(path).lstrip("/"))
        kind = (element.get("Type") or "").rpartition("/")[2].replace("-", "").lower()
        yield Relation(kind, target, part)
