"""Decisions on many entries at once: shown first, taken one by one, each held by its own rules."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contest.entries.models import Entry, ManuscriptCheck
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.screening.bulk import AT_MOST, Pin, Step, carry_out, plan
from contest.screening.models import BlindText, Decision, Outcome
from tests.judging.making import handed_in, judge, opened, pass_it, passed
from tests.making import appointed, end_intake, entrant_of, make_contest, organiser_of, signed_in_client
from tests.screening.test_operations import newer
from tests.screening.test_queue import checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contest: Contest) -> Client:
    """The screener's browser."""
    return signed_in_client(appointed(contest, Office.SCREENER))


def reasons(contest: Contest, outcome: Outcome, *entries: Entry) -> list[str]:
    """Give why entries can't be decided on so; nothing where they can."""
    return [str(one.why) for one in plan(contest, [Pin(entry.token, 1) for entry in entries], outcome).stuck]


def consider(client: Client, contest: Contest, **values: object) -> str:
    """Send the form of the queue and give the page that shows what it touches."""
    answer = client.post(reverse("bulk", args=[contest.slug]), {"outcome": "pass", "q": "状态:待审", **values})
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client: Client, contest: Contest, **values: object) -> tuple[int, str]:
    """Send the form of that page; give the status and the page that it ends on."""
    answer = client.post(reverse("bulk-decide", args=[contest.slug]), {"outcome": "pass", "q": "状态:待审", **values})
    return answer.status_code, answer.content.decode()


def ticked(page: str) -> list[str]:
    return re.findall(r'name="entry" value="([^"]+)" checked', page)


def stuck(page: str) -> list[str]:
    listed = page.partition("不能决定的")[2].partition("</ul>")[0]
    return [" ".join(unescape(re.sub("<[^>]+>", " ", one)).split()) for one in re.findall("<li>(.*?)</li>", listed)]


def states(*entries: Entry) -> list[str]:
    found = dict(Entry.objects.values_list("pk", "state"))
    return [found[entry.pk] for entry in entries]


def pin(entry: Entry, version: int = 1) -> str:
    return f"{entry.token}:{version}"


# --- what a decision would touch ----------------------------------------------------------------------------------


