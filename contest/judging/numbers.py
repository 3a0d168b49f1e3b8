"""The numbers under which judges know the entries."""

import hashlib
from collections.abc import Mapping, Sequence


def blind_numbers(entries: Sequence[str], seed: str) -> Mapping[str, int]:
    """Give each entry (by key) its number from 1: the order of SHA-256(seed, key), which tells nothing of it."""
    order = sorted(entries, key=lambda key: hashlib.sha256(f"{seed}|number|{key}".encode()).digest())
    return {key: number for number, key in enumerate(order, 1)}


def dealt_to_groups(entries: Sequence[str], groups: int, seed: str) -> Mapping[str, int]:
    """Give each entry (by key) its group from 1, dealt out in the order of SHA-256(seed, key)."""
    order = sorted(entries, key=lambda key: hashlib.sha256(f"{seed}|group|{key}".encode()).digest())
    return {key: place % groups + 1 for place, key in enumerate(order)}
