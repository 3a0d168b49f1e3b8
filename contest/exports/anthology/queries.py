"""Reads of an anthology: which essays stand in it, in which order, by which names, and why others don't."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db.models import Max

from contest.awards.models import Award
from contest.awards.publication.queries import Essay, essays_of
from contest.awards.publication.uses import Use
from contest.awards.queries import confirmed_list
from contest.books import Block, Part
from contest.books import Essay as Printed
from contest.documents.book_text import EssayText, essay_text, still_named
from contest.entries.manuscripts import document_of
from contest.entries.models import Entry, Manuscript
from contest.exports.anthology.markup import blocks_of, text_of
from contest.exports.anthology.models import Anthology, AnthologyBuild, AnthologyOmission, EssayVersion
from contest.exports.anthology.plan import Planned
from contest.notice.models import Contest
from contest.phrases import Phrase, gettext_noop
from contest.screening.blinding import identity_of

_TITLE: Final = "{title}获奖作品集"
_LONGEST_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """An essay on the page of the anthology; `version` is the number of its newest text, 0 for the manuscript's own."""

    essay: Essay
    omission: AnthologyOmission | None
    newest: int

    @property
    def entry(self) -> Entry:
        """The entry that it came in as."""
        return self.essay.entry

    @property
    def manuscript(self) -> Manuscript:
        """The newest manuscript that was handed in: an essay on the list has one."""
        manuscript = self.entry.manuscript
        if manuscript is None:
            raise ValueError(f"{self.entry} has no manuscript")
        return manuscript

    @property
    def award(self) -> Award:
        """The prize that it won."""
        return self.essay.award

    @property
    def fault(self) -> Phrase | None:
        """Why it can't stand in the anthology, whatever the organisers want; nothing where it can."""
        return self.essay.faults.get(Use.PUBLISH)

    @property
    def edit_fault(self) -> Phrase | None:
        """Why its text is printed as it was handed in; nothing where it may be edited."""
        return self.essay.faults.get(Use.EDIT)

    @property
    def stands(self) -> bool:
        """It stands in the anthology."""
        return self.fault is None and self.omission is None

    @property
    def version(self) -> int:
        """The number of the text that is printed."""
        return self.newest if self.edit_fault is None else 0

    @property
    def unit(self) -> str:
        """The unit that is printed: a pen name hides it."""
        return self.award.unit_name if self.essay.byline == self.award.author else ""

    @property
    def planned(self) -> Planned:
        """What a book would print of it."""
        return Planned(
            self.entry.pk,
            self.manuscript.pk,
            self.version,
            self.award.tier_name,
            self.award.title,
            self.essay.byline,
            self.unit,
        )


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of the prize list with its essays, in the order of the book."""

    name: str
    lines: tuple[Line, ...]


def anthology_of(contest: Contest) -> Anthology:
    """Give the contest's anthology; before anything of it was kept, one with a title and nothing else."""
    title = _TITLE.format(title=contest.title)[-_LONGEST_TITLE:]
    return Anthology.objects.filter(contest=contest).first() or Anthology(contest=contest, title=title)


def tiers_of(contest: Contest, order: Sequence[int]) -> list[Tier]:
    """Give the essays on the confirmed list by tier: seven queries; of no list, nothing."""
    lines = _lines(contest)
    places = {entry: place for place, entry in enumerate(order)}
    by_tier = groupby(lines, key=lambda line: (line.award.tier_position, line.award.tier_name))
    return [
        Tier(name, tuple(sorted(members, key=lambda line: places.get(line.award.entry_id, len(places)))))
        for (_position, name), members in by_tier
    ]


def line_of(contest: Contest, entry: str) -> Line | None:
    """Give the essay of an entry (by its token) if it is on the confirmed list."""
    return next((line for line in _lines(contest) if line.entry.token == entry), None)


def _lines(contest: Contest) -> list[Line]:
    prizes = confirmed_list(contest)
    essays = essays_of(prizes) if prizes is not None else []
    keys = [essay.award.entry_id for essay in essays]
    omitted = {one.entry_id: one for one in AnthologyOmission.objects.filter(entry__in=keys, taken_in_at=None)}
    newest = _newest(essay.entry.manuscript_id for essay in essays)
    return [
        Line(essay, omitted.get(essay.award.entry_id), newest.get(essay.entry.manuscript_id, 0)) for essay in essays
    ]


