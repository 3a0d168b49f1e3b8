"""`manage.py rank_scores`: a ranking and a report out of files with marks."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contest.judging.severity import ReadingTotal
from tests.judging.simulating import Scenario, simulate
from tests.judging.test_severity import totals

MANAGE = Path(__file__).parents[2] / "manage.py"
CRITERIA = "criterion,weight,min,max,step\ntotal,1,0,100,0.01\n"


class Files:
    """A contest's files in a folder of their own, and what the command makes of them."""

    def __init__(self, folder: Path) -> None:
        self.criteria, self.scores = folder / "criteria.csv", folder / "scores.csv"
        self.out, self.report = folder / "ranking.csv", folder / "report.csv"
        self.criteria.write_text(CRITERIA, encoding="utf-8")

    def hold(self, given: list[ReadingTotal] | tuple[ReadingTotal, ...]) -> None:
        lines = [f"{one.entry},{one.judge},total,{one.total}" for one in given]
        self.scores.write_text("\n".join(["entry_id,judge_id,criterion,score", *lines]) + "\n", encoding="utf-8")

    def run(self, method: str, *more: str) -> str:
        said = io.StringIO()
        call_command("rank_scores", *self.arguments(method), "--report", str(self.report), *more, stdout=said)
        return said.getvalue()

    def arguments(self, method: str) -> list[str]:
        given = {"criteria": self.criteria, "scores": self.scores, "method": method, "out": self.out}
        return [part for name, value in given.items() for part in (f"--{name}", str(value))]

    def written(self) -> bool:
        return self.out.exists() or self.report.exists()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_entries_are_ranked_with_tiers_and_probabilities(files: Files) -> None:
    files.hold(totals(kind="90 80 70 60 - -", middle="84 74 - - 54 44", strict="- - 62 52 52 42"))
    assert files.run("severity", "--tiers", "1,2") == "作品 6 篇，评委 3 位\n"
    assert files.out.read_text(encoding="utf-8").startswith(
        "entry_id,rank,score,raw_mean,tier,p_prize\na,1,85.3333,87.0000,1,1.0000\n"
    )
    assert [(row["entry_id"], row["rank"], row["tier"]) for row in rows(files.out)] == [
        ("a", "1", "1"),
        ("b", "2", "2"),
        ("c", "3", "2"),
        ("d", "4", ""),
        ("e", "4", ""),
        ("f", "6", ""),
    ]
    assert sum(float(row["p_prize"]) for row in rows(files.out)) == pytest.approx(3)
    assert [list(row) for row in rows(files.report)] == [["judge_id", "severity", "flagged", "reason"]] * 3
    assert {row["judge_id"]: round(float(row["severity"])) for row in rows(files.report)} == {
        "kind": 5,
        "middle": -1,
        "strict": -3,
    }


def test_without_tiers_their_columns_are_empty(files: Files) -> None:
    files.hold(totals(one="90 80", two="88 82"))
    files.run("mean")
    assert files.out.read_text(encoding="utf-8") == (
        "entry_id,rank,score,raw_mean,tier,p_prize\na,1,89.0000,89.0000,,\nb,2,81.0000,81.0000,,\n"
    )


def test_a_tie_across_the_end_of_a_tier_is_said_and_has_no_tier(files: Files) -> None:
    files.hold(totals(one="90 80 80 70 60", two="90 80 80 70 61"))
    assert files.run("median", "--tiers", "2,2") == ("作品 5 篇，评委 2 位\n名额边界同分，须作决定：第2名，b、c\n")
    assert [row["tier"] for row in rows(files.out)] == ["1", "", "", "2", ""]


def test_odd_judges_are_flagged_with_a_reason(files: Files) -> None:
    files.hold(simulate(Scenario("one all maximum", all_maximum=1), 1).totals)
    files.run("severity", "--tiers", "3,6,10")
    assert {row["judge_id"]: row["reason"] for row in rows(files.report) if row["flagged"] == "yes"} == {
        "J000": "所评各篇的合计完全相同，看不出高低，请向评委了解情况。"
        "给分普遍比其他评委高（约28.4分），请确认评分尺度一致。"
    }
    assert {row["flagged"] for row in rows(files.report)} == {"yes", "no"}


