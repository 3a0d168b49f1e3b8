"""What a confirmed list keeps of the proposal that it was made of."""

from contest.awards.inputs import INPUTS_VERSION
from contest.awards.models import Award, PrizeList
from contest.awards.proposing import Proposal
from contest.awards.queries import marks_hash
from contest.awards.tiers import ALLOCATION_VERSION
from contest.awards.wording import grounds, in_site_language
from contest.judging.models import Round


def rules_of_list(round_: Round) -> dict[str, object]:
    """Give the versions of the rules by which a list is made, and the hash of the marks under it."""
    return {
        "method": round_.method,
        "draw": round_.draw_version,
        "scoring": round_.scoring_version,
        "allocation": ALLOCATION_VERSION,
        "inputs": INPUTS_VERSION,
        "marks": marks_hash(round_),
    }


def awards_of(proposal: Proposal, confirmed: PrizeList) -> list[Award]:
    """Give the awards of a proposal as the list keeps them from its present version on; they are not stored yet."""
    position = {tier.key: number for number, tier in enumerate(proposal.plan.tiers, 1)}
    return [
        Award(
            prize_list=confirmed,
            from_version=confirmed.version,
            entry=proposal.entries[award.entry],
            tier_key=award.tier,
            tier_name=proposal.tier(award.tier).name,
            tier_position=position[award.tier],
            division=award.division,
            place=award.place,
            score=award.score,
            title=proposal.entries[award.entry].title,
            author=proposal.entries[award.entry].author,
            unit_name=proposal.entries[award.entry].unit_name,
            reason=grounds(award),
        )
        for award in proposal.allocation.awards
    ]


def reserve_of(proposal: Proposal) -> list[list[object]]:
    """Give the reserve list as it is kept: number, entry, title, author, unit."""
    return [
        [one.number, entry.token, entry.title, entry.author, entry.unit_name]
        for one in proposal.allocation.reserve
        for entry in [proposal.entries[one.entry]]
    ]


def left_out_of(proposal: Proposal) -> dict[str, str]:
    """Give by entry why it has no prize, as it is kept."""
    return in_site_language(proposal.allocation.left_out)
