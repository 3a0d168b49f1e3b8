"""Offices."""
from contest.notice.models import Contest
from contest.people.models import User
from tests.making import *

def test_x(contest: Contest, person: User) -> None:
    e = hand_in_entry(contest, person)
    assert e.state == "received"
