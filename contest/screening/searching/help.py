"""What the fold under the box explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from contest.screening.searching.asking import reads_english
from contest.screening.searching.vocabulary import COLUMNS, SORT, SORTED_BY, TERM_OF, TERMS, USUAL_COLUMNS, Key, Takes

_EXAMPLES: Final = {Key.WORDS: ">3000", Key.COPIED: ">=50", Key.RECEIVED: ">=8-01"}


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What may be typed, and what it means."""

    written: tuple[str, ...]
    meaning: str


def help_lines() -> Sequence[HelpLine]:
    """Give what may be typed, in the reader's language."""
    english = reads_english()
    lines = []
    for term in TERMS:
        name = term.name.said(english=english)
        listed = [f"{name}:{choice.name.said(english=english)}" for choice in term.choices]
        first = [] if term.takes is Takes.CHOICE else [name + _EXAMPLES.get(term.key, ":…")]
        lines.append(HelpLine((*first, *listed), _(term.meaning)))
    state, unit = (TERM_OF[key].name.said(english=english) for key in (Key.STATE, Key.UNIT))
    passed = TERM_OF[Key.STATE].choices[2].name.said(english=english)
    sorted_by = [TERM_OF[key].name.said(english=english) for key in SORTED_BY]
    sort, columns = SORT.said(english=english), COLUMNS.said(english=english)
    shown = ",".join(TERM_OF[key].name.said(english=english) for key in USUAL_COLUMNS[:3])
    return [
        *lines,
        HelpLine((f"-{state}:{passed}",), _("前面加减号，就是不要这些")),
        HelpLine((f'{unit}:"…"', f"{unit}=…"), _("中间有空格，用引号；要一字不差，用等号")),
        HelpLine((f"{sort}:{sorted_by[0]}", f"{sort}:-{sorted_by[1]}"), _("排列的先后，加减号从大到小")),
        HelpLine((f"{columns}:{shown}",), _("要显示的列，题目总在最前；上面每个条件都可以是一列")),
    ]
