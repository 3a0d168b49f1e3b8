"""Texts and names come out as they were written, whatever coding and whatever form a mail has them in."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.entries.mailbox.charsets import decode_text
from contest.entries.mailbox.headers import decode_words, parameters
from contest.entries.mailbox.reading import read_letter
from contest.entries.mailbox.texts import html_text
from tests.entries.mailbox.making import DOCX, NAME, in_lines, mail, text, word
from tests.entries.mailbox.test_reading import ESSAY, names, with_headers

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


spellable = st.text(alphabet="周年潮声纪念馆灯火林晓联通一 -.docxABC1", min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(said=spellable, coding=st.sampled_from(["utf-8", "gb18030"]))
def test_what_was_encoded_is_read_back(said: str, coding: str) -> None:
    expected = " ".join(said.split())
    assert decode_words(word(said, coding)) == expected
    percent = "".join(f"%{byte:02X}" for byte in said.encode(coding)).encode()
    assert parameters(b"x; filename*=" + coding.encode() + b"''" + percent).get("filename") == expected


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
