"""Correcting a list that was confirmed: what follows from taking an entry out, shown first and then done as one."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from contest.awards.certificates.models import Certificate
from contest.awards.certificates.operations import withdraw_certificate
from contest.awards.models import Award, Correction, PrizeList
from contest.awards.objections.models import Objection
from contest.awards.objections.operations import settle_objection, unsettled
from contest.awards.operations import awards_of, left_out_of, locked_list, locked_proposal, reserve_of, rules_of_list
from contest.awards.plan import Award as Proposed
from contest.awards.proposing import Proposal, propose
from contest.awards.wording import tell_corrected, tell_winner
from contest.entries.models import Entry, EntryState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import DisqualificationReason
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.operations import disqualify_entry


@dataclass(frozen=True, slots=True)
class Chain:
    """What a correction would do: `lost` and `moved` awards end, `moved` and `gained` ones begin.

    `moved` pairs the award that ends with the one that takes its place.
    """

    proposal: Proposal
    lost: tuple[Award, ...]
    moved: tuple[tuple[Award, Proposed], ...]
    gained: tuple[Proposed, ...]

    @property
    def is_empty(self) -> bool:
        """The list stays as it is."""
        return not (self.lost or self.moved or self.gained)

    @property
    def ending(self) -> tuple[Award, ...]:
        """The awards that end."""
        return (*self.lost, *(before for before, _after in self.moved))

    @property
    def certificates(self) -> list[Certificate]:
        """The certificates that were issued for them and stand."""
        found = Certificate.objects.standing().filter(award__in=[award.pk for award in self.ending])
        return list(found.select_related("contest").order_by("serial"))


def chain_of(confirmed: PrizeList, entry: Entry | None = None, proposal: Proposal | None = None) -> Chain:
    """Give what a correction of the list would do now, with an entry taken out."""
    without = [entry.token] if entry is not None else []
    proposal = proposal or propose(confirmed.round, without=without)
    standing = {award.entry.token: award for award in confirmed.awards.standing().select_related("entry")}
    proposed = {award.entry: award for award in proposal.allocation.awards}
    moved, gained = [], []
    for token, award in proposed.items():
        before = standing.get(token)
        if before is None:
            gained.append(award)
        elif (before.tier_key, before.division) != (award.tier, award.division):
            moved.append((before, award))
    lost = [award for token, award in standing.items() if token not in proposed]
    return Chain(proposal, tuple(lost), tuple(moved), tuple(gained))


@transaction.atomic
def correct_prizes(
    *,
    confirmed: PrizeList,
    inputs_hash: str,
    reason: str,
    actor: User,
    public_reason: str = "",
    entry: Entry | None = None,
    disqualified_for: DisqualificationReason | None = None,
    objection: Objection | None = None,
) -> Correction:
    """Make the next version of a confirmed list: as the rules and decisions give it now, with `entry` disqualified.

    The list as it was stays on record and readable. `public_reason` is what the corrected notice says, and all that the
    entrant and whoever objected are told; `reason` stays in the office. Raises `Refusal` when something changed since
    it was shown, a tie is undecided, nothing would change, the objection was settled meanwhile, or without a reason.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么更正。"))
    contest = confirmed.contest
    locked = locked_list(contest)
    if objection is not None:
        unsettled(objection)  # locked here, since the ledger is locked last
    without = [entry.token] if entry is not None else []
    proposal = locked_proposal(locked.round, inputs_hash, without=without)
    chain = chain_of(locked, entry, proposal)
    if chain.is_empty and entry is None:
        raise Refusal("nothing-to-correct", gettext_noop("按现在的排名和决定，名单没有变化，不需要更正。"))
    before = {
        "version": locked.version,
        "inputs_hash": locked.inputs_hash,
        "rules": locked.rules,
        "reserve": locked.reserve,
        "confirmed_by": locked.confirmed_by.name,
        "confirmed_at": locked.confirmed_at.isoformat(),
    }
    now = timezone.now()
    locked.version += 1
    locked.rules = {**locked.rules, **rules_of_list(locked.round)}
    locked.inputs_hash = inputs_hash
    locked.reserve, locked.left_out = reserve_of(proposal), left_out_of(proposal)
    locked.confirmed_by, locked.confirmed_at = actor, now
    locked.save()
    Award.objects.filter(pk__in=[award.pk for award in chain.ending]).update(until_version=locked.version)
    if entry is not None:
        _disqualify(entry, disqualified_for, public_reason.strip(), actor)
    for certificate in chain.certificates:
        withdraw_certificate(certificate=certificate, reason=reason, actor=actor)
    beginning = {award.entry for award in chain.gained} | {after.entry for _before, after in chain.moved}
    begun = Award.objects.bulk_create(one for one in awards_of(proposal, locked) if one.entry.token in beginning)
    if objection is not None:
        with override(settings.LANGUAGE_CODE):
            answer = public_reason.strip() or gettext("异议成立，获奖名单已经更正。")
        settle_objection(objection=objection, upheld=True, answer=answer, actor=actor)
    correction = Correction.objects.create(
        prize_list=locked,
        version=locked.version,
        entry=entry,
        objection=objection,
        reason=reason.strip(),
        public_reason=public_reason.strip(),
        before=before,
        corrected_by=actor,
        corrected_at=now,
    )
    record(
        actor=actor,
        action=Action.PRIZES_CORRECT,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before={"version": before["version"], "inputs_hash": before["inputs_hash"]},
        after={
            "version": locked.version,
            "inputs_hash": inputs_hash,
            "lost": [[award.tier_key, award.entry.token] for award in chain.lost],
            "moved": [[one.tier_key, after.tier, after.entry] for one, after in chain.moved],
            "gained": [[award.tier, award.entry] for award in chain.gained],
        },
        reason=reason.strip(),
    )
    if locked.final_at is not None:  # before that nobody was told of a prize
        for award in chain.lost:
            tell_corrected(award, reason=public_reason.strip())
        for award in begun:
            tell_winner(award)
    return correction


def _disqualify(entry: Entry, because: DisqualificationReason | None, note: str, actor: User) -> None:
    if because is None:
        raise Refusal("no-ground", gettext_noop("请选择取消资格的原因。"))
    found = Entry.objects.select_related("manuscript").get(pk=entry.pk)
    if found.state != EntryState.ELIGIBLE or found.manuscript is None:
        raise Refusal("not-eligible", gettext_noop("这篇稿件现在没有参评资格，请刷新页面看最新情况。"))
    disqualify_entry(entry=found, manuscript=found.manuscript, reason=because, note=note, actor=actor)