def test_a_plan_has_what_can_be_decided_in_the_order_given(contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    planned = plan(contest, [Pin(two.token, 1), Pin("x" * 22, 1), Pin(one.token, 1), Pin(two.token, 1)], Outcome.PASS)
    assert ([aim.entry for aim in planned.aims], planned.stuck) == ([two, one], ())


def test_an_entry_of_another_contest_is_in_no_plan(contest: Contest) -> None:
    other = handed_in(make_contest("autumn"))
    assert plan(contest, [Pin(other.token, 1)], Outcome.PASS).aims == ()


def test_what_can_not_be_decided_says_why(contest: Contest) -> None:
    newest, waiting, gone, done = (handed_in(contest, number) for number in (1, 2, 3, 4))
    newer(newest, entrant_of(newest), "新稿")
    checked(waiting, state="waiting", checked_at=None)
    Entry.objects.filter(pk=gone.pk).update(state="withdrawn")
    pass_it(done)
    assert reasons(contest, Outcome.PASS, newest, waiting, gone, done) == [
        "作者提交了新的一稿，请读过新稿再作决定。",
        "文件等待检查，做不出匿名稿。",
        "现在的状态是“已撤回”，不能这样决定。",
        "现在的状态是“通过审查”，不能这样决定。",
    ]
    assert reasons(contest, Outcome.RETURN, waiting, done) == []


def test_what_is_being_judged_is_not_given_back(contest: Contest) -> None:
    entry = passed(contest, 1)
    end_intake(contest)
    opened(contest, [judge(contest, 1), judge(contest, 2)])
    assert reasons(contest, Outcome.RETURN, entry) == ["已经进入评审，不能再退回修改。"]
    assert reasons(contest, Outcome.DISQUALIFY, entry) == []


def test_a_plan_costs_the_same_for_one_and_for_many(contest: Contest) -> None:
    entries = [handed_in(contest, number) for number in range(1, 7)]

    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(plan(contest, [Pin(entry.token, 1) for entry in entries[:number]], Outcome.PASS).aims) == number
        return len(queries)

    assert (cost(1), cost(6)) == (3, 3)


def test_a_plan_takes_no_more_than_can_be_waited_for(contest: Contest) -> None:
    entry = handed_in(contest)
    pins = [*(Pin(f"{number:022}", 1) for number in range(AT_MOST)), Pin(entry.token, 1)]
    assert plan(contest, pins, Outcome.PASS).aims == ()


@pytest.mark.parametrize("written", ["", "x", ":1", "x:", "x:-1", "x:1.5", "x:1000000", "x:１:2", "x\0:1", "灯:1"])
def test_what_no_form_of_ours_wrote_pins_nothing(written: str) -> None:
    assert Pin.read(written) is None


# --- carried out --------------------------------------------------------------------------------------------------


def test_each_entry_is_passed_with_its_own_event_and_its_own_copy(contest: Contest) -> None:
    entries = [handed_in(contest, number) for number in (1, 2, 3)]
    before = Event.objects.count()
    planned = plan(contest, [Pin(entry.token, 1) for entry in entries], Outcome.PASS)
    done = carry_out(planned, Step(Outcome.PASS), actor=organiser_of(contest))
    assert (done.decided, done.stuck) == (tuple(entries), ())
    assert states(*entries) == ["eligible"] * 3
    assert BlindText.objects.count() == 3
    moves = Event.objects.order_by("sequence")[before:]
    assert [(one.action, one.subject_key) for one in moves] == [("entry.move", entry.token) for entry in entries]


def test_one_that_changed_after_it_was_planned_stops_no_other(contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    planned = plan(contest, [Pin(one.token, 1), Pin(two.token, 1)], Outcome.PASS)
    newer(one, entrant_of(one), "新稿")
    done = carry_out(planned, Step(Outcome.PASS), actor=organiser_of(contest))
    assert done.decided == (two,)
    assert [(one.entry.title, str(one.why)) for one in done.stuck] == [
        ("第1篇", "作者刚刚提交了新的一稿，请刷新页面，读过新稿再作决定。")
    ]
    assert states(one, two) == ["received", "eligible"]


def test_many_are_given_back_and_disqualified_in_the_offices_words(contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    until = timezone.now() + timedelta(days=3)
    actor = organiser_of(contest)
    step = Step(Outcome.RETURN, note="请补题目。", until=until)
    carry_out(plan(contest, [Pin(one.token, 1)], Outcome.RETURN), step, actor=actor)
    step = Step(Outcome.DISQUALIFY, note="与他人雷同", reason=contest.disqualification_reasons.get())
    carry_out(plan(contest, [Pin(two.token, 1)], Outcome.DISQUALIFY), step, actor=actor)
    assert states(one, two) == ["returned", "disqualified"]
    assert [decision.reason for decision in Decision.objects.order_by("id")] == ["请补题目。", "抄袭：与他人雷同"]
    assert Entry.objects.get(pk=one.pk).return_until == until


# --- the pages ----------------------------------------------------------------------------------------------------


def test_ticked_entries_are_shown_before_anything_changes(client: Client, contest: Contest) -> None:
    one, two, three = (handed_in(contest, number) for number in (1, 2, 3))
    pass_it(three)
    page = consider(client, contest, entry=[pin(one), pin(three)])
    assert "通过：1 篇" in page
    assert ticked(page) == [pin(one)]
    assert stuck(page) == [f"第3篇 {three.author}：现在的状态是“通过审查”，不能这样决定。"]
    assert states(one, two) == ["received", "received"]
    status, page = decide(client, contest, entry=ticked(page))
    assert status == 200
    assert "已作决定 1 篇。" in page
    assert states(one, two) == ["eligible", "received"]


def test_many_are_passed_with_the_checklist_confirmed_once_but_for_what_the_machine_speaks_against() -> None:
    contest = make_contest(checklist=("topic", "secrecy"))
    client = signed_in_client(appointed(contest, Office.SCREENER))
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    ManuscriptCheck.objects.filter(manuscript=two.manuscript).update(secrecy="机密★10年")
    page = consider(client, contest, scope="all")
    assert ticked(page) == [pin(one)]
    assert [line.partition("：")[2] for line in stuck(page)] == ["这些项目要到稿件的页面上逐项确认：没有密级字样。"]
    status, page = decide(client, contest, entry=ticked(page))
    assert status == 422
    assert "请先确认审查项目，再一起通过。" in page
    assert states(one, two) == ["received", "received"]
    status, page = decide(client, contest, entry=ticked(page), confirmed="on")
    assert status == 200
    assert states(one, two) == ["eligible", "received"]
    assert sorted(Decision.objects.get().answers.values_list("key", "holds")) == [("secrecy", True), ("topic", True)]


def test_all_of_a_search_is_shown_not_only_its_page(client: Client, contest: Contest) -> None:
    entries = [handed_in(contest, number) for number in range(1, 53)]
    passed(contest, 60)
    page = consider(client, contest, scope="all", q="状态:待审 排序:-收稿", entry=[pin(entries[0])])
    assert "通过：52 篇" in page
    assert ticked(page) == [pin(entry) for entry in reversed(entries)]


def test_more_than_can_be_done_at_once_is_said(
    client: Client, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("contest.screening.bulk.AT_MOST", "contest.screening.bulk_views.AT_MOST"):
        monkeypatch.setattr(name, 2)
    for number in (1, 2, 3, 4, 5):
        handed_in(contest, number)
    page = consider(client, contest, scope="all")
    assert len(ticked(page)) == 2
    assert "一次最多 2 篇，还有 3 篇没有列在这里，做完这些再来一次。" in page


def test_what_was_shown_is_what_is_decided(client: Client, contest: Contest) -> None:
    """A version that came between the page and its button is left out and named."""
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    page = consider(client, contest, scope="all")
    newer(one, entrant_of(one), "改过的题目")
    status, page = decide(client, contest, entry=ticked(page))
    assert status == 200
    assert "已作决定 1 篇。 没有决定 1 篇，原因见下。" in page
    assert stuck(page) == [f"改过的题目 {one.author}：作者提交了新的一稿，请读过新稿再作决定。"]
    assert states(one, two) == ["received", "eligible"]


def test_a_row_of_the_queue_is_pinned_to_the_version_it_showed(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, 1)
    (shown,) = re.findall(
        r'name="entry" value="([^"]+)"', client.get(reverse("screening", args=[contest.slug])).content.decode()
    )
    assert shown == pin(entry)
    newer(entry, entrant_of(entry), "改过的题目")
    page = consider(client, contest, entry=[shown])
    assert (ticked(page), len(stuck(page))) == ([], 1)
    assert "选的稿件都不能这样决定，原因见下。" in page


def test_the_same_page_sent_twice_decides_once(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, 1)
    decide(client, contest, entry=[pin(entry)])
    status, page = decide(client, contest, entry=[pin(entry)])
    assert (status, len(stuck(page)), Decision.objects.count()) == (200, 1, 1)


def test_many_are_given_back_until_a_date_of_the_contests_zone() -> None:
    contest = make_contest(time_zone="Asia/Tokyo")
    client = signed_in_client(appointed(contest, Office.SCREENER))
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    day = (timezone.now() + timedelta(days=5)).date()
    page = consider(client, contest, outcome="return", entry=[pin(one), pin(two)])
    assert 'name="note"' in page
    assert 'name="reason"' not in page
    sent = {"outcome": "return", "entry": ticked(page), "note": "请补题目。", "until": f"{day}T18:00"}
    assert decide(client, contest, **sent)[0] == 200
    assert states(one, two) == ["returned", "returned"]
    moment = datetime(day.year, day.month, day.day, 18, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert set(Entry.objects.values_list("return_until", flat=True)) == {moment}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "return", "note": "", "until": "2099-01-01T18:00"}, "请写明需要修改什么。"),
        ({"outcome": "return", "note": "请补题目。", "until": ""}, "请给出修改期限。"),
        ({"outcome": "return", "note": "请补题目。", "until": "不久"}, 'value="不久"'),
        ({"outcome": "disqualify", "reason": "", "note": "请补题目。"}, "请选择通知中列出的原因。"),
        ({"outcome": "disqualify", "reason": "because", "note": "请补题目。"}, "because"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_and_ticked_stays(
    client: Client, contest: Contest, values: dict[str, str], words: str
) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    status, page = decide(client, contest, entry=[pin(one)], **values)
    assert status == 422
    assert words in page
    assert values.get("note", "") in page
    assert ticked(page) == [pin(one)]
    assert states(one, two) == ["received", "received"]


def test_a_date_that_is_past_is_refused_for_each(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, 1)
    sent = {"outcome": "return", "note": "改", "until": "2001-01-01T18:00"}
    status, page = decide(client, contest, entry=[pin(entry)], **sent)
    assert (status, stuck(page)) == (200, [f"第1篇 {entry.author}：请给出一个将来的修改期限。"])
    assert states(entry) == ["received"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "还没有勾选稿件。"),
        ({"entry": ["x", "y:z"]}, "还没有勾选稿件。"),
        ({"outcome": "burn", "entry": ["x:1"]}, "没有这样的决定，请刷新页面再试。"),
        ({"scope": "all", "q": "体材:散文"}, "查找条件里还有看不懂的地方，请先改好。"),
        ({"scope": "all", "q": "状态:退回"}, "这次查找没有稿件。"),
    ],
)
def test_nothing_to_decide_leads_back_to_the_search(
    client: Client, contest: Contest, values: dict[str, object], words: str
) -> None:
    handed_in(contest, 1)
    sent = {"outcome": "pass", "q": "状态:待审", **values}
    answer = client.post(reverse("bulk", args=[contest.slug]), sent, follow=True)
    assert answer.redirect_chain[0][1] == 302
    assert words in answer.content.decode()
    assert str(sent["q"]) in answer.content.decode()


def test_who_only_watches_decides_nothing(contest: Contest) -> None:
    entry = handed_in(contest, 1)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    for name in ("bulk", "bulk-decide"):
        address = reverse(name, args=[contest.slug])
        assert observer.post(address, {"outcome": "pass", "entry": [pin(entry)]}).status_code == 404
    assert states(entry) == ["received"]
