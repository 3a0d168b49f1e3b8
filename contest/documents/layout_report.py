"""What a check of the layout tells: findings in the order in which they matter, and how they come about."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.documents.model import Alignment, Paragraph
from contest.documents.profile import Family
from contest.phrases import Phrase, gettext_noop

_EXAMPLES: Final = 3
_FIRST_WORDS: Final = 10
_VALUES: Final = 3
_SIZES: Final = {
    84: gettext_noop("初号"),
    72: gettext_noop("小初"),
    52: gettext_noop("一号"),
    48: gettext_noop("小一"),
    44: gettext_noop("二号"),
    36: gettext_noop("小二"),
    32: gettext_noop("三号"),
    30: gettext_noop("小三"),
    28: gettext_noop("四号"),
    24: gettext_noop("小四"),
    21: gettext_noop("五号"),
    18: gettext_noop("小五"),
    15: gettext_noop("六号"),
    13: gettext_noop("小六"),
    11: gettext_noop("七号"),
    10: gettext_noop("八号"),
}
_FAMILIES: Final = {
    Family.FANGSONG: gettext_noop("仿宋"),
    Family.XIAOBIAOSONG: gettext_noop("小标宋"),
    Family.KAITI: gettext_noop("楷体"),
    Family.HEITI: gettext_noop("黑体"),
    Family.SONGTI: gettext_noop("宋体"),
}


EVERYWHERE: Final = Phrase(gettext_noop("全文"))

SAY_ALIGNMENT: Final = {
    Alignment.LEFT: Phrase(gettext_noop("居左")),
    Alignment.JUSTIFIED: Phrase(gettext_noop("居左")),
    Alignment.CENTRE: Phrase(gettext_noop("居中")),
    Alignment.RIGHT: Phrase(gettext_noop("居右")),
}


class Verdict(StrEnum):
    """How a check ended: nothing to say, something to mend, or something that the file doesn't tell."""

    FITS = "pass"
    ADVISE = "advise"
    UNVERIFIED = "unverified"


class Level(StrEnum):
    """Whether a rule is written in the standard, or is common office practice."""

    STANDARD = "standard"
    CUSTOMARY = "customary"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, its clause in the standard, its level, and how much it matters (most: 100)."""

    name: str
    clause: str
    level: Level
    weight: int


@dataclass(frozen=True, slots=True)
class LayoutFinding:
    """One thing that differs from the profile, or that the file doesn't tell, and how to mend it."""

    rule: str
    clause: str
    level: Level
    expected: Phrase
    found: Phrase
    where: Phrase
    fix: Phrase
    status: Verdict


@dataclass(frozen=True, slots=True)
class LayoutReport:
    """The findings, what matters most first, and the names of the rules that passed."""

    findings: tuple[LayoutFinding, ...] = ()
    passed: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """`advise` when anything is to be mended, else `unverified` when anything is unknown."""
        statuses = {finding.status for finding in self.findings}
        return next((one for one in (Verdict.ADVISE, Verdict.UNVERIFIED) if one in statuses), Verdict.FITS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule gave: no finding when it passed; `weight` is that of the finding among the others."""

    rule: Rule
    finding: LayoutFinding | None = None
    weight: float = 0.0


class Tally:
    """The characters that keep a rule, break it, or can't be judged; with the paragraphs that break it."""

    def __init__(self) -> None:
        self.good = 0
        self.unknown = 0
        self._bad: Counter[Hashable] = Counter()
        self._paragraphs: dict[int, Paragraph] = {}
        self._unknown_in: dict[int, Paragraph] = {}

    def add(self, paragraph: Paragraph, count: int, found: Hashable, keeps: bool | None) -> None:
        """Count `count` characters of `paragraph`, where `found` is what stands there; None is not known."""
        if not count:
            return
        if keeps:
            self.good += count
        elif keeps is None:
            self.unknown += count
            self._unknown_in[paragraph.index] = paragraph
        else:
            self._bad[found] += count
            self._paragraphs[paragraph.index] = paragraph

    @property
    def bad(self) -> int:
        """How many characters break the rule."""
        return self._bad.total()

    @property
    def total(self) -> int:
        """How many characters were counted."""
        return self.good + self.unknown + self.bad

    def keeps(self, share: int) -> bool:
        """Whether `share` percent of the characters keep the rule."""
        return self.good * 100 >= self.total * share

    def all_bad_are(self, test: Callable[[Hashable], bool]) -> bool:
        """Whether all that breaks the rule is of this kind."""
        return all(map(test, self._bad))

    def outcome(
        self,
        rule: Rule,
        share: int,
        *,
        expected: Phrase,
        fix: Phrase,
        say: Callable[[Hashable], Phrase] = lambda found: Phrase(str(found)),
        level: Level | None = None,
    ) -> Outcome | None:
        """What `rule` gives when `share` percent must keep it; None when there was nothing to judge."""
        if not self.total:
            return None
        if self.keeps(share):
            return Outcome(rule)
        certain = self.bad * 100 > self.total * (100 - share)
        finding = LayoutFinding(
            rule=rule.name,
            clause=rule.clause,
            level=level or rule.level,
            expected=expected,
            found=self._found(say) if certain else not_told(),
            where=where(self._paragraphs if certain else self._unknown_in),
            fix=fix,
            status=Verdict.ADVISE if certain else Verdict.UNVERIFIED,
        )
        return Outcome(rule, finding, rule.weight * (0.3 + 0.7 * self.bad / self.total))

    def _found(self, say: Callable[[Hashable], Phrase]) -> Phrase:
        if self.bad == self.total and len(self._bad) == 1:
            return say(next(iter(self._bad)))
        return listed(
            Phrase(
                gettext_noop("%(what)s（占 %(percent)d%%）"),
                {"what": say(found), "percent": min(99, max(1, round(100 * count / self.total)))},
            )
            for found, count in self._bad.most_common(_VALUES)
        )


def listed(phrases: Iterable[Phrase]) -> Phrase:
    """Several things as one phrase."""
    return Phrase("%(items)s", {"items": tuple(phrases)})


def where(paragraphs: Mapping[int, Paragraph]) -> Phrase:
    """The places of a finding: the first few paragraphs by number and first words, and how many there are."""
    examples = tuple(
        Phrase(
            gettext_noop("第 %(number)d 段“%(words)s”"),
            {"number": index + 1, "words": first_words(paragraphs[index].text)},
        )
        for index in sorted(paragraphs)[:_EXAMPLES]
    )
    if len(paragraphs) <= _EXAMPLES:
        return Phrase("%(items)s", {"items": examples})
    return Phrase(gettext_noop("%(items)s 等 %(count)d 段"), {"items": examples, "count": len(paragraphs)})


def not_told() -> Phrase:
    """What is found where the file doesn't tell."""
    return Phrase(gettext_noop("文件中读不出，请自行核对"))


def first_words(text: str) -> str:
    """The beginning of a paragraph, to know it by."""
    words = " ".join(text.split())
    return words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS] + "…"


def size_name(half_points: int) -> Phrase:
    """A size of type as people call it: 三号, or 17 磅."""
    if half_points in _SIZES:
        return Phrase(_SIZES[half_points])
    return Phrase(gettext_noop("%(points)s 磅"), {"points": f"{half_points / 2:g}"})


def family_name(family: Family) -> Phrase:
    """A family of type as people call it."""
    return Phrase(_FAMILIES[family])


def millimetres(twips: int) -> str:
    """A length in whole or tenths of millimetres."""
    return f"{round(twips * 254 / 14400, 1):g}"


def points(twips: int) -> str:
    """A length in points."""
    return f"{round(twips / 20, 2):g}"
