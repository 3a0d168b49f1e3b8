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


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("老师好，我的单位是北堰水务所，题目是《水闸》。", {"unit": "北堰水务所", "title": "水闸"}),
        ("题目《水闸》，作者是刘大山。", {"title": "水闸", "author": "刘大山"}),
        ("姓名叫刘大山，单位名称为“北堰水务所”", {"author": "刘大山", "unit": "北堰水务所"}),
        ("单位是不是要写全称？作者是否可以两位？题目是自拟的吗？", {}),
        ("作者：刘大山\n我的作者是别人", {"author": "刘大山"}),
    ],
)
def test_what_a_mail_says_in_a_sentence_is_proposed_and_never_certain(body: str, found: dict[str, str]) -> None:
    proposal = propose(name="水闸(刘大山).docx", rule=RULE, body=body)
    assert {field: read.value for field, read in proposal.fields.items()} == found
    assert {read.source for read in proposal.fields.values()} <= {Source.BODY}
    assert not proposal.is_certain


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
