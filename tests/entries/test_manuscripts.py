"""Stored manuscripts: what their check keeps, and the long way of those that must be converted first."""

import pytest
from django.core.files.storage import default_storage

from contest.documents import conversion, sandbox
from contest.documents.layout import check_layout
from contest.documents.reader import read_docx
from contest.entries.checking import WordBar, findings_of
from contest.entries.manuscripts import document_of, docx_of, layout_profile, mended
from contest.entries.models import CheckState, Manuscript, ManuscriptCheck
from contest.entries.tasks import check_waiting, wait_again
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.documents.parts import docx, ole, p
from tests.entries.making import give, take
from tests.entries.test_storage import files
from tests.making import docx_bytes, make_contest

pytestmark = pytest.mark.django_db

converts = pytest.mark.skipif(not conversion.available(), reason="no LibreOffice in a sandbox on this machine")

PLAIN = docx(p("灯火") + p("夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话。"))


def rtf(*paragraphs: str) -> bytes:
    """A small .rtf with these paragraphs."""
    spelled = "".join("".join(f"\\u{ord(sign)}?" for sign in text) + "\\par\n" for text in paragraphs)
    return b"{\\rtf1\\ansi\\ansicpg936\\uc1 " + spelled.encode() + b"}"


ESSAY = rtf("灯火", "夜里，江上的灯一盏一盏亮起来。")


@pytest.fixture
def open_to_all() -> Contest:
    return make_contest(endings=(".docx", ".doc", ".wps", ".rtf"))


def sent(contest: Contest, person: User, content: bytes = ESSAY, name: str = "灯火.rtf") -> Manuscript:
    return take(contest, person, name=name, content=content)


def test_a_docx_is_checked_at_once(contest: Contest, person: User) -> None:
    manuscript = take(contest, person, content=PLAIN)
    check = ManuscriptCheck.objects.get()
    report = check_layout(read_docx(PLAIN))
    assert (check.manuscript, check.state, check.title, check.layout) == (manuscript, "checked", "灯火", "advise")
    assert findings_of(check.findings) == report.findings
    assert check.checked_at == manuscript.uploaded_at
    assert manuscript.words == 36


def test_a_file_that_fits_has_no_finding(contest: Contest, person: User) -> None:
    take(contest, person)
    check = ManuscriptCheck.objects.get()
    assert (check.layout, check.findings) == ("pass", [])


def test_a_contest_may_ask_otherwise(person: User) -> None:
    contest = make_contest(layout_thresholds={"body_size": 28})
    take(contest, person, content=docx_bytes(paragraphs=["夜里，江上的灯一盏一盏亮起来，" * 5 + "很亮。"] * 3))
    assert [one["rule"] for one in ManuscriptCheck.objects.get().findings] == ["body-size"]


def test_a_contest_may_leave_the_layout_free(person: User) -> None:
    contest = make_contest(layout_profile="free")
    take(contest, person, content=PLAIN)
    assert (layout_profile(contest), ManuscriptCheck.objects.get().layout) == (None, "")
    with pytest.raises(Refusal):
        mended(Manuscript.objects.get())


def test_the_mended_copy_fits_and_says_the_same(contest: Contest, person: User) -> None:
    copy = mended(take(contest, person, content=PLAIN)).getvalue()
    assert read_docx(copy).text == read_docx(PLAIN).text
    assert check_layout(read_docx(copy)).findings == ()


def test_a_kind_that_the_contest_does_not_take_is_refused(contest: Contest, person: User) -> None:
    with pytest.raises(Refusal) as refused:
        sent(contest, person)
    assert (refused.value.code, files(), Manuscript.objects.count()) == ("kind-not-taken", [], 0)


def test_a_docx_is_refused_like_any_other_where_the_contest_takes_none(person: User) -> None:
    with pytest.raises(Refusal) as refused:
        take(make_contest(endings=(".rtf",)), person, content=PLAIN)
    assert str(refused.value) == "这次征文只收 .rtf 文件。请用 Word 或 WPS 另存为其中一种，再上传。"


