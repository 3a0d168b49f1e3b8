"""The rules of the text: fonts, sizes, colour, indents and pitch of title, headings and body.

Each is judged by the share of characters that keep it. Tables, text boxes, notes and what is set apart from the
running text are not judged.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import Final

from contest.documents.layout_lines import SAY_INDENT, Indent, has_pitch, indent_of, say_pitch
from contest.documents.layout_report import (
    SAY_ALIGNMENT,
    Level,
    Outcome,
    Rule,
    Tally,
    family_name,
    millimetres,
    points,
    size_name,
)
from contest.documents.model import Alignment, Document, Paragraph, Place, Section
from contest.documents.profile import FONTS, HEADING_LEVELS, Family, Profile, family_of, first_name, substituted_by
from contest.documents.roles import Part, Role
from contest.phrases import Phrase, gettext_noop

BODY_FONT: Final = Rule("body-font", "5.2.2", Level.STANDARD, 80)
BODY_SIZE: Final = Rule("body-size", "5.2.2", Level.STANDARD, 75)
FIRST_LINE_INDENT: Final = Rule("first-line-indent", "7.3.3", Level.STANDARD, 70)
LINE_PITCH: Final = Rule("line-pitch", "5.2.3", Level.CUSTOMARY, 65)
BODY_ALIGNMENT: Final = Rule("body-alignment", "5.2.3", Level.STANDARD, 62)
TITLE_FONT: Final = Rule("title-font", "7.3.1", Level.STANDARD, 60)
TITLE_SIZE: Final = Rule("title-size", "7.3.1", Level.STANDARD, 58)
TITLE_ALIGNMENT: Final = Rule("title-alignment", "7.3.1", Level.STANDARD, 57)
HEADING_FONTS: Final = tuple(
    Rule(f"heading-{level}-font", "7.3.3", Level.STANDARD, 46 - level) for level in range(1, HEADING_LEVELS + 1)
)
HEADING_SIZE: Final = Rule("heading-size", "7.3.3", Level.STANDARD, 40)
CHARACTER_SPACING: Final = Rule("character-spacing", "5.2.3", Level.STANDARD, 34)
COLOUR: Final = Rule("colour", "5.2.4", Level.STANDARD, 25)
PARAGRAPH_SPACING: Final = Rule("paragraph-spacing", "5.2.3", Level.CUSTOMARY, 24)
LATIN_FONT: Final = Rule("latin-font", "5.2.2", Level.CUSTOMARY, 10)

_HAN: Final = re.compile("[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_LATIN: Final = re.compile("[A-Za-z0-9]+")
_LATIN_THAT_MATTERS: Final = 20
_DARKEST_GREYS: Final = 0x33
_SPACING_SLACK: Final = 10  # twips; 0.2 pt closer is one way to 28 characters a line
_SCALE_SLACK: Final = 5  # percent
_FULL_WIDTH: Final = 100


def judge_type(document: Document, parts: Sequence[Part], profile: Profile) -> Iterator[Outcome | None]:
    """What the rules of the text give, in no order; None where a rule has nothing to judge."""
    yield from _judge_title([part for part in parts if part.role is Role.TITLE], document, profile)
    yield from _judge_headings([part for part in parts if part.role is Role.HEADING], profile)
    body = [part for part in parts if part.role is Role.BODY]
    yield _judge_body_font(body, profile)
    yield _judge_latin_font(body, profile)
    yield _sizes(body, profile.body_size).outcome(
        BODY_SIZE,
        profile.share,
        expected=_text(gettext_noop("正文用%(size)s字"), size=size_name(profile.body_size)),
        fix=_text(gettext_noop("选中正文，Word、WPS：开始→字号→%(size)s。"), size=size_name(profile.body_size)),
        say=_say_size,
    )
    yield _judge_indent(body, document, profile)
    if document.sections:
        yield _judge_alignment(body, profile)
        yield _judge_character_spacing(body, profile)
    yield _judge_pitch(body, document, profile)
    yield _judge_spacing(body, document, profile)
    yield _judge_colour([part for part in parts if part.role is not Role.OUTSIDE], profile)


def _judge_title(title: Sequence[Part], document: Document, profile: Profile) -> Iterator[Outcome | None]:
    family, size = profile.title_family, size_name(profile.title_size)
    fonts = _fonts(title, frozenset({family}))
    yield fonts.outcome(
        TITLE_FONT,
        profile.share,
        expected=_text(gettext_noop("标题用%(family)s体"), family=family_name(family)),
        fix=_text(
            gettext_noop("选中标题，Word、WPS：开始→字体→%(font)s；电脑上没有这种字体的，先安装。"),
            font=FONTS[family],
        ),
        say=_say_font,
        level=Level.CUSTOMARY if fonts.all_bad_are(lambda font: substituted_by(str(font)) is family) else None,
    )
    yield _sizes(title, profile.title_size).outcome(
        TITLE_SIZE,
        profile.share,
        expected=_text(gettext_noop("标题用%(size)s字"), size=size),
        fix=_text(gettext_noop("选中标题，Word、WPS：开始→字号→%(size)s。"), size=size),
        say=_say_size,
    )
    alignment = Tally()
    for part in title:
        centred = part.paragraph.alignment is Alignment.CENTRE
        alignment.add(part.paragraph, 1, part.paragraph.alignment, centred if document.sections else None)
    yield alignment.outcome(
        TITLE_ALIGNMENT,
        profile.share,
        expected=_text(gettext_noop("标题居中")),
        fix=_text(gettext_noop("选中标题，Word、WPS：开始→居中（Ctrl+E）。")),
        say=lambda found: SAY_ALIGNMENT[Alignment(str(found))],
    )


def _judge_headings(headings: Sequence[Part], profile: Profile) -> Iterator[Outcome | None]:
    for level, rule in enumerate(HEADING_FONTS, start=1):
        family = profile.heading_family(level)
        yield _fonts([part for part in headings if part.level == level], frozenset({family})).outcome(
            rule,
            profile.share,
            expected=_text(
                gettext_noop("第 %(level)d 级标题（编号如“%(number)s”）用%(family)s"),
                level=level,
                number=NUMBERS[level - 1],
                family=family_name(family),
            ),
            fix=_text(
                gettext_noop("选中这些标题，Word、WPS：开始→字体→%(font)s。"),
                font=FONTS[family],
            ),
            say=_say_font,
        )
    size = size_name(profile.heading_size)
    yield _sizes(headings, profile.heading_size).outcome(
        HEADING_SIZE,
        profile.share,
        expected=_text(gettext_noop("各级标题用%(size)s字"), size=size),
        fix=_text(gettext_noop("选中各级标题，Word、WPS：开始→字号→%(size)s。"), size=size),
        say=_say_size,
    )


def _judge_body_font(body: Sequence[Part], profile: Profile) -> Outcome | None:
    family = profile.body_family
    return _fonts(body, frozenset({family}), frozenset({family, *profile.heading_families})).outcome(
        BODY_FONT,
        profile.share,
        expected=_text(gettext_noop("正文用%(family)s体"), family=family_name(family)),
        fix=_text(gettext_noop("选中正文，Word、WPS：开始→字体→%(font)s。"), font=FONTS[family]),
        say=_say_font,
    )


def _judge_latin_font(body: Sequence[Part], profile: Profile) -> Outcome | None:
    """Office practice: letters and digits in one Latin font, or in that of the body."""
    tally = Tally()
    wanted = profile.latin_font.casefold()
    for part in body if wanted else ():
        for run in part.paragraph.runs:
            if count := sum(map(len, _LATIN.findall(run.text))):
                font = run.latin
                keeps = not font or first_name(font).casefold() == wanted or family_of(font) is profile.body_family
                tally.add(part.paragraph, count, font, keeps)
    if tally.total < _LATIN_THAT_MATTERS:
        return None
    return tally.outcome(
        LATIN_FONT,
        profile.share,
        expected=_text(gettext_noop("正文的字母和数字通常用 %(font)s"), font=profile.latin_font),
        fix=_text(
            gettext_noop("选中正文，Word、WPS：开始→字体（右下角箭头）→西文字体→%(font)s。"), font=profile.latin_font
        ),
        say=_say_font,
    )


def _judge_indent(body: Sequence[Part], document: Document, profile: Profile) -> Outcome | None:
    tally = Tally()
    for part in body:
        paragraph = part.paragraph
        if paragraph.setting.numbered:
            continue
        found = indent_of(paragraph, profile) if document.sections else None
        tally.add(paragraph, visible(paragraph.text), found, None if found is None else found is Indent.AS_ASKED)
    chars = f"{profile.indent_chars / 100:g}"
    return tally.outcome(
        FIRST_LINE_INDENT,
        profile.share,
        expected=_text(gettext_noop("正文每段首行缩进 %(chars)s 字符，回行顶格"), chars=chars),
        fix=_text(
            gettext_noop(
                "删去段首的空格、制表符和换行符，选中正文，Word、WPS：右键→段落→左缩进 0，"
                "特殊格式→首行缩进 %(chars)s 字符。"
            ),
            chars=chars,
        ),
        say=lambda found: SAY_INDENT[Indent(str(found))],
    )


def _judge_alignment(body: Sequence[Part], profile: Profile) -> Outcome | None:
    """Lines of body text fill the text area from side to side."""
    tally = Tally()
    for part in body:
        paragraph = part.paragraph
        if paragraph.setting.numbered:
            continue
        right = _right_indent(paragraph, profile)
        fills = paragraph.alignment in (Alignment.LEFT, Alignment.JUSTIFIED)
        found = millimetres(right) if fills else paragraph.alignment
        tally.add(paragraph, visible(paragraph.text), found, fills and abs(right) <= profile.margin_tolerance)
    return tally.outcome(
        BODY_ALIGNMENT,
        profile.share,
        expected=_text(gettext_noop("正文两端对齐，撑满版心")),
        fix=_text(gettext_noop("选中正文，Word、WPS：开始→两端对齐（Ctrl+J）；右键→段落→右缩进填 0。")),
        say=_say_stance,
    )


def _right_indent(paragraph: Paragraph, profile: Profile) -> int:
    """The right indent in twips; one in characters rules, at the size of the first words."""
    chars = paragraph.setting.right_chars
    size = next((run.size for run in paragraph.runs if run.text and run.size), profile.body_size)
    return round(chars * size / 10) if chars else paragraph.setting.right


def _judge_character_spacing(body: Sequence[Part], profile: Profile) -> Outcome | None:
    tally = Tally()
    for part in body:
        for run in part.paragraph.runs:
            wide, apart = abs(run.scale - _FULL_WIDTH) > _SCALE_SLACK, abs(run.spacing) > _SPACING_SLACK
            found = (run.scale if wide else _FULL_WIDTH, 0 if wide else run.spacing)
            tally.add(part.paragraph, visible(run.text), found, not wide and not apart)
    return tally.outcome(
        CHARACTER_SPACING,
        profile.share,
        expected=_text(gettext_noop("正文字符不缩放，间距标准")),
        fix=_text(
            gettext_noop("选中正文，Word、WPS：开始→字体（右下角箭头）→高级（字符间距）→缩放 100%，间距选“标准”。")
        ),
        say=_say_character_spacing,
    )


def _judge_pitch(body: Sequence[Part], document: Document, profile: Profile) -> Outcome | None:
    tally = Tally()
    for part in body:
        paragraph, setting = part.paragraph, part.paragraph.setting
        if any(run.place in (Place.PICTURE, Place.FORMULA) for run in paragraph.runs):
            continue  # an exact pitch would cut them off
        section = _section(paragraph, document)
        keeps = None if section is None else has_pitch(paragraph, section, profile)
        tally.add(paragraph, visible(paragraph.text), (setting.line_rule, setting.line), keeps)
    values = {"pitch": points(profile.line_pitch), "lines": profile.lines}
    return tally.outcome(
        LINE_PITCH,
        profile.share,
        expected=Phrase(
            gettext_noop("行距固定值 %(least)s 至 %(most)s 磅（每页 %(lines)d 行约为 %(pitch)s 磅）"),
            {**values, "least": points(profile.line_pitch_least), "most": points(profile.line_pitch_most)},
        ),
        fix=Phrase(gettext_noop("选中正文，Word、WPS：右键→段落→行距→固定值→%(pitch)s 磅。"), values),
        say=say_pitch,
    )


def _judge_spacing(body: Sequence[Part], document: Document, profile: Profile) -> Outcome | None:
    tally = Tally()
    for part in body:
        setting = part.paragraph.setting
        spaced = any((setting.before, setting.after, setting.before_lines, setting.after_lines))
        tally.add(part.paragraph, visible(part.paragraph.text), None, not spaced if document.sections else True)
    return tally.outcome(
        PARAGRAPH_SPACING,
        profile.share,
        expected=_text(gettext_noop("正文段前、段后间距为 0")),
        fix=_text(gettext_noop("选中正文，Word、WPS：右键→段落→段前、段后都填 0。")),
        say=lambda _: _text(gettext_noop("段前或段后不为 0")),
    )


def _judge_colour(parts: Sequence[Part], profile: Profile) -> Outcome | None:
    """The share holds for title, headings and the rest each: a red title is few characters among many."""
    heads = (Role.TITLE, Role.HEADING)
    groups = [[part for part in parts if part.role is role] for role in heads]
    groups.append([part for part in parts if part.role not in heads])
    bad = [part for group in groups if not _colours(group).keeps(profile.share) for part in group]
    return _colours(bad or parts).outcome(
        COLOUR,
        profile.share,
        expected=_text(gettext_noop("文字用黑色")),
        fix=_text(gettext_noop("全选（Ctrl+A），Word、WPS：开始→字体颜色→自动或黑色。")),
        say=lambda found: _text(gettext_noop("颜色 %(colour)s"), colour=f"#{found}"),
    )


def _fonts(parts: Sequence[Part], families: frozenset[Family], of_lead: frozenset[Family] | None = None) -> Tally:
    """The fonts of the Han characters; `of_lead` are the families that a heading within a paragraph may have."""
    tally = Tally()
    for part in parts:
        position = 0
        for run in part.paragraph.runs:
            if count := sum(map(len, _HAN.findall(run.text))):
                fit = of_lead if of_lead is not None and position < part.lead else families
                font = run.east_asian
                tally.add(part.paragraph, count, font, family_of(font) in fit if font else None)
            position += len(run.text)
    return tally


def _colours(parts: Sequence[Part]) -> Tally:
    tally = Tally()
    for part in parts:
        for run in part.paragraph.runs:
            tally.add(part.paragraph, visible(run.text), run.colour, is_black(run.colour))
    return tally


def _sizes(parts: Sequence[Part], size: int) -> Tally:
    tally = Tally()
    for part in parts:
        for run in part.paragraph.runs:
            if not (run.superscript or run.subscript):
                tally.add(part.paragraph, visible(run.text), run.size, run.size == size if run.size else None)
    return tally


def is_black(colour: str) -> bool:
    """Whether a colour, RRGGBB or "" for automatic, prints as black."""
    try:
        parts = bytes.fromhex(colour)
    except ValueError:
        return True  # "auto" and nonsense
    return max(parts, default=0) <= _DARKEST_GREYS


def visible(text: str) -> int:
    """How many characters of the text are to be seen."""
    return len("".join(text.split()))


def _section(paragraph: Paragraph, document: Document) -> Section | None:
    sections = document.sections
    return sections[paragraph.section] if paragraph.section < len(sections) else None


# --- words ---


def _text(template: str, **params: object) -> Phrase:
    return Phrase(template, params)


def _say_font(font: Hashable) -> Phrase:
    return Phrase(first_name(str(font)))


def _say_size(size: Hashable) -> Phrase:
    return size_name(int(str(size)))


def _say_stance(found: Hashable) -> Phrase:
    if isinstance(found, Alignment):
        return SAY_ALIGNMENT[found]
    return _text(gettext_noop("右缩进 %(length)s 毫米"), length=found)


def _say_character_spacing(found: Hashable) -> Phrase:
    scale, spacing = found if isinstance(found, tuple) else (_FULL_WIDTH, 0)
    if scale != _FULL_WIDTH:
        return _text(gettext_noop("字符缩放 %(percent)d%%"), percent=scale)
    if spacing > 0:
        return _text(gettext_noop("字符间距加宽 %(points)s 磅"), points=points(spacing))
    return _text(gettext_noop("字符间距紧缩 %(points)s 磅"), points=points(-spacing))


NUMBERS: Final = ("一、", "（一）", "1.", "（1）")
