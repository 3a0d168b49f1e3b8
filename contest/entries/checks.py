"""What the hand-in page says of a manuscript, before anything is handed in: pure, for the page to show."""

from dataclasses import dataclass
from typing import Final, Literal

from contest.documents.counting import words_grace
from contest.entries.naming import canonical_name, read_name
from contest.notice.pattern import FIELD_NAMES, Field, NameRule
from contest.phrases import Phrase, Refusal, gettext_noop

_WRONG_FILE: Final = frozenset({"leftover", "ending-wrong", "label-other"})
"""Problems of a name by which another file may have been meant: these are said, the spelling is not."""
_READ: Final = gettext_noop("从文件名读出%(read)s。文件名不必改：填好单位、题目和作者后，系统会按规则命名。")
_NOTHING_READ: Final = gettext_noop("从文件名读不出单位、题目和作者。文件名不必改：填好这三项后，系统会按规则命名。")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check list."""

    state: Literal["ok", "advise", "wrong"]
    phrase: Phrase


def name_checks(received_name: str, rule: NameRule) -> list[Check]:
    """Say in one line how a file's name stands to the rule, and what could be read in it.

    A bad name never stops anybody: the fields are asked instead.
    """
    reading = read_name(received_name, rule)
    if reading.verdict == "ok":
        return [Check("ok", Phrase(gettext_noop("文件名符合命名规则。")))]
    wrong_file = [problem.phrase for problem in reading.problems if problem.code in _WRONG_FILE]
    if wrong_file:
        return [Check("advise", wrong_file[0])]
    said: dict[Field, str | None] = {"unit": reading.unit, "title": reading.title, "author": reading.author}
    read = tuple(
        Phrase(gettext_noop("%(field)s“%(value)s”"), {"field": Phrase(FIELD_NAMES[field]), "value": value})
        for field, value in said.items()
        if value
    )
    if not read:
        return [Check("advise", Phrase(_NOTHING_READ))]
    return [Check("advise", Phrase(_READ, {"read": read}))]


def words_check(words: int | None, limit: int | None) -> Check:
    """Say how the count stands to the limit and its grace: over them is advice, since a person decides."""
    if words is None:
        return Check("advise", Phrase(gettext_noop("字数还没有统计出来。")))
    if limit is None:
        return Check("ok", Phrase(gettext_noop("字数 %(words)s。"), {"words": words}))
    params = {"words": words, "limit": limit, "over": words - limit}
    if words > limit + words_grace(limit):
        return Check(
            "advise",
            Phrase(gettext_noop("字数 %(words)s，超出上限 %(limit)s 字 %(over)s 字，请酌情删减。"), params),
        )
    if words > limit:
        return Check(
            "ok", Phrase(gettext_noop("字数 %(words)s，上限 %(limit)s 字，多出的 %(over)s 字在统计误差之内。"), params)
        )
    return Check("ok", Phrase(gettext_noop("字数 %(words)s，上限 %(limit)s 字。"), params))


def proposed_name(rule: NameRule, unit: str, title: str, author: str, extension: str) -> str | Phrase | None:
    """Give the name that the rule spells, what stands in its way, or nothing while a field is empty."""
    if not (unit.strip() and title.strip() and author.strip()):
        return None
    try:
        return canonical_name(rule, unit=unit.strip(), title=title.strip(), author=author.strip(), extension=extension)
    except Refusal as refusal:
        return refusal.phrase
