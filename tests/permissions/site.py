"""A site in full course, and everybody who might come to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.awards.certificates.operations import issue_certificates, withdraw_certificate
from contest.awards.models import PrizeDecision
from contest.awards.objections.models import Objection
from contest.awards.objections.operations import object_to_prizes
from contest.awards.operations import publish_prizes
from contest.awards.publication.operations import show_essays
from contest.awards.publication.showing import address_of
from contest.awards.units.models import UnitDecision
from contest.entries.bundles.models import Bundle
from contest.entries.mailbox.models import Candidate
from contest.entries.mailbox.operations import take_mail
from contest.entries.models import Entry
from contest.exports.anthology.models import AnthologyBuild
from contest.exports.models import Archive
from contest.exports.selecting.models import NamedExport
from contest.judging.models import Reading, Relation
from contest.judging.relating import relate
from contest.ledger.queries import head
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Appointment, Contest, Office
from contest.people.models import User
from contest.screening.models import Look
from contest.screening.originality.index import new_text
from contest.screening.originality.models import CommonText, TextMatch
from contest.screening.originality.operations import add_reference, mark_common
from contest.screening.searching.asking import search_of
from contest.screening.searching.models import SavedSearch
from contest.screening.searching.operations import save_search
from tests.awards.making import confirm, decide
from tests.entries.bundles.making import manuscript, read, sheet, zipped
from tests.entries.mailbox.making import simple
from tests.exports.anthology.making import book_of, edited
from tests.exports.archives.making import made
from tests.exports.selecting.making import kept
from tests.judging.making import closed, judge, opened, pass_it, passed, readings
from tests.making import appointed, docx_bytes, end_intake, hand_in_entry, make_contest, make_person, organiser_of
from tests.screening.past.making import won

VISITORS = (
    "nobody",
    "stranger",
    "entrant",
    "unit contact",
    "screener",
    "judge",
    "other judge",
    "organiser",
    "observer",
    "other organiser",
)


@dataclass(frozen=True, slots=True)
class Site:
    """The visitors by what they are here, and the contests that they might come to.

    One is in full course, its last round open; one waits for its prizes, its round closed; one has given them, with
    certificates: everybody is the same in all three. One is not opened yet, and one is of other people.
    """

    folder: Path
    contest: Contest
    decided: Contest
    objection: Objection
    awarded: Contest
    unopened: Contest
    elsewhere: Contest
    entry: Entry
    certified: Entry
    reading: Reading
    decision: PrizeDecision
    appointment: Appointment
    mailed: Candidate
    bundle: Bundle
    match: TextMatch
    common: CommonText
    relation: Relation
    archive: Archive
    build: AnthologyBuild
    people: Mapping[str, User]
    values: Mapping[str, Any] = field(default_factory=dict)
    """What can stand in an address, by the name of its place there."""

    def client(self, visitor: str) -> Client:
        """Give the visitor's browser."""
        client = Client()
        if visitor != "nobody":
            client.force_login(self.people[visitor])
        return client


ABSENT = {
    "contest": "nowhere",
    "certified": "x" * 22,
    "public essay": "x" * 20,
    "serial": 999_999,
    "withdrawn serial": 999_999,
    "token": "x" * 22,
    "reading": "y" * 22,
    "version": 99,
    "key": "nothing",
    "open round": "nothing",
    "seat": 999_999,
    "tier": "nothing",
    "pk": 999_999,
    "decision": 999_999,
    "public token": "x" * 22,
    "objection": 999_999,
    "objection token": "z" * 22,
    "objection file": 999_999,
    "unit decision": 999_999,
    "mailed": "z" * 22,
    "unit": 999_999,
    "kind": "nothing",
    "bundle": "z" * 22,
    "position": 999,
    "file": 999_999,
    "search": 999_999,
    "sheet": "nothing",
    "kept export": 999_999,
    "match": 999_999,
    "common": 999_999,
    "relation": 999_999,
    "archive": "w" * 22,
    "form": "nothing",
    "build": "z" * 22,
    "book form": "nothing",
    "essay version": 99,
    "reference": 999_999,
    "past winner": 999_999,
}
"""What stands in an address that leads nowhere."""


