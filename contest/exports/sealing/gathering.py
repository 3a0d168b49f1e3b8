"""What a package holds, read from the database in one state."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Final, TypeVar, cast

from contest.awards.inputs import INPUTS_VERSION
from contest.awards.models import PrizeDecision, PrizeList
from contest.awards.plan import Within
from contest.awards.proposing import people_in
from contest.awards.units.models import UnitDecision
from contest.awards.units.table import thawed
from contest.awards.versions import ListVersion, versions_of
from contest.entries.models import OUT_OF_THE_CONTEST
from contest.exports.sealing import contents, judged
from contest.exports.sealing.codec import built
from contest.exports.sealing.courses import CHUNK, course_of, moves_since, text_hash
from contest.exports.sealing.figuring import Results
from contest.judging.advancing import Takes, Ties
from contest.judging.models import Round
from contest.judging.scoring import Method
from contest.ledger.actions import Action
from contest.ledger.chain import content_of
from contest.ledger.models import Event
from contest.ledger.queries import link_of
from contest.notice.models import Office

BY: Final = str(Office.ORGANISER)
"""By whom decisions were taken, as a package says it: the office alone."""

TOLD_IN_FULL: Final = (
    Action.ROUND_PREPARE,
    Action.ROUND_DRAW_AGAIN,
    Action.ROUND_OPEN,
    Action.ROUND_METHOD,
    Action.ROUND_CLOSE,
    Action.ROUND_REOPEN,
    Action.BOUNDARY_DECIDE,
    Action.BOUNDARY_REVOKE,
    Action.SEATS_DECIDE,
    Action.PRIZES_CONFIRM,
    Action.PRIZES_PUBLISH,
    Action.PRIZES_FINALISE,
    Action.PRIZES_CORRECT,
)
"""The events whose content stands in a package: what the organisers did, which names nobody but them and the units
that win. Of the others there is only that they were there, or they would tell who marked, wrote or declared what."""

TAKINGS: Final = (
    Action.RESULTS_SEAL,
    Action.RESULTS_EXPORT,
    Action.QUEUE_EXPORT,
    Action.ARCHIVE_ASK,
    Action.ARCHIVE_TAKE,
    Action.API_READ,
    Action.NAMES_SHOW,
)
"""The events that somebody only took or saw something: left out, so that taking a package doesn't change the next."""


def gather(confirmed: PrizeList) -> contents.Package:
    """Read all that the results of a contest with a confirmed list were made of."""
    rounds = list(
        confirmed.contest.rounds.exclude(opened_at=None)
        .select_related("contest__prize_list")
        .prefetch_related("criteria")
        .order_by("position")
    )
    rules = _rules(confirmed, rounds)
    entries = _entries(confirmed)
    genres = {one.key: one.genre for one in entries.entries}
    asked = len(rounds) > 1 or any(one.redraws for one in rounds)
    moves = moves_since(confirmed.contest, rounds[0].opened_at if asked else None)
    courses: list[tuple[judged.RoundDraw, judged.RoundMarks]] = []
    for round_, told in zip(rounds, rules.rounds, strict=True):
        before = [row.entry for row in courses[-1][1].entries] if courses else []
        courses.append(course_of(round_, before, told, genres, moves))
    ledger = tuple(_events(confirmed))
    package = contents.Package(
        about=_about(confirmed, ledger),
        rules=rules,
        entries=entries,
        draws=judged.Draws(tuple(draw for draw, _marks in courses)),
        marks=judged.Marks(tuple(marks for _draw, marks in courses)),
        decisions=_decisions(confirmed, ledger),
        prizes=_prizes(confirmed),
        ledger=ledger,
    )
    return _with_versions_known(package)


def _about(confirmed: PrizeList, ledger: tuple[contents.Event, ...]) -> contents.About:
    contest = confirmed.contest
    return contents.About(
        format=contents.FORMAT,
        contest=contest.slug,
        title=contest.title,
        is_demo=contest.is_demo,
        version=confirmed.version,
        confirmed_at=confirmed.confirmed_at,
        confirmed_by=BY,
        published_at=confirmed.published_at,
        final_at=confirmed.final_at,
        rules=_versions(confirmed.rules),
        ledger_events=len(ledger),
        ledger_last=ledger[-1].sequence,
        ledger_hash=ledger[-1].hash,
    )


def _versions(rules: Mapping[str, Any]) -> Mapping[str, str]:
    """Give what a list keeps of its rules, the table of units apart."""
    return {key: value for key, value in rules.items() if isinstance(value, str)}


def _rules(confirmed: PrizeList, rounds: list[Round]) -> contents.Rules:
    contest = confirmed.contest
    return contents.Rules(
        rounds=tuple(map(_round, rounds)),
        tiers=tuple(built_from(contents.Tier, tier, within=Within(tier.within)) for tier in contest.tiers.all()),
        one_prize=contest.one_prize,
        reserve=contest.reserve,
        tie_rules=tuple(contest.tie_rules),
        formula=tuple(built_from(contents.Term, term) for term in _formula(confirmed)),
    )


def _formula(confirmed: PrizeList) -> tuple[Any, ...]:
    return thawed(confirmed.rules["units"]).rules.formula if "units" in confirmed.rules else ()


Built = TypeVar("Built")


def built_from(kind: type[Built], row: object, **more: Any) -> Built:
    """Give a dataclass whose fields a row has under the same names, but for some."""
    names = (field.name for field in fields(cast(Any, kind)))
    return kind(**{name: getattr(row, name) for name in names if name not in more}, **more)


