"""Lines of sums, held against the program that reads them."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from contest.exports.archives.sums import sum_line

PROGRAM = shutil.which("sha256sum")


@pytest.mark.skipif(PROGRAM is None, reason="there is no sha256sum here")
@pytest.mark.parametrize("name", ["灯火.docx", "两 头 .txt", "a\\b", "a\nb", "\\n", "*星.txt", "-c", "(括号) = x"])
def test_sha256sum_accepts_a_line_of_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(sum_line(hashlib.sha256(b"x").hexdigest(), name), encoding="utf-8", newline="")
    done = subprocess.run([str(PROGRAM), "--strict", "-c", sums.name], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stdout.endswith(b": OK\n")) == (0, True)
