"""Passing, returning, disqualifying: one decision on one version, with its reason; the copy judges may see."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from contest.documents.masks import BlindChoices, Spot, Where
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx
from contest.entries.models import Entry, Manuscript
from contest.entries.operations import Fields, hand_in, take_file, withdraw
from contest.entries.storage import DurableStorage
from contest.entries.tasks import check_waiting
from contest.judging.operations import open_round
from contest.judging.queries import propose_draw
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest, DisqualificationReason, Office
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.blinding import Choice, choices_of
from contest.screening.models import BlindText, Decision, Masking
from contest.screening.operations import choose_masks, disqualify_entry, pass_entry, return_entry
from contest.screening.queries import next_to_screen, tabs
from tests.documents.pdfs import at, pdf
from tests.entries.test_manuscripts import converts, rtf
from tests.entries.test_storage import files
from tests.judging.making import handed_in, judge, pass_it, passed, prepared
from tests.making import appointed, docx_bytes, entrant_of, hand_in_entry, make_contest, organiser_of
from tests.screening.making import AS_A_NAME, AS_A_WORD, BYLINE, named_like_a_word

pytestmark = pytest.mark.django_db


@pytest.fixture
def screener(contest: Contest) -> User:
    """The screener of `contest`."""
    return appointed(contest, Office.SCREENER)


@pytest.fixture
def entry(contest: Contest, person: User) -> Entry:
    """An entry that waits."""
    return hand_in_entry(contest, person)


def newer(entry: Entry, person: User, title: str = "灯火") -> Manuscript:
    """Hand in a newer version."""
    now = timezone.now()
    manuscript = take_file(
        contest=entry.contest,
        person=person,
        name="改.docx",
        content=ContentFile(docx_bytes(title, person.name)),
        arrived_at=now,
        entry=entry,
    )
    hand_in(
        entry=entry,
        person=person,
        fields=Fields("潮声纪念馆", title, person.name),
        agreed={"original"},
        arrived_at=now,
    )
    return manuscript


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Decision, BlindText, Event, Message))


def test_passed(entry: Entry, screener: User, person: User) -> None:
    manuscript = entry.manuscripts.get()
    decision = pass_entry(entry=entry, manuscript=manuscript, actor=screener)
    entry.refresh_from_db()
    assert entry.state == "eligible"
    assert (decision.outcome, decision.reason_key, decision.reason) == ("pass", "", "")
    assert (decision.manuscript, decision.decided_by) == (manuscript, screener)
    blind = BlindText.objects.get()
    assert (blind.manuscript, blind.title, blind.words) == (manuscript, "灯火", 36)
    for told in ("林晓", "潮声纪念馆"):
        assert told not in blind.html + blind.title
    assert "江上的灯一盏一盏亮起来" in blind.html
    assert [(mask["kind"], mask["where"], mask["text"]) for mask in blind.masks] == [
        ("byline", "body", "潮声纪念馆　林晓")
    ]
    event = Event.objects.latest("sequence")
    assert (event.actor, event.before) == (screener, {"state": "received"})
    assert event.after == {"state": "eligible", "version": 1, "masks": 1}
    letter = Message.objects.filter(person=person).first()
    assert letter is not None
    assert letter.subject == "通过审查：《灯火》"
    assert chain_faults() == []


def test_returned(entry: Entry, screener: User, person: User) -> None:
    until = timezone.now() + timedelta(days=3)
    decision = return_entry(
        entry=entry, manuscript=entry.manuscripts.get(), note=" 删去署名 ", until=until, actor=screener
    )
    entry.refresh_from_db()
    assert (entry.state, entry.return_until) == ("returned", until)
    assert (decision.outcome, decision.reason_key, decision.reason) == ("return", "", "删去署名")
    event = Event.objects.latest("sequence")
    assert event.after == {"state": "returned", "version": 1, "until": until.isoformat()}
    assert event.reason == "删去署名"
    assert BlindText.objects.count() == 0


@pytest.mark.parametrize(("note", "wording"), [("", "抄袭"), (" 与旧文雷同 ", "抄袭：与旧文雷同"), ("　", "抄袭")])
def test_disqualified(contest: Contest, entry: Entry, screener: User, note: str, wording: str) -> None:
    reason = contest.disqualification_reasons.get()
    decision = disqualify_entry(
        entry=entry, manuscript=entry.manuscripts.get(), reason=reason, note=note, actor=screener
    )
    entry.refresh_from_db()
    assert entry.state == "disqualified"
    assert (decision.outcome, decision.reason_key, decision.reason) == ("disqualify", "plagiarism", wording)
    event = Event.objects.latest("sequence")
    assert event.after == {"state": "disqualified", "version": 1, "reason": "plagiarism"}
    assert event.reason == wording


def test_a_change_of_mind_is_a_new_decision(contest: Contest, entry: Entry, screener: User) -> None:
    manuscript = entry.manuscripts.get()
    pass_entry(entry=entry, manuscript=manuscript, actor=screener)
    disqualify_entry(entry=entry, manuscript=manuscript, reason=contest.disqualification_reasons.get(), actor=screener)
    pass_entry(entry=entry, manuscript=manuscript, actor=screener)
    assert [one.outcome for one in entry.decisions.all()] == ["pass", "disqualify", "pass"]
    assert BlindText.objects.count() == 1


@pytest.mark.parametrize(("note", "days", "code"), [("", 1, "no-note"), ("　", 1, "no-note"), ("改", -1, "date-past")])
def test_a_return_needs_words_and_time(entry: Entry, screener: User, note: str, days: int, code: str) -> None:
    before = traces()
    with pytest.raises(Refusal) as refused:
        return_entry(
            entry=entry,
            manuscript=entry.manuscripts.get(),
            note=note,
            until=timezone.now() + timedelta(days=days),
            actor=screener,
        )
    assert refused.value.code == code
    assert traces() == before


def test_only_the_version_that_was_read_is_decided(
    contest: Contest, entry: Entry, screener: User, person: User
) -> None:
    read = entry.manuscripts.get()
    newer(entry, person)
    before = traces()
    until = timezone.now() + timedelta(days=1)
    reason = contest.disqualification_reasons.get()
    decisions: list[Callable[[], Decision]] = [
        lambda: pass_entry(entry=entry, manuscript=read, actor=screener),
        lambda: return_entry(entry=entry, manuscript=read, note="改", until=until, actor=screener),
        lambda: disqualify_entry(entry=entry, manuscript=read, reason=reason, actor=screener),
    ]
    for decide in decisions:
        with pytest.raises(Refusal) as refused:
            decide()
        assert refused.value.code == "other-version"
    assert traces() == before
    entry.refresh_from_db()
    assert entry.state == "received"


def test_a_file_not_yet_handed_in_does_not_count(entry: Entry, screener: User, person: User) -> None:
    """An author who only uploads keeps the version that was handed in: that one is decided."""
    read = entry.manuscripts.get()
    take_file(
        contest=entry.contest,
        person=person,
        name="改.docx",
        content=ContentFile(docx_bytes("另一篇")),
        arrived_at=timezone.now(),
        entry=entry,
    )
    assert pass_entry(entry=entry, manuscript=read, actor=screener).manuscript == read
    assert BlindText.objects.get().title == "灯火"


def test_what_was_withdrawn_is_not_decided(entry: Entry, screener: User, person: User) -> None:
    withdraw(entry=entry, person=person, arrived_at=timezone.now())
    before = traces()
    with pytest.raises(Refusal) as refused:
        pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=screener)
    assert refused.value.code == "no-such-step"
    assert traces() == before


def test_what_passed_again_gets_a_copy_of_its_new_text(entry: Entry, screener: User, person: User) -> None:
    first = entry.manuscripts.get()
    pass_entry(entry=entry, manuscript=first, actor=screener)
    return_entry(entry=entry, manuscript=first, note="改题", until=timezone.now() + timedelta(days=1), actor=screener)
    entry.refresh_from_db()
    second = newer(entry, person, "渡口")
    pass_entry(entry=entry, manuscript=second, actor=screener)
    titles = list(BlindText.objects.order_by("manuscript__version").values_list("manuscript__version", "title"))
    assert titles == [(1, "灯火"), (2, "渡口")]


def test_a_title_typed_beside_a_text_without_one_is_masked_too(contest: Contest, screener: User) -> None:
    author = User.objects.create_user("zhou@example.org", name="周行")
    text = "我们沿着堤岸慢慢走回去，一路上谁也没有说话，只听见水声，一阵近，一阵远，直到天色完全暗了下来。"
    entry = hand_in_entry(
        contest,
        author,
        title="周行的江",
        content=write_docx("", None, [text, text]),
    )
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=screener)
    assert BlindText.objects.get().title == "███的江"


# --- masks --------------------------------------------------------------------------------------------------------


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


# --- manuscripts of other kinds -----------------------------------------------------------------------------------


def test_what_waits_for_its_check_does_not_pass(person: User) -> None:
    contest = make_contest(endings=(".docx", ".rtf"))
    screener = appointed(contest, Office.SCREENER)
    entry = hand_in_entry(contest, person, content=rtf("灯火", "林晓写的。"), file_name="灯火.rtf")
    before = traces()
    with pytest.raises(Refusal) as refused:
        pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=screener)
    assert (refused.value.code, str(refused.value.phrase)) == ("waiting", "这个文件正在转换，请稍后再看。")
    assert traces() == before


@converts
def test_what_was_converted_passes(person: User) -> None:
    contest = make_contest(endings=(".docx", ".rtf"))
    screener = appointed(contest, Office.SCREENER)
    content = rtf("灯火", "潮声纪念馆　林晓帆", "夜里，江上的灯一盏一盏亮起来，林晓帆和我沿着堤岸慢慢走回去。")
    entry = hand_in_entry(contest, person, author="林晓帆", content=content, file_name="灯火.rtf")
    assert check_waiting() == 1
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=screener)
    told_nothing_of("潮声", "林晓帆")


def test_a_pdf_passes_and_its_copy_is_a_docx(person: User) -> None:
    contest = make_contest(endings=(".docx", ".pdf"))
    screener = appointed(contest, Office.SCREENER)
    lines = ("灯火", "潮声纪念馆 林晓帆", "夜里，江上的灯一盏一盏亮起来，林晓帆和我走回去。")
    page = [at(90, 700 - 30 * number, line) for number, line in enumerate(lines)]
    entry = hand_in_entry(contest, person, author="林晓帆", content=pdf([page]), file_name="灯火.pdf")
    assert check_waiting() == 1
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=screener)
    told_nothing_of("潮声", "林晓帆")


def told_nothing_of(*words: str) -> None:
    """Hold that the one blind copy, its text and its file alike, has the essay and none of these words."""
    blind = BlindText.objects.get()
    with default_storage.open(blind.docx_name) as kept, zipfile.ZipFile(kept) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert "江上的灯一盏一盏亮起来" in blind.html
    assert "江上的灯一盏一盏亮起来" in parts["word/document.xml"]
    assert not [word for word in words if word in blind.title + blind.html]
    assert not [(word, name) for word in words for name, part in parts.items() if word in part]


# --- what the database holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "disqualify"},
        {"outcome": "disqualify", "reason": "抄袭"},
        {"outcome": "disqualify", "reason_key": "plagiarism"},
        {"outcome": "return"},
        {"outcome": "return", "reason": "改", "reason_key": "plagiarism"},
        {"outcome": "pass", "reason_key": "plagiarism"},
        {"outcome": "perhaps", "reason": "改"},
    ],
)
def test_a_decision_without_its_reason_cannot_be_stored(entry: Entry, screener: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            entry=entry, manuscript=entry.manuscripts.get(), decided_by=screener, decided_at=timezone.now(), **wrong
        )


def test_one_blind_text_a_manuscript(contest: Contest) -> None:
    manuscript = passed(contest).manuscripts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindText.objects.create(manuscript=manuscript, title="", html="", words=0)


# --- the queue ----------------------------------------------------------------------------------------------------


def test_the_states_are_counted_and_the_longest_waiting_comes_next(contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    passed(contest, 3)
    assert [(tab.state, tab.count, tab.search) for tab in tabs(contest)] == [
        ("received", 2, "状态:待审"),
        ("returned", 0, "状态:退回"),
        ("eligible", 1, "状态:通过"),
        ("disqualified", 0, "状态:取消资格"),
    ]
    assert next_to_screen(contest, one) == two
    assert next_to_screen(contest, two) == one


def test_reasons_belong_to_their_contest(contest: Contest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DisqualificationReason.objects.create(contest=contest, key="plagiarism", wording="又一个", position=9)
