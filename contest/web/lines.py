"""Text as people see it: what can't be seen does not stay in it."""

import re
import unicodedata

_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\ufffe\uffff\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """Give the text without invisible signs; line breaks and other controls that separate count as blanks."""
    text = re.sub(r"[\t\n\r\v\f\u2028\u2029]", " ", _UNSEEN.sub("", text))
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def one_line(text: str) -> str:
    """Give the text as it may stand in a name or a title: visible signs, with single blanks between words."""
    return " ".join(visible(text).split())
