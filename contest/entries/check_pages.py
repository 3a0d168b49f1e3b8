"""What a page shows of a manuscript's check, for entrant and screener alike, and of what was typed."""

from collections.abc import Mapping
from typing import Any

from contest.documents.layout_report import Verdict
from contest.entries.authors import authors_of
from contest.entries.checking import FOREMOST, WordBar, findings_of, phrase_of
from contest.entries.checks import proposed_name, sources, words_check
from contest.entries.limits import surplus_of
from contest.entries.models import CheckState, Entry, Manuscript
from contest.entries.naming import read_name
from contest.entries.operations import Fields, name_rule
from contest.entries.units.queries import spelled_in, unit_spelled
from contest.entries.units.spelling import unit_key
from contest.notice.pattern import Field
from contest.phrases import Phrase


def shown_check(manuscript: Manuscript, foremost: int = FOREMOST) -> dict[str, Any]:
    """Give what a page shows of a version's check: the findings that matter most apart from the others."""
    check, limit = manuscript.check_result, manuscript.entry.contest.word_limit
    findings = findings_of(check.findings)
    return {
        "newest": manuscript,
        "check": check,
        "fault": phrase_of(check.fault) if check.fault else None,
        "words_check": words_check(manuscript.words, limit),
        "word_bar": WordBar(manuscript.words, limit) if manuscript.words is not None and limit else None,
        "foremost": findings[:foremost],
        "further": findings[foremost:],
        "findings_total": len(findings),
        "may_mend": check.state == CheckState.CHECKED and check.layout == Verdict.ADVISE,
    }


def sources_of(manuscript: Manuscript, kept: Fields) -> Mapping[Field, Phrase]:
    """Give where the fields of a draft are from, as far as its newest manuscript and its entrant's account say."""
    name, entry = manuscript.received_name, manuscript.entry
    return sources(
        {"unit": kept.unit, "title": kept.title, "author": kept.author},
        read_name(name, name_rule(entry.contest), known_units=spelled_in(name)),
        text_title=manuscript.check_result.title,
        account_name=entry.entrant.name if entry.entrant else "",
    )


def shown_fields(entry: Entry, typed: Fields, extension: str) -> dict[str, Any]:
    """Give what a page shows of the fields as they stand: the name that they spell, the authors, one entry too many."""
    return {
        "canonical": proposed_name(name_rule(entry.contest), typed.unit, typed.title, typed.author, extension),
        "authors": authors_of(typed.author) if typed.author else (),
        "surplus": surplus_of(entry, unit_spelled(unit_key(typed.unit)), typed.author),
    }
