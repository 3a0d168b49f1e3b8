"""Which file belongs to which row of a bundle.

A pair is `certain` when row and file name each other and nobody else claims either; a near miss is a proposal that
the unit contact must look at; where several claims are equal the row is left open with its candidates. A file goes
to one row at most, and the order of rows and files does not matter.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz

from contest.entries.authors import authors_of, name_key

MOST_CANDIDATES: Final = 6
_NEAR: Final = 80.0
"""From this likeness (0 to 100) on, one text may be the other with a slip in it."""

_AHEAD: Final = 8.0
"""By so much a proposal must be nearer than the next."""

_SHORTEST_TITLE: Final = 2
_SHORTEST_PART: Final = 4
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# What stands in names beside the fields and says nothing of them.
_SAYS_NOTHING: Final = re.compile(
    r"(?:主题|征文|投稿|来稿|稿件|文稿|参赛|参评|作品|作者|题目|单位|副本|最终|最新|修改|定稿|终稿|电子|版|稿|第|号|的|\d|[a-z])*"
)


class How(StrEnum):
    """By what a row found its file."""

    OWN = "own"
    CHOSEN = "chosen"
    FILE_NAME = "file_name"
    CANONICAL = "canonical"
    TITLE_AND_AUTHOR = "title_and_author"
    AUTHOR = "author"
    TITLE = "title"
    TEXT = "text"
    NEAR = "near"
    NOTHING = ""


@dataclass(frozen=True)
class RowSaid:
    """What is known of a row before it has a file; `key` tells it from the others."""

    key: int
    unit: str = ""
    title: str = ""
    author: str = ""
    file_name: str = ""
    canonical: str = ""

    @cached_property
    def title_key(self) -> str:
        """The title as it is compared."""
        return name_key(self.title)

    @cached_property
    def author_keys(self) -> frozenset[str]:
        """The authors as they are compared."""
        return _author_keys(self.author)

    @cached_property
    def file_keys(self) -> frozenset[str]:
        """The name that the sheet gives, as it is compared: with what may be an ending, and without."""
        return frozenset({name_key(self.file_name), _stem(self.file_name)} - {""})

    @cached_property
    def canonical_key(self) -> str:
        """The name that the rule spells, as it is compared."""
        return _stem(self.canonical)


@dataclass(frozen=True)
class FileSaid:
    """What a file says of itself: its name and folder, the fields read in its name, the title in its text."""

    key: int
    name: str
    folder: str = ""
    title: str = ""
    author: str = ""
    text_title: str = ""

    @cached_property
    def stem(self) -> str:
        """The name as it is compared, without its ending."""
        return _stem(self.name)

    @cached_property
    def whole(self) -> str:
        """The name as it is compared, with its ending."""
        return name_key(self.name)

    @cached_property
    def path_key(self) -> str:
        """Folder and name as they are compared."""
        return f"{name_key(self.folder)}/{self.stem}"

    @cached_property
    def title_key(self) -> str:
        """The title in its name as it is compared."""
        return name_key(self.title)

    @cached_property
    def text_key(self) -> str:
        """The title in its text as it is compared."""
        return name_key(self.text_title)

    @cached_property
    def author_keys(self) -> frozenset[str]:
        """The authors in its name as they are compared."""
        return _author_keys(self.author)


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a row: its file if there is one, by what, whether for certain, and which it may be."""

    file: int | None = None
    how: How = How.NOTHING
    certain: bool = False
    candidates: tuple[int, ...] = ()


class _Claim(IntEnum):
    """How strongly a row claims a file."""

    NONE = 0
    TITLE = 1
    AUTHOR = 2
    TITLE_AND_AUTHOR = 3
    CANONICAL = 4
    FILE_NAME = 5


_HOW: Final[Mapping[_Claim, How]] = {
    _Claim.FILE_NAME: How.FILE_NAME,
    _Claim.CANONICAL: How.CANONICAL,
    _Claim.TITLE_AND_AUTHOR: How.TITLE_AND_AUTHOR,
    _Claim.AUTHOR: How.AUTHOR,
    _Claim.TITLE: How.TITLE,
}


def match(rows: Collection[RowSaid], files: Collection[FileSaid], label: str = "") -> dict[int, Match]:
    """Give for each row, by its key, the file that belongs to it, is proposed for it, or may be.

    `label` is the contest's own in file names.
    """
    row_of, file_of = {row.key: row for row in rows}, {file.key: file for file in files}
    claims = {(row.key, file.key): claim for row in rows for file in files if (claim := _claim(row, file))}
    found: dict[int, Match] = {}
    open_rows, open_files = set(row_of), set(file_of)
    for strength, how in _HOW.items():
        pairs = [
            (row, file)
            for (row, file), claim in claims.items()
            if claim == strength and row in open_rows and file in open_files
        ]
        by_row, by_file = _grouped(pairs), _grouped((file, row) for row, file in pairs)
        for row, file in pairs:
            if len(by_row[row]) == len(by_file[file]) == 1:
                certain = strength > _Claim.AUTHOR or not _says_more(row_of[row], file_of[file], label)
                found[row] = Match(file, how, certain)
        # Where equal claims meet, nobody gets the file by a weaker one either.
        open_rows -= by_row.keys()
        open_files -= by_file.keys()
    taken = {one.file for one in found.values()}
    left = [row for row in rows if row.key not in found]
    return found | _proposed(left, [file for file in files if file.key not in taken], claims)


