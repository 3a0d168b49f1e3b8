"""What a page shows of a manuscript's check, for entrant and screener alike, and of what was typed."""

from typing import Any

from contest.documents.layout_report import Verdict
from contest.entries.authors import authors_of
from contest.entries.checking import FOREMOST, WordBar, findings_of, phrase_of
from contest.entries.checks import proposed_name, words_check
from contest.entries.limits import surplus_of
from contest.entries.models import CheckState, Entry, Manuscript
from contest.entries.operations import Fields, name_rule
from contest.entries.units.queries import unit_spelled
from contest.entries.units.spelling import unit_key


def shown_check(manuscript: Manuscript) -> dict[str, Any]:
    """Give what a page shows of a version's check: the findings that matter most apart from the others."""
    check, limit = manuscript.check_result, manuscript.entry.contest.word_limit
    findings = findings_of(check.findings)
    return {
        "newest": manuscript,
        "check": check,
        "fault": phrase_of(check.fault) if check.fault else None,
        "words_check": words_check(manuscript.words, limit),
        "word_bar": WordBar(manuscript.words, limit) if manuscript.words is not None and limit else None,
        "foremost": findings[:FOREMOST],
        "further": findings[FOREMOST:],
        "findings_total": len(findings),
        "may_mend": check.state == CheckState.CHECKED and check.layout == Verdict.ADVISE,
    }


def shown_fields(entry: Entry, typed: Fields, extension: str) -> dict[str, Any]:
    """Give what a page shows of the fields as they stand: the name that they spell, the authors, one entry too many."""
    return {
        "canonical": proposed_name(name_rule(entry.contest), typed.unit, typed.title, typed.author, extension),
        "authors": authors_of(typed.author) if typed.author else (),
        "surplus": surplus_of(entry, unit_spelled(unit_key(typed.unit)), typed.author),
    }
