"""The verbs of judging: prepare a round, seat judges, draw, open, mark, submit, close."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.units.spelling import unit_key
from contest.judging.draw import DRAW_VERSION
from contest.judging.models import Judge, Mark, Reading, Round, RoundCriterion, RoundEntry, RoundState
from contest.judging.numbers import blind_numbers
from contest.judging.queries import DrawProposal, criterion_rules, propose_draw
from contest.judging.scoring import SCORING_VERSION, Method, aggregate, check_mark, weighted_mark
from contest.judging.wording import invitation
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.announcement import unknowns_for_judging
from contest.notice.models import Appointment, Contest, Office
from contest.notice.queries import announcement_of
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.screening.models import BlindText

LEAST_FOR_TRIMMED = 5


class MarksRefused(Refusal):
    """Marks that can't be taken; `faults` says for each criterion (by key) what is wrong."""

    def __init__(self, faults: Mapping[str, Phrase]) -> None:
        super().__init__("bad-marks", gettext_noop("有评分需要改正，请看各项旁的说明。"))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Saved:
    """A reading as it was kept, and what is wrong with the marks that could not be."""

    reading: Reading
    faults: Mapping[str, Phrase]


@transaction.atomic
def prepare_round(*, contest: Contest, key: str, actor: User) -> Round:
    """Prepare the announced round with this key: its rules are copied and its seed is drawn, both on record.

    Raises `Refusal` while criteria or rounds are not announced, while another round is under way, or when the
    method does not fit the number of readings.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if Contest.objects.filter(pk=contest.pk, prize_list__isnull=False).exists():
        raise Refusal("already-confirmed", gettext_noop("获奖名单已经确认，不能再开新的一轮评审。"))
    announcement = announcement_of(contest)
    missing = unknowns_for_judging(announcement)
    if missing:
        raise Refusal(
            "unknown-values",
            gettext_noop("还不能开始评审，这些内容尚未确定：%(names)s。请先在通知中填好。"),
            names=missing,
        )
    plan = next((plan for plan in announcement.round_plans if plan.key == key), None)
    if plan is None:
        raise Refusal("no-such-round", gettext_noop("通知里没有这一轮评审。"))
    if contest.rounds.filter(key=key).exists() or contest.rounds.exclude(state=RoundState.CLOSED).exists():
        raise Refusal("round-under-way", gettext_noop("这一轮已经有了，或者另一轮还没有结束。"))
    if plan.method == Method.TRIMMED and plan.readings < LEAST_FOR_TRIMMED:
        raise Refusal("too-few-for-trimmed", gettext_noop("去掉最高分和最低分，至少要有五位评委评每一篇。"))
    prepared = Round.objects.create(
        contest=contest,
        key=plan.key,
        name=plan.name,
        position=contest.rounds.count() + 1,
        readings=plan.readings,
        method=plan.method,
        seed=secrets.token_hex(16),
        draw_version=DRAW_VERSION,
        scoring_version=SCORING_VERSION,
    )
    RoundCriterion.objects.bulk_create(
        RoundCriterion(
            round=prepared,
            key=criterion.key,
            name=criterion.name,
            guidance=criterion.guidance,
            weight=criterion.weight,
            minimum=criterion.minimum,
            maximum=criterion.maximum,
            step=criterion.step,
            position=position,
        )
        for position, criterion in enumerate(announcement.criteria, 1)
    )
    _record(
        prepared,
        actor,
        Action.ROUND_PREPARE,
        {"seed": prepared.seed, "readings": plan.readings, "method": plan.method},
    )
    return prepared


@transaction.atomic
def seat_judge(*, round_: Round, person: User, unit_name: str, actor: User) -> Judge:
    """Let a judge of the contest read in this round. Raises `Refusal` once the round is open."""
    locked = _prepared(round_)
    office = Appointment.objects.filter(contest=locked.contest, person=person, office=Office.JUDGE, ended_at=None)
    if not office.exists():
        raise Refusal("no-judge", gettext_noop("这个人不是本次征文的评委，请先聘任。"))
    judge, made = Judge.objects.get_or_create(
        round=locked, person=person, defaults={"unit_name": unit_name, "unit_key": unit_key(unit_name)}
    )
    if made:
        _record(locked, actor, Action.ROUND_SEAT, {"judge": person.name, "unit": unit_name})
    return judge


@transaction.atomic
def unseat_judge(*, judge: Judge, actor: User) -> None:
    """Take a judge out of a round that is not open yet. Raises `Refusal` once it is."""
    locked = _prepared(judge.round)
    name = judge.person.name
    judge.delete()
    _record(locked, actor, Action.ROUND_UNSEAT, {"judge": name})


@transaction.atomic
def draw_again(*, round_: Round, reason: str, actor: User) -> Round:
    """Draw a new seed before the round opens; the old one and the reason stay on record."""
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明重新抽签的原因。"))
    locked = _prepared(round_)
    before, locked.seed = locked.seed, secrets.token_hex(16)
    locked.save(update_fields=["seed"])
    _record(locked, actor, Action.ROUND_DRAW_AGAIN, {"seed": locked.seed, "was": before}, reason.strip())
    return locked


@transaction.atomic
def open_round(*, round_: Round, inputs_hash: str, actor: User) -> DrawProposal:
    """Confirm the proposed draw and let the judges begin.

    `inputs_hash` is that of the proposal which was shown. Raises `Refusal` when entries or judges have changed
    since, or when the draw can't give each entry its readings.
    """
    locked = _prepared(round_)
    # Nobody changes what is masked while it becomes what judges read.
    eligible = Entry.objects.filter(contest=locked.contest_id).eligible().order_by("pk")
    list(eligible.select_for_update(no_key=True).values_list("pk", flat=True))
    proposal = propose_draw(locked)
    if proposal.inputs_hash != inputs_hash:
        raise Refusal("draw-changed", gettext_noop("稿件或评委刚刚有变化，抽签结果已重新算出，请再看一遍。"))
    if not proposal.entries:
        raise Refusal("nothing-to-read", gettext_noop("还没有通过审查的稿件。"))
    if proposal.judges_lacking:
        raise Refusal(
            "too-few-judges",
            gettext_noop("还差 %(count)s 位评委，请再选入几位；没有人选时，先到“人员”聘任。"),
            count=proposal.judges_lacking,
        )
    if proposal.kept_short:
        raise Refusal(
            "kept-short",
            gettext_noop("因为回避，这些稿件排不够评委：%(entries)s。请再选入不必回避它们的评委。"),
            entries="、".join(f"《{entry.title}》" for entry, _ in proposal.kept_short),
        )
    numbers = blind_numbers(list(proposal.entries), locked.seed)
    texts: dict[int | None, int] = dict(
        BlindText.objects.filter(
            manuscript__in=[entry.manuscript_id for entry in proposal.entries.values()]
        ).values_list("manuscript_id", "pk")
    )
    rows = RoundEntry.objects.bulk_create(
        (
            RoundEntry(
                round=locked,
                entry_id=entry.pk,
                blind_text_id=texts[entry.manuscript_id],
                number=numbers[token],
            )
            for token, entry in proposal.entries.items()
        ),
        batch_size=500,
    )
    row_of = dict(zip(proposal.entries, rows, strict=True))
    Reading.objects.bulk_create(
        (Reading(judge=proposal.judges[judge], round_entry=row_of[token]) for token, judge in proposal.draw.readings),
        batch_size=500,
    )
    locked.state, locked.opened_at, locked.inputs_hash = RoundState.OPEN, timezone.now(), inputs_hash
    locked.save(update_fields=["state", "opened_at", "inputs_hash"])
    for key, judge in proposal.judges.items():
        subject, body = invitation(locked, proposal.draw.loads.get(key, 0))
        queue(person=judge.person, subject=subject, body=body)
    _record(
        locked,
        actor,
        Action.ROUND_OPEN,
        {
            "inputs_hash": inputs_hash,
            "seed": locked.seed,
            "entries": len(proposal.entries),
            "judges": len(proposal.judges),
            "readings": len(proposal.draw.readings),
        },
    )
    return proposal


@transaction.atomic
def save_reading(*, reading: Reading, marks: Mapping[str, Decimal | None], comment: str) -> Saved:
    """Keep unfinished marks: the good ones are stored, the bad ones named in the answer, the empty ones left empty.

    Raises `Refusal` when the round is not open or the reading was submitted.
    """
    locked = _readable(reading)
    if locked.submitted_at is not None:
        raise _submitted()
    faults = _store_marks(locked, marks)
    locked.comment, locked.saved_at = comment, timezone.now()
    locked.save(update_fields=["comment", "saved_at"])
    return Saved(locked, faults)


@transaction.atomic
def submit_reading(*, reading: Reading, marks: Mapping[str, Decimal | None], comment: str, actor: User) -> Reading:
    """Submit all marks of a reading; the entry's figure is computed anew in the same step.

    Submitting the same again gives what stands. Raises `MarksRefused` when a mark is missing or out of range, and
    `Refusal` when other marks, or another comment, were submitted before: nothing is stored then.
    """
    _hold_open(reading)
    locked = _readable(reading)
    if locked.submitted_at is not None:
        if locked.comment == comment and dict(locked.marks.values_list("criterion__key", "value")) == dict(marks):
            return locked
        raise _submitted()
    faults = _store_marks(locked, marks)
    rules = criterion_rules(locked.judge.round)
    missing = {
        rule.key: Phrase(gettext_noop("请评分。"))
        for rule in rules
        if rule.key not in faults and marks.get(rule.key) is None
    }
    if faults or missing:
        raise MarksRefused({**faults, **missing})
    given = {key: value for key, value in marks.items() if value is not None}
    locked.total = weighted_mark(given, rules)
    locked.comment, locked.saved_at, locked.submitted_at = comment, timezone.now(), timezone.now()
    locked.save(update_fields=["total", "comment", "saved_at", "submitted_at"])
    _refresh_score(locked)
    _record_reading(
        locked,
        actor,
        Action.READING_SUBMIT,
        {"marks": {k: str(v) for k, v in given.items()}, "total": str(locked.total)},
    )
    return locked


@transaction.atomic
def reopen_reading(*, reading: Reading, actor: User) -> Reading:
    """Take a submitted reading back to change it, while the round is open; the marks stay as they were."""
    _hold_open(reading)
    locked = _readable(reading)
    if locked.submitted_at is None:
        return locked
    before = {"total": str(locked.total)}
    locked.total = locked.submitted_at = None
    locked.save(update_fields=["total", "submitted_at"])
    _refresh_score(locked)
    _record_reading(locked, actor, Action.READING_REOPEN, {"was": before})
    return locked


@transaction.atomic
def close_round(*, round_: Round, actor: User, unmarked: bool = False) -> Round:
    """End a round; unread readings stay unread, and count as missing, never as zero.

    Raises `Refusal` where no reading at all was submitted, unless `unmarked` says that this is known and meant.
    """
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state != RoundState.OPEN:
        raise Refusal("not-open", gettext_noop("这一轮不在评审中。"))
    readings = Reading.objects.filter(judge__round=locked)
    unread = readings.filter(submitted_at=None).count()
    if unread == readings.count() and not unmarked:
        raise Refusal("unmarked", gettext_noop("这一轮还没有一份评分提交，排不出名次。确实要结束，请勾选“仍要结束”。"))
    locked.state, locked.closed_at = RoundState.CLOSED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    _record(locked, actor, Action.ROUND_CLOSE, {"unread": unread})
    return locked


def _prepared(round_: Round) -> Round:
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state != RoundState.PREPARED:
        raise Refusal("already-open", gettext_noop("这一轮已经开始，评委和抽签不能再改。"))
    return locked


def _hold_open(reading: Reading) -> None:
    """Lock the round, so that it can't be closed between the look at its state and the mark that counts."""
    Round.objects.select_for_update(no_key=True).get(pk=reading.judge.round_id)


