"""The verbs of the unit contact: receive, add, amend, confirm, discard."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from contest.entries.bundles.models import Bundle, BundleFile, BundlePart, BundleRow, BundleState
from contest.entries.bundles.operations import (
    Amendment,
    SignOff,
    add_row,
    add_to_bundle,
    amend_row,
    confirm_bundle,
    discard_bundle,
    receive_bundle,
)
from contest.entries.bundles.tasks import work_on_bundles
from contest.entries.operations import TooLate
from contest.ledger.models import Event
from contest.notice.models import Appointment, Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.bundles.making import (
    HEADINGS,
    PLEDGE,
    a_sign_off,
    confirmed,
    contact_of,
    manuscript,
    read,
    sent,
    sheet,
    told,
    zipped,
)
from tests.making import end_intake

pytestmark = pytest.mark.django_db

ZIP = zipped({"灯火-林晓.docx": manuscript("灯火", "林晓"), "林晓2.docx": manuscript("江声", "林晓")})
SHEET = sheet([HEADINGS, [1, "灯火", "林晓"], [2, "哨位", "李四"]])


@pytest.fixture
def contact(contest: Contest) -> User:
    """The contest's unit contact."""
    return contact_of(contest)


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def add(bundle: Bundle, **files: bytes) -> Bundle:
    return add_to_bundle(
        bundle=bundle,
        person=bundle.contact,
        uploads=[(f"{kind}.x", ContentFile(content)) for kind, content in files.items()],
        arrived_at=timezone.now(),
    )


def row_of(bundle: Bundle, position: int) -> BundleRow:
    return BundleRow.objects.get(bundle=bundle, position=position)


# --- receiving ---------------------------------------------------------------------------------------------------


def test_what_is_received_lies_on_the_disk_with_its_fingerprint(contest: Contest, contact: User) -> None:
    bundle = sent(contest, contact, zip=ZIP, sheet=SHEET)
    assert (bundle.state, bundle.unit_name, bundle.contact) == (BundleState.RECEIVED, "潮声纪念馆", contact)
    parts = {part.kind: part for part in bundle.parts.all()}
    assert {kind: part.sha256 for kind, part in parts.items()} == {
        "zip": hashlib.sha256(ZIP).hexdigest(),
        "sheet": hashlib.sha256(SHEET).hexdigest(),
    }
    with parts["zip"].open() as stored:
        assert stored.read() == ZIP
    event = Event.objects.latest("sequence")
    assert (event.action, event.subject_key, event.actor) == ("bundle.receive", bundle.token, contact)
    assert [one["size"] for one in event.after["files"]] == [len(ZIP), len(SHEET)]


def test_the_same_files_again_are_the_same_bundle(contest: Contest, contact: User) -> None:
    first = sent(contest, contact, zip=ZIP, sheet=SHEET)
    assert sent(contest, contact, sheet=SHEET, zip=ZIP) == first
    assert sent(contest, contact, zip=ZIP) != first
    assert BundlePart.objects.count() == 3
    discard_bundle(bundle=first, person=contact)
    assert sent(contest, contact, zip=ZIP, sheet=SHEET) != first


def test_only_a_unit_contact_sends_bundles(contest: Contest, contact: User, person: User) -> None:
    for somebody in (person, User.objects.get(login=f"organiser@{contest.slug}.example")):
        with pytest.raises(Refusal) as refusal:
            sent(contest, somebody, zip=ZIP)
        assert code_of(refusal) == "not-contact"
    Appointment.objects.filter(person=contact).update(ended_at=timezone.now())
    with pytest.raises(Refusal) as refusal:
        sent(contest, User.objects.get(pk=contact.pk), zip=ZIP)
    assert code_of(refusal) == "not-contact"
    assert not Bundle.objects.exists()


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "no-file"),
        ([ZIP, zipped({"a.docx": b"x"})], "two-of-a-kind"),
        ([SHEET, b"Rar!"], "other-archive"),
    ],
)
def test_what_is_no_bundle_is_refused_and_leaves_nothing(
    contest: Contest, contact: User, files: list[bytes], code: str, settings: Settings
) -> None:
    uploads = [("x", ContentFile(content)) for content in files]
    with pytest.raises(Refusal) as refusal:
        receive_bundle(contest=contest, person=contact, unit_name="馆", uploads=uploads, arrived_at=timezone.now())
    assert code_of(refusal) == code
    assert not BundlePart.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_after_the_deadline_nothing_is_taken(contest: Contest, contact: User) -> None:
    end_intake(contest)
    with pytest.raises(TooLate):
        sent(contest, contact, zip=ZIP)


