"""The one look that is taken at a file: what it is, what it's called, how long it is, what's wrong with it.

A .docx is looked at while its sender waits. What must be converted first, or read by a worker process, is left
`pending` by `inspect`; `inspect_converted`, which takes seconds, gives its answer in the background.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import BinaryIO, Final, TypeVar

from contest.documents.conversion import Unchecked, convert
from contest.documents.counting import WordCount, count_words
from contest.documents.errors import Fault, Refused, damaged
from contest.documents.kinds import CONVERTIBLE, MAX_FILE, Kind, check_size, tell_kind, unwanted
from contest.documents.layout import LayoutReport, check_layout
from contest.documents.model import Document
from contest.documents.objection import Objection, find_objection
from contest.documents.pdf import read_pdf
from contest.documents.profile import GB_9704, Profile
from contest.documents.reader import open_docx
from contest.documents.secrecy import SecrecyMark, find_secrecy, find_secrecy_mark
from contest.documents.titles import find_title
from contest.documents.traces import Trace, find_traces
from contest.documents.writer import write_text

_log = logging.getLogger(__name__)
_NOT_AT_ONCE: Final = CONVERTIBLE | {Kind.PDF}
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


class InspectionVerdict(StrEnum):
    """Whether a file was read, can't be used, or is still to be looked at."""

    READ = "read"
    REFUSED = "refused"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found: either a `document` with all that was asked of it, or a `fault` that says why there is none.

    `title` is None when nothing in the text looks like one; `text` is the main text. `layout` is None where none was
    asked for, or where the check itself failed. `docx` is a .docx of the same text where the
    file is none. With `pending` the fault says what the file waits for; it may be sound.
    """

    kind: Kind
    document: Document | None = None
    title: str | None = None
    words: WordCount | None = None
    text: str = ""
    layout: LayoutReport | None = None
    objection: Objection | None = None
    secrecy: SecrecyMark | None = None
    identity: tuple[Trace, ...] = ()
    docx: bytes | None = None
    fault: Fault | None = None
    pending: bool = False

    @property
    def verdict(self) -> InspectionVerdict:
        """Read, refused or pending."""
        if self.pending:
            return InspectionVerdict.PENDING
        return InspectionVerdict.READ if self.fault is None else InspectionVerdict.REFUSED


def inspect(data: BinaryIO, profile: Profile | None = GB_9704) -> Inspection:
    """Look at an uploaded file, from its start, starting no process. A bad file gives a fault, never an exception."""
    return _guarded(data, lambda kind: _at_once(data, kind, profile))


def inspect_converted(data: BinaryIO, profile: Profile | None = GB_9704) -> Inspection:
    """Look at a file of any kind, converting it or asking the worker where needed; takes up to a minute.

    Pending is then only what this machine can't convert.
    """
    return _guarded(data, lambda kind: _in_any_case(data, kind, profile))


def _guarded(data: BinaryIO, look: Callable[[Kind], Inspection]) -> Inspection:
    kind = Kind.DAMAGED
    try:
        kind = tell_kind(data)
        return look(kind)
    except Unchecked as unchecked:
        return Inspection(kind, fault=Fault(unchecked.code, unchecked.phrase), pending=True)
    except Refused as refused:
        return Inspection(kind, fault=refused.fault)
    except Exception:
        # A fault of ours, not of the sender; the upload goes on with an answer, the log keeps the reason.
        _log.exception("A manuscript of kind %s could not be read", kind)
        return Inspection(kind, fault=damaged().fault)


def _at_once(data: BinaryIO, kind: Kind, profile: Profile | None) -> Inspection:
    if kind in _NOT_AT_ONCE:
        return Inspection(kind, fault=unwanted(kind).fault, pending=True)
    return _of_docx(data, kind, profile)


def _in_any_case(data: BinaryIO, kind: Kind, profile: Profile | None) -> Inspection:
    if kind not in _NOT_AT_ONCE:
        return _of_docx(data, kind, profile)
    data.seek(0)
    content = data.read(MAX_FILE + 1)
    check_size(content)
    if kind is Kind.PDF:
        document = read_pdf(content)
        secrecy = _asked(find_secrecy_mark, document)
        return replace(_of_document(document, kind, profile), secrecy=secrecy, docx=write_text(document))
    docx = convert(content)
    return replace(_of_docx(docx, kind, profile), docx=docx)


def _of_docx(data: BinaryIO | bytes, kind: Kind, profile: Profile | None) -> Inspection:
    reading = open_docx(data)
    return replace(
        _of_document(reading.document, kind, profile),
        secrecy=_asked(find_secrecy, reading),
        identity=_asked(find_traces, reading) or (),
    )


def _of_document(document: Document, kind: Kind, profile: Profile | None) -> Inspection:
    """What the model alone tells."""
    return Inspection(
        kind,
        document,
        find_title(document),
        count_words(document),
        document.text,
        layout=None if profile is None else _asked(lambda one: check_layout(one, profile), document),
        objection=_asked(find_objection, document),
    )


def _asked(question: Callable[[_Asked], _Answer], of: _Asked) -> _Answer | None:
    """The answer, None when the question itself fails: an essay that can be read is not lost to a check."""
    try:
        return question(of)
    except Exception:
        _log.exception("A check of a manuscript failed")
        return None
