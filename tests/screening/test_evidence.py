"""What the machine answers to the points of a checklist, and by what evidence."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.screening.evidence import checklist_of, checklists_of
from contest.screening.originality.comparing import compare_waiting, index_waiting
from tests.documents.parts import centred, docx, p
from tests.judging.making import handed_in
from tests.making import docx_bytes, hand_in_entry, make_contest, make_person
from tests.screening.bundled import bundled

pytestmark = pytest.mark.django_db


def marked(contest: Contest) -> Entry:
    """Give an entry whose manuscript bears a mark of secrecy."""
    content = docx(p("机密★10年") + centred("渡口") + p("夜里，江上的灯一盏一盏亮起来。"))
    return hand_in_entry(contest, make_person("marked@example.org", "林晓"), title="渡口", content=content)


def machine(entry: Entry) -> dict[str, str]:
    return {point.key: str(point.said) for point in checklist_of(entry)}


def test_the_machine_answers_from_what_was_checked_and_compared() -> None:
    contest = make_contest(
        checklist=("topic", "truth", "original", "secrecy", "words", "layout", "sign-off", "cap"),
        word_limit=30,
        most_per_author=1,
    )
    one = hand_in_entry(contest, make_person("one@example.org", "林晓"))
    two = marked(contest)
    before = {"topic": "unclear", "truth": "unclear", "original": "unclear", "secrecy": "yes", "words": "no"}
    assert machine(one) == before | {"layout": "yes", "cap": "no"}
    assert [machine(two)[key] for key in ("secrecy", "layout")] == ["no", "no"]
    index_waiting()
    compare_waiting()
    assert machine(one)["original"] == "yes"


def test_a_copy_is_spoken_against() -> None:
    contest = make_contest(checklist=("original",))
    text = tuple(
        f"第{number}天清早，我们沿着堤岸走到第{number}个渡口，水面上慢慢靠过来一条旧船。" for number in "一二三四"
    )
    entries = [
        hand_in_entry(
            contest, make_person(f"{number}@example.org"), title=title, content=docx_bytes(title, paragraphs=text)
        )
        for number, title in enumerate(("渡口", "旧船"))
    ]
    index_waiting()
    compare_waiting()
    assert [machine(entry) for entry in entries] == [{"original": "no"}] * 2


def test_a_units_signature_is_seen_where_an_entry_came_in_a_bundle() -> None:
    contest = make_contest(checklist=("sign-off",))
    point = checklist_of(bundled(contest))[0]
    assert (point.said, str(point.evidence)) == ("yes", f"郑主任（政治处主任）{timezone.localdate()}签发。")
    assert checklist_of(handed_in(contest)) == ()


def test_checklists_cost_the_same_for_one_and_for_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    contest = make_contest(checklist=("original", "cap", "words"), most_per_author=1)
    entries = [handed_in(contest, number) for number in range(1, 6)]
    with django_assert_max_num_queries(11) as few:
        checklists_of(contest, entries[:1])
    with django_assert_max_num_queries(11) as many:
        assert set(checklists_of(contest, entries)) == {entry.pk for entry in entries}
    assert len(few) == len(many)
