import tempfile
import time
import zlib
from pathlib import Path

import pytest

from contest.documents.errors import Refused
from contest.documents.model import Alignment, Document, Properties, Run
from contest.documents.pdf import read_pdf
from tests.documents.parts import docx, p
from tests.documents.pdfs import assembled, at, latin, pdf, pdf_of, picture, stream

FULL = "春风又绿江南岸，明月何时照我还，京口瓜洲一水间，钟山只隔"  # 28 characters: from 70 to 518 points
ESSAY = [
    [
        at(221, 760, "我的家乡", 36),
        at(102, 700, FULL[:26]),
        at(70, 672, FULL),
        at(70, 644, "数重山。"),
        at(102, 616, "一、第二段"),
        at(102, 588, FULL[:26]),
        at(280, 40, "— 1 —", 14),
    ],
    [at(70, 760, "数重山。"), at(102, 732, "末段。"), at(280, 40, "— 2 —", 14)],
]


def code_of(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_pdf(content)
    assert str(refused.value).endswith("。")
    return refused.value.code


def test_lines_become_paragraphs_without_page_numbers() -> None:
    document = read_pdf(pdf(ESSAY))
    assert document.text.split("\n") == [
        "我的家乡",
        FULL[:26] + FULL + "数重山。",
        "一、第二段",
        FULL[:26] + "数重山。",
        "末段。",
    ]
    assert [paragraph.alignment for paragraph in document.paragraphs] == [Alignment.CENTRE] + 4 * [Alignment.LEFT]
    assert document.paragraphs[4].runs == (
        Run("末段。", east_asian="FangSong_GB2312", latin="FangSong_GB2312", size=32),
    )
    assert document.paragraphs[0].runs[0].size == 72
    assert document.sections == ()


def test_words_of_another_script_keep_their_blanks() -> None:
    document = read_pdf(
        pdf(
            [
                [
                    latin(70, 700, "The quick brown fox jumps over the lazy dog and then runs away"),
                    latin(70, 680, "from here."),
                ]
            ]
        )
    )
    assert document.text == "The quick brown fox jumps over the lazy dog and then runs away from here."


def test_an_empty_page_is_an_empty_document() -> None:
    assert read_pdf(pdf([[]])) == Document(())


def test_the_origin_is_told() -> None:
    info = b"<</Author<feff5f204e09>/Title(Essay)>>"
    assert read_pdf(pdf([[]], info)).properties == Properties(creator="张三", title="Essay")


def test_what_cannot_be_read_is_named() -> None:
    sound = pdf(ESSAY)
    handler = b"<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32)
    locked = pdf(ESSAY, trailer=b"/ID[(1)(1)]/Encrypt" + handler)
    assert code_of(locked) == "encrypted"
    assert code_of(pdf([[picture()]])) == "no_text"
    assert code_of(sound[:-40]) == "damaged"
    assert code_of(pdf([[at(70, 700, "上"), b"BT (open Tj ET"]])) == "damaged"
    assert (
        code_of(assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"], b"/Root 1 0 R"))
        == "damaged"
    )
    assert code_of(assembled([b"<</Type/Catalog>>"], b"/Root 1 0 R")) == "damaged"
    assert code_of(docx(p("文"))) == "docx"


def test_a_torn_page_is_no_whole_one() -> None:
    packed = zlib.compress(b"".join(ESSAY[0]))
    torn = packed[:-4] + b"\0\0\0\0"
    sound = pdf_of([stream(packed, b"/Filter/FlateDecode")])
    assert len(read_pdf(sound).paragraphs) == 4
    assert code_of(pdf_of([stream(torn, b"/Filter/FlateDecode")])) == "damaged"


def test_what_swells_ends_in_the_worker() -> None:
    packing = zlib.compressobj(9)
    zeros = bytes(10_000_000)
    bomb = b"".join(packing.compress(zeros) for _ in range(200)) + packing.flush()
    began = time.monotonic()
    assert code_of(pdf_of([stream(bomb, b"/Filter/FlateDecode")])) in ("damaged", "too_slow")
    assert time.monotonic() - began < 20


def test_more_pages_than_an_essay_has_are_refused() -> None:
    assert code_of(pdf([[]] * 501)) == "overblown"


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_pdf(pdf(ESSAY))
    assert list(tmp_path.iterdir()) == []
