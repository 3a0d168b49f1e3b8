"""What was taken out of a blind copy, what might be, and what the screener chose about it.

A place is told by its story, its index there, where its text starts, and the text itself: a choice holds as long
as the same text stands at the same place, and so outlives the making of another copy. Of a paragraph of the body
or a title line, `start` counts from its first character; of a note or text box, from the first of its paragraphs
joined by line ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.documents.identity import MaskKind


class Where(StrEnum):
    """The story in which something was masked."""

    TITLE = "title"
    BODY = "body"
    NOTE = "note"
    TEXT_BOX = "text_box"


class MaskStatus(StrEnum):
    """How a stretch of text stands in the blind copy."""

    MASKED = "masked"  # taken out by rule
    ADDED = "added"  # taken out because the screener said so
    SUGGESTED = (
        "suggested"  # left in: an author's name of two characters, or a given name, which may be an ordinary word
    )
    SHOWN = "shown"  # left in because the screener said so


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of text in a manuscript; `index` is that of the body paragraph, note or text box."""

    where: Where
    index: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Mask:
    """Something taken out, or left in for the screener to decide: why, where, and what it is.

    `before` and `after` are about a dozen characters on each side; a whole line has none.
    """

    kind: MaskKind
    where: Where
    index: int
    text: str
    start: int = 0
    before: str = ""
    after: str = ""
    status: MaskStatus = MaskStatus.MASKED

    @property
    def spot(self) -> Spot:
        """The place, as a choice about it names it."""
        return Spot(self.where, self.index, self.start, self.text)


@dataclass(frozen=True, slots=True)
class BlindChoices:
    """What a screener decided before judging starts; nothing, at first.

    `everywhere` are texts to mask wherever they stand, in any spelling; `masked` are places to mask, suggested
    ones among them; `shown` are places to leave unmasked, each the whole stretch that one mask covers. A line
    that was taken out comes back with what tells of the author in it masked, unless the line is nothing else. A
    place that is in both is masked.
    """

    everywhere: tuple[str, ...] = ()
    masked: tuple[Spot, ...] = ()
    shown: tuple[Spot, ...] = ()

    def as_json(self) -> dict[str, list[object]]:
        """The choices as plain JSON values, to be kept; `choices_from_json` reads them."""
        return {
            "everywhere": list(self.everywhere),
            "masked": [_spot_as_json(spot) for spot in self.masked],
            "shown": [_spot_as_json(spot) for spot in self.shown],
        }


NO_CHOICES: Final = BlindChoices()


def choices_from_json(stored: object) -> BlindChoices:
    """The choices that `as_json` gave. Raises `ValueError` for anything else."""
    if not isinstance(stored, Mapping) or stored.keys() - {"everywhere", "masked", "shown"}:
        raise ValueError("not a screener's choices")
    everywhere = stored.get("everywhere", [])
    if not isinstance(everywhere, list) or not all(isinstance(text, str) for text in everywhere):
        raise ValueError("the texts to mask everywhere are not a list of texts")
    return BlindChoices(
        tuple(everywhere), tuple(_spots(stored.get("masked", []))), tuple(_spots(stored.get("shown", [])))
    )


def _spot_as_json(spot: Spot) -> dict[str, object]:
    return {"where": str(spot.where), "index": spot.index, "start": spot.start, "text": spot.text}


def _spots(stored: object) -> Iterable[Spot]:
    for place in stored if isinstance(stored, list) else [stored]:
        match place:
            case {"where": str(where), "index": int(index), "start": int(start), "text": str(text)}:
                yield Spot(Where(where), index, start, text)
            case _:
                raise ValueError("a place has no where, index, start and text")
