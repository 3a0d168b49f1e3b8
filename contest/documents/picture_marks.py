"""What a picture file carries besides the picture: the marks of its metadata, told by their first bytes."""

from typing import Final

_MARKS: Final = (
    ("EXIF", (b"Exif\0\0", b"eXIf", b"EXIF\x00", b"Raw profile type exif")),
    ("XMP", (b"http://ns.adobe.com/xap/1.0/", b"<x:xmpmeta", b"XML:com.adobe.xmp")),
    ("IPTC", (b"Photoshop 3.0\0", b"Raw profile type iptc")),
)
_TEXT_CHUNKS: Final = (b"tEXt", b"iTXt", b"zTXt")
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def picture_marks(content: bytes) -> list[str]:
    """The kinds of metadata in a picture: EXIF, XMP, IPTC, or PNG for its text chunks."""
    marks = [name for name, signs in _MARKS if any(sign in content for sign in signs)]
    if content.startswith(_PNG) and any(chunk in content for chunk in _TEXT_CHUNKS):
        marks.append("PNG")
    return marks
