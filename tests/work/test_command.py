"""`manage.py work` as a service runs it: a process of its own, ended by a signal."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django import Settings

from contest.management.commands.work import TASKS
from contest.notice.models import Contest
from contest.outbox.operations import queue
from contest.people.models import User
from contest.work.models import Beat
from tests.making import signed_in_client
from tests.outbox.smtp import closed_port, mail_server

ROOT = Path(__file__).parents[2]
QUEUE = (
    "from contest.outbox.operations import queue;"
    "queue(address='linxiao@example.org', subject='回执', body='正文', at_once=True)"
)


def manage(*arguments: str, surroundings: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_works_until_it_is_ended(data_before: Path, tmp_path: Path, number: signal.Signals) -> None:
    database = next(data_before.glob("*.sqlite3"))
    shutil.copy(database, tmp_path / "contest.sqlite3")
    with mail_server() as mailbox:
        surroundings = {
            **os.environ,
            "CONTEST_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "contest.settings",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'contest.sqlite3'}",
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        }
        queued = manage("shell", "--verbosity", "0", "-c", QUEUE, surroundings=surroundings)
        assert queued.communicate(timeout=120) == ("", "")
        with manage("work", surroundings=surroundings) as worker:
            assert worker.stdout is not None
            try:
                assert worker.stdout.readline() == "mail_waiting: 1\n"
            finally:
                worker.send_signal(number)
                out, err = worker.communicate(timeout=30)
    assert (worker.returncode, out, err) == (0, "", "")
    assert mailbox.taken == ["linxiao@example.org"]


@pytest.mark.django_db(transaction=True)
def test_once_does_what_is_there_to_do(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    settings.MAIL_CONFIGURED = True
    for number in range(12):
        queue(address=f"a{number}@example.org", subject="回执", body="正文", at_once=True)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    call_command("work", "--once")
    assert capfd.readouterr().out == "mail_waiting: 10\nmail_waiting: 2\n"
    assert set(Beat.objects.values_list("task", flat=True)) == {task.name for task in TASKS}
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


@pytest.mark.django_db(transaction=True)
def test_once_says_by_its_status_that_something_failed(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    queue(address="a@example.org", subject="回执", body="正文", at_once=True)
    with pytest.raises(CommandError, match="Not everything could be done"):
        call_command("work", "--once")
    assert "Background work mail_waiting failed" in caplog.text
    assert Beat.objects.get(task="mail_waiting").failing_since is not None


@pytest.mark.django_db(transaction=True)
def test_the_desk_says_when_nobody_works_in_the_background(contest: Contest, organiser: User) -> None:
    desk = reverse("desk", args=[contest.slug])
    client = signed_in_client(organiser)
    assert "后台程序还没有运行过。" in client.get(desk).content.decode()
    call_command("work", "--once")
    assert "后台" not in client.get(desk).content.decode()
    seen = Beat.objects.latest("seen_at").seen_at
    Beat.objects.update(seen_at=seen.replace(year=seen.year - 1))
    assert "后台程序已经停了，最后一次运行是" in client.get(desk).content.decode()
    Beat.objects.filter(task="mail_waiting").update(seen_at=seen, failing_since=seen, fault="down")
    assert "后台任务 mail_waiting 一直出错" in client.get(desk).content.decode()
