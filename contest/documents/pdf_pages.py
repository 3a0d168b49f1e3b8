"""Takes the lines of text out of a PDF. Called in the worker process only: a hostile PDF may hang or crash it.

Text, fonts and places come from PDFium. It mends what it can in silence, and what it can't it leaves out, so that
half an essay would pass for the whole; pdfminer, stricter, looks over the structure first.
"""

import ctypes
import io
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any, Final
from unicodedata import normalize

import pypdfium2
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, list_value, resolve1
from pdfminer.psparser import LIT
from pypdfium2 import raw

from contest.documents.errors import Refused, damaged, encrypted, overblown
from contest.phrases import gettext_noop

_Box = tuple[float, float, float, float]

MAX_PAGES: Final = 500
MAX_CHARACTERS: Final = 300_000

_TAIL: Final = 2_048
_UNPACKED_AT_ONCE: Final = 1 << 20
_LINE_ENDS: Final = "\r\n"
_HYPHENS_AT_LINE_END: Final = "\x02\ufffe"  # how PDFium marks them
_FIRST_WIDE: Final = "\u2e80"
_UNKNOWN: Final = "□"
_RADICALS: Final = frozenset(map(chr, range(0x2F00, 0x2FD6)))  # look-alikes that some fonts give for characters
_BOLD_FROM: Final = 600
_LARGEST_SIZE: Final = 2_000
_FONT_NAME_BYTES: Final = 256
_NO_BOX: Final[_Box] = (math.inf, math.inf, -math.inf, -math.inf)
_SUBSET: Final = re.compile(r"^[A-Z]{6}\+")
_STRING_STARTS: Final = re.compile(rb"%[^\r\n]*|\bID\s.*?\sEI\b|(\()", re.DOTALL)
_STRING_MARKS: Final = re.compile(rb"\\.|[()]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line in one look: the font's name as the file has it, the size in half-points."""

    text: str
    font: str
    size: int
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on page `page` (from 0). Lengths in points, `bottom` and `top` from the page's lower edge.

    `width` and `height` are the page's.
    """

    page: int
    left: float
    right: float
    bottom: float
    top: float
    width: float
    height: float
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The characters of all pieces."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Pdf:
    """The lines of a PDF in reading order, none of a file that shows nothing; and what it says of its origin."""

    lines: tuple[Line, ...]
    author: str
    title: str


def open_pdf(content: bytes) -> Pdf:
    """The text of a PDF.

    Raises `Refused`: encrypted, damaged, too long, or pictures of pages without text.
    """
    if b"startxref" not in content[-_TAIL:]:
        raise damaged()  # cut off, in sending as a rule
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise (encrypted() if fault.err_code == raw.FPDF_ERR_PASSWORD else damaged()) from fault
    with document:
        if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise encrypted()
        if len(document) > MAX_PAGES:
            raise overblown()
        contents = _page_contents(content)
        said = document.get_metadata_dict()
        lines: list[Line] = []
        pictures, characters = False, 0
        for number in range(len(document)):
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                continue  # a page that isn't there: what can't be shown was looked for above
            for line in _lines_of(page, number):
                characters += len(line.text)
                if characters > MAX_CHARACTERS:
                    raise overblown()
                lines.append(line)
            pictures = pictures or _has_picture(page)
            page.close()
    if not lines and pictures:
        raise Refused(
            "no_text",
            gettext_noop(
                "这个 PDF 里只有图片，没有文字（可能是扫描件），无法检查。请上传可编辑的 Word 原稿（.docx）。"
            ),
        )
    if lines and any(map(_is_torn, contents)):
        raise damaged()
    return Pdf(tuple(lines), said.get("Author", ""), said.get("Title", ""))


def _page_contents(content: bytes) -> list[bytes]:
    """The streams that draw the pages, as they lie in the file, those packed in another way than Flate left out.

    Raises `Refused` where the tree of pages or a stream doesn't hold together.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        _check_tree(document.catalog.get("Pages"))
        drawn = [(stream, stream.get_rawdata() or b"", stream.get_data()) for stream in _drawings(document)]
    except Refused:
        raise
    except Exception as fault:  # pdfminer raises whatever it stumbles over
        raise damaged() from fault
    if any(_string_is_open(drawing) for _, _, drawing in drawn):
        raise damaged()
    flate = [LIT("FlateDecode")]
    return [packed for stream, packed, _ in drawn if [name for name, _ in stream.get_filters()] == flate]


def _drawings(document: PDFDocument) -> Iterator[PDFStream]:
    for page in PDFPage.create_pages(document):
        for stream in map(resolve1, page.contents):
            if isinstance(stream, PDFStream):
                yield stream


def _check_tree(root: object) -> None:
    """Walk the tree of pages: every node is there, and none is its own ancestor or twice in it."""
    waiting, seen = [root], set[int]()
    while waiting:
        reference = waiting.pop()
        node = resolve1(reference)
        if not isinstance(node, dict):
            raise damaged()
        if isinstance(reference, PDFObjRef):
            if reference.objid in seen:
                raise damaged()
            seen.add(reference.objid)
            if len(seen) > 2 * MAX_PAGES:
                raise overblown()
        waiting.extend(list_value(node.get("Kids", [])))


def _string_is_open(drawing: bytes) -> bool:
    """Whether a page's drawing ends inside a string: what follows on the page was swallowed."""
    place = 0
    while start := _STRING_STARTS.search(drawing, place):
        place = start.end()
        depth = 1 if start[1] else 0
        while depth:
            mark = _STRING_MARKS.search(drawing, place)
            if mark is None:
                return True
            place = mark.end()
            depth += {b"(": 1, b")": -1}.get(mark[0], 0)
    return False


def _is_torn(packed: bytes) -> bool:
    """Whether a packed stream fails its own checksum."""
    unpacking = zlib.decompressobj()
    try:
        while packed:
            unpacking.decompress(packed, _UNPACKED_AT_ONCE)
            packed = unpacking.unconsumed_tail
    except zlib.error:
        return True
    return False


def _has_picture(page: Any) -> bool:
    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2), None) is not None


