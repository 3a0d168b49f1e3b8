from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.blind import MASK, Mask, Where, make_blind
from contest.documents.identity import Identity, MaskKind
from contest.documents.model import Document, Paragraph, Run
from contest.documents.reader import read_docx
from tests.documents.parts import SPACES, box, centred, docx, p, r

NAME = "欧阳修文"
UNIT = "江海市统计局"
PHONE = "13812345678"
EMAIL = "xw@example.cn"
IDENTITY = Identity((NAME,), (UNIT,), (PHONE,), (EMAIL,))
BODY = "我在基层工作了二十年，走过了全县一百三十六个村，也见证了泥泞小路变成宽阔大道，心里有许多话想说。"


def test_a_name_is_nowhere_in_the_copy() -> None:
    def story(tag: str, inner: str) -> str:
        return f"<w:{tag} {SPACES}>{inner}</w:{tag}>"

    halves = (r("欧阳"), r("修", "<w:b/>"), r("文"))
    body = "".join(
        (
            centred("我和", *halves, "的家乡"),
            centred("欧阳 修文"),
            centred(UNIT),
            p(
                BODY + "我是",
                *halves,
                f"，在{UNIT}，电话{PHONE[:5]}",
                r(PHONE[5:], "<w:i/>"),
                f"，邮箱{EMAIL}。",
            ),
            f"<w:tbl><w:tr><w:tc>{p('欧阳', r('修文', '<w:u/>'))}</w:tc></w:tr></w:tbl>",
            p("框在此", box(f"作者 {NAME}"), '<w:r><w:footnoteReference w:id="1"/></w:r>'),
            p(
                f'<w:ins w:author="{NAME}">{r("插入的话")}</w:ins>',
                f'<w:del w:author="{NAME}">{r(NAME)}</w:del>',
            ),
            p(BODY),
            p(f"（作者系{UNIT}干部{NAME}）"),
        )
    )
    parts = {
        "docProps/core.xml": f"<p><creator>{NAME}</creator><title>{NAME}</title></p>",
        "docProps/app.xml": f"<p><Company>{UNIT}</Company></p>",
        "word/footnotes.xml": story("footnotes", f"<w:footnote>{p(f'{NAME}，男')}</w:footnote>"),
        "word/endnotes.xml": story("endnotes", f"<w:endnote>{p(f'联系电话：{PHONE}')}</w:endnote>"),
        "word/header1.xml": story("hdr", p(NAME)),
        "word/footer1.xml": story("ftr", p(UNIT)),
        "word/comments.xml": story("comments", f'<w:comment w:author="{NAME}">{p(NAME)}</w:comment>'),
    }
    copy = make_blind(read_docx(docx(body, parts)), IDENTITY)
    assert copy.title == f"我和{MASK}的家乡"
    assert copy.text == "\n".join(
        (f"{BODY}我是{MASK}，在{MASK}，电话{MASK}，邮箱{MASK}。", MASK, "框在此", "插入的话", BODY)
    )
    for secret in (NAME, "欧阳", "修文", UNIT, PHONE, PHONE[:5], PHONE[5:], EMAIL):
        assert secret not in copy.title + copy.html + copy.text


def test_masks_say_what_was_taken_out_and_where() -> None:
    document = read_docx(docx(centred("家乡") + centred(NAME) + p(f"{BODY}{NAME}，{UNIT}")))
    assert make_blind(document, IDENTITY).masks == (
        Mask(MaskKind.BYLINE, Where.BODY, 1, NAME),
        Mask(MaskKind.AUTHOR, Where.BODY, 2, NAME),
        Mask(MaskKind.UNIT, Where.BODY, 2, UNIT),
    )


def test_a_mask_tells_nothing_of_the_length_and_stands_where_the_name_began() -> None:
    runs = (Run("前欧", bold=True), Run("阳"), Run("修文后"))
    document = Document(
        (
            Paragraph(0, (Run("题"),)),
            Paragraph(1, (Run(BODY),)),
            Paragraph(2, runs),
            Paragraph(3, (Run(BODY),)),
        )
    )
    identity = Identity((NAME, "后来的人叫作一个很长的名字"))
    assert make_blind(document, identity).html == f"<p>{BODY}</p>\n<p><strong>前{MASK}</strong>后</p>\n<p>{BODY}</p>"


def test_names_that_touch_become_one_mask() -> None:
    document = Document((Paragraph(0, (Run(f"{BODY}{NAME}{NAME}、{NAME}"),)),))
    assert make_blind(document, IDENTITY).text == f"{BODY}{MASK}、{MASK}"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (centred("李四"), False),
        (centred("李　四、王小五"), False),
        (centred("某某县委宣传部"), False),
        (p("作者：李四"), False),
        (p("文/李四"), False),
        (p("姓名：李四　手机："), False),
        (p(f"{UNIT}　供稿"), False),
        (centred("引 言"), True),
        (centred("2026年11月"), True),
        (p("谨以此文献给我的父亲"), True),
        (p("指导我们思想的，是书本，也是土地。"), True),
        (
            p("单位门前有一棵老槐树，槐树下坐着三代人，一代人讲，一代人听，一代人跑来跑去，把故事带到很远的地方去。"),
            True,
        ),
    ],
)
def test_lines_under_the_title_go_when_they_name_somebody(line: str, kept: bool) -> None:
    document = read_docx(docx(centred("我的家乡") + line + p(BODY)))
    text = document.paragraphs[1].text
    assert make_blind(document, IDENTITY).text == (f"{text}\n{BODY}" if kept else BODY)


def test_a_short_sentence_at_the_end_is_masked_and_stays() -> None:
    document = read_docx(docx(centred("题") + p(BODY) + p(f"我是{UNIT}的人。") + p(UNIT)))
    assert make_blind(document, IDENTITY).text == f"{BODY}\n我是{MASK}的人。"


def test_lines_in_the_middle_of_the_body_stay() -> None:
    middle = centred("张庄、李庄")
    document = read_docx(docx(centred("题") + p(BODY) + middle + p(BODY)))
    assert make_blind(document, IDENTITY).text == f"{BODY}\n张庄、李庄\n{BODY}"


def test_notes_and_text_boxes_that_tell_nothing_stay() -> None:
    notes = f"<w:footnotes {SPACES}><w:footnote>{p('《史记》卷一')}</w:footnote></w:footnotes>"
    document = read_docx(docx(centred("题") + p(BODY, box("图一")), {"word/footnotes.xml": notes}))
    copy = make_blind(document, IDENTITY)
    assert copy.text == f"{BODY}\n《史记》卷一\n图一"
    assert copy.masks == ()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 11), max_size=6), st.text(alphabet=" 　\u200b", max_size=2))
def test_no_cut_into_runs_hides_a_name(cuts: list[int], blank: str) -> None:
    text = f"甲{blank.join(NAME)}乙{PHONE}丙"
    edges = sorted({0, len(text), *cuts})
    runs = tuple(Run(text[start:end], bold=bool(number % 2)) for number, (start, end) in enumerate(pairwise(edges)))
    document = Document((Paragraph(0, (Run(BODY),)), Paragraph(1, runs), Paragraph(2, (Run(BODY),))))
    copy = make_blind(document, IDENTITY)
    assert copy.text == f"{BODY}\n甲{MASK}乙{MASK}丙\n{BODY}"
