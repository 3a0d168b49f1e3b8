"""What is wrong with a row of a bundle, why, and what to do: said before anything is entered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.documents.counting import words_grace
from contest.entries.authors import name_key
from contest.entries.bundles.matching import How
from contest.entries.naming import canonical_name
from contest.entries.units.matching import LEAST, Known, Likeness, likeness
from contest.notice.pattern import NameRule
from contest.phrases import Phrase, Refusal, gettext_noop


class Weight(StrEnum):
    """What a finding means for its row: it can't be entered, somebody should look first, or it is only said."""

    WRONG = "wrong"
    DOUBT = "doubt"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say of a row."""

    code: str
    weight: Weight
    phrase: Phrase

    def as_json(self) -> dict[str, object]:
        """Give what a row keeps of it."""
        return {"code": self.code, "weight": str(self.weight), "phrase": self.phrase.as_json()}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file in a bundle; fields and faults as its row in the database keeps them.

    `twin` is true where a file of the same content was handed in already, `twin_name` names another such file in
    this bundle.
    """

    name: str
    unit: str = ""
    title: str = ""
    author: str = ""
    text_title: str = ""
    name_fault: Phrase | None = None
    fault: Phrase | None = None
    words: int | None = None
    secrecy: str = ""
    objection: str = ""
    extension: str = ".docx"
    twin: bool = False
    twin_name: str = ""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What is known of a row: its own words, its file and how it was found, the names of what else it may be.

    `again` names the line of another row that says the same.
    """

    unit: str = ""
    title: str = ""
    author: str = ""
    genre: str = ""
    ai_use: str = ""
    objection_meant: bool | None = None
    unclear: tuple[Phrase, ...] = ()
    how: How = How.NOTHING
    certain: bool = False
    candidates: tuple[str, ...] = ()
    again: int | None = None
    fault: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Unit, title and author as an entry would be given them; empty where nobody says."""

    unit: str
    title: str
    author: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What rows are held against."""

    rule: NameRule
    unit_name: str
    word_limit: int | None = None
    genres: tuple[str, ...] = ()
    asks_ai_use: bool = False


HOW: Final[Mapping[How, str]] = {
    How.OWN: gettext_noop("从压缩包读出"),
    How.CHOSEN: gettext_noop("由您选定"),
    How.FILE_NAME: gettext_noop("表中写的文件名"),
    How.CANONICAL: gettext_noop("按规则命名"),
    How.TITLE_AND_AUTHOR: gettext_noop("题目和作者都对上"),
    How.AUTHOR: gettext_noop("作者对上"),
    How.TITLE: gettext_noop("题目对上"),
    How.TEXT: gettext_noop("文稿里的题目对上"),
    How.NEAR: gettext_noop("名字相近"),
}
"""By what a row found its file, in words."""

_NO_FILE: Final = gettext_noop("没有找到这一篇的文件。请在“更正”里选择文件，或把它压缩成 .zip 补传。")
_OPEN: Final = gettext_noop("分不清是哪个文件，可能是：%(names)s。请在“更正”里选定。")
_PROPOSED: Final = gettext_noop("推测是“%(name)s”（%(how)s），请打开核对；不是的，在“更正”里改选。")
_EMPTY: Final = gettext_noop("没有填%(field)s，文件名里也读不出来。请在“更正”里填上。")
_OTHER_AUTHOR: Final = gettext_noop("表中的作者是“%(said)s”，文件名里是“%(named)s”，请核对。")
_OTHER_TITLE: Final = gettext_noop("表中的题目是“%(said)s”，文件名里是“%(named)s”，请核对。")
_OTHER_UNIT: Final = gettext_noop("表中的单位是“%(said)s”，文件名里是“%(named)s”，请核对。")
_NEAR_UNIT: Final = gettext_noop("单位“%(said)s”和这份汇总投稿的“%(unit)s”只差一点，请核对有没有写错。")
_TEXT_TITLE: Final = gettext_noop("题目“%(title)s”是从文稿里读出来的，请核对。")
_TWIN: Final = gettext_noop("内容完全相同的文件，这次征文已经收到过。确实要再交一次才勾选。")
_TWIN_HERE: Final = gettext_noop("与压缩包里的“%(name)s”内容完全相同，请核对是否重复。")
_AGAIN: Final = gettext_noop("与第 %(position)s 行的题目和作者相同，请核对是否重复。")
_SECRECY: Final = gettext_noop("文稿上有“%(mark)s”字样。涉密的内容不能投稿；不涉密的，请先删去这一标志。")
_OBJECTION: Final = gettext_noop("文中写着“%(text)s”，这一条会一并记下。")
_UNANSWERED: Final = gettext_noop("文中写着“%(text)s”。请问过作者，在“更正”里选：确有此意，还是不是这个意思。")
_NO_GENRE: Final = gettext_noop("没有填体裁。这次征文的体裁：%(genres)s。")
_OTHER_GENRE: Final = gettext_noop("体裁“%(genre)s”不在这次征文的体裁之内：%(genres)s。请在“更正”里改。")
_NO_AI_USE: Final = gettext_noop("没有填人工智能使用情况，通知要求说明。请问过作者，在“更正”里填上。")
_TOO_LONG: Final = gettext_noop("字数 %(words)s，超过上限 %(limit)s。")
_REFUSED: Final = gettext_noop("上次提交没有收下：%(why)s")
_SLIPS: Final = (Likeness.SOUND, Likeness.LETTERS)
_FIELDS: Final = {
    "unit": gettext_noop("所在单位"),
    "title": gettext_noop("作品题目"),
    "author": gettext_noop("作者姓名"),
}


def told(row: RowFacts, file: FileFacts | None, unit_name: str) -> Told:
    """Give the fields of an entry: what the row says; else what its file's name says, the text for the title, and
    the bundle's own unit."""
    named = file or FileFacts("")
    return Told(
        row.unit or named.unit or unit_name, row.title or named.title or named.text_title, row.author or named.author
    )


