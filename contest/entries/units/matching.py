"""Which known unit a new spelling may mean, and why.

Certain are only spellings that are equal as compared. Everything else is a candidate for people to decide on: the
nearest first, each with its reason. What tells units apart is never smoothed over: with another number, another
direction, campus, kind of school or place, two names are far from each other however alike they look, and two
units of the forces with other code numbers are no candidates at all.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Final

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Levenshtein

from contest.documents.short_names import short_names, split_regions
from contest.entries.units.spelling import unit_key
from contest.phrases import Phrase, gettext_noop


class Likeness(StrEnum):
    """In what way a spelling is like a known one."""

    SAME = "same"
    WRITING = "writing"
    SHORT = "short"
    SOUND = "sound"
    BELOW = "below"
    ABOVE = "above"
    LETTERS = "letters"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Known:
    """A spelling on record, and the unit it leads to (primary key)."""

    unit: int
    name: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a spelling may mean: the spelling of it that is nearest, how near (0 to 100), and why."""

    unit: int
    name: str
    score: int
    likeness: Likeness
    reason: Phrase

    @property
    def is_certain(self) -> bool:
        """Whether it is the unit without anybody's decision."""
        return self.likeness is Likeness.SAME


LEAST: Final = 55
"""The score from which a candidate is offered unasked; what tells units apart keeps a candidate below it."""
_APART: Final = 40
_WIDEST: Final = 60
_SHORTEST: Final = 3

_SIGNS: Final = re.compile(r"[^\w]|_")
_REMARK: Final = re.compile(r"[(〔\[【<《](?:本级|机关|本部|总部)[)〕\]】>》]$")
_NUMERALS: Final = dict(zip("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789", strict=True))
_NUMBER: Final = re.compile(rf"[{''.join(_NUMERALS)}十拾百佰]+")
_ORDINAL: Final = re.compile(r"第(?=\d)")
_FORCES: Final = (("中国人民解放军", ""), ("中国人民武装警察部队", "武警"), ("解放军", ""))
_COMPANY: Final = re.compile(r"(?<=..)(?:股份|责任|控股)?有限(?:责任)?公司$")

# What is said for the words of the forces and of offices.
_SPOKEN: Final = (
    (re.compile("政治工作(?=[局部处科])"), "政工"),
    (re.compile("(?:人民)?武装部"), "人武部"),
    (re.compile("战备建设(?=[局处科])"), "战建"),
    (re.compile("(?:离职|离休|退休)?干部休养所"), "干休所"),
    (re.compile("人民政府"), "政府"),
    (re.compile("街道办(?:事处)?"), "街道"),
    (re.compile("管理委员会"), "管委会"),
    (re.compile("村民委员会"), "村委会"),
    (re.compile("居民委员会"), "居委会"),
    (re.compile("委员会"), "委"),
)

# The last words of what is a unit by itself, so that what follows it is a part of it.
_WHOLE: Final = re.compile(
    r"(?:[部局处科所队区院校学厂委办会站室团营连旅师军社馆店行厅府镇乡村舰艇]|公司|集团|街道|中心|支部|总队|小学|中学)$"
)

_CODE: Final = re.compile(r"\d{4,}")
_FIGURES: Final = re.compile(r"\d+")
_SIDES: Final = re.compile("[东西南北甲乙丙丁男女]")
_BRANCH: Final = re.compile(r"(..)(?:校区|院区|厂区|分校|分院|分部|分局|分公司|分行|支行)")
_SCHOOL: Final = re.compile("大学|学院|中学|小学|幼儿园|高中|初中")

_REASONS: Final = {
    Likeness.SAME: gettext_noop("写法相同"),
    Likeness.SOUND: gettext_noop("读音相同，可能打错了字"),
    Likeness.SHORT: gettext_noop("像是简称与全称"),
    Likeness.BELOW: gettext_noop("像是“%(name)s”下面的单位"),
    Likeness.ABOVE: gettext_noop("像是“%(name)s”的上级单位"),
    Likeness.LETTERS: gettext_noop("差 %(count)s 个字"),
}
_BARE: Final = gettext_noop("括号或标点不同")
_NUMBERED: Final = gettext_noop("数字的写法不同")
_ENDINGS: Final = gettext_noop("差“中国人民解放军”“有限公司”一类的字")
_PLACES: Final = gettext_noop("省、市、区的写法不同")
_OTHER_NUMBER: Final = gettext_noop("数字不同，多半不是同一单位")
_OTHER_SIDE: Final = gettext_noop("有一个字专门区分单位（东西南北、甲乙、男女），多半不是同一单位")
_OTHER_BRANCH: Final = gettext_noop("校区或分支不同，多半不是同一单位")
_OTHER_SCHOOL: Final = gettext_noop("学校的类别不同，多半不是同一单位")
_OTHER_PLACE: Final = gettext_noop("地名不同，多半不是同一单位")


