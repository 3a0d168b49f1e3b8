"""To whom a letter on an entry goes, and what it says."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from contest.documents.errors import damaged
from contest.entries.letters import tell_unreadable
from contest.entries.models import Entry, EntryState, Receipt, Way
from contest.entries.operations import Fields, enter, move
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from tests.entries.making import give, take
from tests.making import docx_bytes, hand_in_entry, make_person, organiser_of

pytestmark = pytest.mark.django_db


def entered(contest: Contest, way: Way, entrant: User | None = None, reply_to: str = "") -> Receipt:
    return enter(
        contest=contest,
        way=way,
        name="灯火.docx",
        content=ContentFile(docx_bytes()),
        fields=Fields("潮声纪念馆", "《灯火》", "林晓"),
        arrived_at=timezone.now(),
        actor=entrant,
        entrant=entrant,
        reply_to=reply_to,
    )


def newest() -> Message:
    return Message.objects.latest("id")


def test_the_entrant_is_told_at_once_that_the_entry_was_received(contest: Contest, person: User) -> None:
    hand_in_entry(contest, person, title="《灯火》")
    letter = newest()
    assert (letter.person, letter.address, letter.contest, letter.at_once) == (person, person.email, "spring", True)
    assert (letter.subject, letter.body) == (
        "已收到：《灯火》",
        "您投给春潮主题征文的《灯火》已经收到。回执在“我的稿件”中，可以打印。",
    )


def test_who_entered_by_mail_gets_number_and_secret_to_the_same_address(contest: Contest) -> None:
    receipt = entered(contest, Way.MAIL, reply_to="linxiao@example.org")
    letter = Message.objects.get()
    assert (letter.person, letter.address, letter.at_once) == (None, "linxiao@example.org", True)
    assert letter.subject == f"已收到：《灯火》，回执 {receipt.number}"
    assert f"作者：林晓\n单位：潮声纪念馆\n回执编号：{receipt.number}\n查询码：{receipt.secret}" in letter.body


def test_who_entered_by_mail_is_told_the_rest_there_too(contest: Contest) -> None:
    entry = entered(contest, Way.MAIL, reply_to="linxiao@example.org").entry
    move(entry=entry, to=EntryState.ELIGIBLE, actor=organiser_of(contest))
    letter = newest()
    assert (letter.person, letter.address, letter.subject) == (None, "linxiao@example.org", "通过审查：《灯火》")
    assert letter.at_once is False


def test_a_mailed_entry_without_an_address_has_nobody_to_tell(contest: Contest) -> None:
    entered(contest, Way.MAIL)
    assert Message.objects.count() == 0


def test_whoever_has_no_address_of_their_own_is_mailed_where_they_wrote_from(contest: Contest) -> None:
    entry = entered(contest, Way.MAIL, reply_to="linxiao@example.org").entry
    Entry.objects.update(entrant=make_person("13812345678", "林晓"))
    move(entry=entry, to=EntryState.WITHDRAWN, actor=None)
    letter = newest()
    assert (letter.person, letter.address) == (Entry.objects.get().entrant, "linxiao@example.org")


def test_one_letter_tells_of_a_whole_bundle_and_none_of_each_entry(contest: Contest, person: User) -> None:
    entry = entered(contest, Way.BUNDLE, entrant=person).entry
    assert Message.objects.count() == 0
    take(contest, person, entry=entry)
    give(Entry.objects.get(), person)
    assert newest().subject == "已收到：《灯火》"  # a version of one's own is a matter between the two


def test_it_is_written_in_the_sites_language_whoever_moves_the_entry(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    until = timezone.now() + timedelta(days=5)
    with translation.override("en"):
        move(entry=entry, to=EntryState.RETURNED, actor=organiser_of(contest), reason="署名", return_until=until)
        assert newest().subject == "请修改：《灯火》"
        fault = damaged().fault
        tell_unreadable(entry, "灯火\n.doc", fault.phrase)
    assert newest().subject == "文件无法读取：灯火 .doc"
    assert newest().body == f"{fault.phrase}\n文件仍然保留；请在截稿前换一个文件，重新提交。"
