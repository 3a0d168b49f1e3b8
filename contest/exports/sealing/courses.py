"""The course of a round as the database has it: draw, redraws, readings and marks, step by step."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from contest.entries.models import Entry, EntryState
from contest.entries.units.queries import standing_for
from contest.exports.sealing import contents
from contest.exports.sealing.judged import (
    Conflict,
    Drawn,
    Handed,
    Reading,
    Redraw,
    RoundDraw,
    RoundMarks,
    Row,
    Seat,
)
from contest.exports.sealing.redoing import EXTRA, Course
from contest.exports.sealing.steps import Left, Redrawn, Steps, steps_of
from contest.exports.sealing.steps import Row as Stored
from contest.judging.drawing import conflicts_between, read_before
from contest.judging.models import Judge, Mark, Relation, Round, RoundEntry
from contest.judging.models import Reading as StoredReading
from contest.judging.seats import Bar
from contest.ledger.actions import Action, Subject
from contest.ledger.models import Event
from contest.notice.models import Appointment, Contest, Office

CHUNK: Final = 1000

Found = tuple[Stored, bool, Decimal | None]
"""A reading as it is stored, whether it was voted for by name, and its total."""


@dataclass(frozen=True, slots=True)
class Moves:
    """When entries passed screening or lost it again, since the first round was opened."""

    moves: Mapping[str, Sequence[tuple[datetime, bool]]]

    def out_at(self, moment: datetime, entries: Iterable[str]) -> tuple[str, ...]:
        """Give those of the entries that had passed and were out of the contest at a moment."""
        return tuple(entry for entry in entries if not self._passed(entry, moment))

    def _passed(self, entry: str, moment: datetime) -> bool:
        states = [passed for at, passed in self.moves.get(entry, ()) if at <= moment]
        return states[-1] if states else True


def moves_since(contest: Contest, moment: datetime | None) -> Moves:
    """Read what became of entries since a moment; nothing where no moment is asked for."""
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    if moment is not None:
        moves = Event.objects.filter(contest=contest.slug, action=Action.ENTRY_MOVE, at__gt=moment)
        rows = moves.order_by("sequence").values_list("subject_key", "at", "after")
        for key, at, after in rows.iterator(chunk_size=CHUNK):
            found[key].append((at, after.get("state") == EntryState.ELIGIBLE))
    return Moves(found)


def course_of(
    round_: Round, before: Iterable[str], rules: contents.RoundRules, genres: Mapping[str, str], moves: Moves
) -> tuple[RoundDraw, RoundMarks]:
    """Read the draw and the marks of a round; `genres` by the key of an entry.

    `before` are the entries of the round before.
    """
    judges = list(round_.judges.select_related("person").order_by("pk"))
    rows, drawn = _entries(round_)
    number_of = {row.entry: row.number for row in rows}
    stored = _readings(round_, number_of)
    replaced = _replaced(judges)
    opened_at = round_.opened_at or round_.contest.prize_list.confirmed_at  # a round that judged was opened
    steps = steps_of([one for one, *_rest in stored], opened_at, _redraws(round_), replaced)
    readings = _told(stored, steps, _marks(round_))
    draw = RoundDraw(
        round=round_.key,
        seed=round_.seed,
        inputs_hash=round_.inputs_hash,
        is_known=False,
        out=moves.out_at(opened_at, before),
        entries=tuple(_drawn(drawn, number_of, readings, steps)),
        seats=tuple(_seats(round_, judges, steps, replaced)),
        conflicts=tuple(_conflicts(round_, judges, steps)),
        read_before=tuple(sorted(read_before(round_))),
        result=_pairs(rows, steps, stored, 0),
        redraws=tuple(
            Redraw(one.seed, one.at, moves.out_at(one.at, number_of), (), one.inputs_hash, is_known=False,
                   result=_pairs(rows, steps, stored, step))
            for step, one in enumerate(steps.redraws, 1)
        ),
        handed=tuple(_handed(rows, stored, steps)),
    )  # fmt: skip
    marks = RoundMarks(round_.key, tuple(rows), tuple(readings))
    return _known(Course(rules, draw, marks, genres), steps), marks


def _entries(round_: Round) -> tuple[list[Row], list[tuple[str, int, str]]]:
    """The entries of a round in the order in which fingerprints take them, and which manuscript each was drawn with."""
    found = RoundEntry.objects.filter(round=round_).order_by("entry__token").values_list(
        "entry__token", "number", "group", "score", "raw_mean", "votes", "readings_done",
        "blind_text__title", "blind_text__html", "blind_text__manuscript_id", "blind_text__manuscript__sha256",
    )  # fmt: skip
    rows, drawn = [], []
    for token, number, group, score, mean, votes, done, title, html, manuscript, sha256 in found.iterator(CHUNK):
        rows.append(Row(number, token, group, text_hash(title, html), score, mean, votes, done))
        drawn.append((token, manuscript, sha256))
    return rows, drawn


def text_hash(title: str, html: str) -> str:
    """Give the SHA-256 of what judges read: the title, a new line, the text."""
    return hashlib.sha256(f"{title}\n{html}".encode()).hexdigest()


def _readings(round_: Round, number_of: Mapping[str, int]) -> list[Found]:
    found = StoredReading.objects.filter(judge__round=round_).order_by("pk").values_list(
        "pk", "round_entry__entry__token", "judge__person_id", "judge__person__name", "origin", "ended_at", "ended_as",
        "voted", "total",
    )  # fmt: skip
    return [
        (Stored(pk, number_of[token], str(person), name, origin, ended_at, ended_as), voted, total)
        for pk, token, person, name, origin, ended_at, ended_as, voted, total in found.iterator(CHUNK)
    ]


def _marks(round_: Round) -> Mapping[int, dict[str, Decimal]]:
    marks: dict[int, dict[str, Decimal]] = defaultdict(dict)
    found = Mark.objects.filter(criterion__round=round_).exclude(reading__submitted_at=None)
    for reading, key, value in found.values_list("reading_id", "criterion__key", "value").iterator(CHUNK):
        marks[reading][key] = value
    return marks


def _told(stored: Sequence[Found], steps: Steps, marks: Mapping[int, dict[str, Decimal]]) -> list[Reading]:
    return sorted(
        (
            Reading(
                number=one.number,
                judge=one.judge,
                origin=one.origin,
                since=steps.since[one.key],
                until=steps.first_at(one.ended_at),
                ended=one.ended_as,
                has_voted=voted,
                total=total,
                marks=marks.get(one.key, {}),
            )
            for one, voted, total in stored
        ),
        key=lambda one: (one.number, int(one.judge)),
    )


def _redraws(round_: Round) -> list[Redrawn]:
    events = Event.objects.filter(
        action=Action.ROUND_REDRAW, subject_kind=Subject.ROUND, subject_key=f"{round_.contest.slug}/{round_.key}"
    )
    return [
        Redrawn(
            event.at,
            event.after["seed"],
            tuple((number, name) for number, name in event.after["readings"]),
            tuple(event.after["short"]),
            event.after.get("inputs_hash", ""),
        )
        for event in events.order_by("sequence")
    ]


def _replaced(judges: Sequence[Judge]) -> list[Left]:
    """Those who were replaced, in turn, each with the successor: nobody else is seated once a round is open."""
    gone = sorted(
        (one.left_at, str(one.person_id)) for one in judges if one.left_at and one.left_as == Judge.Leaving.REPLACED
    )
    successors = judges[len(judges) - len(gone) :]
    return [Left(at, giver, str(one.person_id)) for (at, giver), one in zip(gone, successors, strict=True)]


def _seats(round_: Round, judges: Sequence[Judge], steps: Steps, replaced: Sequence[Left]) -> Iterable[Seat]:
    appointed = Appointment.objects.filter(contest=round_.contest_id, office=Office.JUDGE)
    ended = dict(appointed.values_list("person_id", "ended_at"))
    began = {one.judge: steps.first_at(one.at) or 0 for one in replaced}
    for one in judges:
        ends = map(steps.first_at, (one.left_at, one.voted_at, ended.get(one.person_id)))
        yield Seat(
            judge=str(one.person_id),
            group=one.group,
            capacity=one.capacity,
            genres=tuple(one.genres),
            since=began.get(str(one.person_id), 0),
            until=min((end for end in ends if end is not None), default=None),
            left=one.left_as,
            has_voted=one.voted_at is not None,
            severity=one.severity,
        )


def _drawn(
    drawn: Iterable[tuple[str, int, str]], number_of: Mapping[str, int], readings: Iterable[Reading], steps: Steps
) -> Iterable[Drawn]:
    """Every entry of a draw gets a reading; one that came late is named by the redraw that it came with."""
    first = {one.number for one in readings if one.origin == "draw"}
    named = steps.first_named
    for token, manuscript, sha256 in drawn:
        number = number_of[token]
        yield Drawn(token, manuscript, sha256, 0 if number in first else named.get(number, len(steps.redraws)))


def _conflicts(round_: Round, judges: Sequence[Judge], steps: Steps) -> list[Conflict]:
    """Who must not read what: what lasts, and what relations said from when on, until they were taken back."""
    rows = Entry.objects.filter(rounds__round=round_)
    fields = ("token", "title", "author", "genre", "entrant_id", "manuscript_id", "unit_id", "contest_id")
    entries = {one.token: one for one in rows.only(*fields).order_by("token").iterator(CHUNK)}
    seated = {str(one.person_id): one for one in judges}
    bars = conflicts_between(round_, entries, seated)
    found = [Conflict(*pair, 0, None) for pair, bar in bars.items() if bar != Bar.RELATION]
    relations = list(Relation.objects.filter(contest=round_.contest_id, person__in=[one.person_id for one in judges]))
    units = standing_for({one.unit_id for one in relations if one.unit_id})
    of_unit: dict[int, list[str]] = defaultdict(list)
    for token, entry in entries.items():
        of_unit[entry.unit_id or 0].append(token)
    token_of = {entry.pk: token for token, entry in entries.items()}
    for one in relations:
        tokens = of_unit[units[one.unit_id]] if one.unit_id else [token_of.get(one.entry_id or 0, "")]
        since, until = steps.first_at(one.declared_at) or 0, steps.first_at(one.ended_at)
        if since <= len(steps.redraws):
            found += [Conflict(token, str(one.person_id), since, until) for token in tokens if token]
    return sorted(found, key=lambda one: (one.entry, int(one.judge), one.since))


def _pairs(rows: Sequence[Row], steps: Steps, stored: Sequence[Found], step: int) -> tuple[tuple[str, str], ...]:
    """What came of a step: (entry, judge)."""
    entry_of = {row.number: row.entry for row in rows}
    drawn = (one for one, *_rest in stored if steps.since[one.key] == step and one.key not in steps.handed)
    return tuple(sorted((entry_of[one.number], one.judge) for one in drawn))


def _handed(rows: Sequence[Row], stored: Sequence[Found], steps: Steps) -> Iterable[Handed]:
    entry_of = {row.number: row.entry for row in rows}
    for one, *_rest in stored:
        if one.key in steps.handed:
            yield Handed(entry_of[one.number], steps.handed[one.key], one.judge, steps.since[one.key])


def _known(course: Course, steps: Steps) -> RoundDraw:
    """Say of each step whether the state that is told of gives its fingerprint, and who was to be read once more."""
    draw = replace(course.draw, is_known=course.first_hash() == course.draw.inputs_hash)
    entry_of = {row.number: row.entry for row in course.marks.entries}
    for step, redrawn in enumerate(steps.redraws, 1):
        more = {entry_of[one.number] for one in course.marks.readings if one.origin == EXTRA and one.since == step}
        lacking = course.lacking(step)
        more |= {entry_of[number] for number in redrawn.short if not lacking.get(entry_of[number])}
        redraws = list(draw.redraws)
        redraws[step - 1] = replace(redraws[step - 1], more=tuple(sorted(more)))
        course = replace(course, draw=replace(draw, redraws=tuple(redraws)))
        known = bool(redrawn.inputs_hash) and course.hash_at(step) == redrawn.inputs_hash
        redraws[step - 1] = replace(redraws[step - 1], is_known=known)
        draw = replace(draw, redraws=tuple(redraws))
    return draw
