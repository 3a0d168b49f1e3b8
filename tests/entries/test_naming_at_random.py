"""Names put together at random: each is answered, at once, and no field is ever wrong."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contest.entries.naming import read_name
from tests.entries.test_naming import RULE, fields
from tests.entries.test_naming_spelling import AUTHORS, UNITS

TITLES = [
    "红旗",
    "我的1949",
    "读《红岩》有感",
    "薪火——我的军旅",
    "1955-2025",
    "初心-使命",
    "C++与我",
    "为什么？",
]
LABELS = [
    "70周年",
    "７０周年",
    "七十周年",
    "70週年",
    "【70周年】",
    "70周年征文",
    "庆祝70周年",
    "80周年",
    "建国70周年",
    "",
]
SIGNS = ["-", "—", "——", "_", "＿", "+", " ", "　", " - ", "－", "--", "、"]
LEFTOVERS = ["", "", " (1)", "（2）", "-副本", " - 副本", "最终版", "_v2", ".docx", "\u200b", "-20250801"]


@settings(deadline=None, max_examples=500)
@given(
    st.sampled_from(LABELS),
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=3),
    st.permutations(["unit", "title", "author"]),
    st.integers(2, 3),
    st.tuples(st.sampled_from(UNITS[:4] + UNITS[5:]), st.sampled_from(TITLES), st.sampled_from(AUTHORS[:6])),
    st.sampled_from(LEFTOVERS),
)
def test_no_field_is_ever_wrong(
    label: str,
    signs: list[str],
    order: list[str],
    count: int,
    given_fields: tuple[str, str, str],
    leftover: str,
) -> None:
    values = dict(zip(("unit", "title", "author"), given_fields, strict=True))
    kept = sorted(order[:count], key=["unit", "title", "author"].index) if count == 2 else order
    # A title that holds the separator and stands without its unit is a unit and a title to every reader.
    assume(count == 3 or not set("-—+").intersection(values["title"]))
    parts = [label, *(values[field] for field in kept)]
    name = parts[0] + "".join(signs[place % len(signs)] + part for place, part in enumerate(parts[1:]))
    reading = read_name(name + leftover + ".docx", RULE)
    if reading.verdict != "refuse":
        assert label not in ("80周年", "建国70周年")
        assert kept == ["unit", "title", "author"]
        assert (reading.unit, reading.author) == (values["unit"], values["author"])
        assert reading.title is not None
        assert reading.title.replace("－", "-") == values["title"]


@settings(deadline=None, max_examples=300)
@given(
    st.text(max_size=60)
    | st.from_regex(r"(70周年)?([-_ +—]{0,2}[复旦大学红旗李明.(1)]{0,4}){0,5}\.docx", fullmatch=True)
)
def test_any_text_is_answered(name: str) -> None:
    reading = read_name(name, RULE)
    if reading.verdict == "refuse":
        assert reading.canonical is None
        assert all(str(problem.phrase) for problem in reading.problems)
    else:
        assert reading.canonical is not None
        again = read_name(reading.canonical, RULE)
        assert (again.verdict, *fields(again)) == ("ok", *fields(reading))


def test_a_hostile_name_is_answered_at_once() -> None:
    for hostile in (
        "1" * 390,
        "-" * 390,
        "征文" * 190,
        "(1)" * 130,
        "70周年" * 90,
        "最终" * 190 + "x",
        " " * 390 + "x",
    ):
        assert read_name(hostile, RULE).verdict == "refuse"
