"""Text made ready for comparison with other text.

Only letters and numbers are left, each sign in its compatibility form (NFKC) and in small letters; blanks,
punctuation, symbols, accents and what can't be seen go. So no change of width, case, layout or punctuation
hides a copy. Traditional characters stay as they are.
"""

import unicodedata
from typing import Final


def plain(text: str) -> str:
    """Any text as it is compared."""
    return text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """What becomes of a sign, by its code; each is worked out once."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(code)).casefold())
        return self.setdefault(code, "".join(one for one in folded if one.isalnum()))


_PLAIN: Final = _Plain()