def _readable(reading: Reading) -> Reading:
    locked = (
        Reading.objects.select_for_update(of=("self",), no_key=True)
        .select_related("judge__round__contest", "round_entry")
        .get(pk=reading.pk)
    )
    if locked.judge.round.state != RoundState.OPEN:
        raise Refusal("round-closed", gettext_noop("这一轮评审已经结束，不能再评分。"))
    return locked


def _submitted() -> Refusal:
    return Refusal("submitted", gettext_noop("这篇的评分已经提交。要改分，请先点“修改评分”。"))


def _store_marks(reading: Reading, marks: Mapping[str, Decimal | None]) -> dict[str, Phrase]:
    """Store the good marks, clear the emptied ones, and say what is wrong with the rest."""
    faults: dict[str, Phrase] = {}
    rows = []
    emptied = []
    criteria = {criterion.key: criterion for criterion in reading.judge.round.criteria.all()}
    for rule in criterion_rules(reading.judge.round):
        if rule.key not in marks:
            continue
        value = marks[rule.key]
        if value is None:
            emptied.append(criteria[rule.key])
        elif (fault := check_mark(value, rule)) is not None:
            faults[rule.key] = fault
        else:
            rows.append(
                Mark(
                    reading=reading,
                    criterion=criteria[rule.key],
                    value=value,
                    minimum=rule.minimum,
                    maximum=rule.maximum,
                )
            )
    if emptied:
        Mark.objects.filter(reading=reading, criterion__in=emptied).delete()
    if rows:
        Mark.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["reading", "criterion"], update_fields=["value"]
        )
    return faults


def _refresh_score(reading: Reading) -> None:
    """Compute the entry's figure from all readings submitted so far."""
    entry = RoundEntry.objects.select_for_update(no_key=True).get(pk=reading.round_entry_id)
    totals = list(entry.readings.exclude(total=None).values_list("total", flat=True))
    method = Method(reading.judge.round.method)
    enough = len(totals) >= (LEAST_FOR_TRIMMED if method == Method.TRIMMED else 1)
    entry.score = aggregate([total for total in totals if total is not None], method) if enough else None
    entry.readings_done = len(totals)
    entry.save(update_fields=["score", "readings_done"])


def _record(round_: Round, actor: User, action: Action, after: Mapping[str, object], reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject=(Subject.ROUND, f"{round_.contest.slug}/{round_.key}"),
        contest=round_.contest.slug,
        after=after,
        reason=reason,
    )


def _record_reading(reading: Reading, actor: User, action: Action, after: Mapping[str, object]) -> None:
    round_ = reading.judge.round
    record(
        actor=actor,
        action=action,
        subject=(Subject.READING, reading.token),
        contest=round_.contest.slug,
        after={"round": round_.key, "number": reading.round_entry.number, **after},
    )
