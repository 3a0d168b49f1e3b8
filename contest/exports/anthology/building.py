"""The steps of a book: asked for, planned, set a stretch at a time, bound, taken.

Each step may be done twice at once and be cut off at any moment: whoever comes second finds that the book is further
on, and takes back what it wrote. Where an essay may no longer stand in it, the book is planned anew.
"""

import json
from dataclasses import astuple, dataclass
from typing import Any, Final, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from contest.awards.certificates.operations import DEMO_MARK
from contest.awards.certificates.queries import site_fonts
from contest.books import Block, Book, Look, Part
from contest.books import Essay as Printed
from contest.documents.book_docx import write_book
from contest.entries.storage import stored, with_rows
from contest.exports.anthology.markup import blocks_of
from contest.exports.anthology.models import AT_WORK, AnthologyBuild, BuildState
from contest.exports.anthology.plan import Planned
from contest.exports.anthology.queries import (
    anthology_of,
    build_plan,
    gathered,
    is_still_right,
    manuscripts_of,
    parts_of,
    standing,
    tiers_of,
)
from contest.exports.snapshot import one_state
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.typeset.books import Stretch, bind, set_stretch

ESSAYS_AT_ONCE: Final = 20
SIGNS_AT_ONCE: Final = 80_000
"""What is set in one step at most, where it is more than one essay: typst takes some 450 bytes for each sign."""


class FurtherOn(Exception):
    """Somebody else did this step of the book meanwhile."""


def ask_for_book(*, contest: Contest, actor: User) -> AnthologyBuild:
    """Ask for a book. Raises `Refusal` while another is in the making, or where no essay would stand in it."""
    if not standing(tiers_of(contest, ())):
        raise Refusal("empty", gettext_noop("现在没有可以收入汇编的文章。"))
    try:
        with transaction.atomic():
            build = AnthologyBuild.objects.create(contest=contest, asked_by=actor, asked_at=timezone.now())
            _record(Action.ANTHOLOGY_ASK, build, actor, {})
    except IntegrityError:
        raise Refusal("in-the-making", gettext_noop("还有一本汇编正在制作，请等它做完。")) from None
    return build


def hold_to_now(build: AnthologyBuild) -> None:
    """Raise `Refusal` where an essay in a book may no longer stand there."""
    if not is_still_right(build, tiers_of(build.contest, ())):
        raise Refusal(
            "out-of-date",
            gettext_noop("这本汇编里有文章已经不能收入，或者署名、奖项有了变化，不再提供下载。请重新制作。"),
        )


@transaction.atomic
def take_book(*, build: AnthologyBuild, form: str, actor: User) -> None:
    """Put on record that somebody takes a book. Raises `Refusal` as `hold_to_now`."""
    hold_to_now(build)
    _record(Action.ANTHOLOGY_TAKE, build, actor, {"form": form, "essays": build.essays})


def take_further(build: AnthologyBuild) -> None:
    """Do the next step of a book: plan it, set a stretch of it, or bind it."""
    try:
        with override(settings.LANGUAGE_CODE):
            if build.state == BuildState.ASKED:
                plan(build)
            elif not is_still_right(build, tiers_of(build.contest, ())):
                begin_again(build)
            elif build.done < build.essays:
                set_next(build)
            else:
                bind_book(build)
    except FurtherOn:
        build.refresh_from_db()


def plan(build: AnthologyBuild) -> None:
    """Fix what stands in a book: one state of the database."""
    contest = build.contest
    with one_state():
        at, anthology = timezone.now(), anthology_of(contest)
        planned = standing(tiers_of(contest, anthology.order))
    with transaction.atomic():
        kept = _locked(build)
        kept.plan = {
            "title": anthology.title,
            "foreword": anthology.foreword,
            "colophon": anthology.colophon,
            "revision": anthology.revision,
            "issuer": "、".join(contest.hosts),
            "mark": DEMO_MARK if contest.is_demo else "",
            "essays": [astuple(one) for one in planned],
        }
        kept.state, kept.stands_at, kept.essays, kept.attempts = BuildState.SETTING, at, len(planned), 0
        kept.save()
    build.refresh_from_db()


def begin_again(build: AnthologyBuild) -> None:
    """Let a book be planned anew, and forget what was set of it."""
    with transaction.atomic():
        kept = _locked(build)
        names = _names(kept)
        kept.state, kept.stands_at, kept.plan = BuildState.ASKED, None, {}
        kept.stretches, kept.remarks, kept.essays, kept.done = [], [], 0, 0
        kept.save()
    _forget(names)
    build.refresh_from_db()


def set_next(build: AnthologyBuild) -> None:
    """Set the next essays of a book; one whose manuscript can't be read is passed over, and said to be."""
    planned = build_plan(build)[build.done : build.done + ESSAYS_AT_ONCE]
    found = _gathered(planned)
    headings: list[Part | Printed] = []
    tier = build.stretches[-1]["tier"] if build.stretches else None
    for one, essay in found.printed:
        if one.tier != tier:
            headings.append(Part(one.tier, ()))
            tier = one.tier
        headings.append(essay)
    if not headings:
        _keep_stretch(build, found, None)
        return
    first = 1 + sum(stretch["count"] for stretch in build.stretches)
    made = set_stretch(build.plan["title"], headings, first, site_fonts())
    texts = json.dumps([(astuple(one), astuple(essay)) for one, essay in found.printed], ensure_ascii=False)
    names = stored([ContentFile(made.pdf), ContentFile(texts.encode())])
    row = {"pdf": names[0], "texts": names[1], "opens": made.opens, "count": made.count, "tier": tier}
    with with_rows(names):
        _keep_stretch(build, found, row)
    build.refresh_from_db()


