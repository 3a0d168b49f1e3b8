"""Reads of a contest's notice."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from contest.notice.announcement import (
    PARTS,
    Announcement,
    ConsentAnnounced,
    ContactAnnounced,
    CriterionAnnounced,
    ReasonAnnounced,
    RoundAnnounced,
    TierAnnounced,
    UnitTermAnnounced,
)
from contest.notice.models import Appointment, Contest, Office
from contest.people.models import User
from contest.people.rules import Visitor
from contest.phrases import Phrase, gettext_noop


def announcement_of(contest: Contest) -> Announcement:
    """Give a stored contest as the notice it came from; what is not known is `None`."""
    return Announcement(
        slug=contest.slug,
        title=contest.title,
        occasion=contest.occasion,
        label=contest.label,
        theme=contest.theme,
        who_may_enter=contest.who_may_enter,
        requirements=tuple(contest.requirements),
        rights=contest.rights,
        word_limit=contest.word_limit,
        layout_profile=contest.layout_profile,
        layout_thresholds=contest.layout_thresholds,
        word_processor=contest.word_processor or None,
        name_pattern=contest.name_pattern,
        endings=tuple(contest.endings),
        opens_at=contest.opens_at and contest.opens_at.astimezone(contest.zone),
        closes_at=contest.closes_at and contest.closes_at.astimezone(contest.zone),
        grace_seconds=contest.grace_seconds,
        time_zone=contest.time_zone,
        genres=tuple(contest.genres),
        asks_ai_use=contest.asks_ai_use,
        most_per_author=contest.most_per_author,
        most_per_entrant=contest.most_per_entrant,
        mailbox=contest.mailbox or None,
        hosts=tuple(contest.hosts),
        co_organisers=tuple(contest.co_organisers),
        checklist=tuple(contest.checklist),
        sealed=contest.sealed,
        one_prize=contest.one_prize,
        reserve=contest.reserve,
        tie_rules=tuple(contest.tie_rules),
        public_days=contest.public_days,
        days_off=tuple(map(date.fromisoformat, contest.days_off)),
        days_on=tuple(map(date.fromisoformat, contest.days_on)),
        tells_comments=contest.tells_comments,
        tells_place=contest.tells_place,
        is_demo=contest.is_demo,
        contact_points=tuple(
            ContactAnnounced(point.key, point.name, point.telephone or None) for point in contest.contact_points.all()
        ),
        consents=tuple(
            ConsentAnnounced(consent.key, consent.wording, consent.required) for consent in contest.consents.all()
        ),
        disqualification_reasons=tuple(
            ReasonAnnounced(reason.key, reason.wording) for reason in contest.disqualification_reasons.all()
        ),
        tiers=tuple(
            TierAnnounced(**{field.name: getattr(tier, field.name) for field in fields(TierAnnounced)})
            for tier in contest.tiers.all()
        ),
        criteria=tuple(
            CriterionAnnounced(
                criterion.key,
                criterion.name,
                criterion.guidance,
                criterion.weight,
                criterion.minimum,
                criterion.maximum,
                criterion.step,
            )
            for criterion in contest.criteria.all()
        ),
        round_plans=tuple(
            RoundAnnounced(**{field.name: getattr(plan, field.name) for field in fields(RoundAnnounced)})
            for plan in contest.round_plans.all()
        ),
        unit_terms=terms_of(contest),
    )


def terms_of(contest: Contest) -> tuple[UnitTermAnnounced, ...]:
    """Give the formula by which units are ranked; empty where it is not announced."""
    return tuple(
        UnitTermAnnounced(**{field.name: getattr(term, field.name) for field in fields(UnitTermAnnounced)})
        for term in contest.unit_terms.all()
    )


def with_notice(contests: QuerySet[Contest]) -> QuerySet[Contest]:
    """Fetch contests together with all lists of their notices: one query a list, however many contests."""
    return contests.prefetch_related(*(Prefetch(name) for name in PARTS))


@dataclass(frozen=True, slots=True)
class Intake:
    """Whether entries come in at a moment, and until when, in the contest's zone."""

    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    days_left: int | None

    @property
    def is_open(self) -> bool:
        """Entries are taken now."""
        return self.state == "open"


