"""What is in an archive, and how it is made: step by step, by workers that may be cut off or two at once."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contest.awards.models import PrizeList
from contest.entries.models import EntryState, Manuscript
from contest.entries.operations import Fields, hand_in, take_file, withdraw
from contest.exports.archives import operations
from contest.exports.archives.operations import FurtherOn, gather, lay_out, make_at_once, read_through
from contest.exports.archives.streaming import Shortened
from contest.exports.models import Archive, ArchiveState, FileSum, Grouping
from contest.exports.tasks import MOST_ATTEMPTS, make_archives
from contest.ledger.chain import Link, link_hash
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.workbooks.reader import read_rows
from tests.exports.archives.making import asked, content_of, made, names_in, stored_file
from tests.exports.walking import Walked
from tests.making import docx_bytes, hand_in_entry, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db

ABOUT = ["SHA256SUMS", "结果.xlsx", "账本.jsonl", "账本.csv"]
LIGHTS = "十周年-潮声纪念馆-灯火-林晓.docx"
FERRY = "十周年-浦岸中学-渡口-王海.docx"
PIER = "十周年-潮声纪念馆-栈桥-周岸.docx"


@pytest.mark.parametrize(
    ("grouping", "folders"),
    [
        (Grouping.UNIT, [f"浦岸中学/{FERRY}", f"潮声纪念馆/{PIER}", f"潮声纪念馆/{LIGHTS}"]),
        (Grouping.TIER, [f"一等奖/{LIGHTS}", f"二等奖/{FERRY}", f"二等奖/{PIER}"]),
        (Grouping.STATE, [f"通过审查/{FERRY}", f"通过审查/{PIER}", f"通过审查/{LIGHTS}"]),
        (Grouping.GENRE, [f"未填体裁/{FERRY}", f"未填体裁/{PIER}", f"未填体裁/{LIGHTS}"]),
        (Grouping.FLAT, [FERRY, PIER, LIGHTS]),
    ],
)
def test_manuscripts_lie_in_folders_as_asked(
    walked: Walked, prizes: PrizeList, grouping: Grouping, folders: list[str]
) -> None:
    archive = made(walked.contest, walked.organiser, grouping)
    assert (archive.state, archive.files, archive.summed) == ("ready", 3, 3)
    assert names_in(archive) == ABOUT + [f"文稿/{name}" for name in folders]


def test_before_prizes_are_confirmed_nobody_has_won(walked: Walked) -> None:
    assert names_in(made(walked.contest, walked.organiser, Grouping.TIER))[4:] == [
        f"文稿/未获奖/{name}" for name in (FERRY, PIER, LIGHTS)
    ]


def test_each_manuscript_is_the_file_as_it_came(walked: Walked) -> None:
    archive = made(walked.contest, walked.organiser, Grouping.FLAT)
    with ZipFile(io.BytesIO(content_of(archive))) as file:
        assert file.testzip() is None
        manuscript = walked.entries["灯火"].manuscripts.get()
        with manuscript.open() as stored:
            assert file.read(f"文稿/{LIGHTS}") == stored.read()
        assert file.getinfo(f"文稿/{LIGHTS}").date_time == (2026, 5, 1, 9, 30, 0)


def test_the_newest_version_handed_in_is_the_one(contest: Contest) -> None:
    person = make_person()
    entry = hand_in_entry(contest, person)
    contents = [docx_bytes(paragraphs=(words,)) for words in ("第二稿。", "没有提交的第三稿。")]
    for content in contents:
        manuscript = take_file(
            contest=contest,
            person=person,
            name="灯火.docx",
            content=ContentFile(content),
            arrived_at=timezone.now(),
            entry=entry,
        )
        if content is contents[0]:
            fields = Fields("潮声纪念馆", "灯火", person.name)
            hand_in(
                entry=manuscript.entry,
                person=person,
                fields=fields,
                agreed={"original"},
                arrived_at=timezone.now(),
            )
    archive = made(contest, organiser_of(contest), Grouping.FLAT)
    with ZipFile(io.BytesIO(content_of(archive))) as file:
        assert file.read(f"文稿/{LIGHTS}") == contents[0]


def test_drafts_never_go_in_and_withdrawn_entries_only_when_chosen(contest: Contest) -> None:
    person, organiser = make_person(), organiser_of(contest)
    entry = hand_in_entry(contest, person)
    withdraw(entry=entry, person=person, arrived_at=timezone.now())
    take_file(
        contest=contest,
        person=person,
        name="草稿.docx",
        content=ContentFile(docx_bytes()),
        arrived_at=timezone.now(),
    )
    assert names_in(made(contest, organiser)) == ABOUT
    archive = made(contest, organiser, Grouping.STATE, EntryState.values)
    assert names_in(archive) == [*ABOUT, f"文稿/已撤回/{LIGHTS}"]


def test_entries_of_one_name_stand_side_by_side(contest: Contest) -> None:
    for number in range(2):
        hand_in_entry(contest, make_person(f"author{number}@example.org"), content=docx_bytes(f"第{number}篇"))
    names = names_in(made(contest, organiser_of(contest), Grouping.FLAT))
    assert names[4:] == [f"文稿/{LIGHTS.removesuffix('.docx')} (2).docx", f"文稿/{LIGHTS}"]


def test_a_unit_may_be_called_anything(contest: Contest) -> None:
    entry = hand_in_entry(contest, make_person())
    assert entry.unit is not None
    entry.unit.name = "../CON"
    entry.unit.save(update_fields=["name"])
    assert names_in(made(contest, organiser_of(contest)))[4:] == [f"文稿/／CON/{LIGHTS}"]


def test_the_results_and_the_ledger_stand_in_it(walked: Walked, prizes: PrizeList) -> None:
    archive = made(walked.contest, walked.organiser)
    with ZipFile(io.BytesIO(content_of(archive))) as file:
        book = io.BytesIO(file.read("结果.xlsx"))
        lines = [json.loads(line) for line in file.read("账本.jsonl").splitlines()]
        table = list(csv.reader(io.StringIO(file.read("账本.csv").decode("utf-8-sig"))))
    assert [row[0] for row in read_rows(book, "获奖")] == ["奖项", "一等奖", "二等奖", "二等奖", "优秀组织奖"]
    assert archive.stands_at is not None
    events = Event.objects.filter(contest=walked.contest.slug, at__lte=archive.stands_at).order_by("sequence")
    assert [line["hash"] for line in lines] == list(events.values_list("hash", flat=True))
    assert len(table) == len(lines) + 1
    for line in lines:
        kind, key = line["subject"]
        names = ("sequence", "contest", "actor", "actor_name", "action", "before", "after", "reason")
        own = {name: line[name] for name in names}
        link = Link(**own, at=datetime.fromisoformat(line["at"]), subject_kind=kind, subject_key=key)
        assert link_hash(link, line["previous"]) == line["hash"]


@pytest.mark.skipif(not (shutil.which("sha256sum") and shutil.which("unzip")), reason="needs unzip and sha256sum")
def test_it_unpacks_and_every_sum_is_right(walked: Walked, tmp_path: Path) -> None:
    archive = made(walked.contest, walked.organiser)
    (tmp_path / "a.zip").write_bytes(content_of(archive))
    for command in (["unzip", "-tq", "a.zip"], ["unzip", "-q", "a.zip"], ["sha256sum", "--strict", "-c", "SHA256SUMS"]):
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        )
        assert done.returncode == 0, (done.stdout, done.stderr)
    assert done.stdout.count(b": OK\n") == 6


def test_what_comes_in_after_it_was_gathered_is_not_in_it(contest: Contest) -> None:
    organiser = organiser_of(contest)
    first = hand_in_entry(contest, make_person())
    archive = asked(contest, organiser, Grouping.FLAT)
    assert make_archives() == 1
    hand_in_entry(contest, make_person("b@example.org", "王海"), title="渡口", unit="浦岸中学")
    withdraw(entry=first, person=first.entrant, arrived_at=timezone.now())  # type: ignore[arg-type]
    while make_archives():
        pass
    archive.refresh_from_db()
    assert names_in(archive) == [*ABOUT, f"文稿/{LIGHTS}"]


def test_the_same_state_gives_the_same_bytes(walked: Walked) -> None:
    archive = made(walked.contest, walked.organiser)
    assert content_of(archive) == content_of(Archive.objects.get(pk=archive.pk))


# --- step by step -------------------------------------------------------------------------------------------------


def test_files_are_read_a_few_at_a_time_and_never_twice(walked: Walked) -> None:
    archive = asked(walked.contest, walked.organiser)
    seen = []
    while make_archives(files=2):
        archive.refresh_from_db()
        seen.append((archive.state, archive.summed, archive.percent))
    assert seen == [("gathered", 0, 0), ("gathered", 2, 66), ("gathered", 3, 100), ("ready", 3, 100)]
    assert set(FileSum.objects.values_list("manuscript_id", flat=True)) == set(
        Manuscript.objects.values_list("pk", flat=True)
    )
    again = asked(walked.contest, walked.organiser)
    assert [make_archives(files=2) for _ in range(3)] == [1, 1, 0]
    again.refresh_from_db()
    assert again.state == "ready"


def test_a_file_that_is_lost_or_altered_is_left_out_and_named(walked: Walked) -> None:
    stored_file(walked.entries["灯火"]).unlink()
    with stored_file(walked.entries["渡口"]).open("r+b") as file:
        file.write(b"!")
    archive = made(walked.contest, walked.organiser, Grouping.FLAT)
    assert archive.left_out == [f"文稿/{FERRY}", f"文稿/{LIGHTS}"]
    assert (archive.state, archive.files) == ("ready", 1)
    with ZipFile(io.BytesIO(content_of(archive))) as file:
        assert file.namelist() == ["SHA256SUMS", "没有放进的文稿.txt", *ABOUT[1:], f"文稿/{PIER}"]
        assert file.read("没有放进的文稿.txt").decode("utf-8-sig") == f"文稿/{FERRY}\r\n文稿/{LIGHTS}\r\n"
        assert LIGHTS not in file.read("SHA256SUMS").decode()


def test_a_file_that_is_cut_short_later_breaks_the_download_off(walked: Walked) -> None:
    archive = made(walked.contest, walked.organiser)
    stored_file(walked.entries["灯火"]).write_bytes(b"PK")
    with pytest.raises(Shortened):
        content_of(archive)


@pytest.mark.parametrize(
    ("step", "steps_before"), [(gather, 0), (lambda archive: read_through(archive, 9), 1), (lay_out, 2)]
)
def test_a_step_that_another_worker_did_first_leaves_nothing_behind(
    walked: Walked, step: Callable[[Archive], object], steps_before: int
) -> None:
    archive = asked(walked.contest, walked.organiser)
    for _ in range(steps_before):
        make_archives()
    late = Archive.objects.get(pk=archive.pk)
    while make_archives():
        pass
    stored = sorted(path for path in Path(default_storage.path("")).rglob("*") if path.is_file())
    before = Archive.objects.values().get(pk=archive.pk)
    with pytest.raises(FurtherOn):
        step(late)
    assert Archive.objects.values().get(pk=archive.pk) == before
    assert sorted(path for path in Path(default_storage.path("")).rglob("*") if path.is_file()) == stored


def test_one_that_never_gets_on_is_given_up(walked: Walked) -> None:
    archive = asked(walked.contest, walked.organiser)
    make_archives()
    archive.refresh_from_db()
    default_storage.delete(archive.list_name)
    assert [make_archives() for _ in range(MOST_ATTEMPTS + 1)] == [0] * (MOST_ATTEMPTS + 1)
    archive.refresh_from_db()
    assert archive.state == ArchiveState.FAILED
    assert asked(walked.contest, walked.organiser).state == ArchiveState.ASKED


def test_a_contest_has_one_archive_in_the_making(walked: Walked) -> None:
    asked(walked.contest, walked.organiser)
    events = Event.objects.count()
    with pytest.raises(Refusal) as refusal:
        asked(walked.contest, walked.organiser, Grouping.FLAT)
    assert refusal.value.code == "in-the-making"
    assert Event.objects.count() == events
    other = make_contest("autumn")
    assert asked(other, organiser_of(other)).state == ArchiveState.ASKED


def test_a_small_one_is_made_at_once(walked: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = asked(walked.contest, walked.organiser)
    make_at_once(archive)
    assert archive.state == ArchiveState.READY
    monkeypatch.setattr(operations, "FILES_AT_ONCE", 2)
    large = asked(walked.contest, walked.organiser)
    make_at_once(large)
    assert large.state == ArchiveState.ASKED


def test_the_questions_asked_of_the_database_do_not_grow_with_the_entries() -> None:
    counted = []
    for number, entries in enumerate((1, 6)):
        contest = make_contest(f"spring{number}")
        for which in range(entries):
            person = make_person(f"author{number}{which}@example.org", f"作者{which}")
            hand_in_entry(contest, person, title=f"题目{which}", content=docx_bytes(f"{number}{which}"))
        asked(contest, organiser_of(contest))
        with CaptureQueriesContext(connection) as queries:
            while make_archives():
                pass
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "ready"},
        {"state": "gathered"},
        {"state": "asked", "length": 1},
        {"state": "ready", "length": 1, "etag": "x"},
    ],
)
def test_the_database_refuses_an_archive_that_can_not_be(walked: Walked, changes: dict[str, object]) -> None:
    archive = asked(walked.contest, walked.organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        Archive.objects.filter(pk=archive.pk).update(**changes)
