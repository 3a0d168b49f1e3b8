"""Each rule of the page passes at its tolerance and fails just beyond it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from contest.documents.layout import Level, Verdict
from contest.documents.model import Alignment, Cell, Footer, Pages, Paragraph, Section
from tests.documents.exact import FOOTERS, SECTION, SENTENCE, body, findings, footer, manuscript, rules, title


def of(*sections: Section) -> list[str]:
    """What a manuscript on these pages hears, a paragraph in each section."""
    paragraphs = [replace(body(SENTENCE * 3), section=number) for number in range(len(sections))]
    return rules(manuscript(title(), *paragraphs, sections=sections))


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (11906, 16838, True),
        (11900, 16840, True),
        (11907, 16839, True),
        (11910, 16840, True),
        (11886, 16818, True),
        (11926, 16858, True),
        (11885, 16838, False),
        (11906, 16859, False),
        (12240, 15840, False),
    ],
)
def test_paper_is_a4(width: int, height: int, fits: bool) -> None:
    right = SECTION.right + width - 11906
    bottom = SECTION.bottom + height - 16838
    section = replace(SECTION, width=width, height=height, right=right, bottom=bottom)
    assert ("page-size" not in of(section)) is fits


def test_other_paper_with_the_right_margins_is_one_finding() -> None:
    found = findings(manuscript(sections=[replace(SECTION, width=12240, height=15840)]))
    assert {rule: str(finding.found) for rule, finding in found.items()} == {"page-size": "215.9 × 279.4 毫米"}
    across = findings(manuscript(sections=[replace(SECTION, width=16838, height=11906)]))["page-size"]
    assert str(across.found) == "297 × 210 毫米，横向"


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({"top": 2041, "bottom": 2041}, True),
        ({"top": 2155, "bottom": 1927}, True),
        ({"top": 2040, "bottom": 2042}, False),
        ({"top": 2156, "bottom": 1926}, False),
        ({"left": 1530, "right": 1531}, True),
        ({"left": 1644, "right": 1417}, True),
        ({"left": 1529, "right": 1532}, False),
        ({"left": 1645, "right": 1416}, False),
        ({"bottom": 1927}, True),
        ({"bottom": 2041}, True),
        ({"bottom": 1926}, False),
        ({"right": 1417}, True),
        ({"right": 1532}, False),
        ({"left": 1020, "gutter": 567}, True),
        ({"gutter": 567, "right": 907}, False),
    ],
)
def test_margins_keep_within_a_millimetre(change: dict[str, int], fits: bool) -> None:
    assert ("margins" not in of(replace(SECTION, **change))) is fits  # type: ignore[arg-type]


def test_a_gutter_at_the_top_counts_there() -> None:
    section = replace(SECTION, top=1531, gutter=567)
    assert "margins" not in rules(manuscript(sections=[section], gutter_at_top=True))
    assert "margins" in rules(manuscript(sections=[section]))


def test_margins_are_told_in_millimetres() -> None:
    finding = findings(manuscript(sections=[replace(SECTION, top=1440, bottom=1440, left=1800, right=1800)]))["margins"]
    assert str(finding.found) == "上 25.4、下 25.4、左 31.8、右 31.8 毫米"
    assert str(finding.expected) == "页边距上 37、下 35、左 28、右 26 毫米，版心 156 × 225 毫米"
    assert (finding.clause, finding.level, str(finding.where)) == ("5.2.1", Level.STANDARD, "全文")


def test_every_section_counts() -> None:
    wrong = replace(SECTION, top=1440)
    paragraphs = [replace(body(), section=number) for number in range(2)]
    finding = findings(manuscript(title(), *paragraphs, sections=[SECTION, wrong]))["margins"]
    assert str(finding.where) == "第 2 节"


def test_a_section_of_tables_only_may_lie_across() -> None:
    across = replace(SECTION, width=16838, height=11906, footers=())
    cell = replace(body(), cell=Cell(0, 0, 0), section=1)
    assert rules(manuscript(title(), body(), cell, sections=[SECTION, across])) == []


@pytest.mark.parametrize(
    ("change", "body_size", "fits"),
    [
        ({}, 21, True),
        ({"grid": "linesAndChars", "line_pitch": 579, "char_space": -848}, 32, True),
        ({"grid": "linesAndChars", "line_pitch": 579, "char_space": 0}, 32, True),
        ({"grid": "linesAndChars", "line_pitch": 579, "char_space": 4096}, 32, False),
        ({"grid": "snapToChars", "line_pitch": 579, "char_space": -4096}, 32, False),
        ({"columns": 2}, 32, False),
    ],
)
def test_a_line_holds_twenty_seven_or_twenty_eight_characters(
    change: dict[str, int], body_size: int, fits: bool
) -> None:
    section = replace(SECTION, **change)  # type: ignore[arg-type]
    assert rules(manuscript(sections=[section], body_size=body_size)) == ([] if fits else ["density"])


def test_density_follows_from_the_margins_and_is_not_found_twice() -> None:
    section = replace(SECTION, left=3000, columns=2)
    assert rules(manuscript(sections=[section])) == ["margins"]


# --- page numbers ---


def numbered(*footers: Footer, odd_and_even: bool = True, first_differs: bool = False) -> dict[str, str]:
    """What a manuscript with these footers hears."""
    section = replace(SECTION, footers=footers, first_differs=first_differs)
    found = findings(manuscript(sections=[section], odd_and_even=odd_and_even))
    assert {finding.clause for finding in found.values()} <= {"7.5"}
    return {rule: str(finding.found) for rule, finding in found.items()}


def test_pages_are_numbered() -> None:
    odd, even = FOOTERS
    empty = replace(odd, paragraphs=())
    assert numbered(odd, even) == {}
    assert numbered() == {"page-number": "没有页码、偶数页没有页码"}
    assert numbered(empty, odd_and_even=False) == {"page-number": "没有页码"}
    assert numbered(odd) == {"page-number": "偶数页没有页码"}
    assert numbered(odd, even, first_differs=True) == {"page-number": "首页没有页码"}
    assert numbered(odd, even, replace(odd, pages=Pages.FIRST), first_differs=True) == {}


@pytest.mark.parametrize("dash", ["— ", "－", "-", "– "])
def test_any_dash_beside_the_number_will_do(dash: str) -> None:
    odd = footer(Pages.DEFAULT, Alignment.RIGHT, text=dash)
    assert numbered(odd, FOOTERS[1]) == {}


@pytest.mark.parametrize(
    ("text", "look", "found"),
    [
        ("", {}, "数字两侧没有一字线"),
        ("— ", {"size": 21}, "五号"),
        ("— ", {"latin": "Calibri"}, "Calibri"),
        ("— ", {"latin": "", "size": 0}, ""),
    ],
)
def test_page_numbers_have_their_type(text: str, look: dict[str, object], found: str) -> None:
    odd = footer(Pages.DEFAULT, Alignment.RIGHT, text=text, **look)
    assert numbered(odd, FOOTERS[1]) == ({"page-number-style": found} if found else {})


def test_page_numbers_stand_on_the_outer_side() -> None:
    odd, even = FOOTERS
    centred = footer(Pages.DEFAULT, Alignment.CENTRE)
    assert numbered(centred, odd_and_even=False) == {"page-number-place": "居中"}
    assert numbered(odd, odd_and_even=False) == {"page-number-place": "奇数页、偶数页都居右"}
    assert numbered(odd, footer(Pages.EVEN, Alignment.RIGHT)) == {"page-number-place": "居右"}
    assert numbered(footer(Pages.DEFAULT, Alignment.LEFT, text="\t— "), even) == {}
    assert numbered(footer(Pages.DEFAULT, Alignment.LEFT), even) == {"page-number-place": "居左"}


def test_without_pages_the_rules_of_the_page_are_unverified() -> None:
    found = findings(manuscript(sections=[]))
    assert {rule for rule, finding in found.items() if finding.status is Verdict.UNVERIFIED} == set(found)
    assert {"page-size", "margins", "page-number"} <= set(found)


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("", ""),
        ("decimal", ""),
        ("numberInDash", ""),
        ("decimalFullWidth", "全角数字"),
        ("chineseCounting", "汉字数字"),
        ("upperRoman", "罗马数字"),
        ("upperLetter", "不是阿拉伯数字"),
    ],
)
def test_pages_are_numbered_in_arabic_digits(form: str, found: str) -> None:
    document = manuscript(sections=[replace(SECTION, number_format=form)])
    told = {rule: str(one.found) for rule, one in findings(document).items()}
    assert told == ({"page-number-style": found} if found else {})


def test_a_format_may_put_dashes_round_the_number() -> None:
    bare = tuple(footer(one.pages, one.paragraphs[0].alignment, text="") for one in FOOTERS)
    plain = replace(SECTION, footers=bare)
    dashed = replace(plain, number_format="numberInDash")
    assert (of(dashed), of(plain)) == ([], ["page-number-style"])


def test_every_number_in_a_footer_stands_between_dashes() -> None:
    (line,) = FOOTERS[0].paragraphs
    sides, number, _ = line.runs
    for runs, fits in (
        ((sides, number, number, sides), True),
        ((sides, replace(sides, text=" "), number, replace(sides, text=" "), sides), True),
        ((sides, number, sides, number), False),
        ((number, sides), False),
        ((replace(sides, text="—第"), number, sides), False),
    ):
        odd = replace(FOOTERS[0], paragraphs=(replace(line, runs=runs),))
        assert numbered(odd, FOOTERS[1]) == ({} if fits else {"page-number-style": "数字两侧没有一字线"})


def test_the_footers_of_many_sections_are_looked_at_once() -> None:
    class Watched(tuple[Paragraph, ...]):
        walked = 0

        def __iter__(self) -> Iterator[Paragraph]:
            Watched.walked += 1
            return super().__iter__()

    def walks(count: int) -> int:
        Watched.walked = 0
        footers = tuple(replace(one, paragraphs=Watched(one.paragraphs)) for one in FOOTERS)
        assert of(*[replace(SECTION, footers=footers)] * count) == []
        return Watched.walked

    assert walks(1) == walks(50)


def test_text_runs_from_left_to_right() -> None:
    assert of(SECTION, replace(SECTION, vertical=True)) == ["text-direction"]
    paragraphs = [replace(body(), section=number) for number in range(2)]
    document = manuscript(title(), *paragraphs, sections=[SECTION, replace(SECTION, vertical=True)])
    finding = findings(document)["text-direction"]
    assert (str(finding.found), str(finding.where), finding.clause) == ("文字竖排", "第 2 节", "5.2.3")
