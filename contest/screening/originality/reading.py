"""Files of a reference collection, read as texts."""

from io import BytesIO
from pathlib import PurePath
from typing import Final

from contest.documents.errors import damaged
from contest.documents.inspection import inspect_converted
from contest.documents.kinds import MAX_FILE, Kind, kind_of
from contest.entries.mailbox.charsets import decode_text
from contest.phrases import Refusal

_TITLE: Final = 200


def read_reference(name: str, content: bytes) -> tuple[str, str]:
    """Give title and text of a file: a manuscript of any kind, or plain text in whatever coding.

    The title is the name without its ending, where the text tells none. Raises `Refusal` for what can't be read.
    """
    stem = PurePath(name.replace("\\", "/")).stem[:_TITLE]
    if len(content) <= MAX_FILE and kind_of(content) is Kind.TEXT:
        return stem, decode_text(content)
    found = inspect_converted(BytesIO(content), None)
    if found.document is None:
        fault = found.fault or damaged().fault
        raise Refusal(fault.code, fault.phrase.template, **fault.phrase.params)
    return found.title or stem, found.document.whole_text
