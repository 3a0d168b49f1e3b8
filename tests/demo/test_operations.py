"""The demo: three contests at their stages, loaded once, by the verbs; and never on a real site."""

import os
import subprocess
import sys
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from contest.awards.models import PrizeList
from contest.awards.proposing import propose
from contest.demo.essays import essays
from contest.demo.operations import CONTACT, JUDGES, OFFICES, PASSWORD, load_demo
from contest.entries.bundles.models import Bundle, BundleState
from contest.entries.mailbox.models import Candidate, CandidateState
from contest.entries.models import Entry, EntryState, Manuscript, ManuscriptCheck
from contest.entries.units.models import Unit
from contest.judging.models import Reading, Round, RoundState
from contest.ledger.actions import Action
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults, head
from contest.notice.models import Contest
from contest.notice.queries import intake
from contest.people.models import User
from contest.screening.blinding import blind_copy
from contest.screening.originality.models import TextMatch
from tests.making import signed_in_client

ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo(db: None) -> None:
    assert load_demo() is True


@pytest.mark.usefixtures("demo")
def test_the_demo_shows_every_stage() -> None:
    now = timezone.now()
    assert {contest.slug: intake(contest, now).state for contest in Contest.objects.all()} == {
        "demo": "open",
        "demo-deciding": "closed",
        "demo-published": "closed",
    }
    current = Contest.objects.current()
    assert current is not None
    assert current.slug == "demo"
    assert all(contest.is_demo for contest in Contest.objects.all())
    assert Counter(Entry.objects.values_list("contest__slug", "state")) == {
        ("demo", EntryState.ELIGIBLE): 7,
        ("demo", EntryState.RETURNED): 1,
        ("demo", EntryState.RECEIVED): 2,
        ("demo-deciding", EntryState.ELIGIBLE): 8,
        ("demo-published", EntryState.ELIGIBLE): 6,
    }
    assert dict(Round.objects.values_list("contest__slug", "state")) == {
        "demo": RoundState.OPEN,
        "demo-deciding": RoundState.CLOSED,
        "demo-published": RoundState.CLOSED,
    }
    begun = Reading.objects.filter(judge__round__contest__slug="demo", submitted_at=None, marks__isnull=False)
    assert begun.exists()
    [tie] = propose(Round.objects.get(contest__slug="demo-deciding")).allocation.open_ties
    assert (tie.tier, tie.seats_left, len(tie.entries)) == ("second", 1, 2)
    [prizes] = PrizeList.objects.all()
    assert (prizes.contest.slug, prizes.published_at is not None) == ("demo-published", True)
    assert Counter(prizes.awards.values_list("tier_key", flat=True)) == {"first": 1, "second": 1, "third": 2}
    assert prizes.unit_awards.count() == 3
    # Every word of the ledger is one that the page can say, and the chain holds.
    assert set(Event.objects.values_list("action", flat=True)) <= set(Action.values)
    assert chain_faults() == []


@pytest.mark.usefixtures("demo")
def test_loading_it_again_changes_nothing() -> None:
    def counts() -> tuple[object, ...]:
        return (head(), *(model.objects.count() for model in (User, Contest, Entry, Manuscript, Reading)))

    before = counts()
    assert load_demo() is False
    assert counts() == before


@pytest.mark.usefixtures("demo")
def test_the_demo_shows_what_a_check_finds() -> None:
    checks = ManuscriptCheck.objects.filter(manuscript__entry__contest__slug="demo")
    by_title = {check.title: check for check in checks}
    assert {title for title, check in by_title.items() if check.layout == "advise"} == {"父亲的回信", "葱油拌面的脾气"}
    assert by_title["外婆的渡船"].objection == "本人不同意主办单位修改这篇文稿，其他没有意见。"
    waiting = Entry.objects.get(title="葱油拌面的脾气")
    assert waiting.manuscript is not None
    assert [one.text for one in blind_copy(waiting.manuscript).suggestions] == ["白露"]


@pytest.mark.usefixtures("demo")
def test_the_demos_people_sign_in_and_their_pages_open() -> None:
    for login, _name, _ in (*OFFICES, *JUDGES, CONTACT):
        client = Client()
        client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
        assert int(client.session["_auth_user_id"]) == User.objects.get(login=login).pk
    organiser = signed_in_client(User.objects.get(login="organiser@example.org"))
    judge = signed_in_client(User.objects.get(login="judge2@example.org"))
    for slug in Contest.objects.values_list("slug", flat=True):
        for name in ("contest-home", "desk", "screening", "rounds", "prizes", "ledger", "edit-notice", "appointments"):
            assert organiser.get(reverse(name, args=[slug])).status_code == 200, (slug, name)
        assert judge.get(reverse("reading-list", args=[slug])).status_code == 200
    page = Client().get(reverse("results", args=["demo-published"])).content.decode()
    assert "演示：本站内容和数值均为演示" in page


