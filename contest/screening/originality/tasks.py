"""What is done for comparing in the background."""

from contest.screening.originality.comparing import compare_waiting, index_waiting
from contest.screening.originality.index import shelve_fresh


def compare_texts(*, at_most: int = 5) -> int:
    """Take new manuscripts into the index, compare what waits, and give how much was done."""
    return index_waiting(at_most=4 * at_most) + compare_waiting(at_most=at_most)


def shelve_texts() -> int:
    """Put fresh texts on shelves when enough wait, and give how many were."""
    return shelve_fresh()
