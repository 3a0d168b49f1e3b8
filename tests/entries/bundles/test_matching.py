"""Which file belongs to which row: certain pairs, proposals, and what is left open."""

import random

from hypothesis import given
from hypothesis import strategies as st

from contest.entries.bundles.matching import FileSaid, How, Match, RowSaid, match


def row(key: int, title: str = "", author: str = "", **said: str) -> RowSaid:
    return RowSaid(key, title=title, author=author, **said)


def file(key: int, name: str, **said: str) -> FileSaid:
    return FileSaid(key, name, **said)


def certain(key: int, how: How) -> Match:
    return Match(key, how, certain=True)


def test_by_the_name_in_the_sheet_with_its_ending_or_without() -> None:
    found = match(
        [row(1, file_name="05.docx"), row(2, file_name="０６"), row(3, file_name="第7号.doc")],
        [file(1, "05.docx"), file(2, "06.docx"), file(3, "第7号.docx")],
    )
    assert found == {1: certain(1, How.FILE_NAME), 2: certain(2, How.FILE_NAME), 3: certain(3, How.FILE_NAME)}


def test_by_the_name_that_the_rule_spells() -> None:
    name = "十周年-某连-灯火-林晓.docx"
    assert match([row(1, "灯火", "林晓", canonical=name)], [file(9, "十周年－某连－灯火－林晓.wps")]) == {
        1: certain(9, How.CANONICAL)
    }


def test_by_title_and_author_wherever_they_stand() -> None:
    found = match(
        [row(1, "灯火", "林晓"), row(2, "哨位", "李四"), row(3, "江声", "王五、赵六")],
        [
            file(1, "x.docx", title="灯火", author="林晓"),
            file(2, "《哨位》.docx", folder="三连/李四"),
            file(3, "赵六江声定稿.docx"),
        ],
    )
    assert found == {key: certain(key, How.TITLE_AND_AUTHOR) for key in (1, 2, 3)}


def test_by_the_author_alone_or_the_title_alone() -> None:
    found = match(
        [row(1, "灯火", "林晓"), row(2, "哨位", "李四")], [file(1, "林晓.docx"), file(2, "哨位（定稿）.docx")]
    )
    assert found == {1: certain(1, How.AUTHOR), 2: certain(2, How.TITLE)}


def test_a_name_that_says_more_makes_it_a_proposal() -> None:
    found = match(
        [row(1, "灯火", "林晓"), row(2, "哨位", "李四")], [file(1, "林晓-我的家.docx"), file(2, "哨位-王五.docx")]
    )
    assert found == {1: Match(1, How.AUTHOR), 2: Match(2, How.TITLE)}


def test_unit_and_label_in_a_name_say_no_more() -> None:
    found = match([RowSaid(1, "某部三连", "灯火", "林晓")], [file(1, "70周年征文 某部三连 林晓.docx")], label="70周年")
    assert found == {1: certain(1, How.AUTHOR)}


def test_two_rows_of_one_author_are_told_apart_by_the_title() -> None:
    found = match([row(1, "灯火", "林晓"), row(2, "江声", "林晓")], [file(1, "林晓.docx"), file(2, "林晓-灯火.docx")])
    assert found == {1: certain(2, How.TITLE_AND_AUTHOR), 2: certain(1, How.AUTHOR)}


def test_equal_claims_are_left_open_with_their_candidates() -> None:
    found = match([row(1, "灯火", "林晓"), row(2, "江声", "林晓")], [file(1, "林晓1.docx"), file(2, "林晓2.docx")])
    assert found == {1: Match(candidates=(1, 2)), 2: Match(candidates=(1, 2))}


def test_one_file_claimed_by_two_rows_goes_to_neither() -> None:
    rows = [row(1, "灯火", "林晓", file_name="1.docx"), row(2, "江声", "李四", file_name="1.docx")]
    found = match(rows, [file(7, "1.docx")])
    assert found == {1: Match(candidates=(7,)), 2: Match(candidates=(7,))}


def test_a_contested_file_goes_to_nobody_by_a_weaker_claim() -> None:
    rows = [row(1, "甲", "林晓"), row(2, "乙", "林晓"), row(3, "林晓小传", "王五")]
    found = match(rows, [file(1, "林晓小传.docx")])
    assert not any(one.certain for one in found.values())


def test_near_misses_are_proposed() -> None:
    found = match(
        [row(1, "雪落边关的夜晚", "林晓东"), row(2, "父亲的哨位", "李四"), row(3, "写给母亲的信", "王五")],
        [
            file(1, "a.docx", title="雪落边关的夜", author="林小东"),
            file(2, "03.docx", text_title="父亲的哨位"),
            file(3, "写给母亲的一封信.docx"),
        ],
    )
    assert found == {
        1: Match(1, How.NEAR, candidates=(1,)),
        2: Match(2, How.TEXT, candidates=(2,)),
        3: Match(3, How.NEAR, candidates=(3,)),
    }


def test_another_author_is_never_certain() -> None:
    found = match([row(1, "灯火", "林晓")], [file(1, "x.docx", title="灯火", author="李四")])
    assert (found[1].file, found[1].certain) == (1, False)


def test_what_has_nothing_in_common_stays_apart() -> None:
    assert match([row(1, "灯火", "林晓")], [file(1, "年终总结.docx")]) == {1: Match()}


def test_without_files_and_without_rows() -> None:
    assert match([row(1, "灯火", "林晓")], []) == {1: Match()}
    assert match([], [file(1, "灯火.docx")]) == {}


NAMES = st.sampled_from(["林晓", "李四", "王五", "赵六七"])
TITLES = st.sampled_from(["灯火", "哨位", "江声", "雪落边关", "雪落边城"])
ROWS = st.lists(st.tuples(TITLES, NAMES), max_size=7)
FILES = st.lists(
    st.tuples(TITLES, NAMES, st.sampled_from(["{title}-{author}", "{author}", "{title}", "{author}{title}改", "x"])),
    max_size=7,
)


def given_to(rows: list[tuple[str, str]], files: list[tuple[str, str, str]]) -> tuple[list[RowSaid], list[FileSaid]]:
    return (
        [row(key, *said) for key, said in enumerate(rows)],
        [
            file(key, form.format(title=title, author=author) + ".docx", text_title=title)
            for key, (title, author, form) in enumerate(files)
        ],
    )


@given(ROWS, FILES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_does_not_matter(
    rows: list[tuple[str, str]], files: list[tuple[str, str, str]], chance: random.Random
) -> None:
    rows_said, files_said = given_to(rows, files)
    found = match(rows_said, files_said)
    chance.shuffle(rows_said)
    chance.shuffle(files_said)
    assert match(rows_said, files_said) == found


@given(ROWS, FILES)
def test_a_file_goes_to_one_row_and_what_is_certain_has_no_rival(
    rows: list[tuple[str, str]], files: list[tuple[str, str, str]]
) -> None:
    rows_said, files_said = given_to(rows, files)
    found = match(rows_said, files_said)
    assert set(found) == {one.key for one in rows_said}
    taken = [one.file for one in found.values() if one.file is not None]
    assert len(taken) == len(set(taken))
    for key, one in found.items():
        if one.certain:
            same = [said for said in rows if said == rows[key]]
            assert len(same) == 1 or one.how in (How.AUTHOR, How.TITLE)
