"""Each rule of the lines passes at its tolerance and fails just beyond it: indent, alignment, width, pitch."""

from dataclasses import replace
from typing import Any

import pytest

from contest.documents.layout import Level
from contest.documents.model import Alignment, LineRule, Setting
from tests.documents.exact import INDENTED, PITCH, SECTION, SENTENCE, body, findings, manuscript, rules, title

# --- indent ---


@pytest.mark.parametrize(
    ("setting", "text", "fits"),
    [
        (INDENTED, "", True),
        (replace(INDENTED, first_line=0), "", True),
        (replace(PITCH, first_line=600), "", True),
        (replace(PITCH, first_line=680), "", True),
        (replace(PITCH, first_line=599), "", False),
        (replace(PITCH, first_line=681), "", False),
        (PITCH, "", False),
        (PITCH, "\u3000\u3000", True),
        (PITCH, "\u3000", False),
        (PITCH, "    ", False),
        (PITCH, "\t", False),
        (replace(PITCH, first_tab=640), "\t", True),
        (replace(PITCH, first_tab=600), "  \t", True),
        (replace(PITCH, first_tab=599), "\t", False),
        (replace(PITCH, first_tab=640), "\t\t", False),
        (replace(PITCH, first_tab=640), "\u3000\t", False),
        (replace(PITCH, first_tab=640), "\t ", False),
        (replace(INDENTED, first_tab=640), "\t", False),
        (INDENTED, "\n", False),
        (INDENTED, "\u3000\u3000", False),
        (replace(PITCH, first_line=-640, left=640), "", False),
        (replace(INDENTED, left=640), "", False),
    ],
)
def test_the_first_line_begins_two_characters_in(setting: Setting, text: str, fits: bool) -> None:
    document = manuscript(title(), body(text + SENTENCE * 3, setting), body(text + SENTENCE * 3, setting))
    assert rules(document) == ([] if fits else ["first-line-indent"])


@pytest.mark.parametrize(("first_line", "fits"), [(450, True), (510, True), (449, False), (511, False)])
def test_two_characters_are_measured_by_the_size_of_type(first_line: int, fits: bool) -> None:
    document = manuscript(title(), body(setting=replace(PITCH, first_line=first_line), size=24))
    assert ("first-line-indent" not in rules(document)) is fits


def test_the_way_a_paragraph_is_indented_is_said() -> None:
    found = findings(manuscript(title(), body("    " + SENTENCE, PITCH)))["first-line-indent"].found
    assert str(found) == "用空格或制表符缩进"
    found = findings(manuscript(title(), body("\n" + SENTENCE, PITCH)))["first-line-indent"].found
    assert str(found) == "段首是换行符"


# --- alignment and characters ---


@pytest.mark.parametrize(
    ("alignment", "change", "found"),
    [
        (Alignment.LEFT, {}, ""),
        (Alignment.JUSTIFIED, {"right": 57}, ""),
        (Alignment.JUSTIFIED, {"right": -57}, ""),
        (Alignment.JUSTIFIED, {"right": 58}, "右缩进 1 毫米"),
        (Alignment.JUSTIFIED, {"right": 1200}, "右缩进 21.2 毫米"),
        (Alignment.JUSTIFIED, {"right": 0, "right_chars": 200}, "右缩进 11.3 毫米"),
        (Alignment.CENTRE, {}, "居中"),
        (Alignment.RIGHT, {"right": 1200}, "居右"),
    ],
)
def test_body_text_fills_the_text_area(alignment: Alignment, change: dict[str, Any], found: str) -> None:
    setting = replace(INDENTED, **change)
    paragraph = replace(body(setting=setting), alignment=alignment)
    told = {rule: str(one.found) for rule, one in findings(manuscript(title(), paragraph)).items()}
    assert told == ({"body-alignment": found} if found else {})
    assert rules(manuscript(title(), replace(paragraph, setting=replace(setting, number="decimal %1)")))) == []


@pytest.mark.parametrize(
    ("look", "found"),
    [
        ({"spacing": -4}, ""),
        ({"spacing": 10, "scale": 105}, ""),
        ({"spacing": 11}, "字符间距加宽 0.55 磅"),
        ({"spacing": -40}, "字符间距紧缩 2 磅"),
        ({"scale": 94}, "字符缩放 94%"),
        ({"scale": 66, "spacing": 40}, "字符缩放 66%"),
    ],
)
def test_body_characters_have_their_own_width(look: dict[str, Any], found: str) -> None:
    told = {rule: str(one.found) for rule, one in findings(manuscript(title(), body(**look))).items()}
    assert told == ({"character-spacing": found} if found else {})
    assert rules(manuscript(title(**look), body())) == []


# --- pitch ---


@pytest.mark.parametrize(
    ("rule", "line", "fits"),
    [
        (LineRule.EXACT, 560, True),
        (LineRule.EXACT, 600, True),
        (LineRule.EXACT, 559, False),
        (LineRule.EXACT, 601, False),
        (LineRule.AT_LEAST, 579, False),
        (LineRule.AUTO, 240, False),
        (LineRule.AUTO, 360, False),
    ],
)
def test_lines_stand_twenty_eight_to_thirty_points_apart(rule: LineRule, line: int, fits: bool) -> None:
    found = findings(manuscript(title(), body(setting=replace(INDENTED, line=line, line_rule=rule))))
    assert list(found) == ([] if fits else ["line-pitch"])
    assert {finding.level for finding in found.values()} <= {Level.CUSTOMARY}


@pytest.mark.parametrize(
    ("kind", "pitch", "snap", "fits"),
    [
        ("lines", 575, True, True),
        ("linesAndChars", 600, True, True),
        ("snapToChars", 579, True, True),
        ("lines", 574, True, False),
        ("lines", 601, True, False),
        ("lines", 579, False, False),
        ("", 579, True, False),
    ],
)
def test_the_grid_makes_the_pitch_as_well(kind: str, pitch: int, snap: bool, fits: bool) -> None:
    setting = Setting(first_line_chars=200, snap_to_grid=snap)
    section = replace(SECTION, grid=kind, line_pitch=pitch)
    assert ("line-pitch" not in rules(manuscript(title(), body(setting=setting), sections=[section]))) is fits


@pytest.mark.parametrize("name", ["before", "after", "before_lines", "after_lines"])
def test_space_round_paragraphs_is_a_matter_of_practice(name: str) -> None:
    change: dict[str, Any] = {name: 50}
    setting = replace(INDENTED, **change)
    found = findings(manuscript(title(), body(setting=setting)))
    assert {rule: finding.level for rule, finding in found.items()} == {"paragraph-spacing": Level.CUSTOMARY}
