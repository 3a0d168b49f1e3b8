"""Draws the pictures of a manuscript anew, so that nothing but what can be seen is left of them.

No metadata, profile, text chunk, thumbnail, second frame or name gets through: the pixels are decoded and written
into a fresh PNG or JPEG. What can't be decoded safely becomes a grey field. Work is bounded by numbers of pixels,
not by the clock, so that the same manuscript always gives the same copy; all of it takes about three seconds.
"""

import io
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageOps

MAX_PIXELS: Final = 40_000_000
MAX_ALL_PIXELS: Final = 30_000_000
MAX_PICTURES: Final = 100
LONGEST_SIDE: Final = 1_600

# The library's own wall, for whatever opens a picture without asking here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_FORMATS: Final = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
_FAULTS: Final = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    ArithmeticError,
    SyntaxError,
    EOFError,
    RuntimeError,
    MemoryError,
    AssertionError,
    struct.error,
    Image.DecompressionBombError,
    Warning,
)
_QUALITY: Final = 85
_LARGE: Final = 1_000_000  # pictures of more pixels are written as photographs are
_GREY: Final = 0xE6
_DARKER_GREY: Final = 0xA0


WHOLE: Final = 100_000
"""The width or height of a picture in the parts in which a crop is counted, thousandths of a per cent."""


@dataclass(frozen=True, slots=True)
class Crop:
    """How much of a picture is cut off on each side, in thousandths of a per cent of its width or height."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


UNCUT: Final = Crop()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a blind copy holds it; `extension` is png or jpeg, sizes in pixels."""

    content: bytes
    extension: str
    width: int
    height: int


class Studio:
    """Draws the pictures of one manuscript, as many as the limits let."""

    def __init__(self) -> None:
        self._pictures = 0
        self._pixels = 0

    def redraw(self, content: bytes, crop: Crop = UNCUT) -> Picture:
        """The picture in `content`, told by its first bytes, or the grey field in its place. Never raises.

        What `crop` cuts off is no part of it: an author may have cut off a name.
        """
        self._pictures += 1
        if self._pictures > MAX_PICTURES:
            return placeholder()
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                pixels = image.width * image.height
                if not 0 < pixels <= MAX_PIXELS:
                    return placeholder()
                is_photograph = image.format == "JPEG"
                if is_photograph:
                    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # decodes large ones at a half, a quarter, …
                self._pixels += image.width * image.height
                if self._pixels > MAX_ALL_PIXELS:
                    return placeholder()
                return _drawn(image, crop, is_photograph=is_photograph)
        except _FAULTS:
            return placeholder()


@lru_cache(maxsize=1)
def placeholder() -> Picture:
    """A grey field with a cross, for what can't be shown."""
    image = Image.new("L", (320, 200), _GREY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 319, 199), outline=_DARKER_GREY, width=2)
    pen.line((0, 0, 319, 199), fill=_DARKER_GREY, width=2)
    pen.line((0, 199, 319, 0), fill=_DARKER_GREY, width=2)
    return _written(image, is_photograph=False)


def _drawn(image: Image.Image, crop: Crop, *, is_photograph: bool) -> Picture:
    """The first frame, cropped, upright, on white, in plain grey or colours, not larger than a page needs."""
    image.load()
    upright = ImageOps.exif_transpose(image if crop == UNCUT else _cropped(image, crop))
    if upright.mode.startswith("I;16"):
        upright = upright.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    clear = upright.has_transparency_data
    grey = not clear and upright.mode in ("1", "L", "I", "F")
    wanted = "RGBA" if clear else "L" if grey else "RGB"
    plain = upright if upright.mode == wanted else upright.convert(wanted)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("L" if grey else "RGB", plain.size, "white")
    fresh.paste(plain, mask=plain if clear else None)
    return _written(fresh, is_photograph=is_photograph or fresh.width * fresh.height > _LARGE)


def _cropped(image: Image.Image, crop: Crop) -> Image.Image:
    """What a crop leaves of a picture as it is stored; of a pixel cut through, nothing. `ValueError` for nothing."""
    left, top = -(-image.width * crop.left // WHOLE), -(-image.height * crop.top // WHOLE)
    right, bottom = image.width * (WHOLE - crop.right) // WHOLE, image.height * (WHOLE - crop.bottom) // WHOLE
    if left >= right or top >= bottom:
        raise ValueError("nothing is left of the picture")
    return image.crop((left, top, right, bottom))


def _written(image: Image.Image, *, is_photograph: bool) -> Picture:
    stream = io.BytesIO()
    if is_photograph:
        image.save(stream, "JPEG", quality=_QUALITY)
    else:
        image.save(stream, "PNG", compress_level=2)
    return Picture(stream.getvalue(), "jpeg" if is_photograph else "png", image.width, image.height)
