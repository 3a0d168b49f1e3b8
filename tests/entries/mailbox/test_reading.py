"""Mails as they really come: who sent what when, what of it is a file, archives, mails within mails, machines."""

from datetime import UTC, datetime

import pytest

from contest.entries.mailbox.automatic import Automatic
from contest.entries.mailbox.headers import moment_of, sender_of
from contest.entries.mailbox.mime import MAX_FORWARDED
from contest.entries.mailbox.reading import Enclosed, Letter, read_letter
from contest.entries.mailbox.tnef import TnefFile, read_tnef
from tests.entries.mailbox.making import (
    CAME,
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
)
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
