"""Whether entries come in at a moment: each state, and the deadline with its grace to the microsecond."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser

from contest.notice.models import Contest, Office
from contest.notice.queries import intake, offices_of
from contest.people.models import User
from tests.making import appointed, make_contest

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS = datetime(2026, 6, 1, 8, tzinfo=SHANGHAI)
CLOSES = datetime(2026, 8, 20, 18, tzinfo=SHANGHAI)
SECOND, TICK = timedelta(seconds=1), timedelta(microseconds=1)


def contest_with(**changes: object) -> Contest:
    """Give an unsaved contest, as far as the intake asks."""
    values = {"opens_at": OPENS, "closes_at": CLOSES, "grace_seconds": 60, "opened_at": OPENS, **changes}
    return Contest(time_zone="Asia/Shanghai", **values)


@pytest.mark.parametrize(
    ("changes", "at", "state"),
    [
        ({"opened_at": None}, OPENS, "unopened"),
        ({"closes_at": None}, OPENS, "unopened"),
        ({}, OPENS - TICK, "waiting"),
        ({}, OPENS, "open"),
        ({"opens_at": None}, OPENS - timedelta(days=90), "open"),
        ({}, CLOSES, "open"),
        ({}, CLOSES + 59 * SECOND, "open"),
        ({}, CLOSES + 60 * SECOND, "open"),
        ({}, CLOSES + 60 * SECOND + TICK, "closed"),
        ({}, CLOSES + 61 * SECOND, "closed"),
        ({"grace_seconds": 0}, CLOSES, "open"),
        ({"grace_seconds": 0}, CLOSES + TICK, "closed"),
        ({}, (CLOSES + 60 * SECOND).astimezone(UTC), "open"),
        ({}, (CLOSES + 61 * SECOND).astimezone(UTC), "closed"),
    ],
)
def test_states(changes: dict[str, object], at: datetime, state: str) -> None:
    found = intake(contest_with(**changes), at)
    assert (found.state, found.is_open) == (state, state == "open")


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (datetime(2026, 8, 19, 23, 59, 59, tzinfo=SHANGHAI), 1),
        (datetime(2026, 8, 20, 0, 0, tzinfo=SHANGHAI), 0),
        (datetime(2026, 8, 19, 16, 0, tzinfo=UTC), 0),
        (datetime(2026, 8, 10, 20, 0, tzinfo=SHANGHAI), 10),
        (CLOSES - TICK, 0),
        (CLOSES, None),
        (CLOSES + 30 * SECOND, None),
    ],
)
def test_days_left_are_days_of_the_contests_calendar(at: datetime, days: int | None) -> None:
    assert intake(contest_with(), at).days_left == days


def test_times_are_given_in_the_contests_zone() -> None:
    found = intake(contest_with(closes_at=CLOSES.astimezone(UTC), opens_at=OPENS.astimezone(UTC)), CLOSES)
    assert (str(found.opens_at), str(found.closes_at)) == ("2026-06-01 08:00:00+08:00", "2026-08-20 18:00:00+08:00")


@pytest.mark.django_db
def test_the_offices_of_a_person_are_those_of_this_contest(contest: Contest, person: User) -> None:
    other = make_contest("autumn")
    appointed(contest, Office.SCREENER, login=person.login)
    appointed(contest, Office.OBSERVER, login=person.login)
    appointed(other, Office.JUDGE, login=person.login)
    fresh = User.objects.get(pk=person.pk)
    assert offices_of(contest, fresh) == {"screener", "observer"}
    assert offices_of(other, fresh) == {"judge"}
    assert offices_of(contest, AnonymousUser()) == frozenset()
