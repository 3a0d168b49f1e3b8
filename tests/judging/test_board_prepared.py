"""The board of a round that is being prepared: seats, relations, what stands in the way of the draw."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.judging.drawing import propose_draw
from contest.judging.models import Judge, Relation, Round
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.people.models import User
from tests.judging.making import closed, judge, passed, prepared, seat_of
from tests.judging.test_board_pages import at, column, page
from tests.judging.test_views import said
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

IN_GROUPS = RoundAnnounced("reading", "初评", 1, "mean", groups=2)


@pytest.fixture
def contest() -> Contest:
    """A contest whose one round is judged in two groups."""
    return make_contest(round_plans=(IN_GROUPS,))


@pytest.fixture
def judges(contest: Contest) -> list[User]:
    """Two judges."""
    return [judge(contest, 1), judge(contest, 2)]


@pytest.fixture
def round_(contest: Contest, judges: list[User]) -> Round:
    """A prepared round of two entries, in a contest that tells two genres apart."""
    for number in (1, 2):
        passed(contest, number)
    contest.genres = ["诗歌", "散文"]
    contest.save(update_fields=["genres"])
    return prepared(contest, judges)


def seats(round_: Round, judges: list[User], *lines: tuple[object, object, list[str]]) -> dict[str, object]:
    """Give what the form of all seats sends: a line for each judge."""
    given: dict[str, object] = {"act": "set-seats"}
    for person, (group, capacity, genres) in zip(judges, lines, strict=True):
        prefix = f"seat-{seat_of(round_, person).pk}"
        given |= {f"{prefix}-group": group, f"{prefix}-capacity": capacity, f"{prefix}-genres": genres}
    return given


def test_all_seats_are_set_in_one_form(office: Client, round_: Round, judges: list[User]) -> None:
    answer = office.post(at("act-on-round", round_), seats(round_, judges, (1, 5, ["诗歌"]), (2, "", [])))
    assert said(answer) == ["评委的安排已保存，抽签结果已重新算出。"]
    kept = Judge.objects.order_by("pk").values_list("group", "capacity", "genres")
    assert list(kept) == [(1, 5, ["诗歌"]), (2, None, [])]
    assert Event.objects.filter(action="round.seat_change").count() == 2
    assert column(page(office, round_), "将评阅篇数") == ["1", "1"]


def test_a_line_that_cannot_be_taken_comes_back_with_all_that_was_typed(
    office: Client, round_: Round, judges: list[User]
) -> None:
    answer = office.post(at("act-on-round", round_), seats(round_, judges, (1, 0, ["诗歌"]), (2, 7, [])))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="0"' in shown
    assert 'value="7"' in shown
    assert set(Judge.objects.values_list("group", "capacity")) == {(None, None)}


def test_the_draw_says_in_words_what_stands_in_its_way(office: Client, round_: Round, judges: list[User]) -> None:
    office.post(at("act-on-round", round_), seats(round_, judges, (1, "", []), (1, "", [])))
    shown = page(office, round_)
    assert "1 篇作品各需 1 位评委，可以评的只有 0 位。每篇作品不能安排的其他评委最多有：不在同一组 2 位。" in shown
    assert "增加 1 位不须回避的评委（分组：2），每位最多评 1 篇。" in shown
    assert "确认抽签，开始评审" not in shown


def test_what_anybody_needs_to_compute_the_draw_again_is_shown(office: Client, round_: Round) -> None:
    shown = page(office, round_)
    assert round_.seed in shown
    assert propose_draw(round_).inputs_hash in shown
    assert f"第 {round_.draw_version} 版" in shown


def test_judges_whom_no_entry_links_are_warned_of(office: Client, round_: Round) -> None:
    assert "评委分成互不相干的 2 部分" in page(office, round_)


def test_conflicts_are_counted_by_kind(contest: Contest, office: Client, judges: list[User]) -> None:
    entry = passed(contest, 1)
    passed(contest, 2, author=judges[1].name)
    round_ = prepared(contest, judges)
    address = at("add-relation", round_)
    given = {"q": entry.title, "person": judges[0].appointments.get().pk, "what": f"entry-{entry.pk}"}
    assert office.post(address, {**given, "reason": "师生"}).status_code == 302
    assert "本人的作品 1、申报了回避关系 1" in " ".join(page(office, round_).split())


def test_a_relation_is_found_by_title_receipt_or_unit_and_stands_on_record(
    contest: Contest, office: Client, round_: Round, judges: list[User]
) -> None:
    entry = contest.entries.get(title="第1篇")
    receipt = entry.receipts.get().number
    unit = contest.entries.get(title="第2篇").unit
    assert unit is not None
    for words, key in (("第1篇", f"entry-{entry.pk}"), (receipt, f"entry-{entry.pk}"), ("第2厂", f"unit-{unit.pk}")):
        assert f'value="{key}"' in office.get(f"{at('relations', round_)}?q={words}").content.decode()
    seat = judges[0].appointments.get().pk
    given = {"q": "第2厂", "person": seat, "what": f"unit-{unit.pk}"}
    answer = office.post(at("add-relation", round_), {**given, "reason": ""})
    assert answer.status_code == 422
    assert f'value="{seat}" selected' in answer.content.decode()
    answer = office.post(at("add-relation", round_), {**given, "reason": "曾在该单位"})
    assert said(answer) == [f"已记下：{judges[0].name}回避。"]
    relation = Relation.objects.get()
    assert (relation.person, relation.unit, relation.reason) == (judges[0], unit, "曾在该单位")
    shown = office.get(at("relations", round_)).content.decode()
    assert column(shown, "回避什么") == ["第2厂"]
    ending = reverse("end-relation", args=[contest.slug, round_.key, relation.pk])
    assert said(office.post(ending, {"reason": "记错了人"})) == [f"{judges[0].name}的这一条回避已撤销。"]
    shown = office.get(at("relations", round_)).content.decode()
    assert f"{organiser_of(contest).name}已撤销：记错了人" in shown
    assert ending not in shown
    assert "没有找到。" in office.get(f"{at('relations', round_)}?q=无此篇").content.decode()


def test_the_rules_and_who_shared_the_last_place_are_said() -> None:
    plans = (
        RoundAnnounced("first", "初评", 1, "mean"),
        RoundAnnounced("final", "终评", 0, "median", takes="number", takes_figure=Decimal(2), keeps_marks=False),
    )
    contest = make_contest("autumn", round_plans=plans)
    entries = [passed(contest, number) for number in (1, 2, 3)]
    judges = [judge(contest, 1), judge(contest, 2)]
    scores = {entry.pk: score for entry, score in zip(entries, (90, 80, 80), strict=True)}
    first = closed(contest, scores, judges, "first")
    client = signed_in_client(organiser_of(contest))
    words = "取初评的前 2 名，最后一名有并列时都进入；每位评委评每一篇；得分是中位数。"
    assert words in client.get(reverse("rounds", args=[contest.slug])).content.decode()
    ranking = client.get(at("ranking", first)).content.decode()
    assert sorted(column(ranking, "题目")) == ["第1篇 进入终评", "第2篇 进入终评 末位并列", "第3篇 进入终评 末位并列"]
    final = prepared(contest, judges, "final")
    shown = page(client, final)
    assert words in shown
    assert "最后一名有 2 篇并列，都进入：" in shown


def test_the_ranking_by_severity_shows_the_plain_mean_and_what_was_taken_off() -> None:
    contest = make_contest("autumn", round_plans=(RoundAnnounced("reading", "初评", 2, "severity"),))
    entries = [passed(contest, number) for number in range(1, 7)]
    judges = [judge(contest, number) for number in (1, 2, 3)]
    round_ = closed(contest, {entry.pk: 70 for entry in entries}, judges)
    shown = signed_in_client(organiser_of(contest)).get(at("ranking", round_)).content.decode()
    assert (column(shown, "平均分"), column(shown, "校正")) == (["70"] * 6, ["0"] * 6)
    assert "评委的宽严" in shown
    assert f"<dt>{judges[0].name}</dt><dd>0</dd>" in shown


def test_another_method_is_shown_first_and_decided_on_with_a_reason(contest: Contest, office: Client) -> None:
    entries = [passed(contest, number) for number in (1, 2)]
    judges = [judge(contest, number) for number in (1, 2)]
    round_ = closed(contest, {entry.pk: 70 for entry in entries}, judges)
    address = at("round-method", round_)
    assert "现在用的是“平均分”" in office.get(address).content.decode()
    shown = office.get(f"{address}?method=median").content.decode()
    assert "改为“中位数”，前 10 名都不变。" in shown
    assert "至少要有五位评委" in office.get(f"{address}?method=trimmed").content.decode()
    given = {"method": "median", "inputs_hash": "x", "reason": "评委会决定"}
    answer = office.post(address, given)
    assert answer.status_code == 422
    again = answer.content.decode()
    assert "评分刚刚有变化" in again
    assert 'value="评委会决定"' in again
    given["inputs_hash"] = again.split('name="inputs_hash" value="')[1].split('"')[0]
    assert office.post(address, {**given, "reason": ""}).status_code == 422
    assert said(office.post(address, given)) == ["合分方法已改为“中位数”，得分已重新算出。"]


def test_the_prepared_board_costs_the_same_at_few_and_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    for slug, number in (("few", 1), ("many", 12)):
        other = make_contest(slug, round_plans=(IN_GROUPS,))
        for one in range(number):
            passed(other, one)
        round_ = prepared(other, [judge(other, one) for one in range(number)])
        client = signed_in_client(organiser_of(other))
        with django_assert_max_num_queries(13) as captured:
            client.get(at("round", round_))
        counts.append(len(captured))
    assert counts[0] == counts[1], counts
