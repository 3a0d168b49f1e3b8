"""The verbs on past winners: take a list of them in, withdraw one."""

from collections.abc import Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.lists import Handed, changed_meanwhile, demand_as_shown
from contest.notice.models import Contest
from contest.notice.tables import Line
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.past.models import PastAuthor, PastWinner
from contest.screening.past.winner_list import Same, WinnerRow, author_keys, plan_winners, year_in

_AT_ONCE: Final = 500
LONGEST_REASON: Final = 500


def planned_winners(contest: Contest, lines: Sequence[Line]) -> tuple[WinnerRow, ...]:
    """Give what each row of a list of past winners would do, as things stand: one query, however long the list."""
    years = {year_in(line) or 0 for line in lines}
    fields = ("year", "contest_key", "title_key", "author_key", "unit_key", "tier")
    there = PastWinner.objects.standing().filter(year__in=years).values_list(*fields)
    known = {Same(*row[:5]): row[5] for row in there}
    return plan_winners(lines, known, timezone.now().astimezone(contest.zone).year)


@transaction.atomic
def take_winner_list(*, contest: Contest, handed: Handed, shown: str, actor: User) -> int:
    """Add the winners of a list as was shown (`shown` is its hash), and give how many they are.

    Raises `Refusal` where the rows would become anything else by now.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    rows = planned_winners(contest, handed.lines)
    demand_as_shown([row.told for row in rows], shown)
    taken = [row for row in rows if row.is_taken]
    try:
        with transaction.atomic():
            _add(taken, contest, actor)
    except IntegrityError as clash:
        raise changed_meanwhile() from clash
    record(
        actor=actor,
        action=Action.PAST_LIST,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={"sha256": handed.sha256, "awards": len(taken)},
    )
    return len(taken)


def _add(rows: Sequence[WinnerRow], contest: Contest, actor: User) -> None:
    now = timezone.now()
    made = PastWinner.objects.bulk_create(
        [
            PastWinner(
                taken_in=contest,
                year=row.year,
                contest_name=row.contest,
                tier=row.tier,
                title=row.title,
                author=row.author,
                unit_name=row.unit,
                contest_key=row.same.contest,
                title_key=row.same.title,
                author_key=row.same.author,
                unit_key=row.same.unit,
                added_by=actor,
                added_at=now,
            )
            for row in rows
        ],
        batch_size=_AT_ONCE,
    )
    PastAuthor.objects.bulk_create(
        [PastAuthor(winner=winner, key=key) for winner in made for key in author_keys(winner.author)],
        batch_size=_AT_ONCE,
    )


@transaction.atomic
def withdraw_winner(*, winner: PastWinner, reason: str, actor: User) -> None:
    """Take a past winner out of what is shown and compared, for a reason. Nothing, where that was done before.

    Raises `Refusal` without a reason.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么撤下。"))
    locked = PastWinner.objects.select_for_update(of=("self",)).select_related("taken_in").get(pk=winner.pk)
    if locked.withdrawn_at is not None:
        return
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), actor
    locked.withdrawn_why = reason.strip()[:LONGEST_REASON]
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    record(
        actor=actor,
        action=Action.PAST_WITHDRAW,
        subject=(Subject.CONTEST, locked.taken_in.slug),
        contest=locked.taken_in.slug,
        before={
            "year": locked.year,
            "name": locked.contest_name,
            "tier": locked.tier,
            "title": locked.title,
            "author": locked.author,
            "unit": locked.unit_name,
        },
        reason=locked.withdrawn_why,
    )
