"""Rounds that are decided by votes: cast once, secretly or by name, with a threshold."""

from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from contest.judging.marking import save_reading
from contest.judging.models import Judge, Reading, Round, RoundEntry
from contest.judging.operations import close_round
from contest.judging.redrawing import leave_round, read_once_more, take_in
from contest.judging.relating import declare_relation, relate
from contest.judging.reopening import reopen_round
from contest.judging.voting import cast_ballot
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import judge, marks, opened, passed, readings, seat_of
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def voted_round(secret: bool, threshold: Decimal | None = None) -> tuple[Contest, Round, list[User]]:
    """Give an open round in which three judges have two votes each for four entries."""
    plan = RoundAnnounced("final", "终评", 0, "votes", votes=2, secret=secret, threshold=threshold)
    contest = make_contest(round_plans=(plan,))
    for number in range(1, 5):
        passed(contest, number)
    judges = [judge(contest, number) for number in (1, 2, 3)]
    return contest, opened(contest, judges, "final"), judges


def tokens(round_: Round, person: User, *numbers: int) -> list[str]:
    """Give the judge's readings of these numbers."""
    own = Reading.objects.filter(judge=seat_of(round_, person), round_entry__number__in=numbers)
    return list(own.values_list("token", flat=True))


def vote(round_: Round, person: User, *numbers: int) -> None:
    cast_ballot(judge=seat_of(round_, person), tokens=tokens(round_, person, *numbers), actor=person)


def counted(round_: Round) -> dict[int, Decimal | None]:
    """Give the figure of each entry, by number."""
    return dict(RoundEntry.objects.filter(round=round_).values_list("number", "score"))


def test_a_secret_ballot_counts_and_leaves_no_trace_of_who_voted_for_what() -> None:
    contest, round_, judges = voted_round(secret=True)
    for person, numbers in zip(judges, ((1, 2), (1, 3), (1,)), strict=True):
        vote(round_, person, *numbers)
    assert set(counted(round_).values()) == {None}
    assert not Reading.objects.filter(voted=True).exists()
    assert [event.after["numbers"] for event in Event.objects.filter(action="ballot.cast")] == [[], [], []]
    close_round(round_=round_, actor=organiser_of(contest))
    assert counted(round_) == {1: 3, 2: 1, 3: 1, 4: 0}


def test_nor_does_the_order_in_which_the_database_keeps_its_rows() -> None:
    _contest, round_, judges = voted_round(secret=True)

    def as_kept() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE contest_roundentry")  # so few rows are read as they lie, as on a real site
            cursor.execute("SELECT id FROM contest_roundentry")
            return [pk for (pk,) in cursor.fetchall()]

    before = as_kept()
    first = RoundEntry.objects.get(pk=before[0]).number
    vote(round_, judges[0], first)
    assert as_kept() == before
    assert set(RoundEntry.objects.values_list("number", "votes", "readings_done")) == {
        (number, int(number == first), 1) for number in range(1, 5)
    }


def test_what_was_counted_secretly_is_not_opened_again_or_the_next_count_would_tell_who_voted_since() -> None:
    contest, round_, judges = voted_round(secret=True)
    office, organiser = signed_in_client(organiser_of(contest)), organiser_of(contest)
    board = reverse("round", args=[contest.slug, "final"])
    close_round(round_=round_, actor=organiser, unmarked=True)
    assert "确认重新打开" in office.get(board).content.decode()
    reopen_round(round_=round_, reason="还没有投", actor=organiser)
    vote(round_, judges[0], 1, 2)
    close_round(round_=round_, actor=organiser)
    assert "确认重新打开" not in office.get(board).content.decode()
    with pytest.raises(Refusal, match="就看得出后来的票投给了谁"):
        reopen_round(round_=round_, reason="有人没投", actor=organiser)
    assert counted(round_) == {1: 1, 2: 1, 3: 0, 4: 0}


def test_whoever_has_voted_is_given_nothing_more_that_they_could_not_vote_for() -> None:
    contest, round_, judges = voted_round(secret=True)
    vote(round_, judges[0], 1)
    passed(contest, 5)
    drawn = take_in(round_=round_, actor=organiser_of(contest)).readings
    assert {(one.judge.person_id, one.round_entry.number) for one in drawn} == {(one.pk, 5) for one in judges[1:]}
    for person in judges[1:]:
        vote(round_, person, 5)
    passed(contest, 6)
    assert take_in(round_=round_, actor=organiser_of(contest)).readings == ()
    with pytest.raises(Refusal, match="没有还能评这些作品的评委"):
        read_once_more(entries=[round_.entries.get(number=6)], reason="补评", actor=organiser_of(contest))
    close_round(round_=round_, actor=organiser_of(contest))
    assert counted(round_) == {1: 1, 2: 0, 3: 0, 4: 0, 5: 2, 6: None}


def test_by_name_it_is_on_record_who_voted_for_what() -> None:
    _contest, round_, judges = voted_round(secret=False)
    vote(round_, judges[0], 2, 4)
    voted = Reading.objects.filter(voted=True).values_list("judge__person", "round_entry__number")
    assert set(voted) == {(judges[0].pk, 2), (judges[0].pk, 4)}
    assert Event.objects.get(action="ballot.cast").after["numbers"] == [2, 4]


