"""The results workbook, read back: its sheets, its exact rows, and nothing in it that Excel would run."""

import re
from decimal import Decimal
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import PrizeList
from contest.awards.operations import decide_seats, revoke_decision
from contest.awards.queries import marks_hash
from contest.entries.models import Entry, Receipt
from contest.entries.operations import Fields, hand_in, take_file, withdraw
from contest.entries.units.operations import merge_units, unit_called
from contest.judging.models import Reading, Round, RoundEntry
from contest.ledger.models import Event
from contest.ledger.queries import head
from contest.notice.models import Consent, Contest
from contest.people.models import User
from tests.awards.making import confirm, decide, judged
from tests.exports.reading import sheets_of, workbook_of
from tests.exports.walking import (
    AT,
    MARKS,
    Walked,
    closed_round,
    mark,
    opened_round,
    three_essays,
)
from tests.making import (
    docx_bytes,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
)

pytestmark = pytest.mark.django_db
ENTRY_HEADINGS = [
    "回执编号", "收稿时间", "单位", "题目", "作者", "状态", "字数", "规范文件名", "收到时的文件名", "联系方式",
    "SHA-256", "体裁", "发表署名", "人工智能使用情况", "文中的异议", "文稿是本人原创。", "同意发表。",
]  # fmt: skip


def cover_of(contest: Contest) -> dict[str, Any]:
    return {name: value for name, value, *_ in sheets_of(contest)["封面"]}


def test_the_sheets_of_a_contest_grow_with_it(contest: Contest) -> None:
    assert list(sheets_of(contest)) == ["封面", "来稿", "每日收稿", "获奖（建议）", "单位", "账本"]


def test_the_sheets_of_a_contest_that_is_decided(walked: Walked, prizes: PrizeList) -> None:
    assert list(sheets_of(walked.contest)) == [
        "封面", "来稿", "每日收稿", "评分·初评", "评委进度·初评", "合计分布·初评", "排名·初评", "获奖", "单位",
        "公平·评委·初评", "公平·边界·初评", "账本",
    ]  # fmt: skip


def test_the_entries(walked: Walked) -> None:
    rows = sheets_of(walked.contest)["来稿"]
    receipts = {receipt.title: receipt for receipt in Receipt.objects.all()}
    assert rows[0] == ENTRY_HEADINGS
    assert rows[1:] == [
        [
            receipts[title].number,
            AT[number].replace(tzinfo=None),
            unit,
            title,
            author,
            "通过审查",
            walked.entries[title].manuscripts.get().words,
            f"十周年-{unit}-{title}-{author}.docx",
            f"十周年-{unit}-{title}-{author}.docx",
            f"author{number}@example.org",
            receipts[title].sha256,
            None,
            None,
            None,
            None,
            "同意",
            "同意",
        ]
        for number, (title, author, unit) in enumerate(
            (("灯火", "林晓", "潮声纪念馆"), ("渡口", "王海", "浦岸中学"), ("栈桥", "周岸", "潮声纪念馆"))
        )
    ]


def test_a_new_version_stands_once_and_a_withdrawn_entry_stays_on_the_list(contest: Contest) -> None:
    person = make_person()
    entry = hand_in_entry(contest, person)
    withdraw(entry=entry, person=person, arrived_at=AT[0])
    hand_in_entry(contest, person, title="渡口")
    rows = sheets_of(contest)["来稿"][1:]
    assert [(row[3], row[5]) for row in rows] == [("灯火", "已撤回"), ("渡口", "已收稿")]


def test_what_was_declared_last_stands_in_the_list(contest: Contest) -> None:
    person = make_person()
    for title, agreed in (("灯火", {"original", "publish"}), ("灯火", {"original"}), ("渡口", {"original", "publish"})):
        own = Entry.objects.filter(title=title).first()
        if own is None:
            hand_in_entry(contest, person, title=title, agreed=agreed)
            continue
        manuscript = take_file(
            contest=contest,
            person=person,
            name="灯火.docx",
            content=ContentFile(docx_bytes(paragraphs=("又一稿。",))),
            arrived_at=timezone.now(),
            entry=own,
        )
        fields = Fields("潮声纪念馆", title, person.name)
        hand_in(entry=manuscript.entry, person=person, fields=fields, agreed=agreed, arrived_at=timezone.now())
    Consent.objects.create(contest=contest, key="later", wording="后来才问的。", required=False, position=3)
    rows = sheets_of(contest)["来稿"]
    assert rows[0][15:] == ["文稿是本人原创。", "同意发表。", "后来才问的。"]
    assert [(row[3], row[15:]) for row in rows[1:]] == [("灯火", ["同意", "不同意"]), ("渡口", ["同意", "同意"])]


