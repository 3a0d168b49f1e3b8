"""The draw of a round as it would be now: who comes in, who may read what, and what the draw makes of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contest.entries.authors import authors_of, name_key
from contest.entries.contacts import contact_key
from contest.entries.models import Entry, EntryContact, EntryState
from contest.entries.units.queries import lines_of, standing_for
from contest.judging.advancing import Advance, Placed, Rule, Takes, Ties, advance
from contest.judging.draw import Bar, Draw, EntryNeed, JudgeSeat, draw_readings, round_hash
from contest.judging.models import Judge, Reading, Relation, Round, RoundEntry
from contest.judging.numbers import dealt_to_groups
from contest.judging.prizes import prize_places
from contest.judging.seats import read_by_all, skills_needed
from contest.notice.models import Appointment, Office, RoundRules

Conflicts = Mapping[tuple[str, str], Bar]
"""The pairs (entry, judge) that must not meet, each with the rule that says so."""


@dataclass(frozen=True, slots=True)
class DrawProposal:
    """A draw as it would be: who reads what, with what it was computed from.

    `entries` and `judges` are by the key under which the draw knows them; `groups` says in which group each entry is,
    where there are several; `tied` are those that shared the last place of the round before. `barred` counts by rule
    the pairs that must not meet. `inputs_hash` covers everything that the draw depends on, so that what is confirmed is
    what was shown.
    """

    draw: Draw
    entries: Mapping[str, Entry]
    judges: Mapping[str, Judge]
    groups: Mapping[str, int]
    tied: frozenset[str]
    barred: Mapping[Bar, int]
    inputs_hash: str

    @property
    def conflicts(self) -> int:
        """How many pairs of entry and judge must not meet."""
        return sum(self.barred.values())

    @property
    def judges_lacking(self) -> int:
        """How many judges more it takes before any entry could get all its readings; conflicts apart."""
        return max((0, *(short.wanted - len(self.judges) for short in self.draw.shortfalls)))

    @property
    def kept_short(self) -> list[tuple[Entry, int]]:
        """The entries that conflicts leave short, and how many readings each lacks beyond `judges_lacking`."""
        lacking = [(short.entry, short.wanted - short.placed - self.judges_lacking) for short in self.draw.shortfalls]
        return [(self.entries[token], number) for token, number in lacking if number > 0]


def propose_draw(round_: Round) -> DrawProposal:
    """Compute the draw of a round from its seed, the entries that come in and the judges seated and in office now.

    Nobody reads an entry of their own, of their own name, or sent from where they are reached; nor one of their own
    unit: whatever it is called there, and whether it is the unit itself or one above or below it, as the units stand
    now; nor one to whose author or unit a relation was declared; nor, where earlier marks count on, one that they have
    marked already.
    """
    coming = entries_coming_in(round_)
    eligible = Entry.objects.filter(contest=round_.contest_id).eligible()
    entries = {
        entry.token: entry
        for entry in eligible.only("token", "title", "author", "genre", "entrant_id", "manuscript_id", "unit_id")
        .order_by("token")
        .iterator(chunk_size=2000)
        if coming is None or entry.token in coming.entries
    }
    judges = {str(judge.person_id): judge for judge in taking_part(round_)}
    conflicts = {**read_before(round_), **conflicts_between(round_, entries, judges)}
    groups = dealt_to_groups(list(entries), round_.groups, round_.seed)
    needs = needs_of(round_, entries, judges.values(), conflicts, groups)
    seats = [seat_of(judge) for judge in judges.values()]
    manuscripts = {token: entry.manuscript_id for token, entry in entries.items()}
    digest = round_hash(needs, manuscripts, seats, round_.readings, conflicts, round_.seed, round_.draw_version)
    draw = draw_readings(needs, seats, max(round_.readings, 1), conflicts, round_.seed)
    tied = coming.tied & entries.keys() if coming else frozenset()
    return DrawProposal(draw, entries, judges, groups, tied, Counter(conflicts.values()), digest)


def takes_in_all(round_: Round) -> bool:
    """Say whether all that passed screening come in: into the first round always, into a later one by its rule."""
    return round_.position == 1 or round_.takes == Takes.ALL


def entries_coming_in(round_: Round) -> Advance | None:
    """Give whom the round takes in of the one before it; None where it takes in all that passed screening."""
    if takes_in_all(round_):
        return None
    before = [one for one in round_.contest.rounds.all() if one.position < round_.position]
    return who_goes_on(before[-1], round_)


def who_goes_on(before: Round, following: RoundRules) -> Advance:
    """Give who goes on from a round by the rules of the one that follows it, as the figures stand."""
    rows = RoundEntry.objects.filter(round=before, entry__state=EntryState.ELIGIBLE)
    placed = (Placed(*row) for row in rows.values_list("entry__token", "score", "group"))
    tiers = prize_places(before) if following.takes == Takes.PRIZES else ()
    rule = Rule(
        Takes(following.takes),
        following.takes_figure,
        following.takes_per_group,
        Ties(following.ties),
        places=sum(places for _name, places in tiers),
    )
    return advance(placed, rule)


def taking_part(round_: Round) -> list[Judge]:
    """Give the judges who are seated, in office, and have not left."""
    in_office = Appointment.objects.filter(contest=round_.contest_id, office=Office.JUDGE, ended_at=None)
    seated = round_.judges.filter(person__in=in_office.values("person"), left_at=None).select_related("person")
    return list(seated.order_by("person_id"))


def seat_of(judge: Judge) -> JudgeSeat:
    """Give a judge as the draw knows them."""
    return JudgeSeat(str(judge.person_id), judge.capacity, group_of(judge.group), frozenset(judge.genres))


def needs_of(
    round_: Round,
    entries: Mapping[str, Entry],
    judges: Iterable[Judge],
    conflicts: Conflicts,
    groups: Mapping[str, int],
) -> list[EntryNeed]:
    """Give what each entry needs: its group, a judge of its genre where judges are told apart by it, its readings."""
    seats = [seat_of(judge) for judge in judges]
    needs = []
    for token, entry in entries.items():
        group = group_of(groups[token] if round_.groups > 1 else None)
        need = EntryNeed(token, group, skills_needed(entry.genre, seats))
        needs.append(need if round_.readings else read_by_all(need, seats, conflicts))
    return needs


def group_of(group: int | None) -> str:
    """Give a group as the draw knows it; none where there is only one."""
    return "" if group is None else str(group)


def read_before(round_: Round) -> dict[tuple[str, str], Bar]:
    """Give who marked what in the rounds before whose marks count on: their totals stand already."""
    readings = Reading.objects.filter(judge__round__in=kept_rounds(round_)).standing().exclude(submitted_at=None)
    pairs = readings.values_list("round_entry__entry__token", "judge__person_id")
    return {(token, str(person)): Bar.CONFLICT for token, person in pairs}


def kept_rounds(round_: Round) -> list[Round]:
    """Give the rounds before this one whose marks count in it."""
    kept: list[Round] = []
    for before in reversed([one for one in round_.contest.rounds.all() if one.position < round_.position]):
        if not (kept[-1] if kept else round_).keeps_marks:
            break
        kept.append(before)
    return kept


def conflicts_between(
    round_: Round, entries: Mapping[str, Entry], judges: Mapping[str, Judge]
) -> dict[tuple[str, str], Bar]:
    """Give the pairs (entry, judge) that must not meet, and why."""
    lines = lines_of({judge.unit_key for judge in judges.values() if judge.unit_key})
    by_unit: dict[int, list[str]] = {}
    by_person: dict[int, list[str]] = {}
    by_author: dict[str, list[str]] = {}
    by_entry: dict[int, str] = {}
    for token, entry in entries.items():
        by_entry[entry.pk] = token
        if entry.unit_id is not None:
            by_unit.setdefault(entry.unit_id, []).append(token)
        if entry.entrant_id is not None:
            by_person.setdefault(entry.entrant_id, []).append(token)
        for author in authors_of(entry.author):
            by_author.setdefault(name_key(author), []).append(token)
    related: dict[str, list[str]] = {}
    people = [judge.person_id for judge in judges.values()]
    relations = list(Relation.objects.filter(contest=round_.contest_id, person__in=people, ended_at=None))
    units = {relation.unit_id for relation in relations if relation.unit_id}
    now = standing_for(units) if units else {}
    for relation in relations:
        tokens = (
            by_unit.get(now[relation.unit_id], []) if relation.unit_id else [by_entry.get(relation.entry_id or 0, "")]
        )
        related.setdefault(str(relation.person_id), []).extend(token for token in tokens if token)
    sent = _sent_by(round_, judges)
    pairs: dict[tuple[str, str], Bar] = {}
    for key, judge in judges.items():
        for bar, tokens in (
            (Bar.RELATION, related.get(key, [])),
            (Bar.OWN_UNIT, [token for unit in lines.get(judge.unit_key, ()) for token in by_unit.get(unit, [])]),
            (Bar.OWN_ENTRY, by_person.get(judge.person_id, []) + by_author.get(name_key(judge.person.name), [])),
            (Bar.OWN_ENTRY, [by_entry[entry] for entry in sent.get(key, ()) if entry in by_entry]),
        ):
            pairs.update(((token, key), bar) for token in tokens)
    return pairs


def _sent_by(round_: Round, judges: Mapping[str, Judge]) -> Mapping[str, set[int]]:
    """Give by judge the entries (primary keys) whose sender is reached where the judge is, as by mail."""
    reached: dict[str, set[str]] = {}
    for key, judge in judges.items():
        for contact in filter(None, (judge.person.phone, judge.person.email)):
            reached.setdefault(contact_key(contact), set()).add(key)
    sent: dict[str, set[int]] = {}
    rows = EntryContact.objects.filter(key__in=reached, entry__contest=round_.contest_id).values_list("key", "entry")
    for contact, entry in rows:
        for key in reached[contact]:
            sent.setdefault(key, set()).add(entry)
    return sent
