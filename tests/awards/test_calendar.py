"""Working days by a contest's calendar."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.awards.calendar import end_of_working_days, is_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
OCTOBER = {date(2025, 10, day) for day in range(1, 9)}
MADE_UP = {date(2025, 9, 28), date(2025, 10, 11)}


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (datetime(2025, 9, 1, 9, tzinfo=SHANGHAI), 5, date(2025, 9, 8)),  # from a Monday: Tuesday to Monday
        (datetime(2025, 9, 5, 23, 59, tzinfo=SHANGHAI), 1, date(2025, 9, 8)),  # over a weekend
        (datetime(2025, 9, 26, 9, tzinfo=SHANGHAI), 5, date(2025, 10, 10)),  # a Sunday with work, then a week without
        (datetime(2025, 8, 31, 17, tzinfo=ZoneInfo("UTC")), 1, date(2025, 9, 2)),  # it is the 1st in Shanghai by then
    ],
)
def test_whole_working_days_from_the_day_after(start: datetime, days: int, last: date) -> None:
    end = end_of_working_days(start, days, SHANGHAI, OCTOBER, MADE_UP)
    assert (end.date().toordinal() - 1, end.time().isoformat(), end.tzinfo) == (last.toordinal(), "00:00:00", SHANGHAI)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times(), st.integers(1, 30))
def test_between_start_and_end_lie_so_many_working_days(day: date, at: time, days: int) -> None:
    start = datetime.combine(day, at, SHANGHAI)
    end = end_of_working_days(start, days, SHANGHAI, OCTOBER, MADE_UP)
    between = [date.fromordinal(day) for day in range(start.date().toordinal() + 1, end.date().toordinal())]
    assert sum(is_working_day(day, OCTOBER, MADE_UP) for day in between) == days
    assert is_working_day(between[-1], OCTOBER, MADE_UP)
