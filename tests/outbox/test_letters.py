"""The kinds of letters, their standard wording, and a contest's own."""

import pytest

from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.outbox.catalogue import LETTERS, MEANINGS, SAMPLES, standard
from contest.outbox.models import LetterKind, LetterWording, Message
from contest.outbox.operations import WordingRefused, restore, reword, wording_in_use, write
from contest.outbox.wording import Wording, faults, tidy
from contest.people.models import User

pytestmark = pytest.mark.django_db

OWN = Wording("请改《{{title}}》", "因为{{reason}}，请在 {{until}} 前重交。")
VALUES = {
    "contest": "春潮主题征文",
    "title": "灯火",
    "author": "林晓",
    "unit": "潮声纪念馆",
    "reason": "署名",
    "until": "2031-05-06 19:30",
}


def own(contest: Contest, organiser: User, wording: Wording = OWN, kind: LetterKind = LetterKind.RETURNED) -> Wording:
    return reword(kind=kind, contest=contest.slug, wording=wording, actor=organiser)


def test_every_kind_has_its_letter() -> None:
    assert list(LETTERS) == list(LetterKind)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_standard_wording_could_be_kept_as_it_stands(kind: LetterKind) -> None:
    letter, wording = LETTERS[kind], standard(kind)
    assert tidy(wording) == wording
    assert faults(wording, known=letter.places, needed=letter.needed) == {}
    assert set(letter.needed) <= set(letter.places) <= set(MEANINGS)
    assert set(letter.places) <= {*SAMPLES, "contest", "until"}


def test_a_letter_is_written_by_the_standard_until_the_contest_has_its_own(
    contest: Contest, organiser: User, person: User
) -> None:
    write(LetterKind.RETURNED, contest=contest.slug, values=VALUES, person=person)
    own(contest, organiser)
    write(LetterKind.RETURNED, contest=contest.slug, values=VALUES, person=person)
    write(LetterKind.RETURNED, contest="autumn", values=VALUES, person=person)
    assert [(one.subject, one.body, one.contest, one.at_once) for one in Message.objects.order_by("id")] == [
        ("请修改：《灯火》", "《灯火》需要修改：署名\n请在 2031-05-06 19:30 之前重新提交。", "spring", True),
        ("请改《灯火》", "因为署名，请在 2031-05-06 19:30 前重交。", "spring", True),
        ("请修改：《灯火》", "《灯火》需要修改：署名\n请在 2031-05-06 19:30 之前重新提交。", "autumn", True),
    ]


def test_what_a_place_holds_stays_what_it_is(contest: Contest, person: User) -> None:
    values = {**VALUES, "title": "{{reason}}%(until)s{0}\r\nBcc: x@example.org"}
    letter = write(LetterKind.RETURNED, contest=contest.slug, values=values, person=person)
    assert letter.subject == "请修改：《{{reason}}%(until)s{0} Bcc: x@example.org》"


def test_who_changed_what_is_on_record(contest: Contest, organiser: User) -> None:
    own(contest, organiser)
    restore(kind=LetterKind.RETURNED, contest=contest.slug, actor=organiser)
    usual = standard(LetterKind.RETURNED)
    changed, restored = Event.objects.filter(subject_kind="letter")
    assert (changed.action, changed.actor, changed.contest) == ("letter.reword", organiser, contest.slug)
    assert (changed.subject_key, restored.action) == ("returned", "letter.restore")
    assert changed.before == restored.after == {"subject": usual.subject, "body": usual.body}
    assert changed.after == restored.before == {"subject": OWN.subject, "body": OWN.body}
    assert LetterWording.objects.count() == 0
    assert chain_faults() == []


def test_what_changes_nothing_leaves_no_trace(contest: Contest, organiser: User) -> None:
    own(contest, organiser, standard(LetterKind.RETURNED))
    restore(kind=LetterKind.RETURNED, contest=contest.slug, actor=organiser)
    assert Event.objects.filter(subject_kind="letter").count() == 0
    own(contest, organiser)
    own(contest, organiser)
    assert Event.objects.filter(subject_kind="letter").count() == 1


def test_a_wording_that_cannot_be_used_is_not_kept(contest: Contest, organiser: User) -> None:
    with pytest.raises(WordingRefused) as refused:
        own(contest, organiser, Wording("{{secret}}", "请改。"))
    assert {field: str(fault) for field, fault in refused.value.faults.items()} == {
        "subject": "没有{{secret}}这样的内容可以填入。可用的列在“可以填入的内容”里，请照样写。",
        "body": "这封信里不能少了{{reason}}、{{until}}。",
    }
    assert LetterWording.objects.count() == 0


def test_a_wording_that_no_longer_fits_gives_way_to_the_standard(
    contest: Contest, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a new version of the product, where a place has gone."""
    LetterWording.objects.create(contest=contest.slug, kind=LetterKind.RETURNED, subject="{{gone}}", body="请改。")
    assert wording_in_use(LetterKind.RETURNED, contest.slug) == standard(LetterKind.RETURNED)
    assert "The wording of returned in spring can't be used: subject, body" in caplog.text
