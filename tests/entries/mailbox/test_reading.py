"""Mails as they really come: codings, names, archives, mails within mails, and what only looks like a manuscript."""

import base64
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.entries.mailbox.automatic import Automatic
from contest.entries.mailbox.charsets import decode_text
from contest.entries.mailbox.headers import decode_words, moment_of, parameters, sender_of
from contest.entries.mailbox.mime import MAX_DEPTH, MAX_FORWARDED, MAX_PARTS
from contest.entries.mailbox.reading import UNPACKED_AT_LEAST, Enclosed, Letter, read_letter
from contest.entries.mailbox.texts import html_text
from contest.entries.mailbox.tnef import TnefFile, read_tnef
from tests.entries.mailbox.making import (
    CAME,
    DOCX,
    NAME,
    SENDER,
    attached,
    in_lines,
    mail,
    mixed,
    part,
    simple,
    text,
    winmail,
    word,
    zipped,
)  # fmt: skip
from tests.making import docx_bytes

ESSAY = docx_bytes()


def names(raw: bytes) -> list[str]:
    return [file.name for file in read_letter(raw).files]


def with_headers(*headers: bytes, content: bytes = ESSAY) -> bytes:
    """A mail with one file, its headers written by hand."""
    return mail(
        mixed(text("见附件"), b"\r\n".join([*headers, b"Content-Transfer-Encoding: base64", b"", in_lines(content)]))
    )


# --- what a mail says ---------------------------------------------------------------------------------------------


def test_a_mail_is_read() -> None:
    raw = simple(ESSAY, subject=word("征文投稿", "gb2312"))
    assert read_letter(raw) == Letter(
        message_id="1@example.org",
        sender_name="林晓",
        sender=SENDER,
        subject="征文投稿",
        sent_at=datetime(2026, 11, 20, 8, 28, tzinfo=UTC),
        received_at=CAME,
        text="您好，稿件见附件。",
        files=(Enclosed(NAME, ESSAY, "征文投稿"),),
        automatic=None,
        file_elsewhere=False,
        remarks=(),
    )


def test_the_servers_word_on_the_time_comes_first_then_the_topmost_received() -> None:
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    assert read_letter(simple(ESSAY), moment).received_at == moment
    assert read_letter(simple(ESSAY)).received_at == CAME
    assert read_letter(simple(ESSAY).replace(b"Received:", b"X:")).received_at is None


@pytest.mark.parametrize("said", [b"", b"yesterday", b"Fri, 99 Nov 2026 16:30:00", b"Fri, 20 Nov 1996 16:30:00 +0800"])
def test_a_time_that_is_none(said: bytes) -> None:
    assert moment_of(said) is None


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        (b'"=?gbk?B?1cXI/Q==?=" <zhang@example.org>', "张三", "zhang@example.org"),
        ("张三 <zhang@example.org>".encode("gbk"), "张三", "zhang@example.org"),
        (b"zhang@example.org (Zhang)", "", "zhang@example.org"),
        (b"<zhang@example.org>", "", "zhang@example.org"),
        (b'"a@example.org" <b@example.org>', "a@example.org", "b@example.org"),
        (b"undisclosed", "", ""),
        (b"Zhang <zhang@localhost>", "Zhang", ""),
        (b"x\r\nBcc: y@example.org <z@example.org>", "x Bcc: y@example.org", "z@example.org"),
    ],
)
def test_who_sent_it(header: bytes, name: str, address: str) -> None:
    assert sender_of(header) == (name, address)


# --- codings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [None, "utf-8", "gb2312", "GBK", "big5", "us-ascii", "iso-8859-1", "x-unknown"])
@pytest.mark.parametrize("coding", ["utf-8", "gbk", "gb18030"])
def test_chinese_is_read_whatever_the_label_says(coding: str, label: str | None) -> None:
    said = "70周年-上海警备区某部-父亲的哨位-张三"
    assert decode_text(said.encode(coding), label) == said


@pytest.mark.parametrize("label", [None, "big5", "gb2312", "utf-8", "iso-8859-1"])
def test_traditional_chinese_is_read(label: str | None) -> None:
    said = "70週年-臺北單位-父親的哨位-張三豐"
    assert decode_text(said.encode("big5"), label) == said


def test_short_words_that_look_like_another_coding() -> None:
    assert [decode_text(said.encode("gbk"), "gb2312") for said in ("联通", "一", "张三", "镕")] == [
        "联通",
        "一",
        "张三",
        "镕",
    ]


