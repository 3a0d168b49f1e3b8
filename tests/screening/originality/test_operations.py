import pytest

from contest.documents.writer import write_docx
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.screening.originality.models import CommonText, ComparedText, ReferenceText, TextMatch
from contest.screening.originality.operations import (
    MOST_TEXT,
    add_reference,
    mark_common,
    revoke_common,
    withdraw_reference,
)
from contest.screening.originality.queries import highest_scores, standing_matches
from contest.screening.originality.reading import read_reference
from tests.making import make_contest, organiser_of
from tests.screening.originality.making import compare_all, entry_of, text_of
from tests.screening.originality.texts import ESSAYS, PASSAGE, SOURCE, with_passage

pytestmark = pytest.mark.django_db
COPIER = with_passage(ESSAYS[3], PASSAGE)


def test_a_reference_finds_what_was_handed_in_before(contest: Contest) -> None:
    copier = entry_of(contest, COPIER)
    compare_all()
    reference = add_reference(contest=contest, title="旧文", source="旧刊", text=SOURCE, actor=organiser_of(contest))
    compare_all()
    match = TextMatch.objects.get()
    assert (match.first, match.second) == (text_of(copier), reference.compared_text)
    assert Event.objects.last().action == "reference.add"  # type: ignore[union-attr]
    assert chain_faults() == []


def test_two_references_are_not_held_against_each_other(contest: Contest) -> None:
    for text in (SOURCE, SOURCE + "。"):
        add_reference(contest=contest, title="旧文", source="", text=text, actor=None)
    compare_all()
    assert not TextMatch.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"), [("太短", "too-short"), ("，。" * 99, "too-short"), ("长" * (MOST_TEXT + 1), "too-long")]
)
def test_a_reference_that_tells_nothing_is_refused(contest: Contest, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_reference(contest=contest, title="旧文", source="", text=text, actor=None)
    assert refused.value.code == code
    assert not ReferenceText.objects.exists()


def test_a_reference_is_there_once_in_a_contest(contest: Contest) -> None:
    add_reference(contest=contest, title="旧文", source="", text=SOURCE, actor=None)
    with pytest.raises(Refusal) as refused:
        add_reference(contest=contest, title="另名", source="", text=SOURCE, actor=None)
    assert refused.value.code == "there-already"
    add_reference(contest=make_contest("other"), title="旧文", source="", text=SOURCE, actor=None)
    assert ComparedText.objects.count() == 2


def test_a_reference_that_was_taken_back_is_like_nothing_and_can_be_added_again(contest: Contest) -> None:
    organiser, entry = organiser_of(contest), entry_of(contest, COPIER)
    reference = add_reference(contest=contest, title="旧文", source="文集", text=SOURCE, actor=None)
    compare_all()
    assert standing_matches().count() == 1
    for _ in range(2):
        withdraw_reference(reference=reference, actor=organiser)
    assert not standing_matches().exists()
    assert highest_scores([entry.manuscript_id or 0]) == {}
    event = Event.objects.get(action="reference.withdraw")
    assert (event.actor, event.before["title"]) == (organiser, "旧文")
    add_reference(contest=contest, title="旧文", source="文集", text=SOURCE, actor=None)
    compare_all()
    assert standing_matches().count() == 1


def test_the_figures_follow_what_is_common(contest: Contest) -> None:
    organiser = organiser_of(contest)
    entry_of(contest, SOURCE)
    entry_of(contest, COPIER)
    compare_all()
    before = TextMatch.objects.get().first_share
    common = mark_common(contest=contest, text=f" {PASSAGE}\n", note="通知原文", actor=organiser)
    compare_all()
    assert not TextMatch.objects.exists()
    revoke_common(common=common, actor=organiser)
    compare_all()
    assert TextMatch.objects.get().first_share == before
    revoke_common(common=common, actor=organiser)
    assert [event.action for event in Event.objects.order_by("-pk")[:2]] == ["common.revoke", "common.mark"]
    assert not ComparedText.objects.filter(compared_at=None).exists()


def test_a_common_passage_with_variations_counts_for_nobody(contest: Contest) -> None:
    entry_of(contest, SOURCE)
    entry_of(contest, COPIER)
    varied = PASSAGE[:40] + "这里改了几个字" + PASSAGE[46:]
    mark_common(contest=contest, text=varied, note="", actor=organiser_of(contest))
    compare_all()
    assert not TextMatch.objects.exists()


def test_what_is_common_elsewhere_counts_here(contest: Contest) -> None:
    elsewhere = make_contest("other")
    mark_common(contest=elsewhere, text=PASSAGE, note="", actor=organiser_of(elsewhere))
    entry_of(contest, SOURCE)
    entry_of(contest, COPIER)
    compare_all()
    assert TextMatch.objects.count() == 1


def test_too_short_a_passage_is_not_called_common(contest: Contest) -> None:
    with pytest.raises(Refusal):
        mark_common(contest=contest, text="薪火，相传！", note="", actor=organiser_of(contest))
    assert not CommonText.objects.exists()


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_its_coding(coding: str) -> None:
    assert read_reference("旧刊/江上的灯.txt", SOURCE.encode(coding)) == ("江上的灯", SOURCE)


def test_a_manuscript_is_read_with_its_title() -> None:
    title, text = read_reference("x.docx", write_docx("江上的灯", "", [SOURCE]))
    assert title == "江上的灯"
    assert SOURCE in text


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Refusal):
        read_reference("图.png", b"\x89PNG\r\n\x1a\n" + bytes(99))
