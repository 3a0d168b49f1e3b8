"""What of an entry is like past winners, and how a year is shown."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.entries.models import Entry
from contest.entries.units.models import SpellingKind, UnitSpelling
from contest.notice.models import Contest
from contest.screening.checklist import Said
from contest.screening.evidence import checklist_of
from contest.screening.past.models import PastWinner
from contest.screening.past.operations import withdraw_winner
from contest.screening.past.queries import Year, as_printed, past_of, years
from tests.making import hand_in_entry, make_contest, make_person, organiser_of, signed_in_client
from tests.screening.past.making import BRIDGE, FERRY, LAMP, won

pytestmark = pytest.mark.django_db
Told = list[tuple[str, bool, bool]]


def told(entry: Entry) -> tuple[Told, Told]:
    """Give past winners of an entry's title, and of its authors' names: whether author and unit are the same."""
    past = past_of([entry])[entry.pk]
    return tuple(  # type: ignore[return-value]
        [(str(like.winner), like.author, like.unit) for like in likes] for likes in (past.same_title, past.same_author)
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"title": "《灯 火》"}, ([("2019 灯火", True, True)], [])),
        ({"title": "灯火", "author": "吴岸", "unit": "浦岸中学"}, ([("2019 灯火", False, False)], [])),
        ({"title": "灯火", "author": "林 晓", "unit": "浦岸中学"}, ([("2019 灯火", True, False)], [])),
        ({"title": "江岸", "author": "林晓"}, ([], [("2019 灯火", True, True)])),
        ({"title": "江岸", "author": "孙七、吴江"}, ([], [("2019 渡口", True, False), ("2015 栈桥", True, False)])),
        ({"title": "江岸", "author": "吴岸"}, ([], [])),
    ],
)
def test_an_entry_is_held_against_past_winners(
    contest: Contest, given: dict[str, str], expected: tuple[Told, Told]
) -> None:
    won(contest, LAMP, FERRY, BRIDGE)
    assert told(hand_in_entry(contest, make_person(), **given)) == expected  # type: ignore[arg-type]


def test_a_unit_is_the_same_in_any_of_its_spellings(contest: Contest) -> None:
    won(contest, (2019, "江风主题征文", "一等奖", "灯火", "林晓", "潮馆"))
    entry = hand_in_entry(contest, make_person())
    assert entry.unit is not None
    assert told(entry)[0] == [("2019 灯火", True, False)]
    UnitSpelling.objects.create(unit=entry.unit, name="潮馆", key="潮馆", kind=SpellingKind.SHORT)
    assert told(entry)[0] == [("2019 灯火", True, True)]


def test_what_is_most_alike_comes_first_and_what_was_withdrawn_is_left_out(contest: Contest) -> None:
    older = (2011, "旧征文", "一等奖", "灯火", "林晓", "潮声纪念馆")
    other, _same = won(contest, (2020, "新征文", "一等奖", "灯火", "吴岸", None), older)
    entry = hand_in_entry(contest, make_person())
    assert [title for title, _, _ in told(entry)[0]] == ["2011 灯火", "2020 灯火"]
    withdraw_winner(winner=other, reason="名单有误。", actor=organiser_of(contest))
    assert [title for title, _, _ in told(entry)[0]] == ["2011 灯火"]


def test_the_checklist_says_it_may_have_been_published() -> None:
    contest = make_contest(checklist=("original",))
    won(contest, LAMP)
    (point,) = checklist_of(hand_in_entry(contest, make_person()))
    assert (point.said, point.place) == (Said.UNCLEAR, "#past")
    assert str(point.evidence) == "与2019年“江风主题征文”一等奖的作品同题、作者同名（林晓），可能发表过。"
    (other,) = checklist_of(hand_in_entry(contest, make_person("wu@example.org", "吴岸")))
    assert str(other.evidence) == "与2019年“江风主题征文”一等奖的作品（作者林晓）同题，可能发表过。"


def test_the_page_of_an_entry_shows_both(contest: Contest) -> None:
    won(contest, LAMP, (2012, "旧征文", "优秀奖", "堤岸", "林晓", None))
    entry = hand_in_entry(contest, make_person())
    page = signed_in_client(organiser_of(contest)).get(reverse("screen-entry", args=[contest.slug, entry.token]))
    section = page.content.decode().split('id="past"')[1].split("</section>")[0]
    assert "题目、作者、单位都与往届获奖作品相同，可能发表过：" in section
    assert "2019年 江风主题征文 一等奖《灯火》 林晓 · 潮声纪念馆" in section
    assert "2012年 旧征文 优秀奖《堤岸》 林晓" in section


def test_the_page_is_silent_where_there_is_nothing(contest: Contest) -> None:
    won(contest, FERRY)
    entry = hand_in_entry(contest, make_person())
    page = signed_in_client(organiser_of(contest)).get(reverse("screen-entry", args=[contest.slug, entry.token]))
    assert 'id="past"' not in page.content.decode()


@pytest.mark.parametrize("number", [1, 6])
def test_it_costs_two_queries_however_many_entries(
    contest: Contest, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    won(contest, LAMP, FERRY, BRIDGE)
    person = make_person()
    entries = [hand_in_entry(contest, person, title=f"灯火{index or ''}") for index in range(number)]
    with django_assert_num_queries(2):
        assert len(past_of(entries)) == number


def test_a_year_is_shown_by_contest_and_prize(contest: Contest) -> None:
    won(contest, LAMP, FERRY, (2019, "白鹭征文", "一等奖", "栈桥", "吴江", None), BRIDGE)
    assert years() == [Year(2019, 3), Year(2015, 1)]
    printed = as_printed(PastWinner.objects.filter(year=2019))
    assert {
        one.name: {tier: [str(won) for won in winners] for tier, winners in one.tiers.items()} for one in printed
    } == {
        "江风主题征文": {"一等奖": ["2019 灯火"], "二等奖": ["2019 渡口"]},
        "白鹭征文": {"一等奖": ["2019 栈桥"]},
    }
