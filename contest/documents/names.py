"""Names of WordprocessingML elements and attributes (ECMA-376 part 1), and how its switches are read."""

from typing import Final

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def w(name: str) -> str:
    """The full name of the WordprocessingML element or attribute `name`."""
    return _W + name


VAL: Final = w("val")
ALTERNATE: Final = _MC + "AlternateContent"
CHOICE: Final = _MC + "Choice"
FALLBACK: Final = _MC + "Fallback"
FORMULAS: Final = frozenset({_M + "oMath", _M + "oMathPara"})

# Wrappers whose content belongs to the text, wherever they stand.
WALKED_THROUGH: Final = frozenset(
    w(name)
    for name in (
        "sdt",
        "sdtContent",
        "smartTag",
        "customXml",
        "hyperlink",
        "fldSimple",
        "ins",
        "moveTo",
        "dir",
        "bdo",
    )
)

_OFF: Final = frozenset({"0", "false", "off"})
_MOST_REQUIRED: Final = 20  # namespaces that a choice may ask for; real ones ask for one or two
_UNDERSTOOD: Final = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")


def is_on(switch: etree._Element) -> bool:
    """Whether a toggle property such as `w:b` says yes: present without a value means yes."""
    return switch.get(VAL) not in _OFF


def branch(alternate: etree._Element) -> etree._Element | None:
    """The one branch of an `mc:AlternateContent` to read: the first understood choice, else the fallback."""
    for child in alternate:
        if child.tag == CHOICE:
            prefixes = (child.get("Requires") or "").split(maxsplit=_MOST_REQUIRED)
            if 0 < len(prefixes) <= _MOST_REQUIRED:
                spaces = child.nsmap
                if all((spaces.get(prefix) or "").startswith(_UNDERSTOOD) for prefix in prefixes):
                    return child
        elif child.tag == FALLBACK:
            return child
    return None
