"""The WordprocessingML of a blind copy: paragraphs, runs and pages, written from the model alone.

Colours are left out: white words would be read in one copy and not in the other. Fonts that few people have are
left to the reader's own.
"""

import re
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lxml import etree

from contest.documents.model import Alignment, LineRule, Paragraph, Run, Section, Setting
from contest.documents.names import w
from contest.documents.pictures import Picture
from contest.documents.whitelist import common_font

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMU_OF_A_TWIP: Final = 635
TITLE_STYLE: Final = "Title"

_VML: Final = "urn:schemas-microsoft-com:vml"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACES: Final = {
    "w": w("")[1:-1],
    "r": OFFICE,
    "v": _VML,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
}
_DECLARED: Final = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
_KEEP_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS: Final = re.compile("([\t\n])")
# What no XML can hold; the text of a PDF may.
_FORBIDDEN: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMU_OF_A_PIXEL: Final = 9_525
_MOST_KEPT: Final = 256
_GRIDS: Final = ("lines", "linesAndChars", "snapToChars")
_SECTION_TYPES: Final = ("nextPage", "continuous", "evenPage", "oddPage", "nextColumn")
_JC: Final = {
    Alignment.LEFT: "left",
    Alignment.CENTRE: "center",
    Alignment.RIGHT: "right",
    Alignment.JUSTIFIED: "both",
}


def make(name: str, /, *children: etree._Element, **attributes: object) -> etree._Element:
    """A WordprocessingML element that stands by itself, round its children; attributes are of the same namespace."""
    element = etree.Element(w(name), nsmap=_SPACES)
    for key, value in attributes.items():
        element.set(w(key), str(value))
    element.extend(children)
    return element


def put(parent: etree._Element, name: str, /, **attributes: object) -> etree._Element:
    """A new WordprocessingML element at the end of `parent`; attributes are of the same namespace.

    What is as long as the manuscript is built so, from the top: to put a whole tree into another walks through it.
    """
    element = etree.SubElement(parent, w(name))
    for key, value in attributes.items():
        element.set(w(key), str(value))
    return element


class Pen:
    """Writes the paragraphs and runs of one copy.

    Settings and looks already written are kept and copied: most are alike, and to copy one is ten times as quick.
    """

    def __init__(self) -> None:
        self._settings = lru_cache(_MOST_KEPT)(_settings)
        self._look = lru_cache(_MOST_KEPT)(_look)

    def paragraph(
        self,
        parent: etree._Element,
        paragraph: Paragraph,
        *,
        style: str = "",
        number: tuple[int, int] | None = None,
        grows: bool = False,
    ) -> etree._Element:
        """A new `w:p` set as the paragraph is, without its runs; `number` is a list and its level.

        `grows` says that something higher than a line stands in it, which lines of an exact pitch would cut.
        """
        element = put(parent, "p")
        settings = self._settings(
            paragraph.setting, paragraph.alignment, paragraph.outline_level, paragraph.mark_size, style, number, grows
        )
        element.append(deepcopy(settings))
        return element

    def run(self, parent: etree._Element, run: Run) -> etree._Element:
        """A new `w:r` that looks as the run does, with its text."""
        element = put(parent, "r")
        element.append(deepcopy(self._look(replace(run, text="", place=None))))
        _put_text(element, run.text)
        return element


def _settings(
    setting: Setting,
    alignment: Alignment,
    outline_level: int | None,
    mark_size: int,
    style: str,
    number: tuple[int, int] | None,
    grows: bool,
) -> etree._Element:
    settings = put(make("p"), "pPr")  # not by itself: a copy then brings no namespaces with it that it has no use for
    if style:
        put(settings, "pStyle", val=style)
    if number is not None and setting.numbered:
        numbered = put(settings, "numPr")
        put(numbered, "ilvl", val=number[1])
        put(numbered, "numId", val=number[0])
    rule = LineRule.AT_LEAST if grows and setting.line_rule is LineRule.EXACT else setting.line_rule
    put(settings, "snapToGrid", val=int(setting.snap_to_grid))
    put(
        settings,
        "spacing",
        before=setting.before,
        beforeLines=setting.before_lines,
        after=setting.after,
        afterLines=setting.after_lines,
        line=setting.line,
        lineRule=rule.value,
    )
    put(settings, "ind", **_indents(setting))
    put(settings, "jc", val=_JC[alignment])
    if outline_level is not None:
        put(settings, "outlineLvl", val=outline_level)
    if mark_size:
        put(put(settings, "rPr"), "sz", val=mark_size)
    return settings


