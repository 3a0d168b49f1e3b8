"""What a screener chooses about masks is kept, recorded, and holds in the copy that judges get."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from contest.documents.masks import BlindChoices, Spot, Where
from contest.documents.reader import read_docx
from contest.entries.models import Entry, Manuscript
from contest.entries.storage import DurableStorage
from contest.judging.drawing import propose_draw
from contest.judging.operations import open_round
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.blinding import Choice, choices_of
from contest.screening.models import BlindText, Masking
from contest.screening.operations import choose_masks, pass_entry
from tests.entries.test_storage import files
from tests.judging.making import judge, pass_it, prepared
from tests.making import entrant_of, organiser_of
from tests.screening.making import AS_A_NAME, AS_A_WORD, BYLINE, named_like_a_word
from tests.screening.test_operations import newer, traces

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(contest: Contest) -> Entry:
    """An entry whose author's name is also a word, and stands in it as one."""
    return named_like_a_word(contest)


def choose(entry: Entry, choice: Choice, chosen: Spot | str, actor: User) -> BlindChoices:
    """Choose about the version that was handed in."""
    manuscript = Entry.objects.get(pk=entry.pk).manuscript
    assert manuscript is not None
    return choose_masks(entry=entry, manuscript=manuscript, choice=choice, chosen=chosen, actor=actor)


def test_a_choice_is_kept_and_recorded(named: Entry, screener: User) -> None:
    assert choose(named, Choice.ADD, "老周", screener) == BlindChoices(("老周",))
    after = choose(named, Choice.MASK, AS_A_WORD, screener)
    assert after == BlindChoices(("老周",), (AS_A_WORD,)) == choices_of(named.manuscripts.get())
    event = Event.objects.latest("sequence")
    assert (event.actor, event.action, event.subject_key) == (screener, "masks.choose", named.token)
    assert event.before == {"everywhere": ["老周"], "masked": [], "shown": []}
    assert event.after == {
        "everywhere": ["老周"],
        "masked": [{"where": "body", "index": 3, "start": 0, "text": "建国"}],
        "shown": [],
    }
    assert (BlindText.objects.count(), chain_faults()) == (0, [])


def test_what_is_chosen_already_leaves_no_event(named: Entry, screener: User) -> None:
    for choice, chosen in ((Choice.ADD, "老周"), (Choice.SHOW, AS_A_NAME)):
        once = choose(named, choice, chosen, screener)
        events = Event.objects.count()
        assert choose(named, choice, chosen, screener) == once
        assert Event.objects.count() == events
    events = Event.objects.count()
    assert choose(named, Choice.REMOVE, "老李", screener) == once
    assert Event.objects.count() == events


def test_a_choice_rules_the_copy_made_after_it(named: Entry, screener: User) -> None:
    for choice, chosen in ((Choice.ADD, "老周"), (Choice.MASK, AS_A_WORD), (Choice.SHOW, AS_A_NAME)):
        choose(named, choice, chosen, screener)
    pass_entry(entry=named, manuscript=named.manuscripts.get(), actor=screener)
    blind = BlindText.objects.get()
    assert "███七十年" in blind.html
    assert "林晓帆说，灯是███点的，███一点就是三十年。" in blind.html
    assert [(mask["kind"], mask["index"], mask["text"]) for mask in blind.masks] == [
        ("byline", 1, BYLINE.text),
        ("author", 3, "建国"),
        ("author", 4, "老周"),
        ("author", 4, "老周"),
    ]


def test_a_copy_made_before_is_made_anew_and_its_old_file_goes(
    named: Entry, screener: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pass_entry(entry=named, manuscript=named.manuscripts.get(), actor=screener)
    before, stored = BlindText.objects.get(), files()
    assert "建国七十年" in before.html
    with django_capture_on_commit_callbacks() as callbacks:
        choose(named, Choice.MASK, AS_A_WORD, screener)
    after = BlindText.objects.get()
    assert (after.pk, "███七十年" in after.html) == (before.pk, True)
    assert after.docx_name != before.docx_name
    # Were the transaction to fail now, the old row would still find its file.
    assert files() == sorted([*stored, after.docx_name])
    for callback in callbacks:
        callback()
    assert files() == sorted({*stored, after.docx_name} - {before.docx_name})
    with default_storage.open(after.docx_name) as kept:
        text = read_docx(kept.read()).text
    assert "███七十年" in text
    assert not [word for word in ("建国", "林晓帆", "潮声") if word in text]


def test_no_choice_once_a_round_that_reads_it_is_open(contest: Contest, named: Entry, screener: User) -> None:
    pass_it(named)
    judges = [judge(contest, 1), judge(contest, 2)]
    prepared(contest, judges)
    choose(named, Choice.ADD, "老周", screener)  # a prepared round reads nothing yet
    round_ = contest.rounds.get()
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser_of(contest))
    before, kept = traces(), BlindText.objects.get().html
    for choice, chosen in ((Choice.REMOVE, "老周"), (Choice.MASK, AS_A_WORD)):
        with pytest.raises(Refusal) as refused:
            choose(named, choice, chosen, screener)
        assert refused.value.code == "in-round"
    assert (traces(), BlindText.objects.get().html) == (before, kept)


@pytest.mark.parametrize(
    "spot",
    [
        replace(AS_A_WORD, text="七十"),
        replace(AS_A_WORD, start=1),
        replace(AS_A_WORD, index=2),
        replace(AS_A_WORD, index=99),
        replace(AS_A_WORD, where=Where.NOTE),
    ],
)
def test_a_place_that_is_not_there_is_refused(named: Entry, screener: User, spot: Spot) -> None:
    before = traces()
    for choice in (Choice.MASK, Choice.SHOW):
        with pytest.raises(Refusal) as refused:
            choose(named, choice, spot, screener)
        assert refused.value.code == "no-such-mask"
    assert (traces(), Masking.objects.count()) == (before, 0)


def test_no_choice_about_a_version_that_is_not_the_one_handed_in(named: Entry, screener: User) -> None:
    read = named.manuscripts.get()
    newer(named, entrant_of(named))
    before = traces()
    with pytest.raises(Refusal) as refused:
        choose_masks(entry=named, manuscript=read, choice=Choice.MASK, chosen=AS_A_WORD, actor=screener)
    assert refused.value.code == "other-version"
    assert (traces(), Masking.objects.count()) == (before, 0)


class Meddling(DurableStorage):
    """A storage on which somebody chooses a mask whenever a manuscript is opened."""

    def open(self, name: str, mode: str = "rb") -> File[Any]:
        manuscript = Manuscript.objects.get(stored_name=name)
        Masking.objects.update_or_create(manuscript=manuscript, defaults={"choices": BlindChoices(("老周",)).as_json()})
        return super().open(name, mode)


def test_masks_changed_while_an_entry_is_passed_stop_it(named: Entry, screener: User, settings: Settings) -> None:
    """Nobody passes a copy that they have not seen; the second try goes by the new choices."""
    before = traces()
    manuscript = named.manuscripts.get()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": f"{Meddling.__module__}.{Meddling.__qualname__}"},
    }
    with pytest.raises(Refusal) as refused:
        pass_entry(entry=named, manuscript=manuscript, actor=screener)
    assert refused.value.code == "masks-changed"
    assert traces() == before
    pass_entry(entry=named, manuscript=manuscript, actor=screener)
    assert "灯是███点的" in BlindText.objects.get().html