def test_there_is_a_limit_of_size_and_of_uploads(contest: Contest, contact: User, settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = len(ZIP) - 1
    with pytest.raises(Refusal) as refusal:
        sent(contest, contact, zip=ZIP)
    assert code_of(refusal) == "too-large"
    settings.BUNDLE_MAX_BYTES = 10_000_000
    settings.BUNDLE_UPLOADS_A_DAY = 1
    sent(contest, contact, zip=ZIP)
    with pytest.raises(Refusal) as refusal:
        sent(contest, contact, sheet=SHEET)
    assert code_of(refusal) == "too-many-uploads"


# --- adding ------------------------------------------------------------------------------------------------------


def test_files_that_come_later_find_the_rows_that_wait(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, sheet=SHEET)
    assert told(bundle) == [(1, "wrong", "", ["no-file"]), (2, "wrong", "", ["no-file"])]
    add(bundle, zip=ZIP)
    work_on_bundles(seconds=600)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.READ
    assert told(bundle) == [(1, "ready", "灯火-林晓.docx", []), (2, "wrong", "", ["no-file"])]


def test_a_newer_sheet_takes_the_place_of_the_older(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=SHEET)
    add(bundle, sheet=sheet([HEADINGS, [1, "江声", "林晓"]]))
    work_on_bundles(seconds=600)
    assert [row[0] for row in told(bundle)] == [1]
    assert row_of(bundle, 1).title == "江声"
    assert bundle.parts.standing().filter(kind="sheet").count() == 1
    assert bundle.parts.filter(kind="sheet").count() == 2


def test_a_sheet_that_could_not_be_read_is_replaced(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=sheet([["没有表头"]]))
    assert (bundle.state, str((bundle.fault or {}).get("template"))[:11]) == (
        BundleState.UNREADABLE,
        "没有认出汇总表的表头。",
    )
    add(bundle, sheet=SHEET)
    work_on_bundles(seconds=600)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.fault, len(told(bundle))) == (BundleState.READ, None, 2)


def test_after_the_sign_off_the_sheet_stays(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=SHEET)
    confirmed(bundle, [1])
    work_on_bundles(seconds=600)
    with pytest.raises(Refusal) as refusal:
        add(bundle, sheet=sheet([HEADINGS, [1, "江声", "林晓"]]))
    assert code_of(refusal) == "signed-already"
    assert bundle.parts.count() == 2


# --- amending ----------------------------------------------------------------------------------------------------


def test_a_row_is_corrected_and_the_others_are_looked_at_again(contest: Contest, contact: User) -> None:
    rows = sheet([HEADINGS, [1, "灯下", "林晓"], [2, "江边", "林晓"]])
    files = zipped({"林晓1.docx": manuscript("甲", "林晓"), "林晓2.docx": manuscript("乙", "林晓")})
    bundle = read(contest, contact, zip=files, sheet=rows)
    assert told(bundle) == [(1, "wrong", "", ["which-file"]), (2, "wrong", "", ["which-file"])]
    chosen = BundleFile.objects.get(name="林晓2.docx")
    amendment = Amendment("西馆", "灯下", "林晓", phone="1", consents={"publish": False}, file=chosen.pk)
    row = amend_row(row=row_of(bundle, 1), person=contact, amendment=amendment, at=timezone.now())
    assert (row.unit, row.file, row.how, row.certain, row.consents) == (
        "西馆",
        chosen,
        "chosen",
        True,
        {"publish": False},
    )
    assert told(bundle) == [(1, "ready", "林晓2.docx", []), (2, "ready", "林晓1.docx", [])]


