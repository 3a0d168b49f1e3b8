"""The WordprocessingML of a blind copy: paragraphs, runs and pages, written from the model alone.

Colours are left out: white words would be read in one copy and not in the other. Fonts that few people have are
left to the reader's own.
"""

import re
from typing import Final

from lxml import etree

from contest.documents.model import Alignment, LineRule, Paragraph, Run, Section
from contest.documents.names import w
from contest.documents.pictures import Picture
from contest.documents.whitelist import common_font

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMU_OF_A_TWIP: Final = 635
TITLE_STYLE: Final = "Title"

_VML: Final = "urn:schemas-microsoft-com:vml"
_SPACES: Final = {"w": w("")[1:-1], "r": OFFICE, "v": _VML}
_KEEP_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_BREAKS: Final = re.compile("([\t\n])")
# What no XML can hold; the text of a PDF may.
_FORBIDDEN: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMU_OF_A_PIXEL: Final = 9_525
_GRIDS: Final = ("lines", "linesAndChars", "snapToChars")
_SECTION_TYPES: Final = ("nextPage", "continuous", "evenPage", "oddPage", "nextColumn")
_JC: Final = {
    Alignment.LEFT: "left",
    Alignment.CENTRE: "center",
    Alignment.RIGHT: "right",
    Alignment.JUSTIFIED: "both",
}


def make(name: str, /, *children: etree._Element, **attributes: object) -> etree._Element:
    """A WordprocessingML element; attributes are of the same namespace."""
    element = etree.Element(w(name), nsmap=_SPACES)
    for key, value in attributes.items():
        element.set(w(key), str(value))
    element.extend(children)
    return element


def paragraph_markup(
    paragraph: Paragraph, *, style: str = "", number: tuple[int, int] | None = None, grows: bool = False
) -> etree._Element:
    """A `w:p` set as the paragraph is, without its runs; `number` is a list and its level.

    `grows` says that something higher than a line stands in it, which lines of an exact pitch would cut.
    """
    setting = paragraph.setting
    settings = make("pPr")
    if style:
        settings.append(make("pStyle", val=style))
    if number is not None and setting.numbered:
        settings.append(make("numPr", make("ilvl", val=number[1]), make("numId", val=number[0])))
    rule = LineRule.AT_LEAST if grows and setting.line_rule is LineRule.EXACT else setting.line_rule
    settings.append(make("snapToGrid", val=int(setting.snap_to_grid)))
    settings.append(
        make(
            "spacing",
            before=setting.before,
            beforeLines=setting.before_lines,
            after=setting.after,
            afterLines=setting.after_lines,
            line=setting.line,
            lineRule=rule.value,
        )
    )
    settings.append(make("ind", **_indents(paragraph)))
    settings.append(make("jc", val=_JC[paragraph.alignment]))
    if paragraph.outline_level is not None:
        settings.append(make("outlineLvl", val=paragraph.outline_level))
    if paragraph.mark_size:
        settings.append(make("rPr", make("sz", val=paragraph.mark_size)))
    return make("p", settings)


def _indents(paragraph: Paragraph) -> dict[str, int]:
    setting = paragraph.setting
    indents = {"left": setting.left, "right": setting.right}
    if setting.right_chars:
        indents["rightChars"] = setting.right_chars
    for value, first, hanging in (
        (setting.first_line, "firstLine", "hanging"),
        (setting.first_line_chars, "firstLineChars", "hangingChars"),
    ):
        indents[first if value >= 0 else hanging] = abs(value)
    return indents


def run_markup(run: Run, /, *children: etree._Element) -> etree._Element:
    """A `w:r` that looks as the run does, with its text, or with `children` in place of it."""
    element = make("r", _look(run))
    element.extend(children or _text(run.text))
    return element


def _look(run: Run) -> etree._Element:
    look = make("rPr")
    east_asian, latin = common_font(run.east_asian), common_font(run.latin)
    fonts = make("rFonts", hint="eastAsia")
    if east_asian:
        fonts.set(w("eastAsia"), east_asian)
    if latin:
        fonts.set(w("ascii"), latin)
        fonts.set(w("hAnsi"), latin)
    look.append(fonts)
    look.append(make("b", val=int(run.bold)))
    look.append(make("i", val=int(run.italic)))
    if run.strike:
        look.append(make("strike"))
    if run.size:
        look.append(make("sz", val=run.size))
        look.append(make("szCs", val=run.size))
    if run.underline:
        look.append(make("u", val="single"))
    if run.superscript or run.subscript:
        look.append(make("vertAlign", val="superscript" if run.superscript else "subscript"))
    return look


def _text(text: str) -> list[etree._Element]:
    elements: list[etree._Element] = []
    for piece in _BREAKS.split(_FORBIDDEN.sub("", text)):
        if piece in ("\t", "\n"):
            elements.append(make("tab" if piece == "\t" else "br"))
        elif piece:
            element = make("t")
            element.text = piece
            element.set(_KEEP_SPACE, "preserve")
            elements.append(element)
    return elements


def section_markup(section: Section, kind: str, footer: str) -> etree._Element:
    """A `w:sectPr` with the section's pages; `kind` says where it begins, `footer` is its one relationship."""
    settings = make("sectPr")
    reference = make("footerReference", type="default")
    reference.set(f"{{{OFFICE}}}id", footer)
    settings.append(reference)
    if kind in _SECTION_TYPES:
        settings.append(make("type", val=kind))
    size = make("pgSz", w=section.width, h=section.height)
    if section.width > section.height:
        size.set(w("orient"), "landscape")
    settings.append(size)
    settings.append(
        make(
            "pgMar",
            top=section.top,
            right=section.right,
            bottom=section.bottom,
            left=section.left,
            header=section.header,
            footer=section.footer,
            gutter=section.gutter,
        )
    )
    settings.append(make("cols", num=section.columns, space=720))
    if section.grid in _GRIDS:
        settings.append(make("docGrid", type=section.grid, linePitch=section.line_pitch, charSpace=section.char_space))
    return settings


def box_markup(paragraphs: list[etree._Element], width: int) -> etree._Element:
    """A text box in the line, `width` twips wide and as high as its text."""
    box = etree.Element(f"{{{_VML}}}rect", nsmap=_SPACES)
    box.set("style", f"width:{width / 20:g}pt;height:24pt")
    inside = etree.SubElement(box, f"{{{_VML}}}textbox")
    inside.set("style", "mso-fit-shape-to-text:t")
    inside.append(make("txbxContent", *paragraphs))
    return make("pict", box)


def size_on_page(picture: Picture, extent: tuple[int, int] | None, section: Section) -> tuple[int, int]:
    """The width and height of a picture in EMU: as in the manuscript, else by its pixels, never wider than the text."""
    width, height = extent or (picture.width * _EMU_OF_A_PIXEL, picture.height * _EMU_OF_A_PIXEL)
    widest = max(1, section.width - section.left - section.right) * _EMU_OF_A_TWIP
    highest = max(1, section.height - section.top - section.bottom) * _EMU_OF_A_TWIP
    share = min(1, widest / width, highest / height)
    return max(1, round(width * share)), max(1, round(height * share))


def picture_markup(relation: str, number: int, width: int, height: int) -> etree._Element:
    """A picture in the line, with a number and no words; sizes in EMU."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    name = f'id="{number}" name="{number}"'
    return etree.fromstring(
        f'<w:drawing xmlns:w="{_SPACES["w"]}" xmlns:r="{OFFICE}" xmlns:wp="{drawing}/wordprocessingDrawing"'
        f' xmlns:a="{drawing}/main" xmlns:pic="{drawing}/picture"><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr {name}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{drawing}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