def test_every_mark(walked: Walked, closed: Round) -> None:
    number = dict(RoundEntry.objects.values_list("entry__title", "number"))
    rows = sheets_of(walked.contest)["评分·初评"]
    assert rows[0] == ["编号", "题目", "评委", "主题", "语言", "合计", "提交时间", "评语"]
    expected = sorted(
        [number[title], title, judge, theme, language, theme + language, "开头好。"]
        for (title, judge), (theme, language) in MARKS.items()
    )
    assert sorted([*row[:6], row[7]] for row in rows[1:]) == expected
    assert [row[0] for row in rows[1:]] == sorted(row[0] for row in rows[1:])
    submitted = Reading.objects.get(round_entry__entry__title="灯火", judge__person__name="评委甲").submitted_at
    assert submitted is not None
    shown = next(row[6] for row in rows if row[1:3] == ["灯火", "评委甲"])
    assert abs(shown - submitted.astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)).total_seconds() < 1


def test_an_unfinished_reading_shows_no_marks_and_no_words(walked: Walked) -> None:
    round_ = opened_round(walked)
    mark(round_, {("灯火", "评委甲"): (35, 55)})
    rows = sheets_of(walked.contest)["评分·初评"][1:]
    assert len(rows) == 6
    assert [row[2:6] for row in rows if len(row) > 3] == [["评委甲", 35, 55, 90]]


def test_the_ranking(walked: Walked, closed: Round) -> None:
    number = dict(RoundEntry.objects.values_list("entry__title", "number"))
    heading, *rows = sheets_of(walked.contest)["排名·初评"]
    assert heading == [
        "名次", "得分", "评阅数", "编号", "题目", "作者", "单位", "评委 1", "合计 1", "评委 2", "合计 2",
    ]  # fmt: skip
    assert [row[:7] for row in rows] == [
        [1, 89, 2, number["灯火"], "灯火", "林晓", "潮声纪念馆"],
        *sorted(
            [
                [2, 77.5, 2, number["渡口"], "渡口", "王海", "浦岸中学"],
                [2, 77.5, 2, number["栈桥"], "栈桥", "周岸", "潮声纪念馆"],
            ],
            key=lambda row: row[3],  # type: ignore[arg-type, return-value]
        ),
    ]
    given = {(row[4], judge): total for row in rows for judge, total in ((row[7], row[8]), (row[9], row[10]))}
    assert given == {pair: sum(marks) for pair, marks in MARKS.items()}


def test_an_entry_that_nobody_read_has_no_place(walked: Walked) -> None:
    closed_round(walked, {pair: marks for pair, marks in MARKS.items() if pair[0] != "栈桥"})
    rows = sheets_of(walked.contest)["排名·初评"][1:]
    assert [(row[0], row[1], row[4]) for row in rows] == [(1, 89, "灯火"), (2, 77.5, "渡口"), (None, None, "栈桥")]


def test_each_decision_with_the_versions_of_the_list_that_rest_on_it(contest: Contest, organiser: User) -> None:
    entries = judged(contest, [90, 80, 70, 70, 60])[1]
    first = decide(contest, [entries[3]], reason="第4篇更切题。")
    assert len(sheets_of(contest)["评奖决定"][1]) == 9  # neither revoked nor used
    confirmed = confirm(contest)
    revoke_decision(contest=contest, decision=first, reason="重议。", actor=organiser)
    decide(contest, [entries[2]], reason="第3篇更完整。")
    decide_seats(contest=contest, tier_key="first", seats=1, reason="不增加。", actor=organiser)
    correct_prizes(confirmed=confirmed, chain_hash=chain_of(confirmed).hash, reason="决定有变。", actor=organiser)
    sheet = sheets_of(contest)["评奖决定"]
    assert sheet[0] == [
        "奖项",
        "事项",
        "名额",
        "怎么定的",
        "入选",
        "得票",
        "理由",
        "经办",
        "时间",
        "撤销",
        "依它确认的版本",
    ]
    assert [row[:8] for row in sheet[1:]] == [
        ["二等奖", "同分", None, "评委会议定", "《第4篇》", None, "第4篇更切题。", organiser.name],
        ["二等奖", "同分", None, "评委会议定", "《第3篇》", None, "第3篇更完整。", organiser.name],
        ["一等奖", "名额", 1, None, None, None, "不增加。", organiser.name],
    ]
    assert [(row[9] is None, row[10]) for row in sheet[1:]] == [(False, "1"), (True, "2"), (True, "2")]
    assert [row[1] for row in sheets_of(contest)["获奖"][1:]] == [1, 2, 3]


