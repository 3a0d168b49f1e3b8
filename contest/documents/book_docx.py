"""Writes a book of essays as a .docx to be edited: headings, a table of contents, running heads, page numbers.

The page is that of GB/T 9704-2012, as `writer.py` has it. Each part and each essay is a section of its own: so it
begins a page, and its running head is right in every program. Word and WPS keep that head by a field (STYLEREF) as the
title is edited; the contents are a field too, filled in with the pages given, so that nothing asks to be updated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from contest.books import COLOPHON, CONTENTS, FOREWORD, HEADING_LEVELS, Block, Book, Essay, Look, Part
from contest.documents.model import Pages
from contest.documents.page_numbers import FOOTER_TYPE, footer_xml
from contest.documents.profile import FONTS, GB_9704
from contest.documents.writer import (
    HEAD,
    OFFICE,
    PACKAGE,
    PACKAGE_LINKS,
    WORD,
    W,
    clean,
    core_xml,
    run_xml,
    zip_parts,
)

_PITCH: Final = GB_9704.line_pitch
_HEADER_TYPE: Final = f"{WORD}.header+xml"
_SETTINGS: Final = (
    f'{HEAD}<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
_KEPT: Final = "<w:keepNext/>"
_LARGE_LINE: Final = 'w:line="1000" w:lineRule="atLeast"'
_FLUSH: Final = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_HEADER_SIZE: Final = 18
_TRACKING: Final = GB_9704.text_width // GB_9704.characters - GB_9704.body_size * 10
"""By how many twips signs move together so that 28 fill a line; every program does so, as it does not with a grid."""
_STYLES: Final = {Look.BODY: "Body", Look.CENTRED: "Centred", Look.RIGHT: "Right", Look.VERSE: "Verse"}
_FIRST_HEADING: Final = 2
"""Headings within essays are `heading 3` and below: part and essay are above them."""


class _Head(StrEnum):
    """The header parts that several sections share."""

    NONE = "header0.xml"
    BOOK = "header1.xml"


@dataclass(frozen=True, slots=True)
class _Section:
    """The paragraphs of a section, the last without its end tag of settings; `head` is what stands on odd pages."""

    paragraphs: list[str]
    head: str
    is_numbered: bool = True
    numbering: str = ""


def write_book(book: Book, pages: Sequence[int]) -> bytes:
    """A .docx of the book, the contents with the page on which each of its `headings` stands."""
    heads = list(_titles(book))
    sections = [_cover(book), _front(book, pages), *_sections(book)]
    if book.colophon:
        sections.append(_Section([_lone(COLOPHON), *_blocks(book.colophon)], _Head.BOOK))
    body = "".join(_xml(section) for section in sections[:-1]) + _xml(sections[-1], is_last=True)
    document = f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>'
    margins = [
        (_Head.NONE.value, _header("")),
        (_Head.BOOK.value, _header(run_xml(book.title))),
        *((_head_of(number), _header(_kept(title))) for number, title in enumerate(heads)),
    ]
    footers = [
        ("footer0.xml", f'{HEAD}<w:ftr xmlns:w="{W}"><w:p/></w:ftr>'),
        ("footer1.xml", footer_xml(GB_9704, Pages.DEFAULT)),
        ("footer2.xml", footer_xml(GB_9704, Pages.EVEN)),
    ]
    return zip_parts(
        (
            ("[Content_Types].xml", _content_types([name for name, _ in margins], [name for name, _ in footers])),
            ("_rels/.rels", PACKAGE_LINKS),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", _links([name for name, _ in (*margins, *footers)])),
            ("word/styles.xml", _styles()),
            ("word/settings.xml", _SETTINGS),
            *((f"word/{name}", content) for name, content in (*margins, *footers)),
            ("docProps/core.xml", core_xml(book.title, None)),
        )
    )


def _titles(book: Book) -> Iterator[str]:
    """The titles of the essays, in order."""
    return (essay.title for part in book.parts for essay in part.essays)


def _head_of(essay: int) -> str:
    return f"header{essay + 2}.xml"


# --- sections ---------------------------------------------------------------------------------------------------------


def _cover(book: Book) -> _Section:
    mark = [_paragraph("Byline", book.mark)] if book.mark else []
    lines = [_paragraph("Title", book.title), *mark, _paragraph("Issuer", book.issuer)]
    return _Section(lines, _Head.NONE, is_numbered=False)


def _front(book: Book, pages: Sequence[int]) -> _Section:
    foreword = [_lone(FOREWORD), *_blocks(book.foreword)] if book.foreword else []
    heading = _lone(CONTENTS, breaks=bool(foreword))
    entries = "".join(_entries(book, pages))
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{entries}</w:sdtContent></w:sdt>"
    )
    numbering = '<w:pgNumType w:fmt="lowerRoman" w:start="1"/>'
    return _Section([*foreword, heading, contents, _paragraph("Body", "")], _Head.BOOK, numbering=numbering)


def _entries(book: Book, pages: Sequence[int]) -> Iterator[str]:
    """The lines of the contents, within the field that makes them anew when a reader asks for it."""
    begin = _mark("begin") + _code(' TOC \\o "1-2" \\h \\z ') + _mark("separate")
    for number, (heading, page) in enumerate(zip(book.headings, pages, strict=True)):
        style = "Contents1" if isinstance(heading, Part) else "Contents2"
        where = _code(f" PAGEREF {_bookmark(number)} \\h ")
        shown = f"{_mark('begin')}{where}{_mark('separate')}<w:r><w:t>{page}</w:t></w:r>{_mark('end')}"
        link = (
            f'<w:hyperlink w:anchor="{_bookmark(number)}" w:history="1">{run_xml(heading.title)}<w:r><w:tab/></w:r>'
            f"{shown}</w:hyperlink>"
        )
        yield f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{begin}{link}</w:p>'
        begin = ""
    yield f'<w:p><w:pPr><w:pStyle w:val="Body"/></w:pPr>{begin}{_mark("end")}</w:p>'


def _sections(book: Book) -> Iterator[_Section]:
    number = essays = 0
    for part in book.parts:
        start = '<w:pgNumType w:fmt="decimal" w:start="1"/>' if number == 0 else ""
        opening = _paragraph("Heading1", part.title, bookmark=number)
        yield _Section([opening], _Head.NONE, numbering=start)
        number += 1
        for essay in part.essays:
            yield _Section(list(_essay(essay, number)), _head_of(essays))
            number, essays = number + 1, essays + 1


def _essay(essay: Essay, number: int) -> Iterator[str]:
    yield _paragraph("Heading2", essay.title, bookmark=number)
    yield _paragraph("Byline", essay.byline)
    yield from _blocks(essay.blocks)


def _xml(section: _Section, *, is_last: bool = False) -> str:
    """A section; its end stands in its last paragraph, that of the document after it."""
    *before, last = section.paragraphs
    if is_last:
        return "".join(section.paragraphs) + _end_of(section)
    return "".join(before) + last.replace("</w:pPr>", f"{_end_of(section)}</w:pPr>", 1)


def _end_of(section: _Section) -> str:
    even = _Head.NONE if section.head == _Head.NONE else _Head.BOOK
    odd_footer, even_footer = ("footer1.xml", "footer2.xml") if section.is_numbered else ("footer0.xml", "footer0.xml")
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{section.head}"/>'
        f'<w:headerReference w:type="even" r:id="{even}"/>'
        f'<w:footerReference w:type="default" r:id="{odd_footer}"/>'
        f'<w:footerReference w:type="even" r:id="{even_footer}"/>'
        f'<w:pgSz w:w="{GB_9704.page_width}" w:h="{GB_9704.page_height}"/>'
        f'<w:pgMar w:top="{GB_9704.top}" w:right="{GB_9704.right}" w:bottom="{GB_9704.bottom}" w:left="{GB_9704.left}"'
        f' w:header="1134" w:footer="1417" w:gutter="0"/>{section.numbering}'
        f'<w:docGrid w:type="lines" w:linePitch="{_PITCH}"/></w:sectPr>'
    )


# --- paragraphs -------------------------------------------------------------------------------------------------------


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block, following in pairwise((*blocks, Block(""))):
        if block.look is Look.HEADING:
            level = min(max(block.level, 1), HEADING_LEVELS)
            yield _paragraph(f"Heading{_FIRST_HEADING + level}", block.text)
        elif block.look is following.look is Look.VERSE:
            yield _paragraph("Verse", block.text, settings=f'<w:spacing w:after="{_PITCH}"/>')
        else:
            yield _paragraph(_STYLES[block.look], block.text)


def _lone(text: str, *, breaks: bool = False) -> str:
    """A heading that the contents don't list."""
    return _paragraph("Lone", text, settings="<w:pageBreakBefore/>" if breaks else "")


