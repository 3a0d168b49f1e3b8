"""Reads of judging. What a judge's page may know is a `BlindEntry`, and nothing behind it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from contest.entries.models import Entry
from contest.entries.units.queries import Proposed, nearest_here
from contest.judging.drawing import takes_in_all
from contest.judging.models import Judge, Reading, Round, RoundCriterion, RoundEntry, RoundState
from contest.judging.scoring import CriterionRule, weighted_mark
from contest.notice.models import Contest, RoundPlan
from contest.people.models import User


@dataclass(frozen=True, slots=True)
class BlindEntry:
    """All that a judge may know of an entry: its number in the round, its title, its words, its text."""

    number: int
    title: str
    words: int
    html: str


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One line of a judge's list; `marked` of `criteria` have a mark."""

    token: str
    number: int
    title: str
    words: int
    total: Decimal | None
    marked: int
    criteria: int
    submitted_at: datetime | None
    saved_at: datetime | None

    @property
    def state(self) -> str:
        """Submitted, marked throughout but not submitted, begun, or not begun."""
        if self.submitted_at is not None:
            return "submitted"
        if self.marked == self.criteria:
            return "marked"
        return "begun" if self.marked else "untouched"


def criterion_rules(round_: Round) -> tuple[CriterionRule, ...]:
    """Give what is marked in a round, in order."""
    return tuple(
        CriterionRule(criterion.key, criterion.weight, criterion.minimum, criterion.maximum, criterion.step)
        for criterion in round_.criteria.all()
    )


@dataclass(frozen=True, slots=True)
class DoubtfulUnit:
    """A judge whose unit leads to none on record, though entries came from units that it may be."""

    judge: Judge
    proposed: list[Proposed]


def doubtful_units(round_: Round) -> list[DoubtfulUnit]:
    """Give the judges whose conflicts of interest can't be told until somebody has looked at their unit's name."""
    seated = round_.judges.exclude(unit_key="").select_related("person").order_by("person__name", "pk")
    proposed = nearest_here(round_.contest, {judge.unit_name for judge in seated})
    return [DoubtfulUnit(judge, proposed[judge.unit_name]) for judge in seated if judge.unit_name in proposed]


def readings_of(person: User, contest: Contest) -> QuerySet[Reading]:
    """Give a judge's own readings in the rounds that were opened, the newest round first.

    Nothing of a round before they promised confidentiality, nor after they left it.
    """
    return (
        Reading.objects.filter(judge__person=person, judge__left_at=None, judge__round__contest=contest)
        .standing()
        .exclude(judge__promised_at=None)
        .exclude(judge__round__state=RoundState.PREPARED)
        .order_by("-judge__round__position", "round_entry__number")
    )


def reading_lines(readings: QuerySet[Reading]) -> list[ReadingLine]:
    """Give the lines of a judge's list: one query, no column of the entry among them."""
    criteria = RoundCriterion.objects.filter(round=OuterRef("judge__round")).order_by().values("round")
    return [
        ReadingLine(*row)
        for row in readings.annotate(
            marked=Count("marks"), criteria=Subquery(criteria.annotate(number=Count("pk")).values("number"))
        ).values_list(
            "token",
            "round_entry__number",
            "round_entry__blind_text__title",
            "round_entry__blind_text__words",
            "total",
            "marked",
            "criteria",
            "submitted_at",
            "saved_at",
        )
    ]


def seats_of(person: User, contest: Contest) -> list[Judge]:
    """Give where a person judges: their seats in the rounds that were opened and that they did not leave, newest first.

    Each says how many readings are theirs (`load`).
    """
    return list(
        Judge.objects.filter(person=person, left_at=None, round__contest=contest)
        .exclude(round__state=RoundState.PREPARED)
        .annotate(load=Count("readings", filter=Q(readings__ended_at=None)))
        .select_related("round")
        .order_by("-round__position")
    )


def kept_marks(reading: Reading) -> dict[str, Decimal]:
    """Give the marks of a reading as they are stored, by criterion."""
    return dict(reading.marks.values_list("criterion__key", "value"))


def blind_entry(reading: Reading) -> BlindEntry:
    """Give what the reading page shows; the entry itself is never fetched."""
    number, title, words, html = RoundEntry.objects.values_list(
        "number", "blind_text__title", "blind_text__words", "blind_text__html"
    ).get(pk=reading.round_entry_id)
    return BlindEntry(number, title, words, html)


