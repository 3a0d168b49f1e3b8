"""The fonts that certificates and books are set in: the site's own before the packaged ones, and what they lack."""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn as packaged
import typst

SONG: Final = "Noto Serif SC"
HEI: Final = "Noto Sans SC"
_PACKAGED: Final = packaged.serif_path().parent
_SAMPLE: Final = "国永书"
Ranges = tuple[list[int], list[int]]


class Fonts:
    """The fonts of some folders and of the package; nothing of the system's."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.loaded = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in (*folders, _PACKAGED)],
        )
        files = {(font.family, font.path, font.index) for font in self.loaded.fonts() if font.path}
        self._covered = {(family, path, index): _ranges(Path(path), index) for family, path, index in sorted(files)}

    def families(self) -> list[str]:
        """Give the names of the fonts that have Chinese: Song and Hei first, then the site's own."""
        own = {family for (family, _, _), covered in self._covered.items() if all(_has(covered, s) for s in _SAMPLE)}
        return [SONG, HEI, *sorted(own - {SONG, HEI})]

    def lacking(self, text: str) -> str:
        """Give the signs of a text that none of the fonts has, each once, as they come."""
        signs = dict.fromkeys(sign for sign in text if not sign.isspace())
        return "".join(sign for sign in signs if not any(_has(covered, sign) for covered in self._covered.values()))

    def chain(self, family: str) -> list[str]:
        """Give the fonts by name in which a text is looked for, the wanted one first."""
        families = self.families()
        return [family if family in families else SONG, *(one for one in families if one != family)]


@lru_cache(maxsize=4)
def fonts_in(folders: Sequence[Path]) -> Fonts:
    """Give the fonts of these folders (a tuple); they are read once in a process."""
    return Fonts(folders)


def _has(covered: Ranges, sign: str) -> bool:
    firsts, lasts = covered
    at = bisect_right(firsts, ord(sign)) - 1
    return at >= 0 and ord(sign) <= lasts[at]


def _ranges(path: Path, index: int) -> Ranges:
    """Give the first and the last sign of each stretch that a font maps to glyphs: its table `cmap`."""
    data = path.read_bytes()
    try:
        found = sorted(_mapped(data, index))
    except struct.error:
        found = []
    return [first for first, _ in found], [last for _, last in found]


def _mapped(data: bytes, index: int) -> list[tuple[int, int]]:
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", data, start + 4)[0]
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * number) for number in range(tables))
    cmap = next((offset for tag, _, offset, _ in records if tag == b"cmap"), None)
    if cmap is None:
        return []
    parts = struct.unpack_from(">H", data, cmap + 2)[0]
    offsets = {cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)[2] for number in range(parts)}
    by_format = {struct.unpack_from(">H", data, offset)[0]: offset for offset in offsets}
    if 12 in by_format:
        return _segmented(data, by_format[12])
    return _segments(data, by_format[4]) if 4 in by_format else []


def _segmented(data: bytes, at: int) -> list[tuple[int, int]]:
    """Format 12: groups of first sign, last sign, first glyph."""
    groups = struct.unpack_from(">I", data, at + 12)[0]
    rows = (struct.unpack_from(">III", data, at + 16 + 12 * number) for number in range(groups))
    return [(first, last) for first, last, _ in rows]


def _segments(data: bytes, at: int) -> list[tuple[int, int]]:
    """Format 4: the ends of segments, then their starts, of the first 65,536 signs."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    return [(first, last) for first, last in zip(starts, ends, strict=True) if last != 0xFFFF]
