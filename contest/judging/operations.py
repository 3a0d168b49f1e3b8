"""The verbs of a round: prepare it, seat judges, draw, open, close."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.units.spelling import unit_key
from contest.judging.draw import DRAW_VERSION
from contest.judging.drawing import DrawProposal, propose_draw
from contest.judging.figures import kept_totals, settle_figures
from contest.judging.models import Judge, Reading, Round, RoundCriterion, RoundEntry, RoundState
from contest.judging.numbers import blind_numbers
from contest.judging.ranking import figures
from contest.judging.scoring import FEWEST_MARKS_TO_TRIM, SCORING_VERSION, Method
from contest.judging.wording import Word, worded
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.announcement import unknowns_for_judging
from contest.notice.differences import as_json
from contest.notice.models import Appointment, Contest, Office
from contest.notice.queries import announcement_of
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.models import BlindText


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
    if plan.method == Method.TRIMMED and 0 < plan.readings < FEWEST_MARKS_TO_TRIM and not plan.keeps_marks:
        raise Refusal("too-few-for-trimmed", gettext_noop("去掉最高分和最低分，至少要有五位评委评每一篇。"))
    prepared = Round.objects.create(
        contest=contest,
        position=contest.rounds.count() + 1,
        **{field.name: getattr(plan, field.name) for field in fields(plan)},
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
        {"seed": prepared.seed, **{field.name: as_json(getattr(plan, field.name)) for field in fields(plan)}},
    )
    return prepared


@transaction.atomic
def seat_judge(*, round_: Round, person: User, unit_name: str, actor: User) -> Judge:
    """Let a judge of the contest read in this round, the genres of the appointment. Refused once the round is open."""
    locked = _prepared(round_)
    held = Appointment.objects.filter(contest=locked.contest, person=person, office=Office.JUDGE, ended_at=None)
    office = held.first()
    if office is None:
        raise Refusal("no-judge", gettext_noop("这个人不是本次征文的评委，请先聘任。"))
    judge, made = Judge.objects.get_or_create(
        round=locked,
        person=person,
        defaults={"unit_name": unit_name, "unit_key": unit_key(unit_name), "genres": office.genres},
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
def set_seat(*, judge: Judge, group: int | None, capacity: int | None, genres: Collection[str], actor: User) -> Judge:
    """Say in which group a judge reads, how much at most, and which genres (none: all), before the round opens.

    Raises `Refusal` for a group that the round doesn't have, and once it is open.
    """
    locked = _prepared(judge.round)
    if group is not None and not 1 <= group <= locked.groups:
        raise Refusal("no-such-group", gettext_noop("这一轮没有第 %(group)s 组，请改选。"), group=group)
    seat = Judge.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=judge.pk)
    before = {"group": seat.group, "capacity": seat.capacity, "genres": seat.genres}
    after = {"group": group, "capacity": capacity, "genres": sorted(genres)}
    if after != before:
        seat.group, seat.capacity, seat.genres = group, capacity, sorted(genres)
        seat.save(update_fields=["group", "capacity", "genres"])
        _record(locked, actor, Action.ROUND_SEAT_CHANGE, {"judge": seat.person.name, **after, "was": before})
    return seat


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
    numbers, kept = blind_numbers(list(proposal.entries), locked.seed), kept_totals(locked)
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
                group=proposal.groups[token] if locked.groups > 1 else None,
                **_begun_with(kept.get(token, []), Method(locked.method)),
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
        subject, body = worded(Word.BEGINNING, locked, proposal.draw.loads.get(key, 0))
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
def close_round(*, round_: Round, actor: User, unmarked: bool = False) -> Round:
    """End a round; unread readings stay unread, and count as missing, never as zero.

    Raises `Refusal` where no reading at all was submitted, unless `unmarked` says that this is known and meant.
    """
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state != RoundState.OPEN:
        raise Refusal("not-open", gettext_noop("这一轮不在评审中。"))
    readings = Reading.objects.filter(judge__round=locked).standing()
    unread = readings.filter(submitted_at=None, judge__voted_at=None).count()
    if unread == readings.count() and not unmarked:
        raise Refusal("unmarked", gettext_noop("这一轮还没有一份评分提交，排不出名次。确实要结束，请勾选“仍要结束”。"))
    locked.state, locked.closed_at = RoundState.CLOSED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    settle_figures(locked)
    _record(locked, actor, Action.ROUND_CLOSE, {"unread": unread})
    return locked


def _begun_with(totals: list[Decimal], method: Method) -> dict[str, Any]:
    mean, score = figures(totals, method)
    return {"raw_mean": mean, "score": score, "readings_done": len(totals)}


def _prepared(round_: Round) -> Round:
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state != RoundState.PREPARED:
        raise Refusal("already-open", gettext_noop("这一轮已经开始，评委和抽签不能再改。"))
    return locked


def _record(round_: Round, actor: User, action: Action, after: Mapping[str, object], reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject=(Subject.ROUND, f"{round_.contest.slug}/{round_.key}"),
        contest=round_.contest.slug,
        after=after,
        reason=reason,
    )