def test_entries_that_nobody_marked_stand_at_the_end_without_a_rank(files: Files) -> None:
    files.scores.write_text("entry_id,judge_id,criterion,score\nb,one,total,70\na,one,total,\n", encoding="utf-8")
    assert files.run("severity", "--tiers", "1").splitlines()[:2] == [
        "作品 1 篇，评委 1 位",
        "没有评分、不在排名内的作品：1 篇",
    ]
    assert files.out.read_text(encoding="utf-8").splitlines()[1:] == ["b,1,70.0000,70.0000,1,", "a,,,,,"]
    assert files.report.read_text(encoding="utf-8").splitlines()[1:] == ["one,0.0000,no,"]


def test_what_begins_like_a_formula_is_written_as_a_text(files: Files) -> None:
    files.hold([ReadingTotal("=1+1", "@one", one.total) for one in totals(one="80")])
    files.run("mean")
    assert rows(files.out)[0]["entry_id"] == "'=1+1"
    assert rows(files.report)[0]["judge_id"] == "'@one"


def test_faults_of_both_files_are_told_together_and_nothing_is_written(files: Files) -> None:
    files.criteria.write_text("criterion,weight,min,max,step\ntotal,1,100,0,1\n", encoding="utf-8")
    files.scores.write_text("entry_id,judge_id,criterion,score\na,one,total,x\n", encoding="utf-8")
    with pytest.raises(CommandError) as failed:
        files.run("mean")
    assert str(failed.value).splitlines() == [
        f"{files.criteria}:2：评分项“total”的设置有误：权重和分值间隔须大于0，最高分须大于最低分。",
        f"{files.scores}:2：分数“x”不是数字。",
    ]
    assert failed.value.returncode == 2
    assert not files.written()


def test_of_very_many_faults_the_first_hundred_are_told(files: Files) -> None:
    lines = "".join(f"E{number},one,total,x\n" for number in range(130))
    files.scores.write_text("entry_id,judge_id,criterion,score\n" + lines, encoding="utf-8")
    with pytest.raises(CommandError) as failed:
        files.run("mean")
    assert str(failed.value).splitlines()[100:] == ["另有 30 处。"]


def test_trimming_with_fewer_than_five_readings_is_refused(files: Files) -> None:
    files.hold(totals(one="90 80", two="88 82"))
    with pytest.raises(CommandError, match="每篇至少要有5位评委的评分；有2篇不足，如a") as failed:
        files.run("trimmed")
    assert failed.value.returncode == 2
    assert not files.written()


def test_a_file_that_is_not_there_is_a_broken_call(files: Files) -> None:
    with pytest.raises(CommandError, match="无法打开") as failed:
        files.run("mean")
    assert failed.value.returncode == 2


def test_what_is_read_is_not_written_over(files: Files) -> None:
    files.hold(totals(one="90 80"))
    files.out = files.scores
    before = files.scores.read_bytes()
    with pytest.raises(CommandError, match="不会覆盖读入的文件") as failed:
        files.run("mean")
    assert failed.value.returncode == 2
    assert files.scores.read_bytes() == before


@pytest.mark.parametrize("seats", ["3,-1", "x", "", "3,,1"])
def test_seats_that_are_no_numbers_are_a_broken_call(files: Files, seats: str) -> None:
    files.hold(totals(one="90 80"))
    with pytest.raises(CommandError, match="不是名额"):
        files.run("mean", "--tiers", seats)


def test_it_runs_by_itself(files: Files) -> None:
    files.hold(totals(one="90 80", two="88 82"))
    done = subprocess.run(
        [sys.executable, MANAGE, "rank_scores", *files.arguments("severity")],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "作品 2 篇，评委 2 位\n", b"")
    assert not files.report.exists()
