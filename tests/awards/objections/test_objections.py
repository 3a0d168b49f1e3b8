"""From the public notice over objections to the final list."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import PrizeList
from contest.awards.objections.models import Objection, ObjectionFile
from contest.awards.objections.operations import settle_objection, write_on_objection
from contest.awards.operations import finalise_prizes, publish_prizes
from contest.entries.models import Entry
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from tests.awards.making import confirm, judged, objected, refusal
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    """A contest whose list is public for five working days."""
    cache.clear()
    return make_contest(public_days=5)


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Four entries by their marks."""
    return judged(contest, [90, 80, 70, 60])[1]


@pytest.fixture
def public(contest: Contest, entries: list[Entry], organiser: User) -> PrizeList:
    """The list, which the public may object to."""
    confirm(contest)
    return publish_prizes(contest=contest, actor=organiser)


def over(public: PrizeList) -> None:
    """Let the time for objections be over."""
    PrizeList.objects.filter(pk=public.pk).update(objections_until=timezone.now() - timedelta(minutes=1))


def test_public_is_not_final_and_nobody_is_told_of_a_prize(contest: Contest, public: PrizeList) -> None:
    assert public.objections_until is not None
    assert (public.final_at, public.is_public_notice) == (None, True)
    assert not Message.objects.filter(subject__startswith="获奖：").exists()
    page = Client().get(reverse("results", args=[contest.slug])).content.decode()
    assert "获奖名单公示" in page
    last = public.objections_until.astimezone(contest.zone) - timedelta(seconds=1)
    assert (public.last_day, last.strftime("%H:%M")) == (last.date(), "23:59")
    assert f"公示到 {last.year}年{last.month}月{last.day}日（含当天）" in page
    assert reverse("new-objection", args=[contest.slug]) in page
    assert "共收到稿件 4 篇，其中有效 4 篇。" in page


def test_it_becomes_final_when_the_time_is_over_and_no_objection_open(
    contest: Contest, public: PrizeList, organiser: User
) -> None:
    finalise = partial(finalise_prizes, contest=contest, actor=organiser)
    assert refusal(finalise) == "still-public"
    first, second = objected(contest), objected(contest)
    over(public)
    assert refusal(partial(objected, contest)) == "not-public"
    assert refusal(finalise) == "objections-open"
    settle_objection(objection=first, upheld=False, answer="经核查，不是抄袭。", actor=organiser)
    assert refusal(finalise) == "objections-open"
    settle_objection(objection=second, upheld=True, answer="已改正署名。", actor=organiser)
    final = finalise()
    assert final.final_at is not None
    assert Message.objects.filter(subject__startswith="获奖：").count() == 3
    finalise()  # once more changes nothing
    assert Event.objects.filter(action="prizes.finalise").count() == 1
    assert Client().get(reverse("new-objection", args=[contest.slug])).status_code == 404


def test_an_objection_has_a_number_and_its_files_are_kept(contest: Contest, public: PrizeList) -> None:
    objected(contest)
    address = reverse("new-objection", args=[contest.slug])
    award = public.awards.get(title="第2篇")
    sent = {"name": "周岩", "contact": "13800000000", "award": award.pk, "grounds": "与一篇旧作雷同。"}
    answer = Client().post(
        address,
        {**sent, "attachments": [SimpleUploadedFile("../旧作.pdf", b"old"), SimpleUploadedFile("b.jpg", b"two")]},
    )
    made = Objection.objects.get(number=2)
    assert answer["Location"] == reverse("objection-status", args=[contest.slug, made.token])
    assert (made.name, made.contact, made.entry, made.state) == ("周岩", "13800000000", award.entry, "open")
    file = ObjectionFile.objects.order_by("pk")[0]
    with default_storage.open(file.stored_name) as stored:
        assert stored.read() == b"old"
    assert (file.received_name, file.size) == ("旧作.pdf", 3)
    event = Event.objects.get(action="objection.receive", subject_key="spring/2")
    assert "周岩" not in str(event.after)
    status = Client().get(answer["Location"])
    assert "第 2 号异议" in status.content.decode()
    assert status["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"grounds": ""}, "这个字段是必填项"),
        ({"award": ""}, "请选择一项，或者写明情况。"),
        ({"award": "999999"}, "999999"),
        ({"contact": "周岩 13800000000@"}, "输入一个有效的"),
        ({"attachments": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]}, "最多 5 个文件。"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    contest: Contest, public: PrizeList, missing: dict[str, object], words: str
) -> None:
    award = public.awards.get(title="第2篇")
    sent = {"name": "周岩", "contact": "13800000000", "award": str(award.pk), "grounds": "与一篇旧作雷同。"}
    answer = Client().post(reverse("new-objection", args=[contest.slug]), {**sent, **missing})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "13800000000" in page
    assert not Objection.objects.exists()