def bind_book(build: AnthologyBuild) -> None:
    """Bind what was set of a book, write it as .docx too, and store both."""
    if not build.stretches:
        give_up(build)
        return
    stretches = [Stretch(_read(build, one["pdf"]), tuple(one["opens"]), one["count"]) for one in build.stretches]
    printed = [
        (Planned(*planned), _essay(essay))
        for one in build.stretches
        for planned, essay in json.loads(_read(build, one["texts"]))
    ]
    given = build.plan
    book = Book(
        given["title"],
        given["issuer"],
        parts_of(printed),
        blocks_of(given["foreword"]),
        blocks_of(given["colophon"]),
        given["mark"],
    )
    pdf = bind(book, stretches, site_fonts())
    docx = write_book(book, [page for stretch in stretches for page in stretch.opens])
    names = stored([ContentFile(pdf), ContentFile(docx)])
    with with_rows(names):
        kept = _locked(build)
        before = _names(kept)
        kept.state, kept.ready_at, kept.attempts, kept.stretches = BuildState.READY, timezone.now(), 0, []
        kept.pages = sum(stretch.count for stretch in stretches)
        (kept.pdf_name, kept.docx_name), kept.pdf_size, kept.docx_size = names, len(pdf), len(docx)
        kept.save()
    _forget(before)
    build.refresh_from_db()


def give_up(build: AnthologyBuild) -> None:
    """Call a book failed that was taken up too often without getting on, or that has nothing in it."""
    AnthologyBuild.objects.in_the_making().filter(pk=build.pk).update(state=BuildState.FAILED)
    _forget(_names(build))


@dataclass(frozen=True, slots=True)
class _Found:
    """The essays of a stretch, the remarks on them, and how many of the plan it takes."""

    printed: list[tuple[Planned, Printed]]
    remarks: list[dict[str, Any]]
    taken: int


def _gathered(planned: list[Planned]) -> _Found:
    """Read essays until they are enough for a stretch."""
    manuscripts, fonts = manuscripts_of(planned), site_fonts()
    printed, remarks, signs, taken = [], [], 0, 0
    for one in planned:
        if taken and signs > SIGNS_AT_ONCE:
            break
        taken += 1
        try:
            essay = gathered(manuscripts[one.manuscript], one)
        except Refusal as refusal:
            said: tuple[Phrase, ...] = (
                Phrase(gettext_noop("没有收入：文稿读不出来。%(fault)s"), {"fault": refusal.phrase}),
            )
        else:
            text = "".join(block.text for block in essay.printed.blocks)
            signs += len(text)
            lacking = fonts.lacking(one.title + one.author + one.unit + text)
            unset = Phrase(gettext_noop("PDF 的字体里没有这些字：%(signs)s"), {"signs": lacking[:40]})
            said = (*essay.remarks, *([unset] if lacking else []))
            printed.append((one, essay.printed))
        if said:
            remarks.append({"title": one.title, "said": [phrase.as_json() for phrase in said]})
    return _Found(printed, remarks, taken)


def _keep_stretch(build: AnthologyBuild, found: _Found, row: dict[str, Any] | None) -> None:
    with transaction.atomic():
        kept = _locked(build)
        if kept.done != build.done:
            raise FurtherOn
        kept.stretches += [row] if row else []
        kept.remarks += found.remarks
        kept.done, kept.attempts = build.done + found.taken, 0
        kept.save()


def _essay(kept: list[Any]) -> Printed:
    title, author, unit, blocks = kept
    return Printed(title, author, unit, tuple(Block(text, Look(look), level) for text, look, level in blocks))


def _locked(build: AnthologyBuild) -> AnthologyBuild:
    """Lock a book's row. Raises `FurtherOn` where it is no longer where it was."""
    kept = AnthologyBuild.objects.select_for_update(of=("self",)).get(pk=build.pk)
    if kept.state != build.state or kept.state not in AT_WORK:
        raise FurtherOn
    return kept


def _names(build: AnthologyBuild) -> list[str]:
    return [name for one in build.stretches for name in (one["pdf"], one["texts"])]


def _forget(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _read(build: AnthologyBuild, name: str) -> bytes:
    """Give a stored stretch. Raises `FurtherOn` where somebody else has bound the book meanwhile, or begun it again."""
    try:
        with default_storage.open(name) as content:
            return cast(bytes, content.read())
    except FileNotFoundError:
        if AnthologyBuild.objects.filter(pk=build.pk, state=build.state).exists():
            raise
        raise FurtherOn from None


def _record(action: Action, build: AnthologyBuild, actor: User, after: dict[str, object]) -> None:
    record(
        actor=actor,
        action=action,
        subject=(Subject.ANTHOLOGY, build.token),
        contest=build.contest.slug,
        after=after,
    )
