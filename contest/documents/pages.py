"""The pages of a document: what its `w:sectPr` say of paper, margins and grid (ECMA-376-1 17.6)."""

from typing import Final

from lxml import etree

from contest.documents.lengths import number, twips
from contest.documents.model import Pages, Section
from contest.documents.names import VAL, is_on, w

_LETTER: Final = Section()
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NO_GRID: Final = "default"
_VERTICAL: Final = frozenset({"tbRl", "btLr", "tbRlV", "tbLrV", "rl", "lr", "rlV", "lrV"})  # 17.18.93, strict ones too


def section_of(settings: etree._Element | None) -> Section:
    """The section that a `w:sectPr` describes, without its footers; what is not stated is Word's default."""
    if settings is None:
        return _LETTER
    size, margins, grid = (settings.find(w(name)) for name in ("pgSz", "pgMar", "docGrid"))
    columns, first = settings.find(w("cols")), settings.find(w("titlePg"))
    numbers, direction = settings.find(w("pgNumType")), settings.find(w("textDirection"))

    def length(element: etree._Element | None, name: str, default: int) -> int:
        found = None if element is None else twips(element.get(w(name)))
        return default if found is None else found

    kind = _NO_GRID if grid is None else grid.get(w("type"), _NO_GRID)
    return Section(
        width=length(size, "w", _LETTER.width),
        height=length(size, "h", _LETTER.height),
        # A negative margin is a distance that the header may not push away.
        top=abs(length(margins, "top", _LETTER.top)),
        bottom=abs(length(margins, "bottom", _LETTER.bottom)),
        left=length(margins, "left", _LETTER.left),
        right=length(margins, "right", _LETTER.right),
        gutter=length(margins, "gutter", _LETTER.gutter),
        header=length(margins, "header", _LETTER.header),
        footer=length(margins, "footer", _LETTER.footer),
        columns=max(1, (number(columns.get(w("num"))) if columns is not None else None) or 1),
        grid="" if kind == _NO_GRID else kind,
        line_pitch=length(grid, "linePitch", 0),
        char_space=(number(grid.get(w("charSpace"))) if grid is not None else None) or 0,
        first_differs=first is not None and is_on(first),
        number_format="" if numbers is None else numbers.get(w("fmt")) or "",
        vertical=direction is not None and direction.get(VAL) in _VERTICAL,
    )


def footer_links(settings: etree._Element | None) -> dict[Pages, str]:
    """The relationships of the footers that a `w:sectPr` names, by the pages they are for."""
    found: dict[Pages, str] = {}
    for reference in () if settings is None else settings.iterchildren(w("footerReference")):
        kind = reference.get(w("type"))
        if kind in tuple(Pages):
            found[Pages(kind)] = reference.get(_RELATION) or ""
    return found


def setting_is_on(settings: etree._Element | None, name: str) -> bool:
    """Whether the document's settings switch `name` on."""
    switch = None if settings is None else settings.find(w(name))
    return switch is not None and is_on(switch)


def east_asian_language(settings: etree._Element | None) -> str:
    """What the document's settings call the East Asian language of its theme, "" when they don't."""
    language = None if settings is None else settings.find(w("themeFontLang"))
    return "" if language is None else language.get(w("eastAsia")) or ""
