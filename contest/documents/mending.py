"""Gives a copy of a .docx laid out as a contest asks, with every character, note, picture and table kept.

Formatting is set directly on the running text; styles stay, so that headings remain headings. Tables, text boxes
and notes are left as they are. Blanks that made an indent by hand are text: they stay, too small to be seen. A
tab at the start of a paragraph stays as well, at the place of the indent; a line break there is the author's.
Paragraphs with pictures keep their pitch, since an exact one would cut the pictures off.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from contest.documents.kinds import open_docx_archive
from contest.documents.layout_lines import TINY_SIZE
from contest.documents.mending_pages import mend_pages
from contest.documents.model import Alignment, Paragraph, Place
from contest.documents.names import VAL, w
from contest.documents.profile import FONTS, GB_9704, Family, Profile
from contest.documents.reader import open_docx, read_docx
from contest.documents.repacking import Repacking
from contest.documents.roles import Part, Role, parts_of
from contest.documents.schema import add, drop, ensure
from contest.documents.titles import LINE_LIMIT, compact, ends_a_sentence

_P: Final = w("p")
_R: Final = w("r")
_T: Final = w("t")
_RPR: Final = w("rPr")
_APART: Final = frozenset({_P, w("rt"), w("del"), w("moveFrom")})
_DRAWINGS: Final = (w("drawing"), w("pict"), w("object"))
_SEEN: Final = frozenset({*_DRAWINGS, w("tab"), w("ptab"), w("br"), w("cr"), w("noBreakHyphen"), w("sym"), w("ruby")})
_KEEP_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_XML_BLANKS: Final = " \t\r\n"
_THEMES: Final = tuple(map(w, ("asciiTheme", "hAnsiTheme", "eastAsiaTheme")))
_NO_SPACE: Final = dict.fromkeys(
    map(w, ("before", "beforeLines", "beforeAutospacing", "after", "afterLines", "afterAutospacing")), "0"
)
_NO_INDENT: Final = dict.fromkeys(map(w, ("left", "leftChars", "right", "rightChars")), "0")
_FREE_WEIGHT_FROM: Final = 3  # local rules set headings of the third level in bold as often as not


def mend_layout(data: bytes, profile: Profile = GB_9704) -> bytes:
    """A copy of the .docx in `data`, laid out to `profile`. Raises `Refused` for any other or faulty file.

    So it does for one that only just keeps the limits of a manuscript, and would not when mended.
    """
    reading = open_docx(data)
    parts = parts_of(reading.document)
    repacking = Repacking(reading.package)
    body = _body(reading.package.xml(reading.package.main) if not reading.elements else reading.elements[0])
    is_titled = False  # lines before the title keep their place, or they would be taken for it
    for part, element in zip(parts, reading.elements, strict=True):
        is_titled = is_titled or part.role is Role.TITLE
        if part.role is not Role.OUTSIDE:
            _mend_paragraph(part, element, profile, is_titled)
        elif _is_empty(part.paragraph, element):
            _set_spacing(ensure(element, "pPr"), profile.line_pitch)
    mend_pages(body, reading.elements, reading.document, parts, profile, repacking)
    repacking.change(reading.package.main, body.getroottree().getroot())
    mended = repacking.packed(open_docx_archive(data))
    read_docx(mended)  # one that has grown beyond the limits could not be handed in
    return mended


def _body(inside: etree._Element) -> etree._Element:
    body = inside.getroottree().getroot().find(w("body"))
    assert body is not None  # noqa: S101 - the reader has met it
    return body


def _is_empty(paragraph: Paragraph, element: etree._Element) -> bool:
    return paragraph.cell is None and not paragraph.runs and next(element.iter(*_DRAWINGS), None) is None


def _mend_paragraph(part: Part, element: etree._Element, profile: Profile, is_titled: bool) -> None:
    settings = ensure(element, "pPr")
    has_picture = any(run.place in (Place.PICTURE, Place.FORMULA) for run in part.paragraph.runs)
    _set_spacing(settings, None if has_picture else profile.line_pitch)
    if part.role is Role.TITLE:  # its type is larger than the grid, which would put its lines two steps apart
        ensure(settings, "snapToGrid").set(VAL, "0")
    family, size = _type_of(part, profile)
    is_upright = part.role is Role.TITLE or (part.role is Role.HEADING and part.level < _FREE_WEIGHT_FROM)
    runs = [run for run in element.iter(_R) if _belongs_to(run, element)]
    for run in runs:
        _set_type(ensure(run, "rPr"), family, size, profile)
        if is_upright:
            for name in ("b", "bCs", "i", "iCs"):
                ensure(ensure(run, "rPr"), name).set(VAL, "0")
    _set_stance(part, settings, runs, profile, is_titled)


def _type_of(part: Part, profile: Profile) -> tuple[Family, int]:
    if part.role is Role.TITLE:
        return profile.title_family, profile.title_size
    if part.role is Role.HEADING:
        return profile.heading_family(part.level), profile.heading_size
    if part.role is Role.BYLINE:
        return profile.byline_family, profile.body_size
    return profile.body_family, profile.body_size


def _belongs_to(run: etree._Element, paragraph: etree._Element) -> bool:
    """Whether a run is the paragraph's own and printed: not of a text box, a reading above, or a deletion."""
    for ancestor in run.iterancestors():
        if ancestor is paragraph:
            return True
        if ancestor.tag in _APART:
            return False
    return False


