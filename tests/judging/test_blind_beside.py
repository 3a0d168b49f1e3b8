"""Blind beside the pages, too: what is mailed to a judge, and what answers a request that can't be done.

Each search is made of the office's, or the entrant's, as well, where it must find what was planted.
"""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contest.entries.models import Entry
from contest.judging.models import Judge, Reading, Round
from contest.judging.operations import close_round
from contest.judging.redrawing import leave_round, take_in
from contest.judging.relating import declare_relation, relate
from contest.judging.reminding import remind_judges
from contest.judging.reopening import reopen_round
from contest.notice.models import Contest, Office
from contest.outbox.mailing import mail_waiting
from contest.outbox.models import LetterKind, Message
from contest.outbox.operations import reword
from contest.outbox.wording import Wording
from contest.people.models import User
from tests.judging.making import judge, opened, passed, readings, seat_of, submit
from tests.judging.packets.making import filled, sheet_of
from tests.judging.planting import ACCOUNT, AUTHOR, UNIT, found_in, plant, said_in, telling
from tests.making import appointed, entrant_of, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def judges(contest: Contest) -> list[User]:
    """Four judges."""
    return [judge(contest, number) for number in range(1, 5)]


@pytest.fixture
def planted(contest: Contest) -> Entry:
    """The entry with everything planted, passed, beside another one; the letter about that says whose it is."""
    wording = Wording("通过审查：《{{title}}》", "{{unit}}的{{author}}，您的《{{title}}》已通过审查。")
    reword(kind=LetterKind.ELIGIBLE, contest=contest.slug, wording=wording, actor=organiser_of(contest))
    passed(contest, 2)
    return plant(contest)


@pytest.fixture
def round_(contest: Contest, planted: Entry, judges: list[User]) -> Round:
    """The round in which it is read."""
    return opened(contest, judges)


def mailed(*to: str) -> dict[str, str]:
    """Let all that waits go out, and give what was mailed to these addresses: all headers, and the text."""
    Message.objects.update(queued_at=timezone.now() - timedelta(days=2))
    mail_waiting()
    heard = {}
    for number, one in enumerate(mail.outbox):
        if set(one.to) & set(to):
            sent = message_from_bytes(one.message().as_bytes(), policy=policy.default)
            head = "\n".join(f"{name}: {value}" for name, value in sent.items())
            heard[f"{number} {one.to}"] = f"{head}\n{sent.get_content()}"
    return heard


def test_no_mail_to_a_judge_tells_who_wrote(
    contest: Contest, planted: Entry, round_: Round, judges: list[User], settings: Settings
) -> None:
    settings.MAIL_CONFIGURED = True
    organiser, strings = organiser_of(contest), telling(planted)
    first, second = readings(round_, planted)
    remind_judges(round_=round_, actor=organiser)
    declare_relation(reading=first, reason=f"{AUTHOR}是我的同乡", actor=first.judge.person)
    relate(contest=contest, person=second.judge.person, unit=planted.unit, reason=f"曾在{UNIT}", actor=organiser)
    leaving = seat_of(round_, next(one for one in judges if one not in (first.judge.person, second.judge.person)))
    leave_round(judge=leaving, leaving=Judge.Leaving.REFUSED, reason=AUTHOR, actor=organiser)
    passed(contest, 3)
    take_in(round_=round_, actor=organiser)
    submit(next(one for one in readings(round_) if one.ended_at is None), 30, 40)
    close_round(round_=round_, actor=organiser)
    reopen_round(round_=round_, reason=f"{ACCOUNT}来问", actor=organiser)
    to_judges = mailed(*(one.login for one in judges))
    said = "\n".join(to_judges.values())
    assert all(words in said for words in ("请评阅：", "提醒：", "请加评：", "请继续评阅："))
    assert found_in(to_judges, strings) == set()
    pages = {
        str(one): said_in(signed_in_client(one).get(reverse("my-messages")))  # type: ignore[arg-type]
        for one in judges
    }
    assert all("请评阅：" in said for said in pages.values())
    assert found_in(pages, strings) == set()
    own = found_in(mailed(entrant_of(planted).email), strings)
    assert {string for string, _ in own} >= {AUTHOR, UNIT, entrant_of(planted).email}


