"""Announcing a contest: stored, read back, changed, refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import (
    POINTS,
    Announcement,
    ContactAnnounced,
    CriterionAnnounced,
    NoticeFault,
    RoundAnnounced,
    TierAnnounced,
)
from contest.notice.models import Contest, Tier
from contest.notice.operations import announce
from contest.notice.parsing import parse_notice
from contest.notice.queries import announcement_of, limits_of
from contest.phrases import Refusal
from tests.awards.making import decide, judged
from tests.making import an_announcement, make_contest, organiser_of
from tests.notice.test_announcement import SHIPPED, SMALL

pytestmark = pytest.mark.django_db
NOTICE = SMALL + 'requirements = ["原创。"]\nhosts = ["馆"]\nco_organisers = ["报"]\n'


def last_event() -> Event:
    event = Event.objects.last()
    assert event is not None
    return event


def test_what_was_announced_is_stored_and_read_back() -> None:
    announcement = an_announcement(opens_at=timezone.localtime().replace(microsecond=0))
    contest, changed = announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get()) == announcement
    assert {change.field for change in changed} >= {"slug", "title", "closes_at", "tiers"}
    assert (contest.is_current, contest.opened_at) == (True, None)
    assert last_event().action == "contest.announce"


def test_the_shipped_notice_is_stored_with_its_unknowns() -> None:
    announcement = parse_notice(SHIPPED.read_text(encoding="utf-8"))
    announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get()) == announcement


@pytest.mark.parametrize(
    "text",
    [
        NOTICE,
        NOTICE.replace("2026-08-20T18:00:00", "2026-08-20T10:00:00Z"),
        NOTICE.replace("2026-08-20T18:00:00", "2026-08-20T12:00:00+02:00"),
        NOTICE + '[[criteria]]\nkey = "a"\nname = "甲"\nmaximum = 30.50\nweight = 0.5\n',
        SHIPPED.read_text(encoding="utf-8"),
    ],
    ids=["local", "UTC", "another zone", "numbers", "shipped"],
)
def test_the_same_notice_changes_nothing(text: str) -> None:
    announce(announcement=parse_notice(text), actor=None)
    events = Event.objects.count()
    assert announce(announcement=parse_notice(text), actor=None)[1] == ()
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", ["requirements", "hosts", "co_organisers"])
def test_a_list_of_the_notice_may_be_empty(name: str) -> None:
    announcement = an_announcement(**{name: ()})
    announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get()) == announcement


def test_a_change_is_on_record_and_keeps_the_rows_it_can(contest: Contest) -> None:
    organiser = organiser_of(contest)
    rows = dict(contest.tiers.values_list("key", "pk"))
    before = announcement_of(contest)
    after = replace(
        before,
        word_limit=2000,
        tiers=(
            TierAnnounced("second", "person", "二等奖", 5),
            TierAnnounced("third", "person", "三等奖", 8),
            TierAnnounced("organisation", "unit", "优秀组织奖", 1),
        ),
    )
    _, changed = announce(announcement=after, actor=organiser)
    assert [change.field for change in changed] == ["word_limit", "tiers"]
    assert announcement_of(Contest.objects.get()) == after
    assert Tier.objects.get(key="second").pk == rows["second"]
    event = last_event()
    assert (event.action, event.actor, event.contest) == ("contest.announce", organiser, contest.slug)
    assert (event.before["word_limit"], event.after["word_limit"]) == (1500, 2000)
    assert chain_faults() == []


def test_an_open_contest_keeps_what_matters(contest: Contest) -> None:
    with pytest.raises(NoticeFault) as fault:
        announce(announcement=replace(announcement_of(contest), word_limit=None, closes_at=None), actor=None)
    assert str(fault.value) == "征文已经开始，这些内容不能改成未知：字数上限、截稿时间。"
    assert Contest.objects.get().word_limit == 1500


NOT_STORABLE: dict[str, dict[str, Any]] = {
    "slug": {"slug": "Spring Tide!"},
    "title too long": {"title": "长" * 121},
    "no title": {"title": ""},
    "mailbox": {"mailbox": "not an address"},
    "closes before it opens": {
        "opens_at": datetime(2026, 8, 2, tzinfo=UTC),
        "closes_at": datetime(2026, 8, 1, tzinfo=UTC),
    },
    "contact's name too long": {"contact_points": (ContactAnnounced("a", "长" * 61, "1"),)},
    "key of a tier": {"tiers": (TierAnnounced("一等", "person", "一等奖", 1),)},
    "key of a tier empty": {"tiers": (TierAnnounced("", "person", "一等奖", 1),)},
    "name of a tier too long": {"tiers": (TierAnnounced("a", "person", "长" * 41, 1),)},
    "two tiers of one key": {
        "tiers": (TierAnnounced("a", "person", "一等奖", 1), TierAnnounced("a", "person", "二等奖", 1))
    },
    "no range": {"criteria": (CriterionAnnounced("a", "甲", "", Decimal(1), Decimal(5), Decimal(5), Decimal(1)),)},
    "no step": {"criteria": (CriterionAnnounced("a", "甲", "", Decimal(1), Decimal(0), Decimal(5), Decimal(0)),)},
    "no weight": {"criteria": (CriterionAnnounced("a", "甲", "", Decimal(0), Decimal(0), Decimal(5), Decimal(1)),)},
    "digits that would be lost": {
        "criteria": (CriterionAnnounced("a", "甲", "", Decimal("0.33333"), Decimal(0), Decimal(5), Decimal(1)),)
    },
    "no groups": {"round_plans": (RoundAnnounced("a", "初评", 2, "mean", groups=0),)},
}


@pytest.mark.parametrize("change", NOT_STORABLE.values(), ids=NOT_STORABLE.keys())
def test_what_cannot_be_stored_is_a_fault_and_leaves_nothing(change: dict[str, Any]) -> None:
    with pytest.raises(NoticeFault):
        announce(announcement=an_announcement(**change), actor=None)
    assert not Contest.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name_pattern": "十周年-{title}"},
        {"name_pattern": "十周年 {title} {author}"},
        {"endings": ()},
        {"label": "九周年"},
    ],
)
def test_a_naming_rule_that_cannot_work_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        announce(announcement=an_announcement(**change), actor=None)
    assert not Contest.objects.exists()


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20).map(
    lambda text: text.strip() or "词"
)
keys = st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True)
kinds = st.sampled_from(["person", "unit"])
moments = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def announcements(draw: st.DrawFn) -> Announcement:
    closes_at = draw(st.none() | moments.map(lambda at: at.astimezone(timezone.get_current_timezone())))
    return an_announcement(
        title=draw(words),
        theme=draw(words | st.just("")),
        requirements=tuple(draw(st.lists(words, min_size=1, max_size=3))),
        word_limit=draw(st.none() | st.integers(0, 2**31 - 1)),
        word_processor=draw(st.none() | words),
        opens_at=draw(st.none() if closes_at is None else st.sampled_from([None, closes_at - timedelta(days=1)])),
        closes_at=closes_at,
        grace_seconds=draw(st.integers(0, 86400)),
        mailbox=draw(st.none() | st.just("box@example.org")),
        contact_points=tuple(
            ContactAnnounced(key, draw(words), draw(st.none() | words))
            for key in draw(st.lists(keys, unique=True, max_size=3))
        ),
        tiers=tuple(
            TierAnnounced(key, draw(kinds), draw(words), draw(st.none() | st.integers(0, 99)))
            for key in draw(st.lists(keys, unique=True, max_size=4))
        ),
        criteria=tuple(
            CriterionAnnounced(
                key,
                draw(words),
                "",
                draw(st.decimals("0.001", "99", places=3)),
                Decimal(0),
                draw(st.decimals("0.01", "999", places=2)),
                draw(st.decimals("0.01", "9", places=2)),
            )
            for key in draw(st.lists(keys, unique=True, max_size=3))
        ),
    )  # fmt: skip


@given(announcements())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_stored_notice_is_the_notice(announcement: Announcement) -> None:
    contest, _ = announce(announcement=announcement, actor=None)
    assert announcement_of(Contest.objects.get(pk=contest.pk)) == announcement
    assert announce(announcement=announcement, actor=None)[1] == ()


@pytest.mark.parametrize("year", [1, 1999, 2201, 9999])
def test_a_moment_out_of_all_bounds_is_refused(year: int) -> None:
    with pytest.raises(NoticeFault) as fault:
        announce(announcement=an_announcement(closes_at=datetime(year, 6, 1, tzinfo=UTC)), actor=None)
    assert fault.value.code == "bad-moment"


def test_tiers_stay_as_they_are_once_prizes_are_decided_wherever_the_notice_comes_from() -> None:
    contest = make_contest()
    _, entries = judged(contest, (90, 80, 80, 80))
    before = announcement_of(contest)
    actor = organiser_of(contest)
    decide(contest, [entries[1]])
    changed = replace(before, tiers=tuple(replace(tier, quota=9) for tier in before.tiers))
    with pytest.raises(NoticeFault) as refused:
        announce(announcement=changed, actor=actor)
    assert refused.value.code == "prizes-decided"
    assert announcement_of(Contest.objects.get()) == before
    assert announce(announcement=replace(before, theme="改一改。"), actor=actor)[1] != ()


def test_what_is_asked_of_entrants_is_stored_and_read_back() -> None:
    asked = {"genres": ("散文", "诗歌"), "asks_ai_use": True, "most_per_author": 2, "most_per_entrant": 5}
    contest, _ = announce(announcement=an_announcement(**asked), actor=None)
    stored = announcement_of(Contest.objects.get(pk=contest.pk))
    assert {name: getattr(stored, name) for name in asked} == asked
    assert [str(phrase) for phrase in limits_of(contest)] == ["每位作者最多 2 篇", "每位投稿人最多 5 篇"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"genres": ("散文", "散文")}, "bad-genres"),
        ({"genres": ("",)}, "bad-genres"),
        ({"genres": ("散" * 41,)}, "bad-genres"),
        ({"most_per_author": 0}, "no-entries"),
        ({"most_per_entrant": 0}, "no-entries"),
    ],
)
def test_what_cannot_be_asked_of_entrants(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(NoticeFault) as fault:
        announce(announcement=an_announcement(**changes), actor=None)
    assert fault.value.code == code
    assert Contest.objects.count() == 0


@pytest.mark.parametrize("named", [(), ("cap", "topic"), tuple(POINTS)])
def test_a_checklist_is_stored_in_the_order_of_the_points(named: tuple[str, ...]) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    contest, _ = announce(announcement=parse_notice(text, f"checklist = {json.dumps(named)}"), actor=None)
    assert announcement_of(contest).checklist == tuple(point for point in POINTS if point in named)
