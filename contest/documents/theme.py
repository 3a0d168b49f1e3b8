"""The fonts and colours of a theme: what `minorEastAsia`, `accent2` and their like stand for (ECMA-376-1 20.1.4.1)."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCRIPTS: Final = {"zh-cn": "Hans", "zh-sg": "Hans", "zh-tw": "Hant", "zh-hk": "Hant", "zh-mo": "Hant", "ja": "Jpan"}
_SLOTS: Final = {
    "text1": "dk1",
    "dark1": "dk1",
    "background1": "lt1",
    "light1": "lt1",
    "text2": "dk2",
    "dark2": "dk2",
    "background2": "lt2",
    "light2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
_OFFICE: Final = {  # what Word takes where a file has no theme
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "1F497D",
    "lt2": "EEECE1",
    "accent1": "4F81BD",
    "accent2": "C0504D",
    "accent3": "9BBB59",
    "accent4": "8064A2",
    "accent5": "4BACC6",
    "accent6": "F79646",
    "hlink": "0000FF",
    "folHlink": "800080",
}


class Theme:
    """The theme fonts and colours of a document; `language` is what its settings call the East Asian language."""

    def __init__(self, root: etree._Element | None, language: str) -> None:
        folded = language.lower()
        self._script = _SCRIPTS.get(folded) or _SCRIPTS.get(folded.partition("-")[0], "Hans")
        self._schemes = {
            name: None if root is None else next(root.iter(f"{_A}{name}Font"), None) for name in ("major", "minor")
        }
        self._colours = dict(_OFFICE if root is None else _colours(root))
        self._fonts: dict[str, str] = {}

    def colour(self, reference: str) -> str:
        """The colour, RRGGBB, that a theme reference such as `accent2` names, "" where the theme states none."""
        return self._colours.get(_SLOTS.get(reference, reference), "")

    def font(self, reference: str) -> str:
        """The font that a theme reference such as `majorEastAsia` names, "" where the theme states none."""
        if reference not in self._fonts:
            self._fonts[reference] = self._font(reference)
        return self._fonts[reference]

    def _font(self, reference: str) -> str:
        name = "major" if reference.startswith("major") else "minor"
        scheme = self._schemes[name]
        if scheme is None:
            return ""
        if not reference.endswith("EastAsia"):
            return _typeface(scheme.find(f"{_A}{'cs' if reference.endswith('Bidi') else 'latin'}"))
        stated = _typeface(scheme.find(f"{_A}ea"))
        if stated:
            return stated
        of_script = (font for font in scheme.iterchildren(f"{_A}font") if font.get("script") == self._script)
        return _typeface(next(of_script, None))


def _colours(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The colours of a theme by their slots; one of the system's is what it last was."""
    for slot in next(root.iter(f"{_A}clrScheme"), ()):
        for colour in slot:
            yield etree.QName(slot).localname, colour.get("lastClr") or colour.get("val") or ""


def _typeface(font: etree._Element | None) -> str:
    return "" if font is None else (font.get("typeface") or "").strip()
