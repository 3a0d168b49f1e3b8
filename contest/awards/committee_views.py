"""The board for the committee's meeting: tiers as columns, entries as cards that bear a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contest.awards.forms import SeatsForm, TieForm
from contest.awards.plan import Filled, OpenTie
from contest.awards.proposing import Proposal, propose
from contest.awards.queries import decisive_round
from contest.judging.fairness_page import fairness_page
from contest.judging.models import Round, RoundEntry
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.access import signed_in
from contest.notice.models import Contest

NEXT_IN_LINE = 12
"""So many entries stand beside the tiers that have no prize."""


@dataclass(frozen=True, slots=True)
class Card:
    """An entry on the board; `sure` is how probable it is that it belongs where it stands, in hundredths."""

    token: str
    number: int
    place: int | None
    score: Decimal | None
    sure: int | None
    title: str
    author: str
    unit_name: str


def committee(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the board; names stand on it only when asked for, which is on record."""
    round_ = decisive_round(contest)
    names = request.method == "POST" and "names" in request.POST
    if names and round_ is not None:
        record(
            actor=signed_in(request),
            action=Action.NAMES_SHOW,
            subject=(Subject.ROUND, f"{contest.slug}/{round_.key}"),
            contest=contest.slug,
        )
    return committee_page(request, contest, names=names)


def committee_page(
    request: HttpRequest,
    contest: Contest,
    *,
    names: bool = False,
    tie_form: TieForm | None = None,
    seats_form: SeatsForm | None = None,
) -> HttpResponse:
    """Give the board, with a form that is to be mended if there is one."""
    round_ = decisive_round(contest)
    if round_ is None:
        return render(request, "awards/no_round.html", {"contest": contest, "rounds": contest.rounds.all()})
    prefetch_related_objects([contest], "tiers")
    proposal = propose(round_)
    cards = _cards(round_, proposal)
    context = {
        "contest": contest,
        "round": round_,
        "proposal": proposal,
        "columns": [
            (proposal.tier(one.tier), one, _in_tier(proposal, one, cards), range(one.vacant))
            for one in proposal.allocation.filled
        ],
        "next": _next_in_line(proposal, cards),
        "ties": [_tied(proposal, tie, cards, tie_form) for tie in proposal.allocation.open_ties],
        "seats_form": seats_form or SeatsForm(proposal=proposal),
        "names": names,
    }
    return render(request, "awards/committee.html", context, status=422 if tie_form or seats_form else 200)


def _cards(round_: Round, proposal: Proposal) -> dict[str, Card]:
    """Give a card for each entry that the board may show."""
    report = fairness_page(round_)
    sure = {
        line.entry.token: next((chance.percent for chance in line.chances if chance.is_here), None)
        for line in (report.near if report else ())
    }
    shown = [ranked for ranked in proposal.ranking if ranked.place is not None]
    awarded = {award.entry for award in proposal.allocation.awards}
    tied = {token for tie in proposal.allocation.open_ties for token in tie.entries}
    rest = [ranked for ranked in shown if ranked.entry not in awarded and ranked.entry not in tied]
    wanted = awarded | tied | {ranked.entry for ranked in rest[:NEXT_IN_LINE]}
    ranked_by = {ranked.entry: ranked for ranked in shown}
    rows = RoundEntry.objects.filter(round=round_, entry__token__in=wanted).select_related("entry")
    return {
        row.entry.token: Card(
            row.entry.token,
            row.number,
            ranked_by[row.entry.token].place,
            ranked_by[row.entry.token].score,
            sure.get(row.entry.token),
            row.entry.title,
            row.entry.author,
            row.entry.unit_name,
        )
        for row in rows
    }


def _in_tier(proposal: Proposal, filled: Filled, cards: dict[str, Card]) -> list[Card]:
    return [
        cards[award.entry]
        for award in proposal.allocation.awards
        if (award.tier, award.division) == (filled.tier, filled.division)
    ]


def _tied(
    proposal: Proposal, tie: OpenTie, cards: Mapping[str, Card], typed_form: TieForm | None
) -> tuple[object, ...]:
    """Give a tie with its tier, the form that decides it, and its cards: the field for its votes, whether it is in."""
    form = typed_form or TieForm(proposal=proposal, tie=tie)
    admitted = form["admitted"].value() or ()
    for token in tie.entries:  # no title stands on the board, not in what is wrong with the votes either
        form[f"votes-{token}"].label = str(cards[token].number)
    lines = [(cards[token], form[f"votes-{token}"], token in admitted) for token in tie.entries]
    return tie, proposal.tier(tie.tier), form, lines


def _next_in_line(proposal: Proposal, cards: dict[str, Card]) -> list[Card]:
    taken = {award.entry for award in proposal.allocation.awards}
    taken |= {token for tie in proposal.allocation.open_ties for token in tie.entries}
    return sorted(
        (card for token, card in cards.items() if token not in taken), key=lambda card: (card.place or 0, card.number)
    )
