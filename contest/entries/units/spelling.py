"""When two spellings mean one unit."""

import re
import unicodedata


def unit_key(name: str) -> str:
    """Give the name as it is compared: full-width and half-width alike, without blanks, in lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()[:120]
