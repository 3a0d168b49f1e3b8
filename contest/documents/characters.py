"""The characters of a `w:t`, as they are read: composed, with blanks for what only parts lines in the file."""

import re
from functools import cache
from typing import Final
from unicodedata import combining, is_normalized, normalize

from lxml import etree

_KEEP_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_XML_BLANKS: Final = " \t\r\n"
_MAX_MARKS: Final = 20  # signs stacked on one letter; ordering more of them takes time squared
_SLICE: Final = 1_000


def text_of(element: etree._Element) -> str:
    """The text of a `w:t` in NFC; blanks at its ends count only where it says so."""
    text = element.text or ""
    if not text.isprintable():
        text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if text and (text[0] == " " or text[-1] == " ") and element.get(_KEEP_SPACE) != "preserve":
        text = text.strip(_XML_BLANKS)
    return text if is_normalized("NFC", text) else _composed(text)


def _composed(text: str) -> str:
    """The text in NFC, with no more marks on a letter than anybody writes."""
    text = _stacked_marks().sub(r"\1", text)
    return "".join(normalize("NFC", text[start : start + _SLICE]) for start in range(0, len(text), _SLICE))


@cache
def _stacked_marks() -> re.Pattern[str]:
    """What matches more combining marks in a row than are kept, the kept ones as a group."""
    marks = re.escape("".join(chr(code) for code in range(0x300, 0x1E945) if combining(chr(code))))
    return re.compile(f"([{marks}]{{{_MAX_MARKS}}})[{marks}]+")
