"""What tells that a mark sheet, and each row of it, is the one that was given out here, and nothing of any author.

Both are signed with the site's key and carry no clock. A row has a stamp of its own, so that rows may be sorted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.signing import BadSignature, Signer

_SEAL: Final = Signer(salt="contest.judging.packets.seal")
_STAMP: Final = Signer(salt="contest.judging.packets.stamp")


@dataclass(frozen=True, slots=True)
class Seal:
    """What a sheet was given out as: for which judge (by key), of which criteria, with which rows (number, token)."""

    judge: int
    criteria: tuple[str, ...]
    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a row was given out as, and the state of the reading at that moment."""

    judge: int
    number: int
    token: str
    state: str


def seal_text(judge: int, criteria: Sequence[str], rows: Iterable[tuple[int, str]]) -> str:
    """Give a sheet's seal as text. The judge's key is that of the seat, so it tells the round too."""
    return _SEAL.sign_object([judge, list(criteria), list(map(list, rows))], compress=True)


def read_seal(text: str) -> Seal | None:
    """Give what a seal says, None where it isn't one of ours."""
    try:
        judge, criteria, rows = _SEAL.unsign_object(text)
    except (BadSignature, ValueError):
        return None
    return Seal(judge, tuple(criteria), tuple((number, token) for number, token in rows))


def stamp_text(judge: int, number: int, token: str, state: str) -> str:
    """Give a row's stamp as text."""
    return _STAMP.sign_object([judge, number, token, state])


def read_stamp(text: str) -> Stamp | None:
    """Give what a stamp says, None where it isn't one of ours."""
    try:
        return Stamp(*_STAMP.unsign_object(text))
    except (BadSignature, ValueError):
        return None
