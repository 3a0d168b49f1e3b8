"""`manage.py load_references`: a folder of texts becomes a contest's reference collection."""

import io
import os
import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contest.documents.writer import write_docx
from contest.notice.models import Contest
from contest.screening.originality.models import ReferenceText
from tests.screening.originality.texts import ESSAYS, SOURCE

pytestmark = pytest.mark.django_db


def loaded(contest: Contest, *paths: Path, source: str = "") -> tuple[str, str, int]:
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("load_references", contest.slug, *map(str, paths), source=source, stdout=out, stderr=err)
    except CommandError as error:
        status = error.returncode
    return out.getvalue(), err.getvalue(), status


def test_a_folder_is_added_once(contest: Contest, tmp_path: Path) -> None:
    inner = tmp_path / "2020"
    inner.mkdir()
    (inner / "旧作.docx").write_bytes(write_docx("江上的灯", "", [SOURCE]))
    (tmp_path / "另一篇.txt").write_bytes(ESSAYS[4].encode("gb18030"))
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert loaded(contest, tmp_path, source="2020年征文集") == ("spring：加入 2 份，已有 0 份，未能读取 0 份\n", "", 0)
    assert sorted(ReferenceText.objects.values_list("title", "source")) == [
        ("另一篇", "2020年征文集"),
        ("江上的灯", "2020年征文集"),
    ]
    assert loaded(contest, tmp_path) == ("spring：加入 0 份，已有 2 份，未能读取 0 份\n", "", 0)


def test_what_cannot_be_read_is_named_and_the_others_are_added(contest: Contest, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    (tmp_path / "b.txt").write_text(SOURCE, encoding="utf-8")
    out, err, status = loaded(contest, tmp_path)
    assert (out, status) == ("spring：加入 1 份，已有 0 份，未能读取 1 份\n", 1)
    assert err.startswith(f"{tmp_path / 'a.png'}：")


def test_a_name_in_an_old_coding_is_read(contest: Contest, tmp_path: Path) -> None:
    name = os.fsdecode("江上的灯火.txt".encode("gb18030"))
    (tmp_path / name).write_text(SOURCE, encoding="utf-8")
    assert loaded(contest, tmp_path)[2] == 0
    assert ReferenceText.objects.get().title == "江上的灯火"


def test_a_file_that_cannot_be_opened_is_named_and_the_others_are_added(contest: Contest, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(SOURCE, encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as unreadable:
        unreadable.bind(str(tmp_path / "a.txt"))
        out, err, status = loaded(contest, tmp_path / "a.txt", tmp_path / "b.txt")
    assert (out, status) == ("spring：加入 1 份，已有 0 份，未能读取 1 份\n", 1)
    assert err.startswith(f"{tmp_path / 'a.txt'}：")


def test_a_broken_call_says_so(contest: Contest, tmp_path: Path) -> None:
    assert loaded(contest, tmp_path / "none")[2] == 2
    with pytest.raises(CommandError, match="没有这个征文"):
        call_command("load_references", "nowhere", str(tmp_path))
