"""The command that writes a manuscript's blind copy into a folder."""

import io
import json
import os
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contest.documents.blind import MASK
from contest.documents.reader import read_docx
from tests.documents.parts import centred, docx, ole, p

BODY = "我在基层工作了二十年，走过了全县一百三十六个村，也见证了泥泞小路变成宽阔大道，心里有许多话想说。"
FILES = ["manuscript.docx", "text.html", "title.txt"]


def run(file: Path, out: Path, *more: str) -> dict[str, object]:
    said = io.StringIO()
    call_command(
        "blind_manuscript",
        str(file),
        "--author",
        "张三丰、建国",
        "--unit",
        "某局",
        "--out",
        str(out),
        *more,
        stdout=said,
    )
    (line,) = said.getvalue().splitlines()
    answer: dict[str, object] = json.loads(line)
    return answer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "70周年-某局-家乡-张三丰.docx"
    path.write_bytes(docx(centred("家乡的路") + centred("张三丰") + p(f"{BODY}某局的电话是0510-1，建国说。") + p(BODY)))
    return path


def test_what_a_judge_could_get_is_written(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "copy"
    answer = run(file, out, "--phone", "13812345678", "--email", "z@a.cn")
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert (out / "title.txt").read_text(encoding="utf-8") == "家乡的路\n"
    page = (out / "text.html").read_text(encoding="utf-8")
    assert "<h1>家乡的路</h1>" in page
    assert f"<p>{BODY}{MASK}的电话是0510-1，建国说。</p>" in page
    lines = [paragraph.text for paragraph in read_docx((out / "manuscript.docx").read_bytes()).paragraphs]
    assert lines == ["家乡的路", f"{BODY}{MASK}的电话是0510-1，建国说。", BODY]
    start = len(BODY)
    none = {"start": 0, "before": "", "after": "", "status": "masked"}
    unit = {"start": start, "before": BODY[-12:], "after": "的电话是0510-1，建", "status": "masked"}
    name = {"start": start + 13, "before": "某局的电话是0510-1，"[-12:], "after": "说。", "status": "suggested"}
    assert answer == {
        "path": str(file),
        "verdict": "made",
        "error": None,
        "title": "家乡的路",
        "masks": [
            {"kind": "byline", "where": "body", "index": 1, "text": "张三丰", **none},
            {"kind": "unit", "where": "body", "index": 2, "text": "某局", **unit},
        ],
        "suggestions": [{"kind": "author", "where": "body", "index": 2, "text": "建国", **name}],
    }


def test_nothing_is_overwritten(file: Path, tmp_path: Path) -> None:
    (tmp_path / "title.txt").write_text("旧")
    with pytest.raises(CommandError, match="已经存在，不会覆盖") as refused:
        run(file, tmp_path)
    assert refused.value.returncode == 2
    assert (tmp_path / "title.txt").read_text() == "旧"
    assert not (tmp_path / "text.html").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"PK\3\4", "damaged"), (ole("EncryptedPackage"), "encrypted"), (b"<html>", "html")],
)
def test_a_refused_file_is_an_answer(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "文稿.docx"
    path.write_bytes(content)
    answer = run(path, tmp_path / "out")
    error = answer.pop("error")
    assert answer == {"path": str(path), "verdict": "refused", "title": None, "masks": [], "suggestions": []}
    assert isinstance(error, dict)
    assert error["code"] == code
    assert error["message"].endswith("。")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere.docx", "--author", "张三丰", "--unit", "某局", "--out", "out"],
        ["nowhere.docx", "--unit", "某局", "--out", "out"],
        ["nowhere.docx", "--author", "张三丰", "--out", "out"],
        ["nowhere.docx", "--author", "张三丰", "--unit", "某局"],
    ],
)
def test_a_broken_call_is_a_failure(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as refused:
        call_command("blind_manuscript", *arguments)
    assert refused.value.returncode in (1, 2)  # from the shell, a missing argument ends with 2 as well
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("author", "unit"), [("", ""), ("张三丰", ""), ("", "某局"), ("张三丰", " \u3000"), ("、", "某局"), ("王", "某局")]
)
def test_without_a_name_to_look_for_nothing_is_made(file: Path, tmp_path: Path, author: str, unit: str) -> None:
    arguments = [str(file), "--author", author, "--unit", unit, "--out", str(tmp_path / "out")]
    with pytest.raises(CommandError, match="作者要写全名") as refused:
        call_command("blind_manuscript", *arguments)
    assert refused.value.returncode == 2
    assert not (tmp_path / "out").exists()


def test_what_is_no_file_is_a_broken_call(file: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    too_long = tmp_path / ("名" * 5_000)
    for path, out, reason in (
        (tmp_path / "管道", tmp_path / "out", "不是普通文件"),
        (tmp_path, tmp_path / "out", "不是普通文件"),
        (too_long, tmp_path / "out", "没有这个文件"),
        (file, too_long, "无法写入"),
        (file, file, "无法写入"),
    ):
        with pytest.raises(CommandError, match=reason) as refused:
            run(path, out)
        assert refused.value.returncode == 2
    assert not (tmp_path / "out").exists()


def test_a_terminal_without_chinese_gets_escapes(file: Path, tmp_path: Path) -> None:
    written = io.BytesIO()
    terminal = io.TextIOWrapper(written, "ascii", write_through=True)
    arguments = [str(file), "--author", "张三丰", "--unit", "某局", "--out", str(tmp_path / "out")]
    call_command("blind_manuscript", *arguments, stdout=terminal)
    assert json.loads(written.getvalue().decode("ascii"))["title"] == "家乡的路"


@pytest.mark.skipif(shutil.which("soffice") is None or shutil.which("bwrap") is None, reason="no converter here")
def test_a_file_of_another_kind_is_converted_first(tmp_path: Path) -> None:
    path = tmp_path / "文稿.rtf"
    sentences = "".join(f"\\u{ord(sign)}?" for sign in BODY)
    path.write_bytes(f"{{\\rtf1\\ansi\\uc1 {sentences}\\par {sentences}\\par}}".encode())
    assert run(path, tmp_path / "out")["verdict"] == "made"
    assert BODY in (tmp_path / "out" / "text.html").read_text(encoding="utf-8")
