"""The list of an archive's files: a line for each, in the order in which they stand in the ZIP."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import IO

from contest.exports.archives.layout import Member


@dataclass(frozen=True, slots=True)
class Listed:
    """One file: its path, where it lies in storage, its size and fingerprint, and the time on the clock of its place.

    `manuscript` is the key of the manuscript that it is; of one that was not read yet `crc` is unknown.
    """

    path: str
    stored_name: str
    size: int
    sha256: str
    at: str
    manuscript: int | None = None
    crc: int | None = None

    @property
    def member(self) -> Member:
        """The file as the ZIP has it."""
        if self.crc is None:
            raise ValueError(f"{self.path} was not read yet")
        return Member(self.path, self.size, self.crc, datetime.fromisoformat(self.at))


def list_lines(files: Iterable[Listed]) -> bytes:
    """Give the lines of a list."""
    return b"".join(json.dumps(astuple(one), ensure_ascii=False).encode() + b"\n" for one in files)


def read_list(lines: IO[bytes]) -> Iterator[Listed]:
    """Give the files of a list."""
    for line in lines:
        yield Listed(*json.loads(line))
