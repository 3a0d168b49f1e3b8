"""An archive as bytes: any part of it, read from where its files lie."""

from collections.abc import Iterator
from typing import Final

from django.core.files.storage import default_storage

from contest.exports.archives.layout import Layout, Span
from contest.exports.archives.listing import read_list
from contest.exports.models import Archive

BLOCK: Final = 1 << 18
"""Bytes that are sent in one go: a small file takes no longer than its share of a large one."""


class Shortened(Exception):
    """A stored file is not what it was when the archive was laid out."""


def archive_part(archive: Archive, start: int, stop: int) -> Iterator[bytes]:
    """Give the bytes of an archive from `start` to before `stop`, in blocks; of its files one is open at a time."""
    with archive.open_list() as lines:
        files = list(read_list(lines))
    layout = Layout([one.member for one in files])
    held = bytearray()
    for piece in layout.pieces(start, stop):
        if isinstance(piece, bytes):
            held += piece
        else:
            for content in _content(files[piece.member].stored_name, piece):
                held += content
                if len(held) >= BLOCK:
                    yield bytes(held)
                    held.clear()
    if held:
        yield bytes(held)


def _content(stored_name: str, span: Span) -> Iterator[bytes]:
    left = span.stop - span.start
    with default_storage.open(stored_name) as content:
        content.seek(span.start)
        while left:
            piece = content.read(min(left, BLOCK))
            if not piece:
                raise Shortened(stored_name)
            left -= len(piece)
            yield piece
