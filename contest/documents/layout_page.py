"""The rules of the page: paper, margins and text area, characters a line, and the page number.

The 7 mm between text area and page number (7.5) depend on how a program draws the footer; they are not judged.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from contest.documents.layout_report import (
    EVERYWHERE,
    SAY_ALIGNMENT,
    LayoutFinding,
    Level,
    Outcome,
    Rule,
    Verdict,
    family_name,
    listed,
    millimetres,
    not_told,
    size_name,
)
from contest.documents.model import Alignment, Document, Footer, Pages, Place, Run, Section
from contest.documents.profile import Profile, family_of
from contest.documents.roles import Part, Role
from contest.phrases import Phrase, gettext_noop

PAGE_SIZE: Final = Rule("page-size", "5.1", Level.STANDARD, 100)
MARGINS: Final = Rule("margins", "5.2.1", Level.STANDARD, 90)
TEXT_DIRECTION: Final = Rule("text-direction", "5.2.3", Level.STANDARD, 85)
DENSITY: Final = Rule("density", "5.2.3", Level.STANDARD, 35)
PAGE_NUMBER: Final = Rule("page-number", "7.5", Level.STANDARD, 50)
PAGE_NUMBER_STYLE: Final = Rule("page-number-style", "7.5", Level.STANDARD, 14)
PAGE_NUMBER_PLACE: Final = Rule("page-number-place", "7.5", Level.STANDARD, 15)

_DASHES: Final = "—－-–―─"
_IN_DASHES: Final = "numberInDash"
_ARABIC: Final = frozenset({"", "decimal", "decimalHalfWidth", _IN_DASHES})
_CHINESE: Final = ("chinese", "ideograph", "japanese", "taiwanese")
_GRIDS_OF_CHARACTERS: Final = ("linesAndChars", "snapToChars")


def judge_pages(document: Document, parts: Sequence[Part], profile: Profile) -> Iterator[Outcome | None]:
    """What the rules of the page give, in no order; None where a rule has nothing to judge."""
    numbered = judged_sections(document, parts)
    sections = [section for _, section in numbered]
    sized = [_has_size(section, profile) for section in sections]
    yield _outcome(PAGE_SIZE, _page_size(profile), _faults(numbered, sized, _say_size), numbered)
    margined = [_has_margins(section, document, profile) for section in sections]
    yield _outcome(
        MARGINS, _margins(profile), _faults(numbered, margined, lambda one: _say_margins(one, document)), numbered
    )
    if sections:
        level = [not section.vertical for section in sections]
        yield _outcome(TEXT_DIRECTION, _DIRECTION, _faults(numbered, level, lambda _: _SAY_VERTICAL), numbered)
    if sections and all(sized) and all(margined):
        dense = [_is_dense(section, document, profile) for section in sections]
        found = _faults(numbered, dense, lambda one: _say_density(one, document, profile))
        yield _outcome(DENSITY, _density(profile), found, numbered)
    if profile.page_numbers:
        yield from _judge_page_numbers(document, numbered, profile)


def judged_sections(document: Document, parts: Sequence[Part]) -> list[tuple[int, Section]]:
    """The sections by number from 1, without those that hold only tables, which may lie across (7.6)."""
    tables = {part.paragraph.section for part in parts if part.paragraph.cell is not None}
    running = {part.paragraph.section for part in parts if part.role is not Role.OUTSIDE}
    numbered = list(enumerate(document.sections, start=1))
    return [one for one in numbered if one[0] - 1 in running or one[0] - 1 not in tables] or numbered


def _has_size(section: Section, profile: Profile) -> bool:
    return (
        abs(section.width - profile.page_width) <= profile.page_tolerance
        and abs(section.height - profile.page_height) <= profile.page_tolerance
    )


def _inner(section: Section, document: Document) -> tuple[int, int]:
    """The left and top margins with the gutter."""
    if document.gutter_at_top:
        return section.left, section.top + section.gutter
    return section.left + section.gutter, section.top


def _has_margins(section: Section, document: Document, profile: Profile) -> bool:
    """Whether left and top margin and text area are as asked; on other paper, whether they would be on the right."""
    left, top = _inner(section, document)
    fits = _has_size(section, profile)
    width = (section.width if fits else profile.page_width) - left - section.right
    height = (section.height if fits else profile.page_height) - top - section.bottom
    return all(
        abs(found - wanted) <= profile.margin_tolerance
        for found, wanted in (
            (left, profile.left),
            (top, profile.top),
            (width, profile.text_width),
            (height, profile.text_height),
        )
    )


def _is_dense(section: Section, document: Document, profile: Profile) -> bool:
    if section.columns > 1:
        return False
    return any(
        profile.characters_least <= count <= profile.characters for count in _characters(section, document, profile)
    )


def _characters(section: Section, document: Document, profile: Profile) -> list[int]:
    """How many characters a line holds; two counts where programs differ, as on a grid made for another size."""
    left, _ = _inner(section, document)
    width = section.width - left - section.right
    gridded = section.grid in _GRIDS_OF_CHARACTERS
    space = section.char_space / 4096 * 20 if gridded else 0.0
    sizes = {profile.body_size, document.body_size or profile.body_size} if gridded else {profile.body_size}
    return sorted({int(width / pitch) for size in sizes if (pitch := size * 10 + space) > 0})


def _judge_page_numbers(
    document: Document, sections: Sequence[tuple[int, Section]], profile: Profile
) -> Iterator[Outcome | None]:
    # Sections share their footers, which are looked at once.
    in_force = {id(footer): footer for _, section in sections for footer in section.footers}
    numbered = {key: footer for key, footer in in_force.items() if footer.has_page_number}
    missing: list[Phrase] = []
    for _, section in sections:
        found = {footer.pages for footer in section.footers if id(footer) in numbered}
        missing.extend(_SAY_MISSING[pages] for pages in _pages(document, section) if pages not in found)
    yield _outcome(PAGE_NUMBER, _page_number(profile), _Faults(_once(missing)), sections)
    if sections and not missing:
        forms = (form for _, section in sections for form in _form_faults(section))
        dashed = {id(footer) for _, one in sections if one.number_format == _IN_DASHES for footer in one.footers}
        styles = (fault for key, one in numbered.items() for fault in _style_faults(one, key in dashed, profile))
        places = (fault for footer in numbered.values() for fault in _place_faults(footer, document.odd_and_even))
        yield _outcome(PAGE_NUMBER_STYLE, _page_number(profile), _Faults(_once((*forms, *styles))), sections)
        yield _outcome(PAGE_NUMBER_PLACE, _PLACE, _Faults(_once(places)), sections)


def _pages(document: Document, section: Section) -> Iterator[Pages]:
    yield Pages.DEFAULT
    if document.odd_and_even:
        yield Pages.EVEN
    if section.first_differs:
        yield Pages.FIRST


def _form_faults(section: Section) -> Iterator[Phrase]:
    """What the pages of a section are numbered with instead of Arabic digits."""
    form = section.number_format
    if form == "decimalFullWidth":
        yield Phrase(gettext_noop("全角数字"))
    elif form.startswith(_CHINESE):
        yield Phrase(gettext_noop("汉字数字"))
    elif form in ("lowerRoman", "upperRoman"):
        yield Phrase(gettext_noop("罗马数字"))
    elif form not in _ARABIC:
        yield Phrase(gettext_noop("不是阿拉伯数字"))


def _style_faults(footer: Footer, dashed: bool, profile: Profile) -> Iterator[Phrase]:
    """What is wrong with the look of a number; `dashed` says that its format puts dashes round it."""
    for paragraph in footer.paragraphs:
        between_dashes = _between_dashes(paragraph.runs)
        for run, is_between in zip(paragraph.runs, between_dashes, strict=True):
            if run.place is not Place.PAGE_NUMBER:
                continue
            if run.size and run.size != profile.page_number_size:
                yield size_name(run.size)
            if run.latin and family_of(run.latin) is not profile.page_number_family:
                yield Phrase(run.latin)
            if not is_between and not dashed:
                yield Phrase(gettext_noop("数字两侧没有一字线"))


def _between_dashes(runs: Sequence[Run]) -> Iterator[bool]:
    """Whether the text before each run ends with a dash, and that behind it begins with one."""
    texts = [run.text.strip() for run in runs]
    before = accumulate(texts, lambda last, text: text[-1:] or last, initial="")
    behind = accumulate(reversed(texts), lambda first, text: text[:1] or first, initial="")
    for left, right in zip(before, list(behind)[-2::-1], strict=False):
        yield left != "" and right != "" and left in _DASHES and right in _DASHES


def _place_faults(footer: Footer, odd_and_even: bool) -> Iterator[Phrase]:
    pages = footer.pages
    holder = next(one for one in footer.paragraphs if any(run.place is Place.PAGE_NUMBER for run in one.runs))
    if "\t" in holder.text:
        return  # where a tab leads is not known
    side = holder.alignment
    wanted = (Alignment.LEFT, Alignment.JUSTIFIED) if pages is Pages.EVEN else (Alignment.RIGHT,)
    if side not in wanted:
        yield SAY_ALIGNMENT[side]
    elif pages is Pages.DEFAULT and not odd_and_even:
        yield Phrase(gettext_noop("奇数页、偶数页都居右"))


_SAY_VERTICAL: Final = Phrase(gettext_noop("文字竖排"))
_SAY_MISSING: Final = {
    Pages.DEFAULT: Phrase(gettext_noop("没有页码")),
    Pages.EVEN: Phrase(gettext_noop("偶数页没有页码")),
    Pages.FIRST: Phrase(gettext_noop("首页没有页码")),
}


def _say_size(section: Section) -> Phrase:
    values = {"width": millimetres(section.width), "height": millimetres(section.height)}
    if section.width > section.height:
        return Phrase(gettext_noop("%(width)s × %(height)s 毫米，横向"), values)
    return Phrase(gettext_noop("%(width)s × %(height)s 毫米"), values)


def _say_margins(section: Section, document: Document) -> Phrase:
    left, top = _inner(section, document)
    return _four(top, section.bottom, left, section.right)


def _say_density(section: Section, document: Document, profile: Profile) -> Phrase:
    if section.columns > 1:
        return Phrase(gettext_noop("分 %(columns)d 栏"), {"columns": section.columns})
    return Phrase(gettext_noop("每行 %(characters)d 字"), {"characters": _characters(section, document, profile)[0]})


def _four(top: int, bottom: int, left: int, right: int) -> Phrase:
    return Phrase(
        gettext_noop("上 %(top)s、下 %(bottom)s、左 %(left)s、右 %(right)s 毫米"),
        {
            "top": millimetres(top),
            "bottom": millimetres(bottom),
            "left": millimetres(left),
            "right": millimetres(right),
        },
    )


@dataclass(frozen=True, slots=True)
class _Advice:
    """What a rule expects, and how to mend what breaks it."""

    expected: Phrase
    fix: Phrase


@dataclass(frozen=True, slots=True)
class _Faults:
    """What breaks a rule, each thing once, and where."""

    found: tuple[Phrase, ...] = ()
    where: Phrase = EVERYWHERE


def _faults(sections: Sequence[tuple[int, Section]], kept: Sequence[bool], say: Callable[[Section], Phrase]) -> _Faults:
    """What the sections that don't keep a rule show instead."""
    bad = [one for one, keeps in zip(sections, kept, strict=True) if not keeps]
    if not bad:
        return _Faults()
    found = _once(say(section) for _, section in bad)
    if len(bad) == len(sections):
        return _Faults(found)
    numbers = tuple(Phrase(gettext_noop("第 %(number)d 节"), {"number": number}) for number, _ in bad)
    return _Faults(found, listed(numbers))


