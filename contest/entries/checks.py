"""What the hand-in page says of a manuscript, before anything is handed in: pure, for the page to show."""

from dataclasses import dataclass
from typing import Literal

from contest.documents.counting import words_grace
from contest.entries.naming import canonical_name, read_name
from contest.notice.pattern import NameRule
from contest.phrases import Phrase, Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check list."""

    state: Literal["ok", "advise", "wrong"]
    phrase: Phrase


def name_checks(received_name: str, rule: NameRule) -> list[Check]:
    """Say how a file's name stands to the rule. A bad name never stops anybody: the fields are asked instead."""
    reading = read_name(received_name, rule)
    if reading.verdict == "ok":
        return [Check("ok", Phrase(gettext_noop("文件名符合命名规则。")))]
    checks = [Check("advise", problem.phrase) for problem in reading.problems]
    if reading.verdict == "refuse":
        checks.append(
            Check("advise", Phrase(gettext_noop("文件名不必改：在下面填好单位、题目和作者，系统会按规则命名。")))
        )
    return checks


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
