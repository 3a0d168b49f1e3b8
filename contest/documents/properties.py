"""What a file says of its own origin: `docProps/core.xml` and `app.xml` (ECMA-376-2 11, ECMA-376-1 15.2.12)."""

from typing import Final

from lxml import etree

from contest.documents.model import Properties
from contest.documents.package import Package

_CORE: Final = {"creator": "creator", "lastModifiedBy": "last_modified_by", "title": "title"}
_EXTENDED: Final = {"Company": "company", "Manager": "manager"}


def read_properties(package: Package) -> Properties:
    """The properties of a package, "" where they are not stated. Raises `Refused`."""
    found: dict[str, str] = {}
    for part, names in (
        ("coreproperties", _CORE),
        ("extendedproperties", _EXTENDED),
    ):
        name = package.property_part(part)
        for element in () if name is None else package.xml(name):
            key = names.get(etree.QName(element).localname)
            if key is not None:
                found[key] = (element.text or "").strip()
    return Properties(**found)