@pytest.mark.parametrize(
    ("data", "label", "said"),
    [
        (b"~{VP9z~}", "hz-gb-2312", "中国"),
        ("中国".encode("utf-7"), "utf-7", "中国"),
        ("﻿中国".encode(), None, "中国"),
        ("中国".encode("utf-16"), None, "中国"),
        ("中国".encode() + b"\xe5", "utf-8", "中国�"),
        (b"caf\xe9", "iso-8859-1", "café"),
        ("稿件".encode("gbk"), "windows-1259", "稿件"),
        ("稿件".encode("gbk"), "iso-8859-12", "稿件"),
    ],
)
def test_other_codings(data: bytes, label: str | None, said: str) -> None:
    assert decode_text(data, label) == said


def test_encoded_words_cut_within_a_sign() -> None:
    raw = NAME.encode()
    cut = b"\r\n ".join(b"=?utf-8?B?" + base64.b64encode(raw[at : at + 10]) + b"?=" for at in range(0, len(raw), 10))
    assert decode_words(cut) == NAME
    encoded = base64.b64encode(NAME.encode("gb18030"))
    assert decode_words(b"=?GB18030?B?" + encoded[:13] + b"?= =?gb2312?b?" + encoded[13:] + b"?=") == NAME
    assert decode_words(b"=?gbk?Q?=D5=C5_=C8?= =?gbk?Q?=FD=2Edocx?=") == "张 三.docx"
    assert decode_words(b"Re: =?utf-8?B?5byg?= and =?utf-8*zh?B?5LiJ?= =?utf-8?B?***?=") == "Re: 张 and 三"


@pytest.mark.parametrize("coding", ["utf-8", "gbk", "gb2312", "gb18030"])
def test_every_way_to_write_a_files_name(coding: str) -> None:
    raw = NAME.encode(coding)
    percent = "".join(f"%{byte:02X}" for byte in raw).encode()
    label = coding.encode()
    cut = len(percent) // 6 * 3 + 3  # within a sign, and between two bytes
    ways = [
        b'attachment; filename="' + raw + b'"',
        b"attachment; filename=" + raw,
        b'attachment; filename="' + word(NAME, coding) + b'"',
        b"attachment; filename=" + word(NAME, coding),
        b"attachment; filename*=" + label + b"''" + percent,
        b"attachment; filename*=" + label + b"'zh-cn'" + percent + b"; filename=x.docx",
        b"attachment; filename*0*=" + label + b"''" + percent[:33] + b";\r\n filename*1*=" + percent[33:],
        b"attachment; filename*1*=" + percent[cut:] + b"; filename*0*=" + label + b"''" + percent[:cut],
        b'attachment; filename*0="' + word(NAME, coding)[:20] + b'"; filename*1="' + word(NAME, coding)[20:] + b'"',
        b'attachment; filename="' + percent + b'"',
    ]
    for way in ways:
        headers = (b"Content-Type: application/octet-stream", b"Content-Disposition: " + way)
        assert names(with_headers(*headers)) == [NAME], way


def test_the_name_in_the_other_header_where_one_is_unreadable() -> None:
    named = b"Content-Type: " + DOCX + b'; name="' + word(NAME) + b'"'
    attachment = b"Content-Disposition: attachment"
    assert names(with_headers(named, attachment + b'; filename="????.docx"')) == ["????.docx"]
    assert names(with_headers(named, attachment + b'; filename="????"')) == [NAME]
    assert names(with_headers(named)) == [NAME]
    assert names(with_headers(b"Content-Type: " + DOCX, attachment)) == ["附件1.docx"]


def test_parameters_are_read_as_they_are_meant() -> None:
    assert parameters(b'text/plain; charset=gb2312; name="a;b=c.docx"; Name=second') == {
        "charset": "gb2312",
        "name": "a;b=c.docx",
    }
    assert parameters(b'x; filename="C:\\\\temp\\a \\"b\\".docx') == {"filename": 'C:\\temp\\a "b".docx'}
    assert parameters(b"x; a*9999=b; =c; d; *=e") == {}


# --- what is a file, and what is not ------------------------------------------------------------------------------