def nearest(name: str, known: Sequence[Known], *, most: int = 3, least: int = LEAST) -> tuple[Candidate, ...]:
    """Give the units that a spelling may mean, the nearest first, each once; none scores below `least`."""
    if not known:
        return ()
    near = process.extract(
        _core(name), [_core(one.name) for one in known], scorer=fuzz.ratio, score_cutoff=35, limit=_WIDEST
    )
    best: dict[int, Candidate] = {}
    for _, _, place in near:
        found = likeness(name, known[place])
        if found is None or found.score < least:
            continue
        if found.unit not in best or _order(found) < _order(best[found.unit]):
            best[found.unit] = found
    return tuple(sorted(best.values(), key=_order)[:most])


def _order(candidate: Candidate) -> tuple[int, int, str]:
    return (-candidate.score, len(candidate.name), candidate.name)


def likeness(name: str, known: Known) -> Candidate | None:
    """Compare a spelling with a known one; None where they have nothing to do with each other."""
    new, old = shape_of(name), shape_of(known.name)
    if new.codes and old.codes and new.codes != old.codes:
        return None
    if new.key == old.key:
        return _candidate(known, 100, Likeness.SAME)
    if (why := _apart(new, old)) is not None:
        score = min(_APART, round(fuzz.ratio(new.core, old.core) / 2))
        return Candidate(known.unit, known.name, score, Likeness.APART, Phrase(why))
    for score, kind, why in _written_otherwise(new, old):
        return Candidate(known.unit, known.name, score, kind, Phrase(why))
    return _roughly(new, old, known)


def _candidate(known: Known, score: int, kind: Likeness, **params: object) -> Candidate:
    return Candidate(known.unit, known.name, score, kind, Phrase(_REASONS[kind], params))


@dataclass(frozen=True, slots=True)
class Shape:
    """A spelling taken apart: its forms from the sent one to the plainest, and what tells it from others.

    `regions` are without 省, 市, 区; `rest` follows them, as written and as it is said.
    """

    key: str
    bare: str
    numbered: str
    core: str
    regions: tuple[str, ...]
    rest: str
    spoken: str
    codes: frozenset[str]

    def placed(self, rest: str) -> frozenset[str]:
        """The rest behind its regions, all of them or the smaller ones alone."""
        starts = range(max(1, len(self.regions)))
        return frozenset("".join(self.regions[start:]) + rest for start in starts)

    @property
    def full(self) -> str:
        """All regions and what follows them, as it is said."""
        return "".join(self.regions) + self.spoken


@lru_cache(maxsize=16_384)
def shape_of(name: str) -> Shape:
    """Take a spelling apart."""
    key = unit_key(name)
    bare = _SIGNS.sub("", _REMARK.sub("", key))
    numbered = _ORDINAL.sub("", _NUMBER.sub(lambda match: _figures(match[0]), bare))
    core = _core(name)
    regions, rest = split_regions(core)
    spoken = rest
    for pattern, short in _SPOKEN:
        spoken = pattern.sub(short, spoken)
    return Shape(
        key, bare, numbered, core, tuple(one[-1] for one in regions), rest, spoken, frozenset(_CODE.findall(numbered))
    )


@lru_cache(maxsize=16_384)
def _core(name: str) -> str:
    """The spelling without signs, prefixes of the forces and endings of companies, its numerals as figures."""
    core = _SIGNS.sub("", _REMARK.sub("", unit_key(name)))
    for long, short in _FORCES:
        if core.startswith(long) and len(core) > len(long):
            core = short + core.removeprefix(long)
    core = _COMPANY.sub("", core)
    return _ORDINAL.sub("", _NUMBER.sub(lambda match: _figures(match[0]), core))


def _figures(numeral: str) -> str:
    """The figures of a Chinese numeral, read as a number where it has 十 or 百, else sign by sign."""
    if not set(numeral) & set("十拾百佰"):
        return "".join(_NUMERALS[sign] for sign in numeral)
    total, digit = 0, None
    for sign in numeral:
        if sign in _NUMERALS:
            digit = int(_NUMERALS[sign])
        else:
            total += (1 if digit is None else digit) * (10 if sign in "十拾" else 100)
            digit = None
    return str(total + (digit or 0))