def intake(contest: Contest, at: datetime) -> Intake:
    """Say how the contest stands at the moment `at`: unopened, waiting, open, or closed.

    The grace that the contest states belongs to the deadline silently: pages show the deadline itself. Once the prize
    list is confirmed nothing comes in any more, whatever deadline is announced afterwards.
    """
    opens_at = contest.opens_at and contest.opens_at.astimezone(contest.zone)
    closes_at = contest.closes_at and contest.closes_at.astimezone(contest.zone)
    if contest.opened_at is None or closes_at is None:
        state = "unopened"
    elif opens_at and at < opens_at:
        state = "waiting"
    elif at <= closes_at + timedelta(seconds=contest.grace_seconds):
        state = "open"
    else:
        state = "closed"
    if state in ("waiting", "open") and getattr(contest, "prize_list", None) is not None:
        state = "closed"
    days_left = None
    if closes_at and at < closes_at and state != "closed":
        days_left = (closes_at.date() - at.astimezone(contest.zone).date()).days
    return Intake(state, opens_at, closes_at, days_left)


def is_sealed(contest: Contest, at: datetime) -> bool:
    """Say whether nobody but its entrant may open a manuscript at the moment `at`: until the deadline and its grace.

    Only where the contest says so. A contest whose deadline is unknown stays sealed.
    """
    if not contest.sealed:
        return False
    return contest.closes_at is None or at <= contest.closes_at + timedelta(seconds=contest.grace_seconds)


def limits_of(contest: Contest) -> tuple[Phrase, ...]:
    """Give the sentences in which a contest says how many entries it takes of one."""
    said = (
        (contest.most_per_author, gettext_noop("每位作者最多 %(limit)s 篇")),
        (contest.most_per_entrant, gettext_noop("每位投稿人最多 %(limit)s 篇")),
    )
    return tuple(Phrase(template, {"limit": limit}) for limit, template in said if limit is not None)


def has_entered(contest: Contest, person: User) -> bool:
    """Give whether a person has an entry in the contest, be it a draft."""
    return person.entries.filter(contest=contest).exists()


def has_judged(contest: Contest, person: Visitor) -> bool:
    """Give whether a person holds, or held, the office of a judge in the contest."""
    held = Appointment.objects.filter(contest=contest, person=person.pk, office=Office.JUDGE)
    return person.pk is not None and held.exists()


def is_seated(contest: Contest, person: User) -> bool:
    """Give whether a person is seated as a judge in a round of the contest that is not closed."""
    return person.judgeships.filter(round__contest=contest, round__closed_at=None).exists()


def offices_of(contest: Contest, person: Visitor) -> frozenset[str]:
    """Give the offices that a person holds in a contest; asked once for each request's visitor."""
    if not isinstance(person, User):
        return frozenset()
    known: dict[int, frozenset[str]] = person.__dict__.setdefault("_offices", {})
    if contest.pk not in known:
        held = Appointment.objects.filter(contest=contest, person=person, ended_at=None)
        known[contest.pk] = frozenset(held.values_list("office", flat=True))
    return known[contest.pk]


def holds_anywhere(person: Visitor, offices: Collection[str]) -> bool:
    """Say whether a person holds one of these offices in any contest."""
    return Appointment.objects.filter(person=person.pk, office__in=offices, ended_at=None).exists()


def prizes_are_decided(contest: Contest) -> bool:
    """Say whether a decision on a tie stands in the contest, or its prize list is confirmed."""
    decided = Q(rounds__prize_decisions__isnull=False, rounds__prize_decisions__revoked_at=None)
    return Contest.objects.filter(Q(prize_list__isnull=False) | decided, pk=contest.pk).exists()


def units_are_decided(contest: Contest) -> bool:
    """Say whether a decision on units stands in the contest, or its prize list is confirmed."""
    decided = Q(unit_decisions__isnull=False, unit_decisions__revoked_at=None)
    return Contest.objects.filter(Q(prize_list__isnull=False) | decided, pk=contest.pk).exists()
