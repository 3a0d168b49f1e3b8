"""Receipt numbers and secrets: too long to guess, short and clear enough to read out on the telephone."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O, U, which are misread."""

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_number() -> str:
    """Give a random number of 60 bits, as `XXXX-XXXX-XXXX`."""
    return _random(12)


def new_secret() -> str:
    """Give a random secret of 40 bits, as `XXXX-XXXX`: with the number it opens the receipt."""
    return _random(8)


def read_number(typed: str) -> str | None:
    """Give the number that somebody typed, in its one spelling, or nothing if it is none."""
    return _read(typed, 12)


def read_secret(typed: str) -> str | None:
    """Give the secret that somebody typed, in its one spelling, or nothing if it is none."""
    return _read(typed, 8)


def _random(length: int) -> str:
    return _in_fours("".join(secrets.choice(ALPHABET) for _ in range(length)))


def _read(typed: str, length: int) -> str | None:
    folded = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(sign for sign in folded if sign.isalnum()).translate(_LOOK_ALIKES)
    return _in_fours(signs) if len(signs) == length and set(signs) <= set(ALPHABET) else None


def _in_fours(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