def test_a_file_of_another_row_is_not_taken_from_it(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=SHEET)
    held = row_of(bundle, 1).file_id
    with pytest.raises(Refusal) as refusal:
        amend_row(
            row=row_of(bundle, 2), person=contact, amendment=Amendment("", "哨位", "李四", file=held), at=timezone.now()
        )
    assert str(refusal.value) == "这个文件已经归第 1 行。请先在那一行改选，再选给这一行。"
    other = read(contest, contact, zip=zipped({"别的.docx": manuscript("别的", "孙七")}))
    foreign = Amendment("", "哨位", "李四", file=other.files.get().pk)
    with pytest.raises(Refusal) as refusal:
        amend_row(row=row_of(bundle, 2), person=contact, amendment=foreign, at=timezone.now())
    assert code_of(refusal) == "no-such-file"


def test_saving_a_proposal_settles_it(contest: Contest, contact: User) -> None:
    files = zipped({"林晓-我的家.docx": manuscript("我的家", "林晓")})
    bundle = read(contest, contact, zip=files, sheet=sheet([HEADINGS, [1, "灯火", "林晓"]]))
    assert told(bundle) == [(1, "doubt", "林晓-我的家.docx", ["proposed"])]
    row = row_of(bundle, 1)
    amendment = Amendment("", "灯火", "林晓", file=row.file_id)
    amend_row(row=row, person=contact, amendment=amendment, at=timezone.now())
    assert told(bundle) == [(1, "ready", "林晓-我的家.docx", [])]


def test_a_file_without_a_row_gets_one(contest: Contest, contact: User) -> None:
    files = zipped(
        {"灯火-林晓.docx": manuscript("灯火", "林晓"), "十周年-潮声纪念馆-江声-王五.docx": manuscript("江声", "王五")}
    )
    bundle = read(contest, contact, zip=files, sheet=sheet([HEADINGS, [1, "灯火", "林晓"]]))
    spare = bundle.files.get(row=None)
    row = add_row(file=spare, person=contact)
    assert (row.position, row.standing) == (2, "ready")
    with pytest.raises(Refusal) as refusal:
        add_row(file=spare, person=contact)
    assert code_of(refusal) == "file-taken"


# --- confirming --------------------------------------------------------------------------------------------------


def test_the_sign_off_is_kept_with_its_words_and_on_record(contest: Contest, contact: User) -> None:
    bundle = confirmed(read(contest, contact, zip=ZIP, sheet=SHEET), [1], ["publish"])
    assert bundle.state == BundleState.CONFIRMED
    sign_off = bundle.sign_offs.get()
    today = timezone.localdate()
    assert (sign_off.name, sign_off.post, sign_off.date) == ("郑主任", "政治处主任", today)
    assert (sign_off.pledge, sign_off.agreed, sign_off.signed_by) == (PLEDGE, ["publish"], contact)
    event = Event.objects.latest("sequence")
    assert (event.action, event.after) == (
        "bundle.confirm",
        {
            "rows": [1],
            "name": "郑主任",
            "post": "政治处主任",
            "date": today.isoformat(),
            "pledge": PLEDGE,
            "agreed": ["publish"],
        },
    )


