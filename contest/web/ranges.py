"""Which part of a file a request asks for (RFC 9110, 14.2): one range of bytes, or all of it."""

import re
from dataclasses import dataclass
from typing import Final

_ONE_RANGE: Final = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of a file from `start` to before `stop`; none where `start` is not before `stop`."""

    start: int
    stop: int

    @property
    def is_empty(self) -> bool:
        """Whether no byte of the file is asked for."""
        return self.start >= self.stop


def asked_part(asked: str | None, unless_changed: str | None, *, length: int, etag: str) -> Part | None:
    """Give the part asked for, or None for the whole file.

    `asked` is the header Range, `unless_changed` If-Range. What is no range of bytes, or more than one, is passed over,
    as is a range of a file that is no longer the same.
    """
    match = _ONE_RANGE.fullmatch(asked or "")
    if match is None or (unless_changed is not None and unless_changed.strip() != etag):
        return None
    first, last = match.groups()
    if not first:
        return Part(max(0, length - int(last)), length) if last else None
    if last and int(last) < int(first):
        return None
    return Part(int(first), min(length, int(last) + 1) if last else length)
