"""Reads of the essays that won, as far as they may be published."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from contest.awards.models import Award, PrizeList
from contest.awards.publication.models import PublicationHold
from contest.awards.publication.uses import Said, Use, fault_of_use
from contest.documents.titles import compact
from contest.entries.models import CheckState, Declaration, Entry, EntryState
from contest.notice.announcement import OBJECTION
from contest.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay with a prize; `faults` says of each use that is not allowed why."""

    award: Award
    faults: dict[Use, Phrase]

    @property
    def entry(self) -> Entry:
        """The entry that it came in as, with its manuscript."""
        return self.award.entry

    @property
    def byline(self) -> str:
        """The name it is published under: the pen name where there is one."""
        return self.entry.pen_name or self.award.author

    @property
    def has_pen_name(self) -> bool:
        """It is published under another name than its author's: then nothing published with it names the author."""
        return compact(self.entry.pen_name) not in ("", compact(self.award.author))

    def may(self, *uses: Use) -> bool:
        """All of these uses are allowed."""
        return not any(use in self.faults for use in uses)


def essays_of(prize_list: PrizeList) -> list[Essay]:
    """Give the essays on a list as it stands, best first, with what may be done with them: four queries."""
    awards = list(
        prize_list.awards.standing()
        .filter(entry__state=EntryState.ELIGIBLE)
        .select_related("entry__manuscript__check_result", "entry__contest", "entry__entrant", "entry__unit")
        .prefetch_related(Prefetch("entry__publication_holds", PublicationHold.objects.filter(lifted_at=None)))
    )
    said = _said([award.entry for award in awards])
    asked = frozenset(prize_list.contest.consents.values_list("key", flat=True))
    return [
        Essay(
            award,
            {use: fault for use in Use if (fault := fault_of_use(use, said[award.entry_id], asked)) is not None},
        )
        for award in awards
    ]


def _said(entries: list[Entry]) -> dict[int, Said]:
    """Give what was said of each entry (primary key): at its newest handing in, and of an objection ever."""
    agreed: dict[int, set[str]] = defaultdict(set)
    meant: dict[tuple[int, str], bool] = {}
    declared = (
        Declaration.objects.filter(receipt__entry__in=entries)
        .order_by("receipt_id")
        .values_list(
            "receipt__entry_id", "receipt__manuscript_id", "receipt__entry__manuscript_id", "key", "wording", "agreed"
        )
    )
    for one, manuscript, newest, key, wording, yes in declared:
        if key == OBJECTION:
            meant[one, wording] = yes
        elif yes and manuscript == newest:
            agreed[one].add(key)
    found = {}
    for entry in entries:
        check = getattr(entry.manuscript, "check_result", None)
        objection = check.objection if check is not None and check.state == CheckState.CHECKED else ""
        held = next((hold.reason for hold in entry.publication_holds.all()), "")
        found[entry.pk] = Said(agreed[entry.pk], objection, meant.get((entry.pk, objection)), held)
    return found
