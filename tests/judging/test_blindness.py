"""Blind as a whole: whatever a judge can open, nothing in it tells who wrote an essay.

Everything that could tell is planted, in the manuscript and in the account. Then the judge's whole site is walked,
link by link and form by form, and each answer is searched, head and body. The same search over the office's site
must find every one of the planted strings: otherwise it could not find them in the judge's either.
"""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.operations import take_file
from contest.judging.models import Reading, Round, RoundEntry
from contest.judging.operations import close_round
from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.judging.making import judge, opened, passed, readings, seat_of, submit
from tests.judging.packets.making import inflated
from tests.judging.planting import (
    ACCOUNT,
    AUTHOR,
    COMMENT,
    CREATOR,
    FOOTER,
    HEADER,
    LOGIN,
    MAIL,
    MANUSCRIPT,
    PHONE,
    UNIT,
    found_in,
    plant,
    said_in,
    telling,
)
from tests.making import appointed, entrant_of, organiser_of, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def planted(contest: Contest) -> Entry:
    """The entry with everything planted, passed, beside another one."""
    passed(contest, 2)
    return plant(contest)


@pytest.fixture
def round_(contest: Contest, planted: Entry) -> Round:
    """The round in which it is read."""
    return opened(contest, [judge(contest, 1), judge(contest, 2)])


FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL)
LEAVES = ("/accounts/logout/", "/language/", "/accounts/password/", "/accounts/2fa/")
ENDS = ("/relation/", "/refuse/")
"""Forms that take an essay, or the round, away from the judge: nothing of it could be looked at afterwards."""


def walk(client: Client, starts: Iterable[str], *, forms: bool) -> dict[str, str]:
    """Open every page that can be reached by links from the starts, and send every form there is, as it stands.

    Gives what each answer said by its address.
    """
    heard: dict[str, str] = {}
    waiting = list(starts)
    sent: set[tuple[str, str]] = set()
    while waiting:
        address = waiting.pop()
        if address in heard:
            continue
        answer = client.get(address)
        said = said_in(answer)  # type: ignore[arg-type]
        heard[address] = said
        if "Location" in answer:
            waiting.append(urljoin(address, answer["Location"]))
        body = "" if answer.streaming else answer.content.decode(errors="replace")
        for found in re.findall(r'(?:href|hx-get)="([^"]*)"', body):
            target = urljoin(address, unescape(found))
            own = not urlsplit(target).netloc and not target.startswith(("mailto:", "tel:", "/static/"))
            if own and not target.startswith(LEAVES):
                waiting.append(target.partition("#")[0])
        for form in FORM.finditer(body) if forms else ():
            actions = re.findall(r'(?:form)?(?:action|hx-post)="([^"]*)"', form[0])
            values = {
                name: unescape(value)
                for name, value in re.findall(r'<input\b[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', form["inside"])
            }
            for action in {urljoin(address, unescape(one)) for one in actions or [address]}:
                if action.startswith(LEAVES) or action.endswith(ENDS) or (action, repr(values)) in sent:
                    continue
                sent.add((action, repr(values)))
                replied = client.post(action, values)
                heard[f"POST {action} from {address}"] = said_in(replied)  # type: ignore[arg-type]
                if "Location" in replied:
                    waiting.append(urljoin(action, replied["Location"]))
    return heard


def judge_starts(contest: Contest, reader: User) -> list[str]:
    own = Reading.objects.filter(judge__person=reader)
    return [
        reverse("home"),
        reverse("contests"),
        reverse("past"),
        reverse("my-entries"),
        reverse("reading-list", args=[contest.slug]),
        *(reverse("reading", args=[contest.slug, one.token]) for one in own),
        *(
            reverse(name, args=[contest.slug, one.token])
            for one in own
            for name in ("save-reading", "submit-reading", "reopen-reading")
        ),
        f"{reverse('compare-readings', args=[contest.slug])}?{'&'.join(f'a={one.token}' for one in own[:2])}",
        *(reverse(name, args=[contest.slug]) for name in ("contest-home", "results", "hand-in")),
        # What is not for judges answers them too: with nothing.
        *(
            reverse(name, args=[contest.slug])
            for name in (
                "desk",
                "ledger",
                "workbook",
                "exports",
                "screening",
                "rounds",
                "prizes",
                "appointments",
                "register",
                "register-template",
                "past-winners",
                "past-winners-file",
            )
        ),
        *(
            reverse(name, args=[contest.slug, entry.token])
            for entry in Entry.objects.all()
            for name in ("screen-entry", "decide")
        ),
        *(reverse("screening-file", args=[contest.slug, entry.token, 1]) for entry in Entry.objects.all()),
        *(reverse(name, args=[entry.token]) for entry in Entry.objects.all() for name in ("entry", "receipt")),
        reverse("ranking", args=[contest.slug, "reading"]),
        reverse("round", args=[contest.slug, "reading"]),
    ]


