"""The scripts of an entrant's pages run in the old browsers inside chat and office programs."""

import re
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
YOUNGER = re.compile(
    r"""\?\.(?!\d)      # optional chaining, 2020
    |\?\?               # nullish coalescing, 2020
    |catch\s*\{         # catch without a name, 2019
    |\{\s*\.\.\.        # objects spread, 2018
    |\bfor\ await\b     # 2018
    |\d_\d              # digits apart, 2021
    |\|\|=|&&=          # 2021
    |\.(?:flat|flatMap|at|replaceAll|replaceChildren|fromEntries|matchAll|allSettled)\(
    |^\s*(?:import|export)\b""",
    re.VERBOSE | re.MULTILINE,
)


@pytest.mark.parametrize("name", ["drop.js", "look-up.js", "page.js"])
def test_a_script_of_theirs_is_no_younger_than_2017(name: str) -> None:
    assert YOUNGER.findall((SCRIPTS / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("line", ["a?.b", "a ?? b", "try {} catch {}", "({ ...a })", "1_000", "a ||= b", "a.at(0)"])
def test_what_is_younger_is_seen(line: str) -> None:
    assert YOUNGER.search(line)


@pytest.mark.parametrize("line", ["a ? .5 : b", "a?.5:b", "catch (error) {", "f(...a)", "a_1", "export_it()"])
def test_what_is_old_enough_is_not(line: str) -> None:
    assert not YOUNGER.search(line)
