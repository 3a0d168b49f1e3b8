"""Where manuscripts lie: whole files under their final names, or nothing."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from contest.entries.bundles.models import BundlePart
from contest.entries.mailbox.models import Candidate, ReceivedMail
from contest.entries.mailbox.operations import take_mail
from contest.entries.models import Manuscript
from contest.entries.storage import DurableStorage, storage_name, stored, with_rows
from contest.notice.models import Contest
from contest.people.models import User
from contest.screening.models import BlindText
from contest.screening.operations import pass_entry
from tests.entries.bundles.making import contact_of, manuscript, sent, zipped
from tests.entries.mailbox.making import simple
from tests.entries.making import take
from tests.making import docx_bytes, hand_in_entry, make_person, organiser_of


class Broken(ContentFile[bytes]):
    """A file whose sender goes away half-way."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError("gone")


def files() -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_names_are_random_and_tell_nothing() -> None:
    names = {storage_name() for _ in range(200)}
    assert len(names) == 200
    for name in names:
        assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{38}", name)


def test_what_was_saved_is_what_is_read() -> None:
    name = default_storage.save("ab/abcd", ContentFile(b"essay"))
    assert name == "ab/abcd"
    assert files() == ["ab/abcd"]
    with default_storage.open(name) as stored:
        assert stored.read() == b"essay"


def test_the_group_may_read_and_nobody_else() -> None:
    default_storage.save("ab/abcd", ContentFile(b"essay"))
    mode = stat.S_IMODE((Path(settings.MEDIA_ROOT) / "ab/abcd").stat().st_mode)
    assert mode == 0o640


def test_an_existing_file_is_never_replaced() -> None:
    storage = DurableStorage()
    storage._save("ab/abcd", ContentFile(b"first"))
    with pytest.raises(FileExistsError):
        storage._save("ab/abcd", ContentFile(b"second"))
    assert files() == ["ab/abcd"]
    assert (Path(settings.MEDIA_ROOT) / "ab/abcd").read_bytes() == b"first"


def test_a_taken_name_gives_another_one() -> None:
    default_storage.save("ab/abcd", ContentFile(b"first"))
    second = default_storage.save("ab/abcd", ContentFile(b"second"))
    assert second != "ab/abcd"
    assert len(files()) == 2


def test_half_a_file_leaves_nothing() -> None:
    with pytest.raises(ConnectionResetError):
        default_storage.save("ab/abcd", Broken(b"half and the rest"))
    assert files() == []


def test_the_part_is_hidden_until_the_file_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    really = os.link

    def link(source: os.PathLike[str], target: os.PathLike[str]) -> None:
        seen.append(files())
        really(source, target)

    monkeypatch.setattr(os, "link", link)
    default_storage.save("ab/abcd", ContentFile(b"essay"))
    assert seen == [["ab/.abcd.part"]]
    assert files() == ["ab/abcd"]


def test_file_and_folder_are_flushed_before_anybody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        flushed.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    default_storage.save("ab/abcd", ContentFile(b"essay"))
    assert flushed == ["folder", "file", "folder"]  # the new folder's own name, the content, the file's name
    flushed.clear()
    default_storage.save("ab/abce", ContentFile(b"essay"))
    assert flushed == ["file", "folder"]


def test_a_path_outside_is_refused() -> None:
    with pytest.raises(Exception, match="path traversal"):
        default_storage.save("../outside", ContentFile(b"essay"))


@pytest.mark.django_db
def test_the_file_is_on_the_disk_before_its_row(contest: Contest, person: User) -> None:
    """Every row's file is there, whole, whatever its name was."""
    hand_in_entry(contest, person)
    (row,) = Manuscript.objects.all()
    assert files() == [row.stored_name]
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{40}", row.stored_name)
    assert (Path(settings.MEDIA_ROOT) / row.stored_name).read_bytes() == docx_bytes(author=person.name)
    with row.open() as stored:
        assert stored.read() == docx_bytes(author=person.name)


@contextmanager
def commit_answers_nothing() -> Iterator[None]:
    """Let the database do what the first COMMIT says, and the connection break before it can tell."""
    database: Any = connection
    committed = database._commit
    lost: list[bool] = []

    def commit() -> None:
        committed()
        if not lost:
            lost.append(True)
            raise OperationalError("server closed the connection unexpectedly")

    database._commit = commit
    try:
        yield
    finally:
        database._commit = committed


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_row_may_stand_stays_when_the_answer_to_commit_is_lost(contest: Contest, person: User) -> None:
    contact = contact_of(contest)
    kept: list[str] = []

    def lost(step: Callable[[], object]) -> None:
        with commit_answers_nothing(), pytest.raises(OperationalError):
            step()

    lost(lambda: take(contest, person))
    kept += Manuscript.objects.values_list("stored_name", flat=True)
    lost(lambda: take_mail(contest=contest, raw=simple(docx_bytes()), received_at=timezone.now()))
    kept += ReceivedMail.objects.values_list("stored_name", flat=True)
    kept += Candidate.objects.values_list("stored_name", flat=True)
    lost(lambda: sent(contest, contact, zip=zipped({"灯火.docx": manuscript("灯火", "林晓")})))
    kept += BundlePart.objects.values_list("stored_name", flat=True)
    entry = hand_in_entry(contest, make_person("yuan@example.org"), title="江")
    before = files()
    lost(lambda: pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest)))
    kept += BlindText.objects.values_list("docx_name", flat=True)
    assert (len(kept), len(files()) - len(before)) == (5, 1)
    assert set(kept) <= set(files())


@pytest.mark.django_db
def test_what_fails_before_commit_leaves_no_file(contest: Contest) -> None:
    names = stored([ContentFile(b"sheet"), ContentFile(b"zip")])
    assert sorted(names) == files()
    with pytest.raises(ZeroDivisionError), with_rows(names):
        raise ZeroDivisionError
    assert files() == []


@pytest.mark.django_db
def test_of_several_files_all_are_stored_or_none() -> None:
    with pytest.raises(ConnectionResetError):
        stored([ContentFile(b"whole"), Broken(b"")])
    assert files() == []
