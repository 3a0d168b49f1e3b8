"""The prize board, and what the public sees."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contest.awards.models import PrizeDecision, PrizeList
from contest.awards.operations import publish_prizes
from contest.awards.queries import changes_until
from contest.judging.models import RoundEntry
from contest.judging.operations import close_round
from contest.notice.announcement import RoundAnnounced, TierAnnounced
from contest.notice.models import Contest, Office
from contest.screening.operations import disqualify_entry, return_entry
from tests.awards.making import confirm, decide, judged, tie_shown
from tests.judging.making import handed_in, judge, opened, passed
from tests.making import appointed, end_intake, entrant_of, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def board(contest: Contest) -> str:
    return reverse("prizes", args=[contest.slug])


def shown_hash(page: str) -> str:
    found = re.search(r'name="inputs_hash" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_before_a_round_is_over_the_board_says_so(client: Client, contest: Contest) -> None:
    passed(contest)
    assert "评审结束后，这里按规则列出获奖名单的建议。" in client.get(board(contest)).content.decode()


def test_from_the_tie_to_the_public(client: Client, contest: Contest) -> None:
    _, entries = judged(contest, [90, 80, 80, 80])
    page = client.get(board(contest)).content.decode()
    assert "有 3 篇同为 80 分，只余 2 个名额。" in page
    assert "同分决定之后才能确认。" in page
    tie = reverse("decide-tie", args=[contest.slug, "second"])
    shown = tie_shown(contest)
    two, all_three = [one.token for one in entries[1:3]], [one.token for one in entries[1:]]
    for sent, words in (
        ({"admitted": two, "manner": "committee", "reason": ""}, "这个字段是必填项"),
        ({"admitted": two, "manner": "both", "reason": "复议"}, "都列入的，请全部勾选。"),
        ({"admitted": two, "manner": "neither", "reason": "复议"}, "都不列入的，请不要勾选。"),
        ({"admitted": two, "manner": "vote", "reason": "复议"}, "表决的，请填写每一篇的得票。"),
        ({"admitted": [entries[0].token], "manner": "committee", "reason": "复议"}, entries[0].token),
    ):
        answer = client.post(tie, {"tied": shown, **sent})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert PrizeDecision.objects.count() == 0
    fewer = {f"votes-{token}": number for token, number in zip(all_three, (5, 2, 4), strict=True)}
    answer = client.post(tie, {"tied": shown, "admitted": two, "manner": "vote", "reason": "复议", **fewer})
    assert answer.status_code == 422
    assert "入选的得票比没有入选的少，请核对。" in answer.content.decode()
    votes = {f"votes-{token}": number for token, number in zip(all_three, (5, 4, 1), strict=True)}
    decided: dict[str, object] = {"tied": shown, "admitted": two, "manner": "vote", "reason": "评委会复议。", **votes}
    assert client.post(tie, decided)["Location"] == board(contest)
    page = client.get(board(contest)).content.decode()
    assert "<strong>二等奖</strong> · 同分已由组织者记下决定（评委会表决）：" in page
    assert PrizeDecision.objects.get().votes == dict(zip(all_three, (5, 4, 1), strict=True))
    assert "确认名单（3 篇）" in page
    assert said(client.post(tie, decided)) == ["这里现在没有待定的同分，请看最新的名单。"]
    revoke = reverse("revoke-decision", args=[contest.slug, PrizeDecision.objects.get().pk])
    assert "请写明为什么重新决定。" in said(client.post(revoke, {"reason": ""}))
    assert said(client.post(revoke, {"reason": "点错了"}))[-1] == "原来的决定已撤销。"
    assert client.post(revoke, {"reason": "点错了"}).status_code == 404
    client.post(tie, decided)
    page = client.get(board(contest)).content.decode()
    assert "优秀组织奖可以选 1 个单位，没有选的，确认后不能再加。" in page
    unit = entries[0].unit_id
    chosen: dict[str, object] = {"inputs_hash": shown_hash(page), "units": [unit], "units_reason": "组织得力。"}
    assert client.post(reverse("confirm-prizes", args=[contest.slug]), chosen)["Location"] == board(contest)
    results = reverse("results", args=[contest.slug])
    assert client.get(results).status_code == Client().get(results).status_code == 404
    page = client.get(board(contest)).content.decode()
    assert PrizeList.objects.get().inputs_hash in page
    assert results not in Client().get(reverse("contest-home", args=[contest.slug])).content.decode()
    answer = client.post(reverse("publish-prizes", args=[contest.slug]))
    assert said(answer)[-1] == "获奖名单已公布。"
    public = Client().get(results).content.decode()
    assert re.findall(r"《(第.篇)》", public)[0] == "第1篇"
    assert public.count("<li><span") == 3
    assert entries[0].author in public
    assert results in Client().get(reverse("contest-home", args=[contest.slug])).content.decode()


def test_while_a_later_round_is_read_the_board_says_what_to_wait_for() -> None:
    plans = (RoundAnnounced("first", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean"))
    contest = make_contest("two", round_plans=plans)
    round_, _ = judged(contest, [90, 80, 80, 80], "first")
    opened(contest, [one.person for one in round_.judges.all()], "final")
    client = signed_in_client(organiser_of(contest))
    shown = shown_hash(client.get(board(contest)).content.decode())
    for name, places, sent in (
        (
            "decide-tie",
            ["second"],
            {"tied": tie_shown(contest), "admitted": [], "manner": "neither", "reason": "空缺。"},
        ),
        ("confirm-prizes", [], {"inputs_hash": shown, "units": [], "units_reason": "", "fewer": "on"}),
    ):
        answer = client.post(reverse(name, args=[contest.slug, *places]), sent)
        assert answer.status_code == 422
        assert "还有一轮评审没有结束，请等它结束后再评定和公布。" in answer.content.decode()
    assert (PrizeDecision.objects.count(), PrizeList.objects.count()) == (0, 0)


def test_results_are_hidden_until_they_are_published(client: Client, contest: Contest) -> None:
    judged(contest, [90, 80, 70])
    results = reverse("results", args=[contest.slug])
    assert Client().get(results).status_code == 404
    confirm(contest)
    assert Client().get(results).status_code == 404
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert Client().get(results).status_code == 200


def test_the_public_list_says_no_more_than_it_should(contest: Contest) -> None:
    _, entries = judged(contest, [91, 83, 72, 61])
    confirm(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    public = Client().get(reverse("results", args=[contest.slug])).content.decode()
    main = public[public.index("<main") : public.index("</main>")]
    for score in ("91", "83", "72"):
        assert score not in main
    assert "第4篇" not in main
    for entry in entries:
        assert entry.token not in public
        assert entrant_of(entry).login not in public


def test_a_list_that_changed_is_shown_again(client: Client, contest: Contest) -> None:
    judged(contest, [90, 80, 70])
    sent = {"inputs_hash": shown_hash(client.get(board(contest)).content.decode()), "fewer": "on"}
    RoundEntry.objects.filter(score=70).update(score=85)
    answer = client.post(reverse("confirm-prizes", args=[contest.slug]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "排名或决定刚刚有变化，获奖名单已重新算出，请再看一遍。" in page
    assert shown_hash(page) != sent["inputs_hash"]
    assert PrizeList.objects.count() == 0


@pytest.mark.parametrize("units", [["x"], ["999999"], ["1", "x"]])
def test_units_that_are_not_there(client: Client, contest: Contest, units: list[str]) -> None:
    judged(contest, [90])
    sent = {"inputs_hash": shown_hash(client.get(board(contest)).content.decode()), "units": units}
    assert client.post(reverse("confirm-prizes", args=[contest.slug]), sent).status_code == 422
    assert PrizeList.objects.count() == 0


def test_what_was_chosen_stays_chosen_when_it_is_refused(client: Client, contest: Contest) -> None:
    _, entries = judged(contest, [90, 80])
    page = client.get(board(contest)).content.decode()
    sent = {"inputs_hash": shown_hash(page), "units": [one.unit_id for one in entries], "units_reason": "组织得力。"}
    answer = client.post(reverse("confirm-prizes", args=[contest.slug]), sent)
    assert answer.status_code == 422
    assert "所选单位超过了名额，请减少。" in answer.content.decode()
    assert answer.content.decode().count(" checked") == 2
    assert "组织得力。" in answer.content.decode()


def test_places_of_the_unit_prize_stay_vacant_only_when_that_is_said(client: Client, contest: Contest) -> None:
    judged(contest, [90, 80])
    page = client.get(board(contest)).content.decode()
    assert "二等奖还有 1 个名额空着。" in page
    assert "一等奖还有" not in page
    sent = {"inputs_hash": shown_hash(page)}
    answer = client.post(reverse("confirm-prizes", args=[contest.slug]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "优秀组织奖 1 个名额还没有选，确认后不能再加。要让它们空着，请勾选这一项。" in page
    assert '<details class="question" open>' in page
    summary = page[page.index('class="error-summary"') : page.index("</ul>", page.index('class="error-summary"'))]
    assert '<a href="#id_fewer">' in summary
    assert "优秀组织奖 1 个名额还没有选" in summary
    assert client.post(reverse("confirm-prizes", args=[contest.slug]), {**sent, "fewer": "on"}).status_code == 302
    assert PrizeList.objects.get().unit_awards.count() == 0
    page = client.get(board(contest)).content.decode()
    assert "公布之后谁都能看到名单，不能收回；每位获奖稿件的投稿人会收到消息。" in page


def test_before_the_deadline_the_board_has_no_button_to_confirm(client: Client, contest: Contest) -> None:
    judged(contest, [90, 80])
    shown = shown_hash(client.get(board(contest)).content.decode())
    closes_at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    Contest.objects.update(closes_at=closes_at)
    page = client.get(board(contest)).content.decode()
    assert "截稿前、退回修改的期限之前不能确认。" in page
    assert f'<time datetime="{closes_at.astimezone(contest.zone).isoformat(timespec="seconds")}">' in page
    assert "确认名单" not in page
    sent = {"inputs_hash": shown, "fewer": "on"}
    answer = client.post(reverse("confirm-prizes", args=[contest.slug]), sent)
    assert answer.status_code == 422
    assert "截稿前、退回修改的期限之前不能确认：名单还可能变化。请在那之后再来。" in answer.content.decode()


def test_an_entry_that_may_come_back_puts_the_date_off(client: Client, contest: Contest) -> None:
    until = timezone.now().replace(microsecond=0) + timedelta(days=3)
    late = handed_in(contest, 9)
    return_entry(entry=late, manuscript=late.manuscripts.get(), note="改", until=until, actor=organiser_of(contest))
    judged(contest, [90, 80])
    assert changes_until(contest, timezone.now()) == until
    assert f'<time datetime="{until.astimezone(contest.zone).isoformat(timespec="seconds")}">' in (
        client.get(board(contest)).content.decode()
    )


def test_a_round_without_any_mark_gives_no_list_and_says_why(client: Client, contest: Contest) -> None:
    passed(contest)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    close_round(round_=round_, actor=organiser_of(contest), unmarked=True)
    end_intake(contest)
    page = client.get(board(contest)).content.decode()
    assert "没有一篇稿件有得分，所以排不出名次" in page
    assert reverse("round", args=[contest.slug, round_.key]) in page
    assert "确认名单" not in page
    sent = {"inputs_hash": shown_hash(page), "fewer": "on"}
    answer = client.post(reverse("confirm-prizes", args=[contest.slug]), sent)
    assert answer.status_code == 422
    assert "没有一篇稿件有得分，排不出名次，不能确认。" in answer.content.decode()
    assert PrizeList.objects.count() == 0


def test_a_decision_that_no_longer_fits_is_said(client: Client, contest: Contest) -> None:
    _, entries = judged(contest, [90, 80, 80, 80])
    decide(contest, entries[1:3])
    disqualify_entry(
        entry=entries[1],
        manuscript=entries[1].manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    page = client.get(board(contest)).content.decode()
    assert "情况有了变化，这项决定现在不起作用。" in page
    revoke = reverse("revoke-decision", args=[contest.slug, PrizeDecision.objects.get().pk])
    client.post(revoke, {"reason": "一篇取消了资格"})
    assert "情况有了变化" not in client.get(board(contest)).content.decode()


def test_a_tier_grows_by_a_decision_on_its_places(client: Client, contest: Contest) -> None:
    judged(contest, [90, 80, 70, 60])
    address = reverse("decide-seats", args=[contest.slug])
    answer = client.post(address, {"tier": "first/", "seats": "", "reason": "佳作多。"})
    assert answer.status_code == 422
    assert "佳作多。" in answer.content.decode()
    assert client.post(address, {"tier": "third/", "seats": 2, "reason": "佳作多。"}).status_code == 422
    assert client.post(address, {"tier": "first/", "seats": 2, "reason": "佳作多。"})["Location"] == board(contest)
    page = client.get(board(contest)).content.decode()
    assert "<strong>一等奖</strong> · 名额已由组织者定为 2： 佳作多。" in page
    assert "<small>2 / 2</small>" in page


def test_a_decision_of_another_contest_is_not_there(client: Client, contest: Contest) -> None:
    other = make_contest("autumn")
    _, entries = judged(other, [90, 80, 80, 80])
    decision = decide(other, entries[1:3])
    judged(contest, [90])
    answer = client.post(reverse("revoke-decision", args=[contest.slug, decision.pk]), {"reason": "x"})
    assert answer.status_code == 404
    decision.refresh_from_db()
    assert decision.revoked_at is None


def test_an_observer_sees_the_board_without_its_buttons(contest: Contest) -> None:
    judged(contest, [90, 80, 80, 80])
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    page = observer.get(board(contest)).content.decode()
    assert "同分待定" in page
    assert "记下决定" not in page
    assert "确认名单" not in page


def test_nothing_to_publish(client: Client, contest: Contest) -> None:
    judged(contest, [90])
    assert said(client.post(reverse("publish-prizes", args=[contest.slug]))) == ["请先确认获奖名单。"]


def test_the_board_costs_the_same_at_few_and_many() -> None:
    counts = []
    for slug, entries in (("few", 2), ("many", 14)):
        contest = make_contest(
            slug, tiers=(TierAnnounced("first", "person", "一等奖", 10), TierAnnounced("org", "unit", "组织奖", 3))
        )
        judged(contest, [50 + number for number in range(entries)])
        client = signed_in_client(organiser_of(contest))
        proposed = queries(client, board(contest))
        confirm(contest)
        confirmed = queries(client, board(contest))
        publish_prizes(contest=contest, actor=organiser_of(contest))
        counts.append((proposed, confirmed, queries(Client(), reverse("results", args=[slug]))))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 22


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
