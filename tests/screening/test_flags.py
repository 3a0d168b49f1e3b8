"""What about an entry and its people asks for a look, and why."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.entries.models import Entry, Way
from contest.entries.operations import Fields, enter, withdraw
from contest.notice.models import Contest, Office
from contest.notice.operations import end_appointment
from contest.people.models import User
from contest.screening.flags import flags_of
from tests.judging.making import handed_in, judge
from tests.making import (
    appointed,
    docx_bytes,
    entrant_of,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)
from tests.screening.bundled import bundled

pytestmark = pytest.mark.django_db


def flags(entry: Entry) -> list[tuple[str, bool, str, list[str]]]:
    """Give the flags of an entry: kind, whether certain, the words, the entries linked."""
    return [
        (str(flag.kind), flag.certain, str(flag.phrase), [other.title for other in flag.others])
        for flag in flags_of(entry.contest, [entry])[entry.pk]
    ]


def mailed(contest: Contest, address: str, title: str, author: str = "林晓") -> Entry:
    """Give an entry that came by mail and was claimed by nobody."""
    receipt = enter(
        contest=contest,
        way=Way.MAIL,
        name=f"{title}.docx",
        content=ContentFile(docx_bytes(title, author)),
        fields=Fields("潮声纪念馆", title, author),
        arrived_at=timezone.now(),
        actor=None,
        reply_to=address,
    )
    return Entry.objects.select_related("contest").get(pk=receipt.entry_id)


def test_nothing_is_said_of_most_entries(contest: Contest, person: User) -> None:
    judge(contest)
    assert flags(hand_in_entry(contest, person)) == []
    assert flags(handed_in(contest, 1)) == []


# --- the organisers' own people -----------------------------------------------------------------------------------


def test_who_holds_an_office_is_named_as_entrant_for_certain(contest: Contest) -> None:
    screener = appointed(contest, Office.SCREENER, name="王某")
    appointed(contest, Office.ORGANISER, login=screener.login)
    entry = hand_in_entry(contest, screener, author="李四")
    assert flags(entry) == [("office", True, "投稿人是本次征文的审稿员、组织者。", [])]


def test_who_held_an_office_is_still_named(contest: Contest) -> None:
    screener = appointed(contest, Office.SCREENER, name="王某")
    end_appointment(appointment=screener.appointments.get(), actor=organiser_of(contest))
    assert flags(hand_in_entry(contest, screener)) == [("office", True, "投稿人曾任本次征文的审稿员。", [])]


def test_an_author_named_like_a_judge_is_possible_only(contest: Contest, person: User) -> None:
    judge(contest, name="周 远山")
    entry = hand_in_entry(contest, person, author="林晓、周远山")
    assert flags(entry) == [("office", False, "作者与本次征文的评委周 远山同名。", [])]


def test_unit_contacts_and_offices_elsewhere_are_no_matter(contest: Contest) -> None:
    contact = appointed(contest, Office.UNIT_CONTACT, unit_name="潮声纪念馆")
    elsewhere = appointed(make_contest("autumn"), Office.JUDGE, name="周远山")
    assert flags(hand_in_entry(contest, contact)) == []
    assert flags(hand_in_entry(contest, elsewhere, title="渡口")) == []


def test_the_contact_of_a_bundle_is_not_its_author(contest: Contest) -> None:
    entry = bundled(contest)
    appointed(contest, Office.OBSERVER, login=entrant_of(entry).login)
    assert flags(entry) == []


# --- one author, several accounts ---------------------------------------------------------------------------------


def test_one_author_of_one_unit_in_several_accounts(contest: Contest) -> None:
    one = hand_in_entry(contest, make_person("one@example.org", "林晓"), title="灯火")
    two = hand_in_entry(contest, make_person("two@example.org", "林 晓"), title="渡口")
    hand_in_entry(contest, make_person("three@example.org", "林晓"), title="江岸", unit="江声晚报")
    hand_in_entry(contest, entrant_of(one), title="旧船")
    said = "同单位的同名作者用别的账号还交了 %s 篇；是不是同一个人，请核对。"
    assert flags(one) == [("accounts", False, said % 1, ["渡口"])]
    assert flags(two) == [("accounts", False, said % 2, ["灯火", "旧船"])]


# --- identical files ----------------------------------------------------------------------------------------------


def test_of_identical_files_the_earliest_received_stands(contest: Contest) -> None:
    content = docx_bytes("同一篇")
    at = timezone.now() - timedelta(hours=3)
    late, early = (
        hand_in_entry(
            contest,
            make_person(f"{title}@example.org", title),
            title=title,
            unit=f"{title}厂",
            content=content,
            at=at + timedelta(minutes=minutes),
        )
        for title, minutes in (("晚到", 30), ("早到", 10))
    )
    when = f"{(at + timedelta(minutes=10)).astimezone(contest.zone):%Y-%m-%d %H:%M:%S}"
    assert flags(early) == [("identical", True, "文件与另外 1 篇完全相同，这一篇最早收到。", ["晚到"])]
    assert flags(late) == [
        (
            "identical",
            True,
            f"文件与另外 1 篇完全相同，最早收到的是《早到》（{when}），不是这一篇。",
            ["早到"],
        )
    ]
    withdraw(entry=early, person=entrant_of(early), arrived_at=timezone.now())
    assert flags(late) == []


def test_an_identical_file_elsewhere_is_told_without_its_title(contest: Contest) -> None:
    content = docx_bytes("同一篇")
    hand_in_entry(make_contest("autumn", title="秋思征文"), make_person("one@example.org"), title="甲", content=content)
    here = hand_in_entry(contest, make_person("two@example.org"), title="乙", content=content)
    ((kind, certain, said, others),) = flags(here)
    assert (kind, certain, others) == ("identical", True, [])
    assert "最早收到的是“秋思征文”的一篇（" in said
    assert "甲" not in said


# --- one telephone, one address -----------------------------------------------------------------------------------


def test_entries_that_share_an_address(contest: Contest) -> None:
    one = mailed(contest, "office@example.org", "灯火", "林晓")
    two = mailed(contest, "office@example.org", "渡口", "孙七")
    three = hand_in_entry(contest, make_person("office@example.org", "周远山"), title="江岸")
    said = "用同一个联系方式（office@example.org）的还有 2 篇。"
    assert flags(one) == [("contact", True, said, ["渡口", "江岸"])]
    assert flags(two) == [("contact", True, said, ["灯火", "江岸"])]
    assert flags(three) == [("contact", True, said, ["灯火", "渡口"])]


def test_one_account_for_one_author_is_as_it_should_be(contest: Contest, person: User) -> None:
    one = hand_in_entry(contest, person, title="灯火")
    hand_in_entry(contest, person, title="渡口")
    assert flags(one) == []
    hand_in_entry(contest, person, title="江岸", author="孙七")
    assert flags(one) == [("contact", True, f"用同一个联系方式（{person.login}）的还有 1 篇。", ["江岸"])]


@pytest.mark.parametrize("written", ["138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８"])
def test_a_telephone_in_a_summary_sheet_is_compared_however_it_is_written(contest: Contest, written: str) -> None:
    row = bundled(contest, phone=written)
    own = hand_in_entry(contest, make_person("13812345678", "林晓"))
    said = "用同一个联系方式（13812345678）的还有 1 篇。"
    assert flags(own) == [("contact", True, said, ["江岸"])]
    assert flags(row) == [("contact", True, said, ["灯火"])]


# --- on the page --------------------------------------------------------------------------------------------------


def test_the_page_says_why_and_links(contest: Contest) -> None:
    one = hand_in_entry(contest, make_person("one@example.org", "林晓"), title="灯火")
    two = hand_in_entry(contest, make_person("two@example.org", "林晓"), title="渡口")
    client: Client = signed_in_client(appointed(contest, Office.SCREENER))
    shown = client.get(reverse("screen-entry", args=[contest.slug, one.token])).content.decode()
    flag = shown[shown.index("同单位的同名作者用别的账号还交了 1 篇") :].partition("</li>")[0]
    assert reverse("screen-entry", args=[contest.slug, two.token]) in flag
    assert "仅据姓名，请核对。" in flag


def test_flags_cost_the_same_for_one_and_for_many(
    contest: Contest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    judge(contest, name="周一")
    entries = [handed_in(contest, number, author="林晓", unit="潮声纪念馆") for number in range(1, 8)]
    with django_assert_max_num_queries(6) as few:
        flags_of(contest, entries[:1])
    with django_assert_max_num_queries(6) as many:
        found = flags_of(contest, entries)
    assert len(few) == len(many)
    assert [len(found[entry.pk]) for entry in entries] == [1] * 7
