"""What organisers do to an anthology: words, order, versions; each on record, none lost."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.awards.models import Award
from contest.entries.models import Entry, Manuscript, Receipt
from contest.exports.anthology.models import Anthology, AnthologyBuild, AnthologyOmission, EssayVersion
from contest.exports.anthology.operations import (
    edit_essay,
    leave_out,
    move_essay,
    restore_version,
    word_anthology,
)
from contest.exports.anthology.queries import anthology_of, version_text
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.phrases import Refusal
from tests.exports.anthology.making import edited, titles
from tests.exports.walking import Walked

pytestmark = pytest.mark.django_db

OWN = "夜里，江上的灯一盏一盏亮起来。\n我们沿着堤岸慢慢走回去。"


def events(action: str) -> list[tuple[str, dict[str, Any], dict[str, Any], str]]:
    """Give what was recorded of an action."""
    found = Event.objects.filter(action=action).order_by("sequence")
    return list(found.values_list("subject_key", "before", "after", "reason"))


@pytest.fixture
def lights(walked: Walked, contest: Contest) -> Entry:
    return walked.entries["灯火"]


# --- words --------------------------------------------------------------------------------------------------------


def test_title_foreword_and_colophon_are_kept_and_recorded(walked: Walked, contest: Contest) -> None:
    given = {"title": "春潮集", "foreword": "序。\r\n\r\n又序。", "colophon": ""}
    word_anthology(contest=contest, **given, revision=0, actor=walked.organiser)
    kept = anthology_of(contest)
    assert (kept.title, kept.foreword, kept.colophon, kept.revision) == ("春潮集", "序。\n\n又序。", "", 1)
    after = {"title": "春潮集", "foreword": "序。\n\n又序。", "colophon": ""}
    before = {"title": "春潮主题征文获奖作品集", "foreword": "", "colophon": ""}
    assert events("anthology.word") == [("spring", before, after, "")]
    word_anthology(contest=contest, **after, revision=1, actor=walked.organiser)
    assert len(events("anthology.word")) == 1


def test_words_changed_by_somebody_else_are_not_written_over(walked: Walked, contest: Contest) -> None:
    word_anthology(contest=contest, title="甲", foreword="", colophon="", revision=0, actor=walked.organiser)
    with pytest.raises(Refusal) as refusal:
        word_anthology(contest=contest, title="乙", foreword="", colophon="", revision=0, actor=walked.organiser)
    assert (refusal.value.code, anthology_of(contest).title) == ("changed", "甲")


# --- order --------------------------------------------------------------------------------------------------------


def test_an_essay_moves_within_its_tier(walked: Walked, contest: Contest) -> None:
    _first, second, third = titles(contest)
    pier = walked.entries[third]
    assert move_essay(entry=pier, to="up", actor=walked.organiser)
    assert titles(contest) == ["灯火", third, second]
    assert not move_essay(entry=pier, to="up", actor=walked.organiser)
    assert move_essay(entry=pier, to="down", actor=walked.organiser)
    assert titles(contest) == ["灯火", second, third]
    assert events("anthology.move") == [
        (pier.token, {"place": 2}, {"place": 1}, ""),
        (pier.token, {"place": 1}, {"place": 2}, ""),
    ]


def test_what_is_not_on_the_list_can_not_be_moved_or_left_out(walked: Walked, contest: Contest) -> None:
    other = walked.entries["渡口"]
    Award.objects.filter(entry=other).update(until_version=2)
    for verb in (
        lambda: move_essay(entry=other, to="up", actor=walked.organiser),
        lambda: leave_out(entry=other, reason="无", actor=walked.organiser),
        lambda: edit_essay(entry=other, base=0, text="灯。", reason="改", actor=walked.organiser),
    ):
        with pytest.raises(Refusal, match="不在获奖名单上"):
            verb()


def test_leaving_out_takes_a_reason_and_happens_once(walked: Walked, lights: Entry) -> None:
    with pytest.raises(Refusal, match="为什么"):
        leave_out(entry=lights, reason="  ", actor=walked.organiser)
    leave_out(entry=lights, reason="另册出版。", actor=walked.organiser)
    with pytest.raises(Refusal, match="已经不收入"):
        leave_out(entry=lights, reason="又", actor=walked.organiser)
    assert events("anthology.leave_out") == [(lights.token, {}, {}, "另册出版。")]


# --- versions -----------------------------------------------------------------------------------------------------


def test_each_edit_is_a_version_and_the_manuscript_stays(walked: Walked, lights: Entry) -> None:
    manuscript = Manuscript.objects.get(pk=lights.manuscript_id or 0)
    with manuscript.open() as stored:
        before = stored.read()
    edited(lights, "江上的灯。", "# 起\n江上的灯亮了。", actor=walked.organiser)
    versions = EssayVersion.objects.filter(manuscript=manuscript)
    assert list(versions.values_list("number", "text", "reason", "restores", "made_by__name")) == [
        (1, "江上的灯。", "润色。", None, "组织者"),
        (2, "# 起\n江上的灯亮了。", "润色。", None, "组织者"),
    ]
    with manuscript.open() as stored:
        assert stored.read() == before
    assert version_text(manuscript, "灯火", 0) == OWN
    assert events("anthology.edit") == [
        (lights.token, {"version": 0}, {"version": 1, "restores": None, "length": 5}, "润色。"),
        (lights.token, {"version": 1}, {"version": 2, "restores": None, "length": 11}, "润色。"),
    ]


def test_of_two_editors_the_second_is_told(walked: Walked, lights: Entry) -> None:
    edited(lights, "第一位写的。", actor=walked.organiser)
    with pytest.raises(Refusal) as refusal:
        edit_essay(entry=lights, base=0, text="第二位写的。", reason="改", actor=walked.organiser)
    assert (refusal.value.code, EssayVersion.objects.count()) == ("changed", 1)


@pytest.mark.parametrize(
    ("text", "reason", "code"),
    [
        ("  \n", "改", "bad-length"),
        ("灯" * 100_001, "改", "bad-length"),
        (OWN + "\n", "改", "the-same"),
        ("灯。", " ", "no-reason"),
    ],
)
def test_an_edit_that_says_nothing_is_refused(walked: Walked, lights: Entry, text: str, reason: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        edit_essay(entry=lights, base=0, text=text, reason=reason, actor=walked.organiser)
    assert (refusal.value.code, EssayVersion.objects.count()) == (code, 0)


def test_an_older_version_is_brought_back_as_a_new_one(walked: Walked, lights: Entry) -> None:
    edited(lights, "甲。", "乙。", actor=walked.organiser)
    version = restore_version(entry=lights, number=1, reason="还是这样好。", actor=walked.organiser)
    assert (version.number, version.text, version.restores) == (3, "甲。", 1)
    own = restore_version(entry=lights, number=0, reason="用原文。", actor=walked.organiser)
    assert (own.number, own.text, own.restores, own.reason) == (4, OWN, 0, "用原文。")
    with pytest.raises(Refusal, match="没有这一稿"):
        restore_version(entry=lights, number=4, reason="又", actor=walked.organiser)


def test_versions_belong_to_the_manuscript_they_were_made_on(walked: Walked, lights: Entry) -> None:
    edited(lights, "甲。", actor=walked.organiser)
    old = Manuscript.objects.get(pk=lights.manuscript_id or 0)
    new = Manuscript.objects.get(pk=old.pk)
    new.pk, new.version, new.stored_name = None, 2, "another"
    new.save()
    Entry.objects.filter(pk=lights.pk).update(manuscript=new)
    Receipt.objects.filter(entry=lights).update(manuscript=new)
    assert EssayVersion.objects.filter(manuscript=new).count() == 0
    with pytest.raises(Refusal) as refusal:
        edit_essay(entry=lights, base=1, text="乙。", reason="改", actor=walked.organiser)
    assert refusal.value.code == "changed"


# --- what the database holds --------------------------------------------------------------------------------------


def test_what_must_hold_the_database_holds(walked: Walked, lights: Entry) -> None:
    now, by = timezone.now(), walked.organiser
    leave_out(entry=lights, reason="另册。", actor=by)
    edited(lights, "甲。", actor=by)
    version = {"manuscript_id": lights.manuscript_id, "text": "乙", "reason": "改", "made_by": by, "made_at": now}
    omission = {"entry": lights, "reason": "另册。", "left_out_by": by, "left_out_at": now}
    build = {"contest": walked.contest, "asked_by": by, "asked_at": now}
    AnthologyBuild.objects.create(**build)
    for make in (
        lambda: Anthology.objects.create(contest=walked.contest, title=""),
        lambda: AnthologyOmission.objects.create(**omission),
        lambda: AnthologyOmission.objects.create(**omission | {"reason": "", "taken_in_at": now, "taken_in_by": by}),
        lambda: AnthologyOmission.objects.create(**omission, taken_in_at=now),
        lambda: EssayVersion.objects.create(**version, number=1),
        lambda: EssayVersion.objects.create(**version, number=0),
        lambda: EssayVersion.objects.create(**version | {"text": ""}, number=2),
        lambda: AnthologyBuild.objects.create(**build),
        lambda: AnthologyBuild.objects.create(**build, state="ready", stands_at=now, ready_at=now),
        lambda: AnthologyBuild.objects.create(**build, state="setting"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
