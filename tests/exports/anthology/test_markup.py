"""An essay typed and read again: marks for what stands another way, and nothing else that means anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.books import Block, Look
from contest.exports.anthology.markup import blocks_of, text_of, tidied
from tests.documents.books import HOSTILE, MIXED

TYPED = "# 一、起\n潮来了。\n| 江上有灯\n| 灯下有人\n\n| 人在等船\n> 题记\n>> 二〇二六年春"


def test_each_look_has_its_mark() -> None:
    assert text_of(MIXED) == TYPED
    assert blocks_of(TYPED) == MIXED


@pytest.mark.parametrize(
    ("typed", "blocks"),
    [
        ("", ()),
        ("\n 　\n\n", ()),
        ("　　潮来了。  \r\n\r\n走了。", (Block("潮来了。"), Block("走了。"))),
        ("#import 不是标题", (Block("#import 不是标题"),)),
        ("#　全角空格也行", (Block("全角空格也行", Look.HEADING, 1),)),
        ("#### 四级", (Block("四级", Look.HEADING, 4),)),
        ("##### 五级不是标题", (Block("##### 五级不是标题"),)),
        ("\\# 不是标题", (Block("# 不是标题"),)),
        ("\\\\> 一条斜线", (Block("\\> 一条斜线"),)),
        ("\\n 照排", (Block("\\n 照排"),)),
        ("#", (Block("#"),)),
        ("| 灯\n|", (Block("灯", Look.VERSE), Block("|"))),
    ],
)
def test_what_is_typed_is_read_so(typed: str, blocks: tuple[Block, ...]) -> None:
    assert blocks_of(typed) == blocks


@pytest.mark.parametrize("line", [*HOSTILE, "# 题", "> 中", ">> 右", "| 诗", "\\# 题", "\\\\", "#", ">"])
def test_any_line_of_a_manuscript_comes_back_as_it_was(line: str) -> None:
    blocks = (Block(line), Block(line, Look.HEADING, 2), Block(line, Look.CENTRED), Block(line, Look.VERSE))
    assert blocks_of(text_of(blocks)) == blocks


@given(
    st.lists(
        st.builds(
            lambda text, look: Block(text, look, 1 if look is Look.HEADING else 0),
            st.text(st.sampled_from("#>|\\ 灯火a"), min_size=1).map(str.strip).filter(bool),
            st.sampled_from(Look),
        ),
        max_size=6,
    ).map(tuple)
)
def test_typed_blocks_are_the_same_blocks(blocks: tuple[Block, ...]) -> None:
    assert blocks_of(text_of(blocks)) == blocks


def test_what_is_kept_has_no_signs_that_can_not_be_set() -> None:
    assert tidied("a\x00b\x07\ufffe\tc\u2028d\n\n\n") == "ab\u2003c\nd"
    assert tidied("e\u0301") == "é"
    assert tidied(TYPED) == TYPED