def _indents(setting: Setting) -> dict[str, int]:
    indents = {"left": setting.left, "right": setting.right}
    if setting.right_chars:
        indents["rightChars"] = setting.right_chars
    for value, first, hanging in (
        (setting.first_line, "firstLine", "hanging"),
        (setting.first_line_chars, "firstLineChars", "hangingChars"),
    ):
        indents[first if value >= 0 else hanging] = abs(value)
    return indents


def _look(run: Run) -> etree._Element:
    look = put(make("r"), "rPr")  # so for the same reason
    east_asian, latin = common_font(run.east_asian), common_font(run.latin)
    fonts = put(look, "rFonts", hint="eastAsia")
    if east_asian:
        fonts.set(w("eastAsia"), east_asian)
    if latin:
        fonts.set(w("ascii"), latin)
        fonts.set(w("hAnsi"), latin)
    put(look, "b", val=int(run.bold))
    put(look, "i", val=int(run.italic))
    if run.strike:
        put(look, "strike")
    if run.size:
        put(look, "sz", val=run.size)
        put(look, "szCs", val=run.size)
    if run.underline:
        put(look, "u", val="single")
    if run.superscript or run.subscript:
        put(look, "vertAlign", val="superscript" if run.superscript else "subscript")
    return look


def _put_text(parent: etree._Element, text: str) -> None:
    for piece in _BREAKS.split(_FORBIDDEN.sub("", text)):
        if piece in ("\t", "\n"):
            put(parent, "tab" if piece == "\t" else "br")
        elif piece:
            element = put(parent, "t")
            element.text = piece
            element.set(_KEEP_SPACE, "preserve")


def put_section(parent: etree._Element, section: Section, kind: str, footer: str) -> None:
    """A `w:sectPr` with the section's pages; `kind` says where it begins, `footer` is its one relationship."""
    settings = put(parent, "sectPr")
    put(settings, "footerReference", type="default").set(f"{{{OFFICE}}}id", footer)
    if kind in _SECTION_TYPES:
        put(settings, "type", val=kind)
    size = put(settings, "pgSz", w=section.width, h=section.height)
    if section.width > section.height:
        size.set(w("orient"), "landscape")
    put(
        settings,
        "pgMar",
        top=section.top,
        right=section.right,
        bottom=section.bottom,
        left=section.left,
        header=section.header,
        footer=section.footer,
        gutter=section.gutter,
    )
    put(settings, "cols", num=section.columns, space=720)
    if section.grid in _GRIDS:
        put(settings, "docGrid", type=section.grid, linePitch=section.line_pitch, charSpace=section.char_space)


def put_box(parent: etree._Element, width: int) -> etree._Element:
    """A text box in the line, `width` twips wide and as high as its text; gives what takes its paragraphs."""
    box = etree.SubElement(put(put(parent, "r"), "pict"), f"{{{_VML}}}rect")
    box.set("style", f"width:{width / 20:g}pt;height:24pt")
    inside = etree.SubElement(box, f"{{{_VML}}}textbox")
    inside.set("style", "mso-fit-shape-to-text:t")
    return put(inside, "txbxContent")


def size_on_page(picture: Picture, extent: tuple[int, int] | None, section: Section) -> tuple[int, int]:
    """The width and height of a picture in EMU: as in the manuscript, else by its pixels, never wider than the text."""
    width, height = extent or (picture.width * _EMU_OF_A_PIXEL, picture.height * _EMU_OF_A_PIXEL)
    widest = max(1, section.width - section.left - section.right) * _EMU_OF_A_TWIP
    highest = max(1, section.height - section.top - section.bottom) * _EMU_OF_A_TWIP
    share = min(1, widest / width, highest / height)
    return max(1, round(width * share)), max(1, round(height * share))


def put_picture(parent: etree._Element, relation: str, number: int, width: int, height: int) -> None:
    """A picture in the line, with a number and no words; sizes in EMU."""
    name = f'id="{number}" name="{number}"'
    drawing = etree.fromstring(
        f"<w:drawing {_DECLARED}>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr {name}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
    parent.append(drawing)
