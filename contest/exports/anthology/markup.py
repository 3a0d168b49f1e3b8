"""An essay as an editor types it: a paragraph a line, with light marks for what stands another way.

`# ` to `#### ` begin headings, `> ` a centred line, `>> ` one at the right, `| ` a line of a stanza, which an empty
line ends. A backslash before a mark lets it stand for itself. Nothing else means anything.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from contest.books import HEADING_LEVELS, Block, Look

_MARKED: Final = re.compile(rf"(#{{1,{HEADING_LEVELS}}}|>{{1,2}}|\|)[ \u3000]+(?=\S)")
_LITERAL: Final = re.compile(rf"\\+(?:#{{1,{HEADING_LEVELS}}}|>{{1,2}}|\|)[ \u3000]")
_MARKS: Final = {Look.BODY: "", Look.CENTRED: "> ", Look.RIGHT: ">> ", Look.VERSE: "| "}
_LOOKS: Final = {">": Look.CENTRED, ">>": Look.RIGHT, "|": Look.VERSE}


def text_of(blocks: Iterable[Block]) -> str:
    """Give blocks as an editor types them."""
    listed = tuple(blocks)
    lines: list[str] = []
    for block, following in pairwise((*listed, Block(""))):
        mark = "#" * block.level + " " if block.look is Look.HEADING else _MARKS[block.look]
        lines.extend(mark + (line if mark else _plain(line)) for line in block.text.split("\n"))
        if block.look is following.look is Look.VERSE:
            lines.append("")
    return "\n".join(lines)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Give the blocks that were typed."""
    return tuple(_blocks(tidied(text).split("\n")))


def tidied(text: str) -> str:
    """Give a typed text as it is kept: composed, no signs that can't be set, no blanks round a line or the text."""
    composed = unicodedata.normalize("NFC", text).replace("\t", "\u2003")
    lines = ("".join(filter(_can_be_set, line)).strip() for line in composed.splitlines())
    return "\n".join(lines).strip("\n")


def _can_be_set(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs") and ord(sign) & 0xFFFE != 0xFFFE


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    stanza: list[str] = []
    for line in lines:
        block = _block(line)
        if stanza and (block is None or block.look is not Look.VERSE):
            yield Block("\n".join(stanza), Look.VERSE)
            stanza = []
        if block is not None and block.look is Look.VERSE:
            stanza.append(block.text)
        elif block is not None:
            yield block
    if stanza:
        yield Block("\n".join(stanza), Look.VERSE)


def _block(line: str) -> Block | None:
    if not line:
        return None
    marked = _MARKED.match(line)
    if marked is None:
        return Block(line[1:] if _LITERAL.match(line) else line)
    mark, text = marked[1], line[marked.end() :]
    if mark.startswith("#"):
        return Block(text, Look.HEADING, len(mark))
    return Block(text, _LOOKS[mark])


def _plain(line: str) -> str:
    """Give a line of running text with a backslash before what would be a mark."""
    return f"\\{line}" if _MARKED.match(line) or _LITERAL.match(line) else line
