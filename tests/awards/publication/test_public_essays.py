"""What everybody reads of the essays that won, and what nobody does."""

import re
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import PrizeList
from contest.awards.publication.operations import hold_publication, lift_publication_hold, show_essays
from contest.entries.models import Declaration, Entry, EntryState, ManuscriptCheck
from contest.notice.announcement import TierAnnounced
from contest.notice.models import Contest
from contest.screening.models import Masking
from tests.awards.publication.making import on_the_list, page_of, read, shown
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db

PHONE, MAIL = "138 1234 5678", "jiangdeng@example.org"


def listed(contest: Contest) -> str:
    return reverse("public-essays", args=[contest.slug])


def without_secrets(answer: object) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", answer.content.decode())  # type: ignore[attr-defined]


def test_essays_are_read_by_tier_with_title_byline_and_unit(contest: Contest) -> None:
    first, second, third = on_the_list(contest, [{}, {"title": "乙"}, {"title": "丙"}])
    shown(contest)
    page = read(listed(contest))
    assert re.findall(r"<h2[^>]*>(.等奖)</h2>", page) == ["一等奖", "二等奖"]
    assert re.findall(r'essays/([0-9a-f]{20})/">(.+?)</a>', page) == [
        (page_of(first).split("/")[-2], "第1篇"),
        (page_of(third).split("/")[-2], "丙"),
        (page_of(second).split("/")[-2], "乙"),
    ]
    page = read(page_of(first))
    assert page.count("<h1>第1篇</h1>") == page.count("<title>第1篇 · 春潮主题征文</title>") == 1
    assert '<p class="essay-byline">周甲 <span>第1厂</span></p>' in page
    assert "夜里，江上的灯一盏一盏亮起来。" in page
    assert "第1厂　周甲" not in page  # the byline line of the file: the page prints its own
    assert 'rel="prev"' not in page
    assert f'<a href="{page_of(third)}" rel="next">下一篇</a>' in page
    assert "1 / 3" in page
    last = read(page_of(second))
    assert f'<a href="{page_of(third)}" rel="prev">上一篇</a>' in last
    assert 'rel="next"' not in last


def test_the_prize_list_leads_to_essays_under_their_authors_names(contest: Contest) -> None:
    first, second = on_the_list(contest, [{}, {"pen_name": "江灯"}])
    results = reverse("results", args=[contest.slug])
    assert "/results/essays/" not in read(results)
    shown(contest)
    page = read(results)
    assert f'《<a href="{page_of(first)}">第1篇</a>》' in page
    assert page_of(second) not in page
    assert "《第2篇》" in page
    assert "江灯" not in page


PLANTED = (
    "林晓明在堤上走了一夜。林 晓 明的手机是" + PHONE + "，邮箱 " + MAIL + "。",
    "东滩船厂的人都认得他，东滩船厂工会写过他；Lin Xiaoming 也写诗。",
    "作者简介：林晓明，男，1970年生，东滩船厂职工。",
)


def test_under_a_pen_name_nothing_on_the_page_tells_who_wrote_it() -> None:
    contest = make_contest()
    (entry,) = on_the_list(
        contest,
        [
            {
                "title": "林晓明的灯",
                "author": "林晓明",
                "unit": "东滩船厂",
                "pen_name": "江灯",
                "login": "13812345678",
                "paragraphs": ("夜里，江上的灯一盏一盏亮起来。", *PLANTED),
            }
        ],
    )
    shown(contest)
    assert entry.entrant is not None
    told = [entry.token, "林晓明", "晓明", "东滩", "船厂", "13812345678", PHONE, MAIL, "Xiaoming", "1970年"]
    for address in (listed(contest), page_of(entry)):
        page = read(address)
        assert [word for word in told if word in page + address] == [], address
        assert "江灯" in page
    page = read(page_of(entry))
    assert "<h1>███的灯</h1>" in page
    assert "夜里，江上的灯一盏一盏亮起来。" in page
    assert "文中涂黑之处隐去了作者的个人信息。" in page
    assert "essay-byline" in page
    assert "<span>" not in page.split("essay-byline")[1].split("</p>")[0]
    # The prize list is a public notice: it names the author as handed in.
    assert "林晓明" in read(reverse("results", args=[contest.slug]))


def test_a_real_name_of_two_signs_goes_even_where_it_is_a_word() -> None:
    contest = make_contest()
    (entry,) = on_the_list(
        contest, [{"author": "文明", "pen_name": "江灯", "paragraphs": ("文明的灯，照着文明。", "夜里有风。")}]
    )
    shown(contest)
    page = read(page_of(entry))
    assert "文明" not in page
    assert "███的灯，照着███。" in page


def test_a_screeners_masks_hold_under_a_pen_name_and_no_mask_is_lifted() -> None:
    contest = make_contest()
    (entry,) = on_the_list(
        contest, [{"author": "林晓明", "pen_name": "江灯", "paragraphs": ("林晓明住在红楼里。", "夜里有风。")}]
    )
    spot = {"where": "body", "index": 2, "start": 0, "text": "林晓明"}
    Masking.objects.update_or_create(
        manuscript=entry.manuscript, defaults={"choices": {"everywhere": ["红楼"], "masked": [], "shown": [spot]}}
    )
    shown(contest)
    assert "███住在███里。" in read(page_of(entry))


