"""Where a manuscript's title stands, and the lines round the body in which authors name themselves."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, takewhile
from typing import Final

from contest.documents.model import Alignment, Document, Paragraph
from contest.documents.signing import looks_like_byline

LINE_LIMIT: Final = 40
_TITLE_LIMIT: Final = 60
_ZONE_LINES: Final = 12
_SHORT_SENTENCE: Final = 24  # a title may be a question or a call

_BLANKS: Final = re.compile(r"[\s\u200b\ufeff]+")
_LABELLED_TITLE: Final = re.compile(r"(?:征文|论文|文章|作品)?(?:题目|标题|名称)[:：](.+)")
_FRONT_MATTER: Final = re.compile(
    r"附件?[0-9一二三四五六七八九十]*[:：]?|(?:主题)?征文(?:稿件?|作品|材料)?|参赛(?:作品|稿件|论文)|(?:个人)?投稿|[-—_＿.…*]+"
)
_BODY_START: Final = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|[0-9]+[.．、]|第[一二三四五六七八九十]+[章节部篇]"
    r"|[【\[]?(?:内容)?(?:摘要|提要|关键词|引言|前言|序言|导语)"
)
_LABEL: Final = (
    r"(?:第[一二三]|通[讯信])?作者|单位|工作单位|所在单位|报送单位|选送单位|推荐单位|供稿|撰稿|撰文|执笔|姓名|笔名|署名|联系|电话|手机"
    r"|邮箱|电子邮[箱件]|学号|工号|指导|通[讯信]地址|地址|邮编|邮政编码|身份证|微信|QQ|E-?mail"
)
_STARTS_WITH_LABEL: Final = re.compile(
    rf"[（(【\[]?(?:文[/／]|(?:{_LABEL})(?:单位|姓名|名称|简介|信息|人|电话|方式|号码?|地址|教师|老师|编码)*)",
    re.IGNORECASE,
)
_LABEL_WITH_COLON: Final = re.compile(rf"[（(【\[]?[^，。：:]{{0,6}}(?:{_LABEL})[^，。：:]{{0,6}}[:：]", re.IGNORECASE)
_LABEL_ANYWHERE: Final = re.compile(_LABEL, re.IGNORECASE)
_SURE_LABEL: Final = re.compile(
    r"[（(【\[]?(?:(?:第[一二三]|通[讯信])?作者(?:单位|简介|姓名|信息)?|姓名|笔名|供稿(?:人|单位)?|撰稿人?|执笔人?|联系(?:人|电话|方式)"
    r"|手机号?码?|指导(?:教师|老师)|电子邮[箱件]|E-?mail)[:：]|[（(]作者(?:系|为|是|单位)",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile("[0-9A-Za-z０-９]")
_DASHES: Final = ("—", "--", "－－", "――", "──")
_SENTENCE_ENDS: Final = ("。", "！", "？", "；", "…")


def find_title(document: Document) -> str | None:
    """The manuscript's title in one line, subtitle included, or None when nothing looks like one."""
    lines = title_lines(document)
    return join_title(document.paragraphs[index].text for index in lines) or None


def title_lines(document: Document) -> range:
    """The indexes of the paragraphs that make up the title; empty when there is none.

    Sought among the short lines before the body, outside tables: first by the title style, then by a label
    such as 题目, then the first centred line, the first heading, and at last simply the first line.
    """
    heads = [
        paragraph
        for paragraph in takewhile(lambda one: not _is_body(one), _opening(document.paragraphs))
        if paragraph.cell is None and _may_be_title(paragraph)
    ]
    centred = _first_centred(heads)
    tests = (
        _has_title_style,
        lambda one: _LABELLED_TITLE.fullmatch(compact(one.text)) is not None,
        lambda one: one is centred,
        lambda one: one.outline_level is not None,
        lambda one: one.text != "",
    )
    for test in tests:
        for paragraph in heads:
            if test(paragraph):
                return range(paragraph.index, _end_of_title(document.paragraphs, paragraph))
    return range(0)


def byline_zones(document: Document, is_signed: Callable[[Paragraph], bool] | None = None) -> tuple[range, range]:
    """The paragraphs before the body (title among them) and those after it, where authors sign.

    A zone ends at the first paragraph that reads as body text, and after a dozen lines at the latest. `is_signed`
    says of what reads so that an author signs by it all the same.
    """
    ends_zone = _is_body if is_signed is None else lambda one: _is_body(one) and not is_signed(one)
    paragraphs = document.paragraphs
    title = title_lines(document)
    opening = title.stop
    for paragraph in _opening(paragraphs[title.stop :]):
        if ends_zone(paragraph):
            break
        opening = paragraph.index + 1
    closing = len(paragraphs)
    for paragraph in _opening(tuple(reversed(paragraphs[opening:]))):
        if ends_zone(paragraph):
            break
        closing = paragraph.index
    return range(opening), range(closing, len(paragraphs))


