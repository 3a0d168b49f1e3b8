"""Under seal: until the deadline nobody but its entrant opens a manuscript, wherever the way to it begins."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.entries.mailbox.operations import take_mail
from contest.entries.models import Entry
from contest.notice.models import Contest, Office
from contest.screening.models import Decision
from contest.screening.originality.comparing import compare_waiting, index_waiting
from contest.screening.originality.models import ComparedText, TextMatch
from tests.entries.bundles.making import contact_of, manuscript, read, sheet, zipped
from tests.entries.mailbox.making import simple
from tests.making import (
    appointed,
    body_of,
    docx_bytes,
    end_intake,
    entrant_of,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)
from tests.permissions.table import PAGES
from tests.permissions.walking import ADDRESSES, undone

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DESK = (Office.SCREENER, Office.ORGANISER, Office.OBSERVER)
TEXT = "第一天清早，我们沿着堤岸走到第一个渡口，水面上慢慢靠过来一条旧船，船上没有人，只有一盏还亮着的灯。"
OPENS = {
    "screen-entry", "decide", "undo-decision", "screening-letters", "screening-looks", "choose-masks",
    "screening-file", "screening-blind-file", "likeness", "originality",
    "mailed", "mailed-file", "mailed-original", "settle-mailed", "set-mailed-aside",
    "take-mailed-up", "bundle", "bundle-progress", "bundle-file", "bundle-receipts", "bundle-receipts-workbook",
}  # fmt: skip
"""The addresses that show a manuscript, what was found in it, or what is done with it."""


@pytest.fixture
def sealed() -> Contest:
    """A sealed contest that takes entries."""
    return make_contest(sealed=True)


@pytest.fixture
def entry(sealed: Contest) -> Entry:
    """One of two entries there with one text."""
    first, _ = (
        hand_in_entry(
            sealed,
            make_person(f"{title}@example.org", "林晓"),
            title=title,
            content=docx_bytes(title, paragraphs=(TEXT, f"{title}写到这里。")),
        )
        for title in ("渡口", "旧船")
    )
    return first


def values(entry: Entry) -> dict[str, object]:
    """Give what stands in the addresses of a contest where everything has come in that can."""
    contest = entry.contest
    raw = simple(docx_bytes("江岸", paragraphs=(TEXT,)), "征文.docx")
    bundle = read(
        contest,
        contact_of(contest),
        zip=zipped({"灯火.docx": manuscript("灯火", "孙七")}),
        sheet=sheet([["作品题目", "作者姓名"], ["灯火", "孙七"]]),
    )
    index_waiting()
    compare_waiting()
    return {
        "contest": contest.slug,
        "token": entry.token,
        "mailed": take_mail(contest=contest, raw=raw, received_at=timezone.now()).mail.candidates.get().token,
        "version": 1,
        "match": TextMatch.objects.get().pk,
        "bundle": bundle.token,
        "position": 1,
        "file": bundle.files.get().pk,
        "pk": 1,
        "unit": entry.unit_id,
        "kind": "returned",
        "key": "reading",
        "tier": "first",
    }


def told(answer: HttpResponse) -> str:
    """Give all that an answer tells, the parts of a package one after the other."""
    body = body_of(answer)
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            return "".join(package.read(name).decode(errors="replace") for name in package.namelist())
    return body.decode(errors="replace")


def walked(client: Client, places: dict[str, object], names: Iterable[str] = PAGES) -> dict[str, tuple[int, int, bool]]:
    """Ask for every address of a contest, reading and writing: both answers, and whether one of them tells the text."""
    found = {}
    for name in names:
        page = PAGES[name]
        if "contest" not in ADDRESSES[name]:
            continue
        named = {"token": "mailed"} if "mailed" in name else page.places
        given = {place: places.get(named.get(place, place), places.get(place, 1)) for place in ADDRESSES[name]}
        address = reverse(name, kwargs={**given, "contest": places["contest"]})
        with undone():
            answers = [client.get(address), client.post(address, {"version": 1, "outcome": "pass"})]
            said = "".join(re.sub(r"<[^>]+>", "", told(answer)) for answer in answers)  # type: ignore[arg-type]
        found[name] = (answers[0].status_code, answers[1].status_code, TEXT[:12] in said)
    return found


def visitor(contest: Contest, office: Office) -> Client:
    person = organiser_of(contest) if office is Office.ORGANISER else appointed(contest, office)
    return signed_in_client(person)


@pytest.mark.parametrize("office", DESK)
def test_no_address_of_the_desk_opens_a_sealed_manuscript(entry: Entry, office: Office) -> None:
    client, places = visitor(entry.contest, office), values(entry)
    found = walked(client, places)
    assert {name for name, (_, _, tells) in found.items() if tells} == set()
    assert {name: found[name][:2] for name in OPENS & set(found) if found[name][:2] != (404, 404)} == {}
    # After the deadline the same walk finds the text: it did not look past it.
    end_intake(entry.contest)
    telling = ("screen-entry", "screening-file", "screening-blind-file", "likeness", "mailed", "mailed-file")
    opened = walked(client, places, telling)
    assert [name for name, (_, _, tells) in opened.items() if tells] == list(telling)


@pytest.mark.parametrize("office", DESK)
def test_the_desk_shows_numbers_only(entry: Entry, office: Office) -> None:
    client = visitor(entry.contest, office)
    for name in ("screening", "mailbox"):
        shown = client.get(reverse(name, args=[entry.contest.slug])).content.decode()
        assert "稿件封存中" in shown
        assert "<dt>已收稿</dt><dd>2</dd>" in shown
        assert not [word for word in ("渡口", "旧船", "林晓", entry.token) if word in shown]


def test_the_results_and_their_sheets_do_not_leave_under_seal(entry: Entry) -> None:
    contest, client = entry.contest, visitor(entry.contest, Office.ORGANISER)
    addresses = [
        reverse("workbook", args=[contest.slug]),
        reverse("export", args=[contest.slug, "entries"]),
        reverse("export-file", args=[contest.slug, "entries", "csv"]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    keep = reverse("keep-export", args=[contest.slug, "entries"])
    assert client.post(keep, {"name": "", "asked": ""}).status_code == 404
    assert "稿件封存中" in client.get(reverse("exports", args=[contest.slug])).content.decode()
    end_intake(contest)
    assert ["渡口" in told(client.get(address)) for address in addresses] == [True, True, True]  # type: ignore[arg-type]


def test_the_grace_is_under_seal_too(entry: Entry) -> None:
    contest, client = entry.contest, visitor(entry.contest, Office.SCREENER)
    address = reverse("screen-entry", args=[contest.slug, entry.token])
    contest.closes_at = timezone.now() - timedelta(seconds=contest.grace_seconds - 30)
    contest.save(update_fields=["closes_at"])
    assert client.get(address).status_code == 404
    contest.closes_at = timezone.now() - timedelta(seconds=contest.grace_seconds + 1)
    contest.save(update_fields=["closes_at"])
    assert client.get(address).status_code == 200


def test_entrants_and_unit_contacts_open_their_own(entry: Entry) -> None:
    own = signed_in_client(entrant_of(entry))
    assert TEXT in told(own.get(reverse("own-file", args=[entry.token, 1])))  # type: ignore[arg-type]
    assert own.get(reverse("entry", args=[entry.token])).status_code == 200
    places = values(entry)
    contact = signed_in_client(contact_of(entry.contest))
    for name in ("bundle", "bundle-file"):
        address = reverse(name, kwargs={place: places[place] for place in ADDRESSES[name]})
        assert contact.get(address).status_code == 200


def test_the_machine_checks_and_compares_under_seal(entry: Entry) -> None:
    values(entry)
    assert entry.manuscript is not None
    assert entry.manuscript.check_result.state == "checked"
    assert ComparedText.objects.exclude(compared_at=None).count() == 2


def test_nobody_decides_under_seal(entry: Entry) -> None:
    client = visitor(entry.contest, Office.SCREENER)
    address = reverse("decide", args=[entry.contest.slug, entry.token])
    assert client.post(address, {"version": 1, "outcome": "pass"}).status_code == 404
    assert Decision.objects.count() == 0


def test_the_notice_says_so(sealed: Contest) -> None:
    line = "截稿前只有投稿人能打开自己的稿件，主办单位的人也不能。"
    assert line in Client().get(reverse("contest-home", args=[sealed.slug])).content.decode()
    other = make_contest("autumn")
    assert line not in Client().get(reverse("contest-home", args=[other.slug])).content.decode()


def test_no_template_guards_the_seal() -> None:
    """The rule stands beside the addresses, not in what is drawn."""
    templates = Path(__file__).parents[2] / "templates"
    asking = [path.name for path in templates.rglob("*.html") if re.search(r"\bsealed\b(?!-)", path.read_text("utf-8"))]
    assert asking == ["home.html"]
