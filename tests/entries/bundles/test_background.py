"""The dry run and the entering in the background: exact, safe to repeat, and going on where they were killed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contest.entries.bundles import entering, reading
from contest.entries.bundles.leases import LEASE, LeaseLost, take_lease
from contest.entries.bundles.models import Bundle, BundleFile, BundlePart, BundleState
from contest.entries.bundles.queries import progress_of, row_lines
from contest.entries.bundles.tasks import MOST_ATTEMPTS, work_on_bundles
from contest.entries.models import Declaration, Entry, Manuscript, Receipt, Way
from contest.ledger.models import Event
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from tests.entries.bundles.making import (
    HEADINGS,
    confirmed,
    contact_of,
    manuscript,
    read,
    sent,
    sheet,
    told,
    zipped,
)
from tests.making import docx_bytes, end_intake, hand_in_entry

pytestmark = pytest.mark.django_db

PIECES = [(f"江声{number}", f"林{sign}") for number, sign in enumerate("晓山川水")]
NAMES = [f"十周年-潮声纪念馆-{title}-{author}.docx" for title, author in PIECES]
FOUR = zipped({name: manuscript(*piece) for name, piece in zip(NAMES, PIECES, strict=True)})


@pytest.fixture
def contact(contest: Contest) -> User:
    """The contest's unit contact."""
    return contact_of(contest)


class Killed(BaseException):
    """The process ends here: nothing catches it."""


def work_until_killed(monkeypatch: pytest.MonkeyPatch, module: object, name: str, after: int) -> None:
    """Work in the background until the process is killed: at the call of `name` that follows so many calls."""
    real, calls = getattr(module, name), 0

    def until_killed(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Killed
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, until_killed)
        with pytest.raises(Killed):
            work_on_bundles(seconds=600)


def lease_runs_out() -> None:
    """Let the time pass that a killed worker's lease lasts."""
    Bundle.objects.exclude(lease="").update(leased_until=timezone.now() - timedelta(seconds=1))


# --- the dry run ---------------------------------------------------------------------------------------------------


def test_without_a_sheet_the_names_make_the_rows(contest: Contest, contact: User) -> None:
    files = {
        NAMES[0]: manuscript("江声0", "林晓"),
        "李四.docx": manuscript("哨位", "李四"),
        "旧.zip": b"x",
        "空.docx": b"",
    }
    bundle = read(contest, contact, zip=zipped(files, "gbk"))
    assert bundle.state == BundleState.READ
    assert told(bundle) == [
        (1, "ready", NAMES[0], []),
        (2, "wrong", "李四.docx", ["empty-author", "text-title", "name"]),
        (3, "wrong", "旧.zip", ["bad-file", "empty-title", "empty-author"]),
        (4, "wrong", "空.docx", ["bad-file", "empty-title", "empty-author", "name"]),
    ]
    lines = row_lines(bundle)
    assert (lines[0].told.unit, lines[0].told.title, lines[0].told.author) == ("潮声纪念馆", "江声0", "林晓")
    assert (lines[1].told.unit, lines[1].told.title) == ("潮声纪念馆", "哨位")
    assert not Entry.objects.exists()


def test_the_sheet_may_lie_in_the_zip(contest: Contest, contact: User) -> None:
    packed = sheet([["某部征文汇总表"], HEADINGS, [1, "江声0", "林晓", "西馆", "021", "是"]], ["A1:F1"])
    bundle = read(contest, contact, zip=zipped({"汇总表.xlsx": packed, "林晓-江声0.docx": manuscript("江声0", "林晓")}))
    assert told(bundle) == [(1, "ready", "林晓-江声0.docx", [])]
    row = bundle.rows.get()
    assert (row.unit, row.phone, row.consents, row.line) == ("西馆", "021", {"publish": True}, 3)


def test_merged_cells_count_for_each_of_their_rows(contest: Contest, contact: User) -> None:
    packed = sheet([HEADINGS, [1, "江声0", "林晓", "西馆"], [2, "江声1", "林山", None]], ["D2:D3"])
    bundle = read(contest, contact, sheet=packed)
    assert list(bundle.rows.values_list("unit", flat=True)) == ["西馆", "西馆"]


def test_what_is_wrong_with_a_file_is_said_beside_its_row(contest: Contest, contact: User, settings: Settings) -> None:
    settings.MANUSCRIPT_MAX_BYTES = 60_000
    hand_in_entry(contest, contact, content=docx_bytes("早交的", "孙七"), title="早交的", author="孙七")
    files = {
        "坏.docx": b"PK\3\4 torn",
        "大.docx": bytes(range(256)) * 300,
        "文.txt": "纯文本".encode(),
        "早交的.docx": docx_bytes("早交的", "孙七"),
        "甲.docx": manuscript("甲文", "赵六"),
        "乙.docx": manuscript("甲文", "赵六"),
    }
    rows = [[number, name[:-5] if name != "文.txt" else "文", "某人", None] for number, name in enumerate(files)]
    named = sheet([[*HEADINGS[:4], "文件名"], *([*row, name] for row, name in zip(rows, files, strict=True))])
    bundle = read(contest, contact, zip=zipped(files), sheet=named)
    assert [(name, codes) for _, _, name, codes in told(bundle)] == [
        ("坏.docx", ["bad-file"]),
        ("大.docx", ["bad-file"]),
        ("文.txt", ["bad-file"]),
        ("早交的.docx", ["twin"]),
        ("甲.docx", ["twin-here"]),
        ("乙.docx", ["twin-here"]),
    ]


