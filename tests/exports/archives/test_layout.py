"""A ZIP that was only laid out, read by zipfile: whole, in parts, and larger than any disk here."""

import io
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.exports.archives.layout import Layout, Member, Span

AT = datetime.fromisoformat("2026-05-01T09:30:07")
CONTENTS = [b"", b"a", "灯火".encode() * 500, b"\x00" * 70_000]
NAMES = ["SHA256SUMS", "文稿/甲/灯火.docx", "文稿/乙/渡口.docx", "文稿/𠮷.pdf"]
GIB = 1 << 30


def members_of(contents: Sequence[bytes]) -> list[Member]:
    pairs = zip(NAMES, contents, strict=True)
    return [Member(name, len(content), zlib.crc32(content), AT) for name, content in pairs]


def bytes_of(layout: Layout, contents: Sequence[bytes], start: int, stop: int) -> bytes:
    return b"".join(
        piece if isinstance(piece, bytes) else contents[piece.member][piece.start : piece.stop]
        for piece in layout.pieces(start, stop)
    )


def whole(contents: Sequence[bytes] = CONTENTS) -> tuple[Layout, bytes]:
    layout = Layout(members_of(contents))
    return layout, bytes_of(layout, contents, 0, layout.length)


def test_zipfile_reads_what_was_laid_out() -> None:
    layout, content = whole()
    assert len(content) == layout.length
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == NAMES
        assert [archive.read(name) for name in NAMES] == CONTENTS
        for one in archive.infolist():
            assert (one.compress_type, one.date_time) == (ZIP_STORED, (2026, 5, 1, 9, 30, 6))
            assert (one.external_attr >> 16, one.extra) == (0o100644, b"")


def test_an_empty_zip_is_one_too() -> None:
    layout = Layout([])
    with ZipFile(io.BytesIO(bytes_of(layout, [], 0, layout.length))) as archive:
        assert archive.namelist() == []


@given(st.data())
def test_any_part_is_that_part_of_the_whole(data: st.DataObject) -> None:
    layout, content = whole()
    start = data.draw(st.integers(0, layout.length))
    stop = data.draw(st.integers(start, layout.length))
    assert bytes_of(layout, CONTENTS, start, stop) == content[start:stop]


def test_parts_cut_at_every_seam_join_to_the_whole() -> None:
    contents = [b"", b"a", b"bc", b"def"]
    layout, content = whole(contents)
    for seam in range(layout.length + 1):
        joined = bytes_of(layout, contents, 0, seam) + bytes_of(layout, contents, seam, layout.length)
        assert joined == content


def test_a_part_goes_straight_to_its_member() -> None:
    members = [Member(f"{number}", 1000, 0, AT) for number in range(5)]
    at = Layout(members[:4]).length - Layout([]).length - 4 * (46 + 1)
    pieces = list(Layout(members).pieces(at + 31 + 10, at + 31 + 30))
    assert pieces == [Span(4, 10, 30)]


class Zeros(io.RawIOBase):
    """A laid out ZIP whose members hold nothing but zeros, however large it is."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.at = layout, 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (0, self.at, self.layout.length)[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def read(self, size: int = -1) -> bytes:
        stop = min(self.layout.length, self.at + (self.layout.length if size < 0 else size))
        pieces = self.layout.pieces(self.at, stop)
        found = b"".join(piece if isinstance(piece, bytes) else bytes(piece.stop - piece.start) for piece in pieces)
        self.at += len(found)
        return found


def test_what_is_too_large_for_the_first_zip_is_said_by_zip64() -> None:
    sizes = [5 * GIB, 0xFFFFFFFF, 10, 0xFFFFFFFE, 7]
    members = [Member(f"{number}.docx", size, 0, AT) for number, size in enumerate(sizes)]
    with ZipFile(Zeros(Layout(members))) as archive:
        infos = archive.infolist()
        assert [one.file_size for one in infos] == sizes
        assert [one.compress_size for one in infos] == sizes
        # Before each content stand 30 bytes, the name, and for the two largest 20 bytes of ZIP64.
        starts = [0]
        for one, extra in zip(members, (20, 20, 0, 0, 0), strict=True):
            starts.append(starts[-1] + 30 + len(one.path) + extra + one.size)
        assert [one.header_offset for one in infos] == starts[:-1]
        small: Any = archive.open("4.docx")
        small._expected_crc = None
        assert small.read() == bytes(7)


def test_more_files_than_sixteen_bits_count() -> None:
    members = [Member(f"{number}", 0, 0, AT) for number in range(66_000)]
    layout = Layout(members)
    with ZipFile(io.BytesIO(bytes_of(layout, [b""] * 66_000, 0, layout.length))) as archive:
        assert len(archive.namelist()) == 66_000


@pytest.mark.parametrize(("at", "kept"), [("1979-01-01T00:00:00", 1980), ("2200-01-01T00:00:00", 2107)])
def test_a_year_that_a_zip_does_not_know_is_the_nearest_that_it_does(at: str, kept: int) -> None:
    layout = Layout([Member("a", 0, 0, datetime.fromisoformat(at))])
    with ZipFile(io.BytesIO(bytes_of(layout, [b""], 0, layout.length))) as archive:
        assert archive.infolist()[0].date_time[0] == kept
