"""Makes what tests need, by the product's own verbs: people, contests, manuscripts, entries."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from contest.documents.writer import write_docx
from contest.entries.models import Entry
from contest.entries.operations import Fields, hand_in, take_file
from contest.notice.announcement import (
    Announcement,
    ConsentAnnounced,
    ContactAnnounced,
    CriterionAnnounced,
    ReasonAnnounced,
    RoundAnnounced,
    TierAnnounced,
)
from contest.notice.models import Contest, Office
from contest.notice.operations import announce, appoint, open_contest
from contest.people.models import User

PASSWORD = "straw-boat-arrows"

ANNOUNCEMENT = Announcement(
    slug="spring",
    title="春潮主题征文",
    occasion="建馆十周年",
    label="十周年",
    theme="写身边的人和事。",
    who_may_enter="人人都可以参加。",
    requirements=("题目自拟。", "本人原创。"),
    rights="主办单位可以使用来稿。",
    word_limit=1500,
    layout_profile="gbt9704",
    layout_thresholds={},
    word_processor="WPS",
    name_pattern="十周年-{unit}-{title}-{author}",
    endings=(".docx",),
    opens_at=None,
    closes_at=None,
    grace_seconds=60,
    time_zone="Asia/Shanghai",
    genres=(),
    asks_ai_use=False,
    most_per_author=None,
    most_per_entrant=None,
    mailbox=None,
    hosts=("潮声纪念馆",),
    co_organisers=("江声晚报",),
    checklist=(),
    sealed=False,
    one_prize=True,
    reserve=0,
    tie_rules=(),
    public_days=None,
    days_off=(),
    days_on=(),
    tells_comments=False,
    tells_place=False,
    is_demo=False,
    contact_points=(ContactAnnounced("office", "陈老师", "021-5555 0000"),),
    consents=(
        ConsentAnnounced("original", "文稿是本人原创。", required=True),
        ConsentAnnounced("publish", "同意发表。", required=False),
    ),
    disqualification_reasons=(ReasonAnnounced("plagiarism", "抄袭"),),
    tiers=(
        TierAnnounced("first", "person", "一等奖", 1),
        TierAnnounced("second", "person", "二等奖", 2),
        TierAnnounced("organisation", "unit", "优秀组织奖", 1),
    ),
    criteria=(
        CriterionAnnounced("theme", "主题", "切题。", Decimal(1), Decimal(0), Decimal(40), Decimal(1)),
        CriterionAnnounced("language", "语言", "通顺。", Decimal(1), Decimal(0), Decimal(60), Decimal(1)),
    ),
    round_plans=(RoundAnnounced("reading", "初评", 2, "mean"),),
)
"""A small notice in which nothing is unknown but the deadline, which `an_announcement` fills in; nothing is asked of
screeners but their decision."""


def an_announcement(**changes: Any) -> Announcement:
    """Give the small notice, closing in thirty days, with some values changed."""
    closes_at = timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=30)
    return replace(ANNOUNCEMENT, **{"closes_at": closes_at, **changes})


def make_person(login: str = "author@example.org", name: str = "林晓", password: str | None = PASSWORD) -> User:
    """Make an account."""
    return User.objects.create_user(login, password, name=name)


def make_contest(slug: str = "spring", *, opened: bool = True, **changes: Any) -> Contest:
    """Announce a contest, appoint its organiser, and open it unless told otherwise."""
    contest, _ = announce(announcement=an_announcement(slug=slug, **changes), actor=None)
    organiser = appointed(contest, Office.ORGANISER, login=f"organiser@{slug}.example", name="组织者")
    if opened:
        open_contest(contest=contest, actor=organiser)
    return contest


def organiser_of(contest: Contest) -> User:
    """Give the organiser whom `make_contest` appointed."""
    return User.objects.get(login=f"organiser@{contest.slug}.example")


def appointed(contest: Contest, office: Office, *, login: str = "", name: str = "", unit_name: str = "") -> User:
    """Give a person who holds an office; the login and the name follow from the office unless given."""
    appointment = appoint(
        contest=contest,
        login=login or f"{office}@{contest.slug}.example".replace("_", "-"),
        name=name or str(office.label),
        office=office,
        unit_name=unit_name,
        actor=None,
    )
    return appointment.person


def docx_bytes(
    title: str = "灯火",
    author: str = "林晓",
    unit: str = "潮声纪念馆",
    paragraphs: Collection[str] = ("夜里，江上的灯一盏一盏亮起来。", "我们沿着堤岸慢慢走回去。"),
) -> bytes:
    """Give a .docx as an author would send it."""
    return write_docx(title, f"{unit}　{author}", list(paragraphs), author)


def hand_in_entry(
    contest: Contest,
    person: User,
    *,
    title: str = "灯火",
    author: str = "",
    unit: str = "潮声纪念馆",
    content: bytes | None = None,
    file_name: str = "",
    agreed: Collection[str] | None = None,
    at: datetime | None = None,
) -> Entry:
    """Take a file and hand it in at the moment `at` (now); every declaration is agreed to unless told otherwise.

    An objection in the text is meant.
    """
    author = author or person.name
    at = at or timezone.now()
    manuscript = take_file(
        contest=contest,
        person=person,
        name=file_name or f"{contest.label}-{unit}-{title}-{author}.docx",
        content=ContentFile(docx_bytes(title, author, unit) if content is None else content),
        arrived_at=at,
    )
    hand_in(
        entry=manuscript.entry,
        person=person,
        fields=Fields(unit, title, author),
        agreed={consent.key for consent in contest.consents.all()} if agreed is None else agreed,
        objection_meant=True,
        arrived_at=at,
    )
    return Entry.objects.select_related("contest", "manuscript", "unit").get(pk=manuscript.entry_id)


def entrant_of(entry: Entry) -> User:
    """Give the person who handed an entry in."""
    assert entry.entrant is not None
    return entry.entrant


def end_intake(contest: Contest) -> None:
    """Let the deadline have passed an hour ago: no entry comes in any more."""
    contest.closes_at = timezone.now() - timedelta(hours=1)
    contest.save(update_fields=["closes_at"])


def signed_in_client(person: User) -> Client:
    """Give a client with this person signed in."""
    client = Client()
    client.force_login(person)
    return client


def body_of(answer: HttpResponseBase) -> bytes:
    """Give the content of an answer; a file is read to its end, which closes it as a server would."""
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