def _paragraph(style: str, text: str, *, bookmark: int | None = None, settings: str = "") -> str:
    run = run_xml(text)
    if bookmark is not None:
        start = f'<w:bookmarkStart w:id="{bookmark}" w:name="{_bookmark(bookmark)}"/>'
        run = f'{start}{run}<w:bookmarkEnd w:id="{bookmark}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{settings}</w:pPr>{run}</w:p>'


def _bookmark(number: int) -> str:
    return f"_Toc{number + 1:06}"


def _kept(title: str) -> str:
    """The essay's title as a field that follows its heading."""
    return f'<w:fldSimple w:instr=" STYLEREF 2 ">{run_xml(title)}</w:fldSimple>'


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{clean(code)}</w:instrText></w:r>'


# --- parts ------------------------------------------------------------------------------------------------------------


def _header(content: str) -> str:
    style = "Header" if content else "Body"
    return f'{HEAD}<w:hdr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p></w:hdr>'


def _content_types(headers: Iterable[str], footers: Iterable[str]) -> str:
    types = (("document", "document.main"), ("styles", "styles"), ("settings", "settings"))
    overrides = [(f"/word/{name}.xml", f"{WORD}.{kind}+xml") for name, kind in types]
    overrides += [(f"/word/{name}", _HEADER_TYPE) for name in headers]
    overrides += [(f"/word/{name}", FOOTER_TYPE) for name in footers]
    overrides.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{listed}</Types>'
    )