@pytest.mark.usefixtures("demo")
def test_what_comes_otherwise_waits_in_its_rooms() -> None:
    bundle = Bundle.objects.get()
    assert (bundle.contest.slug, bundle.contact.login, bundle.state) == ("demo", CONTACT[0], BundleState.READ)
    assert [(row.title, row.standing, [one["code"] for one in row.findings]) for row in bundle.rows.all()] == [
        ("讲解词之外", "ready", []),
        ("一张没有寄出的合影", "doubt", ["other-unit"]),
        ("辣椒过冬", "ready", []),
        ("隔壁的号声", "wrong", ["no-file"]),
    ]
    waiting = Candidate.objects.filter(state=CandidateState.DOUBTFUL)
    assert [(one.received_name, one.unit, one.title, one.author) for one in waiting] == [
        ("征文最终稿.docx", "青屿艇队", "潮汐表", "蔡鸣"),
        ("闸门边的一夜(丁满仓).docx", "北堰水务所", "闸门边的一夜", ""),
    ]
    titles = ("first__reference__title", "second__manuscript__entry__title")
    assert list(TextMatch.objects.values_list(*titles)) == [("活动室", "四十二码")]
    unsettled = Unit.objects.filter(settled_at=None).values_list("name", flat=True)
    assert sorted(unsettled) == ["滨江街道退役军人服务站", "滨江退役军人服务站"]


@pytest.mark.usefixtures("demo")
def test_nobody_in_the_demo_reads_an_essay_of_their_own_unit() -> None:
    assert not [
        reading
        for reading in Reading.objects.select_related("judge", "round_entry__entry__unit")
        if reading.judge.unit_key and reading.judge.unit_key == reading.round_entry.entry.unit.key  # type: ignore[union-attr]
    ]


def test_the_essays_are_whole() -> None:
    found = essays()
    assert [essay.number for essay in found] == list(range(1, 25))
    assert len({essay.title for essay in found}) == 24
    assert all(essay.author and essay.unit and essay.genre and essay.paragraphs for essay in found)


# --- and never on a real site --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_refuses_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="只能在 CONTEST_MODE=demo 时载入"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_command_names_the_accounts(settings: Settings) -> None:
    settings.DEMO = True
    for said in ("演示已载入。", "演示数据还在，没有改动。"):
        out = StringIO()
        call_command("load_demo", stdout=out)
        lines = out.getvalue().splitlines()
        assert lines[0] == said
        assert {login for login, *_ in (*OFFICES, *JUDGES, CONTACT)} <= {line.split("　")[-1] for line in lines}
        assert lines[-1] == f"  密码都是 {PASSWORD}"


def manage(*args: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the site in its own process, with this environment and no other settings."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(data), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"CONTEST_MODE": "demo", "SECRET_KEY": "k" * 50},
            "The demo has known passwords and refuses production settings",
        ),
        ({"CONTEST_MODE": "demo", "ALLOWED_HOSTS": "contest.invalid"}, "The demo has known passwords"),
        ({"CONTEST_MODE": "production"}, "Set SECRET_KEY"),
        ({}, "Set SECRET_KEY"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"CONTEST_MODE": "prod"}, "CONTEST_MODE must be one of production, development, demo, test"),
    ],
)
def test_settings_that_must_not_meet(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    ran = manage("check", data=tmp_path, **environment)
    assert ran.returncode != 0
    assert said in ran.stderr


def test_a_production_site_refuses_the_demo(tmp_path: Path) -> None:
    production = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "contest.invalid"}
    ran = manage("load_demo", data=tmp_path, **production)
    assert ran.returncode != 0
    assert "只能在 CONTEST_MODE=demo 时载入" in ran.stderr


def test_a_production_site_is_closed_by_default(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.DEBUG, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS > 0, s.MAIL_CONFIGURED, s.STAFF_SECOND_FACTOR)"
    )
    ran = manage("shell", "--no-imports", "-c", code, data=tmp_path, SECRET_KEY="k" * 60)
    assert ran.stdout.splitlines()[-1] == "False [] True True True True False False"