def join_title(lines: Iterable[str]) -> str:
    """Title lines as one: blanks between Han characters vanish, a label such as 题目 goes."""
    words = " ".join(" ".join(lines).split())
    joined = re.sub(r"(?<=[^\x00-\xff]) | (?=[^\x00-\xff])", "", words)
    labelled = _LABELLED_TITLE.fullmatch(joined)
    return labelled[1] if labelled else joined


def has_byline_label(paragraph: Paragraph) -> bool:
    """Whether a line in a byline zone says by a word such as 作者 or 电话 that it names its author."""
    text = compact(paragraph.text)
    if _LABEL_WITH_COLON.match(text) or _SURE_LABEL.match(text):
        return True
    if len(text) > LINE_LIMIT:
        return False
    label = _STARTS_WITH_LABEL.match(text)
    if label is not None and not ends_a_sentence(text) and _is_followed_up(paragraph.text, text, label.end()):
        return True
    return is_set_apart(paragraph) and _LABEL_ANYWHERE.search(text) is not None


def _is_followed_up(text: str, line: str, end: int) -> bool:
    """Whether what follows a label is set off from it, or is names, a unit or figures; 单位里的老人都说 is none."""
    rest = line[end:]
    if not rest or not rest[0].isalnum() or _FIGURES.search(rest) or looks_like_byline(rest):
        return True
    return end in accumulate(len(compact(part)) for part in text.split())


def is_signature(paragraph: Paragraph) -> bool:
    """Whether a paragraph says of itself, wherever it stands, that it names the author (作者简介：…)."""
    return _SURE_LABEL.match(compact(paragraph.text)) is not None


def is_set_apart(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a short centred or right-hand line."""
    return paragraph.alignment in (Alignment.CENTRE, Alignment.RIGHT) and len(compact(paragraph.text)) <= LINE_LIMIT


def compact(text: str) -> str:
    """The text without blanks of any width."""
    return _BLANKS.sub("", text)


def _opening(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The first dozen paragraphs that hold text."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        if compact(paragraph.text):
            found.append(paragraph)
            if len(found) == _ZONE_LINES:
                break
    return found


def _is_body(paragraph: Paragraph) -> bool:
    text = compact(paragraph.text)
    if _LABEL_WITH_COLON.match(text) or _SURE_LABEL.match(text):
        return False
    if _BODY_START.match(text):
        return not _has_title_style(paragraph)
    if paragraph.alignment in (Alignment.CENTRE, Alignment.RIGHT):
        return len(text) > _TITLE_LIMIT
    return len(text) > LINE_LIMIT or (len(text) > _SHORT_SENTENCE and ends_a_sentence(text))


def ends_a_sentence(text: str) -> bool:
    """Whether the text closes with a mark that ends a sentence, quotes and brackets apart."""
    return text.rstrip("”’）)").endswith(_SENTENCE_ENDS)


def _may_be_title(paragraph: Paragraph) -> bool:
    text = compact(paragraph.text)
    return (
        len(text) <= _TITLE_LIMIT
        and not text.startswith(_DASHES)
        and not _FRONT_MATTER.fullmatch(text)
        and not _SURE_LABEL.match(text)
        and not re.match(rf"(?:{_LABEL})[:：]", text)
    )


def _first_centred(heads: Sequence[Paragraph]) -> Paragraph | None:
    """The first centred line, or a larger one before it: under a title at the left the author may be centred."""
    first = next((one for one in heads if one.alignment is Alignment.CENTRE), None)
    if first is None:
        return None
    return next((one for one in heads if one.index < first.index and _size(one) > _size(first) > 0), first)


def _size(paragraph: Paragraph) -> int:
    return next((run.size for run in paragraph.runs if run.text.strip()), 0)


def _has_title_style(paragraph: Paragraph) -> bool:
    return paragraph.style.lower() in ("title", "标题")


def _end_of_title(paragraphs: Sequence[Paragraph], first: Paragraph) -> int:
    """The index after the title's last line: further lines of the title style, and subtitles after a dash."""
    end = first.index + 1
    for paragraph in paragraphs[end : end + 4]:
        text = compact(paragraph.text)
        styled = _has_title_style(first) and _has_title_style(paragraph)
        if not text:
            continue
        if len(text) > _TITLE_LIMIT or not (styled or text.startswith(_DASHES)):
            break
        end = paragraph.index + 1
    return end
