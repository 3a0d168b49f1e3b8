"""The check of a manuscript on a page: the entrant's and the screener's show the same."""

from typing import Any

from contest.documents.layout_report import Verdict
from contest.entries.checking import FOREMOST, WordBar, findings_of, phrase_of
from contest.entries.checks import words_check
from contest.entries.models import CheckState, Manuscript


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
