"""The blind copy as text: what tells of the author is nowhere in it, and all else is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.blind import MASK, BlindCopy, make_blind, mask_text, whole_page
from contest.documents.identity import Identity, MaskKind
from contest.documents.masks import NO_CHOICES, BlindChoices, Mask, MaskStatus, Where
from contest.documents.model import Document, Paragraph, Run
from contest.documents.reader import read_docx
from tests.documents.blinding import BODY, EMAIL, IDENTITY, NAME, PHONE, UNIT
from tests.documents.parts import SPACES, box, centred, docx, p, r


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
        Mask(MaskKind.AUTHOR, Where.BODY, 2, NAME, 48, "大道，心里有许多话想说。", f"，{UNIT}"),
        Mask(MaskKind.UNIT, Where.BODY, 2, UNIT, 53, f"里有许多话想说。{NAME}，"[-12:], ""),
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


# --- names of two characters ---------------------------------------------------------------------------------------

SHORT = Identity(("建国",), (UNIT,))
LONG_AGO = "建国初期，村里修了第一条路，后来建国叔当了书记，大家都说这条路是他带着人一担一担挑出来的。"


def copied(*lines: str, identity: Identity = SHORT, choices: BlindChoices = NO_CHOICES) -> BlindCopy:
    return make_blind(read_docx(docx("".join(lines))), identity, choices)


def test_a_name_of_two_characters_is_masked_where_authors_sign_and_suggested_elsewhere() -> None:
    copy = copied(centred("献给建国七十周年"), centred("建国"), p(LONG_AGO), p(BODY), p("建　国"))
    assert copy.title == "献给建国七十周年"
    assert copy.text == f"{LONG_AGO}\n{BODY}"
    assert [(mask.kind, mask.index, mask.text) for mask in copy.masks] == [
        (MaskKind.BYLINE, 1, "建国"),
        (MaskKind.BYLINE, 4, "建　国"),
    ]
    suggested, later = MaskStatus.SUGGESTED, LONG_AGO.index("建国叔")
    assert copy.suggestions == (
        Mask(MaskKind.AUTHOR, Where.TITLE, 0, "建国", 2, "献给", "七十周年", suggested),
        Mask(MaskKind.AUTHOR, Where.BODY, 2, "建国", 0, "", "初期，村里修了第一条路，", suggested),
        Mask(
            MaskKind.AUTHOR,
            Where.BODY,
            2,
            "建国",
            later,
            LONG_AGO[later - 12 : later],
            LONG_AGO[later + 2 :][:12],
            suggested,
        ),
    )


def test_names_of_three_characters_and_units_are_masked_everywhere() -> None:
    identity = Identity(("建国", "李建国"), ("江声",))
    copy = copied(centred("题"), p(f"{BODY}李建国在江声，建国也在。"), p(BODY), identity=identity)
    assert copy.text == f"{BODY}{MASK}在{MASK}，建国也在。\n{BODY}"
    assert [mask.text for mask in copy.masks] == ["李建国", "江声"]
    assert [mask.text for mask in copy.suggestions] == ["建国"]


def test_a_line_of_nothing_but_a_short_name_is_masked() -> None:
    assert copied(centred("题"), p(BODY), centred("建 国"), p(BODY)).text == f"{BODY}\n{MASK}\n{BODY}"


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("建国，男，生于一九七〇年，长期在基层工作，喜欢在工作之余写作，作品散见于各种报刊，也得过一些奖。", False),
        ("* 建国系本地人，长期在基层工作，喜欢在工作之余写作，作品散见于各种报刊，也得过一些奖，现已退休在家。", False),
        ("本地干部建国", False),
        ("见《建国以来文稿》。", True),
        ("这是建国以后的事，当时的文件写得很清楚，档案馆里还能找到原件，上面有每个人的手印，也有日期。", True),
    ],
)
def test_a_note_by_which_an_author_signs_goes(note: str, kept: bool) -> None:
    notes = f"<w:footnotes {SPACES}><w:footnote>{p(note)}</w:footnote></w:footnotes>"
    copy = make_blind(read_docx(docx(centred("题") + p(BODY), {"word/footnotes.xml": notes})), SHORT)
    assert copy.text == (f"{BODY}\n{note}" if kept else BODY)
    assert [mask.where for mask in copy.suggestions] == ([Where.NOTE] if kept else [])


def test_a_given_name_alone_is_suggested_and_never_masked() -> None:
    identity = Identity(("李建国", "欧阳修文", "诸葛亮", "修文"))
    text = f"{BODY}建国和修文，李建国也在，诸葛亮和亮。"
    copy = copied(centred("题"), p(text), centred("建国"), p(BODY), identity=identity)
    assert copy.text == f"{BODY}建国和修文，{MASK}也在，{MASK}和亮。\n建国\n{BODY}"
    assert [mask.text for mask in copy.suggestions] == ["建国", "修文", "建国"]
    assert {mask.status for mask in copy.suggestions} == {MaskStatus.SUGGESTED}


def test_a_short_name_with_marks_in_it_is_suggested() -> None:
    copy = copied(centred("题"), p(f"{BODY}建-国"), p(BODY))
    assert [mask.text for mask in copy.suggestions] == ["建-国"]
    assert copy.masks == ()


def test_a_line_of_thousands_of_names_is_masked_and_suggested() -> None:
    identity = Identity(("李建国", "文明"))
    document = Document((Paragraph(0, (Run(BODY),)), Paragraph(1, (Run("李建国，文明，" * 10_000),))))
    copy = make_blind(document, identity)
    assert (len(copy.masks), len(copy.suggestions)) == (10_000, 10_000)


# --- pieces ---------------------------------------------------------------------------------------------------------


def test_a_line_from_elsewhere_loses_short_names_too() -> None:
    assert (
        mask_text("建国的路和张三丰", Identity(("建国",)), BlindChoices(everywhere=("张三丰",)))
        == f"{MASK}的路和{MASK}"
    )


def test_the_page_stands_by_itself() -> None:
    assert whole_page(copied(centred("山 &lt; 海"), p(BODY))) == (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head><meta charset="utf-8"><title>山&lt;海</title></head>\n'
        f"<body>\n<h1>山&lt;海</h1>\n<p>{BODY}</p>\n</body>\n</html>\n"
    )
    assert "<h1>" not in whole_page(copied(p(BODY)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([NAME, UNIT, f"，{PHONE}，", "建国", "路", "建", "国", BODY]), min_size=1, max_size=8),
    st.data(),
)
def test_what_was_masked_or_suggested_is_where_its_record_says(words: list[str], data: st.DataObject) -> None:
    identity = Identity((NAME, "建国"), (UNIT,), (PHONE,))
    text = BODY + "".join(words) + "。"
    document = Document((Paragraph(0, (Run(BODY),)), Paragraph(1, (Run(text),)), Paragraph(2, (Run(BODY),))))
    copy = make_blind(document, identity)
    for mask in (*copy.masks, *copy.suggestions):
        assert text[mask.start : mask.start + len(mask.text)] == mask.text
        assert mask.before == text[max(0, mask.start - 12) : mask.start]
        assert text[mask.start + len(mask.text) :].startswith(mask.after)
    shown = tuple(mask.spot for mask in copy.masks)
    assert make_blind(document, identity, BlindChoices(shown=shown)).text == document.text
    accepted = tuple(mask.spot for mask in copy.suggestions)
    wall = make_blind(document, identity, BlindChoices(masked=accepted))
    assert not any(secret in wall.text for secret in (NAME, UNIT, PHONE, "建国"))
    assert not [mask for mask in wall.suggestions if mask.status is MaskStatus.SUGGESTED]
    some = data.draw(st.sets(st.sampled_from(accepted))) if accepted else set()
    chosen = make_blind(document, identity, BlindChoices(masked=tuple(some)))
    assert {mask.spot for mask in chosen.suggestions} >= set(accepted) - some
