"""The office's page of the essays on the list."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.awards.models import PrizeList
from contest.awards.publication.models import PublicationHold
from contest.awards.publication.operations import hold_publication, show_essays
from contest.entries.models import ManuscriptCheck
from contest.ledger.models import Event
from contest.notice.announcement import TierAnnounced
from contest.notice.models import Contest, Office
from contest.phrases import Refusal
from tests.awards.making import confirm, judged
from tests.awards.publication.making import on_the_list, read, shown
from tests.making import appointed, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def office(contest: Contest) -> str:
    return reverse("publication", args=[contest.slug])


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_the_page_says_of_each_essay_what_is_allowed_and_what_stands_in_the_way(
    client: Client, contest: Contest
) -> None:
    _, second, third = on_the_list(contest, [{}, {"agreed": {"original"}}, {"pen_name": "江灯"}])
    ManuscriptCheck.objects.filter(manuscript=third.manuscript).update(state="impossible")
    page = client.get(office(contest)).content.decode()
    assert "名单上的 3 篇里，1 篇可以公开。" in page
    assert "现在没有公开。" in page
    assert page.count("发表、编辑修改、在网上使用") == 2
    assert "编辑修改、在网上使用</td>" in page
    assert "作者没有表示同意发表。" in page
    assert "读不出这篇文章的文字（例如只有扫描的图片），不能公开。" in page
    assert "江灯 <small>笔名</small>" in page
    assert "获奖名单照例写真名和题目" in page
    hold_publication(entry=second, reason="作者来电。", actor=organiser_of(contest))
    page = client.get(office(contest)).content.decode()
    assert "组委会决定暂不发表：作者来电。" in page
    assert reverse("lift-publication", args=[contest.slug, second.token]) in page


def test_the_organiser_switches_holds_and_lifts_and_the_observer_reads(client: Client, contest: Contest) -> None:
    (entry,) = on_the_list(contest, [{}])
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    page = observer.get(office(contest)).content.decode()
    assert "第1篇" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    switch = reverse("show-essays", args=[contest.slug])
    assert said(client.post(switch, {"shown": "yes"})) == ["获奖文章已公开。"]
    client.post(switch, {"shown": "yes"})
    public = reverse("public-essays", args=[contest.slug])
    read(public)
    assert public in client.get(office(contest)).content.decode()
    hold, lift = (reverse(name, args=[contest.slug, entry.token]) for name in ("hold-publication", "lift-publication"))
    assert said(client.post(hold, {"reason": " "})) == ["请写明理由。"]
    assert said(client.post(hold, {"reason": "作者来电。"}))[-1] == "已记下：这篇文章暂不发表。"
    assert Client().get(public).status_code == 404
    assert said(client.post(lift, {"reason": ""}))[-1] == "请写明理由。"
    assert said(client.post(lift, {"reason": "作者同意。"}))[-1] == "已恢复发表。"
    assert PublicationHold.objects.get().lifted_by == organiser_of(contest)
    assert said(client.post(switch, {"shown": "no"}))[-1] == "获奖文章不再公开。"
    assert list(
        Event.objects.filter(action__regex="^(essays|publication)").order_by("sequence").values_list("action", "reason")
    ) == [
        ("essays.show", ""),
        ("publication.hold", "作者来电。"),
        ("publication.lift", "作者同意。"),
        ("essays.hide", ""),
    ]


def test_nothing_is_shown_before_the_list_is_final(contest: Contest) -> None:
    judged(contest, [90])
    confirm(contest)
    for shown_ in (True, False):
        with pytest.raises(Refusal) as refused:
            show_essays(contest=contest, shown=shown_, actor=organiser_of(contest))
        assert refused.value.code == "not-final"
    page = signed_in_client(organiser_of(contest)).get(office(contest)).content.decode()
    assert "名单定稿之后，才能公开获奖文章。" in page
    assert reverse("show-essays", args=[contest.slug]) not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        PrizeList.objects.update(shows_essays=True)


def test_the_office_reads_an_essay_as_the_public_will(client: Client, contest: Contest) -> None:
    first, second = on_the_list(contest, [{"pen_name": "江灯"}, {}])
    page = client.get(reverse("essay-preview", args=[contest.slug, first.token])).content.decode()
    assert "公众会这样读到这篇文章。" in page
    assert "江灯" in page
    assert "第1厂" not in page
    assert second.manuscript is not None
    default_storage.delete(second.manuscript.stored_name)
    page = client.get(reverse("essay-preview", args=[contest.slug, second.token])).content.decode()
    assert "读不出这篇文章的文字" in page
    assert client.get(reverse("essay-preview", args=[contest.slug, "x" * 22])).status_code == 404


def test_only_what_stands_on_the_list_is_held_back(client: Client, contest: Contest) -> None:
    (entry,) = on_the_list(contest, [{}])
    PrizeList.objects.get().awards.update(until_version=2)
    for name in ("hold-publication", "lift-publication"):
        address = reverse(name, args=[contest.slug, entry.token])
        assert client.post(address, {"reason": "作者来电。"}).status_code == 404


@pytest.mark.parametrize("number", [1, 8])
def test_the_page_costs_the_same_at_few_and_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contest = make_contest(tiers=(TierAnnounced("first", "person", "一等奖", 20),))
    on_the_list(contest, [{"pen_name": "江灯" if one % 2 else ""} for one in range(number)])
    shown(contest)
    client = signed_in_client(organiser_of(contest))
    client.get(office(contest))
    with django_assert_num_queries(9):
        client.get(office(contest))
