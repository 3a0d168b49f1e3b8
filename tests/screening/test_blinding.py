"""The screener's choices: what is kept of them, and how each changes the copy that judges would see."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.documents.identity import Identity
from contest.documents.masks import NO_CHOICES, BlindChoices, MaskStatus, Spot, Where
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.screening.blinding import (
    LONGEST,
    Choice,
    blind_copy,
    blinded_of,
    choices_of,
    identity_of,
    with_choice,
)
from contest.screening.models import Masking
from tests.screening.making import AS_A_NAME, AS_A_WORD, NAME, WORD, named_like_a_word

texts = st.text("建国江上灯火", min_size=1, max_size=4)
spots = st.builds(Spot, st.sampled_from(Where), st.integers(0, 3), st.integers(0, 3), texts)
choices = st.builds(
    lambda everywhere, masked, shown: BlindChoices(
        tuple(everywhere), tuple(masked), tuple(spot for spot in shown if spot not in masked)
    ),
    st.lists(texts, unique=True),
    st.lists(spots, unique=True),
    st.lists(spots, unique=True),
)


@pytest.fixture
def entry(contest: Contest) -> Entry:
    """An essay by somebody whose name is also a word, and stands in the text as one."""
    return named_like_a_word(contest)


# --- one choice more ----------------------------------------------------------------------------------------------


def settled(chosen: BlindChoices) -> tuple[frozenset[str], frozenset[Spot], frozenset[Spot]]:
    """Give what the choices say, whatever order they were made in."""
    return frozenset(chosen.everywhere), frozenset(chosen.masked), frozenset(chosen.shown)


@given(choices, spots)
def test_what_was_decided_last_about_a_place_holds(before: BlindChoices, spot: Spot) -> None:
    masked, shown = with_choice(before, Choice.MASK, spot), with_choice(before, Choice.SHOW, spot)
    assert settled(with_choice(masked, Choice.SHOW, spot)) == settled(shown)
    assert settled(with_choice(shown, Choice.MASK, spot)) == settled(masked)
    assert (spot in masked.masked, spot in masked.shown) == (True, False)
    assert (spot in shown.masked, spot in shown.shown) == (False, True)


@given(choices, spots, st.sampled_from((Choice.MASK, Choice.SHOW)))
def test_a_choice_changes_nothing_else_and_only_once(before: BlindChoices, spot: Spot, choice: Choice) -> None:
    after = with_choice(before, choice, spot)
    assert with_choice(after, choice, spot) == after
    assert after.everywhere == before.everywhere
    for kept, others in ((before.masked, after.masked), (before.shown, after.shown)):
        assert [one for one in others if one != spot] == [one for one in kept if one != spot]


@given(choices, texts)
def test_a_text_is_masked_everywhere_until_it_is_not(before: BlindChoices, text: str) -> None:
    added = with_choice(before, Choice.ADD, text)
    assert added.everywhere.count(text) == 1
    assert with_choice(added, Choice.ADD, text) == added
    removed = with_choice(added, Choice.REMOVE, text)
    assert removed.everywhere == tuple(one for one in before.everywhere if one != text)
    assert (removed.masked, removed.shown) == (before.masked, before.shown)


@pytest.mark.parametrize("text", ["", "灯" * (LONGEST + 1)])
def test_a_text_that_is_none_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        with_choice(NO_CHOICES, Choice.ADD, text)
    assert refused.value.code == "not-maskable"
    assert str(refused.value.phrase) == "请写出要遮盖的文字，不超过 100 个字。"


def test_the_longest_text_is_taken() -> None:
    assert with_choice(NO_CHOICES, Choice.ADD, "灯" * LONGEST).everywhere == ("灯" * LONGEST,)


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [(Choice.ADD, AS_A_WORD), (Choice.REMOVE, AS_A_WORD), (Choice.MASK, WORD), (Choice.SHOW, WORD)],
)
def test_a_place_is_no_text_and_a_text_no_place(choice: Choice, chosen: Spot | str) -> None:
    with pytest.raises(Refusal) as refused:
        with_choice(NO_CHOICES, choice, chosen)
    assert refused.value.code == "no-such-choice"


# --- of a stored manuscript ---------------------------------------------------------------------------------------


def test_who_wrote_it_is_the_form_and_the_account(entry: Entry) -> None:
    assert identity_of(entry.manuscripts.get()) == Identity(
        authors=(WORD, NAME),
        units=("潮声纪念馆",),
        phones=("13812345678",),
        topic="春潮主题征文\n建馆十周年\n写身边的人和事。",
    )


def test_the_authors_are_sought_in_every_form(entry: Entry) -> None:
    entry.author = "作者：欧阳 建国（执笔）"
    entry.save()
    assert identity_of(entry.manuscripts.get()).authors == ("欧阳 建国", "欧阳", "建国", "欧阳建国")


def test_choices_are_kept_with_their_manuscript(entry: Entry) -> None:
    manuscript = entry.manuscripts.get()
    assert choices_of(manuscript) == NO_CHOICES
    kept = BlindChoices(("老周",), (AS_A_WORD,), (AS_A_NAME,))
    Masking.objects.create(manuscript=manuscript, choices=kept.as_json())
    assert choices_of(manuscript) == kept


def test_the_copy_follows_the_choices_kept_or_those_given(entry: Entry) -> None:
    manuscript = entry.manuscripts.get()
    plain = blind_copy(manuscript)
    assert [(one.spot, one.status) for one in plain.suggestions] == [(AS_A_WORD, MaskStatus.SUGGESTED)]
    assert "建国七十年" in plain.text
    Masking.objects.create(manuscript=manuscript, choices=BlindChoices(("老周",), (AS_A_WORD,)).as_json())
    chosen = blind_copy(manuscript)
    assert "███七十年，灯一年比一年亮" in chosen.text
    assert "███说，灯是███点的，███一点就是三十年。" in chosen.text
    assert chosen.suggestions == ()
    assert blind_copy(manuscript, NO_CHOICES) == plain


def test_text_and_file_are_made_by_the_same_choices(entry: Entry) -> None:
    manuscript = entry.manuscripts.get()
    chosen = BlindChoices(("老周",), (AS_A_WORD,))
    Masking.objects.create(manuscript=manuscript, choices=chosen.as_json())
    made = blinded_of(manuscript)
    assert (made.choices, made.copy) == (chosen, blind_copy(manuscript, chosen))
    with zipfile.ZipFile(io.BytesIO(made.docx)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert "███七十年" in parts["word/document.xml"]
    assert not [(word, name) for word in (WORD, NAME, "老周", "潮声") for name, part in parts.items() if word in part]
