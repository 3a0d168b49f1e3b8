"""An author of whom everything is known, manuscripts of theirs with pictures, and blind copies read back."""

import io
import zipfile

from lxml import etree
from PIL import Image

from contest.documents.blind_docx import write_blind_docx
from contest.documents.identity import Identity
from contest.documents.reader import open_docx, read_docx
from tests.documents.parts import OFFICE, docx, links

BODY = "我在基层工作了二十年，走过了全县一百三十六个村，也见证了泥泞小路变成宽阔大道，心里有许多话想说。"
NAME, LATIN, UNIT, PHONE, EMAIL = "欧阳修文", "ouyangxiuwen", "江海市统计局", "13812345678", "xw@example.org"
IDENTITY = Identity((NAME, LATIN), (UNIT,), (PHONE,), (EMAIL,))
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def blinded(data: bytes, title: str = "") -> bytes:
    """The file for judges of a manuscript by this author."""
    return write_blind_docx(open_docx(data), IDENTITY, title=title)


def members(data: bytes) -> dict[str, bytes]:
    """The parts of a .docx by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main_part(data: bytes) -> etree._Element:
    """The body of a .docx, and what is round it."""
    return etree.fromstring(members(data)["word/document.xml"])


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), **more: object) -> bytes:
    """A red picture; `more` goes into its file."""
    stream = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(stream, kind, **more)
    return stream.getvalue()


def drawing(link: str, told: str = "", extent: str = '<wp:extent cx="914400" cy="609600"/>') -> str:
    """A run with the picture behind a link, an inch wide, `told` wherever a drawing has words."""
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{WP}">{extent}<wp:docPr id="7" name="{told}" descr="{told}"'
        f' title="{told}"/><a:graphic><a:graphicData><a:blip r:embed="{link}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def with_pictures(body: str, *pictures: tuple[str, bytes]) -> bytes:
    """A .docx with these pictures: the first behind `rId0`, and so on."""
    targets = [(f"{OFFICE}/image", f"media/{name}", "") for name, _ in pictures]
    parts: dict[str, str | bytes] = {f"word/media/{name}": content for name, content in pictures}
    return docx(body, {"word/_rels/document.xml.rels": links(targets), **parts})


def text_of(data: bytes) -> tuple[str, str]:
    """The title of a blind copy, and the rest of its text as `BlindCopy.text` has it."""
    document = read_docx(data)
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph.style == "Title"]
    asides = [
        *(paragraph.text for note in document.notes for paragraph in note.paragraphs),
        *(paragraph.text for box in document.text_boxes for paragraph in box.paragraphs),
    ]
    body = [paragraph.text for paragraph in document.paragraphs if paragraph.style != "Title"]
    return "".join(titles), "\n".join(["\n".join(body), *asides])
