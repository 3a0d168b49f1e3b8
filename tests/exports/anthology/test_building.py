"""A book made step by step: by two workers at once, cut off, given up; nothing of it is left lying about."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from contest.exports.anthology import building
from contest.exports.anthology.building import FurtherOn, ask_for_book, bind_book, set_next
from contest.exports.anthology.models import AnthologyBuild
from contest.exports.anthology.operations import word_anthology
from contest.exports.tasks import MOST_ATTEMPTS, make_anthologies
from contest.notice.models import Contest
from tests.exports.anthology.making import book_of, docx_of, edited, pdf_of, titles, work_through
from tests.exports.walking import Walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def build(walked: Walked, contest: Contest) -> AnthologyBuild:
    """A book that was planned."""
    build = ask_for_book(contest=contest, actor=walked.organiser)
    assert make_anthologies() == 1
    build.refresh_from_db()
    return build


def files() -> int:
    """Count what lies in storage."""
    return sum(path.is_file() for path in Path(default_storage.path("")).rglob("*"))


def same(build: AnthologyBuild) -> AnthologyBuild:
    """Give the row as another worker has it in hand."""
    return AnthologyBuild.objects.select_related("contest").get(pk=build.pk)


def test_both_files_hold_the_essays_with_words_round_them(walked: Walked, contest: Contest) -> None:
    given = {"title": "春潮集", "foreword": "序。", "colophon": ">> 编者"}
    word_anthology(contest=contest, **given, revision=0, actor=walked.organiser)
    build = book_of(contest, walked.organiser)
    texts = docx_of(build)
    assert texts[:4] == ["春潮集", "潮声纪念馆", "前言", "序。"]
    assert texts[-2:] == ["后记", "编者"]
    own = ["夜里，江上的灯一盏一盏亮起来。", "我们沿着堤岸慢慢走回去。"]
    assert [text for text in texts if text in own] == own * 3
    pages = pdf_of(build)
    assert [page for page in pages if all(line in page for line in own)] == pages[4:5] + pages[6:8]
    assert [next(title for title in walked.entries if title in page) for page in (pages[4], *pages[6:8])] == titles(
        contest
    )
    assert (build.state, build.essays, build.done, build.pages, build.stretches) == ("ready", 3, 3, 5, [])
    assert build.docx_size == default_storage.size(build.docx_name)


def test_it_is_set_in_stretches_and_reads_the_same(
    walked: Walked, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = book_of(contest, walked.organiser)
    monkeypatch.setattr(building, "ESSAYS_AT_ONCE", 1)
    build = ask_for_book(contest=contest, actor=walked.organiser)
    seen = []
    while make_anthologies():
        build.refresh_from_db()
        seen.append((build.state, build.done, build.percent))
    assert seen == [("setting", 0, 0), ("setting", 1, 33), ("setting", 2, 66), ("setting", 3, 100), ("ready", 3, 100)]
    assert (docx_of(build), pdf_of(build)) == (docx_of(whole), pdf_of(whole))


def test_a_long_essay_ends_a_stretch(build: AnthologyBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "SIGNS_AT_ONCE", 10)
    set_next(build)
    assert build.done == 1


def test_of_two_workers_the_second_takes_back_what_it_wrote(build: AnthologyBuild) -> None:
    other = same(build)
    set_next(build)
    lying = files()
    with pytest.raises(FurtherOn):
        set_next(other)
    assert files() == lying
    other = same(build)
    bind_book(build)
    lying = files()
    with pytest.raises(FurtherOn):
        bind_book(other)
    assert files() == lying
    assert (build.state, len(docx_of(build)) > 0) == ("ready", True)


def test_only_the_two_files_are_left(walked: Walked, contest: Contest) -> None:
    before = files()
    book_of(contest, walked.organiser)
    assert files() == before + 2


def test_what_never_gets_on_is_given_up(build: AnthologyBuild, caplog: pytest.LogCaptureFixture) -> None:
    AnthologyBuild.objects.filter(pk=build.pk).update(attempts=MOST_ATTEMPTS - 1)
    AnthologyBuild.objects.filter(pk=build.pk).update(plan=build.plan | {"essays": [["broken"]]})
    assert make_anthologies() == 0
    assert "could not be made" in caplog.text
    work_through()
    build.refresh_from_db()
    assert build.state == "failed"


def test_signs_that_no_font_has_are_said(walked: Walked, contest: Contest) -> None:
    edited(walked.entries["灯火"], f"江上有灯{chr(0x12000)}。", actor=walked.organiser)
    build = book_of(contest, walked.organiser)
    assert [str(phrase) for _title, said in build.remarked for phrase in said] == [
        f"PDF 的字体里没有这些字：{chr(0x12000)}"
    ]
