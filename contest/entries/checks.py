"""What the hand-in page says of a manuscript, before anything is handed in: pure, for the page to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from contest.documents.counting import words_grace
from contest.entries.naming import Reading, canonical_name, read_name
from contest.notice.pattern import FIELD_NAMES, Field, NameRule
from contest.phrases import Phrase, Refusal, gettext_noop

_WRONG_FILE: Final = frozenset({"leftover", "label-other"})
"""Problems of a name by which another file may have been meant: these are said, the spelling is not."""
_OTHER_KIND: Final = gettext_noop("这次征文只收 %(endings)s 文件，这个是 %(ending)s，请另存后再选。")
_READ: Final = gettext_noop("从文件名读出%(read)s。文件名不必改：填好单位、题目和作者后，系统会按规则命名。")
_NOTHING_READ: Final = gettext_noop("从文件名读不出单位、题目和作者。文件名不必改：填好这三项后，系统会按规则命名。")
_FROM_NAME: Final = gettext_noop("来自文件名。")
_FROM_TEXT: Final = gettext_noop("来自文稿，请核对。")
_FROM_ACCOUNT: Final = gettext_noop("来自您的账号，请核对。")


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
    found = {problem.code for problem in reading.problems}
    if reading.extension and reading.extension.lower() not in rule.endings and "leftover" not in found:
        return [Check("wrong", Phrase(_OTHER_KIND, {"endings": tuple(rule.endings), "ending": reading.extension}))]
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


def sources(
    kept: Mapping[Field, str], reading: Reading, *, text_title: str, account_name: str
) -> Mapping[Field, Phrase]:
    """Say of each field that was filled in where it is from: the file's name, the text, or the entrant's account."""
    named: Mapping[Field, str | None] = {"unit": reading.unit, "title": reading.title, "author": reading.author}
    found: dict[Field, Phrase] = {}
    for field, value in kept.items():
        if value and value == named[field]:
            found[field] = Phrase(_FROM_NAME)
        elif field == "title" and value and value == text_title:
            found[field] = Phrase(_FROM_TEXT)
        elif field == "author" and value and value == account_name:
            found[field] = Phrase(_FROM_ACCOUNT)
    return found


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
