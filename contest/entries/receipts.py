"""Receipt numbers: long enough that nobody guesses one, short and clear enough to read out on the telephone."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O, U, which are misread."""

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_number() -> str:
    """Give a random number of 60 bits, as `XXXX-XXXX-XXXX`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def read_number(typed: str) -> str | None:
    """Give the number that somebody typed, in its one spelling, or nothing if it is none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOK_ALIKES)
    if len(signs) != 12 or any(sign not in ALPHABET for sign in signs):
        return None
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
