"""The one look that an upload takes at a file: what it is, what it's called, how long it is, what's wrong."""

import logging
from dataclasses import dataclass
from typing import BinaryIO

from contest.documents.counting import WordCount, count_words
from contest.documents.errors import Fault, Refused, damaged
from contest.documents.kinds import Kind, tell_kind
from contest.documents.model import Document
from contest.documents.reader import read_docx
from contest.documents.titles import find_title

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found: either a `document` with its counts, or a `fault` that says why there is none.

    `title` is None when nothing in the text looks like one; `text` is the main text, "" with a fault.
    """

    kind: Kind
    document: Document | None = None
    title: str | None = None
    words: WordCount | None = None
    text: str = ""
    fault: Fault | None = None


def inspect(data: BinaryIO) -> Inspection:
    """Look at an uploaded file, from its start. A bad file gives a fault, never an exception."""
    kind = Kind.DAMAGED
    try:
        kind = tell_kind(data)
        document = read_docx(data)
        return Inspection(kind, document, find_title(document), count_words(document), document.text)
    except Refused as refused:
        return Inspection(kind, fault=refused.fault)
    except Exception:
        # A fault of ours, not of the sender; the upload goes on with an answer, the log keeps the reason.
        _log.exception("A manuscript of kind %s could not be read", kind)
        return Inspection(kind, fault=damaged().fault)