def test_pictures_signatures_and_leftovers_are_no_manuscripts() -> None:
    inline = part(b"\x89PNG", b"image/png; name=logo.png", b"Content-ID: <1>", b"Content-Disposition: inline")
    raw = mail(
        mixed(
            mixed(
                text("您好"), text("<p>您好<img src=cid:1></p>", b"text/html"), boundary=b"=_b2", kind=b"alternative"
            ),
            inline,
            part(b"\xff\xd8", b"image/jpeg; name=photo.jpg", b"Content-Disposition: attachment"),
            part(b"x", b"application/pkcs7-signature; name=smime.p7s"),
            part(b"x", b"text/x-vcard; name=me.vcf"),
            part(b"x", b"application/octet-stream; name=ATT00001.bin"),
            attached(ESSAY),
        )
    )
    letter = read_letter(raw)
    assert ([file.name for file in letter.files], letter.text) == ([NAME], "您好")


def test_a_photographed_essay_is_seen_where_nothing_else_came() -> None:
    picture = part(b"\xff\xd8", b"image/jpeg; name=1.jpg", b"Content-Disposition: attachment")
    assert names(mail(mixed(text("手写稿"), picture, picture))) == ["1.jpg", "1.jpg"]


@pytest.mark.parametrize("coding", ["", "gbk"])
def test_an_archive_is_opened_and_one_within_it(coding: str) -> None:
    inner = zipped([("十周年-潮声纪念馆-岸-王五.docx", ESSAY)], coding)
    packed = zipped([(f"稿件/{NAME}", ESSAY), ("稿件/", b""), ("内.zip", inner), ("__MACOSX/._x", b"x")], coding)
    assert names(simple(packed, "稿件.zip")) == [NAME, "十周年-潮声纪念馆-岸-王五.docx"]


def test_an_archive_thrice_packed_or_sealed_is_said() -> None:
    thrice = zipped([("b.zip", zipped([("c.zip", zipped([("d.docx", ESSAY)]))]))])
    sealed = bytearray(zipped([("a.docx", ESSAY)]))
    sealed[6] |= 1
    sealed[bytes(sealed).rindex(b"PK\1\2") + 8] |= 1
    for packed, said in (
        (thrice, "压缩包里还有打不开的压缩包"),
        (bytes(sealed), "压缩包设有密码"),
        (b"PK\3\4xx", "压缩包已损坏"),
    ):
        (file,) = read_letter(simple(packed, "稿件.zip")).files
        assert file.fault is not None
        assert str(file.fault).startswith(said)


def test_a_document_that_is_a_zip_stays_one_file() -> None:
    assert [file.content for file in read_letter(simple(ESSAY, "稿件.zip")).files] == [ESSAY]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("请收。\n---- 转发的原邮件 ----\n发件人：王芳 <wang@example.com>\n主题：投稿", "王芳 wang@example.com"),
        ("> From: wang@example.com\n> 正文", "wang@example.com"),
        ("发件人: 乙 <b@example.com>\n\n发件人: 甲 <a@example.com>", "甲 a@example.com"),
        ("发件人：王芳", ""),
        ("您好，我是王芳 wang@example.com", ""),
    ],
)
def test_who_wrote_what_is_forwarded_in_the_text(said: str, who: str) -> None:
    assert read_letter(simple(ESSAY, said=said)).first_sender == who


@pytest.mark.parametrize("way", ["plain", "base64", "named", "nested"])
def test_a_forwarded_mail_is_read(way: str) -> None:
    inner = simple(ESSAY, said="原信", subject=word("原主题"))
    twice = mail(mixed(part(inner, b"message/rfc822"), boundary=b"=_b3"))
    wrapped = {
        "plain": b"Content-Type: message/rfc822\r\n\r\n" + inner,
        "base64": part(inner, b"message/rfc822"),
        "named": part(inner, b"application/octet-stream; name=mail.eml"),
        "nested": b"Content-Type: message/rfc822\r\n\r\n" + twice,
    }[way]
    letter = read_letter(mail(mixed(text("转发"), wrapped, boundary=b"=_outer")))
    assert [(file.name, file.subject) for file in letter.files] == [(NAME, "原主题")]
    assert letter.text == "转发\n\n原信"


def test_mails_within_mails_end_somewhere() -> None:
    def nested(depth: int) -> bytes:
        raw = simple(ESSAY)
        for number in range(depth):
            raw = mail(mixed(b"Content-Type: message/rfc822\r\n\r\n" + raw, boundary=f"=_n{number}".encode()))
        return raw

    assert names(nested(MAX_FORWARDED)) == [NAME]
    too_deep = read_letter(nested(MAX_FORWARDED + 1))
    assert (list(too_deep.files), len(too_deep.remarks)) == ([], 1)


