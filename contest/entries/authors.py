"""Several authors in one field."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from contest.documents.surnames import COMMON, COMPOUND, is_han

_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_BETWEEN: Final = re.compile(r"[、，,；;&＆/／|\n]")
_BLANKS: Final = re.compile(rf"(?<=[{_HAN}])[ \u3000]+(?=[{_HAN}])")
_REMARK: Final = re.compile(r"[（(〔\[［【〈<《]([^）)〕\]］】〉>》]*)[）)〕\]］】〉>》]")
_LABEL: Final = re.compile(
    rf"(?<![{_HAN}])(?:(?:第[一二三四五]|通[讯信])?作者(?:姓名)?|姓名|署名|笔名|原名|本名|真名|又名|曾用名|执笔人?|撰稿人?"
    r"|供稿人?|撰文|文)[ \u3000]*[:：/／][ \u3000]*"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,2}[.、．)）][ \u3000]*")
_AND_OTHERS: Final = re.compile(rf"(?<=[{_HAN}]{{2}})[ \u3000]*等(?:[一二三四五六七八九十两\d]+[人名位])?$")
_AND: Final = tuple(re.compile(word) for word in ("以及|与|及|和", "以及", "与", "及", "和"))
_LONGEST_HAN: Final = 4
_OTHER_NAME: Final = re.compile(r"(?:笔名|原名|本名|真名|又名|曾用名)[ \u3000]*[:：]?[ \u3000]*(.+)")
# Words in brackets that begin like a surname and end unlike a name.
_NO_NAME: Final = re.compile(r".*[省市区县局处部院校系班生员师长]")
_RUNS: Final = re.compile(rf"[{_HAN}·•‧∙・]+|[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f .'’-]*")
_PARTS: Final = re.compile(rf"[{_HAN}]+")
_LONGEST_KEY: Final = 100
"""What `EntryAuthor.key` holds. Folded, one sign may become eighteen."""


def authors_of(field: str) -> tuple[str, ...]:
    """Give the names in an author field, in order: 张三、李四 and 张三和李四 are two, 张 三 and John Smith one.

    Labels (作者：), remarks in brackets and a last 等 are no part of a name.
    """
    bare = _REMARK.sub(" ", _NUMBER.sub("、", _LABEL.sub("、", field)))
    if not any(map(str.isalnum, bare)):
        bare = field
    return tuple(name for part in _BETWEEN.split(bare) for name in _names(part.strip()))


def sought_names(field: str) -> tuple[str, ...]:
    """Give every form in which a blind copy should look for the names in an author field, each once.

    More than `authors_of`: parts that may be one name together, names in brackets, Han and Latin names apart.
    """
    found = list(authors_of(field))
    bare = _REMARK.sub("、", _NUMBER.sub("、", _LABEL.sub("、", field)))
    found.extend(name for remark in _REMARK.findall(field) for name in _names_in_remark(remark.strip()))
    for part in _BETWEEN.split(bare):
        found.extend(_runs(part))
        found.extend(_joined(part))
    return tuple(dict.fromkeys(name for name in found if sum(map(str.isalnum, name)) > 1))


def name_key(name: str) -> str:
    """Give a person's name as it is compared: without blanks, dots and what can't be seen, in one width and case.

    It is cut where the database's column ends.
    """
    folded = unicodedata.normalize("NFKC", name)
    kept = (sign for sign in folded if unicodedata.category(sign)[0] in "LMN")
    return "".join(kept).casefold()[:_LONGEST_KEY]


def _names(part: str) -> Iterator[str]:
    """The names in what stands between two commas."""
    words = _BLANKS.split(_AND_OTHERS.sub("", part))
    for name in _with_surnames(words) if len(words) > 1 else words:
        if name:
            yield from _apart(name)


def _with_surnames(words: Sequence[str]) -> Iterator[str]:
    """Words parted by blanks, a word that is a surname only (张 三丰, 欧阳 建国) with the one that follows."""
    if all(len(word) == 1 for word in words):
        yield " ".join(words)
        return
    held = ""
    for place, word in enumerate(words):
        last = place == len(words) - 1
        split_given = place == len(words) - 2 and len(word) == 2 and len(words[-1]) == 1  # 张三 丰
        if held:
            yield f"{held} {word}"
            held = ""
        elif not last and (len(word) == 1 or word in COMPOUND or split_given):
            held = word
        else:
            yield word


def _apart(name: str) -> Iterator[str]:
    """The names that a word such as 和 joins, when each may be one."""
    for word in _AND:
        names = word.split(name)
        if len(names) > 1 and all(is_han(one) and 2 <= len(one) <= _LONGEST_HAN for one in names):
            for one in names:
                yield from _apart(one)
            return
    yield name


def _names_in_remark(remark: str) -> Iterator[str]:
    """The names in brackets: those said to be one, and those that begin like one."""
    other = _OTHER_NAME.fullmatch(remark)
    if other is not None:
        yield from _runs(other[1])
    elif _begins_like_a_name(remark) and not _NO_NAME.fullmatch(remark):
        yield remark


def _begins_like_a_name(word: str) -> bool:
    surname = word[:1] in COMMON or word[:2] in COMPOUND
    return surname and is_han(word) and 2 <= len(word) <= _LONGEST_HAN


def _runs(part: str) -> Iterator[str]:
    """The Han and the Latin names in a part, as 张三丰 and Zhang Sanfeng."""
    for run in _RUNS.findall(part):
        name = _AND_OTHERS.sub("", run.strip(" .'’-"))
        yield from _apart(name)


def _joined(part: str) -> Iterator[str]:
    """Short Han words side by side as one name: 欧阳 建国, and 张 and 三丰."""
    words = list(_PARTS.finditer(part))
    if len(words) < 4 and all(len(word[0]) == 1 for word in words):  # 王 小 明 is one name
        return
    for one, other in pairwise(words):
        between = part[one.end() : other.start()]
        if len(one[0]) <= 2 and len(other[0]) <= 2 and not any(map(str.isalnum, between)):
            yield one[0] + other[0]