def test_a_file_of_another_kind_waits_and_can_be_handed_in(open_to_all: Contest, person: User) -> None:
    manuscript = sent(open_to_all, person)
    check = ManuscriptCheck.objects.get()
    assert (check.state, check.checked_at, manuscript.words, manuscript.kind) == ("waiting", None, None, "rtf")
    with pytest.raises(Refusal) as refused:
        docx_of(manuscript)
    assert refused.value.code == "waiting"
    receipt = give(manuscript.entry, person)
    assert receipt.canonical_name == "十周年-潮声纪念馆-灯火-林晓.rtf"


@converts
def test_what_waits_is_converted_and_checked(open_to_all: Contest, person: User) -> None:
    manuscript = sent(open_to_all, person)
    assert check_waiting() == 1
    check = ManuscriptCheck.objects.get()
    manuscript.refresh_from_db()
    assert (check.state, check.title, manuscript.words) == ("checked", "灯火", 17)
    assert manuscript.entry.title == "灯火"
    assert [paragraph.text for paragraph in document_of(manuscript).paragraphs] == [
        "灯火",
        "夜里，江上的灯一盏一盏亮起来。",
    ]
    assert files() == sorted([manuscript.stored_name, check.converted_name])
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.actor_id, event.after) == (
        "manuscript.check",
        None,
        {"version": 1, "state": "checked", "words": 17},
    )
    assert check_waiting() == 0


@converts
def test_what_cannot_be_read_after_all_is_told_to_the_entrant(open_to_all: Contest, person: User) -> None:
    sent(open_to_all, person, ole("WordDocument", "1Table", content=b"\xec\xa5\xc1\0"), "灯火.doc")
    assert check_waiting() == 1
    check = ManuscriptCheck.objects.get()
    (letter,) = Message.objects.filter(person=person)
    assert check.state == CheckState.UNREADABLE
    assert letter.subject == "文件无法读取：灯火.doc"
    assert check.fault is not None
    assert check.fault["phrase"]["template"] in letter.body
    assert files() == [check.manuscript.stored_name]


def test_where_nothing_can_convert_the_entry_stands(
    open_to_all: Contest, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for asked in (conversion.available, sandbox.available):
        asked.cache_clear()
    try:
        manuscript = sent(open_to_all, person)
        assert check_waiting() == 1
        check = ManuscriptCheck.objects.get()
        assert (check.state, files()) == (CheckState.IMPOSSIBLE, [manuscript.stored_name])
        assert give(manuscript.entry, person).canonical_name.endswith(".rtf")
        with pytest.raises(Refusal):
            docx_of(Manuscript.objects.get())
        assert Message.objects.filter(subject__contains="无法").count() == 0
    finally:
        for asked in (conversion.available, sandbox.available):
            asked.cache_clear()
    assert wait_again() == 1
    check.refresh_from_db()
    assert (check.state, check.checked_at, check.fault) == (CheckState.WAITING, None, None)


@pytest.mark.parametrize(
    ("words", "limit", "within", "over"),
    [(0, 1500, 0, 0), (750, 1500, 500, 0), (1500, 1500, 1000, 0), (2000, 1500, 750, 250)],
)
def test_the_bar_ends_at_the_larger_of_words_and_limit(words: int, limit: int, within: int, over: int) -> None:
    bar = WordBar(words, limit)
    assert (bar.within, bar.over) == (within, over)


def test_a_file_whose_check_never_ends_well_holds_up_nobody(open_to_all: Contest, person: User) -> None:
    lost = sent(open_to_all, person)
    lost.open().close()
    default_storage.delete(lost.stored_name)
    for _ in range(3):
        assert check_waiting() == 0
    check = ManuscriptCheck.objects.get()
    assert (check.state, check.attempts) == (CheckState.WAITING, 3)
    assert check_waiting() == 1
    check.refresh_from_db()
    assert check.state == CheckState.UNREADABLE
    assert Message.objects.filter(person=person, subject__contains="无法读取").count() == 1
