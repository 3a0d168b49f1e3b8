"""The queue: the entries of a search, its order, its columns, and what comes next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contest.entries.models import Entry, ManuscriptCheck
from contest.notice.models import Contest, Office
from contest.screening.models import Outcome
from contest.screening.operations import disqualify_entry, return_entry
from contest.screening.originality.models import ComparedText, TextMatch
from contest.screening.searching.asking import search_of
from contest.screening.searching.queries import around, entries_of, following, next_of, rows_of, tabs_of
from contest.screening.searching.rows import Row
from tests.judging.making import handed_in, pass_it, passed
from tests.making import appointed, entrant_of, make_contest, organiser_of
from tests.screening.test_operations import newer

pytestmark = pytest.mark.django_db


def found(contest: Contest, typed: str) -> list[str]:
    return [entry.title for entry in entries_of(contest, search_of(contest, typed))]


def like(one: Entry, other: Entry, score: float) -> TextMatch:
    """Let the manuscripts of two entries share something."""
    first, second = (
        ComparedText.objects.get_or_create(
            manuscript=entry.manuscript,
            defaults={"packed": b"", "length": 0, "unseen": 0, "look_alikes": 0},
        )[0]
        for entry in (one, other)
    )
    return TextMatch.objects.create(
        first=min(first, second, key=lambda text: text.pk),
        second=max(first, second, key=lambda text: text.pk),
        score=score,
        passages=[],
        first_share=0.5,
        second_share=0.5,
    )


def checked(entry: Entry, **values: object) -> None:
    """Let the check of an entry's manuscript have found something."""
    ManuscriptCheck.objects.filter(manuscript=entry.manuscript).update(**values)


def counted(entry: Entry, words: int | None) -> None:
    entry.manuscripts.update(words=words)


def came(entry: Entry, at: datetime) -> None:
    Entry.objects.filter(pk=entry.pk).update(received_at=at)


@pytest.fixture
def three(contest: Contest) -> tuple[Entry, Entry, Entry]:
    """Two that wait and one that passed."""
    return (
        handed_in(contest, 1, title="灯火", author="林晓", unit="潮声纪念馆"),
        handed_in(contest, 2, title="渡口", author="周行", unit="江声晚报"),
        passed(contest, 3, title="灯塔", author="吴一", unit="潮声纪念馆"),
    )


# --- conditions ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("", ["灯火", "渡口", "灯塔"]),
        ("状态:待审", ["灯火", "渡口"]),
        ("状态:通过", ["灯塔"]),
        ("-状态:通过", ["灯火", "渡口"]),
        ("状态:待审,通过", ["灯火", "渡口", "灯塔"]),
        ("状态:全部 灯", ["灯火", "灯塔"]),
        ("灯 吴", ["灯塔"]),
        ("潮声 林", ["灯火"]),
        ("-灯", ["渡口"]),
        ("状态:待审 吴一", []),
        ("单位:潮声", ["灯火", "灯塔"]),
        ("单位=潮声", []),
        ("单位=潮声纪念馆", ["灯火", "灯塔"]),
        ("-单位:潮声", ["渡口"]),
        ("作者:林", ["灯火"]),
        ("题目:林", []),
        ("途径:网上 -途径:邮件", ["灯火", "渡口", "灯塔"]),
        ("途径:邮件,汇总", []),
        ("决定:通过", ["灯塔"]),
        ("决定:无", ["灯火", "渡口"]),
        ("审稿:组织", ["灯塔"]),
        ("-审稿:组织", ["灯火", "渡口"]),
        ("检查:已检查", ["灯火", "渡口", "灯塔"]),
        ("100%", []),
        ("灯_", []),
    ],
)
def test_conditions_find_what_they_say(contest: Contest, typed: str, titles: list[str]) -> None:
    assert found(contest, typed) == titles


def test_drafts_the_withdrawn_and_other_contests_are_in_no_search(
    contest: Contest, three: tuple[Entry, Entry, Entry]
) -> None:
    Entry.objects.create(contest=contest, entrant=organiser_of(contest), title="灯下")
    Entry.objects.filter(pk=three[0].pk).update(state="withdrawn")
    handed_in(make_contest("autumn"), 9, title="灯笼")
    assert found(contest, "灯 状态:全部") == ["灯塔"]
    assert found(contest, "-状态:待审") == ["灯塔"]