def _lines_of(page: Any, number: int) -> Iterator[Line]:
    """The lines of a page, as PDFium parts them."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    count = raw.FPDFText_CountChars(text_page)
    if count > MAX_CHARACTERS:
        raise overblown()
    line = _LineSoFar(text_page)
    for index in range(count):
        character = _character(raw.FPDFText_GetUnicode(text_page, index))
        if character not in _LINE_ENDS:
            line.add(index, character)
        if character in _LINE_ENDS or index == count - 1:
            found = line.close(number, width, height)
            if found is not None:
                yield found
    text_page.close()


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character of a line and its look; `added` is a blank that PDFium put in where it saw a gap."""

    character: str
    font: str
    size: int
    bold: bool
    added: bool


class _LineSoFar:
    """A line being read, character by character."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._glyphs: list[_Glyph] = []
        self._box = _NO_BOX

    def add(self, index: int, character: str) -> None:
        """Append a character, and widen the line's box by its own; blanks that PDFium put in have none."""
        if raw.FPDFText_IsGenerated(self._text_page, index) == 1:
            if self._glyphs:
                self._glyphs.append(replace(self._glyphs[-1], character=character, added=True))
            return
        self._glyphs.append(_Glyph(character, *_look(self._text_page, index), added=False))
        box = _box(self._text_page, index)
        if box is not None and character.strip():
            self._box = _round_both(self._box, box)

    def close(self, page: int, width: float, height: float) -> Line | None:
        """Give the line, None for a blank one, and begin anew."""
        glyphs, (left, bottom, right, top) = self._glyphs, self._box
        self._glyphs, self._box = [], _NO_BOX
        pieces = tuple(
            Piece(_sound("".join(glyph.character for glyph in together)), *look)
            for look, together in groupby(_without_gaps(glyphs), key=lambda glyph: (glyph.font, glyph.size, glyph.bold))
        )
        if left > right or not any(piece.text.strip() for piece in pieces):
            return None
        return Line(page, left, right, bottom, top, width, height, pieces)


def _without_gaps(glyphs: Sequence[_Glyph]) -> Iterator[_Glyph]:
    """The glyphs but the blanks put in beside a Han character or its punctuation: these merely stand wide."""
    for place, glyph in enumerate(glyphs):
        beside = glyphs[max(place - 1, 0) : place + 2]
        if not (glyph.added and any(one.character >= _FIRST_WIDE for one in beside)):
            yield glyph


def _character(code: int) -> str:
    if code == 0:
        return _UNKNOWN  # the font doesn't say which character its drawing is
    character = chr(code)
    if character in _HYPHENS_AT_LINE_END:
        return "-"
    return normalize("NFKC", character) if character in _RADICALS else character


def _sound(text: str) -> str:
    """`text` with its halves of characters joined, in NFC."""
    return normalize("NFC", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _round_both(one: _Box, other: _Box) -> _Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _box(text_page: Any, index: int) -> _Box | None:
    """Left, bottom, right, top of a character."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return None
    box = (left.value, bottom.value, right.value, top.value)
    return box if all(map(math.isfinite, box)) else None


def _look(text_page: Any, index: int) -> tuple[str, int, bool]:
    """Font, size in half-points and boldness of a character; the size as drawn, whatever way the file scales it."""
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, flags)
    font = _font_name(name.raw[: min(length, _FONT_NAME_BYTES)].rstrip(b"\0"))
    scale = 1.0
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(text_page, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
    size = 2 * scale * raw.FPDFText_GetFontSize(text_page, index)
    bold = raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD_FROM or "bold" in font.lower()
    return font, round(size) if math.isfinite(size) and 0 < size < _LARGEST_SIZE else 0, bold


@cache
def _font_name(name: bytes) -> str:
    """A font's name without the mark of a subset; Chinese ones stand in UTF-8 or GBK, as the writer pleased."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return _SUBSET.sub("", name.decode(encoding))
        except UnicodeDecodeError:
            continue
    return ""