def test_a_dry_run_that_was_killed_goes_on_where_it_was(
    contest: Contest, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = sent(contest, contact, zip=FOUR)
    work_until_killed(monkeypatch, reading, "inspect", after=2)
    assert (progress_of(bundle).done, progress_of(bundle).total) == (2, 4)
    assert work_on_bundles(seconds=600) == 0  # the killed worker's lease still stands
    lease_runs_out()
    looked = list(BundleFile.objects.exclude(looked_at=None).values_list("looked_at", flat=True))
    assert work_on_bundles(seconds=600) == 1
    bundle.refresh_from_db()
    assert (bundle.state, [row[1] for row in told(bundle)]) == (BundleState.READ, ["ready"] * 4)
    assert set(looked) < set(BundleFile.objects.values_list("looked_at", flat=True))
    assert Event.objects.filter(action="bundle.read").count() == 1


def test_work_is_done_in_short_turns(contest: Contest, contact: User) -> None:
    bundle = sent(contest, contact, zip=FOUR)
    done = []
    while work_on_bundles(seconds=0):
        done.append(progress_of(bundle).done)
    assert done == [0, 1, 2, 3, 4, 4]
    confirmed(bundle)
    entered = []
    while work_on_bundles(seconds=0):
        entered.append(Entry.objects.count())
    assert entered == [1, 2, 3, 4, 4]


def test_a_file_that_ends_the_process_is_left_alone_at_last(
    contest: Contest, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = sent(contest, contact, zip=zipped({NAMES[0]: manuscript("江声0", "林晓")}))
    for _ in range(reading.MOST_LOOKS):
        work_until_killed(monkeypatch, reading, "inspect", after=0)
        lease_runs_out()
    work_on_bundles(seconds=600)
    assert told(bundle) == [(1, "wrong", NAMES[0], ["bad-file"])]


def test_a_zip_that_can_not_be_read_says_why(contest: Contest, contact: User, settings: Settings) -> None:
    bundle = sent(contest, contact, zip=FOUR)
    part = bundle.parts.get()
    with Path(settings.MEDIA_ROOT, part.stored_name).open("r+b") as stored:
        stored.truncate(len(FOUR) - 40)
    work_on_bundles(seconds=600)
    bundle.refresh_from_db()
    assert (bundle.state, str((bundle.fault or {}).get("template"))[:7]) == (BundleState.UNREADABLE, "压缩包已损坏或")


def test_a_bundle_that_never_gets_on_is_given_up(
    contest: Contest, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = sent(contest, contact, zip=FOUR)
    for _ in range(MOST_ATTEMPTS):
        work_until_killed(monkeypatch, reading, "contents_of", after=0)
        lease_runs_out()
    work_on_bundles(seconds=600)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.lease) == (BundleState.UNREADABLE, "")


# --- entering ------------------------------------------------------------------------------------------------------


def test_each_row_becomes_one_entry_with_its_receipt(contest: Contest, contact: User) -> None:
    rows = sheet(
        [
            [*HEADINGS, "体裁", "笔名"],
            [1, "江声0", "林晓、林河", "西馆", "021", "否", "散文", "小河"],
            [2, "江声1", "林山"],
        ]
    )
    bundle = read(contest, contact, zip=FOUR, sheet=rows)
    confirmed(bundle, [1, 2], ["publish"])
    assert work_on_bundles(seconds=600) == 1
    bundle.refresh_from_db()
    assert bundle.state == BundleState.ENTERED
    first, second = (row.entry for row in bundle.rows.all())
    assert first is not None
    assert second is not None
    assert (first.way, first.entrant, first.unit_name, first.genre, first.pen_name) == (
        Way.BUNDLE,
        contact,
        "西馆",
        "散文",
        "小河",
    )
    assert [author.name for author in first.authors.all()] == ["林晓", "林河"]
    assert second.unit_name == "潮声纪念馆"
    receipt = first.receipts.get()
    assert (receipt.received_at, receipt.canonical_name) == (
        bundle.parts.get(kind="zip").received_at,
        "十周年-西馆-江声0-林晓、林河.docx",
    )
    with receipt.manuscript.open() as stored:
        assert stored.read() == manuscript("江声0", "林晓")
    said = Declaration.objects.order_by("receipt__entry__pk", "position").values_list("key", "agreed")
    assert list(said) == [("original", True), ("publish", False), ("original", True), ("publish", True)]
    assert [message.subject for message in Message.objects.filter(person=contact)] == ["汇总投稿已提交：收下 2 篇"]
    assert Event.objects.latest("sequence").after == {"entered": 2, "refused": 0}


@pytest.mark.parametrize("after", [0, 1, 3])
def test_killed_between_rows_no_entry_is_lost_or_doubled(
    contest: Contest, contact: User, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    bundle = confirmed(read(contest, contact, zip=FOUR))
    work_until_killed(monkeypatch, entering, "enter", after=after)
    assert (Entry.objects.count(), progress_of(bundle).done) == (after, after)
    lease_runs_out()
    assert work_on_bundles(seconds=600) == 1
    assert work_on_bundles(seconds=600) == 0
    assert (Entry.objects.count(), Receipt.objects.count(), bundle.rows.filter(entry=None).count()) == (4, 4, 0)


def test_killed_between_the_entry_and_its_row_the_entry_is_undone(
    contest: Contest, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contest.entries import operations

    bundle = confirmed(read(contest, contact, zip=FOUR))

    def record_and_die(**said: object) -> None:
        record(**said)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(operations, "record", record_and_die)
        with pytest.raises(Killed):
            work_on_bundles(seconds=600)
    assert (Entry.objects.count(), Manuscript.objects.count(), Event.objects.filter(action="entry.move").count()) == (
        0,
        0,
        0,
    )
    lease_runs_out()
    work_on_bundles(seconds=600)
    assert (Entry.objects.count(), bundle.rows.filter(entry=None).count()) == (4, 0)


def test_a_row_that_is_refused_goes_back_and_may_go_again(contest: Contest, contact: User) -> None:
    contest.most_per_author = 1
    contest.save(update_fields=["most_per_author"])
    files = {
        name: manuscript(name, "林晓")
        for name in [f"十周年-潮声纪念馆-{title}-林晓.docx" for title in ("灯火", "江声")]
    }
    bundle = confirmed(read(contest, contact, zip=zipped(files)))
    work_on_bundles(seconds=600)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.ENTERED
    assert [(row.entry is not None, row.sign_off is not None) for row in bundle.rows.all()] == [
        (True, True),
        (False, False),
    ]
    assert told(bundle)[1][1:] == ("doubt", "十周年-潮声纪念馆-江声-林晓.docx", ["refused"])
    contest.most_per_author = None
    contest.save(update_fields=["most_per_author"])
    confirmed(bundle, [2])
    work_on_bundles(seconds=600)
    assert (Entry.objects.count(), bundle.sign_offs.count()) == (2, 2)


def test_the_deadline_goes_by_the_arrival_of_the_file(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=FOUR)
    end_intake(contest)
    late = contest.closes_at + timedelta(minutes=5)  # type: ignore[operator]
    BundlePart.objects.update(received_at=late)
    confirmed(bundle, [1])
    work_on_bundles(seconds=600)
    assert (Entry.objects.count(), told(bundle)[0][1:]) == (0, ("doubt", NAMES[0], ["refused"]))
    BundlePart.objects.update(received_at=contest.closes_at)
    confirmed(bundle, [1])
    work_on_bundles(seconds=600)
    assert Receipt.objects.get().received_at == contest.closes_at


def test_two_workers_never_hold_one_bundle(contest: Contest, contact: User) -> None:
    bundle = sent(contest, contact, zip=FOUR)
    first = take_lease(bundle)
    assert first is not None
    assert take_lease(bundle) is None
    lease_runs_out()
    second = take_lease(bundle)
    assert second is not None
    with pytest.raises(LeaseLost):
        first.step()
    first.end()
    second.hold()
    bundle.refresh_from_db()
    assert bundle.leased_until is not None
    assert timezone.now() < bundle.leased_until <= timezone.now() + LEASE
    second.end()
    assert take_lease(bundle) is not None


def test_the_page_asks_no_more_questions_for_more_rows(
    contest: Contest, contact: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bundle = confirmed(read(contest, contact, zip=FOUR), [1, 2])
    work_on_bundles(seconds=600)
    with django_assert_max_num_queries(3):
        assert len(row_lines(bundle)) == 4


def test_a_hundred_files(contest: Contest, contact: User) -> None:
    surnames = "赵钱孙李周吴郑王冯陈"
    people = [(f"江声第{number}篇", f"{surnames[number % 10]}{chr(0x4E8C + number)}") for number in range(100)]
    files = {
        f"稿件/{author}/{title}.docx": docx_bytes(title, author, "馆", [f"第{n}篇。"])
        for n, (title, author) in enumerate(people)
    }
    rows = sheet([HEADINGS, *([n, title, author] for n, (title, author) in enumerate(reversed(people)))])
    bundle = read(contest, contact, zip=zipped(files, "gb18030"), sheet=rows)
    assert {(row[1], tuple(row[3])) for row in told(bundle)} == {("ready", ())}
    confirmed(bundle)
    work_on_bundles(seconds=600)
    assert Entry.objects.filter(state="received").count() == 100
    assert {(row.title, row.author) for row in Receipt.objects.all()} == set(people)
