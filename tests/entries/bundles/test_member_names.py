"""Names in a ZIP come out as people typed them, whatever packed them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.entries.bundles.member_names import member_names
from tests.entries.bundles.making import RawInfo, zipped

NAMES = ["稿件/十周年-潮声纪念馆-灯火-林晓.docx", "联通.docx", "plain.docx", "《父亲的哨位》——李四.doc"]
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12)


def names_in(content: bytes) -> list[str]:
    return member_names(zipfile.ZipFile(BytesIO(content)).infolist())


@pytest.mark.parametrize("coding", ["", "utf-8", "gbk", "gb18030"])
def test_names_come_out_as_they_were_typed(coding: str) -> None:
    assert names_in(zipped(dict.fromkeys(NAMES, b"x"), coding)) == NAMES


def test_traditional_names_of_a_big5_system() -> None:
    names = ["父親的哨位.docx", "燈火與江聲.docx"]
    assert names_in(zipped(dict.fromkeys(names, b"x"), "big5")) == names


@pytest.mark.parametrize("wrong", ["cp437", "latin-1"])
@pytest.mark.parametrize("coding", ["gb18030", "utf-8"])
def test_a_name_garbled_before_it_was_declared_is_put_right(wrong: str, coding: str) -> None:
    garbled = "灯火-林晓.docx".encode(coding).decode(wrong)
    assert names_in(zipped({garbled: b"x"})) == ["灯火-林晓.docx"]


@pytest.mark.parametrize("name", ["Ünïcode é.docx", "naïve.docx", "○△.docx", "Ψυχή.docx"])
def test_a_declared_name_without_chinese_stays(name: str) -> None:
    assert names_in(zipped({name: b"x"})) == [name]


def test_decomposed_names_of_a_mac_are_put_together() -> None:
    assert names_in(zipped({"Café灯火.docx": b"x"}, "utf-8")) == ["Café灯火.docx"]


def test_backslashes_part_folders() -> None:
    assert names_in(zipped({"稿件\\灯火.docx": b"x"}, "gbk")) == ["稿件/灯火.docx"]


@pytest.mark.parametrize(("changed", "read"), [(False, "灯火.docx"), (True, "deng.docx")])
def test_the_unicode_field_counts_while_it_belongs_to_the_name(changed: bool, read: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        info = RawInfo("deng.docx")
        info.raw = b"deng.docx"
        true = "灯火.docx".encode()
        checked = zlib.crc32(b"old.docx" if changed else b"deng.docx")
        info.extra = struct.pack("<HHBL", 0x7075, 5 + len(true), 1, checked) + true
        packed.writestr(info, b"x")
    assert names_in(out.getvalue()) == [read]


@given(st.lists(HAN.map(lambda name: name + ".docx"), min_size=3, max_size=8, unique=True))
def test_chinese_names_survive_every_usual_coding(names: list[str]) -> None:
    assert names_in(zipped(dict.fromkeys(names, b""))) == names
    assert names_in(zipped(dict.fromkeys(names, b""), "utf-8")) == names


@given(st.binary(min_size=1, max_size=40).filter(lambda raw: b"\0" not in raw))
def test_no_bytes_of_a_name_are_a_failure(raw: bytes) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        info = RawInfo("x")
        info.raw = raw
        packed.writestr(info, b"x")
    assert len(names_in(out.getvalue())) == 1
