"""What is known of entries for their checklists, in a fixed number of queries however many they are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count

from contest.entries.bundles.models import BundleRow
from contest.entries.models import OUT_OF_THE_CONTEST, CheckState, Entry, EntryAuthor, ManuscriptCheck, Way
from contest.notice.models import Contest, LayoutProfile
from contest.screening.checklist import Facts, Point, points_of
from contest.screening.originality.models import ComparedText
from contest.screening.originality.queries import highest_scores
from contest.screening.past.queries import Past, past_of


def checklist_of(entry: Entry) -> tuple[Point, ...]:
    """Give the points of an entry that was handed in, with what the machine says to them."""
    return checklists_of(entry.contest, [entry])[entry.pk]


def checklists_of(contest: Contest, entries: Collection[Entry]) -> dict[int, tuple[Point, ...]]:
    """Give the points of each of a contest's entries that were handed in."""
    if not contest.checklist:
        return {entry.pk: () for entry in entries}
    gathered = _Gathered.of(contest, entries)
    return {entry.pk: points_of(contest.checklist, gathered.facts(contest, entry)) for entry in entries}


@dataclass(frozen=True, slots=True)
class _Gathered:
    checks: dict[int, ManuscriptCheck]
    compared: frozenset[int]
    highest: dict[int, float]
    past: dict[int, Past]
    sign_offs: dict[int, str]
    authors: dict[int, list[str]]
    of_name: Counter[str]
    of_name_and_unit: Counter[tuple[str, int | None]]
    of_entrant: dict[int, int]

    @classmethod
    def of(cls, contest: Contest, entries: Collection[Entry]) -> "_Gathered":
        manuscripts = [entry.manuscript_id for entry in entries if entry.manuscript_id is not None]
        authors: dict[int, list[str]] = defaultdict(list)
        for pk, key in EntryAuthor.objects.filter(entry__in=entries).values_list("entry", "key"):
            authors[pk].append(key)
        wanted = {key for keys in authors.values() for key in keys}
        namesakes = set(
            EntryAuthor.objects.filter(entry__contest=contest, key__in=wanted)
            .exclude(entry__state__in=OUT_OF_THE_CONTEST)
            .order_by()
            .values_list("key", "entry__unit", "entry")
        )
        rows = BundleRow.objects.filter(entry__in=entries).select_related("sign_off")
        return cls(
            checks={
                one.manuscript_id: one
                for one in ManuscriptCheck.objects.filter(manuscript__in=manuscripts).select_related("manuscript")
            },
            compared=frozenset(
                ComparedText.objects.filter(manuscript__in=manuscripts, compared_at__isnull=False).values_list(
                    "manuscript", flat=True
                )
            ),
            highest=highest_scores(manuscripts),
            past=past_of(entries),
            sign_offs={row.entry_id: str(row.sign_off or "") for row in rows if row.entry_id is not None},
            authors=authors,
            of_name=Counter(key for key, _, _ in namesakes),
            of_name_and_unit=Counter((key, unit) for key, unit, _ in namesakes),
            of_entrant=dict(
                Entry.objects.filter(contest=contest, entrant__in={entry.entrant_id for entry in entries})
                .handed_in()
                .exclude(way=Way.BUNDLE)
                .order_by()
                .values_list("entrant")
                .annotate(number=Count("pk"))
            ),
        )

    def facts(self, contest: Contest, entry: Entry) -> Facts:
        pk = entry.manuscript_id or 0
        check, keys = self.checks[pk], self.authors.get(entry.pk, [])
        by_entrant = entry.entrant_id is not None and entry.way != Way.BUNDLE
        return Facts(
            is_read=check.state == CheckState.CHECKED,
            secrecy=check.secrecy,
            words=check.manuscript.words,
            word_limit=contest.word_limit,
            asks_layout=contest.layout_profile != LayoutProfile.FREE,
            layout=check.layout,
            findings=len(check.findings),
            is_compared=pk in self.compared,
            highest=self.highest.get(pk),
            past=self.past[entry.pk].in_words,
            sign_off=self.sign_offs.get(entry.pk, "") if entry.way == Way.BUNDLE else None,
            most_per_author=contest.most_per_author,
            most_per_entrant=contest.most_per_entrant,
            same_author=_most(self.of_name_and_unit[key, entry.unit_id] for key in keys),
            namesakes=_most(self.of_name[key] for key in keys),
            of_entrant=self.of_entrant.get(entry.entrant_id or 0, 0) if by_entrant else 0,
        )


def _most(counts: Iterable[int]) -> int:
    return max(counts, default=1)
