"""Texts to compare: the demo's essays, and copies of them that were disguised."""

import random

from contest.demo.essays import essays

ESSAYS = ["".join(essay.paragraphs) for essay in essays()]
SOURCE = ESSAYS[0]
PASSAGE = SOURCE[100:250]


def disguised(text: str, share: float, lot: random.Random) -> str:
    """The text with a share of its characters replaced."""
    other = "".join(ESSAYS[5:9])
    return "".join(lot.choice(other) if lot.random() < share else sign for sign in text)


def with_passage(text: str, passage: str, place: int = 200) -> str:
    return text[:place] + passage + text[place:]