def test_the_prizes_once_confirmed_are_the_frozen_ones(walked: Walked, prizes: PrizeList) -> None:
    rows = sheets_of(walked.contest)["获奖"]
    assert rows[0] == ["奖项", "名次", "得分", "题目", "作者", "单位", "依据"]
    assert rows[1] == ["一等奖", 1, 89, "灯火", "林晓", "潮声纪念馆", "得分89，第1名，在一等奖的1个名额内"]
    why = "得分77.5，第2名，在二等奖的2个名额内"
    assert sorted(rows[2:4]) == [
        ["二等奖", 2, 77.5, "栈桥", "周岸", "潮声纪念馆", why],
        ["二等奖", 2, 77.5, "渡口", "王海", "浦岸中学", why],
    ]
    assert rows[4:] == [["优秀组织奖", None, None, None, None, "潮声纪念馆", "来稿最多。"]]


def test_the_prizes_before_are_a_proposal(walked: Walked, closed: Round) -> None:
    sheets = sheets_of(walked.contest)
    assert "获奖" not in sheets
    assert [row[:6] for row in sheets["获奖（建议）"][1:2]] == [["一等奖", 1, 89, "灯火", "林晓", "潮声纪念馆"]]
    assert len(sheets["获奖（建议）"]) == 4


def test_before_a_round_is_closed_nothing_is_proposed(walked: Walked) -> None:
    mark(opened_round(walked), MARKS)
    assert len(sheets_of(walked.contest)["获奖（建议）"]) == 1


def test_the_units(walked: Walked, prizes: PrizeList) -> None:
    assert sheets_of(walked.contest)["单位"] == [
        ["单位", "收稿", "通过审查", "获奖", "单位奖"],
        ["潮声纪念馆", 2, 2, 2, "优秀组织奖"],
        ["浦岸中学", 1, 1, 1],
    ]


def test_a_unit_merged_after_the_list_was_confirmed_keeps_its_prize(walked: Walked, prizes: PrizeList) -> None:
    merge_units(
        absorbed=unit_called("潮声纪念馆"),
        into=unit_called("浦岸中学"),
        contest=walked.contest,
        actor=walked.organiser,
    )
    assert sheets_of(walked.contest)["单位"] == [
        ["单位", "收稿", "通过审查", "获奖", "单位奖"],
        ["浦岸中学", 3, 3, 3, "优秀组织奖"],
    ]


def test_the_cover_says_by_what_rules_the_list_came_about(walked: Walked, closed: Round) -> None:
    sequence, digest = head()
    cover = cover_of(walked.contest)
    closed.refresh_from_db()
    assert cover == {
        "项目": "内容",
        "征文": "春潮主题征文",
        "缘由": "建馆十周年",
        "导出时间": "2026-06-01 12:00:05 北京时间",
        "导出人": "组织者",
        "账本末端": f"#{sequence} {digest}",
        "评定轮次": "初评",
        "每篇评阅数": 2,
        "合分方法": "平均分",
        "抽签种子": closed.seed,
        "抽签规则版本": cover["抽签规则版本"],
        "合分规则版本": cover["合分规则版本"],
        "定奖规则版本": cover["定奖规则版本"],
        "评分指纹（SHA-256）": marks_hash(closed),
        "获奖名单": "尚未确认，以下为按规则算出的建议。",
    }
    assert (str(cover["抽签规则版本"]), str(cover["合分规则版本"])) == (
        str(closed.draw_version),
        str(closed.scoring_version),
    )


def test_the_cover_names_the_rule_by_which_the_list_was_confirmed(walked: Walked, prizes: PrizeList) -> None:
    prizes.rules["allocation"] = "1"
    prizes.save()
    assert cover_of(walked.contest)["定奖规则版本"] == "1"


def test_the_cover_of_a_confirmed_list(walked: Walked, prizes: PrizeList, closed: Round) -> None:
    cover = cover_of(walked.contest)
    at = prizes.confirmed_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert cover["获奖名单"] == f"已由 组织者 于 {at:%Y-%m-%d %H:%M:%S} 确认。"
    assert cover["名单指纹（SHA-256）"] == prizes.inputs_hash
    assert cover["确认时评分指纹（SHA-256）"] == cover["评分指纹（SHA-256）"] == marks_hash(closed)
    assert "演示" not in cover


def test_the_cover_of_a_demo_says_so() -> None:
    contest = make_contest(is_demo=True)
    assert cover_of(contest)["演示"] == "本工作簿的内容和数值均为演示。"


