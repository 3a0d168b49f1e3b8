"""Checks of draws and marks: who reads what, under which number, with which totals and figures."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from contest.exports.sealing.contents import RoundRules
from contest.exports.sealing.figuring import Results, criterion_rules
from contest.exports.sealing.judged import Reading, RoundDraw
from contest.exports.sealing.redoing import Course
from contest.exports.sealing.report import CannotTell, Check, check
from contest.judging.advancing import Placed, Rule, Takes, advance
from contest.judging.draw import DRAW_VERSION
from contest.judging.numbers import blind_numbers, dealt_to_groups
from contest.judging.ranking import closing_scores, totals_by_entry
from contest.judging.scoring import SCORING_VERSION, Method, aggregate, check_mark, weighted_mark
from contest.judging.severity import severities_of
from contest.phrases import Phrase, gettext_noop

Pairs = Collection[tuple[str, str]]

OTHER_VERSION: Final = gettext_noop("封装时的规则是第 %(then)s 版，这里只有第 %(now)s 版，无法重算")
_NOT_KNOWN: Final = gettext_noop("封装时，有关资料（单位、回避关系、稿件等）已和当时不同，无法按当时的情形重算")


def draw_checks(results: Results) -> Iterator[Check]:
    """Check every round: draw, redraws, numbers, readings, marks, figures, and who came into it."""
    package = results.package
    draws = {one.round: one for one in package.draws.rounds}
    for key, rules in results.rounds.items():
        draw = draws[key]
        course = Course.of(rules, draw, results.marks[key], package.entries.entries)
        one = _Round(results, rules, draw, course)
        yield check(_named(gettext_noop("抽签"), rules), one.draw_differs)
        if draw.redraws:
            yield check(_named(gettext_noop("补抽"), rules), one.redraws_differ)
        yield check(_named(gettext_noop("编号和分组"), rules), one.numbers_differ)
        yield check(_named(gettext_noop("评阅与抽签"), rules), one.readings_differ)
        yield check(_named(gettext_noop("评分和合计"), rules), one.totals_differ)
        yield check(_named(gettext_noop("得分"), rules), one.figures_differ)
        if rules.position > 1 and rules.takes is not Takes.ALL:
            yield check(_named(gettext_noop("进入本轮的稿件"), rules), one.entries_differ)


def _named(name: str, rules: RoundRules) -> Phrase:
    return Phrase(gettext_noop("%(name)s（%(round)s）"), {"name": Phrase(name), "round": rules.name})


class _Round:
    """The checks of one round."""

    def __init__(self, results: Results, rules: RoundRules, draw: RoundDraw, course: Course) -> None:
        self.results, self.rules, self.draw, self.course = results, rules, draw, course
        self.rows = results.rows[rules.key]
        self.number_of = {row.entry: row.number for row in self.rows.values()}

    def draw_differs(self) -> Iterator[Phrase]:
        """Give where the draw made again is another."""
        _hold_version(self.rules.draw, DRAW_VERSION)
        if not self.draw.is_known:
            raise CannotTell(_NOT_KNOWN)
        if self.course.first_hash() != self.draw.inputs_hash:
            yield Phrase(gettext_noop("抽签的依据（种子、稿件、评委、回避）与记录的指纹不符"))
        yield from self._pairs_differ(self.course.first_draw().readings, self.draw.result)

    def redraws_differ(self) -> Iterator[Phrase]:
        """Give where a redraw made again is another."""
        _hold_version(self.rules.draw, DRAW_VERSION)
        for step, redraw in enumerate(self.draw.redraws, 1):
            if not redraw.is_known:
                continue
            if self.course.hash_at(step) != redraw.inputs_hash:
                yield Phrase(gettext_noop("第 %(step)s 次补抽的依据与记录的指纹不符"), {"step": step})
            yield from self._pairs_differ(self.course.redraw(step), redraw.result)
        if not all(redraw.is_known for redraw in self.draw.redraws):
            raise CannotTell(_NOT_KNOWN)

    def numbers_differ(self) -> Iterator[Phrase]:
        """Give the entries whose number or group is another than seed and rule give."""
        batches: dict[int, list[str]] = defaultdict(list)
        for one in self.draw.entries:
            batches[one.since].append(one.entry)
        taken = 0
        for since in sorted(batches):
            entries, seed = sorted(batches[since]), f"{self.draw.seed}/{taken}" if since else self.draw.seed
            numbers, groups = blind_numbers(entries, seed), dealt_to_groups(entries, self.rules.groups, seed)
            for entry in entries:
                row, group = self.rows[self.number_of[entry]], groups[entry] if self.rules.groups > 1 else None
                if (row.number, row.group) != (taken + numbers[entry], group):
                    yield Phrase(gettext_noop("第 %(number)s 号"), {"number": row.number})
            taken += len(entries)

    def readings_differ(self) -> Iterator[Phrase]:
        """Give the readings that nothing on record made, and those on record that are missing."""
        made = {*self.draw.result, *((one.entry, one.judge) for one in self.draw.handed)}
        made.update(pair for redraw in self.draw.redraws for pair in redraw.result)
        readings = self.results.marks[self.rules.key].readings
        found = [(self.rows[one.number].entry, one.judge) for one in readings]
        yield from self._pairs_differ(made, set(found))
        for (entry, judge), count in Counter(found).items():
            if count > 1:
                yield self._place(gettext_noop("第 %(number)s 号，评委 %(judge)s：有两份评阅"), entry, judge)
        for one in readings:
            if (one.until is None) != (not one.ended):
                yield _reading(gettext_noop("第 %(number)s 号，评委 %(judge)s：评阅是否结束，前后不符"), one)

    def totals_differ(self) -> Iterator[Phrase]:
        """Give the readings whose marks are out of range, or add up to another total."""
        _hold_version(self.rules.scoring, SCORING_VERSION)
        rules = criterion_rules(self.rules)
        for one in self.results.marks[self.rules.key].readings:
            if one.total is None:
                if one.marks:
                    yield _reading(gettext_noop("第 %(number)s 号，评委 %(judge)s：没有提交，却有分数"), one)
                continue
            if one.marks.keys() != {rule.key for rule in rules}:
                yield _reading(gettext_noop("第 %(number)s 号，评委 %(judge)s：评分项目不齐"), one)
                continue
            for rule in rules:
                if check_mark(one.marks[rule.key], rule) is not None:
                    template = gettext_noop("第 %(number)s 号，评委 %(judge)s，%(criterion)s：分数不合规定")
                    yield _reading(template, one, criterion=rule.key)
            total = weighted_mark(one.marks, rules)
            if total != one.total:
                template = gettext_noop("第 %(number)s 号，评委 %(judge)s：合计应为 %(due)s，写的是 %(told)s")
                yield _reading(template, one, due=total, told=one.total)

    def figures_differ(self) -> Iterator[Phrase]:
        """Give the entries whose figure, and the judges whose severity, is another than the marks give."""
        _hold_version(self.rules.scoring, SCORING_VERSION)
        if self.rules.method is Method.VOTES:
            yield from self._votes_differ()
            return
        totals = self.results.totals(self.rules.key)
        due = closing_scores(totals, self.rules.method)
        given = totals_by_entry(totals)
        for row in self.rows.values():
            own = given.get(row.entry, [])
            yield from _figure(row.number, due.get(row.entry), row.figure)
            if (row.mean, row.read) != (aggregate(own, Method.MEAN), len(own)):
                yield Phrase(gettext_noop("第 %(number)s 号：平均分或评阅数不符"), {"number": row.number})
        taken_off: Mapping[str, Decimal] = {}
        if self.rules.method is Method.SEVERITY:
            taken_off = severities_of(totals).taken_off
        for seat in self.draw.seats:
            if seat.severity != taken_off.get(seat.judge):
                yield Phrase(gettext_noop("评委 %(judge)s：宽严不符"), {"judge": seat.judge})

    def _votes_differ(self) -> Iterator[Phrase]:
        """Of a secret ballot only the counts are there: whether they can be, and what follows from them."""
        voters = {one.judge for one in self.draw.seats if one.has_voted}
        cast: Counter[int] = Counter()
        read: Counter[int] = Counter()
        by_judge: Counter[str] = Counter()
        for one in self.results.marks[self.rules.key].readings:
            cast[one.number] += one.has_voted
            by_judge[one.judge] += one.has_voted
            read[one.number] += not one.ended and one.judge in voters
        most = self.rules.votes or 0
        for judge, number in by_judge.items():
            if number > most or (number and judge not in voters):
                yield Phrase(gettext_noop("评委 %(judge)s：票数不合规定"), {"judge": judge})
        if self.rules.secret and sum(row.votes for row in self.rows.values()) > most * len(voters):
            yield Phrase(gettext_noop("总票数多于评委能投的票数"))
        for row in self.rows.values():
            if row.read != read[row.number] or not 0 <= row.votes <= row.read:
                yield Phrase(gettext_noop("第 %(number)s 号：票数或投票人数不符"), {"number": row.number})
            elif not self.rules.secret and row.votes != cast[row.number]:
                yield Phrase(gettext_noop("第 %(number)s 号：票数与选票不符"), {"number": row.number})
            threshold = self.rules.threshold
            short = threshold is not None and row.votes < row.read * threshold / 100
            yield from _figure(row.number, None if short or not row.read else Decimal(row.votes), row.figure)

    def entries_differ(self) -> Iterator[Phrase]:
        """Give the entries that came in although the rule leaves them out, and the other way round."""
        keys = list(self.results.rounds)
        before = self.results.marks[keys[keys.index(self.rules.key) - 1]]
        out = set(self.draw.out)
        rule = Rule(
            self.rules.takes, self.rules.takes_figure, self.rules.takes_per_group, self.rules.ties, self._places()
        )
        placed = [Placed(row.entry, row.figure, row.group) for row in before.entries if row.entry not in out]
        due = advance(placed, rule).entries
        came = {one.entry for one in self.draw.entries}
        wrong = [row for row in before.entries if (row.entry in due) != (row.entry in came)]
        if wrong and self.rules.takes is Takes.PRIZES:
            raise CannotTell(gettext_noop("按奖项名额进入本轮，当时的名额没有记录，和现在的名额对不上"))
        for row in wrong:
            yield Phrase(gettext_noop("前一轮第 %(number)s 号"), {"number": row.number})

    def _places(self) -> int:
        if self.rules.takes is not Takes.PRIZES:
            return 0
        tiers = [tier for tier in self.results.plan.tiers if tier.quota or tier.share is not None]
        if any(tier.share is not None or tier.within != "all" for tier in tiers):
            raise CannotTell(gettext_noop("名额按比例或者分组、分体裁，当时的名额没有记录，无法重算"))
        return sum(tier.quota for tier in tiers)

    def _pairs_differ(self, due: Iterable[tuple[str, str]], told: Pairs) -> Iterator[Phrase]:
        wanted, given = set(due), set(told)
        for entry, judge in sorted(wanted - given):
            yield self._place(gettext_noop("第 %(number)s 号，评委 %(judge)s：应有评阅，却没有"), entry, judge)
        for entry, judge in sorted(given - wanted):
            yield self._place(gettext_noop("第 %(number)s 号，评委 %(judge)s：不应有评阅，却有"), entry, judge)

    def _place(self, template: str, entry: str, judge: str) -> Phrase:
        return Phrase(template, {"number": self.number_of.get(entry, 0), "judge": judge})


def _hold_version(then: str, now: str) -> None:
    if then != now:
        raise CannotTell(OTHER_VERSION, then=then, now=now)


def _figure(number: int, due: Decimal | None, told: Decimal | None) -> Iterator[Phrase]:
    if due != told:
        nothing = Phrase(gettext_noop("无"))
        yield Phrase(
            gettext_noop("第 %(number)s 号：得分应为 %(due)s，写的是 %(told)s"),
            {"number": number, "due": nothing if due is None else due, "told": nothing if told is None else told},
        )


def _reading(template: str, one: Reading, **more: object) -> Phrase:
    return Phrase(template, {"number": one.number, "judge": one.judge, **more})
