import pytest

# What the steps assert is told as fully as what the tests assert.
pytest.register_assert_rewrite("tests.e2e.road", "tests.e2e.steps", "tests.e2e.site")
