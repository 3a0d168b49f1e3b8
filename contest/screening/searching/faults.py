"""What is said of a piece of a search that can't be understood: kindly, and with what is possible."""

from collections.abc import Iterable
from difflib import get_close_matches

from contest.phrases import Phrase, gettext_noop
from contest.screening.searching.meanings import Fault
from contest.screening.searching.vocabulary import COLUMNS, SORT, TERMS, Name, Takes, Term


def unknown_key(word: str, *, english: bool) -> Fault:
    """Nothing is called so."""
    names = [term.name for term in TERMS] + [SORT, COLUMNS]
    near = _nearest(word, names, english=english)
    if near:
        return Fault(
            Phrase(
                gettext_noop("没有“%(word)s”这个条件，是不是“%(near)s”？要找这几个字，请加上引号。"),
                {"word": word, "near": near},
            )
        )
    return Fault(
        Phrase(
            gettext_noop("没有“%(word)s”这个条件。可以用：%(possible)s。要找这几个字，请加上引号。"),
            {"word": word, "possible": _said(names, english=english)},
        )
    )


def unknown_value(name: Name, word: str, possible: Iterable[Name], *, english: bool) -> Fault:
    """It takes only the values of a list."""
    return Fault(
        Phrase(
            gettext_noop("“%(name)s”不能是“%(word)s”。可以写：%(possible)s。"),
            {"name": name.said(english=english), "word": word, "possible": _said(possible, english=english)},
        )
    )


def not_measured(term: Term, word: str, *, english: bool) -> Fault:
    """It takes a number or a day, and perhaps values of a list."""
    name = term.name.said(english=english)
    if term.takes is Takes.DAY:
        template = gettext_noop("“%(word)s”读不成日期。可以写：%(name)s>=8-01、%(name)s:2025-08-01。")
        return Fault(Phrase(template, {"word": word, "name": name}))
    listed = _said((choice.name for choice in term.choices), english=english)
    template = gettext_noop("“%(word)s”读不成数字。可以写：%(name)s>3000、%(name)s<=3000，或者 %(name)s:%(possible)s。")
    return Fault(Phrase(template, {"word": word, "name": name, "possible": listed}))


def not_compared(name: Name, *, english: bool) -> Fault:
    """It has no more and less."""
    said = name.said(english=english)
    return Fault(Phrase(gettext_noop("“%(name)s”不能比大小，请写 %(name)s:…。"), {"name": said}))


def nothing_after(word: str) -> Fault:
    """There is a name and nothing after it."""
    return Fault(Phrase(gettext_noop("“%(word)s”后面还没有写内容。"), {"word": word}))


def not_negated(name: Name, *, english: bool) -> Fault:
    """Order and columns have no opposite."""
    said = name.said(english=english)
    return Fault(Phrase(gettext_noop("“%(name)s”前面不能有减号。"), {"name": said}))


def too_many(most: int) -> Fault:
    """There is more than is read."""
    return Fault(Phrase(gettext_noop("条件太多，只看了前 %(most)s 个。"), {"most": most}))


def _said(names: Iterable[Name], *, english: bool) -> tuple[str, ...]:
    return tuple(name.said(english=english) for name in names)


def _nearest(word: str, names: Iterable[Name], *, english: bool) -> str:
    said = {spelling: name for name in names for spelling in (name.chinese, name.english, *name.also)}
    close = get_close_matches(word.lower(), said, n=1, cutoff=0.5)
    return said[close[0]].said(english=english) if close else ""
