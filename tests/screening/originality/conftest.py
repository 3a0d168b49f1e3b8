from collections.abc import Iterator

import pytest

from contest.screening.originality.comparing import forget


@pytest.fixture(autouse=True)
def nothing_learned() -> Iterator[None]:
    """Begin without what another test's texts taught."""
    forget()
    yield
    forget()