@pytest.mark.parametrize(
    ("chosen", "sign_off", "code"),
    [
        ([], a_sign_off, "nothing-chosen"),
        ([9], a_sign_off, "nothing-chosen"),
        ([1, 2], a_sign_off, "rows-wrong"),
        ([1], lambda: SignOff("", "主任", timezone.localdate()), "no-sign-off"),
        ([1], lambda: SignOff("郑主任", " ", timezone.localdate()), "no-sign-off"),
    ],
)
def test_without_rows_that_can_go_or_without_sign_off_nothing_goes(
    contest: Contest, contact: User, chosen: list[int], sign_off: object, code: str
) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=SHEET)
    with pytest.raises(Refusal) as refusal:
        confirm_bundle(
            bundle=bundle,
            person=contact,
            chosen=chosen,
            sign_off=sign_off(),  # type: ignore[operator]
            pledge=PLEDGE,
            at=timezone.now(),
        )
    assert code_of(refusal) == code
    assert not bundle.sign_offs.exists()


def test_confirming_twice_is_confirming_once(contest: Contest, contact: User) -> None:
    bundle = confirmed(read(contest, contact, zip=ZIP, sheet=SHEET), [1])
    confirmed(bundle, [1])
    work_on_bundles(seconds=600)
    confirmed(bundle, [1])
    assert (bundle.sign_offs.count(), contest.entries.count()) == (1, 1)


def test_what_is_on_its_way_is_neither_corrected_nor_discarded(contest: Contest, contact: User) -> None:
    bundle = confirmed(read(contest, contact, zip=ZIP, sheet=SHEET), [1])
    with pytest.raises(Refusal) as refusal:
        amend_row(row=row_of(bundle, 2), person=contact, amendment=Amendment("", "哨位", "李四"), at=timezone.now())
    assert code_of(refusal) == "busy"
    with pytest.raises(Refusal) as refusal:
        discard_bundle(bundle=bundle, person=contact)
    assert code_of(refusal) == "busy"


def test_a_discarded_bundle_stays_on_record_and_is_not_worked_on(contest: Contest, contact: User) -> None:
    bundle = sent(contest, contact, zip=ZIP)
    discard_bundle(bundle=bundle, person=contact)
    discard_bundle(bundle=bundle, person=contact)
    assert work_on_bundles() == 0
    bundle.refresh_from_db()
    assert (bundle.state, bundle.parts.count()) == (BundleState.DISCARDED, 1)
    assert Event.objects.filter(action="bundle.discard").count() == 1


def test_anothers_bundle_is_left_alone(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=SHEET)
    other = contact_of(contest, "other@example.org")
    for verb in (
        lambda: add_to_bundle(
            bundle=bundle, person=other, uploads=[("x", ContentFile(ZIP))], arrived_at=timezone.now()
        ),
        lambda: amend_row(row=row_of(bundle, 1), person=other, amendment=Amendment("", "", ""), at=timezone.now()),
        lambda: discard_bundle(bundle=bundle, person=other),
    ):
        with pytest.raises(Refusal) as refusal:
            verb()
        assert code_of(refusal) == "not-contact"


# --- what the database holds ---------------------------------------------------------------------------------------


def test_the_database_holds_one_row_a_file_and_no_entry_without_sign_off(contest: Contest, contact: User) -> None:
    bundle = read(contest, contact, zip=ZIP, sheet=SHEET)
    first, second = bundle.rows.all()
    confirmed(bundle, [1])
    work_on_bundles(seconds=600)
    first.refresh_from_db()
    of_rows: list[dict[str, object]] = [
        {"file": first.file, "how": "chosen"},
        {"entry": first.entry},
        {"sign_off": first.sign_off},
    ]
    for change in of_rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            BundleRow.objects.filter(pk=second.pk).update(**change)
    of_bundles: list[dict[str, object]] = [
        {"state": BundleState.UNREADABLE},
        {"read_at": None},
        {"leased_until": timezone.now() + timedelta(minutes=1)},
    ]
    for change in of_bundles:
        with pytest.raises(IntegrityError), transaction.atomic():
            Bundle.objects.filter(pk=bundle.pk).update(**change)
