"""`manage.py draw_judges`: who reads what, from files, by itself."""

import csv
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contest.judging.draw import DRAW_VERSION, draw_readings, inputs_hash
from contest.judging.lists import own_units, read_entries, read_judges

MANAGE = Path(__file__).parents[2] / "manage.py"
ENTRIES = ["entry_id,unit,title", *(f"E{number:02},单位{number % 7},题目{number}" for number in range(40))]
JUDGES = ["judge_id,name,unit", *(f"J{number},评委{number},单位 {number}" for number in range(8))]


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(folder: Path, *, per_entry: int = 3, seed: str = "20250831", out: str = "out.csv") -> list[tuple[str, ...]]:
    """Draw from the lists in a folder, and give the rows that were written."""
    call_command(
        "draw_judges",
        entries=folder / "entries.csv",
        judges=folder / "judges.csv",
        per_entry=per_entry,
        seed=seed,
        out=folder / out,
    )
    return rows(folder / out)


def rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a list of entries and a list of judges."""
    written(tmp_path / "entries.csv", ENTRIES)
    written(tmp_path / "judges.csv", JUDGES)
    return tmp_path


def test_every_entry_gets_its_readings_from_judges_of_other_units(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heading, *drawn = run(folder)
    assert heading == ("entry_id", "judge_id")
    assert drawn == sorted(set(drawn))
    assert Counter(entry for entry, _ in drawn) == {f"E{number:02}": 3 for number in range(40)}
    assert all(int(entry[1:]) % 7 != int(judge[1:]) for entry, judge in drawn)
    listed = read_entries((folder / "entries.csv").read_bytes())
    seated = read_judges((folder / "judges.csv").read_bytes())
    conflicts = own_units(listed, seated)
    assert drawn == list(draw_readings(listed.needs, seated.seats, 3, conflicts, "20250831").readings)
    assert capsys.readouterr().out.splitlines() == [
        f"抽签规则版本：{DRAW_VERSION}",
        f"名单 SHA-256：{inputs_hash(listed.needs, seated.seats, 3, conflicts)}",
        "作品 40 篇，评委 8 位，回避 40 对",
        "评阅 120 次：评 15 次的评委 8 位",
        "由共同评阅的作品连成的评委组：1 个",
    ]


def test_the_order_of_rows_and_columns_changes_nothing_and_the_seed_does(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(folder)
    told = capsys.readouterr().out
    chance = random.Random(4)
    written(folder / "entries.csv", [ENTRIES[0], *chance.sample(ENTRIES[1:], 40)])
    turned = [",".join(reversed(line.split(","))) for line in JUDGES]
    written(folder / "judges.csv", [turned[0], *chance.sample(turned[1:], 8)])
    assert run(folder) == first
    assert capsys.readouterr().out == told
    assert run(folder, seed="20250901") != first


def test_groups_genres_and_capacities_are_kept(folder: Path) -> None:
    written(
        folder / "entries.csv",
        ["entry_id,unit,title,group,genre", "E1,,,甲,诗歌", "E2,,,甲,散文", "E3,,,乙,", "E4,,,乙,散文"],
    )
    written(
        folder / "judges.csv",
        [
            "judge_id,name,unit,capacity,group,genres",
            "J1,,,,甲,诗歌",
            "J2,,,1,,散文 小说",
            "J3,,,,乙,",
            "J4,,,,甲,散文",
        ],
    )
    drawn = run(folder, per_entry=1)[1:]
    assert drawn == [("E1", "J1"), ("E2", "J4"), ("E3", "J2"), ("E4", "J3")]


def test_where_no_draw_is_complete_it_says_why_and_writes_what_there_is(folder: Path) -> None:
    judges = ["judge_id,name,unit,capacity", "J1,张三,单位0,", "J2,李四,,10", "J3,王五,单位1,"]
    out = folder / "out.csv"
    call: list[str | Path] = [sys.executable, MANAGE, "draw_judges", "--per-entry", "2", "--seed", "s", "--out", out]
    call += ["--entries", folder / "entries.csv", "--judges", written(folder / "judges.csv", judges)]
    done = subprocess.run(
        call,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    short = sorted(entry for entry, number in Counter(entry for entry, _ in rows(out)[1:]).items() if number == 1)
    assert done.stderr.splitlines() == [
        "12 篇作品需要 1 位评委评 12 次，这些评委的上限只够 10 次，缺 2 次。",
        "每篇作品不能安排的其他评委最多有：本单位的作品 1 位。",
        f"  缺评阅的作品：{short[0]}、{short[1]}",
        "  评满的评委：J2",
        "  · 放宽评阅上限，共 2 次，例如：J2 多评 2 次。",
        "  · 增加 1 位不须回避的评委，每位最多评 2 篇。",
        "  · 将 2 篇作品的评阅次数降到已能安排的次数（1 至 1 次）。",
        f"CommandError: 没有排满：2 篇作品共缺 2 次评阅。能安排的已写入 {out}。",
    ]
    assert len(rows(out)) == 1 + 78
    written(folder / "judges.csv", [line.replace(",10", ",12") for line in judges])
    assert len(run(folder, per_entry=2)) == 1 + 80


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("entries.csv", ["entry_id,title"], r"entries\.csv：第 1 行：列名中没有 unit，现有 entry_id,title。"),
        ("judges.csv", [*JUDGES, "J3,,"], r"judges\.csv：第 10 行：judge_id “J3”在第 5 行已经有了。"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_broken_call(folder: Path, name: str, lines: list[str], said: str) -> None:
    written(folder / name, lines)
    with pytest.raises(CommandError, match=said) as failed:
        run(folder)
    assert failed.value.returncode == 2
    assert not (folder / "out.csv").exists()


def test_calls_that_cannot_be_meant_are_broken(folder: Path) -> None:
    for wrong in ({"per_entry": 0}, {"out": "judges.csv"}, {"out": "none/out.csv"}):
        with pytest.raises(CommandError) as failed:
            run(folder, **wrong)
        assert failed.value.returncode == 2
    (folder / "entries.csv").unlink()
    with pytest.raises(CommandError, match=r"entries\.csv：无法打开"):
        run(folder)
    assert rows(folder / "judges.csv")[0] == ("judge_id", "name", "unit")