def test_nothing_that_a_judge_can_open_tells_who_wrote(contest: Contest, planted: Entry, round_: Round) -> None:
    reader = readings(round_)[0].judge.person
    client = signed_in_client(reader)
    strings = telling(planted) | {str(entry.entrant) for entry in Entry.objects.all()}
    # The judge's own address may hold a token that the judge typed; everything else is what the site says.
    tokens = {entry.token for entry in Entry.objects.all()}
    starts = judge_starts(contest, reader)
    heard = walk(client, starts, forms=True)
    assert sum("江上的灯一盏一盏亮起来" in said for said in heard.values()) >= 2
    assert any(address.startswith("POST") and "/submit/" in address for address in heard)
    assert any(address.startswith("POST") and "/save/" in address for address in heard)
    # Of each of the two manuscripts the file, and both of them in the packet.
    assert sum("word/document.xml" in said for said in heard.values()) == 3
    asked = {address for address in heard if any(token in address for token in tokens)}
    assert all("没有这一页" in heard[address] for address in asked)
    leaks = found_in({a: said for a, said in heard.items() if a not in asked}, strings)
    leaks |= found_in({a: heard[a] for a in asked}, strings - tokens)
    assert leaks == set()


def test_nor_after_the_end_of_the_round(contest: Contest, planted: Entry, round_: Round) -> None:
    for reading in readings(round_):
        submit(reading, 30, 40)
    close_round(round_=round_, actor=organiser_of(contest))
    reader = readings(round_)[0].judge.person
    heard = walk(
        signed_in_client(reader),
        [reverse("reading-list", args=[contest.slug]), reverse("my-entries"), reverse("home")],
        forms=True,
    )
    assert any("江上的灯一盏一盏亮起来" in said for said in heard.values())
    assert found_in(heard, telling(planted)) == set()


def test_nor_does_a_packet_whoever_takes_it(contest: Contest, planted: Entry, round_: Round) -> None:
    seats = [seat_of(round_, judge(contest, number)) for number in (1, 2)]
    own = signed_in_client(seats[0].person).get(reverse("packet-file", args=[contest.slug, "reading"]))
    carried = signed_in_client(organiser_of(contest)).get(
        reverse("judge-packet-file", args=[contest.slug, "reading", seats[0].pk])
    )
    heard = {"own": said_in(own), "carried": said_in(carried)}  # type: ignore[arg-type]
    assert all("江上的灯一盏一盏亮起来" in said and "xl/worksheets/sheet1.xml" in said for said in heard.values())
    strings = telling(planted) | {str(seats[1].person), seats[1].person.login}
    strings |= {reading.token for reading in readings(round_) if reading.judge == seats[1]}
    strings |= set(RoundEntry.objects.values_list("blind_text__docx_name", flat=True))
    assert found_in(heard, strings) == set()
    with planted.manuscripts.get().open() as stored:
        original = re.sub(r"<[^>]*>", "", inflated(stored.read()).decode(errors="replace"))
    in_the_manuscript = {AUTHOR, UNIT, PHONE, MAIL, LOGIN, ACCOUNT, CREATOR, HEADER, FOOTER, COMMENT}
    assert {string for string in in_the_manuscript if string not in original} == set()


def test_what_is_masked_leaves_the_rest_to_read(contest: Contest, planted: Entry, round_: Round) -> None:
    reading = next(one for one in readings(round_) if one.round_entry.entry == planted)
    room = signed_in_client(reading.judge.person).get(reverse("reading", args=[contest.slug, reading.token]))
    shown = room.content.decode()
    assert "灯下的江" in shown
    assert "今年五十二岁，在江边住了一辈子" in shown
    assert "漆都掉了" in shown
    assert "███" in shown


def test_the_same_search_finds_everything_in_the_office(contest: Contest, planted: Entry, round_: Round) -> None:
    """Without this the tests above could look past what is there."""
    strings = telling(planted)
    office = walk(
        signed_in_client(appointed(contest, Office.SCREENER)),
        [reverse("screen-entry", args=[contest.slug, planted.token]), reverse("screening", args=[contest.slug])],
        forms=False,
    )
    observer = walk(
        signed_in_client(appointed(contest, Office.OBSERVER)), [reverse("ledger", args=[contest.slug])], forms=False
    )
    own = walk(signed_in_client(entrant_of(planted)), [reverse("entry", args=[planted.token])], forms=False)
    found = {string for string, _ in found_in({**office, **observer, **own}, strings)}
    assert strings - found == {planted.manuscripts.get().stored_name}  # which is nowhere but on the disk
    with planted.manuscripts.get().open() as stored:
        assert stored.read() == MANUSCRIPT


def test_a_judge_who_enters_sees_their_own_and_nobody_elses(contest: Contest, round_: Round, planted: Entry) -> None:
    reader = readings(round_)[0].judge.person
    own = take_file(
        contest=contest,
        person=reader,
        name="我的.docx",
        content=ContentFile(MANUSCRIPT),
        arrived_at=timezone.now(),
    ).entry
    client = signed_in_client(reader)
    assert client.get(reverse("entry", args=[own.token])).status_code == 200
    assert client.get(reverse("entry", args=[planted.token])).status_code == 404