def blind_file(reading: Reading) -> str:
    """Give the name in storage of the blind copy that a judge may take away."""
    return RoundEntry.objects.values_list("blind_text__docx_name", flat=True).get(pk=reading.round_entry_id)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a reading stands among its judge's: how many are done, the ones beside it, and all totals by token."""

    position: int
    count: int
    done: int
    before: str | None
    after: str | None
    totals: Mapping[str, Decimal]


def neighbours(reading: Reading) -> Neighbours:
    """Give the place of a reading among all of its judge in the round, by number."""
    own = _own(reading.judge)
    tokens = list(own)
    index = tokens.index(reading.token)
    return Neighbours(
        position=index + 1,
        count=len(own),
        done=sum(1 for submitted_at, _ in own.values() if submitted_at is not None),
        before=tokens[index - 1] if index else None,
        after=tokens[index + 1] if index + 1 < len(tokens) else None,
        totals=_totals(own),
    )


def own_totals(judge: Judge) -> dict[str, Decimal]:
    """Give the totals of a judge's readings in a round by token, of those marked throughout: submitted or not yet."""
    return _totals(_own(judge))


def _own(judge: Judge) -> dict[str, tuple[datetime | None, Decimal | None]]:
    """Give when each of a judge's readings was submitted, and its total if it has one, by number: one query."""
    rules = criterion_rules(judge.round)
    own: dict[str, tuple[datetime | None, Decimal | None]] = {}
    drafts: dict[str, dict[str, Decimal]] = defaultdict(dict)
    rows = Reading.objects.filter(judge=judge).standing().order_by("round_entry__number")
    for token, submitted_at, total, key, value in rows.values_list(
        "token", "submitted_at", "total", "marks__criterion__key", "marks__value"
    ):
        own[token] = (submitted_at, total)
        if total is None and key is not None:
            drafts[token][key] = value
    whole = {token: weighted_mark(marks, rules) for token, marks in drafts.items() if len(marks) == len(rules)}
    return own | {token: (None, total) for token, total in whole.items()}


def _totals(own: Mapping[str, tuple[datetime | None, Decimal | None]]) -> dict[str, Decimal]:
    return {token: total for token, (_, total) in own.items() if total is not None}


@dataclass(frozen=True, slots=True)
class JudgeProgress:
    """How far a judge is: readings in all, begun, submitted."""

    judge: Judge
    assigned: int
    submitted: int

    @property
    def left(self) -> int:
        """How many are still to be submitted."""
        return self.assigned - self.submitted


def progress(round_: Round) -> list[JudgeProgress]:
    """Give each judge's progress in a round, by name."""
    judges = (
        round_.judges.select_related("person")
        .annotate(
            assigned=Count("readings", filter=Q(readings__ended_at=None)),
            submitted=Count(
                "readings", filter=Q(readings__ended_at=None) & (~Q(readings__submitted_at=None) | ~Q(voted_at=None))
            ),
        )
        .order_by("person__name", "pk")
    )
    return [JudgeProgress(judge, judge.assigned, judge.submitted) for judge in judges]


def ranked_entries(round_: Round) -> QuerySet[RoundEntry]:
    """Give a round's entries that still stand, best first; those without a figure come last."""
    return (
        RoundEntry.objects.filter(round=round_, entry__state="eligible")
        .select_related("entry__unit")
        .order_by("-by_score", "number")
    )


def place_before(round_: Round, score: Decimal) -> int:
    """Give how many standing entries have a better figure."""
    return RoundEntry.objects.filter(round=round_, entry__state="eligible", score__gt=score).count()


def passed_after_draw(round_: Round) -> QuerySet[Entry]:
    """Give the entries that passed screening after the draw and are not in the round, by title.

    Of a round that takes the best of the one before, whoever was read there and did not go on is no such entry.
    """
    standing = Entry.objects.filter(contest=round_.contest_id).eligible().order_by("title", "pk")
    if takes_in_all(round_):
        return standing.exclude(rounds__round=round_)
    return standing.exclude(rounds__round__position__lte=round_.position)


def unscored(round_: Round) -> int:
    """Give how many standing entries of a round have no reading at all: they have no place in the ranking."""
    return RoundEntry.objects.filter(round=round_, entry__state="eligible", readings_done=0).count()


def is_last(round_: Round) -> bool:
    """Say whether no round came after this one and no prize list stands on it."""
    followed = any(one.position > round_.position for one in round_.contest.rounds.all())
    return not followed and not hasattr(round_.contest, "prize_list")


def following_plan(round_: Round) -> RoundPlan | None:
    """Give the announced round that can be prepared next, if the notice has one."""
    begun = Round.objects.filter(contest=round_.contest_id).values("key")
    return RoundPlan.objects.filter(contest=round_.contest_id).exclude(key__in=begun).first()
