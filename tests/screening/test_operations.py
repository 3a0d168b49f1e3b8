"""Passing, returning, disqualifying: one decision on one version, with its reason; the copy judges may see."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.documents.writer import write_docx
from contest.entries.models import Entry, Manuscript
from contest.entries.operations import Fields, hand_in, take_file, withdraw
from contest.entries.tasks import check_waiting
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest, DisqualificationReason, Office
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.models import BlindText, Decision
from contest.screening.operations import disqualify_entry, pass_entry, return_entry
from contest.screening.queries import next_to_screen, tabs
from tests.documents.pdfs import at, pdf
from tests.entries.test_manuscripts import converts, rtf
from tests.judging.making import handed_in, passed
from tests.making import appointed, docx_bytes, hand_in_entry, make_contest

pytestmark = pytest.mark.django_db


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
    return Manuscript.objects.get(pk=manuscript.pk)


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


def test_what_was_amended_while_its_copy_was_made_does_not_pass(entry: Entry, screener: User) -> None:
    manuscript = entry.manuscripts.get()
    assert manuscript.entry.author == "林晓"
    Entry.objects.filter(pk=entry.pk).update(author="周岸")
    with pytest.raises(Refusal) as refused:
        pass_entry(entry=entry, manuscript=manuscript, actor=screener)
    assert (refused.value.code, BlindText.objects.count()) == ("masks-changed", 0)
    pass_entry(entry=entry, manuscript=Manuscript.objects.get(pk=manuscript.pk), actor=screener)


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
