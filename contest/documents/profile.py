"""What a contest asks of a manuscript's layout: a `Profile` of thresholds, and the preset after GB/T 9704-2012.

Lengths are in twips (1 mm = 56.7), sizes of type in half-points, as in the model. What follows the standard and
what is office practice is said beside each figure; `clause` numbers are those of the standard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from contest.phrases import Refusal, gettext_noop

HEADING_LEVELS: Final = 4


class Family(StrEnum):
    """The families of type that the standard names."""

    FANGSONG = "仿宋"
    XIAOBIAOSONG = "小标宋"
    KAITI = "楷体"
    HEITI = "黑体"
    SONGTI = "宋体"


# The names under which a family is met, as `_normalised` spells them.
_NAMES: Final[Mapping[Family, tuple[str, ...]]] = {
    Family.FANGSONG: ("仿宋", "仿宋体", "fangsong", "方正仿宋", "华文仿宋", "stfangsong", "fzfangsong-z02", "fzfs"),
    Family.XIAOBIAOSONG: (
        "小标宋",
        "小标宋体",
        "方正小标宋",
        "fzxiaobiaosong-b05",
        "fzxbsjw--gb1-0",
        "fzxbsk--gbk1-0",
        "文星标宋",
        "文星小标宋",
        "文星简小标宋",
        "长城小标宋",
        "长城小标宋体",
    ),
    Family.KAITI: ("楷体", "kaiti", "方正楷体", "华文楷体", "stkaiti", "fzkai-z03"),
    Family.HEITI: ("黑体", "simhei", "方正黑体", "华文黑体", "stheiti", "fzhei-b01"),
    Family.SONGTI: ("宋体", "simsun", "nsimsun", "新宋体", "方正书宋", "华文宋体", "stsong", "fzshusong-z01"),
}
_FAMILIES: Final = {name: family for family, names in _NAMES.items() for name in names}
_SUBSTITUTES: Final = {"华文中宋": Family.XIAOBIAOSONG, "stzhongsong": Family.XIAOBIAOSONG}
_ENDINGS: Final = ("_gb2312", "_gb18030", "_gbk", "简体", "简")
_FOUNDER_SIMPLIFIED: Final = re.compile(r"(fz[a-z]+-[a-z][0-9]{2})(?:s|\(s\))")

# The font that a family is set in where one has to be named.
FONTS: Final[Mapping[Family, str]] = {
    Family.FANGSONG: "仿宋_GB2312",
    Family.XIAOBIAOSONG: "方正小标宋简体",
    Family.KAITI: "楷体_GB2312",
    Family.HEITI: "黑体",
    Family.SONGTI: "宋体",
}


def family_of(font: str) -> Family | None:
    """The family that a font of this name belongs to, or None."""
    return _FAMILIES.get(_normalised(font))


def substituted_by(font: str) -> Family | None:
    """The family that a font of this name commonly stands in for without belonging to it, or None."""
    return _SUBSTITUTES.get(_normalised(font))


def first_name(font: str) -> str:
    """The first of several names that a file gives one font, as in `宋体;SimSun`."""
    return font.partition(";")[0].strip()


@lru_cache(maxsize=512)
def _normalised(font: str) -> str:
    name = normalize("NFKC", first_name(font)).strip().casefold()
    simplified = _FOUNDER_SIMPLIFIED.fullmatch(name)
    if simplified is not None:
        return simplified[1]
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending).rstrip()
    return name


@dataclass(frozen=True, slots=True)
class Profile:
    """The layout that a contest asks for, with the tolerances of its check."""

    page_width: int = 11906  # A4, 5.1
    page_height: int = 16838
    page_tolerance: int = 20  # A4 is met as 11900 to 11910 × 16838 to 16840
    top: int = 2098  # 37 ± 1 mm, 5.2.1
    left: int = 1587  # 28 ± 1 mm
    text_width: int = 8845  # 156 × 225 mm, ± 1 mm by 6.1
    text_height: int = 12756
    margin_tolerance: int = 57
    title_family: Family = Family.XIAOBIAOSONG  # 7.3.1
    title_size: int = 44
    body_family: Family = Family.FANGSONG  # 5.2.2
    body_size: int = 32
    heading_families: tuple[Family, ...] = (Family.HEITI, Family.KAITI, Family.FANGSONG, Family.FANGSONG)  # 7.3.3
    heading_size: int = 32
    byline_family: Family = Family.KAITI  # office practice; used for mending, never checked
    latin_font: str = "Times New Roman"  # office practice; "" leaves it free
    indent_chars: int = 200  # hundredths of a character, 7.3.3
    indent_tolerance: int = 40  # twips at `body_size`
    line_pitch: int = 579  # 22 lines on 225 mm; office practice, as the range round it
    line_pitch_least: int = 560
    line_pitch_most: int = 600
    grid_pitch_least: int = 575
    grid_pitch_most: int = 600
    lines: int = 22  # 5.2.3
    characters: int = 28
    characters_least: int = 27  # what type of 16 pt gives without a grid
    page_numbers: bool = True  # 7.5
    page_number_family: Family = Family.SONGTI
    page_number_size: int = 28
    share: int = 98  # percent of the characters that must keep a rule of type

    @property
    def right(self) -> int:
        """The right margin that paper, left margin and text area leave."""
        return self.page_width - self.left - self.text_width

    @property
    def bottom(self) -> int:
        """The bottom margin that paper, top margin and text area leave."""
        return self.page_height - self.top - self.text_height

    def heading_family(self, level: int) -> Family:
        """The family of headings of this level, counted from 1."""
        return self.heading_families[level - 1]

    def to_values(self) -> dict[str, object]:
        """All thresholds as plain JSON values."""
        values: dict[str, object] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, tuple):
                values[one.name] = [str(item) for item in value]
            else:
                values[one.name] = str(value) if isinstance(value, Family) else value
        return values

    def differing(self, values: Mapping[str, object]) -> "Profile":
        """This profile with some thresholds replaced by plain JSON values. Raises `Refusal` for an unfit one."""
        known = {one.name for one in fields(self)}
        changes: dict[str, object] = {}
        for name, value in values.items():
            if name not in known:
                raise Refusal("unknown_threshold", gettext_noop("版式要求中没有“%(name)s”这一项。"), name=name)
            changes[name] = _fitting(name, value, getattr(self, name))
        return replace(self, **changes)  # type: ignore[arg-type]


GB_9704: Final = Profile()


def _fitting(name: str, value: object, like: object) -> object:
    """The plain `value` as a threshold of the kind of `like`."""
    if isinstance(like, bool) or isinstance(value, bool):
        if isinstance(like, bool) and isinstance(value, bool):
            return value
    elif isinstance(like, Family):
        if isinstance(value, str) and value in tuple(Family):
            return Family(value)
    elif isinstance(like, tuple):
        if (
            isinstance(value, list | tuple)
            and len(value) == HEADING_LEVELS
            and all(item in tuple(Family) for item in value)
        ):
            return tuple(Family(item) for item in value)
    elif isinstance(like, str):
        if isinstance(value, str):
            return value
    elif isinstance(value, int) and value >= 0:
        return value
    raise Refusal(
        "bad_threshold",
        gettext_noop("版式要求“%(name)s”的值“%(value)s”无效，请填写与预设同类的值。"),
        name=name,
        value=str(value),
    )
