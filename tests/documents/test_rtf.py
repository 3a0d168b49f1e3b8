import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.documents.rtf import mended_rtf


@pytest.mark.parametrize(
    ("sent", "mended"),
    [
        (b"{\\rtf1 a}", b"{\\rtf1 a}"),
        (b"{\\rtf1 {a", b"{\\rtf1 {a}}"),
        (b"{\\rtf1 \\{ a\\} b", b"{\\rtf1 \\{ a\\} b}"),
        (b"{\\rtf1{\\pict\\bin3 }}}}a}", b"{\\rtf1{\\pict}a}"),
        (b"{\\rtf1 \\bin99 }}", b"{\\rtf1 }"),
        (b"{\\rtf1 a}{trailing", b"{\\rtf1 a}"),
        (b"{\\rtf1 \\binary}", b"{\\rtf1 \\binary}"),
        (b"{\\rtf1\\b\\bin2 {{\\bin2 {{9}", b"{\\rtf1\\b 9}"),
        (b"{\\rtf1\\b x\\bin2 {{9}", b"{\\rtf1\\b x9}"),
        (b"{\\rtf1\\bin2 {\\\\", b"{\\rtf1}"),
    ],
)
def test_raw_bytes_go_and_groups_are_closed(sent: bytes, mended: bytes) -> None:
    assert mended_rtf(sent) == mended


@given(st.lists(st.sampled_from([b"{", b"}", b"\\bin2 ", b"\\bin", b"\\{", b"\\\\", b"x", b"}}", b"9"])).map(b"".join))
def test_what_is_mended_stays_as_it_is(rest: bytes) -> None:
    mended = mended_rtf(b"{\\rtf1" + rest)
    assert mended_rtf(mended) == mended
