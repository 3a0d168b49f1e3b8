"""Working days, by the contest's own calendar."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_working_day(day: date, off: Collection[date] = (), on: Collection[date] = ()) -> bool:
    """Say whether people work on a day: from Monday to Friday, but for days `off`, and on weekends that are `on`."""
    return day in on or (day.weekday() < 5 and day not in off)


def end_of_working_days(
    start: datetime, days: int, zone: ZoneInfo, off: Collection[date] = (), on: Collection[date] = ()
) -> datetime:
    """Give the moment at which so many whole working days are over, counted from the day after `start`, in a zone.

    It is midnight after the last of them. `days` is one at least.
    """
    day = start.astimezone(zone).date()
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, off, on)
    return datetime.combine(day + timedelta(days=1), time(), zone)