def test_words_are_compared_and_a_text_nobody_could_count_is_not_over(
    contest: Contest, three: tuple[Entry, Entry, Entry]
) -> None:
    for entry, words in zip(three, (900, 1600, None), strict=True):
        counted(entry, words)
    assert found(contest, "字数>900") == ["渡口"]
    assert found(contest, "字数>=900 字数<=1600") == ["灯火", "渡口"]
    assert found(contest, "字数:超") == ["渡口"]
    assert found(contest, "-字数:超") == ["灯火", "灯塔"]
    assert found(contest, "-字数>900") == ["灯火", "灯塔"]
    contest.word_limit = None
    assert found(contest, "字数:超") == []


def test_days_are_the_contests_own(person: object) -> None:
    contest = make_contest(time_zone="Asia/Tokyo")
    late, early = handed_in(contest, 1, title="晚"), handed_in(contest, 2, title="早")
    tokyo = ZoneInfo("Asia/Tokyo")
    came(late, datetime(2025, 7, 31, 23, 59, 59, tzinfo=tokyo))
    came(early, datetime(2025, 8, 1, 0, 0, tzinfo=tokyo))
    assert found(contest, "收稿>=2025-08-01") == ["早"]
    assert found(contest, "收稿:2025-07-31") == ["晚"]
    assert found(contest, "收稿<=2025-07-31") == ["晚"]
    assert found(contest, "收稿<2025-08-01") == ["晚"]
    assert found(contest, "收稿>2025-07-31") == ["早"]
    assert found(contest, "-收稿:2025-07-31") == ["早"]


def test_the_highest_score_of_the_manuscript_handed_in_counts(
    contest: Contest, three: tuple[Entry, Entry, Entry]
) -> None:
    one, two, three_ = three
    like(one, two, 62.5)
    like(three_, two, 44.0)
    assert found(contest, "雷同>=50") == ["灯火", "渡口"]
    assert found(contest, "雷同:疑似") == ["灯火", "渡口"]
    assert found(contest, "雷同:请看") == ["灯塔"]
    assert found(contest, "雷同:有") == ["灯火", "渡口", "灯塔"]
    assert found(contest, "-雷同:疑似") == ["灯塔"]
    assert found(contest, "排序:-雷同") == ["灯火", "渡口", "灯塔"]
    newer(two, entrant_of(two), "渡口新稿")
    assert found(contest, "雷同:有") == []
    assert found(contest, "雷同:无") == ["灯火", "渡口新稿", "灯塔"]


def test_what_the_check_found(contest: Contest, three: tuple[Entry, Entry, Entry]) -> None:
    one, two, three_ = three
    checked(one, layout="advise", secrecy="机密★10年")
    checked(two, layout="pass", objection="不同意改编")
    checked(three_, layout="", state="impossible")
    assert found(contest, "版式:有问题") == ["灯火"]
    assert found(contest, "版式:没问题") == ["渡口"]
    assert found(contest, "版式:查不了") == ["灯塔"]
    assert found(contest, "密级:有") == ["灯火"]
    assert found(contest, "密级:无") == ["渡口", "灯塔"]
    assert found(contest, "-密级:有") == ["渡口", "灯塔"]
    assert found(contest, "异议:有") == ["渡口"]
    assert found(contest, "检查:不能检查") == ["灯塔"]


def test_an_entry_that_came_back_is_found_by_its_decision(contest: Contest) -> None:
    entry = handed_in(contest, 1, title="灯火")
    screener = appointed(contest, Office.SCREENER, name="王编辑")
    until = timezone.now() + timedelta(days=3)
    assert entry.manuscript is not None
    return_entry(entry=entry, manuscript=entry.manuscript, note="改", until=until, actor=screener)
    newer(entry, entrant_of(entry), "灯火")
    assert found(contest, "状态:待审 决定:退回") == ["灯火"]
    assert found(contest, "状态:待审 决定:无") == []
    assert found(contest, "审稿:王") == ["灯火"]
    assert found(contest, "决定:取消资格") == []


def test_a_receipt_leads_to_its_entry_an_older_one_too(contest: Contest) -> None:
    entry = handed_in(contest, 1, title="灯火")
    handed_in(contest, 2)
    older = entry.receipts.get().number
    newer(entry, entrant_of(entry), "灯塔")
    assert found(contest, f"回执:{older}") == ["灯塔"]
    assert found(contest, f"回执={entry.receipts.first().number.lower()}") == ["灯塔"]  # type: ignore[union-attr]


def test_genre_is_the_one_chosen(contest: Contest) -> None:
    entry = handed_in(contest, 1, title="灯火")
    handed_in(contest, 2)
    Entry.objects.filter(pk=entry.pk).update(genre="散文")
    assert found(contest, "体裁:散文") == ["灯火"]


# --- order --------------------------------------------------------------------------------------------------------


