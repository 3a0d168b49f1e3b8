"""The demo's essays: plain texts written for it, one file each."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "essays"


@dataclass(frozen=True, slots=True)
class Essay:
    """One essay: what its head lines say, and its paragraphs."""

    number: int
    title: str
    author: str
    unit: str
    genre: str
    paragraphs: tuple[str, ...]


def essays() -> tuple[Essay, ...]:
    """Give the demo's essays in their order."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.txt")))


def _read(path: Path) -> Essay:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    said: Mapping[str, str] = dict(line.split("：", 1) for line in head.splitlines())
    return Essay(
        number=int(path.stem),
        title=said["题目"],
        author=said["作者"],
        unit=said["单位"],
        genre=said["体裁"],
        paragraphs=tuple(line for line in body.splitlines() if line.strip()),
    )
