import io
import time

from contest.documents.counting import WordCount
from contest.documents.errors import Fault
from contest.documents.inspection import Inspection, inspect
from contest.documents.kinds import Kind
from contest.documents.writer import write_docx
from contest.phrases import Phrase


def test_a_sound_file_shows_title_and_counts() -> None:
    found = inspect(io.BytesIO(write_docx("我的家乡", "张三", ["2024年，春天。"], "张三")))
    assert (found.kind, found.title, found.fault) == (Kind.DOCX, "我的家乡", None)
    assert found.words == WordCount(12, 15, 15, 0, 0)
    assert found.text == "我的家乡\n张三\n2024年，春天。"
    assert found.document is not None
    assert found.document.text == found.text


def test_a_bad_file_shows_its_fault_and_nothing_else() -> None:
    advice = "这是 PDF 文件。请上传可编辑的 Word 原稿（.docx）。"
    assert inspect(io.BytesIO(b"%PDF-1.7")) == Inspection(Kind.PDF, fault=Fault("pdf", Phrase(advice)))


def test_a_long_essay_is_inspected_within_an_upload() -> None:
    content = write_docx("题目", "作者", ["春风又绿江南岸，明月何时照我还。" * 10] * 32)
    spent = []
    for _ in range(5):
        start = time.process_time()
        found = inspect(io.BytesIO(content))
        spent.append(time.process_time() - start)
    assert found.words is not None
    assert found.words.words == 4 + 16 * 10 * 32
    assert min(spent) < 0.03
