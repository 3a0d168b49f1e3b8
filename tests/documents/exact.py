"""A manuscript made exactly to GB/T 9704-2012, as the reader would give it, to be varied in one thing at a time."""

from collections.abc import Sequence
from dataclasses import replace

from contest.documents.layout import LayoutFinding, check_layout
from contest.documents.model import (
    Alignment,
    Document,
    Footer,
    LineRule,
    Pages,
    Paragraph,
    Place,
    Run,
    Section,
    Setting,
)
from contest.documents.profile import GB_9704, Profile

SENTENCE = "春天来了，万物复苏，我的家乡发生了很大的变化，人人都看在眼里，记在心里。"
PITCH = Setting(line=579, line_rule=LineRule.EXACT)
INDENTED = replace(PITCH, first_line=640, first_line_chars=200)
LOOK = Run("", east_asian="仿宋_GB2312", latin="Times New Roman", size=32)
DASHES = Run("— ", east_asian="宋体", latin="宋体", size=28)


def body(text: str = SENTENCE * 3, setting: Setting = INDENTED, **look: object) -> Paragraph:
    """A body paragraph; `look` changes its run."""
    return Paragraph(0, (replace(LOOK, text=text, **look),), Alignment.JUSTIFIED, setting=setting)  # type: ignore[arg-type]


def title(text: str = "我的家乡变迁记", alignment: Alignment = Alignment.CENTRE, **look: object) -> Paragraph:
    """A title; `look` changes its run."""
    run = replace(LOOK, east_asian="方正小标宋简体", size=44, text=text)
    return Paragraph(0, (replace(run, **look),), alignment, setting=PITCH)  # type: ignore[arg-type]


def heading(text: str, font: str, **look: object) -> Paragraph:
    """A heading of this font; `look` changes its run."""
    return body(text, east_asian=font, **look)  # type: ignore[arg-type]


HEADINGS = (
    heading("一、缘起", "黑体"),
    heading("（一）那年", "楷体_GB2312"),
    heading("1.春天", "仿宋_GB2312", bold=True),
    heading("（1）清晨", "仿宋"),
)


def footer(pages: Pages, alignment: Alignment, *, text: str = "— ", **look: object) -> Footer:
    """A footer with a page number between two texts; `look` changes the number's run."""
    number = replace(DASHES, text="", place=Place.PAGE_NUMBER, **look)  # type: ignore[arg-type]
    sides = replace(DASHES, text=text)
    return Footer(pages, (Paragraph(0, (sides, number, sides), alignment),))


FOOTERS = (footer(Pages.DEFAULT, Alignment.RIGHT), footer(Pages.EVEN, Alignment.LEFT))
SECTION = Section(
    width=11906,
    height=16838,
    top=2098,
    bottom=1984,
    left=1587,
    right=1474,
    footer=1417,
    footers=FOOTERS,
)


def manuscript(
    *paragraphs: Paragraph, sections: Sequence[Section] = (SECTION,), odd_and_even: bool = True, **more: object
) -> Document:
    """A manuscript of these paragraphs, or one of each kind."""
    chosen = paragraphs or (title(), *HEADINGS, body(), body())
    numbered = tuple(replace(one, index=index) for index, one in enumerate(chosen))
    return Document(numbered, sections=tuple(sections), odd_and_even=odd_and_even, **more)  # type: ignore[arg-type]


def findings(document: Document, profile: Profile = GB_9704) -> dict[str, LayoutFinding]:
    """The findings by rule."""
    report = check_layout(document, profile)
    found = {finding.rule: finding for finding in report.findings}
    assert len(found) == len(report.findings)
    return found


def rules(document: Document, profile: Profile = GB_9704) -> list[str]:
    """The rules that found something, in order."""
    return [finding.rule for finding in check_layout(document, profile).findings]
