"""From the totals of a round to scores, places and tiers, by whichever method the contest fixed beforehand.

The rule in words. The higher score stands before the lower, equal scores share a place, and the places they would have
taken are left out after them. Tiers are filled by place. Where entries with the same score reach across the end of a
tier, none of them has a tier until a decision is recorded; those before and after them are not touched by it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, groupby
from operator import itemgetter

from contest.judging.scoring import FEWEST_MARKS_TO_TRIM, Method, aggregate, rounded
from contest.judging.severity import ReadingTotal, Severities, severities_of
from contest.phrases import Refusal, gettext_noop

AT_ONCE = frozenset({Method.SEVERITY, Method.RANKS})
"""The methods that take all marks of a round at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands: its place, and its tier from 1 (None: without a prize, or in a tie that is open).

    `open_tie`: equal scores reach across a tier's last place, and it takes a decision whom of them it admits.
    """

    place: int
    score: Decimal
    tier: int | None
    open_tie: bool


def scores(
    totals: Sequence[ReadingTotal], method: Method, severities: Severities | None = None
) -> Mapping[str, Decimal]:
    """Give the score of each entry that was read. `severities` are those of these totals, where they are known already.

    Raises `Refusal` where the method doesn't fit the totals.
    """
    if method is Method.RANKS:
        return rank_sums(totals)
    if method is Method.SEVERITY:
        severities = severities or severities_of(totals)
        totals = [ReadingTotal(one.entry, one.judge, severities.adjusted(one)) for one in totals]
    of_entry = totals_by_entry(totals)
    if method is Method.TRIMMED:
        _refuse_too_few(of_entry)
    figures = {entry: aggregate(own, method) for entry, own in of_entry.items()}
    return {entry: figure for entry, figure in figures.items() if figure is not None}


def figures(totals: Sequence[Decimal], method: Method) -> tuple[Decimal | None, Decimal | None]:
    """Give the plain mean of an entry's totals, and its figure as it stands before the round is closed."""
    mean = aggregate(totals, Method.MEAN)
    if method is Method.TRIMMED and len(totals) < FEWEST_MARKS_TO_TRIM:
        return mean, None
    return mean, mean if method in AT_ONCE else aggregate(totals, method)


def closing_scores(totals: Sequence[ReadingTotal], method: Method) -> Mapping[str, Decimal]:
    """Give what a method makes of the totals of a round that is closed; who has too few of them has no score."""
    if method in AT_ONCE:
        return scores(totals, method)
    found = {entry: figures(own, method)[1] for entry, own in totals_by_entry(totals).items()}
    return {entry: score for entry, score in found.items() if score is not None}


def totals_by_entry(totals: Iterable[ReadingTotal]) -> Mapping[str, list[Decimal]]:
    """Give the totals of each entry that was read."""
    of_entry: dict[str, list[Decimal]] = defaultdict(list)
    for one in totals:
        of_entry[one.entry].append(one.total)
    return of_entry


def _refuse_too_few(of_entry: Mapping[str, Sequence[Decimal]]) -> None:
    short = sorted(entry for entry, own in of_entry.items() if len(own) < FEWEST_MARKS_TO_TRIM)
    if short:
        raise Refusal(
            "too-few-to-trim",
            gettext_noop(
                "去掉最高分和最低分，每篇至少要有%(fewest)s位评委的评分；有%(number)s篇不足，如%(entry)s。"
                "请补评或改用其他计分办法。"
            ),
            fewest=FEWEST_MARKS_TO_TRIM,
            number=len(short),
            entry=short[0],
        )


def standings(scores: Mapping[str, Decimal], tiers: Sequence[int] = ()) -> Mapping[str, Standing]:
    """Give each entry's standing, best first, equal ones by their keys; `tiers` says how many seats each tier has.

    Raises `Refusal` for a negative number of seats.
    """
    if any(seats < 0 for seats in tiers):
        raise Refusal("bad-plan", gettext_noop("奖项设置有误：名额不能是负数，请更正。"))
    ends = list(accumulate(tiers))
    standing: dict[str, Standing] = {}
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    for score, group in groupby(ordered, key=itemgetter(1)):
        sharing = [entry for entry, _ in group]
        first = len(standing)
        tier = bisect_right(ends, first)
        open_tie = tier != bisect_right(ends, first + len(sharing) - 1)
        own = Standing(first + 1, score, None if open_tie or tier == len(ends) else tier + 1, open_tie)
        standing.update(dict.fromkeys(sharing, own))
    return standing


def rank_sums(totals: Iterable[ReadingTotal]) -> Mapping[str, Decimal]:
    """Give each entry a score of places only: how far up its judges put it among what they read, 0 to 100.

    For each judge it is the share of the other entries that stand below, equal ones counted half; the score is the
    mean over the entry's judges. Where all judges read everything this is the order of the sums of places. A judge who
    read one entry put it nowhere.
    """
    of_judge: dict[str, list[ReadingTotal]] = defaultdict(list)
    for one in totals:
        of_judge[one.judge].append(one)
    shares: dict[str, list[Fraction]] = defaultdict(list)
    for read in of_judge.values():
        ascending = sorted(one.total for one in read)
        for one in read:
            if others := len(read) - 1:
                below = bisect_left(ascending, one.total) + bisect_right(ascending, one.total) - 1
                shares[one.entry].append(Fraction(100 * below, 2 * others))
    return {entry: rounded(sum(own, Fraction(0)) / len(own)) for entry, own in shares.items()}


def votes(ballots: Mapping[str, Collection[str]], most: int) -> Mapping[str, Decimal]:
    """Give each entry that was voted for its number of votes; `ballots` are the entries that each judge names.

    Raises `Refusal` where a ballot names more than `most` entries, or one twice.
    """
    counts: dict[str, int] = defaultdict(int)
    for judge, named in sorted(ballots.items()):
        if len(named) > most or len(set(named)) < len(named):
            raise Refusal(
                "bad-ballot",
                gettext_noop("评委%(judge)s的选票有误：每人最多选%(most)s篇，同一篇只能选一次，请核对。"),
                judge=judge,
                most=most,
            )
        for entry in named:
            counts[entry] += 1
    return {entry: Decimal(count) for entry, count in counts.items()}
