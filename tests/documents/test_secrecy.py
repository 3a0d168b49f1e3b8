import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.errors import Refused
from contest.documents.model import Alignment, Cell, Document, Paragraph, Run, TextBox
from contest.documents.reader import open_docx
from contest.documents.secrecy import SecrecyGrade, SecrecyMark, find_secrecy, find_secrecy_mark
from contest.documents.stories import Story
from tests.documents.parts import OFFICE, SPACES, box, centred, docx, links, p

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA", CHECKOUT.parent / "shared" / "data")) / "manuscripts"
BODY = "那年我刚满十八岁，跟着队伍来到黄浦江边，站在哨位上看见对岸的灯火一盏一盏亮起来，心里说不出的踏实。"
HEADER_LINK = {"word/_rels/document.xml.rels": links([(f"{OFFICE}/header", "header1.xml", "")])}

MARKS = [
    ("绝密", SecrecyGrade.TOP_SECRET),
    ("机密", SecrecyGrade.SECRET),
    ("秘密", SecrecyGrade.CONFIDENTIAL),
    ("机密★10年", SecrecyGrade.SECRET),
    ("机 密 ★ １０ 年", SecrecyGrade.SECRET),
    ("秘密 ★", SecrecyGrade.CONFIDENTIAL),
    ("绝密★启用前", SecrecyGrade.TOP_SECRET),
    ("绝密★长期", SecrecyGrade.TOP_SECRET),
    ("秘密☆六个月", SecrecyGrade.CONFIDENTIAL),
    ("密级：机密", SecrecyGrade.SECRET),
    ("密级:秘密★5年", SecrecyGrade.CONFIDENTIAL),
    ("【机密】", SecrecyGrade.SECRET),
    ("（绝密）", SecrecyGrade.TOP_SECRET),
    ("000001　机密★1年　特急", SecrecyGrade.SECRET),
    ("机密　特急", SecrecyGrade.SECRET),
    ("机密级", SecrecyGrade.SECRET),
    ("秘密 注意保存", SecrecyGrade.CONFIDENTIAL),
    ("内部资料 注意保存", SecrecyGrade.INTERNAL),
    ("内部资料，请勿外传", SecrecyGrade.INTERNAL),
    ("内部文件", SecrecyGrade.INTERNAL),
    ("内部使用", SecrecyGrade.INTERNAL),
    ("仅供内部参考", SecrecyGrade.INTERNAL),
    ("军内资料★不得外传", SecrecyGrade.INTERNAL),
    ("不得外传", SecrecyGrade.INTERNAL),
    ("严禁外传！", SecrecyGrade.INTERNAL),
    ("工作秘密", SecrecyGrade.INTERNAL),
    ("工作秘密★1年", SecrecyGrade.INTERNAL),
    ("【内部资料】", SecrecyGrade.INTERNAL),
    ("涉密文件", SecrecyGrade.INTERNAL),
]

NO_MARKS = """
秘密武器
我的秘密
一个藏了六十年的秘密
保密就是保生命
保守国家秘密，慎之又慎
这是国家机密，谁也不能说。
文件左上角印着“机密★10年”。
他把绝密情报缝进衣角。
机密文件被安全转移。
保密员老王
安全保密
严守秘密
军事秘密
公开的秘密
秘密交通线
秘密战线上的英雄
绝密飞行
密级：
密级：公开
密级：□公开 □秘密 □机密
保密期限：
内部
内部团结
内部装修
军队内部的团结
内部资料室的灯光
不得外传的手艺
祖传手艺不得外传，可父亲破了例。
请勿打扰
注意安全
注意保存
妥善保管
严禁烟火
亲密战友
精密仪器
稠密的树林
"""


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(index, (Run(text),)) for index, text in enumerate(texts))


def heading(index: int, text: str) -> Paragraph:
    return Paragraph(index, (Run(text),), Alignment.CENTRE)


@pytest.mark.parametrize(("mark", "grade"), MARKS)
def test_a_mark_above_the_title_is_found(mark: str, grade: SecrecyGrade) -> None:
    document = Document((*paragraphs(mark), heading(1, "薪火相传"), Paragraph(2, (Run(BODY),))))
    assert find_secrecy_mark(document) == SecrecyMark(grade, mark, Story.BODY, 0)


@pytest.mark.parametrize(("mark", "grade"), MARKS)
def test_a_mark_in_a_text_box_or_header_is_found(mark: str, grade: SecrecyGrade) -> None:
    boxed = Document(paragraphs("题目", BODY), (), (TextBox(0, paragraphs(mark)),))
    assert find_secrecy_mark(boxed) == SecrecyMark(grade, mark, Story.TEXT_BOX, 0)
    header = f"<w:hdr {SPACES}>{p(mark)}</w:hdr>"
    reading = open_docx(docx(centred("题目") + p(BODY), {"word/header1.xml": header, **HEADER_LINK}))
    assert find_secrecy(reading) == SecrecyMark(grade, mark, Story.HEADER, 0)


@pytest.mark.parametrize("line", NO_MARKS.strip().splitlines())
def test_words_are_no_mark_wherever_they_stand(line: str) -> None:
    essay = (heading(0, line), *(Paragraph(one, (Run(text),)) for one, text in enumerate([line, BODY, line], 1)))
    assert find_secrecy_mark(Document(essay, (), (TextBox(0, paragraphs(line)),))) is None


