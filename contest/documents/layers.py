"""The layers of formatting: what one `w:rPr` or `w:pPr` states, attribute by attribute.

A layer maps short keys to values as written. Later layers are laid over earlier ones by merging, so `rFonts`,
`ind` and `spacing` merge attribute by attribute, as ECMA-376-1 17.7.2 has it.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from lxml import etree

from contest.documents.lengths import twips
from contest.documents.names import VAL, is_on, w
from contest.documents.theme import Theme

Layer = Mapping[str, str]

EMPTY: Final[Layer] = {}
ON: Final = "1"
OFF: Final = "0"
TAB: Final = "tab "

_TOGGLES: Final = {w(name): name for name in ("b", "i", "strike", "dstrike", "vanish")}
_VALUES: Final = {
    w("sz"): "size",
    w("u"): "underline",
    w("vertAlign"): "vertical",
    w("w"): "scale",
    w("spacing"): "spacing",
}
_COLOUR: Final = w("color")
_UNSTATED_COLOURS: Final = (None, "", "auto")
_RUN_FONTS: Final = w("rFonts")
_CHARACTER_STYLE: Final = w("rStyle")
_FONTS: Final = (
    ("east_asian", w("eastAsia"), w("eastAsiaTheme")),
    ("latin", w("ascii"), w("asciiTheme")),
)

_STATED: Final = {w("jc"): "jc", w("outlineLvl"): "outline"}
_SNAP: Final = w("snapToGrid")
_NUMBERED: Final = w("numPr")
_FRAME: Final = w("framePr")
_TABS: Final = w("tabs")
_MOST_TABS: Final = 64  # Word takes no more
_ATTRIBUTES: Final = {
    w("ind"): {
        w("firstLine"): "first_line",
        w("firstLineChars"): "first_line_chars",
        w("left"): "left",
        w("start"): "left",
        w("right"): "right",
        w("end"): "right",
        w("rightChars"): "right_chars",
        w("endChars"): "right_chars",
        w("hanging"): "hanging",
        w("hangingChars"): "hanging_chars",
    },
    w("spacing"): {
        w("before"): "before",
        w("after"): "after",
        w("beforeLines"): "before_lines",
        w("afterLines"): "after_lines",
        w("beforeAutospacing"): "before_auto",
        w("afterAutospacing"): "after_auto",
        w("line"): "line",
        w("lineRule"): "line_rule",
    },
}


def run_layer(settings: etree._Element | None, theme: Theme) -> Layer:
    """What a `w:rPr` states: toggles as `ON` or `OFF`, fonts by name (a theme's beats a name beside it)."""
    if settings is None:
        return EMPTY
    layer: dict[str, str] = {}
    for child in settings:
        tag = child.tag
        if tag in _TOGGLES:
            layer[_TOGGLES[tag]] = ON if is_on(child) else OFF
        elif tag in _VALUES:
            layer[_VALUES[tag]] = child.get(VAL) or ""
        elif tag == _COLOUR:
            layer["colour"] = _colour(child, theme)
        elif tag == _CHARACTER_STYLE:
            layer["style"] = child.get(VAL) or ""
        elif tag == _RUN_FONTS:
            for key, name, reference in _FONTS:
                themed = child.get(reference)
                font = child.get(name) if themed is None else theme.font(themed)
                if font is not None:
                    layer[key] = font.strip()
    return layer


def _colour(element: etree._Element, theme: Theme) -> str:
    """The colour that a `w:color` states, by itself or, without one, by that of the theme."""
    value, themed = element.get(VAL), element.get(w("themeColor"))
    return theme.colour(themed) if themed is not None and value in _UNSTATED_COLOURS else value or ""


def paragraph_layer(settings: etree._Element | None) -> Layer:
    """What a `w:pPr` states. A hanging indent is a first line below 0, and puts an inherited one aside.

    Each tab stop has a key of its own, `TAB` and its place in twips: stops of later layers come beside earlier ones.
    """
    if settings is None:
        return EMPTY
    layer: dict[str, str] = {}
    for child in settings:
        tag = child.tag
        if tag in _ATTRIBUTES:
            names = _ATTRIBUTES[tag]
            layer.update((names[name], value) for name, value in child.attrib.items() if name in names)
        elif tag in _STATED:
            layer[_STATED[tag]] = child.get(VAL) or ""
        elif tag == _SNAP:
            layer["snap"] = ON if is_on(child) else OFF
        elif tag == _NUMBERED:
            for key in ("numId", "ilvl"):
                value = child.find(w(key))
                if value is not None:
                    layer[key] = value.get(VAL) or "0"
        elif tag == _TABS:
            for tab in islice(child.iterchildren(w("tab")), _MOST_TABS):
                place = twips(tab.get(w("pos")))
                if place is not None:
                    layer[f"{TAB}{place}"] = tab.get(VAL) or ""
        elif tag == _FRAME:
            layer["frame"] = "" if _is_no_frame(child) else child.get(w("xAlign")) or "left"
    for key, hanging in (("first_line", "hanging"), ("first_line_chars", "hanging_chars")):
        if hanging in layer:
            layer[key] = "-" + layer.pop(hanging).lstrip("+-")
            layer.setdefault("first_line_chars", OFF)
    return layer


def _is_no_frame(settings: etree._Element) -> bool:
    """Whether a frame is exactly nothing high: so Pages says, for all paragraphs of a file, that they have none."""
    return settings.get(w("h")) == "0" and settings.get(w("hRule")) == "exact"