def _links(margins: Iterable[str]) -> str:
    """The relations of the document; a header or footer goes by its name."""
    links = [("styles", "styles.xml"), ("settings", "settings.xml")]
    links += [(name[:6], name) for name in margins]
    listed = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}"/>' for kind, name in links)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _styles() -> str:
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
    centre, right = _FLUSH + '<w:jc w:val="center"/>', _FLUSH + '<w:jc w:val="right"/>'
    title, byline = FONTS[GB_9704.title_family], FONTS[GB_9704.byline_family]
    body, head = FONTS[GB_9704.body_family], FONTS[GB_9704.page_number_family]
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{GB_9704.text_width}"/></w:tabs>'
    rule = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
    size, great, large = GB_9704.body_size, GB_9704.title_size, 72
    styles = [
        _style("Body", "Normal", body, size, indent),
        _style("Title", "Title", title, large, centre, line=_LARGE_LINE, before=6),
        _style("Issuer", "Issuer", byline, size, centre, before=8),
        _style("Lone", "Lone Heading", title, great, centre, ahead=_KEPT, after=1),
        _style("Byline", "Byline", byline, size, centre, ahead=_KEPT, after=1),
        _style("Heading1", "heading 1", title, large, centre + _level(0), line=_LARGE_LINE, before=7),
        _style("Heading2", "heading 2", title, great, centre + _level(1), ahead=_KEPT),
        _style("Centred", "Centred", body, size, centre),
        _style("Right", "Right", body, size, right),
        _style(
            "Verse",
            "Verse",
            body,
            size,
            _indented(2) + '<w:jc w:val="left"/>',
        ),
        _style("Contents1", "toc 1", FONTS[GB_9704.heading_family(1)], size, _FLUSH, tabs=tab),
        _style(
            "Contents2",
            "toc 2",
            body,
            size,
            _indented(1),
            tabs=tab,
        ),
        _style("Header", "header", head, _HEADER_SIZE, centre, tabs=rule, line='w:line="240" w:lineRule="auto"'),
    ]
    for level in range(1, HEADING_LEVELS + 1):
        own = _FIRST_HEADING + level
        font = FONTS[GB_9704.heading_family(level)]
        styles.append(_style(f"Heading{own}", f"heading {own}", font, size, indent + _level(own - 1), ahead=_KEPT))
    return f'{HEAD}<w:styles xmlns:w="{W}">{"".join(styles)}</w:styles>'


def _indented(characters: int) -> str:
    left = characters * GB_9704.body_size * 10
    return f'<w:ind w:leftChars="{characters * 100}" w:left="{left}" w:firstLineChars="0" w:firstLine="0"/>'


def _level(outline: int) -> str:
    return f'<w:outlineLvl w:val="{outline}"/>'


def _style(
    identity: str,
    name: str,
    font: str,
    half_points: int,
    behind: str,
    *,
    ahead: str = "",
    tabs: str = "",
    line: str = f'w:line="{_PITCH}" w:lineRule="exact"',
    before: int = 0,
    after: int = 0,
) -> str:
    """A paragraph style, its settings in the order that the format wants; `before` and `after` in lines."""
    default = ' w:default="1"' if identity == "Body" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identity}"><w:name w:val="{name}"/><w:qFormat/><w:pPr>'
        f'{ahead}<w:widowControl w:val="0"/>{tabs}'
        f'<w:spacing w:before="{before * _PITCH}" w:after="{after * _PITCH}" {line}/>{behind}</w:pPr><w:rPr>'
        f'<w:rFonts w:ascii="{GB_9704.latin_font}" w:hAnsi="{GB_9704.latin_font}" w:eastAsia="{font}"/>'
        f'<w:spacing w:val="{_TRACKING}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        "</w:style>"
    )