def test_in_the_midst_of_the_essay_only_star_term_or_label_makes_a_mark() -> None:
    def amidst(text: str) -> SecrecyMark | None:
        return find_secrecy_mark(Document(paragraphs(*[BODY] * 10, text, *[BODY] * 10)))

    assert amidst("机密") is None
    assert amidst("内部资料") is None
    assert amidst("机密★10年") == SecrecyMark(SecrecyGrade.SECRET, "机密★10年", Story.BODY, 10)
    assert amidst("密级：秘密") == SecrecyMark(SecrecyGrade.CONFIDENTIAL, "密级：秘密", Story.BODY, 10)


def test_an_essay_may_be_called_a_secret_but_nothing_graver() -> None:
    def called(title: str) -> SecrecyMark | None:
        return find_secrecy_mark(Document((heading(0, title), Paragraph(1, (Run(BODY),)))))

    assert called("秘密") is None
    assert called("机密") == SecrecyMark(SecrecyGrade.SECRET, "机密", Story.BODY, 0)
    assert called("秘密★3年") == SecrecyMark(SecrecyGrade.CONFIDENTIAL, "秘密★3年", Story.BODY, 0)


def test_a_mark_in_brackets_behind_the_title_counts() -> None:
    document = Document((heading(0, "战备建设纪实（秘密）"), Paragraph(1, (Run(BODY),))))
    assert find_secrecy_mark(document) == SecrecyMark(SecrecyGrade.CONFIDENTIAL, "战备建设纪实（秘密）", Story.BODY, 0)
    inner = Document((heading(0, "战备建设纪实【内部资料】"), Paragraph(1, (Run(BODY),))))
    assert find_secrecy_mark(inner) == SecrecyMark(SecrecyGrade.INTERNAL, "战备建设纪实【内部资料】", Story.BODY, 0)


def test_a_cell_beside_its_label_counts() -> None:
    label, value = (
        Paragraph(10 + one, (Run(text),), cell=Cell(0, 0, one)) for one, text in enumerate(("密级", "机密"))
    )
    document = Document((*paragraphs(*[BODY] * 10), label, value, *(heading(one, BODY) for one in range(12, 20))))
    assert find_secrecy_mark(document) == SecrecyMark(SecrecyGrade.SECRET, "机密", Story.BODY, 11)


def test_a_part_of_a_line_with_a_gap_round_it_counts() -> None:
    header = f"<w:hdr {SPACES}>{p('某部', '<w:r><w:tab/></w:r>', '秘密★1年')}</w:hdr>"
    reading = open_docx(docx(centred("题目") + p(BODY), {"word/header1.xml": header, **HEADER_LINK}))
    assert find_secrecy(reading) == SecrecyMark(SecrecyGrade.CONFIDENTIAL, "秘密★1年", Story.HEADER, 0)
    document = Document((*paragraphs("000012    机密★10年"), heading(1, "题目"), Paragraph(2, (Run(BODY),))))
    assert find_secrecy_mark(document) == SecrecyMark(SecrecyGrade.SECRET, "000012    机密★10年", Story.BODY, 0)


def test_a_watermark_and_a_box_in_a_header_count() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="机密"/></v:shape></w:pict></w:r>'
    for inside in (art, box("机密")):
        header = f"<w:hdr {SPACES}>{p(inside)}</w:hdr>"
        reading = open_docx(docx(centred("题目") + p(BODY), {"word/header1.xml": header, **HEADER_LINK}))
        assert find_secrecy(reading) == SecrecyMark(SecrecyGrade.SECRET, "机密", Story.HEADER, 0)


def test_the_gravest_of_several_marks_is_given() -> None:
    document = Document(paragraphs("内部资料", "秘密★5年", "绝密★20年", "题目", BODY))
    assert find_secrecy_mark(document) == SecrecyMark(SecrecyGrade.TOP_SECRET, "绝密★20年", Story.BODY, 2)


def test_a_header_that_cannot_be_read_hides_nothing_else() -> None:
    reading = open_docx(docx(p("机密★1年") + p(BODY), {"word/header1.xml": "<broken", **HEADER_LINK}))
    assert find_secrecy(reading) == SecrecyMark(SecrecyGrade.SECRET, "机密★1年", Story.BODY, 0)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["绝密", "机密", "秘密"]),
    st.sampled_from(["★", "☆"]),
    st.integers(1, 99),
    st.sampled_from(["", " ", "　"]),
)
def test_every_term_is_understood(grade: str, star: str, years: int, blank: str) -> None:
    mark = blank.join((grade, star, str(years), "年"))
    found = find_secrecy_mark(Document(paragraphs(*[BODY] * 9, mark, *[BODY] * 9)))
    assert found is not None
    assert found.text == mark


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand")
def test_no_real_manuscript_bears_a_mark() -> None:
    found = set()
    for path in sorted((FOLDER / "docx").glob("*.docx")):
        with suppress(Refused):
            found.add(find_secrecy(open_docx(path.read_bytes())))
    assert found == {None}
