"""Whatever is changed in a package is named where it stands, whether its sums were made anew or not."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.awards.ranking import rank
from contest.exports.sealing.figuring import Results
from contest.exports.sealing.packing import open_package, write_package
from contest.exports.sealing.report import Outcome
from contest.judging.ranking import closing_scores
from contest.judging.scoring import Method
from tests.exports.sealing.making import changed, checks, faults, members, packed, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def reading(marks: Any, number: int = 1, place: int = 0) -> Any:
    """Give a reading of an entry by its number."""
    return [one for one in marks["rounds"][0]["readings"] if one["number"] == number][place]


def test_what_was_not_touched_agrees_however_it_is_packed(content: bytes) -> None:
    assert faults(content) == {}
    assert faults(packed(members(content), renewed=False, method=8)) == {}


def test_a_mark(content: bytes) -> None:
    one = reading(told(content, "marks.json"))

    def raised(marks: Any) -> None:
        reading(marks)["marks"]["language"] = str(Decimal(one["marks"]["language"]) + 1)

    place = f"第 1 号，评委 {one['judge']}：合计应为 {Decimal(one['total']) + 1}，写的是 {one['total']}"
    named = {"评分和合计（初评）": [place], "评分的指纹": ["第 1 版名单记下的指纹"]}
    assert faults(changed(content, "marks.json", raised, renewed=False)) == {
        "各个文件的指纹": ["marks.json 被改动过"],
        **named,
    }
    assert faults(changed(content, "marks.json", raised)) == named


def test_a_mark_out_of_its_range(content: bytes) -> None:
    one = reading(told(content, "marks.json"))
    found = faults(changed(content, "marks.json", lambda marks: reading(marks)["marks"].update(theme="41")))
    assert f"第 1 号，评委 {one['judge']}，theme：分数不合规定" in found["评分和合计（初评）"]


def test_a_figure(content: bytes) -> None:
    before = told(content, "marks.json")["rounds"][0]["entries"][0]
    found = faults(changed(content, "marks.json", lambda marks: marks["rounds"][0]["entries"][0].update(figure="99.5")))
    assert found["得分（初评）"] == [f"第 {before['number']} 号：得分应为 {before['figure']}，写的是 99.5"]


def test_a_reading_that_was_taken_out(content: bytes) -> None:
    one = reading(told(content, "marks.json"), 2)
    found = faults(changed(content, "marks.json", lambda marks: marks["rounds"][0]["readings"].remove(one)))
    assert found["评阅与抽签（初评）"] == [f"第 2 号，评委 {one['judge']}：应有评阅，却没有"]
    assert found["得分（初评）"][0].startswith("第 2 号：")


def test_a_seed(content: bytes) -> None:
    found = faults(changed(content, "draws.json", lambda draws: draws["rounds"][0].update(seed="0" * 32)))
    assert found["抽签（初评）"][0] == "抽签的依据（种子、稿件、评委、回避）与记录的指纹不符"
    assert found["抽签与账本"] == ["初评：抽签种子"]


def test_who_reads_what(content: bytes) -> None:
    pair = told(content, "draws.json")["rounds"][0]["result"][0]
    found = faults(changed(content, "draws.json", lambda draws: draws["rounds"][0]["result"].remove(pair)))
    assert len(found["抽签（初评）"]) == len(found["评阅与抽签（初评）"]) == 1
    assert found["抽签（初评）"][0].endswith(f"评委 {pair[1]}：应有评阅，却没有")
    assert found["抽签与账本"] == ["初评：评阅的篇次"]


def test_a_number(content: bytes) -> None:
    def swap(marks: Any) -> None:
        first, second, *_ = marks["rounds"][0]["entries"]
        first["number"], second["number"] = second["number"], first["number"]

    numbers = [one["number"] for one in told(content, "marks.json")["rounds"][0]["entries"][:2]]
    found = faults(changed(content, "marks.json", swap))
    assert sorted(found["编号和分组（初评）"]) == [f"第 {number} 号" for number in sorted(numbers)]


def test_a_decision(content: bytes) -> None:
    tied = told(content, "decisions.json")["prizes"][0]["tied"]
    (admitted,) = told(content, "decisions.json")["prizes"][0]["admitted"]
    (other,) = set(tied) - {admitted}
    found = faults(
        changed(content, "decisions.json", lambda decisions: decisions["prizes"][0].update(admitted=[other]))
    )
    assert found["决定与账本"] == ["第 1 项决定（second）账本里没有，或者内容不同"]
    assert {place.split("（")[1].split("）")[0] for place in found["排名和奖项（第 1 版）"]} == set(tied)
    assert found["名单的指纹（第 1 版）"] == ["得分、奖项设置、作者、有效稿件或评奖决定，与确认名单时的指纹不符"]


def test_a_decision_that_was_taken_out(content: bytes) -> None:
    found = faults(changed(content, "decisions.json", lambda decisions: decisions["prizes"].clear()))
    assert found["决定与账本"] == ["账本里有 1 项决定，这里有 0 项"]
    assert found["排名和奖项（第 1 版）"][0].startswith("“second”的同分没有决定")


def test_an_award(content: bytes) -> None:
    first = next(one for one in told(content, "prizes.json")["awards"] if one["tier"] == "first")

    def lowered(prizes: Any) -> None:
        next(one for one in prizes["awards"] if one["tier"] == "first")["tier"] = "second"

    found = faults(changed(content, "prizes.json", lowered))
    assert [place.split("：")[1] for place in found["排名和奖项（第 1 版）"]] == [
        "应为 first 第 1 名 90 分，写的是 second 第 1 名 90 分"
    ]
    assert found["名单与账本"] == [
        f"第 1 版名单：{first['entry']} 的 first",
        f"第 1 版名单：{first['entry']} 的 second",
    ]


def test_two_fingerprints_that_changed_places(content: bytes) -> None:
    def swap(entries: Any) -> None:
        first, second, *_ = entries["entries"]
        first["sha256"], second["sha256"] = second["sha256"], first["sha256"]

    keys = [one["key"] for one in told(content, "entries.json")["entries"][:2]]
    found = faults(changed(content, "entries.json", swap))
    assert found.keys() == {"稿件的指纹"}
    assert sorted(place.split("（")[0] for place in found["稿件的指纹"]) == sorted(f"稿件 {key}" for key in keys)


def test_two_sums_that_changed_places(content: bytes) -> None:
    texts = members(content)
    first, second, *rest = [line.split() for line in texts["SHA256SUMS"].decode().splitlines()]
    lines = [[second[0], first[1]], [first[0], second[1]], *rest]
    texts["SHA256SUMS"] = "".join(f"{digest}  {name}\n" for digest, name in lines).encode()
    assert faults(packed(texts, renewed=False)) == {"各个文件的指纹": ["package.json 被改动过", "rules.json 被改动过"]}


def test_the_order_of_the_ledger(content: bytes) -> None:
    def swap(lines: Any) -> None:
        lines[3], lines[4] = lines[4], lines[3]

    third = told_lines(content)[3]["sequence"]
    assert faults(changed(content, "ledger.jsonl", swap))["账本的链"] == [
        f"账本第 {third} 条：次序不对",
    ]


def test_a_line_of_the_ledger_that_was_taken_out_or_rewritten(content: bytes) -> None:
    lines = told_lines(content)
    found = faults(changed(content, "ledger.jsonl", lambda lines: lines.pop(5)))
    assert found["账本的链"] == [f"账本的条数和末条（第 {lines[-1]['sequence']} 条）与 package.json 不符"]
    place = next(place for place, line in enumerate(lines) if line["action"] == "boundary.decide")
    found = faults(changed(content, "ledger.jsonl", lambda lines: lines[place]["content"].update(reason="另有原因。")))
    assert found["账本的链"] == [f"账本第 {lines[place]['sequence']} 条：内容与指纹不符"]
    assert found["决定与账本"] == ["第 1 项决定（second）账本里没有，或者内容不同"]


def told_lines(content: bytes) -> list[Any]:
    """Give the lines of the ledger."""
    found: list[Any] = []
    changed(content, "ledger.jsonl", found.extend)
    return found


def test_what_says_that_it_is_not_known_never_agrees(content: bytes) -> None:
    def unknown(draws: Any) -> None:
        draws["rounds"][0].update(is_known=False, seed="0" * 32)

    found = checks(changed(content, "draws.json", unknown))
    assert (found["抽签（初评）"].outcome, found["抽签与账本"].outcome) == (Outcome.UNKNOWN, Outcome.DIFFERS)


@pytest.mark.parametrize(
    ("key", "named"), [("draw", ["抽签（初评）"]), ("scoring", ["评分和合计（初评）", "得分（初评）"])]
)
def test_what_another_version_of_a_rule_made_is_not_called_wrong(content: bytes, key: str, named: list[str]) -> None:
    found = checks(changed(content, "rules.json", lambda rules: rules["rounds"][0].update({key: "0"})))
    assert [name for name, one in found.items() if one.outcome is Outcome.UNKNOWN] == named
    assert str(found[named[0]].why).startswith("封装时的规则是第 0 版")


def test_no_more_than_twenty_places_are_named(content: bytes) -> None:
    def stuffed(marks: Any) -> None:
        one = reading(marks)
        marks["rounds"][0]["readings"] += [{**one, "judge": str(1000 + number)} for number in range(30)]

    found = checks(changed(content, "marks.json", stuffed))["评阅与抽签（初评）"]
    assert (len(found.places), found.more) == (20, 10)


def test_every_changed_mark_that_changes_the_ranking_is_found_even_where_all_sums_were_made_to_fit(
    content: bytes,
) -> None:
    package = open_package(content).package
    (marks,) = package.marks.rounds

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, len(marks.readings) - 1), st.sampled_from([("theme", 40), ("language", 60)]), st.data())
    def holds(place: int, criterion: tuple[str, int], data: st.DataObject) -> None:
        key, most = criterion
        old = marks.readings[place]
        new = {**old.marks, key: Decimal(data.draw(st.integers(0, most)))}
        changed_one = replace(old, marks=new, total=sum(new.values(), Decimal(0)))
        readings = (*marks.readings[:place], changed_one, *marks.readings[place + 1 :])
        results = Results(replace(package, marks=replace(package.marks, rounds=(replace(marks, readings=readings),))))
        due = closing_scores(results.totals(marks.round), Method.MEAN)
        rows = tuple(replace(row, figure=due[row.entry], mean=due[row.entry]) for row in marks.entries)
        smooth = replace(marks, readings=readings, entries=rows)
        if rank(due) == rank({row.entry: row.figure for row in marks.entries}):
            return
        out = BytesIO()
        write_package(replace(package, marks=replace(package.marks, rounds=(smooth,))), out)
        found = faults(out.getvalue())
        assert {"评分的指纹", "名单的指纹（第 1 版）"} <= found.keys()

    holds()
