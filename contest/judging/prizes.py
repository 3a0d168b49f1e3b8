"""How many prizes there are to win: what a round that takes in the best goes by, and the advice on boundaries."""

from contest.entries.models import Entry
from contest.judging.models import Round
from contest.notice.models import Tier


def prize_places(round_: Round) -> list[tuple[str, int]]:
    """Give the tiers of prizes to people whose places are known, with how many there are in all divisions together.

    Where they are given in each group or genre by itself, divisions without an entry count, too.
    """
    contest = round_.contest
    tiers = [tier for tier in contest.tiers.all() if tier.kind == Tier.Kind.PERSON]
    shared = any(tier.share is not None for tier in tiers)
    valid = Entry.objects.filter(contest=contest).eligible().count() if shared else 0
    divisions = {Tier.Within.GROUP: round_.groups, Tier.Within.GENRE: max(len(contest.genres), 1)}
    return [
        (tier.name, tier.places(valid) * (divisions.get(Tier.Within(tier.within), 1) if tier.share is None else 1))
        for tier in tiers
        if tier.quota is not None or tier.share is not None
    ]
