"""The wording of a letter: named places filled in once, and nothing else that would mean anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.outbox.wording import LONGEST_BODY, LONGEST_SUBJECT, Wording, as_written, faults, filled, tidy

KNOWN = ("title", "reason", "until")
SIGNS = st.sampled_from("{}｛｝ %$<>\\()[]s.titleuntil\n\r\u202e\u200b灯火")


def fault_of(subject: str, body: str, needed: tuple[str, ...] = ()) -> dict[str, str]:
    found = faults(tidy(Wording(subject, body)), known=KNOWN, needed=needed)
    return {field: str(fault) for field, fault in found.items()}


def test_places_are_filled_in() -> None:
    wording = Wording("请修改：《{{title}}》", "《{{title}}》：{{reason}}\n{{until}} 之前。")
    values = {"title": "灯火", "reason": "删去署名。", "until": "2031-05-06 19:30"}
    assert filled(wording, values) == Wording("请修改：《灯火》", "《灯火》：删去署名。\n2031-05-06 19:30 之前。")


@pytest.mark.parametrize(
    "written", ["{{title}}", "{{ title }}", "｛｛title｝｝", "｛{ title　}｝", "{{ti\u200btle}}", "{{title\u202e}}"]
)
def test_a_place_has_one_spelling_however_it_was_typed(written: str) -> None:
    assert tidy(Wording(written, written)) == Wording("{{title}}", "{{title}}")


@pytest.mark.parametrize(
    "written",
    [
        "{title}",
        "%(title)s",
        "{0.__class__}",
        "{title!r}",
        "$title",
        "{% include 'x' %}",
        "<b>100%</b>",
        "{ {title} }",
        "\\g<0>",
    ],
)
def test_what_is_no_place_stays_as_it_is(written: str) -> None:
    assert fault_of(written, written) == {}
    assert filled(Wording(written, written), {"title": "灯火"}) == Wording(written, written)


@pytest.mark.parametrize(
    "written",
    ["{{secret}}", "{{title.entrant}}", "{{title|safe}}", "{{title.__class__}}", "{{}}", "{{Title}}", "{{题目}}"],
)
def test_an_unknown_place_is_refused(written: str) -> None:
    fault = f"没有{written}这样的内容可以填入。可用的列在“可以填入的内容”里，请照样写。"
    assert fault_of(written, "正文") == {"subject": fault}
    assert fault_of("标题", f"正文{written}") == {"body": fault}


@pytest.mark.parametrize("written", ["{{title", "title}}", "{{title}", "{{{{title}}", "{{ti{tle}}"])
def test_braces_without_their_pair_are_refused(written: str) -> None:
    assert fault_of(written, "正文") == {"subject": "花括号没有配对。填入的内容写成两个左花括号、名称、两个右花括号。"}


def test_what_must_be_said_can_stand_in_either_part() -> None:
    assert fault_of("{{until}}", "{{reason}}", needed=("reason", "until")) == {}
    assert fault_of("标题", "{{reason}}", needed=("reason", "until")) == {"body": "这封信里不能少了{{until}}。"}
    assert fault_of("标题", "正文", needed=("reason", "until")) == {"body": "这封信里不能少了{{reason}}、{{until}}。"}


def test_neither_part_is_empty_or_too_long() -> None:
    assert fault_of(" \u200b", "\n\n") == {"subject": "不能空着。", "body": "不能空着。"}
    assert fault_of("长" * LONGEST_SUBJECT, "长" * LONGEST_BODY) == {}
    assert fault_of("长" * (LONGEST_SUBJECT + 1), "长" * (LONGEST_BODY + 1)) == {
        "subject": "太长了，最多 150 字。",
        "body": "太长了，最多 4000 字。",
    }


def test_a_wording_is_tidied() -> None:
    kept = tidy(Wording(" 请\n修改\u202e：\t《{{title}}》 ", "\n　　您好：\r\n\r\n请修改\u200b。 \n\n"))
    assert kept == Wording("请 修改： 《{{title}}》", "　　您好：\n\n请修改。")


@pytest.mark.parametrize("value", ["{{until}}", "%(until)s", "{until}", "\\1", "{{title}}", "<b>", "{{"])
def test_what_went_in_is_never_read_again(value: str) -> None:
    wording = Wording("{{title}}{{until}}", "{{until}}{{title}}")
    assert filled(wording, {"title": value, "until": "8月"}) == Wording(f"{value}8月", f"8月{value}")


def test_a_subject_stays_one_line_and_a_body_has_no_line_that_is_hidden() -> None:
    value = "灯火\r\nBcc: x@example.org\u2028甲\u202e乙\x00"
    letter = filled(Wording("《{{title}}》", "《{{title}}》"), {"title": value})
    assert letter == Wording("《灯火 Bcc: x@example.org 甲乙》", "《灯火\nBcc: x@example.org\n甲乙》")


def test_a_long_subject_is_cut() -> None:
    assert filled(Wording("《{{title}}》", "正文"), {"title": "长" * 300}).subject == "《" + "长" * 199


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled(Wording("标题", "{{until}}"), {"title": "灯火"})


@given(st.text(SIGNS), st.text(SIGNS))
def test_a_wording_is_tidied_once_and_for_all(subject: str, body: str) -> None:
    once = tidy(Wording(subject, body))
    assert tidy(once) == once
    assert "\n" not in once.subject


@given(st.text(SIGNS), st.text(SIGNS), st.text(SIGNS))
def test_what_is_without_fault_can_be_filled_in(subject: str, body: str, value: str) -> None:
    wording = tidy(Wording(subject, body))
    if faults(wording, known=KNOWN, needed=()):
        return
    letter = filled(wording, dict.fromkeys(KNOWN, value))
    assert len(letter.subject.splitlines()) <= 1
    assert not set("\r\u202e\u200b") & set(letter.subject + letter.body)
    if not any(as_written(name) in wording.body for name in KNOWN):
        assert letter.body == wording.body