# --- whatever people typed, it stays text --------------------------------------------------------------------

NASTY = ["=1+1", "@SUM(A1)", "+1", "-2+3", "＝1", "'x", "\t=1+1", "=HYPERLINK(0)", "_x0041_", "灯\x07火"]


@pytest.mark.parametrize("typed", NASTY)
def test_what_people_typed_never_becomes_a_formula(typed: str) -> None:
    walked = three_essays(title=typed.strip("\x07\t") or "x", occasion=typed)
    for entry in walked.entries.values():
        entry.title = entry.author = typed
        entry.save(update_fields=["title", "author"])
        entry.unit.name = f"{typed}{entry.unit_id}"  # type: ignore[union-attr]
        entry.unit.save(update_fields=["name"])  # type: ignore[union-attr]
        entry.entrant.name = typed  # type: ignore[union-attr]
        entry.entrant.save(update_fields=["name"])  # type: ignore[union-attr]
    round_ = opened_round(walked)
    mark(round_, {(typed, judge): (30, 40) for judge in ("评委甲", "评委乙")}, comment=typed)
    book = workbook_of(walked.contest, made_by=typed)
    with ZipFile(book) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >]", package.read(name)), name
            assert b"\x07" not in package.read(name) or not name.endswith(".xml"), name
    cells = [
        cell
        for sheet in load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    dangerous = [cell for cell in cells if str(cell.value)[:1] in "=+-@"]
    assert all(cell.quotePrefix for cell in dangerous)
    if typed[0] in "=+-@":
        assert len(dangerous) >= 10


@pytest.mark.parametrize(
    ("title", "author"),
    [("=1+1", "@cmd"), ("灯\x07火", "林\x1b晓"), ("+86", "-x")],
)
def test_what_comes_in_by_the_front_door_leaves_as_text(contest: Contest, title: str, author: str) -> None:
    hand_in_entry(contest, make_person(), title=title, author=author, file_name="a.docx")
    row = sheets_of(contest)["来稿"][1]
    assert [str(value).translate({0x2407: 7, 0x241B: 27}) for value in row[3:5]] == [title, author]


def test_the_cover_quotes_an_end_that_the_ledger_holds(walked: Walked) -> None:
    quoted = str(cover_of(walked.contest)["账本末端"]).split()[1]
    assert Event.objects.filter(hash=quoted).exists()


def test_other_contests_stay_out(walked: Walked) -> None:
    other = make_contest("autumn")
    hand_in_entry(other, make_person("other@example.org", "秦佩"), title="别处", unit="别处单位")
    text = str(sheets_of(walked.contest))
    assert "别处" not in text
    assert "别处" in str(sheets_of(other))
    assert organiser_of(other) != walked.organiser


def test_figures_keep_their_digits(walked: Walked) -> None:
    three = {pair: (marks[0], marks[1]) for pair, marks in MARKS.items()} | {("灯火", "评委乙"): (36, 53)}
    round_ = closed_round(walked, three)
    score = RoundEntry.objects.get(round=round_, entry__title="灯火").score
    assert score == Decimal("89.5")
    assert sheets_of(walked.contest)["排名·初评"][1][1] == 89.5


def test_what_the_entrant_said_besides_stands_in_its_columns() -> None:
    contest = make_contest(genres=("散文",), asks_ai_use=True)
    person = make_person()
    objecting = docx_bytes(paragraphs=("夜里，江上的灯亮起来。", "我们走回去。", "本文不同意公开发表。"))
    for title, content, meant in (("灯火", objecting, True), ("渡口", objecting, False), ("栈桥", docx_bytes(), None)):
        manuscript = take_file(
            contest=contest, person=person, name="a.docx", content=ContentFile(content), arrived_at=timezone.now()
        )
        fields = Fields("潮声纪念馆", title, person.name, genre="散文", pen_name="江上客", ai_use="=查资料")
        hand_in(
            entry=manuscript.entry,
            person=person,
            fields=fields,
            agreed={"original"},
            objection_meant=meant,
            arrived_at=timezone.now(),
        )
    rows = sheets_of(contest)["来稿"]
    assert rows[0][11:15] == ["体裁", "发表署名", "人工智能使用情况", "文中的异议"]
    assert [row[3] for row in rows[1:]] == ["灯火", "渡口", "栈桥"]
    assert [row[11:] for row in rows[1:]] == [
        ["散文", "江上客", "=查资料", said, "同意", "不同意"]
        for said in ("确有此意：本文不同意公开发表。", "不是这个意思：本文不同意公开发表。", None)
    ]