def test_the_order_is_the_one_asked_for_what_is_unknown_comes_last(
    contest: Contest, three: tuple[Entry, Entry, Entry]
) -> None:
    for entry, words in zip(three, (1600, None, 900), strict=True):
        counted(entry, words)
    assert found(contest, "排序:收稿") == ["灯火", "渡口", "灯塔"]
    assert found(contest, "排序:-收稿") == ["灯塔", "渡口", "灯火"]
    assert found(contest, "排序:字数") == ["灯塔", "灯火", "渡口"]
    assert found(contest, "排序:-字数") == ["灯火", "灯塔", "渡口"]
    assert found(contest, "排序:单位,-字数") == ["渡口", "灯火", "灯塔"]
    assert found(contest, "排序:字数,-字数") == ["灯塔", "灯火", "渡口"]


@pytest.mark.parametrize(
    "order", ["", "排序:-收稿", "排序:字数", "排序:-字数", "排序:-雷同", "排序:单位,-字数", "排序:作者"]
)
def test_what_follows_is_the_next_of_the_search(
    contest: Contest, three: tuple[Entry, Entry, Entry], order: str
) -> None:
    for entry, words in zip(three, (1600, None, 900), strict=True):
        counted(entry, words)
    like(three[0], three[2], 55.0)
    search = search_of(contest, order)
    entries = list(entries_of(contest, search))
    assert [following(contest, search, entry) for entry in entries] == [*entries[1:], None]
    assert [around(contest, order, entry) for entry in entries] == [entries] * 3
    assert around(contest, order, entries[1], before=0, after=1) == entries[1:]


def test_what_follows_an_entry_that_was_just_decided_is_the_next_that_waits(
    contest: Contest, three: tuple[Entry, Entry, Entry]
) -> None:
    search = search_of(contest, "状态:待审")
    pass_it(three[0])
    assert following(contest, search, three[0]) == three[1]
    assert following(contest, search, three[1]) is None


def test_who_came_without_a_search_goes_on_to_what_has_waited_longest(
    contest: Contest, three: tuple[Entry, Entry, Entry]
) -> None:
    one, two, _ = three
    assert next_of(contest, None, one) == two
    assert next_of(contest, None, two) == one
    assert next_of(contest, "状态:待审", two) is None
    assert next_of(contest, "状态:待审 排序:-收稿", two) == one


# --- tabs, columns ------------------------------------------------------------------------------------------------


def test_the_tabs_count_what_the_other_conditions_find(contest: Contest, three: tuple[Entry, Entry, Entry]) -> None:
    counts = [(tab.state, tab.count) for tab in tabs_of(contest, search_of(contest, "状态:通过 灯"))]
    assert counts == [("received", 1), ("returned", 0), ("eligible", 1), ("disqualified", 0)]


def test_a_row_holds_what_its_columns_show(contest: Contest, three: tuple[Entry, Entry, Entry]) -> None:
    one, two, _ = three
    like(one, two, 62.5)
    counted(one, 1501)
    checked(one, layout="advise", secrecy="机密", objection="不同意")
    reason = contest.disqualification_reasons.get()
    assert one.manuscript is not None
    disqualify_entry(entry=one, manuscript=one.manuscript, reason=reason, actor=organiser_of(contest))
    search = search_of(contest, "题目:灯火 列:雷同,决定,审稿,版式,回执")
    (entry,) = rows_of(contest, search)
    row = Row(entry, contest)
    assert (row.copied, row.is_suspect, row.is_over) == (62, True, True)
    assert (row.decision, row.screener, row.layout) == (str(Outcome.DISQUALIFY.label), "组织者", "有问题")
    assert (row.secrecy, row.objection, row.receipt) == ("机密", "不同意", one.receipts.get().number)
    assert row.pin == f"{one.token}:1"
    (plain,) = rows_of(contest, search_of(contest, "题目:渡口 列:决定"))
    assert (Row(plain, contest).decision, Row(plain, contest).copied) == ("", None)


ALL_COLUMNS = "列:题目,作者,单位,状态,字数,收稿,雷同,提示,版式,密级,异议,检查,体裁,途径,决定,审稿,回执"


def test_rows_cost_the_same_however_many_and_whatever_they_show(contest: Contest) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for entry in rows_of(contest, search_of(contest, f"雷同>=0 提示:有,无 排序:-雷同 {ALL_COLUMNS}")):
                row = Row(entry, contest)
                assert (row.check.state, row.receipt != "", row.decision) == ("checked", True, "")
        return len(queries)

    handed_in(contest, 1)
    few = cost()
    for number in range(2, 8):
        handed_in(contest, number)
    assert (few, cost()) == (3, 3)  # the rows, the names of officers, and which contests are sealed
