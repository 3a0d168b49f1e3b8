"""Secrets of API tokens: made at random, kept only as a hash. A random secret needs no slow hash."""

import hashlib
import secrets
from typing import Final

MARK: Final = "zwt_"
"""How every secret begins, so that one that leaks is told for what it is."""


def new_secret() -> str:
    """Give a secret that nobody can guess (256 bits)."""
    return MARK + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