def _apart(new: Shape, old: Shape) -> str | None:
    """What says that two names mean two units: both have a mark of a kind, and the marks differ.

    Where one has no such mark, or some of the other's, it may only have been left out.
    """
    marks = ((_FIGURES, _OTHER_NUMBER), (_SIDES, _OTHER_SIDE), (_BRANCH, _OTHER_BRANCH), (_SCHOOL, _OTHER_SCHOOL))
    for pattern, why in marks:
        one, other = Counter(pattern.findall(new.numbered)), Counter(pattern.findall(old.numbered))
        if not (one <= other or other <= one):
            return why
    return _OTHER_PLACE if _elsewhere(new, old) else None


def _elsewhere(new: Shape, old: Shape) -> bool:
    """Whether each lies in a place that the other doesn't, or the one is the city's and the other the district's."""
    if not (new.regions and old.regions):
        return False
    lowest = _sound(new.regions[-1]) != _sound(old.regions[-1])
    return (_lies_apart(new, old) and _lies_apart(old, new)) or (lowest and new.spoken == old.spoken)


def _lies_apart(one: Shape, other: Shape) -> bool:
    """Whether a region of the one is none of the other's, nor named in it without 省, 市 or 区."""
    sounds = {_sound(region) for region in other.regions}
    return any(region not in other.full and _sound(region) not in sounds for region in one.regions)


def _written_otherwise(new: Shape, old: Shape) -> Iterator[tuple[int, Likeness, str]]:
    """In which ways two spellings are one name, the slightest difference first."""
    if new.bare == old.bare:
        yield 97, Likeness.WRITING, _BARE
    if new.numbered == old.numbered:
        yield 95, Likeness.WRITING, _NUMBERED
    if new.core == old.core:
        yield 93, Likeness.WRITING, _ENDINGS
    if _same_place(new, old, new.rest, old.rest):
        yield 90, Likeness.WRITING, _PLACES
    if _same_place(new, old, new.spoken, old.spoken):
        yield 88, Likeness.SHORT, _REASONS[Likeness.SHORT]
    if _sound(new.full) == _sound(old.full):
        yield 85, Likeness.SOUND, _REASONS[Likeness.SOUND]


def _same_place(new: Shape, old: Shape, rest: str, other_rest: str) -> bool:
    """Whether two names are the same but for larger regions left out on one side."""
    here, there = new.placed(rest), old.placed(other_rest)
    return rest in there or other_rest in here or not here.isdisjoint(there)


def _roughly(new: Shape, old: Shape, known: Known) -> Candidate | None:
    """The likeness of two names that are not the same name: one above the other, short, or a few signs apart."""
    if _begins(new, old):
        return _candidate(known, 65, Likeness.BELOW, name=known.name)
    if _begins(old, new):
        return _candidate(known, 65, Likeness.ABOVE, name=known.name)
    if new.key in short_names(known.name) or old.key in short_names(new.key):
        return _candidate(known, 80 if fuzz.ratio(new.core, old.core) >= 50 else 70, Likeness.SHORT)
    if _shortens(new.spoken, old.spoken) or _shortens(new.core, old.core):
        return _candidate(known, 60, Likeness.SHORT)
    ratio = fuzz.ratio(new.full, old.full)
    if ratio < 50:
        return None
    return _candidate(known, round(ratio * 0.8), Likeness.LETTERS, count=Levenshtein.distance(new.full, old.full))


def _begins(longer: Shape, shorter: Shape) -> bool:
    """Whether a name goes on where another, a whole unit's, has ended; regions may be missing on one side."""
    starts = shorter.placed(shorter.spoken) | (frozenset() if longer.regions else {shorter.spoken})
    goes_on = longer.placed(longer.spoken) | (frozenset() if shorter.regions else {longer.spoken})
    return any(
        len(long) >= len(short) + 2 and long.startswith(short) and _WHOLE.search(short) is not None
        for long, short in product(goes_on, starts)
    )


def _shortens(one: str, other: str) -> bool:
    """Whether the one name is made of signs of the other in their order."""
    short, long = sorted((one, other), key=len)
    return _SHORTEST <= len(short) < len(long) and LCSseq.similarity(short, long) == len(short)


@lru_cache(maxsize=16_384)
def _sound(text: str) -> tuple[str, ...]:
    """How a name is read, without tones."""
    return tuple(lazy_pinyin(text))
