"""What a correction of a confirmed list would do, as it is shown before it is done."""

import hashlib
import json
from dataclasses import dataclass

from contest.awards.certificates.models import Certificate
from contest.awards.models import Award, PrizeList
from contest.awards.plan import Award as Proposed
from contest.awards.proposing import Proposal, propose
from contest.awards.units.chain import UnitChain, unit_chain
from contest.awards.wording import grounds
from contest.entries.models import Entry

Step = tuple[Award, Proposed]
"""An award that ends, and the one that takes its place."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What a correction would do: `lost` and `moved` awards end, `moved` and `gained` ones begin.

    `shifted` ones stay in their tier, while their place, figure or grounds are no longer the same: the list shows them
    anew, and their certificates stand. `reserve_differs` says that others stand on the reserve list. `units` is what it
    means for the prize to units; not known while a tie waits.
    """

    confirmed: PrizeList
    proposal: Proposal
    lost: tuple[Award, ...]
    moved: tuple[Step, ...]
    gained: tuple[Proposed, ...]
    shifted: tuple[Step, ...]
    reserve_differs: bool
    units: UnitChain | None

    @property
    def is_empty(self) -> bool:
        """The list stays as it is, unless other units are chosen."""
        people = self.lost or self.moved or self.gained or self.shifted or self.reserve_differs
        return not people and (self.units is None or not self.units.asks)

    @property
    def ending(self) -> tuple[Award, ...]:
        """The awards that somebody has no more, or has otherwise; their certificates are withdrawn."""
        return (*self.lost, *(before for before, _after in self.moved))

    @property
    def certificates(self) -> list[Certificate]:
        """The certificates that were issued for awards that end, and stand."""
        found = Certificate.objects.standing().filter(award__in=[award.pk for award in self.ending])
        return list(found.select_related("contest").order_by("serial"))

    @property
    def hash(self) -> str:
        """The SHA-256 over what the correction starts from: who confirms it saw this and nothing else."""
        told = [self.confirmed.version, self.proposal.inputs_hash, self.units.told if self.units else None]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def chain_of(confirmed: PrizeList, entry: Entry | None = None, proposal: Proposal | None = None) -> Chain:
    """Give what a correction of the list would do now, with an entry taken out."""
    without = [entry.token] if entry is not None else []
    proposal = proposal or propose(confirmed.round, without=without)
    standing = {award.entry.token: award for award in confirmed.awards.standing().select_related("entry")}
    proposed = {award.entry: award for award in proposal.allocation.awards}
    moved, gained, shifted = [], [], []
    for token, award in proposed.items():
        before = standing.get(token)
        if before is None:
            gained.append(award)
        elif (before.tier_key, before.division) != (award.tier, award.division):
            moved.append((before, award))
        elif (before.place, before.score, before.reason) != (award.place, award.score, grounds(award)):
            shifted.append((before, award))
    lost = [award for token, award in standing.items() if token not in proposed]
    reserve = {(one.number, one.entry) for one in proposal.allocation.reserve}
    differs = {(number, token) for number, token, *_names in confirmed.reserve} != reserve
    units = unit_chain(confirmed, proposal, without) if proposal.allocation.is_complete else None
    return Chain(confirmed, proposal, tuple(lost), tuple(moved), tuple(gained), tuple(shifted), differs, units)
