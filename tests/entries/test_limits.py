"""How many entries one author and one entrant may have standing."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from contest.entries.limits import namesakes_of
from contest.entries.models import Entry, Receipt, Way
from contest.entries.operations import Fields, enter, withdraw
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.operations import pass_entry
from tests.entries.making import give, take, traces
from tests.making import (
    appointed,
    docx_bytes,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)

pytestmark = pytest.mark.django_db


def refused(contest: Contest, person: User, title: str, **said: str) -> Refusal:
    before = Receipt.objects.count()
    with pytest.raises(Refusal) as refusal:
        hand_in_entry(contest, person, title=title, **said)  # type: ignore[arg-type]
    assert Receipt.objects.count() == before
    return refusal.value


@pytest.fixture
def one_each(db: None) -> Contest:
    return make_contest(most_per_author=1)


def test_one_too_many_is_refused_with_what_stands_in_its_way(person: User) -> None:
    contest = make_contest(most_per_author=2)
    hand_in_entry(contest, person, title="灯火")
    hand_in_entry(contest, person, title="渡口")
    refusal = refused(contest, person, "栈桥")
    assert refusal.code == "too-many-entries"
    assert str(refusal) == (
        "每位作者最多 2 篇，您已经交了林晓的《灯火》、《渡口》。要交这一篇，请先撤回其中一篇；已通过审查的不能撤回。"
    )
    withdraw(entry=Entry.objects.get(title="渡口"), person=person, arrived_at=timezone.now())
    draft = Entry.objects.get(state="draft")
    assert give(draft, person, Fields("潮声纪念馆", "栈桥", "林晓")).title == "栈桥"


def test_a_name_is_compared_as_people_write_it(one_each: Contest, person: User) -> None:
    hand_in_entry(one_each, person, author="林　晓")
    assert "林 晓" in str(refused(one_each, person, "渡口", author="周行、林 晓"))


@pytest.mark.parametrize(("author", "unit"), [("林小", "潮声纪念馆"), ("林晓", "浦岸中学")])
def test_another_author_or_unit_is_another_person(one_each: Contest, person: User, author: str, unit: str) -> None:
    hand_in_entry(one_each, person)
    assert hand_in_entry(one_each, person, title="渡口", author=author, unit=unit).state == "received"


def test_a_namesake_in_another_account_is_not_refused_but_shown(one_each: Contest, person: User) -> None:
    first = hand_in_entry(one_each, person)
    second = hand_in_entry(one_each, make_person("namesake@example.org"), title="渡口")
    elsewhere = hand_in_entry(one_each, make_person("third@example.org"), title="栈桥", unit="浦岸中学")
    gone = hand_in_entry(one_each, other := make_person("fourth@example.org"), title="堤岸")
    withdraw(entry=gone, person=other, arrived_at=timezone.now())
    assert namesakes_of(first) == (2, (second, elsewhere))
    assert namesakes_of(elsewhere) == (2, (first, second))
    screener = appointed(one_each, Office.SCREENER)
    shown = signed_in_client(screener).get(reverse("screen-entry", args=[one_each.slug, first.token])).content.decode()
    assert "同名作者另有 2 篇：" in shown
    assert reverse("screen-entry", args=[one_each.slug, second.token]) in shown
    assert "通知规定每位作者最多 1 篇；是不是同一个人，请核对。" in shown


def test_one_with_its_own_name_alone_shows_none(one_each: Contest, person: User) -> None:
    entry = hand_in_entry(one_each, person)
    hand_in_entry(one_each, make_person("other@example.org", "周行"), title="渡口")
    assert namesakes_of(entry) == (0, ())


def test_a_newer_version_of_the_same_is_none_too_many(one_each: Contest, person: User) -> None:
    entry = hand_in_entry(one_each, person)
    Contest.objects.filter(pk=one_each.pk).update(most_per_entrant=1)
    entry = take(one_each, person, entry=entry, content=docx_bytes("改")).entry
    assert give(entry, person, Fields("潮声纪念馆", "改", "林晓")).title == "改"
    # Another author in its newer version counts as a new one.
    other = hand_in_entry(make_contest("autumn", most_per_author=1), person)
    hand_in_entry(other.contest, person, title="渡口", author="周行")
    newer = take(other.contest, person, entry=other, content=docx_bytes("又改")).entry
    with pytest.raises(Refusal, match="周行的《渡口》"):
        give(newer, person, Fields("潮声纪念馆", "又改", "周行"))


def test_other_contests_do_not_count(one_each: Contest, person: User) -> None:
    hand_in_entry(make_contest("autumn"), person)
    assert hand_in_entry(one_each, person).state == "received"


def test_the_entrant_has_a_limit_of_their_own(person: User) -> None:
    contest = make_contest(most_per_entrant=1)
    entry = hand_in_entry(contest, person)
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest))
    assert str(refused(contest, person, "渡口", author="周行")) == (
        "每位投稿人最多 1 篇，您已经交了《灯火》。要交这一篇，请先撤回其中一篇；已通过审查的不能撤回。"
    )


def test_a_bundle_is_held_to_its_authors_alone(person: User) -> None:
    contest = make_contest(most_per_author=1, most_per_entrant=1)

    def bundled(title: str, author: str) -> Receipt:
        return enter(
            contest=contest,
            way=Way.BUNDLE,
            name="a.docx",
            content=ContentFile(docx_bytes(title)),
            fields=Fields("潮声纪念馆", title, author),
            arrived_at=timezone.now(),
            actor=person,
            entrant=person,
        )

    bundled("一", "周行")
    bundled("二", "王海")
    before = traces()
    with pytest.raises(Refusal, match="周行的《一》"):
        bundled("三", "周行")
    assert traces() == before
    assert hand_in_entry(contest, person, title="四").state == "received"  # the person's own, and the first of theirs


def test_what_comes_by_mail_is_nobodys_surplus(one_each: Contest) -> None:
    for number in range(2):
        enter(
            contest=one_each,
            way=Way.MAIL,
            name="a.docx",
            content=ContentFile(docx_bytes(f"第{number}篇")),
            fields=Fields("潮声纪念馆", f"第{number}篇", "林晓"),
            arrived_at=timezone.now(),
            actor=None,
            reply_to="linxiao@example.org",
        )
    assert Entry.objects.filter(way=Way.MAIL).count() == 2


def test_the_page_says_so_while_typing_and_leads_to_what_stands(one_each: Contest, person: User) -> None:
    entry = hand_in_entry(one_each, person)
    draft = take(one_each, person, content=docx_bytes("渡口")).entry
    client = signed_in_client(person)
    typed = {"unit": "潮声纪念馆", "title": "渡口", "author": "周行、林晓"}
    shown = client.post(reverse("check-fields", args=[draft.token]), typed).content.decode()
    assert "作者 2 位：周行、林晓" in shown
    assert "每位作者最多 1 篇，您已经交了林晓的《灯火》。" in shown
    assert f'<a href="{reverse("entry", args=[entry.token])}">《灯火》</a>' in shown
    answer = client.post(reverse("entry", args=[draft.token]), {**typed, "consent-original": "on"})
    assert answer.status_code == 422
    assert "每位作者最多 1 篇" in answer.content.decode()
    typed["author"] = "周行"
    assert "最多" not in client.post(reverse("check-fields", args=[draft.token]), typed).content.decode()
