"""Nobody reads an entry of their own unit, whatever it is called and whichever part of it is meant."""

import pytest
from django.urls import reverse

from contest.entries.contacts import contact_key, keep_contacts
from contest.entries.models import Way
from contest.entries.units.operations import (
    add_spelling,
    merge_units,
    name_unit,
    place_unit,
    undo_merge,
    unit_called,
)
from contest.judging.draw import Bar
from contest.judging.drawing import propose_draw
from contest.judging.models import Round
from contest.judging.operations import open_round
from contest.judging.queries import doubtful_units
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import judge, passed, prepared
from tests.making import signed_in_client

pytestmark = pytest.mark.django_db


def barred(round_: Round) -> set[tuple[str, str]]:
    """Give which judge (by unit) does not read which entry (by unit), of those that all others read."""
    proposal = propose_draw(round_)
    drawn = set(proposal.draw.readings)
    return {
        (one.unit_name, entry.title)
        for token, entry in proposal.entries.items()
        for key, one in proposal.judges.items()
        if (token, key) not in drawn
    }


@pytest.fixture
def round_(contest: Contest) -> Round:
    """A round with three judges, the first of 警备区政工局, in which everybody reads what they may."""
    for number, unit in enumerate(("上海警备区政治工作局", "上海警备区", "政工局宣传处", "上海警备区保障局"), 1):
        passed(contest, number, unit=unit, title=unit)
    seats = [judge(contest, 1, unit="警备区政工局"), judge(contest, 2, unit="江声晚报"), judge(contest, 3)]
    return prepared(contest, seats)


def test_a_unit_that_may_be_another_is_put_to_the_organiser(round_: Round, contest: Contest, organiser: User) -> None:
    (doubtful,) = doubtful_units(round_)
    assert (doubtful.judge.unit_name, doubtful.proposed[0].name) == (
        "警备区政工局",
        "上海警备区政治工作局",
    )
    address = reverse("round", args=[contest.slug, round_.key])
    unit = unit_called("上海警备区政治工作局")
    shown = signed_in_client(organiser).get(address).content.decode()
    assert "（警备区政工局）：" in shown
    assert f'href="{reverse("unit", args=[contest.slug, unit.pk])}"' in shown
    add_spelling(unit=unit, name="警备区政工局", contest=contest, actor=organiser)
    assert doubtful_units(round_) == []
    assert "（警备区政工局）：" not in signed_in_client(organiser).get(address).content.decode()


def in_full(round_: Round) -> Round:
    """Let every judge read every entry that they may."""
    Round.objects.filter(pk=round_.pk).update(readings=3)
    round_.refresh_from_db()
    return round_


def test_another_name_that_nobody_has_linked_is_another_unit(round_: Round) -> None:
    assert barred(in_full(round_)) == set()
    assert propose_draw(round_).conflicts == 0


def test_another_spelling_of_the_unit(round_: Round, contest: Contest, organiser: User) -> None:
    unit = unit_called("上海警备区政治工作局")
    add_spelling(unit=unit, name="警备区 政工局", contest=contest, actor=organiser)
    assert barred(in_full(round_)) == {("警备区政工局", "上海警备区政治工作局")}


def test_the_name_that_the_unit_had_before(round_: Round, contest: Contest, organiser: User) -> None:
    unit = unit_called("上海警备区政治工作局")
    for name in ("警备区政工局", "警备区政治工作局"):
        unit = name_unit(unit=unit, name=name, contest=contest, actor=organiser)
    assert barred(in_full(round_)) == {("警备区政工局", "上海警备区政治工作局")}


def test_a_unit_merged_into_another_and_parted_again(round_: Round, contest: Contest, organiser: User) -> None:
    passed(contest, 9, unit="警备区政工局", title="警备区政工局")
    merge = merge_units(
        absorbed=unit_called("警备区政工局"),
        into=unit_called("上海警备区政治工作局"),
        contest=contest,
        actor=organiser,
    )
    own = {("警备区政工局", "上海警备区政治工作局"), ("警备区政工局", "警备区政工局")}
    assert barred(in_full(round_)) == own
    undo_merge(merge=merge, contest=contest, actor=organiser)
    assert barred(round_) == {("警备区政工局", "警备区政工局")}


def test_what_stands_above_and_below_but_not_beside(round_: Round, contest: Contest, organiser: User) -> None:
    unit = unit_called("上海警备区政治工作局")
    add_spelling(unit=unit, name="警备区政工局", contest=contest, actor=organiser)
    for name, parent in (
        ("上海警备区政治工作局", "上海警备区"),
        ("上海警备区保障局", "上海警备区"),
        ("政工局宣传处", "上海警备区政治工作局"),
    ):
        place_unit(unit=unit_called(name), parent=parent, contest=contest, actor=organiser)
    assert barred(in_full(round_)) == {
        ("警备区政工局", "上海警备区政治工作局"),
        ("警备区政工局", "上海警备区"),
        ("警备区政工局", "政工局宣传处"),
    }


def test_a_draw_shown_before_a_merge_is_not_the_draw(round_: Round, contest: Contest, organiser: User) -> None:
    shown = propose_draw(round_).inputs_hash
    unit = unit_called("上海警备区政治工作局")
    add_spelling(unit=unit, name="警备区政工局", contest=contest, actor=organiser)
    with pytest.raises(Refusal) as refusal:
        open_round(round_=round_, inputs_hash=shown, actor=organiser)
    assert refusal.value.code == "draw-changed"


def test_nobody_reads_what_was_mailed_from_their_own_address_or_says_their_telephone(contest: Contest) -> None:
    sender, other = judge(contest, 1), judge(contest, 2)
    mailed, named = passed(contest, 1), passed(contest, 2)
    mailed.way, mailed.entrant, mailed.reply_to = Way.MAIL, None, str(sender.email).upper()
    mailed.save()
    keep_contacts(mailed)
    other.phone = "13900001111"
    other.save()
    named.contacts.create(key=contact_key("139 0000 1111"))
    proposal = propose_draw(prepared(contest, [sender, other]))
    assert set(proposal.draw.readings) == {(mailed.token, str(other.pk)), (named.token, str(sender.pk))}
    assert proposal.barred == {Bar.OWN_ENTRY: 2}
