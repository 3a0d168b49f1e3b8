import random

import pytest

from contest.screening.originality.collection import Collection
from tests.screening.originality.texts import ESSAYS, PASSAGE, disguised, with_passage


def pairs(texts: list[str]) -> set[tuple[int, int]]:
    return {(min(one.a, one.b), max(one.a, one.b)) for one in Collection(texts).shared(range(len(texts)))}


def test_the_demos_essays_are_their_authors_own() -> None:
    assert pairs(ESSAYS) == set()


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text,
        lambda text: "\u200b".join(text),
        lambda text: text.replace("，", ",").replace("。", "．"),
        lambda text: "".join(reversed([sentence + "。" for sentence in text.split("。")])),
        lambda text: disguised(text, 0.12, random.Random(1)),
    ],
    ids=["whole", "zero-width", "punctuation", "shuffled", "noise"],
)
def test_a_disguised_essay_is_found(disguise: object) -> None:
    assert callable(disguise)
    assert pairs([*ESSAYS, disguise(ESSAYS[4])]) == {(4, len(ESSAYS))}


def test_a_patchwork_leads_to_each_source() -> None:
    patched = ESSAYS[1][50:150] + ESSAYS[9][:60] + ESSAYS[2][60:160] + ESSAYS[10][:60] + ESSAYS[3][100:200]
    assert {(one, len(ESSAYS)) for one in (1, 2, 3)} <= pairs([*ESSAYS, patched])


@pytest.mark.parametrize("members", [30, 100])
@pytest.mark.parametrize("share", [0.0, 0.02])
def test_every_member_of_a_ring_is_found(members: int, share: float) -> None:
    lot = random.Random(members)
    letters = sorted(set("".join(ESSAYS)))
    own = ["".join(lot.choices(letters, k=600)) for _ in range(members)]
    ring = [with_passage(text, disguised(PASSAGE, share, lot), lot.randrange(600)) for text in own]
    others = ["".join(lot.choices(letters, k=600)) for _ in range(50)]
    found = pairs([*ring, *others])
    assert {number for pair in found for number in pair} == set(range(members))
