"""The unit contact's pages, from the upload to the receipts; what who oversees sees of them, and nobody else."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contest.entries.bundles.models import Bundle, BundleState
from contest.entries.bundles.tasks import work_on_bundles
from contest.entries.models import Entry, Receipt
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.screening.operations import return_entry
from contest.workbooks.reader import read_rows
from tests.entries.bundles.making import HEADINGS, confirmed, contact_of, manuscript, read, sent, sheet, zipped
from tests.making import appointed, body_of, end_intake, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

FILES = {"灯火-林晓.docx": manuscript("灯火", "林晓"), "多出的.docx": manuscript("多出的", "孙七")}
ZIP = zipped(FILES, "gbk")
SHEET = sheet([HEADINGS, [1, "灯火", "林晓", "西馆"], [2, "哨位", "李四"]])
SIGNED = {"name": "郑主任", "post": "政治处主任", "date": "2025-08-01", "pledged": "on"}


@pytest.fixture
def contact(contest: Contest) -> User:
    """The contest's unit contact."""
    return contact_of(contest)


@pytest.fixture
def client(contact: User) -> Client:
    """The unit contact's browser."""
    return signed_in_client(contact)


@pytest.fixture
def bundle(contest: Contest, contact: User) -> Bundle:
    """A bundle after its dry run: one row is ready, one has no file, one file has no row."""
    return read(contest, contact, zip=ZIP, sheet=SHEET)


def address(name: str, bundle: Bundle, *args: object) -> str:
    return reverse(name, args=[bundle.contest.slug, bundle.token, *args])


