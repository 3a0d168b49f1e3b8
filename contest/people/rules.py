"""What every permission is made of: a verdict with its reason."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from contest.people.models import User

Visitor = User | AnonymousUser


class Verdict(NamedTuple):
    """May it be done, and if not, why not, in words for the log and the tests (never for a stranger)."""

    allowed: bool
    reason: str = ""


ALLOWED = Verdict(True)


def refused(reason: str) -> Verdict:
    """Give a refusal with its reason."""
    return Verdict(False, reason)
