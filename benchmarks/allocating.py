"""Giving out the prizes of a very large contest, against putting its ranking in order."""

import random
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from statistics import median
from typing import Final

from benchmarks.lines import Line, at_most
from contest.awards.plan import About, Plan, TierQuota, TieRule, Within
from contest.awards.ranking import Ranked, rank
from contest.awards.tiers import allocate

MOST_MILLISECONDS: Final = 1_000.0
_GENRES: Final = ("散文", "诗歌", "通讯", "记叙文")


def measure_allocation(*, entries: int, rounds: int) -> list[Line]:
    """Give out the prizes some times, and put the ranking in order as often."""
    ranking, about = _contest(entries)
    plan = Plan(
        (
            TierQuota("first", "一等奖", quota=min(100, entries // 10)),
            TierQuota("second", "二等奖", share=Decimal(2), within=Within.GENRE),
            TierQuota("third", "三等奖", share=Decimal(10), within=Within.GENRE, minimum=Decimal(20)),
        ),
        one_prize=True,
        reserve=50,
        tie_rules=(TieRule("theme", "主题"),),
    )
    genres = Counter(one.genre for one in about.values())
    valid = {(Within.GENRE, genre): count for genre, count in genres.items()}
    own = _seconds(lambda: allocate(ranking, plan, about=about, valid=valid), rounds)
    sorting = _seconds(lambda: sorted(ranking, key=lambda one: (one.place or 0, one.entry)), rounds)
    what = f"allocate to {entries:,}"
    figures = f"{own * 1000:.1f} ms", f"sorting alone {sorting * 1000:.1f} ms"
    return [
        at_most(f"{what}: CPU, ms", figures[0], "the aim", own * 1000, MOST_MILLISECONDS, "{:.1f}"),
        Line(f"{what}: CPU to sorting alone", *figures, f"{own / sorting:.2f}"),
    ]


def _contest(entries: int) -> tuple[list[Ranked], dict[str, About]]:
    """A contest in which authors have several entries, one entry in ten has two authors, and few marks are equal."""
    lot = random.Random(11)
    names = [f"E{number:06}" for number in range(entries)]
    ranking = list(rank({name: Decimal(lot.randrange(10_000_000)).scaleb(-5) for name in names}))
    lot.shuffle(ranking)
    about = {
        name: About(
            frozenset(f"P{lot.randrange(entries * 19 // 20 + 1)}" for _ in range(1 + (lot.random() < 0.1))),
            genre=lot.choice(_GENRES),
            values={"theme": Decimal(lot.randrange(3_000)).scaleb(-2)},
        )
        for name in names
    }
    return ranking, about


def _seconds(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return median(seconds)
