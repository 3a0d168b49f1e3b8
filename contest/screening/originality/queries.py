"""Reads of comparing: what a manuscript shares with others, who shares with whom, what is compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contest.entries.models import OUT_OF_THE_CONTEST, Entry, EntryAuthor, Manuscript
from contest.notice.models import Contest
from contest.notice.queries import is_sealed
from contest.notice.rules import may_open_manuscripts
from contest.people.rules import Visitor
from contest.screening.originality.alignment import SUSPECT
from contest.screening.originality.marking import Paragraph, excerpts, paragraphs
from contest.screening.originality.models import ComparedText, TextMatch
from contest.screening.originality.rings import Dot, Pair, Ring, ring, with_lines

EVASION: Final = 3
"""From so many signs on that can't be seen, or only look like characters, a person should look."""

_MOST_PAIRS: Final = 2_000

TIERS: Final = {True: _("疑似抄袭"), False: _("请看一眼")}


@dataclass(frozen=True, slots=True)
class Other:
    """The other text of a match, as the visitor may see it.

    `entry` is None for a text of the reference collection; `is_open` is false where the visitor has no desk in its
    contest: then its author stays unsaid, and only the passages are shown.
    """

    title: str
    source: str
    entry: Entry | None
    is_open: bool
    same_author: bool

    @property
    def has_page(self) -> bool:
        """Whether the visitor's desk has a page of it: one that was withdrawn has none."""
        return self.entry is not None and self.is_open and self.entry.state not in OUT_OF_THE_CONTEST


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one manuscript shares with another text, seen from the manuscript."""

    match: TextMatch
    own_is_first: bool
    other: Other
    own_share: float
    other_share: float
    own_spans: tuple[tuple[int, int], ...]
    other_spans: tuple[tuple[int, int], ...]

    @property
    def is_suspect(self) -> bool:
        """Whether it looks copied, and is not only worth a look."""
        return self.match.score >= SUSPECT

    @property
    def tier(self) -> Promise | str:
        """What a person should think of it at first."""
        return TIERS[self.is_suspect]

    @property
    def own(self) -> ComparedText:
        """The text it is seen from."""
        return self.match.first if self.own_is_first else self.match.second

    @property
    def facing(self) -> ComparedText:
        """The text on the other side."""
        return self.match.second if self.own_is_first else self.match.first

    @property
    def entry(self) -> Entry | None:
        """The entry it is seen from; None for a reference text."""
        return self.own.manuscript.entry if self.own.manuscript else None

    @property
    def own_percent(self) -> str:
        """Which part of its own text the other has too."""
        return _percent(self.own_share)

    @property
    def other_percent(self) -> str:
        """Which part of the other text its own has too."""
        return _percent(self.other_share)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both texts of a match, cut at its passages."""

    own: tuple[Paragraph, ...]
    other: tuple[Paragraph, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Originality:
    """What comparing says of one manuscript. `compared` is false while it waits, or couldn't be read."""

    compared: bool
    likenesses: tuple[Likeness, ...] = ()
    unseen: int = 0
    look_alikes: int = 0

    @property
    def evades(self) -> bool:
        """Whether signs stand in it that hide a copy from machines."""
        return self.unseen >= EVASION or self.look_alikes >= EVASION


def originality_of(manuscript: Manuscript, visitor: Visitor) -> Originality:
    """Give what a manuscript shares with others, the most first: a fixed number of queries."""
    text = ComparedText.objects.filter(manuscript=manuscript).first()
    if text is None:
        return Originality(compared=False)
    matches = standing_matches().filter(Q(first=text) | Q(second=text)).order_by("-score", "id")
    return Originality(
        compared=text.compared_at is not None,
        likenesses=_likenesses([(match, match.first_id == text.pk) for match in matches], visitor),
        unseen=text.unseen,
        look_alikes=text.look_alikes,
    )


def likeness(manuscript: Manuscript, number: int, visitor: Visitor) -> Likeness | None:
    """Give one match of a manuscript."""
    text = ComparedText.objects.filter(manuscript=manuscript).first()
    match = _opened(_with_things()).filter(Q(first=text) | Q(second=text), pk=number).first() if text else None
    return _likenesses([(match, match.first_id == text.pk)], visitor)[0] if match and text else None


def sides_of(found: Likeness) -> Sides:
    """Give both texts of a match; of the other one only the passages, its author unsaid, where it may not be seen."""
    own, other, entry = found.own.text, found.facing.text, found.other.entry
    if entry is None or found.other.is_open:
        shown = paragraphs(other, found.other_spans)
    else:
        shown = excerpts(other, found.other_spans, _names_in(entry))
    return Sides(paragraphs(own, found.own_spans), shown, tuple(own[start:end] for start, end in found.own_spans))


def _names_in(entry: Entry) -> list[str]:
    """Give what tells whose entry it is."""
    names = [entry.author, entry.pen_name, entry.unit_name, *entry.authors.values_list("name", flat=True)]
    return [*names, entry.unit.name] if entry.unit else names


def standing_matches() -> QuerySet[TextMatch]:
    """Give the matches that stand: of the newest manuscript of an entry handed in, or of a reference in use."""
    stands = [
        Q(**{f"{side}__manuscript": None, f"{side}__reference__withdrawn_at": None})
        | Q(**{f"{side}__manuscript": F(f"{side}__manuscript__entry__manuscript")})
        for side in ("first", "second")
    ]
    return _opened(_with_things().filter(*stands))


def matches_in(contest: Contest) -> QuerySet[TextMatch]:
    """Give the standing matches in which a contest's entries take part, the most telling first."""
    return (
        standing_matches()
        .filter(Q(first__manuscript__entry__contest=contest) | Q(second__manuscript__entry__contest=contest))
        .order_by("-score", "id")
    )


def likenesses_in(contest: Contest, matches: Iterable[TextMatch], visitor: Visitor) -> tuple[Likeness, ...]:
    """Give matches as seen from the contest's own entry; of two of its entries, from the one that came later."""
    seen = []
    for match in matches:
        entry = match.second.manuscript.entry if match.second.manuscript else None
        seen.append((match, entry is None or entry.contest_id != contest.pk))
    return _likenesses(seen, visitor)


def highest_scores(manuscripts: Iterable[int]) -> dict[int, float]:
    """Give the highest score of each of these manuscripts that has a standing match, in a fixed number of queries."""
    wanted = list(manuscripts)
    highest: dict[int, float] = {}
    for side in ("first", "second"):
        rows = (
            standing_matches().filter(**{f"{side}__manuscript__in": wanted}).values_list(f"{side}__manuscript", "score")
        )
        for manuscript, score in rows:
            highest[manuscript] = max(score, highest.get(manuscript, 0.0))
    return highest


@dataclass(frozen=True, slots=True)
class Named:
    """A dot in the picture of a ring: what its text is called, and the entry's token where the desk has its page."""

    dot: Dot
    title: str
    token: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A ring with the names of its texts."""

    ring: Ring
    named: tuple[Named, ...]


def ring_of(manuscript: Manuscript, contest: Contest) -> Picture | None:
    """Give the picture of all texts connected with a manuscript in its contest; None where they are two or one."""
    text = ComparedText.objects.filter(manuscript=manuscript).first()
    if text is None:
        return None
    found = list(matches_in(contest)[:_MOST_PAIRS])
    drawn = ring([_pair(one) for one in found], text.pk)
    if drawn is None:
        return None
    shown = [dot.text for dot in drawn.dots]
    among = matches_in(contest).filter(first__in=shown, second__in=shown)
    drawn = with_lines(drawn, [_pair(one) for one in among])
    texts = {one.pk: one for match in found for one in (match.first, match.second)}
    return Picture(drawn, tuple(_named(dot, texts[dot.text], contest) for dot in drawn.dots))


def _pair(match: TextMatch) -> Pair:
    return Pair(match.first_id, match.second_id, match.score)


def _named(dot: Dot, text: ComparedText, contest: Contest) -> Named:
    if text.manuscript is None:
        return Named(dot, text.reference.title if text.reference else "", "")
    entry = text.manuscript.entry
    leads_somewhere = entry.contest_id == contest.pk and entry.state not in OUT_OF_THE_CONTEST
    return Named(dot, entry.title, entry.token if leads_somewhere else "")


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.01 else f"{round(100 * share)}%"


def _opened(matches: QuerySet[TextMatch]) -> QuerySet[TextMatch]:
    """Leave out matches with what nobody may open yet: a contest's entries while it is sealed."""
    now = timezone.now()
    sealed = [contest.pk for contest in Contest.objects.filter(sealed=True) if is_sealed(contest, now)]
    if not sealed:
        return matches
    return matches.exclude(first__manuscript__entry__contest__in=sealed).exclude(
        second__manuscript__entry__contest__in=sealed
    )


def _with_things() -> QuerySet[TextMatch]:
    return TextMatch.objects.select_related(
        "first__manuscript__entry__contest",
        "first__manuscript__entry__unit",
        "first__reference",
        "second__manuscript__entry__contest",
        "second__manuscript__entry__unit",
        "second__reference",
    )


def _likenesses(seen: Sequence[tuple[TextMatch, bool]], visitor: Visitor) -> tuple[Likeness, ...]:
    """Give matches as seen from the first text, or from the second: two queries, and one for each other contest."""
    entries = {text.manuscript.entry_id for match, _ in seen for text in (match.first, match.second) if text.manuscript}
    keys: dict[int, set[str]] = {}
    for entry, key in EntryAuthor.objects.filter(entry__in=entries).values_list("entry", "key"):
        keys.setdefault(entry, set()).add(key)
    open_contests: dict[int, bool] = {}
    found = []
    for match, is_first in seen:
        own, other = (match.first, match.second) if is_first else (match.second, match.first)
        own_keys = keys.get(own.manuscript.entry_id, set()) if own.manuscript else set()
        spans = [((row[1], row[2]), (row[3], row[4])) for row in match.passages]
        found.append(
            Likeness(
                match,
                is_first,
                _other(other, keys, own_keys, open_contests, visitor),
                match.first_share if is_first else match.second_share,
                match.second_share if is_first else match.first_share,
                tuple(one if is_first else two for one, two in spans),
                tuple(two if is_first else one for one, two in spans),
            )
        )
    return tuple(found)


def _other(
    text: ComparedText,
    keys: dict[int, set[str]],
    own_keys: set[str],
    open_contests: dict[int, bool],
    visitor: Visitor,
) -> Other:
    if text.manuscript is None:
        reference = text.reference
        return Other(reference.title if reference else "", reference.source if reference else "", None, True, False)
    entry = text.manuscript.entry
    if entry.contest_id not in open_contests:
        open_contests[entry.contest_id] = may_open_manuscripts(visitor, entry.contest).allowed
    return Other(
        entry.title,
        entry.contest.title,
        entry,
        open_contests[entry.contest_id],
        bool(own_keys & keys.get(entry.pk, set())),
    )
