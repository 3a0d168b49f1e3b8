import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contest.documents import conversion, sandbox
from contest.documents.writer import write_docx
from tests.documents.pdfs import at, pdf

MANAGE = Path(__file__).parents[2] / "manage.py"
KEYS = [
    "path",
    "verdict",
    "type",
    "error",
    "title",
    "words",
    "notes_words",
    "textbox_words",
    "layout",
    "identity",
    "objection",
    "secrecy",
]


def told(*files: Path) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("inspect_manuscript", *map(str, files), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_file_has_its_line(tmp_path: Path) -> None:
    essay, scan, empty = (tmp_path / name for name in ("稿.docx", "稿.pdf", "空.docx"))
    essay.write_bytes(write_docx("我的家乡", "张三", ["本人不同意主办单位使用本作品。"], "张三"))
    scan.write_bytes(pdf([[at(70, 700, "春风又绿江南岸。")]]))
    empty.write_bytes(b"")
    first, second, third = told(essay, scan, empty)
    assert [list(one) for one in (first, second, third)] == [KEYS] * 3
    assert (first["path"], first["verdict"], first["type"], first["error"]) == (str(essay), "read", "docx", None)
    assert (first["title"], first["words"], first["notes_words"], first["textbox_words"]) == ("我的家乡", 21, 0, 0)
    assert first["objection"] == "本人不同意主办单位使用本作品。"
    assert first["secrecy"] is None
    assert first["layout"]["verdict"] in ("pass", "advise", "unverified")
    assert all(set(one) == {"kind", "where", "text"} for one in first["identity"])
    assert (second["verdict"], second["type"], second["words"]) == ("read", "pdf", 8)
    finding = next(one for one in second["layout"]["findings"] if one["rule"] == "margins")
    assert list(finding) == ["rule", "clause", "level", "expected", "found", "where", "fix", "status"]
    assert finding["status"] == "unverified"
    assert third == dict.fromkeys(KEYS) | {
        "path": str(empty),
        "verdict": "refused",
        "type": "empty",
        "error": {"code": "empty", "message": "文件是空的。请检查原稿，保存后重新上传。"},
        "identity": [],
    }


def test_a_missing_file_is_named_and_nothing_is_looked_at(tmp_path: Path) -> None:
    essay, missing = tmp_path / "稿.docx", tmp_path / "没有.docx"
    essay.write_bytes(b"")
    with pytest.raises(
        CommandError, match=f"没有这个文件，或者它不是普通文件：{missing}。一个文件都没有检查。"
    ) as error:
        told(essay, missing)
    assert error.value.returncode == 2


@pytest.mark.parametrize("surroundings", [{}, {"SECRET_KEY": "x" * 50}, {"CONTEST_MODE": "demo"}])
def test_it_runs_without_a_site_and_leaves_none(tmp_path: Path, surroundings: dict[str, str]) -> None:
    essay, data = tmp_path / "稿.docx", tmp_path / "data"
    essay.write_bytes(write_docx("我的家乡", "张三", ["夜里，江上的灯亮了。"], "张三"))
    done = subprocess.run(
        [sys.executable, MANAGE, "inspect_manuscript", str(essay)],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data), **surroundings},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == "我的家乡"
    assert not data.exists()


def test_where_nothing_can_be_converted_a_file_is_pending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "稿.doc"
    file.write_bytes(b"{\\rtf1 Essay}")
    monkeypatch.setenv("PATH", str(tmp_path))
    for known in (conversion.available, sandbox.available):
        known.cache_clear()
    (only,) = told(file)
    for known in (conversion.available, sandbox.available):
        known.cache_clear()
    assert (only["verdict"], only["type"], only["error"]["code"]) == ("pending", "rtf", "unchecked")
    assert only["error"]["message"].startswith("本站没有可用的转换软件，不能检查这种文件")


@pytest.mark.parametrize("files", [(), ("没有.docx",)])
def test_a_broken_call_is_status_2(files: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        told(*(tmp_path / name for name in files))
    assert error.value.returncode == 2 or "required" in str(error.value)


def test_what_is_no_file_is_a_broken_call(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    for path in (tmp_path, tmp_path / "管道", tmp_path / ("名" * 5_000), tmp_path / "没有" / "稿.docx"):
        with pytest.raises(CommandError, match="一个文件都没有检查") as error:
            told(path)
        assert error.value.returncode == 2


def test_a_terminal_without_chinese_gets_escapes(tmp_path: Path) -> None:
    file = tmp_path / "空.docx"
    file.write_bytes(b"")
    written = io.BytesIO()
    terminal = io.TextIOWrapper(written, "ascii", write_through=True)
    call_command("inspect_manuscript", str(file), stdout=terminal)
    answer = json.loads(written.getvalue().decode("ascii"))
    assert (answer["path"], answer["error"]["message"][:5]) == (str(file), "文件是空的")
