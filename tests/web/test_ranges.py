"""Which part of a file a request asks for."""

import pytest

from contest.web.ranges import Part, asked_part

ETAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", Part(0, 1000)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=500-", Part(500, 1000)),
        ("bytes=10-19", Part(10, 20)),
        ("bytes=990-5000", Part(990, 1000)),
        ("bytes=-10", Part(990, 1000)),
        ("bytes=-5000", Part(0, 1000)),
        ("Bytes = 5 - 6", Part(5, 7)),
    ],
)
def test_one_range_of_bytes(asked: str, part: Part) -> None:
    assert asked_part(asked, None, length=1000, etag=ETAG) == part
    assert not part.is_empty


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_a_range_with_nothing_in_it(asked: str) -> None:
    part = asked_part(asked, None, length=1000, etag=ETAG)
    assert part is not None
    assert part.is_empty


@pytest.mark.parametrize(
    "asked",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-5", "bytes=a-b", "bytes=１-２",
     "bytes=" + "9" * 40 + "-"],
)  # fmt: skip
def test_what_is_no_range_asks_for_all(asked: str | None) -> None:
    assert asked_part(asked, None, length=1000, etag=ETAG) is None


def test_a_range_of_a_file_that_changed_asks_for_all() -> None:
    assert asked_part("bytes=5-", '"old"', length=1000, etag=ETAG) is None
    assert asked_part("bytes=5-", ETAG, length=1000, etag=ETAG) == Part(5, 1000)
    assert asked_part("bytes=5-", f"W/{ETAG}", length=1000, etag=ETAG) is None
