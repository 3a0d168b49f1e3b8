"""Times, figures and addresses as pages write them."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from contest.notice.models import Contest
from contest.phrases import Phrase
from contest.web.pages import address_with
from contest.web.tags import moment
from contest.web.wording import before_colon, figure, inside_marks, say, zone_name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (Decimal("86"), "86"),
        (Decimal("86.0000"), "86"),
        (Decimal("86.5000"), "86.5"),
        (Decimal("86.3333"), "86.3333"),
        (Decimal("100"), "100"),
        (Decimal("0"), "0"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.50"), "-0.5"),
    ],
)
def test_figures(value: Decimal | None, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("zone", "name"), [("Asia/Shanghai", "北京时间"), ("PRC", "北京时间"), ("America/New_York", "America/New_York")]
)
def test_a_zone_is_called_as_people_call_it(zone: str, name: str) -> None:
    assert zone_name(zone) == name


@pytest.mark.parametrize(
    ("sentence", "text"), [("文稿是本人原创。", "文稿是本人原创"), ("姓名", "姓名"), ("Mine.", "Mine")]
)
def test_no_full_stop_stands_before_a_colon(sentence: str, text: str) -> None:
    assert before_colon(sentence) == text


@pytest.mark.parametrize(
    ("language", "zone", "text"),
    [
        ("zh-hans", "Asia/Shanghai", "2019年8月21日 02:05"),
        ("zh-hans", "America/New_York", "2019年8月20日 14:05"),
        ("en", "Asia/Shanghai", "21 Aug 2019 02:05"),
    ],
)
def test_moments_are_written_in_the_contests_zone(language: str, zone: str, text: str) -> None:
    at = datetime(2019, 8, 20, 18, 5, tzinfo=UTC)
    with translation.override(language):
        written = moment(at, Contest(time_zone=zone))
    local = at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
    assert written == f'<time datetime="{local}">{text}</time>'


def test_a_moment_of_this_year_is_written_without_the_year() -> None:
    at = timezone.localtime().replace(month=8, day=20, hour=18, minute=0)
    with translation.override("zh-hans"):
        assert str(moment(at)).endswith(">8月20日 18:00</time>")
        assert str(moment(at, with_year=True)).endswith(f">{at.year}年8月20日 18:00</time>")
    assert moment(None) == ""


@pytest.mark.parametrize(
    ("title", "between"),
    [
        ("灯火", "灯火"),
        ("《灯火》", "灯火"),
        ("读《潜能》有感", "读〈潜能〉有感"),
        ("《读《潜能》有感》", "读〈潜能〉有感"),
        ("《灯火》和《渡口》", "〈灯火〉和〈渡口〉"),
        ("", ""),
    ],
)
def test_titles_between_their_marks(title: str, between: str) -> None:
    assert inside_marks(title) == between


@pytest.mark.parametrize(
    ("address", "changes", "text"),
    [
        ("/", {"page": 2}, "?page=2"),
        ("/?page=2&q=a", {"page": 3}, "?page=3&q=a"),
        ("/?page=2&q=a", {"page": None}, "?q=a"),
        ("/?page=2", {"page": ""}, "?"),
        ("/?q=%26%3D", {"page": 2}, "?q=%26%3D&page=2"),
    ],
)
def test_addresses_with_changes(address: str, changes: dict[str, object], text: str) -> None:
    assert address_with(RequestFactory().get(address), **changes) == text


def test_phrases_are_filled_in() -> None:
    inner = Phrase("“%(tier)s”的名额", {"tier": "一等奖"})
    with translation.override("zh-hans"):
        assert say(Phrase("100%")) == "100%"
        assert say(Phrase("请填写%(what)s。", {"what": inner})) == "请填写“一等奖”的名额。"
        assert say(inner) == str(inner)
        assert say(Phrase("得 %(mark)s 分", {"mark": Decimal("86.50")})) == "得 86.5 分"
