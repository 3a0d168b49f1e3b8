"""The fonts of a theme: what `minorEastAsia` and its like stand for (ECMA-376-1 20.1.4.1)."""

from typing import Final

from lxml import etree

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCRIPTS: Final = {"zh-cn": "Hans", "zh-sg": "Hans", "zh-tw": "Hant", "zh-hk": "Hant", "zh-mo": "Hant", "ja": "Jpan"}


class Theme:
    """The theme fonts of a document; `language` is what its settings call the East Asian language."""

    def __init__(self, root: etree._Element | None, language: str) -> None:
        folded = language.lower()
        self._script = _SCRIPTS.get(folded) or _SCRIPTS.get(folded.partition("-")[0], "Hans")
        self._schemes = {
            name: None if root is None else next(root.iter(f"{_A}{name}Font"), None) for name in ("major", "minor")
        }

    def font(self, reference: str) -> str:
        """The font that a theme reference such as `majorEastAsia` names, "" where the theme states none."""
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


def _typeface(font: etree._Element | None) -> str:
    return "" if font is None else (font.get("typeface") or "").strip()
