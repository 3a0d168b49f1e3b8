from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contest.entries.models import Manuscript
from contest.notice.models import Contest
from contest.screening.originality.comparing import compare, compare_waiting, index_waiting, learned
from contest.screening.originality.index import new_text, shelve_fresh
from contest.screening.originality.models import CommonText, ComparedText, TextMatch
from contest.screening.originality.operations import mark_common
from tests.documents.parts import box, docx, p
from tests.entries.together import at_once, shared_database
from tests.making import hand_in_entry, make_contest, make_person, organiser_of
from tests.screening.originality.making import compare_all, entry_of, matched, text_of
from tests.screening.originality.texts import ESSAYS, PASSAGE, SOURCE, with_passage

COPIER = with_passage(ESSAYS[3], PASSAGE)


@pytest.mark.django_db
def test_a_copied_passage_is_kept_with_its_places(contest: Contest) -> None:
    source, copier = entry_of(contest, SOURCE), entry_of(contest, COPIER)
    compare_all()
    match = matched(source, copier)
    ((score, a_start, a_end, b_start, b_end),) = match.passages
    assert match.score == score >= 50
    a, b = text_of(source).text[a_start:a_end], text_of(copier).text[b_start:b_end]
    assert a.replace("\n", "")[10:-10] in b.replace("\n", "")
    assert 0.1 < match.second_share < match.first_share < 0.5


@pytest.mark.django_db
def test_what_stands_in_a_text_box_is_compared_too(contest: Contest) -> None:
    source = entry_of(contest, SOURCE)
    essay = "".join(p(f"{one}。") for one in ESSAYS[3].split("。") if one)
    copier = hand_in_entry(contest, make_person("13812345678", "秦佩"), content=docx(essay + p(box(PASSAGE))))
    compare_all()
    ((_score, _a_start, _a_end, start, end),) = matched(source, copier).passages
    assert PASSAGE[10:-10] in text_of(copier).text[start:end]


@pytest.mark.django_db
def test_texts_of_their_own_have_no_match(contest: Contest) -> None:
    for text in ESSAYS[:4]:
        entry_of(contest, text)
    compare_all()
    assert not TextMatch.objects.exists()
    assert not ComparedText.objects.filter(compared_at=None).exists()


@pytest.mark.django_db
def test_an_earlier_contest_is_looked_through_and_shelves_too(contest: Contest) -> None:
    source = entry_of(make_contest("earlier"), SOURCE)
    compare_all()
    shelve_fresh(at_least=1)
    copier = entry_of(contest, COPIER)
    compare_all()
    assert matched(source, copier).score >= 50


@pytest.mark.django_db
def test_what_is_compared_again_takes_the_place_of_what_was(contest: Contest) -> None:
    source, copier = entry_of(contest, SOURCE), entry_of(contest, COPIER)
    compare_all()
    before = matched(source, copier)
    organiser = organiser_of(contest)
    common = CommonText.objects.create(contest=contest, text=PASSAGE, marked_by=organiser)
    ComparedText.objects.filter(pk=text_of(copier).pk).compare_again()
    compare_all()
    assert not TextMatch.objects.exists()
    common.delete()
    ComparedText.objects.filter(pk=text_of(copier).pk).compare_again()
    compare_all()
    after = matched(source, copier)
    assert (after.score, after.passages) == (before.score, before.passages)
    ComparedText.objects.filter(pk=text_of(copier).pk).compare_again()
    compare_all()
    assert matched(source, copier).found_at > after.found_at


@pytest.mark.django_db
def test_common_text_counts_in_no_share(contest: Contest) -> None:
    CommonText.objects.create(contest=contest, text=PASSAGE, marked_by=organiser_of(contest))
    own = SOURCE[300:420]
    source, copier = entry_of(contest, SOURCE), entry_of(contest, with_passage(COPIER, own, 500))
    compare_all()
    match = matched(source, copier)
    assert 80 <= match.score <= 130
    (passage,) = match.passages
    assert own[10:100] in text_of(copier).text[passage[3] : passage[4]].replace("\n", "")


@pytest.mark.django_db
def test_what_is_asked_while_a_text_is_compared_is_not_taken_for_answered(contest: Contest) -> None:
    entry = entry_of(contest, SOURCE)
    index_waiting()
    taken_up = text_of(entry)
    ComparedText.objects.all().compare_again()
    compare(taken_up, learned())
    assert text_of(entry).compared_at is None
    assert compare_waiting() == 1
    assert text_of(entry).compared_at is not None


@pytest.mark.django_db
def test_what_is_marked_common_while_a_text_is_first_compared_counts_in_the_end(contest: Contest) -> None:
    entry_of(contest, SOURCE)
    compare_all()
    copier = entry_of(contest, COPIER)
    index_waiting()
    taken_up = text_of(copier)
    mark_common(contest=contest, text=PASSAGE, note="", actor=organiser_of(contest))
    CommonText.objects.update(revoked_at=timezone.now())  # as it was when the text was taken up
    compare(taken_up, learned())
    assert TextMatch.objects.exists()
    CommonText.objects.update(revoked_at=None)
    compare_all()
    assert not TextMatch.objects.exists()


@pytest.mark.django_db
def test_a_text_that_fails_holds_up_no_other(contest: Contest, caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = entry_of(contest, SOURCE), entry_of(contest, ESSAYS[3])
    compare_all()
    ComparedText.objects.filter(pk=text_of(broken).pk).update(packed=b"no text")
    ComparedText.objects.all().compare_again()
    assert compare_waiting(at_most=1) == 0
    assert f"Text {text_of(broken).pk} could not be compared" in caplog.text
    assert compare_waiting(at_most=1) == 1
    assert (text_of(broken).compared_at, text_of(broken).failures) == (None, 1)
    assert (text_of(whole).compared_at is None, text_of(whole).failures) == (False, 0)


@pytest.mark.django_db
def test_looking_costs_the_same_however_many_there_are(contest: Contest) -> None:
    entry_of(contest, SOURCE)
    compare_all()

    def asked() -> int:
        entry_of(contest, COPIER)
        index_waiting()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            compare_waiting()
        return len(queries)

    at_one = asked()
    for text in ESSAYS[4:12]:
        entry_of(contest, text)
    compare_all()
    assert asked() == at_one


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_in_at_once_one_finds_the_other(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        source, copier = entry_of(contest, SOURCE), entry_of(contest, COPIER)

        def work() -> int:
            index_waiting(at_most=1)
            index_waiting()
            return compare_waiting()

        answers = at_once(work, work)
        assert all(isinstance(one, int) for one in answers), answers
        compare_all()
        assert matched(source, copier).score >= 50
        assert ComparedText.objects.count() == 2


@pytest.mark.django_db
def test_an_entry_that_is_revised_a_hundred_times_still_shows_what_it_was_copied_from(contest: Contest) -> None:
    source, copier = entry_of(contest, SOURCE), entry_of(contest, ESSAYS[3])
    compare_all()
    for number in range(2, 105):
        text = new_text(with_passage(ESSAYS[3], SOURCE[100:170]))
        text.row.manuscript = copier.manuscript = Manuscript.objects.create(
            entry=copier, version=number, stored_name=str(number), sha256="", size=1, uploaded_at=timezone.now()
        )
        text.save()
    copier.save()
    compare_all()
    assert matched(source, copier).score >= 50
    shelve_fresh(at_least=1)
    for one in (source, copier):
        ComparedText.objects.filter(pk=text_of(one).pk).compare_again()
        compare_all()
        assert matched(source, copier).score >= 50
