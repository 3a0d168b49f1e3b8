"""How a paragraph's lines begin, and how far apart they stand."""

from collections.abc import Hashable
from enum import StrEnum
from typing import Final

from contest.documents.layout_report import points
from contest.documents.model import LineRule, Paragraph, Run, Section
from contest.documents.profile import Profile
from contest.phrases import Phrase, gettext_noop

TINY_SIZE: Final = 2
_IDEOGRAPHIC_SPACE: Final = "\u3000"
_TAB: Final = "\t"
_BLANKS_BEFORE_TAB: Final = 2  # half-width ones, which end well before the stop
_GRIDS: Final = ("lines", "linesAndChars", "snapToChars")
_SINGLE: Final = 240


class Indent(StrEnum):
    """How a body paragraph begins."""

    AS_ASKED = "as asked"
    NONE = "none"
    OTHER = "other"
    BLANKS = "blanks"  # made by blanks or a tab
    BREAK = "break"  # after a line break
    TWICE = "twice"  # by an indent, and blanks besides
    WHOLE = "whole"  # all lines are indented


def indent_of(paragraph: Paragraph, profile: Profile) -> Indent | None:
    """How a body paragraph begins; None where that needs its size of type and the file doesn't tell it.

    Two ideographic blanks, or a tab to a stop at the place of the indent, look right and pass.
    """
    setting = paragraph.setting
    text = "".join(run.text for run in paragraph.runs if not is_tiny(run))
    blanks = text[: len(text) - len(text.lstrip())]
    size = next((run.size for run in paragraph.runs if run.text and not is_tiny(run)), 0)
    exact = setting.first_line_chars == profile.indent_chars
    if not size and not exact and setting.first_line:
        return None
    slack = profile.indent_tolerance * (size or profile.body_size) / profile.body_size
    wanted = profile.indent_chars * (size or profile.body_size) / 10
    if "\n" in blanks:
        return Indent.BREAK
    if abs(setting.left) > slack:
        return Indent.WHOLE
    indented = exact or abs(setting.first_line - wanted) <= slack
    level = abs(setting.first_line) <= slack and not exact
    if indented:
        return Indent.AS_ASKED if len(blanks) <= blanks.count(" ") <= 1 else Indent.TWICE
    if level and blanks:
        by_hand = blanks == _IDEOGRAPHIC_SPACE * (profile.indent_chars // 100)
        by_tab = blanks.lstrip(" ") == _TAB and len(blanks) <= _BLANKS_BEFORE_TAB + 1
        by_stop = by_tab and abs(setting.first_tab - wanted) <= slack
        return Indent.AS_ASKED if by_hand or by_stop else Indent.BLANKS
    return Indent.NONE if level else Indent.OTHER


def is_tiny(run: Run) -> bool:
    """Whether a run holds nothing but blanks too small to be seen; so mending leaves blanks that made an indent."""
    return 0 < run.size <= TINY_SIZE and not run.text.strip()


def has_pitch(paragraph: Paragraph, section: Section, profile: Profile) -> bool:
    """Whether the lines of a paragraph stand as far apart as asked, by an exact pitch or on the grid."""
    setting = paragraph.setting
    if setting.line_rule is LineRule.EXACT:
        return profile.line_pitch_least <= setting.line <= profile.line_pitch_most
    return (
        setting.line_rule is LineRule.AUTO
        and setting.line == _SINGLE
        and setting.snap_to_grid
        and section.grid in _GRIDS
        and profile.grid_pitch_least <= section.line_pitch <= profile.grid_pitch_most
    )


def say_pitch(found: Hashable) -> Phrase:
    """Give a pitch, a rule with a figure in twips, in words."""
    rule, line = found if isinstance(found, tuple) else (LineRule.AUTO, 0)
    if rule is LineRule.EXACT:
        return Phrase(gettext_noop("固定值 %(points)s 磅"), {"points": points(line)})
    if rule is LineRule.AT_LEAST:
        return Phrase(gettext_noop("最小值 %(points)s 磅"), {"points": points(line)})
    if line == _SINGLE:
        return Phrase(gettext_noop("单倍行距"))
    return Phrase(gettext_noop("%(times)s 倍行距"), {"times": f"{round(line / _SINGLE, 2):g}"})


SAY_INDENT: Final = {
    Indent.NONE: Phrase(gettext_noop("没有首行缩进")),
    Indent.OTHER: Phrase(gettext_noop("首行缩进的字数不对")),
    Indent.BLANKS: Phrase(gettext_noop("用空格或制表符缩进")),
    Indent.BREAK: Phrase(gettext_noop("段首是换行符")),
    Indent.TWICE: Phrase(gettext_noop("设了首行缩进，段首又有空格")),
    Indent.WHOLE: Phrase(gettext_noop("整段缩进")),
}
