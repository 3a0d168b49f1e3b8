import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from contest.documents.pictures import (
    LONGEST_SIDE,
    MAX_ALL_PIXELS,
    MAX_PICTURES,
    WHOLE,
    Crop,
    Picture,
    Studio,
    placeholder,
)

MARKER = "ZHANG-SAN-1990"
RED, BLUE = (255, 0, 0), (0, 0, 255)


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def drawn(content: bytes) -> Picture:
    return Studio().redraw(content)


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "png"), ("BMP", "png"), ("TIFF", "png"), ("WEBP", "png")],
)
def test_kinds_that_are_drawn_anew(kind: str, extension: str) -> None:
    picture = drawn(saved(Image.new("RGB", (30, 20), RED), kind))
    assert (picture.extension, picture.width, picture.height) == (extension, 30, 20)
    image = opened(picture)
    assert (image.format, image.mode, image.size) == (extension.upper(), "RGB", (30, 20))
    red, green, blue = image.getpixel((5, 5))  # type: ignore[misc]
    assert red > 250
    assert max(green, blue) < 6


def red_above_blue(width: int = 40, height: int = 20) -> Image.Image:
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width, height // 2))
    return image


@pytest.mark.parametrize(
    ("crop", "size", "colours"),
    [
        (Crop(top=50_000), (40, 10), {BLUE}),
        (Crop(bottom=50_000), (40, 10), {RED}),
        (Crop(left=25_000, right=10_000), (26, 20), {RED, BLUE}),
        (Crop(top=49_000), (40, 10), {BLUE}),  # of a row that is cut through, nothing
        (Crop(left=1), (39, 20), {RED, BLUE}),
    ],
)
def test_what_was_cut_off_is_no_part_of_the_picture(
    crop: Crop, size: tuple[int, int], colours: set[tuple[int, int, int]]
) -> None:
    picture = Studio().redraw(saved(red_above_blue(), "PNG"), crop)
    assert (picture.width, picture.height) == size
    assert {colour for _, colour in opened(picture).getcolors() or ()} == colours


def test_a_picture_is_cropped_as_it_is_stored_and_then_set_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # its left side is up
    picture = Studio().redraw(saved(red_above_blue(), "PNG", exif=turned), Crop(top=50_000))
    assert (picture.width, picture.height) == (10, 40)
    assert opened(picture).getpixel((5, 5)) == BLUE


def test_a_picture_of_which_nothing_is_left_is_a_grey_field() -> None:
    for crop in (Crop(left=60_000, right=40_000), Crop(top=WHOLE), Crop(bottom=9 * WHOLE)):
        assert Studio().redraw(saved(red_above_blue(), "PNG"), crop) == placeholder()


def test_nothing_but_what_can_be_seen_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = MARKER  # description, artist
    exif[0x9C9D] = MARKER.encode("utf-16-le")  # the author as Windows keeps it
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    texts = PngInfo()
    texts.add_text("Author", MARKER)
    texts.add_itxt("XML:com.adobe.xmp", MARKER)
    texts.add_text("Comment", MARKER, zip=True)
    image = Image.new("RGB", (30, 20), RED)
    for content in (
        saved(image, "JPEG", exif=exif, icc_profile=profile, comment=MARKER.encode(), xmp=MARKER.encode()),
        saved(image, "PNG", exif=exif, icc_profile=profile, pnginfo=texts),
        saved(image, "WEBP", exif=exif, icc_profile=profile, xmp=MARKER.encode()),
        saved(image, "GIF", comment=MARKER.encode()),
        saved(image, "TIFF", description=MARKER, artist=MARKER, icc_profile=profile),
        saved(image, "JPEG") + MARKER.encode(),
        saved(image, "PNG") + MARKER.encode(),
    ):
        picture = drawn(content)
        assert picture != placeholder()
        left = opened(picture)
        assert not left.getexif()
        assert set(left.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for spelled in (MARKER.encode(), MARKER.encode("utf-16-le"), b"ICC", b"Exif", b"XMP"):
            assert spelled not in picture.content


def test_a_picture_stands_upright() -> None:
    image = Image.new("RGB", (30, 20), RED)
    image.paste(BLUE, (0, 0, 15, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise
    picture = drawn(saved(image, "PNG", exif=exif))
    assert (picture.width, picture.height) == (20, 30)
    assert (opened(picture).getpixel((10, 5)), opened(picture).getpixel((10, 25))) == (BLUE, RED)


def test_only_the_first_frame_is_kept() -> None:
    second = Image.new("RGB", (30, 20), BLUE)
    for kind in ("GIF", "TIFF", "WEBP", "PNG"):
        picture = drawn(saved(Image.new("RGB", (30, 20), RED), kind, save_all=True, append_images=[second]))
        left = opened(picture)
        assert getattr(left, "n_frames", 1) == 1
        red, _, blue = left.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > 240 > 20 > blue


def test_what_is_clear_stands_on_white() -> None:
    assert opened(drawn(saved(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG"))).getpixel((1, 1)) == (255,) * 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr", "LAB"])
def test_every_way_to_keep_colours(mode: str) -> None:
    kind = "TIFF" if mode in ("CMYK", "F", "I", "YCbCr", "LAB") else "PNG"
    image = Image.new(mode, (8, 8))
    assert drawn(saved(image, kind)).width == 8


def test_large_pictures_become_smaller_photographs() -> None:
    picture = drawn(saved(Image.new("RGB", (4000, 1000), RED), "PNG"))
    assert (picture.extension, picture.width, picture.height) == ("png", LONGEST_SIDE, LONGEST_SIDE // 4)
    assert drawn(saved(Image.new("RGB", (1200, 1200), RED), "PNG")).extension == "jpeg"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def png_of(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\xd7\xcd\xc6\x9a" + bytes(100),  # WMF
        b"\x01\0\0\0" + bytes(36) + b" EMF" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"8BPS" + bytes(100),
        saved(Image.new("RGB", (300, 300), RED), "JPEG")[:-200],
        saved(Image.effect_noise((300, 300), 80), "PNG")[:-5000],
        png_of(8000, 5001),
        png_of(60_000, 60_000),
        png_of(2_000_000_000, 2_000_000_000),
        png_of(0, 5),
    ],
)
def test_what_cannot_be_drawn_becomes_a_grey_field(content: bytes) -> None:
    assert drawn(content) == placeholder()


def test_the_grey_field_is_a_picture_itself() -> None:
    field = placeholder()
    assert (opened(field).size, field.extension) == ((320, 200), "png")
    assert drawn(field.content) == field


def test_a_manuscript_may_hold_so_many_pictures() -> None:
    studio = Studio()
    content = saved(Image.new("RGB", (9, 9), RED), "PNG")
    pictures = [studio.redraw(content) for _ in range(MAX_PICTURES + 1)]
    assert {picture.width for picture in pictures[:-1]} == {9}
    assert pictures[-1] == placeholder()


def test_a_manuscript_may_hold_so_many_pixels() -> None:
    studio = Studio()
    side = 2000
    content = saved(Image.new("1", (side, side)), "PNG")
    drawn_pictures = [studio.redraw(content) != placeholder() for _ in range(9)]
    assert sum(drawn_pictures) == MAX_ALL_PIXELS // side**2


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
    st.integers(0, 2000),
)
def test_no_damage_escapes_and_the_answer_is_always_the_same(
    kind: str, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(saved(Image.linear_gradient("L").resize((40, 40)), kind))
    for place, value in changes:
        content[place % len(content)] = value
    damaged = bytes(content[: len(content) - cut % len(content)])
    assert drawn(damaged) == drawn(damaged)