def _set_type(look: etree._Element, family: Family, size: int, profile: Profile) -> None:
    fonts = ensure(look, "rFonts")
    for name in _THEMES:
        fonts.attrib.pop(name, None)
    font = FONTS[family]
    latin = profile.latin_font or font
    fonts.attrib.update({w("ascii"): latin, w("hAnsi"): latin, w("eastAsia"): font})
    drop(look, "color", "spacing", "w")
    add(look, "color").set(VAL, "auto")
    add(look, "spacing").set(VAL, "0")
    add(look, "w").set(VAL, "100")
    for name in ("sz", "szCs"):
        ensure(look, name).set(VAL, str(size))


def _set_spacing(settings: etree._Element, pitch: int | None) -> None:
    """No space before and after, and lines exactly `pitch` twips apart unless it is None."""
    spacing = ensure(settings, "spacing")
    spacing.attrib.update(_NO_SPACE)
    if pitch is not None:
        spacing.attrib.update({w("line"): str(pitch), w("lineRule"): "exact"})


def _set_stance(
    part: Part, settings: etree._Element, runs: Sequence[etree._Element], profile: Profile, is_titled: bool
) -> None:
    """Centre the title and the lines under it, indent headings and body; the rest keeps its place."""
    paragraph = part.paragraph
    if part.role is Role.TITLE or (part.role is Role.BYLINE and is_titled and _may_be_centred(paragraph)):
        _align(settings, "center")
        _indent(settings, 0)
    elif part.role is Role.BODY or (part.role is Role.HEADING and paragraph.alignment is not Alignment.CENTRE):
        if part.role is Role.BODY and paragraph.setting.numbered:
            return
        _align(settings, "both")
        blanks = paragraph.text[: len(paragraph.text) - len(paragraph.text.lstrip())]
        size = _type_of(part, profile)[1]
        chars = profile.indent_chars
        twips = round(chars * size / 10)
        if not blanks:
            _indent(settings, twips, chars)
        elif blanks == "\u3000" * (chars // 100):
            _indent(settings, 0)
        elif not {"\t", "\n"} & set(blanks):
            _indent(settings, twips)
            _shrink_blanks(runs)
        else:
            _indent(settings, 0)
            drop(settings, "tabs")
            etree.SubElement(ensure(settings, "tabs"), w("tab"), {VAL: "left", w("pos"): str(twips)})


def _may_be_centred(paragraph: Paragraph) -> bool:
    """Whether a line under the title reads as a byline or subtitle, not as a salutation or first sentence."""
    text = compact(paragraph.text)
    return len(text) <= LINE_LIMIT and not ends_a_sentence(text) and not text.endswith(("：", ":", "，", ","))


def _align(settings: etree._Element, side: str) -> None:
    ensure(settings, "jc").set(VAL, side)


def _indent(settings: etree._Element, first_line: int, chars: int = 0) -> None:
    indent = ensure(settings, "ind")
    indent.attrib.clear()
    indent.attrib.update(_NO_INDENT)
    indent.set(w("firstLine"), str(first_line))
    indent.set(w("firstLineChars"), str(chars))


def _shrink_blanks(runs: Sequence[etree._Element]) -> None:
    """Make the blanks before the first word too small to be seen; a run that goes on with words is parted."""
    for run in runs:
        for child in run:
            if child.tag in _SEEN:
                return
            if child.tag != _T:
                continue
            text = child.text or ""
            shown = text if child.get(_KEEP_SPACE) == "preserve" else text.strip(_XML_BLANKS)
            words = shown.lstrip()
            if words:
                blanks = shown[: len(shown) - len(words)]
                if blanks:
                    _part(run, child, blanks, words)
                return
        _set_tiny(run)


def _part(run: etree._Element, text: etree._Element, blanks: str, words: str) -> None:
    """Part a run before its first words. All text that stands before them in it are blanks."""
    before = etree.Element(_R)
    before.append(deepcopy(ensure(run, "rPr")))
    for sibling in reversed(list(text.itersiblings(preceding=True))):
        if sibling.tag != _RPR:
            before.append(sibling)
    piece = etree.SubElement(before, _T)
    piece.text = blanks
    piece.set(_KEEP_SPACE, "preserve")
    text.text = words
    _set_tiny(before)
    run.addprevious(before)


def _set_tiny(run: etree._Element) -> None:
    look = ensure(run, "rPr")
    for name in ("sz", "szCs"):
        ensure(look, name).set(VAL, str(TINY_SIZE))
