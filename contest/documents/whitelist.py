"""What of a manuscript's own markup may go into a blind copy: known elements, known attributes, harmless values.

A value is a small number, a colour, or a word of the format itself; a font is one that many people have. Nothing
that somebody could have typed gets through, so that there is nothing to look for in it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from unicodedata import category

from lxml import etree

from contest.documents.names import VAL, w

_W: Final = w("")
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,4})?(?:%|pt|cm|mm|in)?")
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")
_HARMLESS: Final = (_NUMBER, _COLOUR)
_FORMAT_WORDS: Final = (
    "0 1 true false on off auto nil none dxa pct left right center both start end distribute top bottom inside outside"
    " single double dotted dashed thick dotDash dotDotDash triple thinThickSmallGap thickThinSmallGap wave dashSmallGap"
    " thinThickMediumGap thickThinMediumGap thinThickLargeGap thickThinLargeGap doubleWave inset outset"
    " fixed autofit exact atLeast restart continue baseline clear decimal bar num hyphen underscore heavy middleDot"
    " nextPage continuous evenPage oddPage nextColumn tab space nothing singleLevel multilevel hybridMultilevel"
    " bullet chineseCounting chineseCountingThousand chineseLegalSimplified ideographDigital ideographTraditional"
    " ideographZodiac japaneseCounting japaneseDigitalTenThousand decimalEnclosedCircle decimalEnclosedCircleChinese"
    " decimalEnclosedFullstop decimalEnclosedParen decimalFullWidth decimalHalfWidth decimalZero upperRoman lowerRoman"
    " upperLetter lowerLetter ordinal cardinalText ordinalText taiwaneseCounting taiwaneseCountingThousand"
    " lin skw bar noBar p b i bi roman script fraktur sans-serif monospace double-struck undOvr subSup"
)
_WORDS: Final = frozenset(_FORMAT_WORDS.split())

# A list's number: its figures, and the signs and words that people set round them.
_NUMBER_PATTERN: Final = re.compile(r"(?:%[1-9]|[第章节条部分篇款项附件图表之（）()【】〔〕、.．,，:： -])*")
_BULLET: Final = "•"
_FORMULA_SHOWN: Final = "［公式］"  # as the blind text shows every formula

_CJK: Final = (
    "仿宋|仿宋_GB2312|宋体|新宋体|黑体|楷体|楷体_GB2312|隶书|幼圆|等线|等线 Light|微软雅黑|微软雅黑 Light|小标宋"
    "|华文(?:仿宋|宋体|楷体|黑体|中宋|新魏|行楷|隶书|细黑|琥珀|彩云)"
    "|方正(?:小标宋|仿宋|楷体|黑体|书宋|宋黑|大标宋|大黑|宋三|姚体|舒体)(?:简体|简|_GBK|_GB18030)?"
    "|FangSong(?:_GB2312)?|KaiTi(?:_GB2312)?|SimSun|NSimSun|SimHei|DengXian(?: Light)?|Microsoft YaHei(?: UI)?"
    "|ST(?:Fangsong|Song|Kaiti|Heiti|Zhongsong)|思源(?:宋体|黑体)(?: CN)?|Noto (?:Sans|Serif) CJK SC|新細明體|細明體"
)
_LATIN: Final = (
    "Times New Roman|Times|TimesNewRomanPSMT|Arial(?: Black| Narrow| Unicode MS)?|Calibri(?: Light)?|Cambria(?: Math)?"
    "|Aptos(?: Display)?|Candara|Century(?: Gothic)?|Consolas|Constantia|Corbel|Courier(?: New)?|Georgia|Helvetica"
    "|Segoe UI|Tahoma|Trebuchet MS|Verdana|Liberation (?:Sans|Serif|Mono)|Garamond|Palatino Linotype|Bookman Old Style"
)
_COMMON_FONT: Final = re.compile(f"(?:{_CJK}|{_LATIN})")

_SIDES: Final = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")
_NOTHING: Final[frozenset[str]] = frozenset()
_JUST_VAL: Final = frozenset({"val"})
_LENGTH: Final = frozenset({"w", "type"})
_BORDER: Final = frozenset({"val", "sz", "space", "color"})


Allowed = Mapping[str, frozenset[str]]
Patterns = tuple[re.Pattern[str], ...]

TABLE: Final[Allowed] = {
    "tblPr": _NOTHING,
    "tblW": _LENGTH,
    "jc": _JUST_VAL,
    "tblInd": _LENGTH,
    "tblLayout": frozenset({"type"}),
}
GRID: Final[Allowed] = {"tblGrid": _NOTHING, "gridCol": frozenset({"w"})}
ROW: Final[Allowed] = {
    "trPr": _NOTHING,
    "gridBefore": _JUST_VAL,
    "gridAfter": _JUST_VAL,
    "wBefore": _LENGTH,
    "wAfter": _LENGTH,
    "cantSplit": _JUST_VAL,
    "trHeight": frozenset({"val", "hRule"}),
    "tblHeader": _JUST_VAL,
    "jc": _JUST_VAL,
}
CELL: Final[Allowed] = dict.fromkeys(_SIDES, _BORDER) | {
    "tcPr": _NOTHING,
    "tcBorders": _NOTHING,
    "tcW": _LENGTH,
    "gridSpan": _JUST_VAL,
    "hMerge": _JUST_VAL,
    "vMerge": _JUST_VAL,
    "noWrap": _JUST_VAL,
    "vAlign": _JUST_VAL,
}
_NUMBERING: Final[Allowed] = {
    "numbering": _NOTHING,
    "abstractNum": frozenset({"abstractNumId"}),
    "multiLevelType": _JUST_VAL,
    "lvl": frozenset({"ilvl"}),
    "start": _JUST_VAL,
    "numFmt": _JUST_VAL,
    "lvlRestart": _JUST_VAL,
    "isLgl": _JUST_VAL,
    "suff": _JUST_VAL,
    "lvlText": _JUST_VAL,
    "lvlJc": _JUST_VAL,
    "num": frozenset({"numId"}),
    "abstractNumId": _JUST_VAL,
    "lvlOverride": frozenset({"ilvl"}),
    "startOverride": _JUST_VAL,
}
_MATHS_ELEMENTS: Final = (
    "oMath oMathPara oMathParaPr r t rPr acc accPr bar barPr box boxPr borderBox borderBoxPr d dPr eqArr eqArrPr f fPr"
    " func funcPr groupChr groupChrPr limLow limLowPr limUpp limUppPr m mPr mc mcs mcPr mr nary naryPr phant phantPr"
    " rad radPr sPre sPrePr sSub sSubPr sSubSup sSubSupPr sSup sSupPr e deg den num fName lim sub sup begChr endChr"
    " sepChr chr pos type degHide subHide supHide limLoc grow sty scr nor lit jc vertJc count mcJc"
)
# What may stand as a bracket or over a letter: marks and mathematical signs, no letter or figure.
_SIGNS: Final = frozenset(_M + name for name in ("begChr", "sepChr", "endChr", "chr"))
_MATHS: Final = frozenset(_M + name for name in _MATHS_ELEMENTS.split())


def common_font(name: str) -> str:
    """The font, or "" for one that few people have: it might tell who wrote in it."""
    return name if _COMMON_FONT.fullmatch(name) else ""


def kept(element: etree._Element | None, allowed: Allowed, patterns: Patterns = _HARMLESS) -> etree._Element | None:
    """A copy of a WordprocessingML element with what `allowed` names in it, or None for one not allowed."""
    if element is None or _attributes(element, allowed) is None:
        return None
    copy = etree.Element(element.tag, nsmap={"w": _W[1:-1]})
    _fill(copy, element, allowed, patterns)
    return copy


def _fill(copy: etree._Element, element: etree._Element, allowed: Allowed, patterns: Patterns) -> None:
    _take_attributes(copy, element, _attributes(element, allowed) or (), patterns)
    for child in element:
        if _attributes(child, allowed) is not None:
            _fill(etree.SubElement(copy, child.tag), child, allowed, patterns)


def _take_attributes(
    copy: etree._Element, element: etree._Element, names: Iterable[str], patterns: Patterns = _HARMLESS
) -> None:
    for name in sorted(names):
        value = element.get(w(name))
        if value is not None and _is_harmless(value, patterns):
            copy.set(w(name), value)


def _attributes(element: etree._Element, allowed: Allowed) -> frozenset[str] | None:
    """The attributes that an element may have, or None where it may not stay itself."""
    tag = element.tag
    return allowed.get(tag.removeprefix(_W)) if isinstance(tag, str) and tag.startswith(_W) else None


def kept_borders(settings: etree._Element | None) -> etree._Element | None:
    """The lines that the settings of a table or of its style state, one for each side: many tables may share them."""
    stated = None if settings is None else settings.find(w("tblBorders"))
    if stated is None:
        return None
    copy = etree.Element(stated.tag, nsmap={"w": _W[1:-1]})
    for side in _SIDES:
        line = stated.find(w(side))
        if line is not None:
            _take_attributes(etree.SubElement(copy, line.tag), line, _BORDER)
    return copy


def kept_numbering(root: etree._Element) -> etree._Element | None:
    """The list numbers of a document, their patterns without words, all bullets alike."""
    copy = kept(root, _NUMBERING, (*_HARMLESS, _NUMBER_PATTERN))
    if copy is None:
        return None
    # The numbers of lists are drawn at random where they are made: they would tie two files to one author.
    new = {one.get(w("abstractNumId")): str(place) for place, one in enumerate(root.iterchildren(w("abstractNum")))}
    for place, one in enumerate(copy.iterchildren(w("abstractNum"))):
        one.set(w("abstractNumId"), str(place))
    for source, one in zip(root.iterchildren(w("num")), copy.iterchildren(w("num")), strict=True):
        wanted, reference = source.find(w("abstractNumId")), one.find(w("abstractNumId"))
        if wanted is not None and reference is not None:
            reference.set(VAL, new.get(wanted.get(VAL), "0"))
    for level in copy.iter(w("lvl")):
        kind, text = level.find(w("numFmt")), level.find(w("lvlText"))
        if text is not None and kind is not None and kind.get(VAL) == "bullet":
            text.set(VAL, _BULLET)
        elif text is not None and text.get(VAL) is None:
            text.set(VAL, "%1.")
    return copy


def kept_formula(element: etree._Element) -> etree._Element | None:
    """A copy of a formula: its signs and how they are built, without the look of its letters."""
    if element.tag not in _MATHS:
        return None
    copy = etree.Element(element.tag, nsmap={"m": _M[1:-1]})
    _fill_formula(copy, element)
    return copy


def _fill_formula(copy: etree._Element, element: etree._Element) -> None:
    value = element.get(_M + "val")
    if value is not None and (_is_sign(value) if element.tag in _SIGNS else _is_harmless(value)):
        copy.set(_M + "val", value)
    if element.tag == _M + "t":
        copy.text = element.text
        copy.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for child in element:
        if child.tag in _MATHS:
            _fill_formula(etree.SubElement(copy, child.tag), child)


def _is_sign(value: str) -> bool:
    """Whether a value is one mark or none; arrows count as marks, radicals of characters don't."""
    return len(value) <= 1 and all(
        category(sign)[0] in "MP" or category(sign) in ("Sm", "Sk") or "\u2190" <= sign <= "\u23ff" for sign in value
    )


def masked_formula() -> etree._Element:
    """What stands for a formula that tells of its author: a formula that only says that one is there."""
    formula = etree.Element(_M + "oMath", nsmap={"m": _M[1:-1]})
    etree.SubElement(etree.SubElement(formula, _M + "r"), _M + "t").text = _FORMULA_SHOWN
    return formula


def _is_harmless(value: str, patterns: Patterns = _HARMLESS) -> bool:
    return value in _WORDS or any(pattern.fullmatch(value) for pattern in patterns)
