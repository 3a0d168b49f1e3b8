"""Lines by which authors name themselves, in the many ways they do."""

import pytest

from contest.documents.blind import MASK, BlindCopy, make_blind
from contest.documents.bylines import is_latin_byline
from contest.documents.identity import Identity
from contest.documents.model import Alignment, Paragraph, Run
from contest.documents.reader import read_docx
from tests.documents.parts import centred, docx, p

BODY = "我在基层工作了二十年，走过了全县一百三十六个村，也见证了泥泞小路变成宽阔大道，心里有许多话想说。"
IDENTITY = Identity(("欧阳修文",), ("江海市统计局",), ("13812345678",))


def copied(*paragraphs: str, identity: Identity = IDENTITY) -> BlindCopy:
    return make_blind(read_docx(docx("".join(paragraphs))), identity)


def suggested(copy: BlindCopy) -> list[str]:
    return [one.text for one in copy.suggestions]


@pytest.mark.parametrize(
    "line",
    [
        "欧阳修文，男，汉族，1970年3月生，中共党员，大学文化，著有散文集三部，作品散见于各地报刊，多次获奖，曾任乡镇干部多年。",
        "作者简介：欧阳修文，现任某地退役军人服务中心干部，长期从事基层宣传文化工作，爱好文学创作，发表作品四百余篇，获奖二十余次。",
        "欧阳修文，江海市统计局干部，喜欢读书，喜欢写作，工作之余笔耕不辍，近年来在各级报刊发表散文、随笔、通讯二百余篇，获奖多次。",
        "（本文作者系欧阳修文，长期从事基层宣传文化工作，爱好文学创作，发表作品四百余篇，获奖二十余次，现居江海。）",
    ],
)
def test_a_biography_of_any_length_goes(line: str) -> None:
    assert copied(centred("题"), p(BODY), p(BODY), p(line)).text == f"{BODY}\n{BODY}"
    assert copied(centred("题"), p(line), p(BODY), p(BODY)).text == f"{BODY}\n{BODY}"


def test_a_sentence_that_begins_with_the_name_stays_with_the_name_masked() -> None:
    line = f"欧阳修文走在村口的小路上，{BODY}"
    assert copied(centred("题"), p(BODY), p(line)).text == f"{BODY}\n{MASK}走在村口的小路上，{BODY}"


@pytest.mark.parametrize(
    ("text", "alignment", "is_byline"),
    [
        ("Ouyang Xiuwen", Alignment.CENTRE, True),
        ("(Jianghai Bureau of Statistics, Shanghai 200000)", Alignment.CENTRE, True),
        ("The Road Home", Alignment.CENTRE, False),
        ("Ouyang Xiuwen", Alignment.LEFT, False),
        ("欧阳修文 Ouyang Xiuwen", Alignment.CENTRE, False),
        ("1949", Alignment.CENTRE, False),
    ],
)
def test_a_byline_in_latin_letters(text: str, alignment: Alignment, is_byline: bool) -> None:
    assert is_latin_byline(Paragraph(0, (Run(text),), alignment=alignment)) is is_byline


def test_a_unit_of_ordinary_words_is_suggested_where_others_are_masked() -> None:
    copy = copied(
        centred("题"), centred("部队"), p(f"{BODY}我在部队。"), p(BODY), identity=Identity(("王小明",), ("部队",))
    )
    assert copy.text == f"{BODY}我在部队。\n{BODY}"
    assert suggested(copy) == ["部队"]


def test_a_unit_that_all_write_about_is_suggested_and_its_parts_are_masked() -> None:
    topic = "庆祝江海警备区成立70周年"
    text = f"{BODY}江海警备区的同志们。"
    own, part = (Identity(("王小明",), (unit,), topic=topic) for unit in ("江海警备区", "江海警备区政治工作局"))
    copy = copied(centred("江海警备区的灯"), p(text), p(BODY), identity=own)
    assert (copy.title, copy.text) == ("江海警备区的灯", f"{text}\n{BODY}")
    assert suggested(copy) == ["江海警备区", "江海警备区"]
    assert copied(centred("题"), p(f"{BODY}江海警备区政治工作局的同志们。"), p(BODY), identity=part).text == (
        f"{BODY}{MASK}的同志们。\n{BODY}"
    )


def test_authors_who_are_a_word_for_several_are_suggested() -> None:
    copy = copied(centred("题"), p(f"{BODY}课题组说。"), p(BODY), identity=Identity(("课题组",), ("江海市统计局",)))
    assert copy.text == f"{BODY}课题组说。\n{BODY}"
    assert suggested(copy) == ["课题组"]


def test_a_part_of_a_dotted_name_is_masked_where_it_is_long_and_suggested_where_it_is_short() -> None:
    identity = Identity(("阿卜杜拉·买买",), ("江海市统计局",))
    copy = copied(centred("题"), p(f"{BODY}阿卜杜拉来了，买买也来了。"), p(BODY), identity=identity)
    assert copy.text == f"{BODY}{MASK}来了，买买也来了。\n{BODY}"
    assert suggested(copy) == ["买买"]


def test_a_surname_of_two_characters_with_a_title_is_suggested() -> None:
    copy = copied(centred("题"), p(f"{BODY}欧阳老师来了。"), p(BODY))
    assert copy.text == f"{BODY}欧阳老师来了。\n{BODY}"
    assert suggested(copy) == ["欧阳老师"]


def test_a_number_that_goes_on_in_the_next_paragraph_is_masked_in_both() -> None:
    copy = copied(centred("题"), p(f"{BODY}电话13812"), p(f"345678，{BODY}"), p(BODY))
    assert copy.text == f"{BODY}电话{MASK}\n{MASK}，{BODY}\n{BODY}"


def test_a_poem_whose_lines_are_centred_keeps_them() -> None:
    lines = ["浦江边", "一声军号", "划破长空", "永远的连队"]
    assert copied(centred("题"), *map(centred, lines)).text == "\n".join(lines)


@pytest.mark.parametrize(
    "line",
    [
        "联系人 张三",
        "联系电话：139 0000 0000",
        "指导老师李四",
        "单位某某中学",
        "笔名：江风",
        "地址江海路1号",
        "作者",
        "执笔（张三）",
    ],
)
def test_a_line_with_a_label_goes_where_authors_sign(line: str) -> None:
    assert copied(centred("题"), p(BODY), p(line)).text == BODY


@pytest.mark.parametrize(
    "line", ["单位里的老人都说", "地址变了，情没变", "联系着千家万户", "电话那头是母亲", "作者不详"]
)
def test_a_verse_that_begins_like_a_label_stays(line: str) -> None:
    assert copied(centred("题"), p(BODY), p(line)).text == f"{BODY}\n{line}"


def test_what_is_said_of_the_author_without_the_name_goes_too() -> None:
    about = "作者为退役军人，现任社区干部，长期从事基层宣传文化工作，爱好文学创作，发表作品四百余篇，获奖二十余次。"
    assert copied(centred("题"), p(BODY), p(BODY), p(about)).text == f"{BODY}\n{BODY}"
    assert copied(centred("题"), p(BODY), p(about), p(BODY), *[p(BODY)] * 12).text.count("退役军人") == 1
