"""The public notice as a file: what it says of a real list, and who gets it."""

import io
import zipfile
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.awards.prize_notice import notice_of
from contest.documents.inspection import inspect
from contest.documents.prize_notice import CorrectionOfNotice, PrizeNotice, TierOfNotice
from contest.documents.reader import read_docx
from contest.entries.models import Entry
from contest.notice.models import Contest, Office
from tests.awards.making import confirm, judged
from tests.making import appointed, body_of, entrant_of, make_contest, organiser_of, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def confirmed(contest: Contest, scores: tuple[int, ...] = (90, 80, 70)) -> list[Entry]:
    _, entries = judged(contest, scores)
    assert entries[0].unit_id is not None
    confirm(contest, [entries[0].unit_id])
    return entries


def taken(contest: Contest, client: Client, name: str = "notice-file") -> bytes:
    answer = client.get(reverse(name, args=[contest.slug]))
    assert answer.status_code == 200
    return body_of(answer)


def noticed(contest: Contest) -> PrizeNotice:
    found = PrizeList.objects.select_related("contest").get(contest=contest)
    return notice_of(found, "https://contest.example.org/object/")


def test_before_it_is_public_the_office_has_it_with_blanks() -> None:
    contest = make_contest(public_days=5)
    contest.contact_points.update(telephone="")
    confirmed(contest)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    address = reverse("notice-file", args=[contest.slug])
    assert address in observer.get(reverse("prizes", args=[contest.slug])).content.decode()
    answer = observer.get(address)
    assert "十周年获奖名单公示.docx" in unquote(answer["Content-Disposition"])
    text = read_docx(body_of(answer)).text
    assert "公示期为5个工作日，自【待填：开始日期】起至【待填：截止日期】止。" in text
    assert "联系人：陈老师，电话：【待填：联系电话】" in text
    assert text.endswith("特此公示。\n潮声纪念馆\n【待填：日期】")
    assert Client().get(reverse("public-notice-file", args=[contest.slug])).status_code == 404


def test_of_a_public_list_everybody_has_it_with_its_days() -> None:
    contest = make_contest(public_days=5)
    confirmed(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    notice = noticed(contest)
    today = timezone.now().astimezone(contest.zone).date()
    assert (notice.day, notice.first_day) == (today, today + timedelta(days=1))
    assert notice.last_day == PrizeList.objects.get().last_day
    assert (notice.received, notice.valid, notice.working_days, notice.kind) == (3, 3, 5, "公示")
    assert [(tier.name, tier.count) for tier in notice.tiers] == [
        ("一等奖", "1篇"),
        ("二等奖", "2篇"),
        ("优秀组织奖", "1个"),
    ]
    assert notice.tiers[2] == TierOfNotice("优秀组织奖", units=("第1厂",))
    address = reverse("public-notice-file", args=[contest.slug])
    assert address in Client().get(reverse("results", args=[contest.slug])).content.decode()
    content = taken(contest, Client(), "public-notice-file")
    assert f"http://testserver{reverse('new-objection', args=[contest.slug])}" in read_docx(content).text
    found = inspect(io.BytesIO(content))
    assert found.layout is not None
    assert found.layout.findings == ()


def test_a_list_that_is_final_at_once_is_announced(contest: Contest) -> None:
    confirmed(contest)
    assert noticed(contest).kind == "公告"
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert noticed(contest).kind == "公告"
    page = Client().get(reverse("results", args=[contest.slug])).content.decode()
    assert "下载公告（Word）" in page


def test_a_corrected_list_has_a_corrected_notice_with_its_public_reason() -> None:
    contest = make_contest(public_days=5)
    entries = confirmed(contest, (90, 80, 70, 60))
    publish_prizes(contest=contest, actor=organiser_of(contest))
    found = PrizeList.objects.get()
    correct_prizes(
        confirmed=found,
        chain_hash=chain_of(found, entries[0]).hash,
        reason="周甲抄袭，电话核实。",
        public_reason="一篇作品不符合条件。",
        actor=organiser_of(contest),
        entry=entries[0],
        disqualified_for=contest.disqualification_reasons.get(),
    )
    today = timezone.now().astimezone(contest.zone).date()
    notice = noticed(contest)
    assert notice.corrections == (CorrectionOfNotice(2, today, "一篇作品不符合条件。"),)
    assert (notice.name, notice.day) == ("获奖名单更正公示", today)
    text = read_docx(taken(contest, Client(), "public-notice-file")).text
    assert "一篇作品不符合条件。" in text
    assert "抄袭" not in text
    assert "第1篇" not in text


def test_a_correction_before_it_was_public_is_nobodys_business() -> None:
    contest = make_contest(public_days=5)
    entries = confirmed(contest, (90, 80, 70, 60))
    found = PrizeList.objects.get()
    correct_prizes(
        confirmed=found,
        chain_hash=chain_of(found, entries[0]).hash,
        reason="抄袭。",
        actor=organiser_of(contest),
        entry=entries[0],
        disqualified_for=contest.disqualification_reasons.get(),
    )
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert (noticed(contest).corrections, noticed(contest).name) == ((), "获奖名单公示")


def test_it_names_authors_as_handed_in_and_nothing_else_of_them() -> None:
    contest = make_contest(public_days=5)
    first, *_ = confirmed(contest)
    person = entrant_of(first)
    person.phone, person.email = "+8613812345678", "jiang@example.org"
    person.save()
    Entry.objects.filter(pk=first.pk).update(pen_name="江灯")
    publish_prizes(contest=contest, actor=organiser_of(contest))
    with zipfile.ZipFile(io.BytesIO(taken(contest, Client(), "public-notice-file"))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert first.author in parts["word/document.xml"]
    for told in ("江灯", "13812345678", "jiang@example.org", person.login, first.token, "组织者"):
        assert [name for name, part in parts.items() if told in part] == []
    assert first.author not in parts["docProps/core.xml"]


def test_a_demo_says_so() -> None:
    contest = make_contest(is_demo=True)
    confirmed(contest)
    assert noticed(contest).contest == "春潮主题征文（演示）"


def test_the_deadline_is_told_in_the_contests_zone() -> None:
    contest = make_contest()
    confirmed(contest)
    assert contest.closes_at is not None
    assert noticed(contest).closed_on == contest.closes_at.astimezone(contest.zone).date()
    assert isinstance(noticed(contest).closed_on, date)


@pytest.mark.parametrize("number", [1, 8])
def test_it_costs_the_same_at_few_and_many(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contest = make_contest()
    confirmed(contest, tuple(90 - one for one in range(number)))
    publish_prizes(contest=contest, actor=organiser_of(contest))
    with django_assert_num_queries(7):
        taken(contest, Client(), "public-notice-file")