def _round(round_: Round) -> contents.RoundRules:
    return built_from(
        contents.RoundRules,
        round_,
        method=Method(round_.method),
        takes=Takes(round_.takes),
        ties=Ties(round_.ties),
        draw=round_.draw_version,
        scoring=round_.scoring_version,
        criteria=tuple(built_from(contents.Criterion, one) for one in round_.criteria.all()),
    )


def _entries(confirmed: PrizeList) -> contents.Entries:
    people = people_in(confirmed.round)
    found = confirmed.contest.entries.exclude(state__in=OUT_OF_THE_CONTEST).order_by("token").values_list(
        "token", "state", "unit_id", "genre", "manuscript_id", "manuscript__sha256",
        "manuscript__blind_text__title", "manuscript__blind_text__html",
    )  # fmt: skip
    return contents.Entries(
        tuple(
            contents.Entry(
                key=token,
                state=state,
                unit=unit,
                people=tuple(sorted(people.get(token, ()), key=int)),
                genre=genre,
                manuscript=manuscript,
                sha256=sha256 or "",
                text="" if html is None else text_hash(title, html),
            )
            for token, state, unit, genre, manuscript, sha256, title, html in found.iterator(CHUNK)
        )
    )


def _decisions(confirmed: PrizeList, ledger: tuple[contents.Event, ...]) -> contents.Decisions:
    contest = confirmed.contest
    prizes = PrizeDecision.objects.filter(round__contest=contest).select_related("round")
    units = UnitDecision.objects.filter(contest=contest).prefetch_related("tied", "chosen")
    return contents.Decisions(
        prizes=tuple(
            contents.PrizeDecision(
                round=one.round.key,
                kind=one.kind,
                tier=one.tier_key,
                division=one.division,
                tied=tuple(sorted(entry.token for entry in one.tied.all())),
                admitted=tuple(sorted(entry.token for entry in one.admitted.all())),
                manner=one.manner,
                votes=one.votes,
                seats=one.seats,
                reason=one.reason,
                at=one.decided_at,
                by=BY,
                revoked_at=one.revoked_at,
            )
            for one in prizes.prefetch_related("tied", "admitted").order_by("pk")
        ),
        units=tuple(
            contents.UnitDecision(
                kind=one.kind,
                tied=tuple(sorted(unit.pk for unit in one.tied.all())),
                chosen=tuple(sorted(unit.pk for unit in one.chosen.all())),
                reason=one.reason,
                at=one.decided_at,
                by=BY,
                revoked_at=one.revoked_at,
            )
            for one in units
        ),
        corrections=tuple(
            contents.Correction(
                version=one.version,
                entry=one.entry.token if one.entry else None,
                reason=one.reason,
                public_reason=one.public_reason,
                at=one.corrected_at,
                by=BY,
            )
            for one in confirmed.corrections.select_related("entry")
        ),
        methods=tuple(_method(one) for one in ledger if one.action == Action.ROUND_METHOD),
    )


def _method(event: contents.Event) -> contents.MethodDecision:
    told: Any = event.content
    return built(
        contents.MethodDecision,
        {
            "round": told["subject"][1].rpartition("/")[2],
            "before": told["before"]["method"],
            "after": told["after"]["method"],
            "reason": told["reason"],
            "at": told["at"],
            "by": BY,
        },
    )


def _prizes(confirmed: PrizeList) -> contents.Prizes:
    return contents.Prizes(
        round=confirmed.round.key,
        versions=tuple(map(_version, versions_of(confirmed))),
        awards=tuple(
            contents.Award(
                one.entry.token, one.tier_key, one.division, one.place, one.score, one.from_version, one.until_version
            )
            for one in confirmed.awards.select_related("entry").order_by("from_version", "entry__token")
        ),
        unit_awards=tuple(
            contents.UnitAward(one.unit_id, one.tier_key, one.from_version, one.until_version)
            for one in confirmed.unit_awards.order_by("from_version", "unit_id")
        ),
    )


def _version(one: ListVersion) -> contents.Version:
    return contents.Version(
        version=one.number,
        confirmed_at=one.confirmed_at,
        rules=_versions(one.rules),
        inputs_hash=one.inputs_hash,
        is_known=False,
        reserve=tuple((number, token) for number, token, *_names in one.reserve),
        units=_units(one.rules),
    )


def _units(rules: Mapping[str, Any]) -> contents.UnitTable | None:
    kept = rules.get("units")
    if kept is None:
        return None
    table = thawed(kept)
    return contents.UnitTable(
        scores=kept["version"],
        quota=table.rules.quota,
        rows=tuple(
            built_from(contents.UnitRow, row.facts, place=row.place, total=row.total, is_in=row.is_in)
            for row in table.rows
        ),
    )


def _events(confirmed: PrizeList) -> Iterator[contents.Event]:
    events = Event.objects.filter(contest=confirmed.contest.slug).exclude(action__in=TAKINGS).order_by("sequence")
    full = {one.sequence: content_of(link_of(one)) for one in events.filter(action__in=TOLD_IN_FULL)}
    rows = events.values_list("sequence", "action", "previous_hash", "hash")
    for sequence, action, previous, digest in rows.iterator(chunk_size=CHUNK):
        yield contents.Event(sequence, action, previous, digest, full.get(sequence))


def _with_versions_known(package: contents.Package) -> contents.Package:
    """Say of each version whether what is told gives the fingerprint that was recorded when it was confirmed."""
    results = Results(package)
    versions = tuple(
        replace(
            one,
            is_known=one.rules.get("inputs") == INPUTS_VERSION and results.inputs(one).digest() == one.inputs_hash,
        )
        for one in package.prizes.versions
    )
    return replace(package, prizes=replace(package.prizes, versions=versions))
