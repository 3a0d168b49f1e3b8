"""Checks a manuscript's layout against a profile: what differs, what matters most first, and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from contest.documents.layout_page import judge_pages
from contest.documents.layout_report import (
    LayoutFinding,
    LayoutReport,
    Level,
    Outcome,
    Rule,
    Tally,
    Verdict,
)
from contest.documents.layout_type import NUMBERS, judge_type
from contest.documents.model import Document
from contest.documents.profile import GB_9704, Profile
from contest.documents.roles import Part, Role, parts_of
from contest.phrases import Phrase, gettext_noop

__all__ = ["LayoutFinding", "LayoutReport", "Level", "Verdict", "check_layout"]

_HEADING_ORDER: Final = Rule("heading-order", "7.3.3", Level.STANDARD, 30)


def check_layout(document: Document, profile: Profile = GB_9704) -> LayoutReport:
    """What in the layout of `document` differs from `profile`, or can't be told from the file.

    A rule of type holds when the profile's share of the characters concerned keeps it. Where nothing of the
    kind is in the text (no heading, no body) a rule is neither found broken nor passed. Of a document without
    pages, such as what was read from a PDF, everything found is unverified: its notes and running heads may have
    passed for text, its fonts may be substitutes.
    """
    parts = parts_of(document)
    outcomes = [
        outcome
        for outcome in chain(
            judge_pages(document, parts, profile),
            judge_type(document, parts, profile),
            _judge_heading_order(parts),
        )
        if outcome is not None
    ]
    found = [(outcome.weight, outcome.finding) for outcome in outcomes if outcome.finding is not None]
    if not document.sections:
        found = [(weight, replace(finding, status=Verdict.UNVERIFIED)) for weight, finding in found]
    found.sort(key=lambda one: (one[1].status is not Verdict.ADVISE, -one[0]))
    return LayoutReport(
        findings=tuple(finding for _, finding in found),
        passed=tuple(outcome.rule.name for outcome in outcomes if outcome.finding is None),
    )


def _judge_heading_order(parts: Sequence[Part]) -> Iterator[Outcome | None]:
    """Numbers 一、（一） 1.（1） in this order, levels may be left out; unnumbered headings are nobody's business.

    Of the two lower levels only the form is judged, since lists are numbered so as well.
    """
    tally = Tally()
    headings = [part for part in parts if part.role is Role.HEADING and part.numbering is not None]
    firsts = [position for position, part in enumerate(headings) if part.numbering and part.level == 1]
    for position, part in enumerate(headings):
        too_early = part.numbering is True and part.level == 2 and bool(firsts) and position < firsts[0]
        found = "early" if too_early else "form"
        tally.add(part.paragraph, 1, found, bool(part.numbering) and not too_early)
    yield tally.outcome(
        _HEADING_ORDER,
        100,
        expected=Phrase(gettext_noop("标题依次用 %(numbers)s 编号，可以跳级"), {"numbers": " ".join(NUMBERS)}),
        fix=Phrase(
            gettext_noop("改写标题前的编号：第一级 %(first)s，第二级 %(second)s，第三级 %(third)s，第四级 %(fourth)s"),
            dict(zip(("first", "second", "third", "fourth"), NUMBERS, strict=True)),
        ),
        say=lambda found: _SAY_ORDER[str(found)],
    )


_SAY_ORDER: Final = {
    "early": Phrase(gettext_noop("下一级的编号用在上一级之前")),
    "form": Phrase(gettext_noop("编号是别的形式")),
}
