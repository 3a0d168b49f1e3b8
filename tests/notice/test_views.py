"""The notice as people see it and as the organiser changes it in the browser."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from contest.awards.operations import revoke_decision
from contest.ledger.models import Event
from contest.notice.announcement import ContactAnnounced, TierAnnounced
from contest.notice.models import Contest, Office
from contest.notice.operations import announce, appoint
from contest.notice.parsing import parse_notice
from contest.notice.queries import announcement_of
from contest.people.models import User
from tests.awards.making import confirm, decide, judged
from tests.making import appointed, make_contest, organiser_of, signed_in_client
from tests.notice.test_announcement import SHIPPED

pytestmark = pytest.mark.django_db


def shown(client: Client, name: str, contest: Contest) -> str:
    answer = client.get(reverse(name, args=[contest.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def form_data(client: Client, contest: Contest) -> dict[str, Any]:
    """Give what a browser would send if the page were saved as it stands."""
    forms = client.get(reverse("edit-notice", args=[contest.slug])).context["forms"]
    data: dict[str, Any] = {}
    boxes: list[BaseForm] = [forms.values]
    for _heading, formset in forms.sections():
        boxes += [formset.management_form, *formset.forms]
    for form in boxes:
        for box in form:
            widget, value = box.field.widget, box.value()
            if widget.input_type == "checkbox" if hasattr(widget, "input_type") else False:
                if value:
                    data[box.html_name] = value if isinstance(value, tuple) else "on"
                continue
            formatted = widget.format_value(box.field.prepare_value(value))
            if isinstance(formatted, list):
                formatted = formatted[0] if formatted else ""
            data[box.html_name] = "" if formatted is None else str(formatted)
    return data


def save(client: Client, contest: Contest, data: dict[str, Any]) -> HttpResponse:
    return client.post(reverse("edit-notice", args=[contest.slug]), data)  # type: ignore[return-value]


def said(answer: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


# --- the door ------------------------------------------------------------------------------------------------


def test_before_there_is_a_contest_the_door_says_so() -> None:
    assert "征文还没有开始" in Client().get(reverse("home")).content.decode()


def test_a_contest_being_prepared_is_not_shown_at_the_door(person: User) -> None:
    contest = make_contest(opened=False)
    for visitor in (Client(), signed_in_client(person)):
        page = visitor.get(reverse("home")).content.decode()
        assert "征文还没有开始" in page
        assert contest.title not in page
        assert reverse("contest-home", args=[contest.slug]) not in page
    assert reverse("edit-notice", args=[contest.slug]) in (
        signed_in_client(organiser_of(contest)).get(reverse("home")).content.decode()
    )


def test_the_door_shows_the_current_contest(contest: Contest) -> None:
    make_contest("autumn", title="秋思主题征文")
    page = Client().get(reverse("home")).content.decode()
    assert "春潮主题征文" in page
    assert "秋思主题征文" not in page


def test_the_list_shows_opened_contests_only(contest: Contest) -> None:
    make_contest("autumn", opened=False, title="秋思主题征文")
    page = Client().get(reverse("contests")).content.decode()
    assert "春潮主题征文" in page
    assert "秋思主题征文" not in page


def test_what_is_unknown_is_said_to_be_announced_later() -> None:
    contest, _ = announce(announcement=parse_notice(SHIPPED.read_text(encoding="utf-8")), actor=None)
    appoint(contest=contest, login="o@example.org", name="组", office=Office.ORGANISER, actor=None)
    page = shown(signed_in_client(User.objects.get()), "contest-home", contest)
    # The deadline, the word limit, two quotas, the mailbox; and the telephone in its own words.
    assert page.count(">待公布<") == 5
    assert page.count("电话待公布") == 1
    assert "3 名" in page
    assert "演示" not in page


def test_a_demo_says_so_beside_every_value() -> None:
    contest = make_contest(is_demo=True)
    page = shown(Client(), "contest-home", contest)
    assert "演示：本站内容和数值均为演示" in page
    # Deadline, word limit, three tiers, a contact, the mailbox.
    assert page.count('<span class="demo-mark">演示</span>') == 7


def test_known_values_are_shown(contest: Contest) -> None:
    page = shown(Client(), "contest-home", contest)
    for words in ("1500 字以内", "十周年-所在单位-作品题目-作者姓名", "021-5555 0000", "1 名", "2 名", "1 个单位"):
        assert words in page
    assert page.count(">待公布<") == 1  # the mailbox
    assert "我要投稿" in page


def test_after_the_deadline_nobody_is_invited() -> None:
    contest = make_contest(closes_at=timezone.now() - timedelta(days=1))
    page = shown(Client(), "contest-home", contest)
    assert "已截稿" in page
    assert "我要投稿" not in page


def test_what_the_notice_says_is_text() -> None:
    contest = make_contest(title="<i>春潮</i>", theme="<script>x</script>", requirements=("<b>要求</b>",))
    page = shown(Client(), "contest-home", contest)
    for mark in ("<i>春潮", "<script>x", "<b>要求"):
        assert mark not in page


# --- the notice in the browser -------------------------------------------------------------------------------


def test_saving_the_page_as_it_stands_changes_nothing(contest: Contest, client: Client) -> None:
    before, events = announcement_of(contest), Event.objects.count()
    answer = save(client, contest, form_data(client, contest))
    assert (answer.status_code, said(answer)) == (302, ["已保存，改动 0 处。"])
    assert (announcement_of(Contest.objects.get()), Event.objects.count()) == (before, events)


def test_a_deadline_at_the_last_second_of_the_day_stays_there(contest: Contest, client: Client) -> None:
    deadline = datetime(2090, 8, 20, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    announce(announcement=replace(announcement_of(contest), closes_at=deadline), actor=None)
    save(client, contest, {**form_data(client, contest), "title": "新名"})
    saved = Contest.objects.get()
    assert (saved.title, saved.closes_at) == ("新名", deadline)


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Urumqi"])
def test_times_are_those_of_the_contests_zone(zone: str) -> None:
    contest = make_contest(time_zone=zone, closes_at=datetime(2090, 8, 20, 18, tzinfo=ZoneInfo(zone)))
    client = signed_in_client(organiser_of(contest))
    data = form_data(client, contest)
    assert data["closes_at"].startswith("2090-08-20T18:00")
    save(client, contest, {**data, "closes_at": "2090-08-21T19:30"})
    assert announcement_of(Contest.objects.get()).closes_at == datetime(2090, 8, 21, 19, 30, tzinfo=ZoneInfo(zone))


def test_a_changed_quota_and_word_limit_are_stored_and_recorded(contest: Contest, client: Client) -> None:
    data = {**form_data(client, contest), "tiers-1-quota": "7", "word_limit": "1800"}
    answer = save(client, contest, data)
    assert said(answer) == ["已保存，改动 2 处。"]
    saved = announcement_of(Contest.objects.get())
    assert (saved.word_limit, saved.tiers[1]) == (1800, TierAnnounced("second", "person", "二等奖", 7))
    event = Event.objects.last()
    assert event is not None
    assert (event.actor, set(event.after)) == (organiser_of(contest), {"word_limit", "tiers"})


def test_rows_are_added_and_taken_away(contest: Contest, client: Client) -> None:
    data = form_data(client, contest) | {
        "contact_points-1-key": "desk",
        "contact_points-1-name": "周老师",
        "contact_points-1-telephone": "",
        "tiers-0-DELETE": "on",
    }
    assert save(client, contest, data).status_code == 302
    saved = announcement_of(Contest.objects.get())
    assert saved.contact_points[1] == ContactAnnounced("desk", "周老师", None)
    assert [tier.key for tier in saved.tiers] == ["second", "organisation"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"word_limit": "many"}, "输入整数"),
        ({"word_limit": "0"}, "1"),
        ({"title": ""}, "必填"),
        ({"time_zone": "Mars/Olympus"}, "没有名为“Mars/Olympus”的时区。"),
        ({"time_zone": "localtime"}, "没有名为“localtime”的时区。"),
        ({"closes_at": "tomorrow"}, "有效"),
        ({"closes_at": "9999-01-01T00:00:00"}, "时间应当在 2000 年到 2200 年之间。"),
        ({"mailbox": "box"}, "Email"),
        ({"name_pattern": "十周年-{title}"}, "命名规则"),
        ({"endings": ".d ocx"}, "文件类型"),
        ({"label": "九周年"}, "与文件名标识一致"),
        ({"word_limit": ""}, "征文已经开始，这些内容不能改成未知：字数上限。"),
        ({"tiers-0-quota": "-1"}, "0"),
        ({"tiers-1-key": "first"}, "代号"),
        ({"criteria-0-maximum": "0"}, "最高分要大于最低分。"),
        ({"criteria-0-step": "0"}, "0.01"),
        ({"criteria-0-step": "41"}, "步长不能大于最低分到最高分的距离。"),
        ({"round_plans-0-readings": "-1"}, "0"),
        ({"round_plans-0-takes": "number"}, "要写明取多少：篇数、百分比、分数线或倍数。"),
        ({"round_plans-0-method": "votes"}, "要写明每位评委投几票。"),
        ({"opens_at": "2091-01-01T00:00", "closes_at": "2090-01-01T00:00"}, "截稿"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    contest: Contest, client: Client, changes: dict[str, str], words: str
) -> None:
    before, events = announcement_of(contest), Event.objects.count()
    answer = save(client, contest, {**form_data(client, contest), "theme": "改到一半的主题", **changes})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "改到一半的主题" in page
    errors = " ".join(
        re.findall(r'class="[^"]*(?:invalid-feedback|alert)[^"]*"[^>]*>(.*?)</(?:span|div|p)>', page, re.S)
    )
    assert words in errors
    for value in changes.values():
        assert escape(value) in page
    assert (announcement_of(Contest.objects.get()), Event.objects.count()) == (before, events)


def test_a_row_without_a_code_keeps_its_own(contest: Contest, client: Client) -> None:
    save(client, contest, {**form_data(client, contest), "tiers-0-key": "", "tiers-0-name": "特等奖"})
    assert contest.tiers.get(key="first").name == "特等奖"


@pytest.mark.parametrize(
    ("changes", "unsent"),
    [
        ({"tiers-TOTAL_FORMS": "-1"}, ()),
        ({"tiers-TOTAL_FORMS": "0", "tiers-INITIAL_FORMS": "0"}, ()),
        ({"tiers-TOTAL_FORMS": "2"}, ()),
        ({"tiers-INITIAL_FORMS": "0"}, ()),
        ({"tiers-INITIAL_FORMS": "-1"}, ()),
        ({}, ("tiers-0-key", "tiers-0-kind", "tiers-0-name", "tiers-0-quota")),
        ({}, ("tiers-0-key",)),
        ({"tiers-INITIAL_FORMS": ""}, ()),
        ({}, ("tiers-TOTAL_FORMS",)),
    ],
)
def test_a_row_that_was_not_sent_is_not_taken_away(
    contest: Contest, client: Client, changes: dict[str, str], unsent: tuple[str, ...]
) -> None:
    before, events = announcement_of(contest), Event.objects.count()
    data = {**form_data(client, contest), "word_limit": "1800", **changes}
    answer = save(client, contest, {name: value for name, value in data.items() if name not in unsent})
    assert answer.status_code == 200
    assert "还有地方要改" in answer.content.decode()
    assert (announcement_of(Contest.objects.get()), Event.objects.count()) == (before, events)


def test_a_row_that_is_emptied_goes(contest: Contest, client: Client) -> None:
    data = form_data(client, contest) | {"tiers-1-key": "", "tiers-1-name": "", "tiers-1-quota": ""}
    assert save(client, contest, data).status_code == 302
    assert [tier.key for tier in announcement_of(Contest.objects.get()).tiers] == ["first", "organisation"]


def test_while_prizes_are_decided_the_tiers_stay(contest: Contest, client: Client) -> None:
    _, entries = judged(contest, (90, 80, 80, 80))
    changed = {"tiers-1-quota": "3"}

    def refused() -> bool:
        answer = save(client, contest, form_data(client, contest) | changed)
        return answer.status_code == 200 and "奖项和名额不能再改" in answer.content.decode()

    decision = decide(contest, [entries[1]])
    assert refused()
    assert save(client, contest, form_data(client, contest) | {"word_limit": "1800"}).status_code == 302
    revoke_decision(contest=contest, decision=decision, reason="重来。", actor=organiser_of(contest))
    assert save(client, contest, form_data(client, contest) | changed).status_code == 302
    confirm(contest)
    changed = {"tiers-1-quota": "4"}
    assert refused()
    assert [tier.quota for tier in announcement_of(Contest.objects.get()).tiers] == [1, 3, 1]


def test_what_cannot_be_seen_is_not_kept(contest: Contest, client: Client) -> None:
    data = form_data(client, contest) | {
        "title": "春\u202e潮\n征文\u200b",
        "hosts": "潮声\u2066纪念馆\r\n\u200b\r\n江声\t晚报",
        "tiers-0-name": "一\u200f等\x07奖",
        "theme": "第一行\r\n第二行",
    }
    assert save(client, contest, data).status_code == 302
    notice = announcement_of(Contest.objects.get())
    assert (notice.title, notice.hosts) == ("春潮 征文", ("潮声纪念馆", "江声 晚报"))
    assert (notice.tiers[0].name, notice.theme) == ("一等奖", "第一行\r\n第二行")


def test_opening_and_showing_ask_first_and_name_what_they_touch(contest: Contest) -> None:
    later = make_contest("autumn", opened=False, title="秋思主题征文")
    page = shown(signed_in_client(organiser_of(later)), "edit-notice", later)
    questions = re.findall(r'<details class="question">.*?</details>', page, re.DOTALL)
    assert [re.findall(r"<summary[^>]*>([^<]*)<", one) for one in questions] == [["开始征文"], ["设为首页征文"]]
    opening, showing = questions
    assert reverse("open-contest", args=[later.slug]) in opening
    assert "谁都能看到《秋思主题征文》的通知并投稿，不能再收回到准备阶段。" in opening
    assert opening.count("<time ") == 1  # the deadline; it opens at once
    assert reverse("show-contest", args=[later.slug]) in showing
    assert "首页改为显示《秋思主题征文》" in showing
    assert "这次征文还没有开始" in showing


def test_the_empty_rows_of_a_list_are_folded_away_where_it_has_others(contest: Contest, client: Client) -> None:
    page = shown(client, "edit-notice", contest)
    assert page.count("代号用小写字母和数字，定了不要改") == 1
    assert page.count("<details><summary>再加一项</summary>") == 6
    assert page.count("<details open><summary>再加一项</summary>") == 1  # there is no formula for units yet
    bare = make_contest("autumn", opened=False, criteria=())
    page = shown(signed_in_client(organiser_of(bare)), "edit-notice", bare)
    assert page.count("<details open><summary>再加一项</summary>") == 2


def test_a_contest_is_opened_in_the_browser_or_the_unknowns_are_named() -> None:
    contest, _ = announce(announcement=parse_notice(SHIPPED.read_text(encoding="utf-8")), actor=None)
    appoint(contest=contest, login="o@example.org", name="组", office=Office.ORGANISER, actor=None)
    client = signed_in_client(User.objects.get())
    where = reverse("open-contest", args=[contest.slug])
    assert client.get(where)["Location"] == reverse("desk", args=[contest.slug])
    assert said(client.post(where))[0].startswith("还不能开始征文，这些内容尚未确定：字数上限、")  # type: ignore[arg-type]
    data = form_data(client, contest) | {
        "word_limit": "1500",
        "closes_at": "2090-08-20T18:00",
        "tiers-1-quota": "5",
        "tiers-2-quota": "8",
        "contact_points-0-telephone": "021-5555 0000",
    }
    assert save(client, contest, data).status_code == 302
    assert said(client.post(where))[-1] == "征文已经开始。"  # type: ignore[arg-type]
    opened = Contest.objects.get()
    assert (opened.opened_at is not None, opened.opened_by) == (True, User.objects.get())


def test_the_contest_at_the_door_is_changed_in_the_browser(contest: Contest) -> None:
    other = make_contest("autumn")
    organiser = organiser_of(other)
    where = reverse("show-contest", args=[other.slug])
    answer = signed_in_client(organiser).post(where)
    assert (answer.status_code, said(answer)) == (  # type: ignore[arg-type]
        302,
        ["首页现在显示另一次征文，要由同时组织这两次征文的人来换。请与那次征文的组织者商量。"],
    )
    assert Contest.objects.current() == contest
    appointed(contest, Office.ORGANISER, login=organiser.login)
    answer = signed_in_client(organiser).post(where)
    assert said(answer) == ["首页现在显示这次征文。"]  # type: ignore[arg-type]
    assert Contest.objects.current() == other