def test_one_address_makes_ten_an_hour(contest: Contest, public: PrizeList) -> None:
    sent = {"name": "周岩", "contact": "13800000000", "about": "名单有误", "grounds": "详情。"}
    address = reverse("new-objection", args=[contest.slug])
    assert [Client().post(address, sent).status_code for _ in range(11)] == [302] * 10 + [429]
    assert Objection.objects.count() == 10


def test_what_arrived_in_time_is_taken_however_late_its_turn_comes(contest: Contest, public: PrizeList) -> None:
    over(public)
    public.refresh_from_db()
    assert public.objections_until is not None
    in_time = public.objections_until - timedelta(seconds=1)
    assert objected(contest, arrived_at=in_time).received_at == in_time
    assert refusal(partial(objected, contest, arrived_at=public.objections_until)) == "not-public"


def test_answers_reach_who_objected_and_notes_don_t(contest: Contest, public: PrizeList, organiser: User) -> None:
    made = objected(contest)
    assert refusal(partial(write_on_objection, objection=made, text=" ", is_answer=True, actor=organiser)) == "no-text"
    client = signed_in_client(organiser)
    address = reverse("objection", args=[contest.slug, made.number])
    for act, text in (("note", "已请原刊编辑部核实。"), ("answer", "已开始核查。"), ("dismiss", "两文只有题目相同。")):
        assert client.post(address, {"act": act, "text": text})["Location"] == address
    status = Client().get(reverse("objection-status", args=[contest.slug, made.token])).content.decode()
    assert "已开始核查。" in status
    assert "两文只有题目相同。" in status
    assert "编辑部" not in status
    assert organiser.name not in status
    mails = Message.objects.filter(address="zhou@example.org").order_by("pk").values_list("body", flat=True)
    assert list(mails) == ["已开始核查。", "两文只有题目相同。"]
    settle = partial(settle_objection, objection=made, upheld=True, answer="改判", actor=organiser)
    assert refusal(settle) == "settled-already"


def test_an_upheld_objection_corrects_the_list(contest: Contest, public: PrizeList, entries: list[Entry]) -> None:
    made = objected(contest, entries[0])
    page = signed_in_client(organiser_of(contest)).get(reverse("objection", args=[contest.slug, made.number]))
    assert f"{reverse('correct-prizes', args=[contest.slug, entries[0].token])}?objection=1" in page.content.decode()
    correct_prizes(
        confirmed=public,
        chain_hash=chain_of(public, entries[0]).hash,
        reason="抄袭属实。",
        public_reason="一篇作品不符合参评条件。",
        entry=entries[0],
        disqualified_for=contest.disqualification_reasons.first(),
        objection=made,
        actor=organiser_of(contest),
    )
    made.refresh_from_db()
    assert (made.state, made.corrections.get().version) == ("upheld", 2)
    assert made.notes.get().text == "一篇作品不符合参评条件。"
    assert not Message.objects.filter(subject__startswith="获奖").exists()  # nothing was final yet
    assert [award.title for award in public.awards.standing()] == ["第2篇", "第3篇", "第4篇"]


def test_why_a_list_was_corrected_stays_in_the_office(
    contest: Contest, public: PrizeList, entries: list[Entry]
) -> None:
    made = objected(contest, entries[0])
    correct_prizes(
        confirmed=public,
        chain_hash=chain_of(public, entries[0]).hash,
        reason="周岩举报，原刊已核实。",
        entry=entries[0],
        disqualified_for=contest.disqualification_reasons.get(),
        objection=made,
        actor=organiser_of(contest),
    )
    assert made.notes.get().text == "异议成立，获奖名单已经更正。"
    assert not Message.objects.filter(body__contains="周岩举报").exists()
    assert entries[0].decisions.latest("pk").reason == contest.disqualification_reasons.get().wording
    assert Event.objects.get(action="prizes.correct").reason == "周岩举报，原刊已核实。"