def build(folder: Path) -> Site:
    """Bring the site to where every page has something to show and every button something to do."""
    contest = make_contest(
        round_plans=(RoundAnnounced("first", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean")),
    )
    organiser = organiser_of(contest)
    reader, colleague, spare = (judge(contest, number) for number in (1, 2, 3))
    entries = [passed(contest, number) for number in (1, 2, 3, 4)]
    closed(contest, _scores(entries), [reader, colleague], "first")
    final = opened(contest, [reader, colleague], "final")
    people = {
        "stranger": make_person("stranger@example.org", "路人"),
        "entrant": make_person("entrant@example.org", "林晓"),
        "unit contact": appointed(contest, Office.UNIT_CONTACT, unit_name="潮声纪念馆"),
        "screener": appointed(contest, Office.SCREENER),
        "judge": reader,
        "other judge": spare,
        "organiser": organiser,
        "observer": appointed(contest, Office.OBSERVER),
    }
    hand_in_entry(contest, people["stranger"], title="别人的文章")
    entry = hand_in_entry(contest, people["entrant"])
    save_search(contest=contest, name="待审", search=search_of(contest, "状态:待审"), for_office=True, actor=organiser)
    kept(contest, "entries", "名册", {}, for_office=True, actor=organiser)
    won(contest, (2019, "江风主题征文", "一等奖", "灯火", "林晓", "潮声纪念馆"))
    relate(contest=contest, person=spare, entry=entry, reason="师生", actor=organiser)
    decided = _decided(people, [reader, colleague])
    awarded, certified = _awarded(people, [reader, colleague])
    elsewhere = make_contest("autumn", title="秋思主题征文")
    people["other organiser"] = organiser_of(elsewhere)
    site = Site(
        folder=folder,
        contest=contest,
        decided=decided,
        objection=_public(people, [reader, colleague]),
        awarded=awarded,
        unopened=make_contest("winter", opened=False, title="冬雪主题征文"),
        elsewhere=elsewhere,
        entry=entry,
        certified=certified,
        reading=next(one for one in readings(final) if one.judge.person == reader),
        decision=PrizeDecision.objects.get(round__contest=decided),
        appointment=people["unit contact"].appointments.get(contest=contest),
        mailed=_mailed(contest),
        bundle=_bundle(contest, people["unit contact"]),
        match=_match(entry),
        relation=contest.relations.get(),
        archive=made(contest, organiser),
        build=book_of(awarded, organiser),
        common=mark_common(contest=contest, text="薪火相传，奋进一流", note="", actor=organiser),
        people=people,
    )
    return replace(site, values=_values(site))


def _values(site: Site) -> dict[str, Any]:
    """Give what can stand in an address of the site."""
    return {
        "contest": site.contest.slug,
        "decided": site.decided.slug,
        "public": site.objection.prize_list.contest.slug,
        "public token": site.objection.entry and site.objection.entry.token,
        "objection": site.objection.number,
        "objection token": site.objection.token,
        "objection file": site.objection.files.get().pk,
        "awarded": site.awarded.slug,
        "certified": site.certified.token,
        "public essay": address_of(site.certified),
        "serial": 1,
        "withdrawn serial": 2,
        "token": site.entry.token,
        "reading": site.reading.token,
        "version": 1,
        "key": "first",
        "open round": "final",
        "seat": site.reading.judge_id,
        "tier": "second",
        "pk": site.appointment.pk,
        "decision": site.decision.pk,
        "unit decision": site.decided.unit_decisions.get().pk,
        "mailed": site.mailed.token,
        "unit": site.entry.unit_id,
        "kind": "returned",
        "bundle": site.bundle.token,
        "position": 1,
        "file": site.bundle.files.get(row=None).pk,
        "search": SavedSearch.objects.get(contest=site.contest).pk,
        "sheet": "marks-first",
        "kept export": NamedExport.objects.get(contest=site.contest).pk,
        "match": site.match.pk,
        "common": site.common.pk,
        "relation": site.relation.pk,
        "archive": site.archive.token,
        "form": "csv",
        "build": site.build.token,
        "book form": "pdf",
        "essay version": 1,
        "reference": site.match.second.reference_id,
        "past winner": site.contest.past_winners.get().pk,
    }


def _match(entry: Entry) -> TextMatch:
    """Give what an entry shares with a text of the reference collection."""
    made = new_text("夜里，江上的灯一盏一盏亮起来。我们沿着堤岸慢慢走回去。")
    made.row.manuscript = entry.manuscript
    text = made.save()
    reference = add_reference(contest=entry.contest, title="旧文", source="旧刊", text=text.text, actor=None)
    return TextMatch.objects.create(
        first=text,
        second=reference.compared_text,
        score=50.0,
        passages=[[50.0, 0, 20, 0, 20]],
        first_share=0.8,
        second_share=0.8,
    )


def _mailed(contest: Contest) -> Candidate:
    """Give a file that came by mail under a name that says nothing, and waits."""
    raw = simple(docx_bytes("江岸"), "征文.docx")
    return take_mail(contest=contest, raw=raw, received_at=timezone.now()).mail.candidates.get()


def _judged(
    people: Mapping[str, User], judges: Sequence[User], slug: str, title: str, **changes: Any
) -> tuple[Contest, list[Entry]]:
    """Give a contest whose round is closed, and its entries; the last is the entrant's.

    Everybody is in it what they are here.
    """
    made = make_contest(slug, title=title, **changes)
    for person in people.values():
        for held in person.appointments.filter(contest__slug="spring"):
            appointed(made, Office(held.office), login=person.login, unit_name=held.unit_name)
    for person in judges:
        appointed(made, Office.JUDGE, login=person.login)
    entries = [passed(made, number) for number in (1, 2, 3)]
    entries.append(pass_it(hand_in_entry(made, people["entrant"], title="池上")))
    closed(made, _scores(entries), judges)
    return made, entries


def _decided(people: Mapping[str, User], judges: Sequence[User]) -> Contest:
    """Give a contest whose round is closed: one tie is decided, one waits."""
    decided, entries = _judged(people, judges, "summer", "夏荷主题征文")
    decide(decided, entries[:1], actor=people["organiser"])
    UnitDecision.objects.create(
        contest=decided, kind="override", reason="另有贡献。", decided_by=people["organiser"], decided_at=timezone.now()
    )
    hand_in_entry(decided, people["stranger"], title="别人的夏天")
    end_intake(decided)
    return decided


def _listed(
    people: Mapping[str, User], judges: Sequence[User], slug: str, title: str, **changes: Any
) -> tuple[Contest, list[Entry]]:
    """Give a contest whose list the public sees, and its entries; the first and the last have a prize."""
    made, entries = _judged(people, judges, slug, title, **changes)
    organiser = people["organiser"]
    end_intake(made)
    decide(made, entries[:1], actor=organiser)
    decide(made, entries[3:], actor=organiser)
    confirm(made, actor=organiser)
    publish_prizes(contest=made, actor=organiser)
    return made, entries


def _public(people: Mapping[str, User], judges: Sequence[User]) -> Objection:
    """Give an objection to a list that is public and not final."""
    public, entries = _listed(people, judges, "lotus", "莲叶主题征文", public_days=5)
    return object_to_prizes(
        contest=public,
        name="周岩",
        contact="zhou@example.org",
        about="",
        grounds="与 2019 年的一篇旧作雷同。",
        arrived_at=timezone.now(),
        entry=entries[0],
        files=[SimpleUploadedFile("旧作.pdf", b"%PDF-1.4")],
    )


def _awarded(people: Mapping[str, User], judges: Sequence[User]) -> tuple[Contest, Entry]:
    """Give a contest whose list is final, and the entrant's entry in it, edited twice for the anthology.

    Of its certificates one is withdrawn.
    """
    awarded, entries = _listed(people, judges, "dusk", "暮色主题征文")
    organiser = people["organiser"]
    made = issue_certificates(contest=awarded, site="https://testserver", actor=organiser)
    withdraw_certificate(certificate=made[1], reason="题目有误。", actor=organiser)
    edited(entries[3], "江上的灯。", "江上的灯亮了。", actor=organiser)
    show_essays(contest=awarded, shown=True, actor=organiser)
    return awarded, entries[3]


def _bundle(contest: Contest, contact: User) -> Bundle:
    """Give a unit's bundle after its dry run: a row for one file, and a file that belongs to no row."""
    files = {"灯火.docx": manuscript("灯火", "林晓"), "多出的一篇.docx": manuscript("多出的一篇", "孙七")}
    return read(contest, contact, zip=zipped(files), sheet=sheet([["作品题目", "作者姓名"], ["灯火", "林晓"]]))


def _scores(entries: Sequence[Entry]) -> dict[int, int]:
    """Give four entries (by primary key) the scores by which two tiers end in a tie."""
    return {entry.pk: score for entry, score in zip(entries, (90, 90, 80, 80), strict=True)}


def everything() -> dict[str, Any]:
    """Give every row of every room, and the end of the ledger; not who looked at what, which reading itself notes."""
    rows: dict[str, Any] = {
        model.__name__: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_app_config("contest").get_models()
        if model not in (User, Look)
    }
    rows["User"] = sorted(User.objects.values_list("pk", "login", "name", "is_active", "email", "phone"))
    rows["head"] = head()
    return rows


def sign_in_page(address: str) -> str:
    """Give where nobody in particular is sent."""
    return f"{reverse('account_login')}?next={address}"
