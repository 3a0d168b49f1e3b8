import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.errors import Refused
from contest.documents.model import Document, Footer, Note, NoteKind, Pages, Paragraph, Run, Section, TextBox
from contest.documents.objection import Objection, find_objection
from contest.documents.reader import open_docx
from contest.documents.stories import Story

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA", CHECKOUT.parent / "shared" / "data")) / "manuscripts"
BODY = "那年我刚满十八岁，跟着队伍来到黄浦江边，站在哨位上看见对岸的灯火一盏一盏亮起来，心里说不出的踏实。"

OBJECTIONS = """
本人对主办单位编辑、使用和发表本文的权利有异议。
本人对主办方的编辑权、使用权持有异议。
作者对上述权利有异议。
对主办单位享有的修改权有异议。
本人对征文通知第五条有异议。
对于主办单位编辑、使用、出版的权利，本人持有异议。
本人对 主办单位 使用、发表本作品的权利 提出异 议！
异议：不同意公开发表。
异议声明：本人的文章只参加评选。
权利异议：不授权汇编出版
是否对主办单位的权利有异议：是
有无异议：有，不希望登报
本人不同意主办单位对本文进行修改、发表和汇编。
我不同意主办单位修改、发表本文。
声明：本人不同意公开发表。
特此声明：作者不同意将本文收入文集或汇编出版。
注：本稿不同意公开发表。
此稿请勿删改。
本文谢绝转载。
本文不得擅自修改、发表。
请勿修改本文。
请主办单位不要公开发表本文。
不同意公开发表
不同意汇编出版。
谢绝刊登。
（不同意转载）
本人保留本文的著作权和发表权。
本人保留修改、出版的权利。
作者保留一切权利。
保留著作权、改编权。
笔者保留对本作品的全部权利。
未经本人同意不得修改、转载。
未经作者书面许可，任何单位不得使用、发表本文。
未经我本人同意，请勿公开发表。
未经许可，不得转载、汇编。
修改须征得作者同意。
如需发表，必须事先征得本人同意。
本文仅供评选使用。
本作品只用于参赛，不作他用。
仅供征文评选，请勿公开发表。
本人拒绝授权主办单位使用、出版该文。
对主办单位使用、编辑本文，本人表示反对，不同意。
本文系本人原创，本人不同意主办方对本文进行修改和汇编出版，望理解。
我们不同意组委会转载本文。
本人不愿公开发表此文。
作者声明：本文版权归作者所有，主办单位如需使用须另行征得作者同意。
我不希望自己的文章被编辑后发表。
恳请不要修改原文。
不接受任何删改。
本人对“主办单位有权编辑、使用、发表”一条提出异议。
我对主办单位的权利持保留意见。
对通知中有关编辑使用发表的条款，我有异议，请只用于评奖。
*本稿件不参加汇编出版
本人有异议
"""

NO_OBJECTIONS = """
本人对主办单位编辑、使用、发表本文的权利没有异议。
本人对主办单位的上述权利无异议。
本人同意主办单位编辑、使用、发表本文，无任何异议。
本人自愿授权主办单位使用，对此毫无异议。
如对主办单位的权利有异议，请在文稿中注明。
有异议者请在来稿中说明。
凡对主办单位使用权有异议的，请在稿件中声明。
是否对主办单位的权利有异议：否
异议：无
异议声明：没有
对主办单位修改、使用的权利是否有异议？
主办单位对来稿有编辑、使用、发表的权利。
主办单位保留修改权和最终解释权。
主办方有权不经作者同意修改作品。
本人授权主办单位编辑、使用、发表本文。
本人同意公开发表。
本文系本人原创，未在任何媒体公开发表。
本文从未公开发表，不存在抄袭。
本人承诺作品为原创，如有侵权，责任自负。
文责自负，请编辑斧正。
请主办单位不吝修改。
不当之处，请编辑老师批评修改。
欢迎转载。
感谢主办单位给我这次机会。
群众没有异议。
公示七天，群众对名单没有异议。
大家都不同意他去。
我不同意，他就自己去了。
父亲不同意我参军，母亲也不同意。
他不同意公开他的姓名。
编辑部不同意发表我的稿件，我没有气馁。
报社不同意刊登我的文章。
战友们对连长的决定有异议。
有人对分工提出异议，指导员一个一个地谈心。
居民对改造方案有异议，居委会挨家挨户上门。
谁有异议？
“我有异议！”他站起来说。
“我不同意发表这篇文章！”老李拍着桌子说。
老李说：“本人对主办单位修改本文的权利有异议。”
我对这个结果有异议，但我没有说。
他对我的意见没有异议。
双方对赔偿金额有异议，法院组织调解。
异议期满，任命公布了。
他保留了自己的意见。
我保留追究的权利。
中国政府保留采取进一步措施的权利。
我们保留了那面旗帜，也保留了使用它的记忆。
我保留着他使用过的水壶。
博物馆保留了这份手稿。
未经我同意，谁也不许使用这台发报机。
未经允许，不得入内。
未经批准，不得离开哨位。
没有命令，谁也不能后退一步。
历史不容篡改，英雄不容亵渎。
我不想使用武力。
他不愿使用特权，也不许家人使用公车。
我们不能忘记他们。
请不要忘记他们的名字。
请勿打扰。
我反对铺张浪费，也反对形式主义。
团长拒绝修改作战方案。
他拒绝了出版社的邀请。
这座营房不得拆除，是写进了规划的。
老人不愿公开自己的功劳，一瞒就是六十年。
我不希望你们难过。
他只用于学习的本子，一写就是十年。
这台机器仅供训练使用。
作品不能没有生活。
警备区的故事不能只写在纸上。
不经历风雨，怎么见彩虹。
有不同意见是正常的，支委会上大家畅所欲言。
我对他没有意见。
征文通知发下来，我第一个报名。
作者不详。
版权归主办单位所有。
编者没有修改一个字，就这样发表了我的第一篇文章。
他说，作品不修改好，就不发表。
通知要求不得使用手机，我们都交了上去。
我们反对任何形式的铺张，不使用一次性用品。
那篇文章不能发表，我把它锁进了抽屉。
本人不愿公开姓名。
我们不允许随意改动设计图。
上级通知，不得公开部队番号。
本人从军三十年，从不使用特权。
"""


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(index, (Run(text),)) for index, text in enumerate(texts))


def lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("sentence", lines(OBJECTIONS))
def test_an_objection_is_found_below_the_essay(sentence: str) -> None:
    document = Document(paragraphs("题目", *[BODY] * 20, sentence))
    assert find_objection(document) == Objection(sentence, Story.BODY, 21)


@pytest.mark.parametrize("sentence", lines(NO_OBJECTIONS))
def test_other_words_are_no_objection_wherever_they_stand(sentence: str) -> None:
    essay = paragraphs(sentence, *[BODY] * 10, BODY + sentence, *[BODY] * 10, sentence)
    notes = (Note(NoteKind.FOOTNOTE, paragraphs(sentence)),)
    assert find_objection(Document(essay, notes)) is None


def test_the_tables_are_long_enough() -> None:
    assert len(lines(OBJECTIONS)) >= 40
    assert len(lines(NO_OBJECTIONS)) >= 60


def test_the_sentence_comes_without_its_neighbours() -> None:
    text = "以上为全文。本人不同意主办单位修改本文！谢谢。"
    found = find_objection(Document(paragraphs("题目", BODY, text)))
    assert found == Objection("本人不同意主办单位修改本文！", Story.BODY, 2)


def test_a_line_break_ends_a_sentence() -> None:
    found = find_objection(Document(paragraphs("题目", f"{BODY}\n附言：\n本人不同意公开发表")))
    assert found == Objection("本人不同意公开发表", Story.BODY, 1)


def test_in_the_midst_of_the_essay_only_a_full_sentence_is_believed() -> None:
    full = "本人对主办单位编辑、发表本文的权利有异议。"
    brief = "不同意公开发表。"
    around = [BODY] * 10
    assert find_objection(Document(paragraphs(*around, brief, *around))) is None
    assert find_objection(Document(paragraphs(*around, full, *around))) == Objection(full, Story.BODY, 10)


def test_notes_text_boxes_and_footers_are_read_too() -> None:
    sentence = "本文谢绝转载。"
    essay = paragraphs("题目", BODY)
    note = Note(NoteKind.ENDNOTE, paragraphs("注", sentence))
    box = TextBox(1, paragraphs(sentence))
    assert find_objection(Document(essay, (note,))) == Objection(sentence, Story.NOTE, 0)
    assert find_objection(Document(essay, (), (box,))) == Objection(sentence, Story.TEXT_BOX, 0)
    section = Section(footers=(Footer(Pages.DEFAULT, paragraphs(sentence)),))
    assert find_objection(Document(essay, sections=(section,))) == Objection(sentence, Story.FOOTER, 0)


def test_an_empty_manuscript_objects_to_nothing() -> None:
    assert find_objection(Document(())) is None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([" ", "　", "\u200b", "\u00a0"]), min_size=18, max_size=18))
def test_blanks_hide_no_objection(blanks: list[str]) -> None:
    sentence = "本人不同意主办单位修改和发表本文。"
    spaced = "".join(sign + blank for sign, blank in zip(sentence, blanks, strict=False)).strip()
    found = find_objection(Document(paragraphs("题目", BODY, spaced)))
    assert found is not None
    assert found.index == 2


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand")
def test_nobody_in_the_real_manuscripts_objects() -> None:
    found = set()
    for path in sorted((FOLDER / "docx").glob("*.docx")):
        with suppress(Refused):
            found.add(find_objection(open_docx(path.read_bytes()).document))
    assert found == {None}
