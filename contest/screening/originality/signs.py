"""A text as it is compared: letters and numbers alone, in one form each, and the way back to where they stood.

Width, case, layout, punctuation, accents and what can't be seen go; traditional characters become simplified ones
and radicals the characters that they look like, sign by sign. So none of these hides a copy. How often something
that can't be seen, or only looks like a character, stood there is counted apart: honest texts hold hardly any.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import opencc
from numpy.typing import NDArray

from contest.documents.plain import plain

Codes = NDArray[np.uint64]
Places = NDArray[np.int32]

# Radicals that look like whole characters, by Unicode's property Equivalent_Unified_Ideograph; NFKC knows only
# the Kangxi block.
_RADICALS: Final = dict(
    zip(
        "⺁⺄⺇⺈⺉⺊⺌⺍⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺟⺠⺡⺢⺣⺤⺥⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺶⺷⺸⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙几刀刂卜小小尢尢巳幺彑彐忄心扌攵旡日月母民氵水灬爫爫牛犭王疋目示礻竹糸纟网网网羊羊羊耂聿肉臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝金长长长门阜阝雨青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟",
        strict=True,
    )
)
_GONE: Final = 0
_SEVERAL: Final = -1
_NOT_YET: Final = -2


@dataclass(frozen=True, slots=True)
class Signs:
    """What is compared of a text: `codes` of its signs, and the place of each in the text, in code points.

    `unseen` counts what can't be seen and stands inside words, `look_alikes` what only looks like a character.
    """

    codes: Codes
    places: Places
    unseen: int = 0
    look_alikes: int = 0

    def __len__(self) -> int:
        return len(self.codes)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give where the signs `start` to `end` (not with it) stand in the text, in code points."""
        return int(self.places[start]), int(self.places[end - 1]) + 1


def signs_of(text: str) -> Signs:
    """Give the signs of a text. Half a surrogate pair counts as nothing."""
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    becomes = _TABLE[raw]
    if (becomes == _NOT_YET).any():
        for code in np.unique(raw[becomes == _NOT_YET]).tolist():
            _learn(code)
        becomes = _TABLE[raw]
    kinds = _ODDITY[raw]
    unseen, look_alikes = int((kinds == _UNSEEN).sum()), int((kinds == _LOOK_ALIKE).sum())
    if (becomes == _SEVERAL).any():
        signs = [
            (code, place)
            for place, (came, code) in enumerate(zip(raw.tolist(), becomes.tolist(), strict=True))
            for code in (map(ord, _sign(came)) if code == _SEVERAL else [code] if code else [])
        ]
        codes, places = np.array(signs, dtype=np.int64).reshape(-1, 2).T
        return Signs(codes.astype(np.uint64), places.astype(np.int32), unseen, look_alikes)
    kept = np.flatnonzero(becomes)
    return Signs(becomes[kept].astype(np.uint64), kept.astype(np.int32), unseen, look_alikes)


_SIZE: Final = 0x110000
_TABLE: Final = np.full(_SIZE, _NOT_YET, dtype=np.int32)
_ODDITY: Final = np.zeros(_SIZE, dtype=np.uint8)
_UNSEEN: Final = 1
_LOOK_ALIKE: Final = 2


def _learn(code: int) -> None:
    """Work out what becomes of one code point, and keep it: first what it is, then what becomes of it."""
    sign = chr(code)
    becomes = _sign(code)
    if unicodedata.category(sign) == "Cf":
        _ODDITY[code] = _UNSEEN
    elif sign in _RADICALS or (unicodedata.normalize("NFKC", sign) != sign and _is_han(becomes)):
        _ODDITY[code] = _LOOK_ALIKE
    _TABLE[code] = ord(becomes) if len(becomes) == 1 else _SEVERAL if becomes else _GONE


@lru_cache(maxsize=4096)
def _sign(code: int) -> str:
    """What is compared of a code point: nothing, one sign, or several."""
    sign = chr(code)
    return "".join(_simplified(one) for one in plain(_RADICALS.get(sign, sign)))


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplified(sign: str) -> str:
    if not _is_han(sign):
        return sign
    simple = _converter().convert(sign)
    return str(simple) if len(simple) == 1 else sign


def _is_han(sign: str) -> bool:
    return len(sign) == 1 and ("\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff")
