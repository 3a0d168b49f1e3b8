from dataclasses import replace

import pytest

from contest.documents.model import Alignment, Document, Paragraph, Place, Run, Setting
from contest.documents.roles import Part, Role, parts_of
from tests.documents.exact import SENTENCE, body, title

LONG = SENTENCE * 3


def parts(*paragraphs: Paragraph | str) -> list[Part]:
    """The parts of a manuscript; a text alone is a plain paragraph."""
    made = [body(one) if isinstance(one, str) else one for one in paragraphs]
    return list(parts_of(Document(tuple(replace(one, index=index) for index, one in enumerate(made)))))


def roles(*paragraphs: Paragraph | str) -> list[Role]:
    return [part.role for part in parts(*paragraphs)]


def aligned(text: str, alignment: Alignment) -> Paragraph:
    return replace(body(text), alignment=alignment)


def test_an_essay_from_its_title_to_its_signature() -> None:
    assert roles(
        title(),
        "——记一座小城",
        aligned("张三", Alignment.CENTRE),
        "一、缘起",
        LONG,
        "",
        aligned("图1 家乡", Alignment.CENTRE),
        "（一）那年",
        LONG,
        "二、结语",
        LONG,
        aligned("某某学校 张三", Alignment.RIGHT),
    ) == [
        Role.TITLE,
        Role.BYLINE,
        Role.BYLINE,
        Role.HEADING,
        Role.BODY,
        Role.OUTSIDE,
        Role.APART,
        Role.HEADING,
        Role.BODY,
        Role.HEADING,
        Role.BODY,
        Role.SIGNATURE,
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、缘起", 1),
        ("十二、缘起", 1),
        ("（三）那年", 2),
        ("(三)那年", 2),
        ("1.春天", 3),
        ("12．春天", 3),
        ("（1）清晨", 4),
        ("(1)清晨", 4),
        ("1.5万人来过", 0),
        ("一是春天", 0),
        ("一、春天来了。", 0),
        ("一、春天来了：", 0),
        ("一、" + "春" * 39, 0),
    ],
)
def test_a_short_numbered_line_is_a_heading_of_its_level(text: str, level: int) -> None:
    part = parts(title(), LONG, text, LONG)[2]
    assert (part.role, part.level) == ((Role.HEADING, level) if level else (Role.BODY, 0))


@pytest.mark.parametrize(
    ("number", "outline", "expected"),
    [
        ("chineseCounting %1、", None, (Role.HEADING, 1, True)),
        ("chineseCountingThousand （%2）", None, (Role.HEADING, 2, True)),
        ("decimal %1.", None, (Role.APART, 0, None)),
        ("decimal %1.", 2, (Role.HEADING, 3, True)),
        ("decimal （%4）", 3, (Role.HEADING, 4, True)),
        ("decimal %1.%2", 1, (Role.HEADING, 2, False)),
        ("bullet ●", 1, (Role.HEADING, 2, None)),
        ("", 8, (Role.HEADING, 4, None)),
    ],
)
def test_automatic_numbers_and_outline_levels_make_headings(
    number: str, outline: int | None, expected: tuple[Role, int, bool | None]
) -> None:
    line = replace(body("春天", Setting(number=number)), outline_level=outline)
    part = parts(title(), LONG, line, LONG)[2]
    assert (part.role, part.level, part.numbering) == expected


@pytest.mark.parametrize(("text", "lead"), [("一、要学习。" + LONG, 6), ("　　（一）要学习。" + LONG, 9), (LONG, 0)])
def test_a_paragraph_may_begin_with_its_heading(text: str, lead: int) -> None:
    part = parts(title(), LONG, text, LONG)[2]
    assert (part.role, part.lead) == (Role.BODY, lead)


def test_lists_of_sources_contents_frames_and_pictures_stand_apart() -> None:
    sources = ["参考文献", LONG, "[1]" + LONG]
    contents = replace(body(LONG), style="toc 1")
    framed = body(LONG, Setting(frame="left"))
    picture = replace(body(), runs=(Run("", place=Place.PICTURE), Run("如图")))
    found = roles(title(), LONG, contents, framed, picture, *sources, "二、结语", LONG)
    assert found[2:5] == [Role.APART] * 3
    assert found[6:] == [Role.APART, Role.APART, Role.HEADING, Role.BODY]
