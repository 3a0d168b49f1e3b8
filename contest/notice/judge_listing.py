"""Taking in a list of judges: whom its rows meet on record, and the one verb that appoints those who were shown."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.judge_list import Account, JudgeRow, login_in, plan_judges
from contest.notice.lists import Handed, demand_as_shown
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import JUDGE_AND_DESK, SAW_NAMES, appoint, issue_link
from contest.notice.rules import may_change_sides, may_hold
from contest.notice.tables import Line
from contest.people.models import User
from contest.phrases import Phrase, Refusal


def planned_judges(contest: Contest, lines: Sequence[Line], actor: User) -> tuple[JudgeRow, ...]:
    """Give what each row of a list of judges would do, as things stand: two queries, however long the list."""
    people = User.objects.filter(login__in={login_in(line) for line in lines} - {""})
    held: defaultdict[int, list[Appointment]] = defaultdict(list)
    for one in Appointment.objects.filter(person__in=people):
        held[one.person_id].append(one)
    accounts = {person.login: _account(person, held[person.pk], contest, actor) for person in people}
    return plan_judges(lines, accounts, contest.genres)


def _account(person: User, held: Sequence[Appointment], contest: Contest, actor: User) -> Account:
    here = [one for one in held if one.contest_id == contest.pk]
    standing = [one for one in here if one.ended_at is None]
    judge = next((one for one in standing if one.office == Office.JUDGE), None)
    bar = None
    if not may_hold([one.office for one in standing], Office.JUDGE).allowed:
        bar = Phrase(JUDGE_AND_DESK, {"name": person.name})
    elif not may_change_sides([one.office for one in here], Office.JUDGE, reads=False).allowed:
        bar = Phrase(SAW_NAMES, {"name": person.name})
    return Account(
        name=person.name,
        appointed=judge is not None,
        unit=judge.unit_name if judge else "",
        genres=tuple(judge.genres) if judge else (),
        bar=bar,
        loses_password=person != actor and not held and person.has_usable_password(),
    )


@transaction.atomic
def take_judge_list(*, contest: Contest, handed: Handed, shown: str, actor: User) -> list[User]:
    """Appoint the judges of a list as was shown (`shown` is its hash), and give them; rows with a fault are left out.

    Raises `Refusal` where the rows would become anything else by now.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    rows = planned_judges(contest, handed.lines, actor)
    demand_as_shown([row.told for row in rows], shown)
    taken = [
        appoint(
            contest=contest,
            login=row.login,
            name=row.name,
            office=Office.JUDGE,
            actor=actor,
            unit_name=row.unit,
            genres=row.genres,
        ).person
        for row in rows
        if row.is_taken
    ]
    record(
        actor=actor,
        action=Action.OFFICE_LIST,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={"sha256": handed.sha256, "judges": len(taken)},
    )
    return taken


def links_for(*, contest: Contest, people: Sequence[User], actor: User) -> list[User]:
    """Put on record that links are given to those who have no password, and give these people.

    Whoever holds an office in a contest of others is left out: their link is not this organiser's to give.
    """
    given = []
    for person in people:
        if person.has_usable_password():
            continue
        try:
            given.append(issue_link(contest=contest, login=person.login, actor=actor))
        except Refusal:
            continue
    return given
