"""Pictures are drawn anew in the file for judges, without what was cut off or hidden."""

import io

import pytest
from PIL import Image

from contest.documents.model import Place
from contest.documents.names import w
from contest.documents.pictures import placeholder
from contest.documents.reader import read_docx
from tests.documents.blinding import BODY, WP, blinded, drawing, main_part, members, picture, with_pictures
from tests.documents.parts import centred, p

PNG = ("b.png", picture())
PIC = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'


def two_halves() -> bytes:
    """A picture of 40 by 20 pixels, its upper half red, its lower blue."""
    image = Image.new("RGB", (40, 20), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, 40, 10))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def cropped(settings: str, fill: str = "") -> str:
    """A drawing of the first picture, an inch high."""
    blip = f'<a:blip r:embed="rId0"/>{settings}<a:stretch>{fill or "<a:fillRect/>"}</a:stretch>'
    return drawing("rId0").replace('<a:blip r:embed="rId0"/>', f"<pic:blipFill {PIC}>{blip}</pic:blipFill>")


def test_pictures_are_drawn_anew_in_their_size_and_no_wider_than_the_text() -> None:
    wide = '<wp:extent cx="90000000" cy="45000000"/>'
    body = (
        centred("题")
        + p(BODY, drawing("rId0"), drawing("rId1", extent=""))
        + p(drawing("rId0", extent=wide.replace("90", "45")))
    )
    made = blinded(with_pictures(body, ("a.png", picture()), ("b.jpg", picture("JPEG", (96, 48)))))
    assert [name for name in members(made) if "media" in name] == ["word/media/image1.png", "word/media/image2.jpeg"]
    sizes = [(one.get("cx"), one.get("cy")) for one in main_part(made).iter(f"{{{WP}}}extent")]
    text_width = (12240 - 2880) * 635
    assert sizes[:2] == [("914400", "609600"), ("914400", "457200")]
    assert int(sizes[2][0] or 0) == text_width
    places = [run.place for one in read_docx(made).paragraphs for run in one.runs if run.place]
    assert places == [Place.PICTURE] * 3


@pytest.mark.parametrize(
    ("run", "size"),
    [
        (cropped('<a:srcRect t="50000"/>'), (40, 10)),
        (cropped('<a:srcRect l="25%" t="50%" r="-10000"/>'), (30, 10)),
        (cropped("", '<a:fillRect t="-100000"/>'), (40, 10)),
        (cropped('<a:srcRect t="50000"/>', '<a:fillRect l="-50000" r="-50000" b="20000"/>'), (20, 10)),
        ('<w:r><w:pict><v:shape><v:imagedata r:id="rId0" croptop=".5"/></v:shape></w:pict></w:r>', (40, 10)),
        (
            '<w:r><w:pict><v:shape><v:imagedata r:id="rId0" croptop="32768f" cropright="16384f" cropleft="-9f"/>'
            "</v:shape></w:pict></w:r>",
            (30, 10),
        ),
    ],
)
def test_what_an_author_cut_off_a_picture_is_not_in_the_copy(run: str, size: tuple[int, int]) -> None:
    made = blinded(with_pictures(centred("题") + p(BODY, run), ("a.png", two_halves())))
    (content,) = (content for name, content in members(made).items() if "media" in name)
    image = Image.open(io.BytesIO(content))
    assert image.size == size
    assert image.getcolors() == [(size[0] * size[1], (0, 0, 255))]


def test_a_cropped_picture_keeps_its_place_on_the_page_and_the_whole_one_stays_whole() -> None:
    run = cropped('<a:srcRect t="50000"/>')
    made = blinded(with_pictures(centred("题") + p(BODY, run, drawing("rId0"), run), ("a.png", two_halves())))
    sizes = [Image.open(io.BytesIO(content)).size for name, content in members(made).items() if "media" in name]
    assert sizes == [(40, 10), (40, 20)]
    extents = [(one.get("cx"), one.get("cy")) for one in main_part(made).iter(f"{{{WP}}}extent")]
    assert extents == [("914400", "609600")] * 3


@pytest.mark.parametrize(
    "hidden",
    [
        drawing("rId0").replace("<wp:docPr", '<wp:docPr hidden="1"'),
        '<w:r><w:pict><v:shape style="width:9pt;visibility:hidden"><v:imagedata r:id="rId0"/></v:shape></w:pict></w:r>',
    ],
)
def test_a_drawing_that_is_not_to_be_seen_is_not_in_the_copy(hidden: str) -> None:
    made = blinded(with_pictures(centred("题") + p(BODY, hidden, drawing("rId1")), ("a.png", two_halves()), PNG))
    media = [content for name, content in members(made).items() if "media" in name]
    assert [Image.open(io.BytesIO(content)).size for content in media] == [(30, 20)]
    assert len(list(main_part(made).iter(w("drawing")))) == 1


def test_a_hidden_picture_is_never_taken_for_one_that_is_seen() -> None:
    hidden = drawing("rId0").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    made = blinded(
        with_pictures(centred("题") + p(BODY, hidden, drawing("rId1")), ("a.png", picture()), ("b.png", picture()))
    )
    assert [content for name, content in members(made).items() if "media" in name] == [placeholder().content]


def test_pictures_from_outside_and_drawings_of_other_kinds_become_a_grey_field() -> None:
    chart = (
        '<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    )
    made = blinded(
        with_pictures(centred("题") + p(BODY, drawing("rId9"), chart, drawing("rId0")), ("a.svg", b"<svg/>"))
    )
    assert [content for name, content in members(made).items() if "media" in name] == [placeholder().content]
    assert len(list(main_part(made).iter(w("drawing")))) == 3
