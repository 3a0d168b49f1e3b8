"""Correcting a list that was confirmed: what follows from taking an entry out, shown first and then done as one."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from contest.awards.certificates.operations import hand_on_certificates, withdraw_certificate
from contest.awards.chain import Step, chain_of
from contest.awards.keeping import awards_of, left_out_of, reserve_of, rules_of_list
from contest.awards.models import Award, Correction, PrizeList
from contest.awards.objections.models import Objection
from contest.awards.objections.operations import settle_objection, unsettled
from contest.awards.operations import LIST_CHANGED, locked_list, locked_proposal
from contest.awards.units.correcting import UnitsWanted, award_units, choose_units
from contest.awards.units.table import frozen
from contest.awards.wording import grounds, tell_corrected, tell_winner
from contest.entries.models import Entry, EntryState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import DisqualificationReason
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.operations import disqualify_entry


@transaction.atomic
def correct_prizes(
    *,
    confirmed: PrizeList,
    chain_hash: str,
    reason: str,
    actor: User,
    public_reason: str = "",
    entry: Entry | None = None,
    disqualified_for: DisqualificationReason | None = None,
    objection: Objection | None = None,
    units: UnitsWanted | None = None,
) -> Correction:
    """Make the next version of a confirmed list: as the rules and decisions give it now, with `entry` disqualified.

    `chain_hash` is that of the chain which was shown; `units` says what becomes of the prize to units. The list as it
    was stays on record and readable. `public_reason` is what the corrected notice says, and all that the entrant and
    whoever objected are told; `reason` stays in the office. Raises `Refusal` when something changed since it was shown,
    a tie is undecided, nothing would change, the objection was settled meanwhile, without a reason, or where the units
    can't be as they are wanted.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么更正。"))
    contest = confirmed.contest
    locked = locked_list(contest)
    if objection is not None:
        unsettled(objection)  # locked here, since the ledger is locked last
    without = [entry.token] if entry is not None else []
    proposal = locked_proposal(locked.round, without=without)
    chain = chain_of(locked, entry, proposal)
    if chain.hash != chain_hash:
        raise Refusal("list-changed", LIST_CHANGED)
    reason = reason.strip()
    chosen = None
    if chain.units is not None:
        chosen = choose_units(contest=contest, chain=chain.units, wanted=units, reason=reason, actor=actor)
    others = chain.units is not None and chosen is not None and chosen.units != chain.units.standing
    if chain.is_empty and entry is None and not others:
        raise Refusal("nothing-to-correct", gettext_noop("按现在的排名和决定，名单没有变化，不需要更正。"))
    before = {
        "version": locked.version,
        "inputs_hash": locked.inputs_hash,
        "rules": locked.rules,
        "reserve": locked.reserve,
        "confirmed_by": locked.confirmed_by.name,
        "confirmed_at": locked.confirmed_at.isoformat(),
    }
    units_before = _units_on(locked)
    now = timezone.now()
    locked.version += 1
    locked.rules = {**locked.rules, **rules_of_list(locked.round)}
    if chosen is not None and chosen.table is not None:
        locked.rules["units"] = frozen(chosen.table)
    locked.inputs_hash = proposal.inputs_hash
    locked.reserve, locked.left_out = reserve_of(proposal), left_out_of(proposal)
    locked.confirmed_by, locked.confirmed_at = actor, now
    locked.save()
    ending = [*chain.ending, *(before for before, _after in chain.shifted)]
    Award.objects.filter(pk__in=[award.pk for award in ending]).update(until_version=locked.version)
    if entry is not None:
        _disqualify(entry, disqualified_for, public_reason.strip(), actor)
    for certificate in chain.certificates:
        withdraw_certificate(certificate=certificate, reason=reason, actor=actor)
    beginning = {award.entry for award in chain.gained} | {after.entry for _before, after in chain.moved}
    begun = Award.objects.bulk_create(one for one in awards_of(proposal, locked) if one.entry.token in beginning)
    _shift(chain.shifted, locked.version)
    if chain.units is not None and chosen is not None:
        award_units(confirmed=locked, chain=chain.units, chosen=chosen, reason=reason, actor=actor)
    if objection is not None:
        with override(settings.LANGUAGE_CODE):
            answer = public_reason.strip() or gettext("异议成立，获奖名单已经更正。")
        settle_objection(objection=objection, upheld=True, answer=answer, actor=actor)
    correction = Correction.objects.create(
        prize_list=locked,
        version=locked.version,
        entry=entry,
        objection=objection,
        reason=reason,
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
        before={"version": before["version"], "inputs_hash": before["inputs_hash"], "units": units_before},
        after={
            "version": locked.version,
            "inputs_hash": proposal.inputs_hash,
            "lost": [[award.tier_key, award.entry.token] for award in chain.lost],
            "moved": [[one.tier_key, after.tier, after.entry] for one, after in chain.moved],
            "gained": [[award.tier, award.entry] for award in chain.gained],
            "shifted": [[one.tier_key, one.place, after.place, after.entry] for one, after in chain.shifted],
            "units": _units_on(locked),
        },
        reason=reason,
    )
    if locked.final_at is not None:  # before that nobody was told of a prize; of a mere change of place nobody is
        for award in chain.lost:
            tell_corrected(award, reason=public_reason.strip())
        for award in begun:
            tell_winner(award)
    return correction


def _shift(steps: Sequence[Step], version: int) -> None:
    """Begin awards anew under the words that they had, with place, figure and grounds as they are now."""
    begun = Award.objects.bulk_create(
        before.succeeded(version, place=after.place, score=after.score, reason=grounds(after))
        for before, after in steps
    )
    hand_on_certificates({before: after for (before, _after), after in zip(steps, begun, strict=True)})


def _units_on(confirmed: PrizeList) -> list[str]:
    return sorted(confirmed.unit_awards.standing().values_list("unit_name", flat=True))


def _disqualify(entry: Entry, because: DisqualificationReason | None, note: str, actor: User) -> None:
    if because is None:
        raise Refusal("no-ground", gettext_noop("请选择取消资格的原因。"))
    found = Entry.objects.select_related("manuscript").get(pk=entry.pk)
    if found.state != EntryState.ELIGIBLE or found.manuscript is None:
        raise Refusal("not-eligible", gettext_noop("这篇稿件现在没有参评资格，请刷新页面看最新情况。"))
    disqualify_entry(entry=found, manuscript=found.manuscript, reason=because, note=note, actor=actor)