def refused(contest: Contest, reader: User, own: Reading, others: Reading, entry: Entry) -> Iterator[tuple[str, Any]]:
    """Give what a judge gets who asks for what is not theirs, or can't be done, each with what was asked."""
    client = signed_in_client(reader)
    save, submit_it = (reverse(f"{name}-reading", args=[contest.slug, own.token]) for name in ("save", "submit"))
    packet = reverse("packet", args=[contest.slug, "reading"])
    marks = {"mark-theme": "30", "mark-language": "40", "comment": "", "revision": "0"}
    for name in ("reading", "reading-file", "save-reading", "submit-reading", "reopen-reading", "declare-relation"):
        yield f"another judge's {name}", client.get(reverse(name, args=[contest.slug, others.token]))
        yield f"to another judge's {name}", client.post(reverse(name, args=[contest.slug, others.token]), marks)
    for name in ("screen-entry", "decide", "undo-decision", "choose-masks"):
        yield name, client.post(reverse(name, args=[contest.slug, entry.token]))
    for name in ("entry", "receipt", "withdraw"):
        yield name, client.post(reverse(name, args=[entry.token]))
    yield "a page as nobody asks for it", client.put(reverse("reading", args=[contest.slug, own.token]))
    yield "NUL", client.get("/c/spring/reading/%00/")
    yield "a form without measure", client.post(save, {"comment": "字" * 500_000})
    without_token = Client(enforce_csrf_checks=True)
    without_token.force_login(reader)
    yield "a stale form", without_token.post(save, marks)
    yield "no marks", client.post(submit_it, {"revision": "0"})
    yield "marks", client.post(save, marks)
    yield "older marks", client.post(save, {**marks, "mark-theme": "31"})
    yield "older marks, by the page", client.post(save, {**marks, "mark-theme": "31"}, headers={"HX-Request": "true"})
    for content in (b"", b"PK", sheet_of(others.judge), filled(sheet_of(own.judge), {"G7": "", "C8": "=1"})):
        yield "a sheet", client.post(packet, {"sheet": SimpleUploadedFile("评分表.xlsx", content)})
    yield "a parcel", client.post(reverse("return-packet", args=[contest.slug, "reading"]), {"parcel": "x"})
    default_storage.delete(own.round_entry.blind_text.docx_name)
    client.raise_request_exception = False
    yield "a lost file", client.get(reverse("reading-file", args=[contest.slug, own.token]))


def test_no_refusal_and_no_fault_tells_a_judge_who_wrote(contest: Contest, planted: Entry, round_: Round) -> None:
    own = readings(round_, planted)[0]
    others = next(one for one in readings(round_) if one.judge != own.judge)
    answers = dict(refused(contest, own.judge.person, own, others, planted))
    kinds = {answer.status_code for answer in answers.values()}
    assert kinds >= {400, 403, 404, 405, 409, 422, 500}
    typed = {asked for asked, answer in answers.items() if planted.token in answer.request["PATH_INFO"]}
    heard = {asked: said_in(answer) for asked, answer in answers.items()}
    found = found_in(heard, telling(planted))
    assert found <= {(planted.token, asked) for asked in typed}


def test_the_same_search_finds_who_wrote_in_what_the_office_is_refused(
    contest: Contest, planted: Entry, round_: Round
) -> None:
    client = signed_in_client(appointed(contest, Office.SCREENER))
    address = reverse("decide", args=[contest.slug, planted.token])
    version = planted.manuscripts.get().pk
    answer: Any = client.post(address, {"outcome": "return", "manuscript": version, "note": "", "until": ""})
    assert answer.status_code in (409, 422)
    assert {string for string, _ in found_in({address: said_in(answer)}, {AUTHOR, UNIT})} == {AUTHOR, UNIT}