def test_winmail_dat_is_opened() -> None:
    packed = winmail((NAME, ESSAY), body="见附件", nested=winmail(("里面.docx", b"x")))
    letter = read_letter(mail(mixed(text(""), part(packed, b"application/ms-tnef; name=winmail.dat"))))
    assert [(file.name, file.content) for file in letter.files] == [(NAME, ESSAY), ("里面.docx", b"x")]
    assert letter.text == "见附件"
    assert read_tnef(packed[: len(packed) // 2]).files == ()
    assert read_tnef(winmail(("a.docx", b"1"), ("b.docx", b"2"))).files == (
        TnefFile("a.docx", b"1"),
        TnefFile("b.docx", b"2"),
    )


@pytest.mark.parametrize(
    "said",
    [
        "从QQ邮箱发来的超大附件：征文.docx",
        "mail.163.com/large-attachment-download/index.html?p=x",
        "wx.mail.qq.com/ftn/download?func=3",
        "pan.baidu.com/s/1abc 提取码 x1y2",
    ],
)
def test_a_file_that_lies_elsewhere_is_said(said: str) -> None:
    assert read_letter(mail(text(said))).file_elsewhere
    html = text(f'<p>稿件</p><a href="//{said.split(" ")[0]}">下载</a>', b"text/html")
    assert read_letter(mail(html)).file_elsewhere
    assert not read_letter(mail(text("稿件见附件"))).file_elsewhere


# --- texts --------------------------------------------------------------------------------------------------------


def test_flowed_lines_are_put_together() -> None:
    flowed = b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n"
    assert read_letter(mail(flowed + "夜里，江上的 \r\n灯亮起来。\r\n  空格\r\n-- \r\n林晓".encode())).text == (
        "夜里，江上的灯亮起来。\n空格\n--\n林晓"
    )


def test_html_without_its_tags() -> None:
    head = "<html><head><style>p {}</style></head>"
    said = head + "<body><p>单位：潮声<b>纪念馆</b></p><div>作者：林晓&nbsp;</div><script>x</script>"
    assert html_text(said).split() == ["单位：潮声纪念馆", "作者：林晓"]
    assert read_letter(mail(text(said, b"text/html", "gbk").replace(b"; charset=gbk", b""))).text == (
        "单位：潮声纪念馆\n\n作者：林晓"
    )


def test_quoted_printable_and_base64_with_junk() -> None:
    quoted = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=E7=81=AF=\r\n=E7=81=AB=ZZ"
    assert read_letter(mail(b"Content-Type: text/plain; charset=utf-8\r\n" + quoted)).text == "灯火=ZZ"
    junk = in_lines(ESSAY).replace(b"\r\n", b" \r\n> ") + b"\r\n\r\n-- \r\nA list's own line\r\n"
    raw = with_headers(b"Content-Type: " + DOCX + b"; name=a.docx").replace(in_lines(ESSAY), junk)
    assert [file.content for file in read_letter(raw).files] == [ESSAY]


# --- machines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (b"Return-Path: <>", Automatic.BULK),
        (b"Return-Path: <>\r\nAuto-Submitted: auto-replied (vacation)", Automatic.REPLY),
        (b"X-Autoreply: yes", Automatic.REPLY),
        (b"Precedence: list", Automatic.BULK),
        (b"List-Unsubscribe: <mailto:x@example.org>", Automatic.BULK),
        (b"Auto-Submitted: no", None),
        (b"Return-Path: <linxiao@example.org>", None),
    ],
)
def test_a_machine_is_told_by_its_headers(header: bytes, kind: Automatic | None) -> None:
    assert read_letter(mail(text("x"), header)).automatic is kind


def test_our_own_letter_is_known() -> None:
    raw = mail(text("x"), sender=b"Essays@Example.org")
    assert read_letter(raw, own=["essays@example.org"]).automatic is Automatic.OWN


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


spellable = st.text(alphabet="周年潮声纪念馆灯火林晓联通一 -.docxABC1", min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(said=spellable, coding=st.sampled_from(["utf-8", "gb18030"]))
def test_what_was_encoded_is_read_back(said: str, coding: str) -> None:
    expected = " ".join(said.split())
    assert decode_words(word(said, coding)) == expected
    percent = "".join(f"%{byte:02X}" for byte in said.encode(coding)).encode()
    assert parameters(b"x; filename*=" + coding.encode() + b"''" + percent).get("filename") == expected


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