def test_contacts_go_under_the_own_name_too(contest: Contest) -> None:
    (entry,) = on_the_list(contest, [{"paragraphs": (f"周甲在堤上，电话{PHONE}。", f"信寄{MAIL}。")}])
    shown(contest)
    page = read(page_of(entry))
    assert "周甲在堤上，电话███。" in page
    assert PHONE not in page
    assert MAIL not in page


def test_hostile_text_stays_text(contest: Contest) -> None:
    evil = "<script>alert(1)</script>"
    (entry,) = on_the_list(
        contest, [{"title": f"灯{evil}", "unit": "厂<b>", "pen_name": "", "paragraphs": (f"夜{evil}风。", "完。")}]
    )
    shown(contest)
    for page in (read(listed(contest)), read(page_of(entry)), read(reverse("results", args=[contest.slug]))):
        assert evil not in page
        assert "厂<b>" not in page
    assert "夜&lt;script&gt;alert(1)&lt;/script&gt;风。" in read(page_of(entry))


def _objects(entry: Entry, contest: Contest) -> None:
    ManuscriptCheck.objects.filter(manuscript=entry.manuscript).update(objection="本文谢绝发表。")


def _never_agreed(entry: Entry, contest: Contest) -> None:
    Declaration.objects.filter(receipt__entry=entry, key="publish").update(agreed=False)


def _held(entry: Entry, contest: Contest) -> None:
    hold_publication(entry=entry, reason="作者来电。", actor=organiser_of(contest))


def _withdrawn(entry: Entry, contest: Contest) -> None:
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.WITHDRAWN)


def _corrected(entry: Entry, contest: Contest) -> None:
    confirmed = PrizeList.objects.get(contest=contest)
    correct_prizes(
        confirmed=confirmed,
        chain_hash=chain_of(confirmed, entry).hash,
        reason="查实抄袭。",
        actor=organiser_of(contest),
        entry=entry,
        disqualified_for=contest.disqualification_reasons.get(),
    )


def _switched_off(entry: Entry, contest: Contest) -> None:
    show_essays(contest=contest, shown=False, actor=organiser_of(contest))


def _unreadable(entry: Entry, contest: Contest) -> None:
    ManuscriptCheck.objects.filter(manuscript=entry.manuscript).update(state="impossible")


def _lost(entry: Entry, contest: Contest) -> None:
    assert entry.manuscript is not None
    default_storage.delete(entry.manuscript.stored_name)


def _telling_pen_name(entry: Entry, contest: Contest) -> None:
    Entry.objects.filter(pk=entry.pk).update(pen_name="江边的周甲")


@pytest.mark.parametrize(
    "stops",
    [
        _objects,
        _never_agreed,
        _held,
        _withdrawn,
        _corrected,
        _switched_off,
        _unreadable,
        _lost,
        _telling_pen_name,
    ],
)
def test_what_may_not_be_shown_answers_at_once_as_a_wrong_address_does(
    contest: Contest, stops: Callable[[Entry, Contest], None]
) -> None:
    entry, other = on_the_list(contest, [{}, {}])
    shown(contest)
    assert Client().get(page_of(entry))["Cache-Control"] == "no-store, private"
    stops(entry, contest)
    wrong = reverse("public-essay", args=[contest.slug, "0" * 20])
    hidden, missing = Client().get(page_of(entry)), Client().get(wrong)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_secrets(hidden).replace(page_of(entry), "") == without_secrets(missing).replace(wrong, "")
    assert dict(hidden.items()) == dict(missing.items())
    if stops is not _lost:  # only its page opens the file
        others = {page_of(other)} if stops is not _switched_off else set()
        answer = Client().get(listed(contest)).content.decode()
        assert set(re.findall(r'"(/c/[^"]+/essays/[0-9a-f]{20}/)"', answer)) == others
        assert page_of(entry) not in read(reverse("results", args=[contest.slug]))


def test_before_it_is_switched_on_and_after_it_is_off_nothing_is_there(contest: Contest) -> None:
    (entry,) = on_the_list(contest, [{}])
    assert Client().get(listed(contest)).status_code == Client().get(page_of(entry)).status_code == 404
    shown(contest)
    read(listed(contest))
    hold_publication(entry=entry, reason="作者来电。", actor=organiser_of(contest))
    assert Client().get(listed(contest)).status_code == 404  # an empty list is none
    lift_publication_hold(entry=entry, reason="作者同意。", actor=organiser_of(contest))
    read(page_of(entry))


@pytest.mark.parametrize("number", [1, 8])
def test_the_pages_cost_the_same_at_few_and_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contest = make_contest(tiers=(TierAnnounced("first", "person", "一等奖", 20),))
    entries = on_the_list(contest, [{"pen_name": "江灯" if one % 2 else ""} for one in range(number)])
    shown(contest)
    with django_assert_num_queries(6):
        read(listed(contest))
    with django_assert_num_queries(6):
        read(page_of(entries[0]))
    with django_assert_num_queries(11):
        read(reverse("results", args=[contest.slug]))
