"""From a stored manuscript to what judges may see of it, by the screener's choices."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from contest.documents.blind import BlindCopy, make_blind, mask_text
from contest.documents.blind_docx import write_blind_docx
from contest.documents.identity import Identity
from contest.documents.masks import NO_CHOICES, BlindChoices, Spot, choices_from_json
from contest.documents.model import Document
from contest.documents.reader import open_docx
from contest.entries.authors import sought_names
from contest.entries.manuscripts import document_of, docx_of
from contest.entries.models import Manuscript
from contest.phrases import Refusal, gettext_noop
from contest.screening.models import Masking

LONGEST = 100
"""Characters of a text that may be masked everywhere."""


class Choice(StrEnum):
    """What a screener may decide about one place, or one text."""

    MASK = "mask"
    SHOW = "show"
    ADD = "add"
    REMOVE = "remove"


def identity_of(manuscript: Manuscript) -> Identity:
    """Give what is known of who wrote a manuscript: author, pen name and unit, the entrant's name and contacts."""
    entry = manuscript.entry
    names, phones, emails = [entry.author, entry.pen_name], [], [entry.reply_to]
    if entry.entrant is not None:
        names.append(entry.entrant.name)
        phones.append(entry.entrant.phone)
        emails.append(entry.entrant.email)
    return Identity(
        authors=tuple(dict.fromkeys(found for name in names for found in sought_names(name))),
        units=(entry.unit_name,) if entry.unit_name else (),
        phones=tuple(filter(None, phones)),
        emails=tuple(dict.fromkeys(filter(None, emails))),
        topic="\n".join((entry.contest.title, entry.contest.occasion, entry.contest.theme)),
    )


def choices_of(manuscript: Manuscript) -> BlindChoices:
    """Give what screeners chose to mask and to show in a manuscript; nothing, at first."""
    masking = Masking.objects.filter(manuscript=manuscript).first()
    return NO_CHOICES if masking is None else choices_from_json(masking.choices)


def blind_copy(manuscript: Manuscript, choices: BlindChoices | None = None) -> BlindCopy:
    """Make of a stored manuscript what a judge may see, by the choices kept or the ones given.

    Raises `Refusal` while the file waits for its check, or when it can't be read here.
    """
    return _copy_of(document_of(manuscript), manuscript, choices_of(manuscript) if choices is None else choices)


def _copy_of(document: Document, manuscript: Manuscript, choices: BlindChoices) -> BlindCopy:
    identity = identity_of(manuscript)
    copy = make_blind(document, identity, choices)
    return copy if copy.title else replace(copy, title=mask_text(manuscript.entry.title, identity, choices))


@dataclass(frozen=True, slots=True)
class Blinded:
    """What judges will see of a manuscript, as text and as .docx, and the choices it was made by."""

    copy: BlindCopy
    docx: bytes
    choices: BlindChoices


def blinded_of(manuscript: Manuscript) -> Blinded:
    """Make what judges will see of a manuscript by the choices kept. Raises `Refusal` as `blind_copy`."""
    choices = choices_of(manuscript)
    reading = open_docx(docx_of(manuscript))
    written = write_blind_docx(reading, identity_of(manuscript), choices, manuscript.entry.title)
    return Blinded(_copy_of(reading.document, manuscript, choices), written, choices)


def with_choice(choices: BlindChoices, choice: Choice, chosen: Spot | str) -> BlindChoices:
    """Give the choices with one more: a place to mask or show, a text to mask everywhere or no longer."""
    match choice, chosen:
        case Choice.MASK, Spot():
            return replace(choices, masked=_with(choices.masked, chosen), shown=_without(choices.shown, chosen))
        case Choice.SHOW, Spot():
            return replace(choices, shown=_with(choices.shown, chosen), masked=_without(choices.masked, chosen))
        case Choice.ADD, str():
            return replace(choices, everywhere=tuple(dict.fromkeys((*choices.everywhere, _maskable(chosen)))))
        case Choice.REMOVE, str():
            return replace(choices, everywhere=tuple(text for text in choices.everywhere if text != chosen))
    raise Refusal("no-such-choice", gettext_noop("没有这样的遮盖办法，请刷新页面再试。"))


def _maskable(text: str) -> str:
    if not text or len(text) > LONGEST:
        raise Refusal("not-maskable", gettext_noop("请写出要遮盖的文字，不超过 %(longest)s 个字。"), longest=LONGEST)
    return text


def _with(spots: Iterable[Spot], spot: Spot) -> tuple[Spot, ...]:
    return tuple(dict.fromkeys((*spots, spot)))


def _without(spots: Iterable[Spot], spot: Spot) -> tuple[Spot, ...]:
    return tuple(one for one in spots if one != spot)