def page(client: Client, name: str, bundle: Bundle, *args: object) -> str:
    answer = client.get(address(name, bundle, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def uploads() -> dict[str, object]:
    return {
        "unit_name": "潮声纪念馆",
        "files": [SimpleUploadedFile("稿件.zip", ZIP), SimpleUploadedFile("汇总表.xlsx", SHEET)],
    }


# --- sending -----------------------------------------------------------------------------------------------------


def test_the_way_from_the_upload_to_the_receipts(contest: Contest, client: Client) -> None:
    new = reverse("new-bundle", args=[contest.slug])
    assert 'value="潮声纪念馆"' in client.get(new).content.decode()
    answer = client.post(new, uploads())
    bundle = Bundle.objects.get()
    assert answer.headers["Location"] == address("bundle", bundle)
    assert "已经上传，正在打开……" in page(client, "bundle", bundle)
    assert client.get(address("bundle-progress", bundle)).status_code == 200
    work_on_bundles(seconds=600)
    assert client.get(address("bundle-progress", bundle)).headers["HX-Refresh"] == "true"
    shown = page(client, "bundle", bundle)
    assert "1 行可以提交，0 行请核对，1 行要补正" in shown
    assert re.findall(r'name="rows" value="(\d+)" form="sign-off"( checked)?', shown) == [("1", " checked")]
    assert "没有找到这一篇的文件" in shown
    assert "多出的.docx" in shown
    answer = client.post(address("confirm-bundle", bundle), {**SIGNED, "rows": ["1"], "consent-publish": "on"})
    assert answer.headers["Location"] == address("bundle", bundle)
    assert "正在提交：已收下 0 篇，共 1 篇。" in page(client, "bundle", bundle)
    work_on_bundles(seconds=600)
    receipt = Receipt.objects.get()
    assert (receipt.title, receipt.author, receipt.unit_name) == ("灯火", "林晓", "西馆")
    printed = page(client, "bundle-receipts", bundle)
    assert receipt.number in printed
    assert receipt.secret in printed
    assert "签发：郑主任（政治处主任）2025-08-01" in printed
    rows = read_rows(BytesIO(body_of(client.get(address("bundle-receipts-workbook", bundle)))))
    assert rows[1][:6] == [1, "灯火", "林晓", "西馆", receipt.number, receipt.secret]
    assert Bundle.objects.get().sign_offs.get().pledge == (
        "本单位已对所交稿件作政治和保密审查。各篇的作者都已作出通知要求的承诺，原话是：“文稿是本人原创。”"
    )


def test_with_htmx_the_page_is_left_by_its_header(contest: Contest, client: Client) -> None:
    answer = client.post(reverse("new-bundle", args=[contest.slug]), uploads(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == address("bundle", Bundle.objects.get())


@pytest.mark.parametrize("name", ["new-bundle", "bundle"])
def test_a_form_that_uploads_holds_all_that_its_script_fills_in(bundle: Bundle, client: Client, name: str) -> None:
    where = reverse(name, args=[bundle.contest.slug]) if name == "new-bundle" else address(name, bundle)
    form = re.search(r'<form [^>]*class="drop-form.*?</form>', client.get(where).content.decode(), re.DOTALL)
    assert form is not None
    script = (Path(__file__).parents[3] / "static" / "js" / "drop.js").read_text(encoding="utf-8")
    parts = set(re.findall(r'querySelector\("\.(drop-\w+)"\)', script))
    assert parts == {"drop-name", "drop-sending", "drop-progress", "drop-state", "drop-figures", "drop-broken"}
    for part in parts:
        assert f'class="{part}' in form[0]
    assert 'data-again="再传一次"' in form[0]


def test_what_is_refused_is_said_and_what_was_typed_stays(contest: Contest, client: Client) -> None:
    sent_files = {"unit_name": "西馆", "files": [SimpleUploadedFile("a.rar", b"Rar!")]}
    answer = client.post(reverse("new-bundle", args=[contest.slug]), sent_files)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "这是 RAR 或 7z 压缩包。请解压后重新压缩成 .zip 再上传。" in shown
    assert 'value="西馆"' in shown


def test_only_these_pages_take_large_files(contest: Contest, client: Client, settings: Settings) -> None:
    settings.MANUSCRIPT_MAX_BYTES = 5_000
    assert len(ZIP) > settings.MANUSCRIPT_MAX_BYTES
    answer = client.post(reverse("hand-in", args=[contest.slug]), {"file": SimpleUploadedFile("a.docx", ZIP)})
    assert answer.status_code == 422
    assert client.post(reverse("new-bundle", args=[contest.slug]), uploads()).status_code == 302
    settings.BUNDLE_MAX_BYTES = 5_000
    answer = client.post(reverse("new-bundle", args=[contest.slug]), uploads())
    assert answer.status_code == 422
    assert "请分成几个压缩包" in answer.content.decode()


def test_files_never_stand_in_memory(contest: Contest, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.files import uploadhandler

    def refused(*args: object, **kwargs: object) -> None:
        raise AssertionError("held in memory")

    monkeypatch.setattr(uploadhandler.MemoryFileUploadHandler, "new_file", refused)
    assert client.post(reverse("new-bundle", args=[contest.slug]), uploads()).status_code == 302


@pytest.mark.parametrize("name", ["new-bundle", "add-to-bundle", "confirm-bundle", "discard-bundle"])
def test_nothing_is_taken_without_the_token_of_the_form(
    contest: Contest, contact: User, bundle: Bundle, name: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(contact)
    where = reverse(name, args=[contest.slug]) if name == "new-bundle" else address(name, bundle)
    assert strict.post(where, uploads()).status_code == 403
    assert Bundle.objects.get().state == BundleState.READ


def test_after_the_deadline_the_page_says_so_and_bundles_stay_open(
    contest: Contest, client: Client, bundle: Bundle
) -> None:
    end_intake(contest)
    assert "已经截稿，不再收稿。" in client.get(reverse("new-bundle", args=[contest.slug])).content.decode()
    shown = page(client, "bundle", bundle)
    assert "签发并提交勾选的行" in shown
    assert "补传压缩包" not in shown


# --- the dry run ---------------------------------------------------------------------------------------------------


def test_a_row_is_corrected_on_its_page(client: Client, bundle: Bundle) -> None:
    spare = bundle.files.get(row=None)
    shown = page(client, "bundle-row", bundle, 2)
    assert f'<option value="{spare.pk}">多出的.docx</option>' in shown
    fields = {"title": "哨位", "author": "李四", "unit": "", "file": spare.pk, "consent-publish": "no"}
    answer = client.post(address("bundle-row", bundle, 2), fields)
    assert answer.headers["Location"] == address("bundle", bundle) + "#row-2"
    row = bundle.rows.get(position=2)
    assert (row.file, row.standing, row.consents) == (spare, "ready", {"publish": False})
    taken = bundle.rows.get(position=1).file
    assert taken is not None
    answer = client.post(address("bundle-row", bundle, 2), {**fields, "file": taken.pk})
    assert answer.status_code == 422


def test_a_file_may_be_looked_at_and_get_a_row(client: Client, bundle: Bundle) -> None:
    spare = bundle.files.get(row=None)
    answer = client.get(address("bundle-file", bundle, spare.pk))
    assert body_of(answer) == FILES["多出的.docx"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer = client.post(address("add-bundle-row", bundle, spare.pk))
    assert answer.headers["Location"] == address("bundle-row", bundle, 3)


def test_no_file_of_a_bundle_leaves_as_a_program(contest: Contest, client: Client, contact: User) -> None:
    packed = zipped({"灯火.docx": manuscript("灯火", "林晓"), "list.exe": b"MZ\0"})
    program = read(contest, contact, zip=packed).files.get(name="list.exe")
    answer = client.get(address("bundle-file", program.bundle, program.pk))
    assert (answer["Content-Disposition"], body_of(answer)) == ('attachment; filename="list.exe.bin"', b"MZ\0")


def test_an_incomplete_sign_off_keeps_what_was_ticked(client: Client, bundle: Bundle) -> None:
    answer = client.post(address("confirm-bundle", bundle), {"rows": ["1"], "name": "郑主任", "date": "2999-01-01"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="1" form="sign-off" checked' in shown
    assert 'value="郑主任"' in shown
    assert "请填写今天或以前的日期。" in shown
    assert not Entry.objects.exists()


@pytest.mark.parametrize("rows", [[], ["2"], ["x", "-1", "999999999999"]])
def test_rows_that_can_not_go_are_refused_in_words(client: Client, bundle: Bundle, rows: list[str]) -> None:
    answer = client.post(address("confirm-bundle", bundle), {**SIGNED, "rows": rows})
    assert answer.status_code == 422
    assert "还有地方要改" in answer.content.decode()


def test_a_bundle_is_discarded_and_stays_to_be_seen(client: Client, bundle: Bundle) -> None:
    client.post(address("discard-bundle", bundle))
    shown = page(client, "bundle", bundle)
    assert "已作废" in shown
    assert "签发并提交" not in shown


def test_while_rows_are_entered_the_page_that_waits_shows_each(contest: Contest, contact: User, client: Client) -> None:
    files = {f"{title}-林晓.docx": manuscript(title, "林晓") for title in ("灯火", "哨位", "堤岸")}
    rows = sheet([HEADINGS, *([n, title, "林晓"] for n, title in enumerate(("灯火", "哨位", "堤岸"), 1))])
    bundle = confirmed(read(contest, contact, zip=zipped(files), sheet=rows), [1, 2, 3])
    shown = page(client, "bundle", bundle)
    waits = f'hx-get="{address("bundle-progress", bundle)}?entered=0&amp;show=all"'
    assert waits in shown
    for _ in range(2):
        work_on_bundles(seconds=0)
    brought = client.get(address("bundle-progress", bundle), {"entered": "1", "show": "all"}).content.decode()
    assert "正在提交：已收下 2 篇，共 3 篇。" in brought
    assert "?entered=2&amp;show=all" in brought
    assert re.findall(r'<tr id="row-(\d)" hx-swap-oob="true"', brought) == ["2"]
    assert re.findall(r'等待提交 <span class="count">(\d)</span>', brought) == ["1"]
    entry = bundle.rows.get(position=2).entry
    assert entry is not None
    assert f'href="{reverse("entry", args=[entry.token])}"' in brought
    for wrong in ("", "x", "9999999"):
        assert "hx-swap-oob" not in client.get(address("bundle-progress", bundle), {"entered": wrong}).content.decode()


def test_a_file_that_was_refused_is_no_choice_for_a_row(contest: Contest, contact: User, client: Client) -> None:
    files = {
        "灯火-林晓.docx": manuscript("灯火", "林晓"),
        "说明.txt": "说明".encode(),
        "哨位.docx": manuscript("哨位", "李四"),
    }
    bundle = read(contest, contact, zip=zipped(files), sheet=SHEET)
    choices = re.findall(r"<option[^>]*>([^<]+)</option>", page(client, "bundle-row", bundle, 2))
    assert [name for name in choices if "." in name] == ["哨位.docx"]


def test_tabs_show_the_rows_of_one_kind(client: Client, bundle: Bundle) -> None:
    shown = client.get(address("bundle", bundle), {"show": "wrong"}).content.decode()
    assert re.findall(r'id="row-(\d+)"', shown) == ["2"]
    assert re.findall(r'id="row-(\d+)"', client.get(address("bundle", bundle), {"show": "?"}).content.decode()) == [
        "1",
        "2",
    ]


def test_the_questions_do_not_grow_with_the_rows(
    contest: Contest, contact: User, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = {
        f"江声{number}-林{sign}.docx": manuscript(f"江声{number}", f"林{sign}")
        for number, sign in enumerate("晓山川水")
    }
    rows = sheet([HEADINGS, *([n, f"江声{n}", f"林{sign}"] for n, sign in enumerate("晓山川水"))])
    bundle = confirmed(read(contest, contact, zip=zipped(many), sheet=rows), [1, 2])
    work_on_bundles(seconds=600)
    with django_assert_max_num_queries(24):
        page(client, "bundle", bundle)
    with django_assert_max_num_queries(12):
        page(client, "bundle-receipts", bundle)


# --- who sees it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", [Office.ORGANISER, Office.OBSERVER])
def test_who_oversees_reads_along_and_changes_nothing(contest: Contest, bundle: Bundle, office: Office) -> None:
    overseer = signed_in_client(appointed(contest, office))
    desk = overseer.get(reverse("desk", args=[contest.slug])).content.decode()
    assert reverse("bundles", args=[contest.slug]) in desk
    listed = overseer.get(reverse("bundles", args=[contest.slug])).content.decode()
    assert address("bundle", bundle) in listed
    shown = page(overseer, "bundle", bundle)
    assert "灯火-林晓.docx" in shown
    assert 'name="rows"' not in shown
    assert "更正" not in re.sub(r"(?s)<ul class=\"bundle-findings\">.*?</ul>", "", shown)
    for name in ("confirm-bundle", "discard-bundle", "add-to-bundle"):
        assert overseer.post(address(name, bundle)).status_code == 404


def test_what_came_in_a_bundle_is_one_line_among_ones_own(bundle: Bundle, client: Client) -> None:
    confirmed(bundle)
    work_on_bundles(seconds=600)
    entry = Entry.objects.get()
    mine = reverse("my-entries")
    shown = client.get(mine).content.decode()
    line = f'<a href="{address("bundle", bundle)}?show=entered">潮声纪念馆 · {bundle.contest.title}</a> 已收下 1 篇'
    assert line in shown
    assert reverse("entry", args=[entry.token]) not in shown
    assert reverse("entry", args=[entry.token]) in page(client, "bundle", bundle)
    assert reverse("entry", args=[entry.token]) in client.get(mine, {"q": "灯火"}).content.decode()
    until = timezone.now() + timedelta(days=3)
    return_entry(
        entry=entry, manuscript=entry.manuscripts.get(), note="改。", until=until, actor=organiser_of(bundle.contest)
    )
    assert reverse("entry", args=[entry.token]) in client.get(mine).content.decode()


def test_another_contact_sees_only_their_own(contest: Contest, bundle: Bundle) -> None:
    other = contact_of(contest, "other@example.org")
    own = sent(contest, other, zip=zipped({"a.docx": b"x"}))
    browser = signed_in_client(other)
    listed = browser.get(reverse("bundles", args=[contest.slug])).content.decode()
    assert (address("bundle", own) in listed, address("bundle", bundle) in listed) == (True, False)
    for name in ("bundle", "bundle-progress", "bundle-receipts", "bundle-receipts-workbook"):
        assert browser.get(address(name, bundle)).status_code == 404
    spare = bundle.files.get(row=None).pk
    assert browser.get(address("bundle-file", bundle, spare)).status_code == 404
    assert browser.get(address("bundle-file", own, spare)).status_code == 404


def test_the_contact_finds_the_way(contest: Contest, client: Client) -> None:
    listed = reverse("bundles", args=[contest.slug])
    assert listed in client.get(reverse("my-entries")).content.decode()
    assert listed in client.get(reverse("contest-home", args=[contest.slug])).content.decode()
