"""The figures of a round's entries: as they stand while judges mark, and as they are when the round is closed.

Some methods need all marks of a round at once. While it is open their figure is the plain mean, for the office to see
how things stand; closing the round computes what the method says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import F

from contest.judging.drawing import kept_rounds
from contest.judging.models import Judge, Reading, Round, RoundEntry
from contest.judging.ranking import AT_ONCE, figures, scores
from contest.judging.scoring import Method
from contest.judging.severity import ReadingTotal, severities_of
from contest.judging.voting import count_votes


def refresh_score(round_: Round, row: int) -> None:
    """Compute the figure of one entry in a round from the readings submitted so far, those of kept rounds included."""
    entry = RoundEntry.objects.select_for_update(no_key=True).get(pk=row)
    if round_.method == Method.VOTES:
        return
    totals = [one.total for one in totals_of(round_, [entry.entry_id])]
    entry.raw_mean, entry.score = figures(totals, Method(round_.method))
    entry.readings_done = len(totals)
    entry.save(update_fields=["score", "raw_mean", "readings_done"])


def totals_of(round_: Round, entries: Iterable[int] | None = None) -> list[ReadingTotal]:
    """Give the totals that count in a round, of some entries (primary keys) or of all: one query for each kept round.

    An entry is known by its token, a judge by the person, so that it is one judge in every round.
    """
    found = (
        Reading.objects.filter(judge__round__in=[round_, *kept_rounds(round_)])
        .standing()
        .exclude(total=None)
        .order_by("pk")
    )
    if entries is None:
        found = found.filter(round_entry__entry__rounds__round=round_)
    else:
        found = found.filter(round_entry__entry__in=entries)
    rows = found.values_list("round_entry__entry__token", "judge__person_id", "total").iterator(chunk_size=2000)
    return [ReadingTotal(token, str(person), total) for token, person, total in rows if total is not None]


def settle_figures(round_: Round) -> None:
    """Compute what the method makes of all marks of a round that is closed; the plain mean stands beside it."""
    method = Method(round_.method)
    if method is Method.VOTES:
        count_votes(round_)
    if method not in AT_ONCE:
        return
    totals = totals_of(round_)
    severities = severities_of(totals) if method is Method.SEVERITY else None
    found = scores(totals, method, severities)
    rows = list(RoundEntry.objects.filter(round=round_).select_related("entry").only("pk", "score", "entry__token"))
    for row in rows:
        row.score = found.get(row.entry.token)
    RoundEntry.objects.bulk_update(rows, ["score"], batch_size=500)
    if severities is not None:
        judges = list(round_.judges.all())
        for judge in judges:
            judge.severity = severities.taken_off.get(str(judge.person_id))
        Judge.objects.bulk_update(judges, ["severity"])


def unsettle_figures(round_: Round) -> None:
    """Put the plain means back for a round that is open again."""
    if round_.method == Method.VOTES:
        voted_on = RoundEntry.objects.filter(round=round_, readings_done__gt=0)
        voted_on.update(score=F("votes"))
    if Method(round_.method) not in AT_ONCE:
        return
    rows = list(RoundEntry.objects.filter(round=round_).only("pk", "score", "raw_mean"))
    for row in rows:
        row.score = row.raw_mean
    RoundEntry.objects.bulk_update(rows, ["score"], batch_size=500)


def kept_totals(round_: Round) -> Mapping[str, list[Decimal]]:
    """Give by entry (token) the totals that a round begins with: those of the rounds whose marks it keeps."""
    kept: dict[str, list[Decimal]] = defaultdict(list)
    for before in kept_rounds(round_)[:1]:
        for one in totals_of(before):
            kept[one.entry].append(one.total)
    return kept
