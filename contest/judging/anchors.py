"""What a criterion's guidance says in words, and what it says of ranges of marks: `27–30 优秀：…`, a line each."""

import re
from dataclasses import dataclass

_PARTS = re.compile(r"[\n；;]")
_ANCHOR = re.compile(
    r"\s*(?P<marks>\d+(?:\.\d+)?\s*[-–—~～至]\s*\d+(?:\.\d+)?|\d+(?:\.\d+)?(?=\s*分))\s*分?\s*[:：、，,]?\s*(?P<words>\S.*)"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an essay is like that gets such marks."""

    marks: str
    words: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """What is asked for, and the anchors in the order in which they stand."""

    words: str
    anchors: tuple[Anchor, ...]


def read_guidance(text: str) -> Guidance:
    """Part a criterion's guidance; what begins with no range of marks stays in the words."""
    words, anchors = [], []
    for part in _PARTS.split(text):
        found = _ANCHOR.fullmatch(part.strip())
        if found:
            anchors.append(Anchor(re.sub(r"\s*[-–—~～至]\s*", "–", found["marks"]), found["words"].strip()))
        elif part.strip():
            words.append(part.strip())
    return Guidance("；".join(words), tuple(anchors))