def _newest(manuscripts: Iterable[int | None]) -> Mapping[int | None, int]:
    versions = EssayVersion.objects.filter(manuscript__in=list(manuscripts)).order_by()
    return dict(versions.values_list("manuscript").annotate(Max("number")))


def standing(tiers: Iterable[Tier]) -> list[Planned]:
    """Give what a book made now would print."""
    return [line.planned for tier in tiers for line in tier.lines if line.stands]


def own_text(manuscript: Manuscript, title: str) -> EssayText:
    """Give the text of a manuscript as it was handed in. Raises `Refusal` where it can't be read."""
    return essay_text(document_of(manuscript), title, identity_of(manuscript))


def version_text(manuscript: Manuscript, title: str, number: int) -> str:
    """Give a version of an essay's text as an editor types it; 0 is the manuscript's own. Raises `Refusal`."""
    if number == 0:
        return text_of(own_text(manuscript, title).blocks)
    return EssayVersion.objects.get(manuscript=manuscript, number=number).text


@dataclass(frozen=True, slots=True)
class Gathered:
    """An essay as a book prints it, and what is to be said of it."""

    printed: Printed
    remarks: tuple[Phrase, ...]


def gathered(manuscript: Manuscript, planned: Planned) -> Gathered:
    """Give the essay that is planned. Raises `Refusal` where its manuscript can't be read."""
    if planned.version:
        blocks = blocks_of(version_text(manuscript, planned.title, planned.version))
        remarks = names_in(manuscript, planned.author, blocks)
    else:
        text = own_text(manuscript, planned.title)
        blocks, remarks = text.blocks, (*missing_from(text), *names_in(manuscript, planned.author, text.blocks))
    return Gathered(Printed(planned.title, planned.author, planned.unit, blocks), remarks)


_MISSING: Final[Sequence[tuple[str, str]]] = (
    ("pictures", gettext_noop("有 %(count)s 处图片没有收入。")),
    ("formulas", gettext_noop("有 %(count)s 处公式没有收入。")),
    ("tables", gettext_noop("有 %(count)s 个表格改排成文字。")),
    ("numbers", gettext_noop("有 %(count)s 处自动编号写成了文字，请核对。")),
)


def missing_from(text: EssayText) -> tuple[Phrase, ...]:
    """Say what of a manuscript a book of text can't hold."""
    return tuple(Phrase(said, {"count": count}) for name, said in _MISSING if (count := getattr(text, name)))


def names_in(manuscript: Manuscript, byline: str, blocks: Sequence[Block]) -> tuple[Phrase, ...]:
    """Say where a text published under a pen name still names its author."""
    names = [name for name in identity_of(manuscript).authors if name not in byline]
    if byline == manuscript.entry.author:
        return ()
    found = still_named(blocks, names)
    said = gettext_noop("用了发表署名，文中却还有作者姓名：%(names)s。")
    return (Phrase(said, {"names": "、".join(found)}),) if found else ()


def manuscripts_of(planned: Iterable[Planned]) -> Mapping[int, Manuscript]:
    """Give the manuscripts of essays, by their keys."""
    found = Manuscript.objects.filter(pk__in=[one.manuscript for one in planned])
    return {one.pk: one for one in found.select_related("check_result", "entry__contest", "entry__entrant")}


def parts_of(planned: Iterable[tuple[Planned, Printed]]) -> tuple[Part, ...]:
    """Give essays under the headings of their tiers."""
    by_tier = groupby(planned, key=lambda pair: pair[0].tier)
    return tuple(Part(tier, tuple(printed for _planned, printed in pairs)) for tier, pairs in by_tier)


def is_still_right(build: AnthologyBuild, tiers: Sequence[Tier]) -> bool:
    """Every essay in a book may stand in it now, by the same prize, name and manuscript, edited only if it may be."""
    now = {(one.entry, one.manuscript): one for one in standing(tiers)}
    return all(one.is_covered_by(now.get((one.entry, one.manuscript))) for one in build_plan(build))


def is_newest(build: AnthologyBuild, tiers: Sequence[Tier], anthology: Anthology) -> bool:
    """A book made now would be the same."""
    return build_plan(build) == standing(tiers) and build.plan["revision"] == anthology.revision


def build_plan(build: AnthologyBuild) -> list[Planned]:
    """Give what a book holds."""
    return [Planned(*one) for one in build.plan.get("essays", ())]
