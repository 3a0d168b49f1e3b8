"""Damaged mails, mails of no sense, mails out of all measure: each is read as far as it goes, and nothing is raised."""

import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.entries.mailbox.mime import MAX_DEPTH, MAX_PARTS
from contest.entries.mailbox.reading import UNPACKED_AT_LEAST, Letter, read_letter
from contest.entries.mailbox.tnef import read_tnef
from tests.entries.mailbox.making import NAME, attached, mail, mixed, part, simple, text, winmail, zipped
from tests.entries.mailbox.test_reading import ESSAY

# --- anything at all ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0", b"\r\n", b"\n\n", b"x", b"From: ", b"\xff" * 100, b"Content-Type: multipart/mixed\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n", b"From x\n>From y\nSubject: z",
        b"Subject: a\rTo: b\r\rc",
        b"Content-Type: message/rfc822\r\n" * 50 + b"\r\n", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a",
    ],
)  # fmt: skip
def test_no_bytes_are_a_failure(raw: bytes) -> None:
    assert isinstance(read_letter(raw), Letter)


def test_too_many_parts_are_cut_off_and_said() -> None:
    letter = read_letter(mail(mixed(*[text("x")] * (MAX_PARTS + 10))))
    assert [remark.template for remark in letter.remarks] == ["邮件由太多部分组成，后面的没有读。请下载原邮件查看。"]


def test_parts_within_parts_do_not_exhaust_the_reader() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5_000))
    assert len(read_letter(raw).remarks) == 1


PIECES: list[bytes] = [
    simple(ESSAY)[:900], b"\r\n", b"\n", b"--=_b1", b"--=_b1--", b'Content-Type: multipart/mixed; boundary="=_b1"',
    b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"=?=", b";", b'"', b"<", b">", b"''%E5",
    b"Content-Disposition: attachment; filename*0*=", b"=?gb2312?B?", b"?=", b"Subject: ", b"From: ", b"name=a.eml",
    b"\x78\x9f\x3e\x22\x01\x00\x02\x02\x90", b"PK\3\4", b"\xc1\xaa", b"PK\5\6" + b"\0" * 18, b"application/ms-tnef; ",
]  # fmt: skip
anything: Any = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=30).map(b"".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=anything)
def test_anything_is_read_without_a_fault_of_ours(raw: bytes) -> None:
    letter = read_letter(raw)
    assert "这封邮件读不出来" not in "".join(map(str, letter.remarks))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 10_000), change=st.binary(min_size=1, max_size=6))
def test_a_damaged_mail_is_read_without_a_fault_of_ours(at: int, change: bytes) -> None:
    packed = winmail((NAME, ESSAY), nested=winmail(("x.docx", b"1")))
    whole = mail(
        mixed(
            text("x"),
            attached(zipped([(NAME, ESSAY)], "gbk"), "a.zip"),
            part(simple(ESSAY), b"message/rfc822"),
            part(packed, b"application/ms-tnef"),
        )
    )
    place = at % len(whole)
    letter = read_letter(whole[:place] + change + whole[place + len(change) :])
    assert "这封邮件读不出来" not in "".join(map(str, letter.remarks))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 5_000), change=st.binary(min_size=1, max_size=6))
def test_a_damaged_winmail_dat_raises_nothing(at: int, change: bytes) -> None:
    packed = winmail((NAME, b"abc"), ("b.doc", b"d" * 20), body="正文", nested=winmail(("x.docx", b"1")))
    place = at % len(packed)
    read_tnef(packed[:place] + change + packed[place + len(change) :])


# --- out of measure -------------------------------------------------------------------------------------------------


def test_parts_within_parts_are_read_without_a_copy_each() -> None:
    content = b"A" * 2_000_000
    raw = b"Content-Type: application/octet-stream; name=x.bin\r\n\r\n" + content
    for level in range(MAX_DEPTH):
        raw = mixed(raw, boundary=b"level-%d" % level)
    tracemalloc.start()
    try:
        letter = read_letter(mail(raw))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [file.content for file in letter.files] == [content]
    assert most < 4 * len(content)


def test_what_lies_between_boundaries_begins_and_ends_where_they_say() -> None:
    said = b"--b1\r\n\r\none\r\n--b10\r\n\r\n --b1\r\n--b1 \r\n\r\ntwo\r\n\r\n--b1--\r\nafter"
    letter = read_letter(mail(b"Content-Type: multipart/mixed; boundary=b1\r\n\r\n" + said))
    assert letter.text == "one\n--b10\n\n--b1\n\ntwo"


def test_what_is_no_document_is_named_without_its_content() -> None:
    packed = zipped([("灯火.docx", ESSAY), ("数据.bin", b"\1" + b"\0" * 2_000_000), ("空.docx", b"")])
    letter = read_letter(mail(mixed(attached(packed, "稿件.zip"), attached(b"\1\0\2", "数据.bin"))))
    assert [(file.name, file.content, file.fault is not None) for file in letter.files] == [
        ("灯火.docx", ESSAY, False),
        ("数据.bin", b"", True),
        ("空.docx", b"", True),
        ("数据.bin", b"\1\0\2", False),
    ]


def test_no_more_comes_out_of_all_archives_than_a_mail_may_unpack_to() -> None:
    text_file = b"a" * 3_000_000
    inner = zipped([("4.txt", text_file)])
    first = zipped([("1.txt", text_file), ("2.txt", text_file), ("3.zip", inner), ("5.txt", text_file)])
    second = zipped([("6.txt", text_file)])
    letter = read_letter(mail(mixed(attached(first, "一.zip"), attached(second, "二.zip"))))
    assert sum(len(file.content) for file in letter.files) == 3 * len(text_file) < UNPACKED_AT_LEAST
    assert [file.name for file in letter.files if file.fault] == ["5.txt", "6.txt"]
