import io
import sys

import pytest

from contest.documents import conversion
from contest.documents.counting import WordCount
from contest.documents.errors import Fault
from contest.documents.inspection import Inspection, InspectionVerdict, inspect, inspect_converted
from contest.documents.kinds import MAX_FILE, Kind
from contest.documents.layout import Verdict
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx
from contest.phrases import Phrase
from tests.documents.pdfs import at, pdf

RTF = b"{\\rtf1 Essay}"


def test_a_sound_file_shows_title_and_counts() -> None:
    found = inspect(io.BytesIO(write_docx("我的家乡", "张三", ["2024年，春天。"], "张三")))
    assert (found.kind, found.title, found.fault) == (Kind.DOCX, "我的家乡", None)
    assert found.words == WordCount(12, 15, 15, 0, 0)
    assert found.text == "我的家乡\n张三\n2024年，春天。"
    assert found.document is not None
    assert found.document.text == found.text


def test_a_bad_file_shows_its_fault_and_nothing_else() -> None:
    assert inspect(io.BytesIO(b"")) == Inspection(
        Kind.EMPTY, fault=Fault("empty", Phrase("文件是空的。请检查原稿，保存后重新上传。"))
    )


def test_what_must_be_converted_waits() -> None:
    advice = "这是 PDF 文件，只能读出文字，不能检查格式。最好上传可编辑的 Word 原稿（.docx），马上就能检查。"
    waiting = inspect(io.BytesIO(b"%PDF-1.7"))
    assert waiting == Inspection(Kind.PDF, fault=Fault("pdf", Phrase(advice)), pending=True)
    assert waiting.verdict is InspectionVerdict.PENDING
    assert inspect(io.BytesIO(RTF)).verdict is InspectionVerdict.PENDING


def test_in_the_background_a_pdf_is_read() -> None:
    page = [at(221, 760, "我的家乡", 36), at(70, 700, "我保留全部著作权，不同意主办单位使用本文。")]
    found = inspect_converted(io.BytesIO(pdf([page])))
    assert (found.kind, found.verdict, found.title) == (Kind.PDF, InspectionVerdict.READ, "我的家乡")
    assert found.words == WordCount(25, 25, 25, 0, 0)
    assert found.objection is not None
    assert found.objection.text == "我保留全部著作权，不同意主办单位使用本文。"
    assert found.layout is not None
    assert {finding.status for finding in found.layout.findings if finding.rule == "margins"} == {Verdict.UNVERIFIED}


@pytest.mark.skipif(not conversion.available(), reason="no LibreOffice in a working sandbox: nothing is converted here")
def test_in_the_background_an_rtf_is_converted() -> None:
    found = inspect_converted(io.BytesIO(RTF))
    assert (found.kind, found.verdict, found.text) == (Kind.RTF, InspectionVerdict.READ, "Essay")
    assert found.docx is not None
    assert read_docx(found.docx) == found.document


def test_in_the_background_a_docx_is_the_same_and_a_bad_file_is_refused() -> None:
    content = write_docx("我的家乡", "张三", ["2024年，春天。"], "张三")
    assert inspect_converted(io.BytesIO(content)) == inspect(io.BytesIO(content))
    assert inspect_converted(io.BytesIO(b"")) == inspect(io.BytesIO(b""))


@pytest.mark.parametrize("start", [b"PK\3\4", b"%PDF-1.7", RTF])
def test_a_file_over_the_limit_is_refused_unread(start: bytes) -> None:
    found = inspect_converted(io.BytesIO(start + bytes(MAX_FILE)))
    assert found.verdict is InspectionVerdict.REFUSED
    assert found.fault is not None
    assert found.fault.code in ("too_large", "damaged")


def test_a_look_at_an_upload_starts_no_process() -> None:
    started: list[str] = []
    sys.addaudithook(lambda event, _: started.append(event) if event in ("subprocess.Popen", "os.fork") else None)
    for content in (write_docx("题", "人", ["文"], "人"), RTF, pdf([[]]), b""):
        inspect(io.BytesIO(content))
    assert started == []


def test_a_long_essay_is_inspected() -> None:
    content = write_docx("题目", "作者", ["春风又绿江南岸，明月何时照我还。" * 10] * 32)
    found = inspect(io.BytesIO(content))
    assert found.words is not None
    assert found.words.words == 4 + 16 * 10 * 32
