"""How a Han name is written in Latin letters, and which Latin words may be such a name."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from contest.documents.surnames import COMPOUND, is_han

_LONGEST: Final = 4
_INITIAL: Final = "(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])"
_FINAL: Final = "(?:i?ao|i?a|ai|i?ang?|ei?|eng?|er|ie|iu|i|ing?|o|iong|ong|ou|u|ua|uai|uang?|ui|un|uo|ue|ve?)"
_SYLLABLES: Final = re.compile(rf"(?:{_INITIAL}?{_FINAL})(?:['’-]?{_INITIAL}{_FINAL}|['’-]{_FINAL}){{0,3}}")
_WORD: Final = re.compile("[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f]{2,}")
_BARE: Final = "(?:ai|ang?|ao|a|ei|eng?|er|e|ou?)"  # finals that stand without an initial
_JOINED: Final = re.compile(rf"(?:{_INITIAL}{_FINAL}|[ln]yue?|{_BARE}){{1,{_LONGEST}}}")


@lru_cache(maxsize=512)
def romanised(name: str) -> tuple[()] | tuple[str, str]:
    """Patterns for a Han name in pinyin, small letters without tones or blanks: the surname first, and last.

    A character with several readings may be spelt in each; a name of one character or more than four gives ().
    """
    if not is_han(name) or not 2 <= len(name) <= _LONGEST:
        return ()
    syllables = [f"(?:{'|'.join(readings)})" for readings in _readings(name)]
    surname = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    return "".join(syllables), "".join(syllables[surname:] + syllables[:surname])


def may_be_romanised(word: str) -> bool:
    """Whether a Latin word is made of one to four pinyin syllables and nothing else."""
    return _SYLLABLES.fullmatch(word.lower()) is not None


def has_syllables(text: str) -> bool:
    """Whether a word of the text is made of pinyin syllables, with tones or without: no name is spelt where none is."""
    words = ("".join(normalize("NFKD", sign)[0] for sign in word).lower() for word in _WORD.findall(text))
    return any(map(_JOINED.fullmatch, words))


def _readings(name: str) -> Iterator[list[str]]:
    # Its dictionaries take a third of a second and 50 MB, which many a process does without.
    from pypinyin import Style, pinyin

    for readings in pinyin(name, style=Style.NORMAL, heteronym=True):
        yield sorted({one.replace("v", u) for one in readings if one.isascii() for u in ("v", "u", "yu")})