def _once(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    return tuple({str(phrase): phrase for phrase in phrases}.values())


def _outcome(rule: Rule, advice: _Advice, faults: _Faults, sections: Sequence[tuple[int, Section]]) -> Outcome:
    if sections and not faults.found:
        return Outcome(rule)
    finding = LayoutFinding(
        rule=rule.name,
        clause=rule.clause,
        level=rule.level,
        expected=advice.expected,
        found=listed(faults.found) if sections else not_told(),
        where=faults.where,
        fix=advice.fix,
        status=Verdict.ADVISE if sections else Verdict.UNVERIFIED,
    )
    return Outcome(rule, finding, rule.weight)


def _page_size(profile: Profile) -> _Advice:
    values = {"width": millimetres(profile.page_width), "height": millimetres(profile.page_height)}
    return _Advice(
        Phrase(gettext_noop("纸张宽 %(width)s、高 %(height)s 毫米（A4 为 210 × 297），纵向"), values),
        Phrase(
            gettext_noop(
                "Word：布局→纸张大小→其他纸张大小，填 %(width)s × %(height)s 毫米，纸张方向选纵向，应用于整篇文档；"
                "WPS：页面→纸张大小、纸张方向。"
            ),
            values,
        ),
    )


def _margins(profile: Profile) -> _Advice:
    margins = _four(profile.top, profile.bottom, profile.left, profile.right)
    return _Advice(
        Phrase(
            gettext_noop("页边距%(margins)s，版心 %(width)s × %(height)s 毫米"),
            {
                "margins": margins,
                "width": millimetres(profile.text_width),
                "height": millimetres(profile.text_height),
            },
        ),
        Phrase(
            gettext_noop(
                "Word：布局→页边距→自定义页边距；WPS：页面→页边距→自定义页边距。"
                "填%(margins)s，装订线填 0，应用于整篇文档。"
            ),
            {"margins": margins},
        ),
    )


def _density(profile: Profile) -> _Advice:
    values = {"lines": profile.lines, "characters": profile.characters}
    return _Advice(
        Phrase(gettext_noop("一般每页 %(lines)d 行、每行 %(characters)d 字，不分栏"), values),
        Phrase(
            gettext_noop(
                "Word：布局→页面设置（右下角箭头）→文档网格→指定行和字符网格；WPS：页面→页面设置→文档网格。"
                "填每行 %(characters)d 字、每页 %(lines)d 行；分栏选一栏。"
            ),
            values,
        ),
    )


def _page_number(profile: Profile) -> _Advice:
    values = {"size": size_name(profile.page_number_size), "family": family_name(profile.page_number_family)}
    return _Advice(
        Phrase(gettext_noop("每页有页码：%(size)s半角%(family)s数字，左右各一条一字线，如“— 1 —”"), values),
        Phrase(
            gettext_noop(
                "Word：插入→页码→页面底端；WPS：插入→页码→页脚。"
                "编号格式选“1, 2, 3”，在数字两侧各加一个“—”，选中后设为%(size)s%(family)s；"
                "首页不同、奇偶页不同时，各种页脚都要加。"
            ),
            values,
        ),
    )


_DIRECTION: Final = _Advice(
    Phrase(gettext_noop("文字横排")),
    Phrase(gettext_noop("Word：布局→文字方向→水平；WPS：页面→文字方向→水平方向。应用于整篇文档。")),
)
_PLACE: Final = _Advice(
    Phrase(gettext_noop("页码在奇数页居右、偶数页居左，各空一字")),
    Phrase(
        gettext_noop(
            "双击页脚，Word：页眉和页脚→勾选“奇偶页不同”；WPS：页眉页脚→页眉页脚选项→勾选“奇偶页不同”。"
            "奇数页页码右对齐、右缩进 1 字符，偶数页左对齐、左缩进 1 字符。"
        )
    ),
)
