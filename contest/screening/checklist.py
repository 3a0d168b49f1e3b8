"""The points of the checklist: what the machine knows of each, and what a person says to it. Pure.

The machine never decides: what it says stands beside the point, and a person confirms the point or says why it fails.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.entries.checks import words_check
from contest.notice.announcement import POINTS
from contest.phrases import Phrase, gettext_noop
from contest.screening.originality.alignment import SUSPECT


class Said(StrEnum):
    """What the machine says to a point."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an entry and its contest; `None` is a limit, or a layout, that the contest does not state.

    `layout` is what the check of the layout came to, empty where there was none. `highest` is the score of the text
    that it shares most with, `past` says which past winner has its title. `sign_off` names who signed for the unit,
    where it came in a bundle. The last three count entries that stand, this one with them: by authors of the same name
    and unit, by authors of the same name, and of the same entrant.
    """

    is_read: bool
    secrecy: str
    words: int | None
    word_limit: int | None
    asks_layout: bool
    layout: str
    findings: int
    is_compared: bool
    highest: float | None
    past: Phrase | None
    sign_off: str | None
    most_per_author: int | None
    most_per_entrant: int | None
    same_author: int
    namesakes: int
    of_entrant: int


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what the machine says to it, by what evidence, and where that stands on the entry's page."""

    key: str
    said: Said
    evidence: Phrase
    place: str = ""

    @property
    def name(self) -> Phrase:
        """What the point is called."""
        return Phrase(POINTS[self.key])


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person says to a point: that it holds, or why it fails."""

    holds: bool
    note: str = ""


Answers = Mapping[str, Answered]
NO_ANSWERS: Final[Answers] = {}


def points_of(keys: Collection[str], facts: Facts) -> tuple[Point, ...]:
    """Give the points of a checklist that apply to an entry, in the order of the notice."""
    found = (_POINTS[key](facts) for key in POINTS if key in keys)
    return tuple(point for point in found if point is not None)


def unanswered(points: Iterable[Point], answers: Answers) -> tuple[Point, ...]:
    """Give the points to which nobody has said anything."""
    return tuple(point for point in points if point.key not in answers)


def failing(points: Iterable[Point], answers: Answers) -> tuple[Point, ...]:
    """Give the points that a person says fail."""
    return tuple(point for point in points if point.key in answers and not answers[point.key].holds)


def unopposed(points: Iterable[Point]) -> dict[str, Answered]:
    """Confirm every point that the machine does not speak against, for the person who asks for it at once."""
    return {point.key: Answered(holds=True) for point in points if point.said is not Said.NO}


def _topic(_facts: Facts) -> Point:
    return Point("topic", Said.UNCLEAR, Phrase(gettext_noop("要读过才知道。")), "#manuscript")


def _truth(_facts: Facts) -> Point:
    return Point("truth", Said.UNCLEAR, Phrase(gettext_noop("要读过才知道。")), "#manuscript")


def _original(facts: Facts) -> Point:
    said = Said.NO if facts.highest is not None and facts.highest >= SUSPECT else Said.UNCLEAR
    if facts.past is not None and said is not Said.NO:
        return Point("original", Said.UNCLEAR, facts.past, "#past")
    if not facts.is_compared:
        return Point("original", Said.UNCLEAR, Phrase(gettext_noop("还没有比对完。")), "#originality")
    if facts.highest is None:
        return Point("original", Said.YES, Phrase(gettext_noop("没有发现雷同。")), "#originality")
    template = gettext_noop("与别的文稿有相同的段落，最重一处的分量 %(score)s。")
    return Point("original", said, Phrase(template, {"score": round(facts.highest)}), "#originality")


def _secrecy(facts: Facts) -> Point:
    if facts.secrecy:
        template = gettext_noop("文稿上有“%(mark)s”字样。")
        return Point("secrecy", Said.NO, Phrase(template, {"mark": facts.secrecy}), "#manuscript")
    if not facts.is_read:
        return Point("secrecy", Said.UNCLEAR, Phrase(gettext_noop("文件还没有读出来。")))
    return Point("secrecy", Said.YES, Phrase(gettext_noop("没有找到密级字样。")))


def _words(facts: Facts) -> Point | None:
    if facts.word_limit is None:
        return None
    check = words_check(facts.words, facts.word_limit)
    said = Said.UNCLEAR if facts.words is None else Said.YES if check.state == "ok" else Said.NO
    return Point("words", said, check.phrase)


def _layout(facts: Facts) -> Point | None:
    if not facts.asks_layout:
        return None
    if not facts.layout:
        return Point("layout", Said.UNCLEAR, Phrase(gettext_noop("版式没有检查。")))
    if facts.findings:
        template = gettext_noop("版式有 %(count)s 处与公文格式不同。")
        return Point("layout", Said.NO, Phrase(template, {"count": facts.findings}), "#layout")
    return Point("layout", Said.YES, Phrase(gettext_noop("版式符合公文格式。")))


def _sign_off(facts: Facts) -> Point | None:
    if facts.sign_off is None:
        return None
    if not facts.sign_off:
        return Point("sign-off", Said.NO, Phrase(gettext_noop("没有单位签发的记录。")))
    return Point("sign-off", Said.YES, Phrase(gettext_noop("%(who)s签发。"), {"who": facts.sign_off}))


def _cap(facts: Facts) -> Point | None:
    author, entrant = facts.most_per_author, facts.most_per_entrant
    if author is None and entrant is None:
        return None
    if author is not None and facts.same_author > author:
        template = gettext_noop("同单位的同名作者共 %(count)s 篇，最多 %(limit)s 篇。")
        return _counted(Said.NO, template, facts.same_author, author)
    if entrant is not None and facts.of_entrant > entrant:
        template = gettext_noop("这位投稿人共 %(count)s 篇，最多 %(limit)s 篇。")
        return _counted(Said.NO, template, facts.of_entrant, entrant)
    if author is not None and facts.namesakes > author:
        template = gettext_noop("同名作者共 %(count)s 篇，最多 %(limit)s 篇；是不是同一个人，请核对。")
        return _counted(Said.UNCLEAR, template, facts.namesakes, author)
    return Point("cap", Said.YES, Phrase(gettext_noop("没有超过规定的篇数。")))


def _counted(said: Said, template: str, count: int, limit: int) -> Point:
    return Point("cap", said, Phrase(template, {"count": count, "limit": limit}), "#flags")


_POINTS: Final[Mapping[str, Callable[[Facts], Point | None]]] = {
    "topic": _topic,
    "truth": _truth,
    "original": _original,
    "secrecy": _secrecy,
    "words": _words,
    "layout": _layout,
    "sign-off": _sign_off,
    "cap": _cap,
}
