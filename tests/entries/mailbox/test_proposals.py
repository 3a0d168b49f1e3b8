"""What an entry that came by mail would be called."""

import pytest

from contest.entries.mailbox.proposals import Source, labelled, propose
from contest.notice.pattern import parse_rule

RULE = parse_rule("十周年-{unit}-{title}-{author}", [".docx"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单位：潮声纪念馆\n作者：林晓", {"unit": "潮声纪念馆", "author": "林晓"}),
        ("所在单位:潮声纪念馆  姓名:林晓  电话:021", {"unit": "潮声纪念馆", "author": "林晓"}),
        ("【征文题目】", {}),
        ("征文题目：《灯火》\n投稿作者：林晓；手机：1", {"title": "《灯火》", "author": "林晓"}),
        ("（作者单位：潮声纪念馆）", {"unit": "潮声纪念馆"}),
        ("姓 名：林晓", {"author": "林晓"}),
        ("我单位：很好", {}),
        ("题目自拟", {}),
    ],
)
def test_lines_that_say_a_field(text: str, found: dict[str, str]) -> None:
    assert dict(labelled(text)) == found


def test_the_name_comes_first_and_the_others_fill_the_gaps() -> None:
    proposal = propose(
        name="灯火.docx",
        rule=RULE,
        subject="转发: Re: 十周年-潮声纪念馆-灯火-林晓",
        body="单位：别处\n作者：别人",
        title="灯火",
        text="作者：第三人",
    )
    assert not proposal.is_certain
    assert {field: (read.value, read.source) for field, read in proposal.fields.items()} == {
        "unit": ("潮声纪念馆", Source.SUBJECT),
        "title": ("灯火", Source.SUBJECT),
        "author": ("林晓", Source.SUBJECT),
    }
    assert proposal.value("unit") == "潮声纪念馆"


def test_a_name_by_the_rule_is_certain_whatever_the_mail_says() -> None:
    proposal = propose(
        name="十周年-潮声纪念馆-灯火-林晓.docx", rule=RULE, subject="十周年-别处-别的-王五", body="单位：别处"
    )
    assert proposal.is_certain
    assert {read.source for read in proposal.fields.values()} == {Source.NAME}


def test_a_subject_that_is_doubtful_says_nothing() -> None:
    proposal = propose(name="征文.docx", rule=RULE, subject="征文投稿")
    assert (dict(proposal.fields), proposal.is_certain) == ({}, False)


def test_a_field_as_long_as_a_paragraph_is_none() -> None:
    assert dict(propose(name="征文.docx", rule=RULE, body="单位：" + "长" * 61).fields) == {}
