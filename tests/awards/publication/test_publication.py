"""Which essays on a list may be published, and how the office holds one back."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.awards.models import PrizeList
from contest.awards.publication.models import PublicationHold
from contest.awards.publication.operations import hold_publication, lift_publication_hold
from contest.awards.publication.queries import Essay, essays_of
from contest.awards.publication.uses import Use
from contest.entries.models import Entry
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.awards.making import confirm
from tests.judging.making import closed, judge, pass_it
from tests.making import docx_bytes, end_intake, hand_in_entry, make_contest, make_person

pytestmark = pytest.mark.django_db

SAID: tuple[dict[str, Any], ...] = (
    {},
    {"agreed": {"original"}},
    {"content": docx_bytes("第3篇", "周丙", "第3厂", ("江上有灯。", "本人不同意主办单位发表此文。"))},
)


@pytest.fixture
def contest() -> Contest:
    return make_contest()


@pytest.fixture
def prizes(contest: Contest) -> PrizeList:
    """A list with three essays: agreed to, not agreed to, objected to in the text."""
    entries = []
    for number, said in enumerate(SAID, 1):
        person = make_person(f"entrant{number}@example.org", f"周{'甲乙丙'[number - 1]}")
        entry = hand_in_entry(contest, person, title=f"第{number}篇", unit=f"第{number}厂", **said)
        entries.append(pass_it(entry))
    closed(
        contest,
        dict(zip([entry.pk for entry in entries], (90, 80, 70), strict=True)),
        [judge(contest, 1), judge(contest, 2)],
    )
    end_intake(contest)
    return confirm(contest)


def faults(essays: list[Essay]) -> list[tuple[str, dict[str, str]]]:
    return [(essay.award.title, {use.value: str(fault) for use, fault in essay.faults.items()}) for essay in essays]


def test_each_essay_says_for_each_use_why_it_is_not_allowed(prizes: PrizeList) -> None:
    objected = "作者在文中提出了异议：“本人不同意主办单位发表此文。”。"
    assert faults(essays_of(prizes)) == [
        ("第1篇", {}),
        ("第2篇", {"publish": "作者没有表示同意发表。"}),
        ("第3篇", {"publish": objected, "edit": objected, "online": objected}),
    ]
    first, second, third = essays_of(prizes)
    assert first.may(Use.PUBLISH, Use.ONLINE)
    assert not second.may(Use.PUBLISH, Use.ONLINE)
    assert second.may(Use.ONLINE)
    assert not third.may(Use.EDIT)


def test_the_pen_name_stands_for_the_name(prizes: PrizeList) -> None:
    Entry.objects.filter(title="第1篇").update(pen_name="江灯")
    assert [essay.byline for essay in essays_of(prizes)] == ["江灯", "周乙", "周丙"]


def test_a_held_essay_is_not_published_until_that_is_lifted(prizes: PrizeList, organiser: User) -> None:
    entry = Entry.objects.get(title="第1篇")
    hold = hold_publication(entry=entry, reason="作者来电", actor=organiser)
    held = "组委会决定暂不发表：作者来电"
    assert faults(essays_of(prizes))[0] == ("第1篇", {"publish": held, "edit": held, "online": held})
    with pytest.raises(Refusal) as refused:
        hold_publication(entry=entry, reason="再一次", actor=organiser)
    assert refused.value.code == "held-already"
    lift_publication_hold(entry=entry, reason="作者同意了", actor=organiser)
    assert faults(essays_of(prizes))[0] == ("第1篇", {})
    with pytest.raises(Refusal) as refused:
        lift_publication_hold(entry=entry, reason="再一次", actor=organiser)
    assert refused.value.code == "not-held"
    hold.refresh_from_db()
    assert (hold.reason, hold.lifted_by) == ("作者来电", organiser)
    kept = Event.objects.filter(action__startswith="publication.").order_by("sequence")
    assert list(kept.values_list("action", "subject_key", "reason")) == [
        ("publication.hold", entry.token, "作者来电"),
        ("publication.lift", entry.token, "作者同意了"),
    ]


def test_the_database_keeps_one_standing_hold_an_entry(prizes: PrizeList, organiser: User) -> None:
    entry = Entry.objects.get(title="第1篇")
    hold_publication(entry=entry, reason="作者来电", actor=organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationHold.objects.create(entry=entry, reason="又", held_by=organiser, held_at=timezone.now())


def test_a_list_of_any_length_costs_the_same(prizes: PrizeList, django_assert_num_queries: Any) -> None:
    prizes = PrizeList.objects.select_related("contest").get(pk=prizes.pk)
    with django_assert_num_queries(4):
        assert len(essays_of(prizes)) == 3
    prizes.awards.filter(title="第2篇").delete()
    prizes.awards.filter(title="第3篇").delete()
    with django_assert_num_queries(4):
        assert len(essays_of(prizes)) == 1
