"""The formula for units: in the file, in the browser, in words, and what can't be said in it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from contest.notice.announcement import FACTS, NoticeFault, TierAnnounced, UnitTermAnnounced
from contest.notice.models import Contest
from contest.notice.operations import announce
from contest.notice.parsing import parse_notice
from contest.notice.queries import announcement_of
from contest.notice.unit_rules import fault_of_term, fault_of_terms, formula_in_words
from contest.phrases import Refusal
from tests.making import an_announcement, make_contest, organiser_of, signed_in_client
from tests.notice.test_announcement import SMALL
from tests.notice.test_views import form_data, save

TIERS = (TierAnnounced("first", "person", "一等奖", 1), TierAnnounced("org", "unit", "优秀组织奖", 3))
NUMBER = UnitTermAnnounced("number", "entered", Decimal(1), cap=Decimal(10))
FORMULA = (
    NUMBER,
    UnitTermAnnounced("first", "awarded", Decimal(5), "first", tie_order=2),
    UnitTermAnnounced("rate", "participation", Decimal("0.5"), per=Decimal(10)),
    UnitTermAnnounced("mark", "mark", Decimal("0.1"), cap=Decimal(90)),
    UnitTermAnnounced("bad", "violations", Decimal(-2), cap=Decimal(3), tie_order=3),
    UnitTermAnnounced("valid", "valid", Decimal(0), tie_order=1),
)
FORMULA_FILE = """
[[unit_terms]]
key = "number"
fact = "entered"
weight = 1
cap = 10
[[unit_terms]]
key = "first"
fact = "awarded"
tier = "first"
weight = 5
tie_order = 2
[[unit_terms]]
key = "rate"
fact = "participation"
weight = 0.5
per = 10
[[unit_terms]]
key = "mark"
fact = "mark"
weight = "0.1"
cap = 90
[[unit_terms]]
key = "bad"
fact = "violations"
weight = -2
cap = 3
tie_order = 3
[[unit_terms]]
key = "valid"
fact = "valid"
weight = 0
tie_order = 1
"""


def test_the_formula_in_the_notice_file() -> None:
    assert parse_notice(SMALL + FORMULA_FILE).unit_terms == FORMULA
    assert parse_notice(SMALL).unit_terms == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('fact = "applause"\nweight = 1', "unit_terms[1].fact：不在可选的值之中。"),
        ('fact = "entered"', "unit_terms[1].weight：缺少这一项。"),
        ('fact = "entered"\nweight = "=1+1"', "unit_terms[1].weight：应当是数字。"),
        ('fact = "entered"\nweight = 1\ncap = 0', "unit_terms[1].cap：封顶应当大于 0；不封顶的，请留空。"),
        ('fact = "entered"\nweight = 1\nper = 0', "unit_terms[1].per：应当大于 0。"),
        ('fact = "entered"\nweight = 1\ntier = "first"', "unit_terms[1].tier：只有获奖篇数可以按奖项分别计。"),
        (
            'fact = "entered"\nweight = 0',
            "unit_terms[1].weight：不计分、同分时也不比较的项目没有用处，请删去或填写。",
        ),
        ('fact = "violations"\nweight = 1', "unit_terms[1].weight：取消资格的稿件不能加分。"),
        ('fact = "entered"\nweight = 1\nformula = "x"', "unit_terms[1].formula：没有这一项；请检查拼写。"),
    ],
)
def test_a_term_that_cannot_be_is_told_by_its_place(lines: str, said: str) -> None:
    with pytest.raises(NoticeFault) as fault:
        parse_notice(f'{SMALL}[[unit_terms]]\nkey = "a"\n{lines}\n')
    assert str(fault.value) == f"通知文件的 {said}"


def test_terms_that_do_not_fit_one_another() -> None:
    assert fault_of_terms(FORMULA, TIERS) is None
    said = [
        str(fault_of_terms(terms, TIERS))
        for terms in (
            (NUMBER, replace(NUMBER, key="again")),
            (replace(NUMBER, tie_order=1), replace(FORMULA[5], tie_order=1)),
            (replace(FORMULA[1], tier="third", tie_order=None), replace(FORMULA[1], tier="org")),
        )
    ]
    assert said == [
        "单位计分的每一项只能列一次。",
        "单位同分时，各项比较的先后应当各不相同。",
        "单位计分提到的个人奖项代号“org、third”不在通知的奖项之中。",
    ]


def test_every_fact_can_be_counted_and_said() -> None:
    terms = [UnitTermAnnounced(fact, fact, Decimal(-1)) for fact in FACTS]
    assert [fault_of_term(term) for term in terms] == [None] * len(FACTS)
    assert len(formula_in_words(terms, {})) == len(FACTS) + 2


def test_the_formula_in_words() -> None:
    assert [str(sentence) for sentence in formula_in_words(FORMULA, {"first": "一等奖"})] == [
        "报送篇数：每 1 篇计 1 分，封顶 10 篇",
        "“一等奖”篇数：每 1 篇计 5 分",
        "参与率（报送篇数÷人数）：每 10 个百分点计 0.5 分",
        "评委会评分：每 1 分计 0.1 分，封顶 90 分",
        "取消资格篇数：每 1 篇扣 2 分，封顶 3 篇",
        "得分是各项之和。没有数据的项目（例如没有登记人数）不计分，并在表中注明。",
        "同分时依次比较：通过审查篇数多的在前、“一等奖”篇数多的在前、取消资格篇数少的在前；"
        "仍然相同的，由主办单位决定，并记录理由。",
    ]
    assert str(formula_in_words((NUMBER,), {})[-1]) == "同分时由主办单位决定，并记录理由。"


# --- stored and shown ---------------------------------------------------------------------------------------------


@pytest.fixture
def contest(db: None) -> Contest:
    """A contest that ranks units."""
    return make_contest(unit_terms=FORMULA)


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def test_the_formula_is_stored_as_announced_and_the_same_notice_changes_nothing(contest: Contest) -> None:
    stored = announcement_of(Contest.objects.get())
    assert stored.unit_terms == FORMULA
    _, changed = announce(announcement=stored, actor=organiser_of(contest))
    assert changed == ()
    swapped = (replace(FORMULA[0], fact="valid"), *FORMULA[1:5], replace(FORMULA[5], fact="entered"))
    announce(announcement=replace(stored, unit_terms=swapped), actor=organiser_of(contest))
    assert announcement_of(Contest.objects.get()).unit_terms == swapped


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ((NUMBER, replace(NUMBER, key="again")), "bad-formula"),
        ((replace(NUMBER, weight=Decimal(1_000_000)),), "not-storable"),
        ((replace(NUMBER, per=Decimal(0)),), "not-storable"),
        ((replace(NUMBER, weight=Decimal(0)),), "not-storable"),
    ],
)
def test_a_formula_that_cannot_be_is_not_stored(terms: tuple[UnitTermAnnounced, ...], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        announce(announcement=an_announcement(unit_terms=terms), actor=None)
    assert refused.value.code == code
    assert Contest.objects.count() == 0


def test_the_public_notice_says_how_units_are_ranked(contest: Contest) -> None:
    page = Client().get(reverse("contest-home", args=[contest.slug])).content.decode()
    assert "单位怎样计分" in page
    assert "<li>报送篇数：每 1 篇计 1 分，封顶 10 篇</li>" in page
    plain = make_contest("plain")
    assert "单位怎样计分" not in Client().get(reverse("contest-home", args=[plain.slug])).content.decode()


def test_terms_are_changed_added_and_taken_away_in_the_browser(contest: Contest, client: Client) -> None:
    data = form_data(client, contest) | {
        "unit_terms-0-weight": "1.5",
        "unit_terms-1-DELETE": "on",
        "unit_terms-6-fact": "layout-share",
        "unit_terms-6-weight": "0.02",
    }
    assert save(client, contest, data).status_code == 302
    saved = announcement_of(Contest.objects.get()).unit_terms
    assert saved[:5] == (replace(FORMULA[0], weight=Decimal("1.5")), *FORMULA[2:])
    assert (saved[5].fact, saved[5].weight, len(saved)) == ("layout-share", Decimal("0.02"), 6)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit_terms-0-weight": ""}, "请填写分值。"),
        ({"unit_terms-0-tier": "first"}, "只有获奖篇数可以按奖项分别计。"),
        ({"unit_terms-0-cap": "0"}, "0.01"),
        ({"unit_terms-0-fact": "valid"}, "单位计分的每一项只能列一次。"),
        ({"unit_terms-1-tier": "third"}, "单位计分提到的个人奖项代号“third”不在通知的奖项之中。"),
    ],
)
def test_what_is_wrong_with_a_term_is_said(
    contest: Contest, client: Client, changes: dict[str, str], words: str
) -> None:
    answer = save(client, contest, {**form_data(client, contest), **changes})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert announcement_of(Contest.objects.get()).unit_terms == FORMULA
