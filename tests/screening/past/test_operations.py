"""Past winners taken in once each, and withdrawn with a reason."""

import pytest
from django.db import IntegrityError, transaction

from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.screening.past.models import PastWinner
from contest.screening.past.operations import withdraw_winner
from tests.making import make_contest, organiser_of
from tests.screening.past.making import BRIDGE, FERRY, LAMP, won

pytestmark = pytest.mark.django_db


def test_a_list_is_taken_in_with_its_authors_and_one_event(contest: Contest) -> None:
    _, ferry = won(contest, LAMP, FERRY)
    assert (ferry.year, ferry.contest_name, ferry.tier, ferry.title) == (2019, "江风主题征文", "二等奖", "渡口")
    assert (ferry.author, ferry.unit_name, ferry.taken_in) == ("周岸、孙七", "浦岸中学", contest)
    assert set(ferry.authors.values_list("key", flat=True)) == {"周岸", "孙七"}
    event = Event.objects.latest("sequence")
    assert (event.action, event.contest, event.after) == ("past.list", "spring", {"sha256": "a" * 64, "awards": 2})


def test_what_is_there_is_not_added_again_by_another_office_either(contest: Contest) -> None:
    won(contest, LAMP)
    elsewhere = make_contest("autumn")
    assert [one.title for one in won(elsewhere, LAMP, BRIDGE)] == ["栈桥"]
    assert PastWinner.objects.count() == 2


def test_the_database_keeps_each_once(contest: Contest) -> None:
    (lamp,) = won(contest, LAMP)
    lamp.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        lamp.save(force_insert=True)


def test_one_is_withdrawn_with_a_reason_and_stays(contest: Contest) -> None:
    (lamp,) = won(contest, LAMP)
    organiser = organiser_of(contest)
    withdraw_winner(winner=lamp, reason=" 名单有误。 ", actor=organiser)
    lamp.refresh_from_db()
    assert (lamp.withdrawn_why, lamp.withdrawn_by, lamp.withdrawn_at is not None) == ("名单有误。", organiser, True)
    event = Event.objects.latest("sequence")
    assert (event.action, event.reason, event.before["title"]) == ("past.withdraw", "名单有误。", "灯火")
    withdraw_winner(winner=lamp, reason="再来一次", actor=organiser)
    assert Event.objects.latest("sequence") == event


def test_nothing_is_withdrawn_without_a_reason(contest: Contest) -> None:
    (lamp,) = won(contest, LAMP)
    with pytest.raises(Refusal) as refused:
        withdraw_winner(winner=lamp, reason="  ", actor=organiser_of(contest))
    assert refused.value.code == "no-reason"
    with pytest.raises(IntegrityError), transaction.atomic():
        PastWinner.objects.update(withdrawn_at=lamp.added_at)


def test_what_was_withdrawn_may_be_taken_in_anew(contest: Contest) -> None:
    (lamp,) = won(contest, LAMP)
    withdraw_winner(winner=lamp, reason="名单有误。", actor=organiser_of(contest))
    won(contest, (2019, "江风主题征文", "二等奖", "灯火", "林晓", "潮声纪念馆"))
    assert list(PastWinner.objects.standing().values_list("tier", flat=True)) == ["二等奖"]
