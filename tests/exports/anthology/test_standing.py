"""Which essays stand in an anthology, at every moment: on its page, in a book being made, in one that was made."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contest.awards.models import Award
from contest.awards.publication.operations import hold_publication, lift_publication_hold
from contest.entries.models import Declaration, Entry
from contest.exports.anthology.building import ask_for_book, take_book
from contest.exports.anthology.models import BuildState
from contest.exports.anthology.operations import leave_out, take_in
from contest.exports.anthology.queries import anthology_of, tiers_of
from contest.exports.tasks import make_anthologies
from contest.notice.models import Consent, Contest
from contest.phrases import Refusal
from tests.exports.anthology.making import book_of, docx_of, edited, pdf_of, titles, work_through
from tests.exports.walking import Walked
from tests.making import body_of

pytestmark = pytest.mark.django_db

WORDS = "渡口的船在等人。"


def hold(entry: Entry, walked: Walked) -> None:
    hold_publication(entry=entry, reason="作者来电", actor=walked.organiser)


def object_in_the_text(entry: Entry, _walked: Walked) -> None:
    check = entry.manuscript.check_result  # type: ignore[union-attr]
    check.objection = "本人不同意发表。"
    check.save()


def take_back_consent(entry: Entry, _walked: Walked) -> None:
    Declaration.objects.filter(receipt__entry=entry, key="publish").update(agreed=False)


def lose_the_prize(entry: Entry, _walked: Walked) -> None:
    Award.objects.filter(entry=entry).update(until_version=2)


def be_disqualified(entry: Entry, _walked: Walked) -> None:
    Entry.objects.filter(pk=entry.pk).update(state="disqualified")


def be_left_out(entry: Entry, walked: Walked) -> None:
    leave_out(entry=entry, reason="另册出版。", actor=walked.organiser)


GOING = [hold, object_in_the_text, take_back_consent, lose_the_prize, be_disqualified, be_left_out]
Going = Callable[[Entry, Walked], None]


@pytest.fixture
def ferry(walked: Walked, contest: Contest) -> Entry:
    """渡口, its text edited so that it is told from the others."""
    edited(walked.entries["渡口"], f"夜里，江上的灯一盏一盏亮起来。\n{WORDS}", actor=walked.organiser)
    return walked.entries["渡口"]


def everything_in(build: Any) -> str:
    return "".join(docx_of(build)) + "".join(pdf_of(build))


@pytest.mark.parametrize("go", GOING)
def test_an_essay_that_may_not_stand_there_is_in_nothing_made_after(
    walked: Walked, client: Client, ferry: Entry, go: Going
) -> None:
    assert sorted(titles(walked.contest)) == ["栈桥", "渡口", "灯火"]
    go(ferry, walked)
    assert titles(walked.contest) == ["灯火", "栈桥"]
    made = everything_in(book_of(walked.contest, walked.organiser))
    assert ("渡口" in made, WORDS in made, "栈桥" in made) == (False, False, True)


@pytest.mark.parametrize("go", GOING)
def test_a_book_made_before_is_not_given_out_any_more(walked: Walked, client: Client, ferry: Entry, go: Going) -> None:
    build = book_of(walked.contest, walked.organiser)
    assert WORDS in everything_in(build)
    address = reverse("book-file", args=["spring", build.token, "pdf"])
    page = reverse("anthology", args=["spring"])
    assert body_of(client.get(address)).startswith(b"%PDF")
    go(ferry, walked)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, page)
    shown = client.get(page).content.decode()
    assert "已经过时，不再提供下载" in shown
    assert address not in shown
    assert "制作汇编" in shown
    with pytest.raises(Refusal):
        take_book(build=build, form="docx", actor=walked.organiser)


@pytest.mark.parametrize("go", GOING)
def test_a_book_in_the_making_is_planned_anew(walked: Walked, ferry: Entry, go: Going) -> None:
    build = ask_for_book(contest=walked.contest, actor=walked.organiser)
    assert [make_anthologies(), make_anthologies()] == [1, 1]
    build.refresh_from_db()
    assert (build.state, build.done, build.essays) == ("setting", 3, 3)
    go(ferry, walked)
    work_through()
    build.refresh_from_db()
    assert (build.state, build.essays) == ("ready", 2)
    assert WORDS not in everything_in(build)


@pytest.mark.parametrize("go", GOING[:3])
def test_the_page_of_an_essay_that_may_not_stand_there_holds_no_text(
    walked: Walked, client: Client, ferry: Entry, go: Going
) -> None:
    pages = [
        reverse("anthology-essay", args=["spring", ferry.token]),
        reverse("edit-essay", args=["spring", ferry.token]),
        reverse("essay-version", args=["spring", ferry.token, 1]),
    ]
    assert all(WORDS in client.get(page).content.decode() for page in pages)
    go(ferry, walked)
    answers = [client.get(page, follow=True) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert not any(WORDS in body_of(answer).decode() for answer in answers)


def test_the_page_says_of_each_essay_why_it_does_not_stand(walked: Walked, client: Client, contest: Contest) -> None:
    hold(walked.entries["灯火"], walked)
    be_left_out(walked.entries["渡口"], walked)
    page = client.get(reverse("anthology", args=["spring"])).content.decode()
    assert "组委会决定暂不发表：作者来电" in page
    assert "另册出版。" in page
    assert "名单上有 3 篇，收入 1 篇。" in page


def test_what_was_left_out_is_taken_in_again_only_where_its_author_allows(walked: Walked, contest: Contest) -> None:
    entry = walked.entries["渡口"]
    be_left_out(entry, walked)
    hold(entry, walked)
    with pytest.raises(Refusal, match="不能收入"):
        take_in(entry=entry, actor=walked.organiser)
    lift_publication_hold(entry=entry, reason="作者同意了", actor=walked.organiser)
    omission = take_in(entry=entry, actor=walked.organiser)
    assert (omission.taken_in_by, omission.reason) == (walked.organiser, "另册出版。")
    assert sorted(titles(contest)) == ["栈桥", "渡口", "灯火"]
    with pytest.raises(Refusal, match="没有被排除"):
        take_in(entry=entry, actor=walked.organiser)


def test_a_text_is_printed_as_it_was_handed_in_once_it_may_not_be_edited(
    walked: Walked, client: Client, ferry: Entry
) -> None:
    before = book_of(walked.contest, walked.organiser)
    Consent.objects.create(contest=walked.contest, key="edit", wording="同意编辑。", required=False, position=9)
    (line,) = [line for tier in tiers_of(walked.contest, ()) for line in tier.lines if line.entry == ferry]
    assert (line.stands, line.newest, line.version) == (True, 1, 0)
    assert (
        "照来稿排印：作者没有表示同意编辑修改。" in client.get(reverse("anthology", args=["spring"])).content.decode()
    )
    with pytest.raises(Refusal):
        take_book(build=before, form="pdf", actor=walked.organiser)
    assert WORDS not in everything_in(book_of(walked.contest, walked.organiser))


def test_a_pen_name_stands_for_name_and_unit(walked: Walked, contest: Contest) -> None:
    before = book_of(contest, walked.organiser)
    Entry.objects.filter(title="渡口").update(pen_name="江灯")
    with pytest.raises(Refusal):
        take_book(build=before, form="pdf", actor=walked.organiser)
    build = book_of(contest, walked.organiser)
    assert ("王海" in everything_in(build), "浦岸中学" in everything_in(build)) == (False, False)
    assert "江灯" in docx_of(build)
    assert "潮声纪念馆\u3000林晓" in docx_of(build)


def test_a_pen_name_that_the_text_gives_away_is_said(walked: Walked, contest: Contest) -> None:
    edited(walked.entries["渡口"], "我叫王海，在渡口等船。", actor=walked.organiser)
    Entry.objects.filter(title="渡口").update(pen_name="江灯")
    build = book_of(contest, walked.organiser)
    assert [(title, [str(phrase) for phrase in said]) for title, said in build.remarked] == [
        ("渡口", ["用了发表署名，文中却还有作者姓名：王海。"])
    ]


def test_a_newer_text_makes_a_book_older_and_not_wrong(walked: Walked, client: Client, ferry: Entry) -> None:
    build = book_of(walked.contest, walked.organiser)
    page = reverse("anthology", args=["spring"])
    said = "做好之后，顺序或文字又有改动。"
    assert said not in client.get(page).content.decode()
    edited(ferry, "渡口的船走了。", actor=walked.organiser)
    assert said in client.get(page).content.decode()
    assert body_of(client.get(reverse("book-file", args=["spring", build.token, "docx"]))).startswith(b"PK")


def test_a_book_stands_when_only_places_have_changed_since(walked: Walked, client: Client, ferry: Entry) -> None:
    build = book_of(walked.contest, walked.organiser)
    award = Award.objects.get(entry=ferry)
    Award.objects.filter(pk=award.pk).update(until_version=2)
    award.succeeded(2, place=award.place + 1).save()
    assert body_of(client.get(reverse("book-file", args=["spring", build.token, "docx"]))).startswith(b"PK")


def test_without_an_essay_there_is_nothing_to_make(walked: Walked, contest: Contest) -> None:
    Award.objects.update(until_version=2)
    with pytest.raises(Refusal, match="没有可以收入"):
        ask_for_book(contest=walked.contest, actor=walked.organiser)
    assert anthology_of(walked.contest).title == "春潮主题征文获奖作品集"
    assert BuildState.READY not in walked.contest.anthology_builds.values_list("state", flat=True)
