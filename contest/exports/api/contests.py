"""Contests, notices and published results: what everybody may read, and an office its own contests before they open."""

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contest.awards.queries import published
from contest.exports.api import shapes
from contest.exports.api.door import FOR_THE_PUBLIC, read_contest, read_site
from contest.exports.api.paging import USUAL, Cursor, Limit, number_in, page_from
from contest.exports.api.room import Room
from contest.exports.api.values import at_home
from contest.notice.models import Appointment, Contest
from contest.notice.pattern import parse_rule
from contest.notice.queries import announcement_of, intake, with_notice
from contest.notice.rules import DESK_OFFICES
from contest.people.rules import Visitor

room = Room(tags=["contests"])


@room.reads(
    "/contests",
    gives=shapes.Contests,
    name="contests",
    is_public=True,
    summary=_("各次征文"),
    description=_("已经开始的征文；有令牌时，还有本人任职、尚未开始的征文，以及本人在各次征文的职务。"),
)
def contests(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> shapes.Contests:
    """List the contests."""
    visitor = read_site(request)
    offices = _offices(visitor)
    known = Q(opened_at__isnull=False) | Q(pk__in=[pk for pk, held in offices.items() if DESK_OFFICES & set(held)])
    rows = Contest.objects.filter(known).select_related("prize_list").order_by("-pk")
    if cursor:
        rows = rows.filter(pk__lt=number_in(cursor))
    found, following = page_from(rows, limit, lambda one: one.pk)
    return shapes.Contests(contests=[_line(one, offices.get(one.pk, [])) for one in found], next=following)


def _offices(visitor: Visitor) -> dict[int, list[str]]:
    held: dict[int, list[str]] = {}
    rows = Appointment.objects.filter(person=visitor.pk, ended_at=None).order_by("office")
    for contest, office in rows.values_list("contest_id", "office"):
        held.setdefault(contest, []).append(office)
    return held


def _line(contest: Contest, offices: list[str]) -> shapes.ContestLine:
    stands = intake(contest, timezone.now())
    return shapes.ContestLine(
        contest=contest.slug,
        title=contest.title,
        occasion=contest.occasion,
        is_demo=contest.is_demo,
        time_zone=contest.time_zone,
        opens_at=stands.opens_at,
        closes_at=stands.closes_at,
        intake=stands.state,
        results_published_at=at_home(contest, getattr(getattr(contest, "prize_list", None), "published_at", None)),
        offices=offices,
    )


@room.reads(
    "/contests/{contest}",
    gives=shapes.Notice,
    name="notice",
    is_public=True,
    summary=_("通知"),
    description=_("征文通知，与通知页的内容相同；尚未公布的内容为 null。"),
)
def notice(request: HttpRequest, contest: str) -> shapes.Notice:
    """Give a notice."""
    found = read_contest(request, contest, FOR_THE_PUBLIC)
    told = announcement_of(with_notice(Contest.objects.filter(pk=found.pk)).get())
    return shapes.Notice(
        contest=told.slug,
        title=told.title,
        occasion=told.occasion,
        theme=told.theme,
        who_may_enter=told.who_may_enter,
        requirements=list(told.requirements),
        rights=told.rights,
        word_limit=told.word_limit,
        layout_profile=told.layout_profile,
        word_processor=told.word_processor,
        naming_rule=parse_rule(told.name_pattern, told.endings).shown(),
        endings=list(told.endings),
        genres=list(told.genres),
        asks_ai_use=told.asks_ai_use,
        most_per_author=told.most_per_author,
        most_per_entrant=told.most_per_entrant,
        mailbox=told.mailbox,
        hosts=list(told.hosts),
        co_organisers=list(told.co_organisers),
        sealed=told.sealed,
        is_demo=told.is_demo,
        time_zone=told.time_zone,
        opens_at=told.opens_at,
        closes_at=told.closes_at,
        tiers=[
            shapes.TierAnnounced(
                key=tier.key,
                kind=tier.kind,
                name=tier.name,
                quota=tier.quota,
                share=tier.share,
                within=tier.within,
                minimum=tier.minimum,
            )
            for tier in told.tiers
        ],
        contact_points=[
            shapes.ContactAnnounced(name=point.name, telephone=point.telephone) for point in told.contact_points
        ],
    )


@room.reads(
    "/contests/{contest}/results",
    gives=shapes.Results,
    name="results",
    is_public=True,
    summary=_("公布的获奖名单"),
    description=_("与公布页的内容相同；公布之前没有这个地址。"),
)
def results(request: HttpRequest, contest: str) -> shapes.Results:
    """Give the results as published."""
    found = read_contest(request, contest, FOR_THE_PUBLIC)
    prize_list = published(found)
    if prize_list is None or prize_list.published_at is None:
        raise Http404
    return shapes.Results(
        contest=found.slug,
        title=found.title,
        version=prize_list.version,
        published_at=prize_list.published_at.astimezone(found.zone),
        objections_until=at_home(found, prize_list.objections_until),
        final_at=at_home(found, prize_list.final_at),
        awards=[
            shapes.PublishedAward(tier=one.tier_name, title=one.title, author=one.author, unit=one.unit_name)
            for one in prize_list.awards.standing()
        ],
        unit_awards=[
            shapes.PublishedUnitAward(tier=one.tier_name, unit=one.unit_name)
            for one in prize_list.unit_awards.standing()
        ],
    )
