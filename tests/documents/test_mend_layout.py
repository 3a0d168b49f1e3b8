import os
import shutil
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contest.documents.layout import check_layout
from contest.documents.reader import read_docx
from tests.documents.exact import SENTENCE
from tests.documents.parts import centred, docx, p


def mend(file: Path, out: Path) -> str:
    said = StringIO()
    call_command("mend_layout", str(file), out=out, stdout=said)
    return said.getvalue()


@pytest.fixture
def manuscript(tmp_path: Path) -> Path:
    path = tmp_path / "来稿.docx"
    path.write_bytes(docx(centred("题目") + p(SENTENCE * 2)))
    return path


def test_it_writes_a_copy_and_leaves_the_file(manuscript: Path, tmp_path: Path) -> None:
    before = manuscript.read_bytes()
    out = tmp_path / "新稿.docx"
    assert mend(manuscript, out) == f"{out}：已按 GB/T 9704-2012 重新排版，文字未动。\n"
    assert check_layout(read_docx(out.read_bytes())).findings == ()
    assert manuscript.read_bytes() == before


def test_it_says_what_only_the_author_can_mend(tmp_path: Path) -> None:
    path = tmp_path / "来稿.docx"
    path.write_bytes(docx(centred("题目") + p("<w:r><w:br/></w:r>", SENTENCE)))
    _, left = mend(path, tmp_path / "新稿.docx").splitlines()
    assert left.startswith("仍需手工修改：正文每段首行缩进 2 字符，回行顶格；现为段首是换行符（第 2 段“春天来了，")


def test_it_overwrites_nothing(manuscript: Path, tmp_path: Path) -> None:
    before = manuscript.read_bytes()
    other = tmp_path / "别的.txt"
    other.write_text("别的", encoding="utf-8")
    for out in (manuscript, other):
        with pytest.raises(CommandError, match="已经存在") as refused:
            mend(manuscript, out)
        assert refused.value.returncode == 2
    assert (manuscript.read_bytes(), other.read_text(encoding="utf-8")) == (before, "别的")


def test_a_broken_call_has_status_2(manuscript: Path, tmp_path: Path) -> None:
    for file, out in ((tmp_path / "没有.docx", tmp_path / "a.docx"), (manuscript, tmp_path / "没有" / "a.docx")):
        with pytest.raises(CommandError) as refused:
            mend(file, out)
        assert refused.value.returncode == 2
    with pytest.raises(CommandError):
        call_command("mend_layout", str(manuscript))


@pytest.mark.skipif(shutil.which("soffice") is None or shutil.which("bwrap") is None, reason="no converter here")
def test_a_file_of_another_kind_is_converted_first(tmp_path: Path) -> None:
    path, out = tmp_path / "来稿.rtf", tmp_path / "新稿.docx"
    path.write_bytes(b"{\\rtf1\\ansi Essay}")
    mend(path, out)
    assert read_docx(out.read_bytes()).text.strip() == "Essay"


def test_a_refused_file_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "来稿.docx"
    path.write_bytes(b"%PDF-1.7")
    assert mend(path, tmp_path / "新稿.docx").startswith(f"{path}：这是 PDF 文件，")
    assert not (tmp_path / "新稿.docx").exists()


def test_what_is_no_file_is_a_broken_call(manuscript: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    too_long, out = tmp_path / ("名" * 5_000), tmp_path / "新稿.docx"
    for file, target, reason in (
        (tmp_path / "管道", out, "不是普通文件"),
        (tmp_path, out, "不是普通文件"),
        (too_long, out, "没有这个文件"),
        (manuscript, too_long, "无法写入"),
        (manuscript, tmp_path / "管道", "已经存在"),
    ):
        with pytest.raises(CommandError, match=reason) as refused:
            mend(file, target)
        assert refused.value.returncode == 2
    assert not out.exists()


def test_a_terminal_without_chinese_gets_escapes(manuscript: Path, tmp_path: Path) -> None:
    written = BytesIO()
    terminal = TextIOWrapper(written, "ascii", write_through=True)
    out = tmp_path / "b.docx"
    call_command("mend_layout", str(manuscript), out=out, stdout=terminal)
    assert written.getvalue().decode("unicode-escape") == f"{out}：已按 GB/T 9704-2012 重新排版，文字未动。\n"
