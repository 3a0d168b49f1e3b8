"""Builds PDF files for tests: lines of text at given places, in a Chinese and a Latin font."""

from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 595, 842
CHINESE, LATIN = "F1", "F2"
_FONTS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/FangSong_GB2312/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/FangSong_GB2312/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    b"/DW 1000>>]>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)


def at(left: float, bottom: float, text: str, size: float = 16) -> bytes:
    """A line in the Chinese font, in points from the lower left corner."""
    return f"BT /{CHINESE} {size} Tf {left} {bottom} Td <{text.encode('utf-16-be').hex()}> Tj ET\n".encode()


def latin(left: float, bottom: float, text: str) -> bytes:
    """A line in the Latin font."""
    return f"BT /{LATIN} 16 Tf {left} {bottom} Td ({text}) Tj ET\n".encode()


def picture() -> bytes:
    """A picture over the whole page."""
    return f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n".encode()


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more, content)


def pdf(pages: Iterable[Sequence[bytes]], info: bytes = b"<<>>", trailer: bytes = b"") -> bytes:
    """A PDF of pages, each given by its lines."""
    return pdf_of([stream(b"".join(page)) for page in pages], info, trailer)


def pdf_of(contents: Sequence[bytes], info: bytes = b"<<>>", trailer: bytes = b"") -> bytes:
    """A PDF of pages, each given by its stream object."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 %d %d]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>"
        % (len(contents), kids, WIDTH, HEIGHT),
        *_FONTS,
        info,
    ]
    for number, content in enumerate(contents):
        objects += [b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (first + 2 * number + 1), content]
    return assembled(objects, b"/Root 1 0 R/Info 5 0 R" + trailer)


def assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    """A file of objects, with its table of places."""
    made = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        trailer,
        len(made),
    )