def _author_keys(field: str) -> frozenset[str]:
    return frozenset(filter(None, map(name_key, authors_of(field)))) if field else frozenset()


def _stem(name: str) -> str:
    return name_key(_ENDING.sub("", name))


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for one, other in pairs:
        groups.setdefault(one, []).append(other)
    return groups


def _claim(row: RowSaid, file: FileSaid) -> _Claim:
    """The strongest claim of a row on a file, none where the two contradict each other."""
    if row.file_keys and not row.file_keys.isdisjoint((file.whole, file.stem)):
        return _Claim.FILE_NAME
    if row.canonical_key and row.canonical_key == file.stem:
        return _Claim.CANONICAL
    title, author = _names_title(row, file), _names_author(row, file)
    if title and author:
        return _Claim.TITLE_AND_AUTHOR
    if author and not (row.title_key and file.title_key):
        return _Claim.AUTHOR
    if title and not (row.author_keys and file.author_keys):
        return _Claim.TITLE
    return _Claim.NONE


def _names_title(row: RowSaid, file: FileSaid) -> bool:
    """Whether a file's name holds the row's title; a title read in the name must be the whole of it."""
    if len(row.title_key) < _SHORTEST_TITLE:
        return False
    return row.title_key == file.title_key if file.title_key else row.title_key in file.path_key


def _names_author(row: RowSaid, file: FileSaid) -> bool:
    """Whether a file's name, or the folder it lay in, names an author of the row."""
    if file.author_keys:
        return not row.author_keys.isdisjoint(file.author_keys)
    return any(len(author) > 1 and author in file.path_key for author in row.author_keys)


def _says_more(row: RowSaid, file: FileSaid, label: str) -> bool:
    """Whether a file's name has words that neither the row nor the contest explains: another title, another name."""
    left = file.stem
    for known in sorted((*row.author_keys, row.title_key, name_key(row.unit), name_key(label)), key=len, reverse=True):
        left = left.replace(known, "") if known else left
    return _SAYS_NOTHING.fullmatch(left) is None


def _proposed(
    rows: Sequence[RowSaid], files: Sequence[FileSaid], claims: Mapping[tuple[int, int], _Claim]
) -> dict[int, Match]:
    """Near misses: proposed where row and file are each other's nearest by far, else given as candidates."""
    near: dict[tuple[int, int], float] = {}
    for row in rows:
        for file in files:
            likeness = _likeness(row, file, claims.get((row.key, file.key), _Claim.NONE))
            if likeness >= _NEAR:
                near[row.key, file.key] = likeness
    of_row: dict[int, list[tuple[float, int]]] = {row.key: [] for row in rows}
    of_file: dict[int, list[tuple[float, int]]] = {file.key: [] for file in files}
    for (row_key, file_key), likeness in near.items():
        of_row[row_key].append((-likeness, file_key))
        of_file[file_key].append((-likeness, row_key))
    files_by_key = {file.key: file for file in files}
    answers: dict[int, Match] = {}
    for row in rows:
        ranked = sorted(of_row[row.key])
        candidates = tuple(file for _, file in ranked[:MOST_CANDIDATES])
        if _stands_out(ranked) and _stands_out(claimants := sorted(of_file[candidates[0]])):
            nearest = files_by_key[candidates[0]]
            if claimants[0][1] == row.key:
                how = How.TEXT if row.title_key and row.title_key == nearest.text_key else How.NEAR
                answers[row.key] = Match(nearest.key, how, candidates=candidates)
                continue
        answers[row.key] = Match(candidates=candidates)
    return answers


def _stands_out(ranked: Sequence[tuple[float, int]]) -> bool:
    return len(ranked) == 1 or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] >= _AHEAD)


def _likeness(row: RowSaid, file: FileSaid, claim: _Claim) -> float:
    """How near a row and a file are, 0 to 100: by title, by author, by the name that the sheet gives."""
    author = _names_author(row, file)
    best = 0.0
    if claim or author or _names_title(row, file):
        best = _NEAR + claim  # a claim that others share, or one field that agrees where the other does not
    for given in row.file_keys:
        best = max(best, fuzz.ratio(given, file.stem))
    if row.title_key:
        for title in (file.title_key, file.text_key):
            best = max(best, fuzz.ratio(row.title_key, title) if title else 0.0)
        if _SHORTEST_PART <= len(row.title_key) <= len(file.stem):
            best = max(best, fuzz.partial_ratio(row.title_key, file.stem))
    return min(100.0, best + 10) if author or _near_author(row, file) else best


def _near_author(row: RowSaid, file: FileSaid) -> bool:
    """Whether an author's name differs in one sign of three or more: 林晓东 and 林小东."""
    return any(
        len(one) > 2 and len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
        for one in row.author_keys
        for other in file.author_keys
    )
