"""Under which name a file that nobody here vouches for leaves."""

import pytest

from contest.entries.checking import download_name
from tests.documents.parts import ole
from tests.making import docx_bytes


@pytest.mark.parametrize(
    ("received", "content", "name"),
    [
        ("灯火.docx", docx_bytes(), "灯火.docx"),
        ("灯火.DOCX", docx_bytes(), "灯火.DOCX"),
        ("灯火.exe", docx_bytes(), "灯火.exe.docx"),
        ("灯火", docx_bytes(), "灯火.docx"),
        ("灯火.docx", b"%PDF-1.7 x", "灯火.docx.pdf"),
        ("名单.exe", b"MZ\0", "名单.exe.bin"),
        ("名单.docx.exe", b"MZ\0", "名单.docx.exe.bin"),
        ("a.lnk", b"L\0\0\0", "a.lnk.bin"),
        ("a.lnk.", b"L\0\0\0", "a.lnk..bin"),
        ("a.bat", b"del *.*", "a.bat.txt"),
        ("a.html", b"<html><script>alert(1)</script>", "a.html.bin"),
        ("名单.xls", ole("Workbook"), "名单.xls"),
        ("稿件.zip", b"PK\5\6" + b"\0" * 18, "稿件.zip"),
        ("稿件.jar", b"PK\5\6" + b"\0" * 18, "稿件.jar.bin"),
        ("稿件.rar", b"Rar!\x1a\7", "稿件.rar"),
        ("照片.JPG", b"\xff\xd8\xff\xe0", "照片.JPG"),
        ("照片.jpg", b"\x89PNG\r\n\x1a\n", "照片.jpg.bin"),
        ("", b"", ".bin"),
    ],
)
def test_the_ending_is_one_that_the_content_has(received: str, content: bytes, name: str) -> None:
    assert download_name(received, content) == name