def test_a_threshold_between_two_numbers_of_votes_asks_for_the_higher() -> None:
    contest, round_, judges = voted_round(secret=False, threshold=Decimal(50))
    for person, numbers in zip(judges, ((1, 2), (1, 2), (1, 3)), strict=True):
        vote(round_, person, *numbers)
    close_round(round_=round_, actor=organiser_of(contest))
    assert counted(round_) == {1: 3, 2: 2, 3: None, 4: None}  # of three judges, half are more than one


def test_who_falls_short_of_the_threshold_has_no_figure_until_the_round_is_opened_again() -> None:
    contest, round_, judges = voted_round(secret=False, threshold=Decimal("66.667"))
    for person, numbers in zip(judges, ((1, 2), (1, 2), (1, 3)), strict=True):
        vote(round_, person, *numbers)
    close_round(round_=round_, actor=organiser_of(contest))
    assert counted(round_) == {1: 3, 2: None, 3: None, 4: None}
    reopen_round(round_=round_, reason="再议", actor=organiser_of(contest))
    assert counted(round_) == {1: 3, 2: 2, 3: 1, 4: 0}


def test_a_ballot_is_cast_once_and_names_no_more_than_the_rule_allows() -> None:
    contest, round_, judges = voted_round(secret=True)
    with pytest.raises(Refusal, match="请选 1 至 2 篇，现在选了 3 篇。"):
        vote(round_, judges[0], 1, 2, 3)
    with pytest.raises(Refusal, match="请选 1 至 2 篇，现在选了 0 篇。"):
        vote(round_, judges[0])
    with pytest.raises(Refusal, match="选票里有不归您评阅的作品"):
        cast_ballot(judge=seat_of(round_, judges[0]), tokens=tokens(round_, judges[1], 1), actor=judges[0])
    assert set(counted(round_).values()) == {None}
    vote(round_, judges[0], 1)
    with pytest.raises(Refusal, match="您已经投过票"):
        vote(round_, judges[0], 2)
    with pytest.raises(Refusal, match="这一轮投票，不打分"):
        save_reading(reading=readings(round_)[0], marks=marks(1, 1), comment="")
    with pytest.raises(Refusal, match="一份评分"):
        close_round(round_=opened_elsewhere(), actor=organiser_of(contest))


def test_who_voted_may_leave_and_the_votes_stand() -> None:
    contest, round_, judges = voted_round(secret=False)
    vote(round_, judges[0], 1, 2)
    with pytest.raises(Refusal, match="您已经投过票"):
        declare_relation(reading=readings(round_)[0], reason="同乡", actor=judges[0])
    leave_round(judge=seat_of(round_, judges[0]), leaving=Judge.Leaving.REFUSED, reason="", actor=judges[0])
    assert Reading.objects.filter(judge__person=judges[0]).standing().count() == 4
    assert counted(round_) == {1: 1, 2: 1, 3: 0, 4: 0}
    assert contest.relations.count() == 0


def test_a_ballot_stands_when_the_office_puts_a_relation_on_record() -> None:
    contest, round_, judges = voted_round(secret=False)
    vote(round_, judges[0], 1, 2)
    entry = round_.entries.get(number=1).entry
    relate(contest=contest, person=judges[0], entry=entry, reason="师生", actor=organiser_of(contest))
    assert Reading.objects.filter(judge__person=judges[0]).standing().count() == 4
    assert counted(round_)[1] == 1


def opened_elsewhere() -> Round:
    contest = make_contest("other", round_plans=(RoundAnnounced("final", "终评", 0, "votes", votes=1),))
    passed(contest, 1)
    return opened(contest, [judge(contest, 1)], "final")


def test_the_page_of_the_ballot() -> None:
    contest, round_, judges = voted_round(secret=False)
    client = signed_in_client(judges[0])
    address = reverse("ballot", args=[contest.slug, "final"])
    assert address in client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    page = client.get(address).content.decode()
    assert page.count('name="vote"') == 4
    assert "记名投票：组织者看得到您投给了谁。" in page
    three = tokens(round_, judges[0], 1, 2, 3)
    answer = client.post(address, {"vote": three})
    assert (answer.status_code, answer.content.decode().count(" checked")) == (409, 3)
    answer = client.post(address, {"vote": three[:2]}, follow=True)
    assert "已投出 2 票，谢谢。" in answer.content.decode()
    assert 'name="vote"' not in answer.content.decode()
    assert answer.content.decode().count("✓") == 2
    reading = client.get(reverse("reading", args=[contest.slug, three[0]])).content.decode()
    assert address in reading
    assert "sheet-form" not in reading
    assert '<a class="reading-total" href="#sheet">选票</a>' in reading
    board = signed_in_client(organiser_of(contest)).get(reverse("round", args=[contest.slug, "final"])).content.decode()
    assert "4 / 12 篇次已提交" in board
    listed = client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    assert ("您已投票：" in listed, "去投票" in listed) == (True, False)
    assert ("已提交" in listed, "我的名次" in listed, listed.count('name="a"')) == (False, False, 4)
    for of_marks in ("round-method", "read-more"):
        assert reverse(of_marks, args=[contest.slug, "final"]) not in board


def test_after_a_secret_ballot_its_page_tells_no_votes_apart() -> None:
    contest, round_, judges = voted_round(secret=True)
    client, address = signed_in_client(judges[0]), reverse("ballot", args=[contest.slug, "final"])
    assert 'data-label="投票"' in client.get(address).content.decode()
    vote(round_, judges[0], 1, 2)
    page = client.get(address).content.decode()
    assert "您已投票：" in page
    assert 'data-label="投票"' not in page
