"""The text of an essay as the public reads it.

Under the author's own name it is the manuscript without its title and byline lines, which the page prints itself, and
without telephone numbers and the like. Under a pen name it is made as the blind copy is, with what screeners chose to
mask, and stricter: the real name goes wherever it stands, even where it is an ordinary word.
"""

from dataclasses import dataclass, replace
from typing import cast

from contest.awards.publication.queries import Essay
from contest.documents.blind import MASK, make_blind, mask_text
from contest.documents.html import write_html
from contest.documents.identity import Identity
from contest.documents.masks import BlindChoices
from contest.documents.model import Document
from contest.entries.authors import sought_names
from contest.entries.manuscripts import document_of
from contest.entries.models import CheckState, Manuscript
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.screening.blinding import choices_of, identity_of


@dataclass(frozen=True, slots=True)
class PublicText:
    """Title and text as they are published; in one that `is_masked` something was taken out of a sentence."""

    title: str
    html: str

    @property
    def is_masked(self) -> bool:
        """Something in it was made unreadable."""
        return MASK in self.title or MASK in self.html


def public_text(essay: Essay) -> PublicText:
    """Read an essay for the public. Raises `Refusal` where its file can't be read."""
    manuscript = _manuscript(essay)
    try:
        document = document_of(manuscript)
    except OSError as lost:
        raise _unreadable() from lost
    if essay.has_pen_name:
        identity, kept = identity_behind(essay), choices_of(manuscript)
        published = make_blind(
            document, identity, BlindChoices((*kept.everywhere, *identity.authors), kept.masked)
        ).document
    else:
        published = _without_bylines(document, essay)
    if not published.whole_text.strip():
        raise _unreadable()
    return PublicText(public_title(essay), write_html(published))


def _without_bylines(document: Document, essay: Essay) -> Document:
    """Give the text with its author's name in it, and without the lines that a blind copy leaves out, and contacts."""
    identity = identity_behind(essay)
    left = {paragraph.index for paragraph in make_blind(document, identity).document.paragraphs}
    named = make_blind(document, replace(identity, authors=(), units=())).document
    return replace(named, paragraphs=tuple(one for one in named.paragraphs if one.index in left))


def public_title(essay: Essay) -> str:
    """Give the title as it is published: under a pen name, without what tells of the author."""
    if not essay.has_pen_name:
        return essay.award.title
    identity = identity_behind(essay)
    return mask_text(essay.award.title, identity, BlindChoices(identity.authors))


def identity_behind(essay: Essay) -> Identity:
    """Give who wrote an essay, as far as it is known, without the name that it is published under."""
    entry = essay.entry
    real = [entry.author, essay.award.author, entry.entrant.name if entry.entrant else ""]
    published = {entry.pen_name, *sought_names(entry.pen_name)}
    units = [entry.unit_name, essay.award.unit_name, entry.unit.name if entry.unit else ""]
    return replace(
        identity_of(_manuscript(essay)),
        authors=tuple(dict.fromkeys(name for one in real for name in sought_names(one) if name not in published)),
        units=tuple(dict.fromkeys(filter(None, units))),
    )


def fault_of_text(essay: Essay) -> Phrase | None:
    """Give why an essay can't be shown, whatever its author allows: by what its check found, without opening it."""
    manuscript = _manuscript(essay)
    check = getattr(manuscript, "check_result", None)
    if check is None or check.state != CheckState.CHECKED or not manuscript.words:
        return _unreadable().phrase
    if essay.has_pen_name and mask_text(essay.byline, identity_behind(essay)) != essay.byline:
        return Phrase(gettext_noop("发表署名里有作者的姓名、单位或联系方式，请先向作者核实。"))
    return None


def _manuscript(essay: Essay) -> Manuscript:
    manuscript = cast(Manuscript, essay.entry.manuscript)  # an entry that was handed in has one
    manuscript.entry = essay.entry  # at hand already
    return manuscript


def _unreadable() -> Refusal:
    return Refusal("no-text", gettext_noop("读不出这篇文章的文字（例如只有扫描的图片），不能公开。"))
