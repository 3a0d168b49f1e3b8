"""The notice and the first organiser from the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contest.ledger.models import Event
from contest.notice.models import Appointment, Contest
from contest.people.models import User
from tests.making import PASSWORD, make_contest, make_person
from tests.notice.test_announcement import SHIPPED

pytestmark = pytest.mark.django_db


def load(file: Path) -> list[str]:
    out = StringIO()
    call_command("load_notice", str(file), stdout=out)
    return out.getvalue().splitlines()


def test_loading_the_shipped_notice_twice(tmp_path: Path) -> None:
    first = load(SHIPPED)
    assert "70th-anniversary: 35 处改动" in first
    unknown = "尚未确定，征文还不能开始：字数上限、截稿时间、“二等奖”的名额、“三等奖”的名额、联系电话"
    assert first[-1] == unknown
    events = Event.objects.count()
    assert load(SHIPPED) == ["70th-anniversary: 没有改动", unknown]
    assert (Contest.objects.count(), Event.objects.count()) == (1, events)


def test_a_changed_notice_says_what_changes(tmp_path: Path) -> None:
    load(SHIPPED)
    changed = tmp_path / "notice.toml"
    changed.write_text(
        SHIPPED.read_text(encoding="utf-8").replace('word_limit = "unknown"', "word_limit = 1500"), encoding="utf-8"
    )
    said = load(changed)
    assert said[:2] == ["word_limit: null → 1500", "70th-anniversary: 1 处改动"]
    assert said[2] == "尚未确定，征文还不能开始：截稿时间、“二等奖”的名额、“三等奖”的名额、联系电话"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"slug = ", "不是有效的 TOML"),
        (b"slug = 'x'", "time_zone：缺少这一项"),
        (b"\xff\xfe", "codec"),
        (None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "notice.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        load(file)
    assert not Contest.objects.exists()


def test_a_notice_saved_by_a_windows_editor_loads(tmp_path: Path) -> None:
    file = tmp_path / "notice.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SHIPPED.read_bytes().replace(b"\n", b"\r\n"))
    assert "70th-anniversary: 35 处改动" in load(file)


def test_the_first_organiser_is_appointed() -> None:
    contest = make_contest(opened=False)
    person = make_person("13812345678", "王海", PASSWORD)
    out = StringIO()
    call_command("appoint", contest.slug, "+86 138 1234 5678", name="王海", stdout=out)
    assert out.getvalue().splitlines()[0] == "王海：组织者，春潮主题征文"
    assert Appointment.objects.get(person=person).office == "organiser"
    # Who signed up with that number is not known: the link decides.
    path = out.getvalue().splitlines()[1].rpartition("：")[2]
    assert not User.objects.get(pk=person.pk).has_usable_password()
    assert Client().get(path).status_code == 200


def test_a_new_account_gets_a_link_for_its_password() -> None:
    contest = make_contest(opened=False)
    out = StringIO()
    call_command("appoint", contest.slug, "first@example.org", name="王海", stdout=out)
    path = out.getvalue().splitlines()[1].rpartition("：")[2]
    browser = Client()
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert User.objects.get(login="first@example.org").check_password(PASSWORD)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("slug", "login", "said"),
    [("autumn", "13812345678", "没有代号为 autumn 的征文"), ("spring", "王海", "请填写手机号")],
)
def test_an_appointment_that_cannot_be_made(slug: str, login: str, said: str) -> None:
    make_contest(opened=False)
    appointments = Appointment.objects.count()
    with pytest.raises(CommandError, match=said):
        call_command("appoint", slug, login, name="王海")
    assert Appointment.objects.count() == appointments
