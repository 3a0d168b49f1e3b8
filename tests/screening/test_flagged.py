"""Flags in the queue: as conditions of a search and in a column, the same as an entry's page tells."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.entries.models import Entry, EntryAuthor, EntryContact, EntryState, Manuscript, Way
from contest.notice.models import Contest, Office
from contest.notice.operations import end_appointment
from contest.people.models import User
from contest.screening.flags import FlagKind, flags_of
from contest.screening.searching.asking import search_of
from contest.screening.searching.flagged import told_of
from contest.screening.searching.queries import entries_of, rows_of, tabs_of
from contest.screening.searching.rows import Row
from contest.screening.searching.vocabulary import TERM_OF, Key
from tests.judging.making import handed_in, judge
from tests.making import appointed, docx_bytes, hand_in_entry, make_contest, make_person, organiser_of
from tests.screening.bundled import bundled

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def found(contest: Contest, typed: str) -> list[str]:
    return [entry.title for entry in entries_of(contest, search_of(contest, typed))]


def column(contest: Contest) -> dict[str, str]:
    """Give what stands in the column of each entry."""
    rows = [Row(entry, contest) for entry in rows_of(contest, search_of(contest, ""))]
    return {row.entry.title: "、".join(map(str, row.flags)) for row in rows}


@pytest.fixture
def all_kinds(contest: Contest) -> Contest:
    """A contest with entries of every kind of flag, and one without any."""
    judge(contest, name="周行")
    hand_in_entry(contest, appointed(contest, Office.SCREENER, name="王某"), title="审稿员的", unit="甲厂")
    handed_in(contest, 1, title="评委同名的", author="周 行")
    same = docx_bytes("同一篇")
    hand_in_entry(contest, make_person("one@example.org", "吴一"), title="先到的", unit="乙厂", content=same)
    hand_in_entry(contest, make_person("two@example.org", "吴二"), title="后到的", unit="丙厂", content=same)
    hand_in_entry(contest, make_person("three@example.org", "林晓"), title="两个账号之一", unit="丁厂")
    hand_in_entry(contest, make_person("four@example.org", "林 晓"), title="两个账号之二", unit="丁厂")
    hand_in_entry(contest, make_person("138 1234 5678", "郑三"), title="手机的", unit="戊厂")
    bundled(contest, title="汇总表里的", phone="+86 138-1234-5678")
    handed_in(contest, 2, title="没有提示的")
    return contest


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("提示:职务", ["审稿员的", "评委同名的"]),
        ("提示:同一文件", ["先到的", "后到的"]),
        ("提示:多账号", ["两个账号之一", "两个账号之二"]),
        ("提示:同一联系方式", ["手机的", "汇总表里的"]),
        ("提示:多账号,同一文件", ["先到的", "后到的", "两个账号之一", "两个账号之二"]),
        ("提示:无", ["没有提示的"]),
        ("提示:有 途径:汇总", ["汇总表里的"]),
        ("-提示:有", ["没有提示的"]),
        ("-提示:职务,无 单位:厂 -提示:同一文件", ["两个账号之一", "两个账号之二", "手机的"]),
        ("提示:有 排序:-雷同 状态:待审 作者:林", ["两个账号之一", "两个账号之二"]),
        ("flag:identical -flag:office", ["先到的", "后到的"]),
        ("提示:有,无 题目:的 -提示:有", ["没有提示的"]),
    ],
)
def test_a_search_for_flags(all_kinds: Contest, typed: str, titles: list[str]) -> None:
    assert found(all_kinds, typed) == titles
    assert sum(tab.count for tab in tabs_of(all_kinds, search_of(all_kinds, typed))) == len(titles)


def test_the_column_names_them_in_short(all_kinds: Contest) -> None:
    assert column(all_kinds) == {
        "审稿员的": "职务",
        "评委同名的": "职务？",
        "先到的": "同一文件",
        "后到的": "同一文件",
        "两个账号之一": "多账号？",
        "两个账号之二": "多账号？",
        "手机的": "同一联系方式",
        "汇总表里的": "同一联系方式",
        "没有提示的": "",
    }


def test_who_holds_an_office_and_is_named_like_another_is_told_once(contest: Contest) -> None:
    judge(contest, name="周行")
    hand_in_entry(contest, appointed(contest, Office.SCREENER, name="王某"), title="灯火", author="周行")
    assert column(contest) == {"灯火": "职务"}


def test_every_kind_can_be_asked_for() -> None:
    assert {choice.value for choice in TERM_OF[Key.FLAG].choices} == {"yes", "no", *FlagKind}


# --- the same as on the page --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an entry as far as flags go; people, units, files and contacts by their numbers."""

    entrant: int | None
    way: Way
    reply_to: str
    unit: int
    state: EntryState
    file: int
    authors: list[str]
    contacts: set[str]

    def tell(self, entry: Entry, people: list[User], units: list[int]) -> None:
        """Let it be so."""
        entrant = people[self.entrant] if self.entrant is not None else None
        Entry.objects.filter(pk=entry.pk).update(
            entrant=entrant, way=self.way, reply_to=self.reply_to, unit=units[self.unit], state=self.state
        )
        Manuscript.objects.filter(entry=entry).update(sha256=str(self.file) * 64)
        EntryAuthor.objects.filter(entry=entry).delete()
        for position, key in enumerate(self.authors):
            EntryAuthor.objects.create(entry=entry, position=position, name=key, key=key)
        EntryContact.objects.filter(entry=entry).delete()
        EntryContact.objects.bulk_create(EntryContact(entry=entry, key=key) for key in self.contacts)