def consider(row: RowFacts, file: FileFacts | None, measure: Measure) -> tuple[Finding, ...]:
    """Give all that is to be said of a row, the weightiest first."""
    findings = [*_of_file(row, file, measure), *_of_fields(row, file, measure)]
    if measure.genres and row.genre not in measure.genres:
        weight, template = (Weight.DOUBT, _OTHER_GENRE) if row.genre else (Weight.ADVICE, _NO_GENRE)
        findings.append(Finding("genre", weight, Phrase(template, {"genre": row.genre, "genres": measure.genres})))
    if measure.asks_ai_use and not row.ai_use:
        findings.append(Finding("no-ai-use", Weight.DOUBT, Phrase(_NO_AI_USE)))
    findings += [Finding("unclear-answer", Weight.DOUBT, phrase) for phrase in row.unclear]
    if row.again is not None:
        findings.append(Finding("said-twice", Weight.DOUBT, Phrase(_AGAIN, {"position": row.again})))
    if row.fault is not None:
        findings.append(Finding("refused", Weight.DOUBT, Phrase(_REFUSED, {"why": row.fault})))
    order = list(Weight)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.weight)))


def weightiest(findings: Iterable[Finding]) -> Weight:
    """Give what findings make of their row."""
    weights = {finding.weight for finding in findings}
    return next((weight for weight in Weight if weight in weights), Weight.ADVICE)


def _of_file(row: RowFacts, file: FileFacts | None, measure: Measure) -> Sequence[Finding]:
    if file is None:
        if row.candidates:
            names = tuple(f"“{name}”" for name in row.candidates)
            return [Finding("which-file", Weight.WRONG, Phrase(_OPEN, {"names": names}))]
        return [Finding("no-file", Weight.WRONG, Phrase(_NO_FILE))]
    found = []
    if file.fault is not None:
        found.append(Finding("bad-file", Weight.WRONG, file.fault))
    if not row.certain:
        params = {"name": file.name, "how": Phrase(HOW[row.how])}
        found.append(Finding("proposed", Weight.DOUBT, Phrase(_PROPOSED, params)))
    if file.twin:
        found.append(Finding("twin", Weight.DOUBT, Phrase(_TWIN)))
    if file.twin_name:
        found.append(Finding("twin-here", Weight.DOUBT, Phrase(_TWIN_HERE, {"name": file.twin_name})))
    if file.secrecy:
        found.append(Finding("secrecy", Weight.DOUBT, Phrase(_SECRECY, {"mark": file.secrecy})))
    if file.objection and row.objection_meant is None:
        found.append(Finding("objection-unanswered", Weight.WRONG, Phrase(_UNANSWERED, {"text": file.objection[:60]})))
    elif file.objection and row.objection_meant:
        found.append(Finding("objection", Weight.ADVICE, Phrase(_OBJECTION, {"text": file.objection[:60]})))
    limit = measure.word_limit
    if limit and file.words is not None and file.words > limit + words_grace(limit):
        found.append(Finding("words", Weight.ADVICE, Phrase(_TOO_LONG, {"words": file.words, "limit": limit})))
    return found


def _of_fields(row: RowFacts, file: FileFacts | None, measure: Measure) -> Sequence[Finding]:
    fields = told(row, file, measure.unit_name)
    said = {"unit": fields.unit, "title": fields.title, "author": fields.author}
    empty = [name for name, value in said.items() if not value.strip()]
    found = [Finding(f"empty-{name}", Weight.WRONG, Phrase(_EMPTY, {"field": Phrase(_FIELDS[name])})) for name in empty]
    if file is None:
        return found if row.title or row.author else []
    if empty and row.how == How.OWN and file.name_fault is not None:
        found.append(Finding("name", Weight.ADVICE, file.name_fault))
    if row.author and file.author and name_key(row.author) != name_key(file.author):
        params = {"said": row.author, "named": file.author}
        found.append(Finding("other-author", Weight.DOUBT, Phrase(_OTHER_AUTHOR, params)))
    if row.title and file.title and name_key(row.title) != name_key(file.title):
        params = {"said": row.title, "named": file.title}
        found.append(Finding("other-title", Weight.DOUBT, Phrase(_OTHER_TITLE, params)))
    if (unit := _of_unit(row, file, measure)) is not None:
        found.append(unit)
    if fields.title and not row.title and not file.title:
        found.append(Finding("text-title", Weight.DOUBT, Phrase(_TEXT_TITLE, {"title": fields.title})))
    if not empty:
        try:
            canonical_name(
                measure.rule, unit=fields.unit, title=fields.title, author=fields.author, extension=file.extension
            )
        except Refusal as refusal:
            found.append(Finding("name-" + refusal.code, Weight.WRONG, refusal.phrase))
    return found


def _of_unit(row: RowFacts, file: FileFacts, measure: Measure) -> Finding | None:
    """What speaks for a slip in the row's unit: its file names another, or else the bundle's is nearly the same."""
    if not row.unit:
        return None
    if file.unit:
        like = likeness(row.unit, Known(0, file.unit))
        if like is not None and like.likeness not in (*_SLIPS, Likeness.APART):
            return None
        return Finding("other-unit", Weight.DOUBT, Phrase(_OTHER_UNIT, {"said": row.unit, "named": file.unit}))
    like = likeness(row.unit, Known(0, measure.unit_name))
    if like is None or like.likeness not in _SLIPS or like.score < LEAST:
        return None
    return Finding("near-unit", Weight.DOUBT, Phrase(_NEAR_UNIT, {"said": row.unit, "unit": measure.unit_name}))
