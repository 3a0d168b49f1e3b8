"""`manage.py compare_texts`: passages that texts in files share."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.screening.originality.texts import ESSAYS, PASSAGE, SOURCE, with_passage

MANAGE = Path(__file__).parents[3] / "manage.py"
COPIER = with_passage(ESSAYS[3], PASSAGE)


def written(path: Path, texts: dict[str, str]) -> Path:
    lines = [json.dumps({"id": key, "author": "x", "title": "", "text": text}) for key, text in texts.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_passages_are_told_with_their_places(tmp_path: Path) -> None:
    entries = written(tmp_path / "entries.jsonl", {"E1": COPIER, "E2": ESSAYS[7]})
    reference = written(tmp_path / "reference.jsonl", {"R1": SOURCE})
    out = tmp_path / "found.csv"
    call_command("compare_texts", entries=entries, reference=reference, out=out)
    (row,) = rows(out)
    assert list(row) == ["a", "b", "score", "a_start", "a_end", "b_start", "b_end"]
    assert (row["a"], row["b"]) == ("E1", "R1")
    copied = COPIER[int(row["a_start"]) : int(row["a_end"])]
    assert copied in SOURCE
    assert copied == SOURCE[int(row["b_start"]) : int(row["b_end"])]
    assert float(row["score"]) >= 50


def test_it_runs_by_itself(tmp_path: Path) -> None:
    entries = written(tmp_path / "entries.jsonl", {"E1": SOURCE, "E2": SOURCE})
    done = subprocess.run(
        [sys.executable, MANAGE, "compare_texts", "--entries", entries, "--out", tmp_path / "found.csv"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2 + 0 texts, 1 passages\n", "")


def test_half_a_surrogate_pair_in_an_id_ends_no_run(tmp_path: Path) -> None:
    entries = written(tmp_path / "entries.jsonl", {"E\ud800": SOURCE, "E2": f"\ud800{SOURCE}"})
    call_command("compare_texts", entries=entries, reference=None, out=tmp_path / "found.csv")
    (row,) = rows(tmp_path / "found.csv")
    assert (row["a"], row["b"], row["b_start"]) == ("E\\ud800", "E2", "1")


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '"text"', "[" * 100_000])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(CommandError, match=r"entries\.jsonl:1") as failed:
        call_command("compare_texts", entries=path, reference=None, out=tmp_path / "found.csv")
    assert failed.value.returncode == 2


def test_a_file_that_is_not_there_is_a_broken_call(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as failed:
        call_command("compare_texts", entries=tmp_path / "none", reference=None, out=tmp_path / "found.csv")
    assert failed.value.returncode == 2
