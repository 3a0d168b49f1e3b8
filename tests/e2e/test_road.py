"""The whole road, stage by stage: see `tests/e2e/road.py` for what everybody does on it."""

import pytest

from tests.e2e.road import STAGES, Road

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("stage", [name for name, _ in STAGES])
def test_stage(road: Road, stage: str) -> None:
    road.reach(stage)
