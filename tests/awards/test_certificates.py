"""Issuing certificates, withdrawing them, issuing them once more: what holds, and what is refused."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from contest.awards.certificates.models import Certificate, CertificateTemplate
from contest.awards.certificates.operations import design_certificates, issue_again, withdraw_certificate
from contest.awards.certificates.queries import (
    certified,
    due,
    own_certificate,
    sheet_of,
    template_of,
    unsettable,
)
from contest.awards.models import Award, PrizeList, UnitAward
from contest.awards.operations import publish_prizes
from contest.awards.queries import confirmed_list
from contest.entries.models import Entry
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.typeset.certificates import Design, Wording, pdf_of
from contest.typeset.places import chinese_date
from tests.awards.making import confirm, judged
from tests.awards.published import SITE, issued, published
from tests.entries.together import at_once, shared_database
from tests.making import make_contest, organiser_of
from tests.typeset.making import FONTS, texts

pytestmark = pytest.mark.django_db


def withdraw(certificate: Certificate, reason: str = "署名有误。") -> None:
    withdraw_certificate(certificate=certificate, reason=reason, actor=organiser_of(certificate.contest))


def again(certificate: Certificate) -> Certificate:
    return issue_again(certificate=certificate, site=SITE, actor=organiser_of(certificate.contest))


def newest_event() -> Event:
    return Event.objects.latest("sequence")


# --- issuing ------------------------------------------------------------------------------------------------------


def test_certificates_are_numbered_by_tier_and_place_and_the_units_come_last(contest: Contest) -> None:
    prizes = published(contest, [70, 90, 80])
    made = issued(contest)
    assert [(one.number, one.words["title"], one.words["tier"]) for one in made] == [
        ("十周年证字第0001号", "第2篇", "一等奖"),
        ("十周年证字第0002号", "第3篇", "二等奖"),
        ("十周年证字第0003号", "第1篇", "二等奖"),
        ("十周年证字第0004号", "", "优秀组织奖"),
    ]
    assert [one.words["honoree"] for one in made] == [
        *prizes.awards.values_list("author", flat=True),
        prizes.unit_awards.get().unit_name,
    ]
    assert [one.serial for one in made] == [1, 2, 3, 4]
    assert {one.template_version for one in made} == {0}
    assert newest_event().action == "certificate.issue"
    assert newest_event().after == {"numbers": [one.number for one in made], "template": 0}


def test_a_certificate_says_what_the_list_says(contest: Contest) -> None:
    prizes = published(contest)
    first = Certificate.objects.get(pk=issued(contest)[0].pk)
    award = prizes.awards.all()[0]
    assert prizes.published_at is not None
    assert first.words == {
        "kind": "person",
        "honoree": award.author,
        "unit": award.unit_name,
        "title": award.title,
        "tier": "一等奖",
        "contest": "春潮主题征文",
        "occasion": "建馆十周年",
        "hosts": ["潮声纪念馆"],
        "date": chinese_date(prizes.published_at.astimezone(contest.zone).date()),
        "number": "十周年证字第0001号",
        "verify": f"{SITE}/verify/{first.token}/",
        "mark": "",
    }
    assert len(first.token) == 22
    assert texts(pdf_of([sheet_of(first)], FONTS)) == [
        f"编号：十周年证字第0001号建馆十周年获奖证书{award.author}：您的作品《{award.title}》在建馆十周年春潮主题征文中荣获"
        f"一等奖特发此证，以资鼓励。扫码核验潮声纪念馆（加盖公章处）{first.words['date']}"
    ]


def test_nothing_is_issued_before_the_list_is_published(contest: Contest) -> None:
    judged(contest, [90, 80])
    for _step in ("proposed", "confirmed"):
        with pytest.raises(Refusal) as refused:
            issued(contest)
        assert refused.value.code == "not-published"
        if confirmed_list(contest) is None:
            confirm(contest)
    assert Certificate.objects.count() == 0
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert len(issued(contest)) == 2


def test_issuing_twice_issues_once_and_is_recorded_once(contest: Contest) -> None:
    published(contest)
    assert len(issued(contest)) == 4
    events = Event.objects.count()
    assert issued(contest) == []
    assert Certificate.objects.count() == 4
    assert Event.objects.count() == events


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_give_each_award_one_number_without_a_gap(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        published(contest)
        first, second = at_once(lambda: issued(contest), lambda: issued(contest))
        assert isinstance(first, list)
        assert isinstance(second, list)
        assert sorted([len(first), len(second)]) == [0, 4]
        assert list(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
        assert chain_faults() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_again_at_once_one_is_refused(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        published(contest)
        certificate = issued(contest)[0]
        withdraw(certificate)
        answers = at_once(lambda: again(certificate), lambda: again(certificate))
        assert sorted(type(answer).__name__ for answer in answers) == ["Certificate", "Refusal"]
        assert list(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5]


def test_a_taken_number_is_refused_and_nothing_is_issued(contest: Contest) -> None:
    published(contest)
    certificate = issued(contest)[0]
    withdraw(certificate)
    Certificate.objects.filter(serial=4).update(number="十周年证字第0005号")
    with pytest.raises(Refusal) as refused:
        again(certificate)
    assert refused.value.code == "number-taken"
    assert Certificate.objects.count() == 4


# --- withdrawing --------------------------------------------------------------------------------------------------


def test_a_withdrawn_certificate_stays_with_who_when_and_why(contest: Contest) -> None:
    published(contest)
    certificate = issued(contest)[0]
    withdraw(certificate, "  抄袭查实。 ")
    certificate.refresh_from_db()
    assert (certificate.withdrawn_by, certificate.withdrawn_reason) == (organiser_of(contest), "抄袭查实。")
    assert certificate.withdrawn_at is not None
    assert (newest_event().action, newest_event().subject_key, newest_event().reason) == (
        "certificate.withdraw",
        "spring/1",
        "抄袭查实。",
    )
    assert issued(contest) == []


@pytest.mark.parametrize(("reason", "code"), [("", "no-reason"), (" \n", "no-reason"), ("抄袭", "withdrawn")])
def test_withdrawing_asks_for_a_reason_and_is_done_once(contest: Contest, reason: str, code: str) -> None:
    published(contest)
    certificate = issued(contest)[0]
    if code == "withdrawn":
        withdraw(certificate)
    events = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        withdraw(certificate, reason)
    assert refused.value.code == code
    assert Event.objects.count() == events


def test_a_withdrawn_certificate_is_issued_again_under_a_new_number(contest: Contest) -> None:
    published(contest)
    certificate, *_others, of_unit = issued(contest)
    for one, number in ((certificate, 5), (of_unit, 6)):
        with pytest.raises(Refusal) as refused:
            again(one)
        assert refused.value.code == "not-to-issue"
        withdraw(one)
        made = again(one)
        assert (made.number, made.award, made.unit_award) == (
            f"十周年证字第000{number}号",
            one.award,
            one.unit_award,
        )
        assert made.token != one.token
        assert newest_event().before == {"number": one.number}
        with pytest.raises(Refusal):
            again(one)


def corrected(prizes: PrizeList, awards: Sequence[Award]) -> PrizeList:
    """Give another list of the same round; that it stands under another contest does not matter to what is due."""
    other = PrizeList.objects.create(
        contest=make_contest("autumn"),
        round=prizes.round,
        rules={},
        inputs_hash="",
        confirmed_by=prizes.confirmed_by,
        confirmed_at=prizes.confirmed_at,
        published_at=prizes.published_at,
    )
    for award in awards:
        award.pk, award.prize_list = None, other
        award.save(force_insert=True)
    return other


def test_a_corrected_list_asks_for_what_is_new_in_it_and_tells_what_it_does_not_bear_out(contest: Contest) -> None:
    prizes = published(contest, [90, 80, 70, 60])
    first, second, third, _unit = issued(contest)
    gone, kept, promoted = prizes.awards.all()
    promoted.tier_key, promoted.tier_name, promoted.tier_position = "first", "一等奖", 1
    new = Award(
        entry=Entry.objects.get(title="第4篇"),
        tier_key="second",
        tier_name="二等奖",
        tier_position=2,
        place=3,
        score=60,
    )
    other = corrected(prizes, [kept, promoted, new])
    asked = due(contest, other)
    assert [one.number for one in asked.astray] == [first.number, third.number, "十周年证字第0004号"]
    assert [str(prize) for prize in asked.waiting] == ["二等奖 "]
    withdraw(third)
    assert [str(prize) for prize in due(contest, other).waiting] == [f"一等奖 {promoted.title}", "二等奖 "]
    assert gone.entry != kept.entry
    assert second.award is not None
    assert second.award.entry == kept.entry


# --- the template -------------------------------------------------------------------------------------------------


def test_a_design_is_for_what_is_issued_from_then_on(contest: Contest) -> None:
    published(contest)
    before = issued(contest)[0]
    design = replace(Design(), heading="荣誉证书", person=Wording("{author}：", "《{title}》获{tier}", ""))
    for version in (1, 2):
        kept = design_certificates(
            contest=contest, number_pattern="沪{year}-{number:03}", design=design, actor=organiser_of(contest)
        )
        assert kept.version == template_of(contest).version == version
        assert newest_event().action == "certificate.design"
    assert CertificateTemplate.objects.count() == 1
    withdraw(before)
    after = again(before)
    before.refresh_from_db()
    assert Design.of_json(before.design) == Design()
    assert Design.of_json(after.design) == template_of(contest).design == design
    assert after.template_version == 2
    assert after.number.endswith("-005")
    assert after.design == asdict(design)


@pytest.mark.parametrize(
    ("pattern", "design", "code"),
    [
        ("{label}号", Design(), "no-number"),
        ("{label.__class__}{number}", Design(), "no-such-place"),
        ("{number}", replace(Design(), unit=Wording("{author}：", "x", "")), "no-such-place"),
        ("{number}", replace(Design(), person=Wording("{author", "x", "")), "loose-brace"),
    ],
)
def test_a_template_that_can_not_be_filled_in_is_refused(
    contest: Contest, pattern: str, design: Design, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        design_certificates(contest=contest, number_pattern=pattern, design=design, actor=organiser_of(contest))
    assert refused.value.code == code
    assert CertificateTemplate.objects.count() == 0


# --- reads --------------------------------------------------------------------------------------------------------


def test_an_entry_has_its_certificate_while_it_stands(contest: Contest) -> None:
    published(contest)
    first, second, *_rest = issued(contest)
    assert first.award is not None
    assert second.award is not None
    assert own_certificate(first.award.entry) == first
    withdraw(first)
    assert own_certificate(first.award.entry) is None
    entries = [first.award.entry, second.award.entry]
    assert certified(entries) == {second.award.entry_id: second}


def test_names_that_can_not_be_set_are_told_beforehand(contest: Contest) -> None:
    prizes = published(contest)
    waiting = due(contest, prizes).waiting
    assert unsettable(waiting) == []
    Award.objects.filter(tier_key="first").update(author="𠮷田")
    assert unsettable(due(contest, prizes).waiting) == [("𠮷田", "𠮷")]


# --- the database -------------------------------------------------------------------------------------------------


def test_the_database_keeps_certificates_whole(contest: Contest) -> None:
    published(contest)
    first, second, *_rest, of_unit = issued(contest)
    wrong: list[dict[str, object]] = [
        {"award": None},
        {"unit_award": UnitAward.objects.get()},
        {"award": second.award},
        {"serial": 2},
        {"number": second.number},
        {"token": second.token},
        {"withdrawn_reason": "为什么"},
        {"withdrawn_at": first.issued_at, "withdrawn_by": first.issued_by},
        {"withdrawn_at": first.issued_at, "withdrawn_reason": "为什么"},
    ]
    for changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=first.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=first.pk).update(award=None, unit_award=of_unit.unit_award)
