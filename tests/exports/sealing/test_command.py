"""`manage.py verify_package`: by itself, where no database can be reached."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.exports.sealing.making import changed

pytestmark = pytest.mark.django_db

MANAGE = Path(__file__).parents[3] / "manage.py"


def run(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing set but an address where no database answers."""
    told = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/gone", "PYTHONUTF8": "1"}
    command = [sys.executable, str(MANAGE), "verify_package", str(path)]
    return subprocess.run(command, capture_output=True, text=True, env=told | environment, check=False)


def test_without_a_database_all_agrees(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(content)
    done = run(path)
    heading, digest, *lines, last = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert (heading, last) == ("春潮主题征文，获奖名单第 1 版", "全部相符。")
    assert digest.startswith("SHA-256 ")
    assert lines[:3] == ["各个文件的指纹：相符", "抽签（初评）：相符", "编号和分组（初评）：相符"]
    assert all(line.endswith("：相符") for line in lines)


def test_what_differs_is_named_and_the_status_is_1(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(changed(content, "draws.json", _another_seed, renewed=False))
    done = run(path)
    assert done.returncode == 1
    assert "各个文件的指纹：不符\n  · draws.json 被改动过\n抽签（初评）：不符\n  · 抽签的依据" in done.stdout
    assert "封装包前后不符，或者被改动过。" in done.stderr


def _another_seed(draws: Any) -> None:
    draws["rounds"][0]["seed"] = "0" * 32


def status(path: Path) -> int:
    with pytest.raises(CommandError) as told:
        call_command("verify_package", path)
    return told.value.returncode


def test_what_is_no_package_has_status_2(tmp_path: Path) -> None:
    path = tmp_path / "letter.zip"
    path.write_bytes(b"PK\3\4 and nothing more")
    assert status(path) == 2
    assert status(tmp_path / "missing.zip") == 2
    assert status(tmp_path) == 2


def test_what_nothing_speaks_against_but_can_not_be_told_has_status_3(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(changed(content, "rules.json", lambda rules: rules["rounds"][0].update(draw="1")))
    assert status(path) == 3
    assert "抽签（初评）：无法重算（封装时的规则是第 1 版，这里只有第 2 版，无法重算）" in capsys.readouterr().out


def test_a_file_altered_beyond_reading_is_altered_and_no_other_kind_of_file(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(changed(content, "marks.json", lambda marks: marks.clear(), renewed=False))
    assert status(path) == 1
    assert "marks.json 被改动过，已经读不出来" in capsys.readouterr().out