def told(way: Way, entrants: "st.SearchStrategy[int | None]") -> "st.SearchStrategy[Told]":
    return st.builds(
        Told,
        entrant=entrants,
        way=st.just(way),
        reply_to=st.sampled_from(["", "a@example.org", "b@example.org"]),
        unit=st.integers(0, 1),
        state=st.sampled_from([EntryState.RECEIVED, EntryState.ELIGIBLE, EntryState.WITHDRAWN]),
        file=st.integers(0, 9),
        authors=st.lists(st.sampled_from(["周行", "王某", "吴一", "郑三"]), max_size=2),
        contacts=st.sets(st.sampled_from(["13812345678", "a@example.org", "02155550000"]), max_size=2),
    )


ANY_ENTRY = st.one_of(
    told(Way.WEB, st.integers(0, 3)),
    told(Way.BUNDLE, st.integers(0, 3)),
    told(Way.MAIL, st.none() | st.integers(0, 3)),
)


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Five entries of the contest, and one of another."""
    return [*(handed_in(contest, number) for number in range(1, 6)), handed_in(make_contest("autumn"), 6)]


@pytest.fixture
def people(contest: Contest) -> list[User]:
    """A judge, a screener who was, a unit contact, and somebody without an office."""
    screener = appointed(contest, Office.SCREENER, name="王某")
    end_appointment(appointment=screener.appointments.get(), actor=organiser_of(contest))
    return [
        judge(contest, name="周 行"),
        screener,
        appointed(contest, Office.UNIT_CONTACT, name="吴一", unit_name="潮声纪念馆"),
        make_person("somebody@example.org", "郑三"),
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_ENTRY, min_size=6, max_size=6))
def test_a_search_and_an_entrys_page_tell_the_same(
    contest: Contest, entries: list[Entry], people: list[User], about: list[Told]
) -> None:
    units = [one.unit_id for one in entries[:2] if one.unit_id]
    for entry, one in zip(entries, about, strict=True):
        one.tell(entry, people, units)
    rows = list(rows_of(contest, search_of(contest, "")))
    on_page = {
        pk: {flag.kind: any(one.certain for one in flags if one.kind == flag.kind) for flag in flags}
        for pk, flags in flags_of(contest, rows).items()
    }
    assert {row.pk: {one.kind: one.certain for one in told_of(row)} for row in rows} == on_page
    for kind in FlagKind:
        asked = entries_of(contest, search_of(contest, f"flag:{kind}"))
        assert {entry.pk for entry in asked} == {pk for pk, flags in on_page.items() if kind in flags}
    without = entries_of(contest, search_of(contest, "flag:no"))
    assert {entry.pk for entry in without} == {pk for pk, flags in on_page.items() if not flags}
