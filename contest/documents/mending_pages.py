"""Mends the pages of a .docx: paper, margins, grid, and footers that number the pages."""

from collections.abc import Collection, Sequence
from typing import Final

from lxml import etree

from contest.documents.errors import damaged
from contest.documents.layout_page import PAGE_NUMBER, judge_pages, judged_sections
from contest.documents.model import Document, Pages
from contest.documents.names import VAL, is_on, w
from contest.documents.package import Package
from contest.documents.page_numbers import FOOTER_DISTANCE, FOOTER_TYPE, char_space, footer_xml
from contest.documents.profile import Profile
from contest.documents.repacking import Repacking
from contest.documents.roles import Part
from contest.documents.schema import add, drop, ensure

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SETTINGS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
_HEADER_DISTANCE: Final = 851


def mend_pages(
    body: etree._Element,
    elements: Sequence[etree._Element],
    document: Document,
    parts: Sequence[Part],
    profile: Profile,
    repacking: Repacking,
) -> None:
    """Give every section that holds running text the pages that `profile` asks for.

    Where the page numbers don't fit, all footers make way for new ones: the standard knows no other footer.
    """
    ends = [end for element in elements if (end := element.find(f"{w('pPr')}/{w('sectPr')}")) is not None]
    last = body.find(w("sectPr"))
    if last is None:
        last = etree.SubElement(body, w("sectPr"))
    sections = [*ends, last]
    judged = {number - 1 for number, _ in judged_sections(document, parts)}
    for index, section in enumerate(sections):
        if index in judged:
            _mend_paper(section, document, profile)
    if _numbers_do_not_fit(document, parts, profile):
        _number_pages(sections, judged, document, profile, repacking)


def _mend_paper(section: etree._Element, document: Document, profile: Profile) -> None:
    size, margins, grid = (ensure(section, name) for name in ("pgSz", "pgMar", "docGrid"))
    size.attrib.clear()
    _set(size, w=profile.page_width, h=profile.page_height)
    _set(
        margins,
        top=profile.top,
        right=profile.right,
        bottom=profile.bottom,
        left=profile.left,
        footer=FOOTER_DISTANCE,
        gutter=0,
    )
    if margins.get(w("header")) is None:
        _set(margins, header=_HEADER_DISTANCE)
    drop(section, "cols", "textDirection")
    grid.attrib.clear()
    if document.body_size == profile.body_size:
        grid.set(w("type"), "linesAndChars")
        _set(grid, linePitch=profile.line_pitch, charSpace=char_space(profile))
    else:  # a grid of characters is built on the default size of type, which tables and notes have too
        grid.set(w("type"), "lines")
        _set(grid, linePitch=profile.line_pitch)


def _numbers_do_not_fit(document: Document, parts: Sequence[Part], profile: Profile) -> bool:
    outcomes = [one for one in judge_pages(document, parts, profile) if one is not None]
    return any(one.finding is not None and one.rule.clause == PAGE_NUMBER.clause for one in outcomes)


def _number_pages(
    sections: Sequence[etree._Element],
    judged: Collection[int],
    document: Document,
    profile: Profile,
    repacking: Repacking,
) -> None:
    identities = {
        pages: repacking.add("footer", "footer", FOOTER_TYPE, footer_xml(profile, pages).encode())
        for pages in (Pages.DEFAULT, Pages.EVEN)
    }
    identities[Pages.FIRST] = identities[Pages.DEFAULT]
    for index, section in enumerate(sections):
        if index in judged:
            drop(section, "footerReference")
            first = section.find(w("titlePg"))
            for pages, identity in identities.items():
                if pages is not Pages.FIRST or (first is not None and is_on(first)):
                    _refer(section, "footerReference", pages, identity)
            form = section.find(w("pgNumType"))
            if form is not None:
                form.attrib.pop(w("fmt"), None)
        if not document.odd_and_even:
            _keep_header_on_even_pages(section)
    _tell_odd_from_even(repacking)


def _keep_header_on_even_pages(section: etree._Element) -> None:
    """Even pages had the header of all pages until now; they name the same one from here on."""
    headers = {header.get(w("type")): header for header in section.findall(w("headerReference"))}
    if (stale := headers.pop(Pages.EVEN, None)) is not None:
        section.remove(stale)
    if (default := headers.get(Pages.DEFAULT)) is not None:
        _refer(section, "headerReference", Pages.EVEN, default.get(_RELATION) or "")


def _refer(section: etree._Element, name: str, pages: Pages, identity: str) -> None:
    reference = add(section, name)
    reference.set(w("type"), pages)
    reference.set(_RELATION, identity)


def _tell_odd_from_even(repacking: Repacking) -> None:
    package: Package = repacking.package
    name = package.part("settings")
    settings = etree.Element(w("settings")) if name is None else package.xml(name)
    if settings.tag != w("settings"):
        raise damaged()
    ensure(settings, "evenAndOddHeaders").attrib.pop(VAL, None)
    if name is None:
        repacking.add("settings", "settings", _SETTINGS_TYPE, etree.tostring(settings, encoding="UTF-8"))
    else:
        repacking.change(name, settings)


def _set(element: etree._Element, **values: int) -> None:
    for name, value in values.items():
        element.set(w(name), str(value))
