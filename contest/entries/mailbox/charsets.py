"""Bytes of a mail as text, whatever their label says of the coding.

Mail programs label GBK as GB2312, UTF-8 as GBK, and Chinese as ISO 8859-1, or put no label at all. So the label is
one opinion among several: a coding is taken when the bytes are whole in it and it makes of them what people write.
"""

import codecs
import re
from typing import Final

_LABELS: Final = {
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "936": "gb18030", "windows-936": "gb18030", "ms936": "gb18030", "euc-cn": "gb18030",
    "chinese": "gb18030", "csgb2312": "gb18030", "hz-gb-2312": "hz", "hz": "hz", "iso-2022-cn": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-big5": "big5hkscs", "cp950": "big5hkscs",
    "utf-8": "utf-8", "utf8": "utf-8", "cp65001": "utf-8", "utf-7": "utf-7", "unicode-1-1-utf-7": "utf-7",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
    "iso-2022-jp": "iso2022_jp", "shift_jis": "cp932", "euc-kr": "cp949", "koi8-r": "koi8-r",
}  # fmt: skip
_SINGLE: Final = re.compile(r"(?:iso-8859-|windows-125|cp125)\d{1,2}")
_ONE_OF_MANY: Final = ("utf-8", "gb18030", "big5hkscs")
_ESCAPES: Final = frozenset({"hz", "utf-7", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be"})
"""Codings in which ASCII bytes may be something else than ASCII."""
_LOOKED_AT: Final = 4_000
"""So many bytes decide on the coding of a long text."""

_USUAL: Final = re.compile("[\u0000-\u007f\u3000-\u303f\uff00-\uffef“”‘’…—·《》№℃]")
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def coding_of(label: str | None) -> str | None:
    """Give Python's name for a charset label, in upper or lower case and with a language behind it; None if unknown."""
    bare = (label or "").partition("*")[0].strip(" \t\"'").lower()
    if bare in _LABELS:
        return _LABELS[bare]
    return bare if _SINGLE.fullmatch(bare) and _is_known(bare) else None


def _is_known(coding: str) -> bool:
    """Whether Python knows a coding: of the numbers in `_SINGLE` some were never given out."""
    try:
        codecs.lookup(coding)
    except LookupError:
        return False
    return True


def decode_text(data: bytes, label: str | None = None) -> str:
    """Give bytes as text; what no coding can read becomes U+FFFD. Never raises."""
    said = coding_of(label)
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.isascii() and said not in _ESCAPES:
        return data.decode("ascii")
    if said in _ESCAPES:
        try:
            # UTF-7 can spell halves of a sign, which no database and no page can hold.
            return data.decode(said).encode("utf-8", "replace").decode("utf-8")
        except (UnicodeError, LookupError):
            said = None
    return data.decode(_best(data, said), "replace")


def _best(data: bytes, said: str | None) -> str:
    """The coding that reads these bytes with the fewest strange signs; in a tie what the label says."""
    codings = dict.fromkeys((said, *_ONE_OF_MANY) if said else _ONE_OF_MANY)
    start = data[:_LOOKED_AT]
    return min(codings, key=lambda coding: sum(map(_strangeness, start.decode(coding, "replace"))))


def _strangeness(sign: str) -> int:
    """How strange a sign stands in a Chinese mail: 0 what everybody writes, 1 a rare one, 3 what nobody writes."""
    if _USUAL.match(sign):
        return 3 if sign < " " and sign not in "\t\r\n\f" else 0
    if _HAN.match(sign):
        return 0 if _is_common(sign) else 1
    return 3


def _is_common(sign: str) -> bool:
    """Whether a Han sign is of the first level of GB 2312 or of Big5: those that texts are made of."""
    simple = sign.encode("gb2312", "ignore")
    if simple and 0xB0 <= simple[0] <= 0xD7:
        return True
    traditional = sign.encode("big5", "ignore")
    return bool(traditional) and 0xA4 <= traditional[0] <= 0xC6
