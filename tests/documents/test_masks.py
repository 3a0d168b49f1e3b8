import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.documents.identity import MaskKind
from contest.documents.masks import NO_CHOICES, BlindChoices, Mask, Spot, Where, choices_from_json

spots = st.builds(Spot, st.sampled_from(Where), st.integers(0), st.integers(0), st.text(max_size=9))
choices = st.builds(
    BlindChoices, st.lists(st.text(max_size=9)).map(tuple), st.lists(spots).map(tuple), st.lists(spots).map(tuple)
)


@given(choices)
def test_choices_outlive_being_kept(made: BlindChoices) -> None:
    assert choices_from_json(json.loads(json.dumps(made.as_json()))) == made


def test_choices_are_plain_values() -> None:
    spot = Spot(Where.BODY, 3, 5, "建国")
    assert BlindChoices(("某村",), (spot,), ()).as_json() == {
        "everywhere": ["某村"],
        "masked": [{"where": "body", "index": 3, "start": 5, "text": "建国"}],
        "shown": [],
    }
    assert choices_from_json({}) == NO_CHOICES
    assert Mask(MaskKind.AUTHOR, Where.BODY, 3, "建国", 5, "前", "后").spot == spot


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "x",
        {"other": []},
        {"everywhere": "某村"},
        {"everywhere": [1]},
        {"masked": {}},
        {"masked": None},
        {"masked": [["body", 1, 2, "x"]]},
        {"shown": [{"where": "body", "index": 1, "start": 2}]},
        {"shown": [{"where": "nowhere", "index": 1, "start": 2, "text": "x"}]},
        {"shown": [{"where": "body", "index": "1", "start": 2, "text": "x"}]},
    ],
)
def test_what_are_no_choices_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match=r"not|place|nowhere"):
        choices_from_json(stored)
