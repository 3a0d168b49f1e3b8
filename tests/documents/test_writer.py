import io
import zipfile

from lxml import etree

from contest.documents.layout import check_layout
from contest.documents.model import Alignment
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx


def test_what_is_written_is_read_back() -> None:
    document = read_docx(write_docx("我的家乡", "张 三", ["一、缘起", "（一）那年", "春天\n来了 & <好>"], "张三"))
    assert [(one.text, one.style, one.outline_level, one.alignment) for one in document.paragraphs] == [
        ("我的家乡", "Title", None, Alignment.CENTRE),
        ("张 三", "Byline", None, Alignment.CENTRE),
        ("一、缘起", "heading 1", 0, Alignment.JUSTIFIED),
        ("（一）那年", "heading 2", 1, Alignment.JUSTIFIED),
        ("春天\n来了 & <好>", "Normal", None, Alignment.JUSTIFIED),
    ]
    assert (document.properties.creator, document.properties.title) == ("张三", "我的家乡")


def test_byline_and_author_may_be_missing() -> None:
    document = read_docx(write_docx("题", None, ["文"]))
    assert document.text == "题\n文"
    assert document.properties.creator == ""


def test_the_same_input_gives_the_same_bytes() -> None:
    assert write_docx("题", "张三", ["文"], "张三") == write_docx("题", "张三", ["文"], "张三")


def test_characters_that_xml_forbids_are_left_out() -> None:
    assert read_docx(write_docx("题\0\x1b", None, ["\ud800文\ufffe"])).text == "题\n文"


def test_every_part_is_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx("题&", "<张>", ["文"], '"三"'))) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
        assert package.testzip() is None


def test_a_file_as_a_word_processor_begins_it() -> None:
    document = read_docx(write_docx("灯火", None, ["夜里，江上的灯一盏一盏亮起来。"], official=False))
    rules = {finding.rule for finding in check_layout(document).findings}
    assert {"margins", "body-font", "body-size", "first-line-indent", "line-pitch", "page-number"} <= rules
