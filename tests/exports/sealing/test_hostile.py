"""A file of unknown origin that is no package is refused in one sentence, whatever it holds."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from contest.exports.sealing.codec import Broken, json_of
from contest.exports.sealing.contents import FORMAT
from contest.exports.sealing.packing import open_package
from contest.exports.sealing.verifying import verify
from contest.phrases import Refusal
from tests.exports.sealing.making import changed, faults, members, packed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def refused(content: bytes) -> str:
    with pytest.raises(Refusal) as told:
        open_package(content)
    sentence = str(told.value)
    assert "\n" not in sentence
    assert "%(" not in sentence
    assert len(sentence) < 200
    return told.value.code


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, text in files:
            file.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"x" * 100, b"PK\3\4" + b"\0" * 200])
def test_what_is_no_zip(content: bytes) -> None:
    assert refused(content) == "damaged"


def test_one_cut_off_anywhere(content: bytes) -> None:
    for length in range(0, len(content), 997):
        assert refused(content[:length]) == "damaged"


def test_a_bomb(content: bytes) -> None:
    bomb = {**members(content), "marks.json": b" " * 120_000_000}
    assert refused(packed(bomb, method=zipfile.ZIP_DEFLATED)) == "overblown"


def test_names_that_lead_elsewhere_and_files_too_many_or_too_few(content: bytes) -> None:
    files = members(content)
    for name in ("../package.json", "/etc/passwd", "a/package.json", "PACKAGE.json.exe", "\u202egpj.exe"):
        assert refused(zipped(*files.items(), (name, b"{}"))) == "wrong-members"
    for name in files:
        assert refused(zipped(*((key, text) for key, text in files.items() if key != name))) == "wrong-members"


def test_two_files_of_one_name(content: bytes) -> None:
    files = list(members(content).items())
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(*files, files[4])
    assert refused(twice) == "suspicious"
    assert refused(zipped(*files, ("Marks.JSON", b"{}"))) == "suspicious"


@pytest.mark.parametrize("text", [b"", b"x", b"\xff\xfe", b"0" * 64 + b"  marks.json\n"])
def test_sums_that_are_none(content: bytes, text: bytes) -> None:
    assert refused(packed({**members(content), "SHA256SUMS": text}, renewed=False)) == "bad-sums"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b'{"rounds": NaN}',
        b'{"rounds": Infinity}',
        b'{"rounds": 1.5}',
        b'{"rounds": 1e999999999}',
        b'{"rounds": ' + b"9" * 5000 + b"}",
        b'{"rounds": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"rounds": [], "rounds": []}',
        b'{"rounds": [], "more": 1}',
        b'{"rounds": {}}',
        b'{"rounds": ["\\ud800"]}',
        b'{"rounds": [{"round": 1}]}',
        b"\xff\xfe{}",
    ],
)
def test_json_that_says_something_else(content: bytes, text: bytes) -> None:
    assert refused(packed({**members(content), "marks.json": text})) == "bad-part"
    assert refused(packed({**members(content), "marks.json": text}, renewed=False)) == "altered"


def _first(marks: Any) -> Any:
    return marks["rounds"][0]["readings"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(total="NaN"),
        lambda one: one.update(total="1E9"),
        lambda one: one.update(total="9" * 60),
        lambda one: one.update(total=90),
        lambda one: one.update(number="1"),
        lambda one: one.update(number=True),
        lambda one: one.update(number=10**20),
        lambda one: one.update(has_voted=1),
        lambda one: one.update(marks=[]),
        lambda one: one["marks"].update(theme=None),
        lambda one: one.update(judge="\ud800"),
        lambda one: one.update(judge="9" * 300_000),
        lambda one: one.pop("origin"),
    ],
)
def test_values_of_another_kind(content: bytes, change: Callable[[Any], object]) -> None:
    assert refused(_bent(content, change)) == "bad-part"


def _bent(content: bytes, change: Callable[[Any], object]) -> bytes:
    value = json.loads(members(content)["marks.json"])
    change(_first(value))
    return packed({**members(content), "marks.json": json.dumps(value).encode()})


def test_a_package_of_another_format_is_told_from_one_that_is_none(content: bytes) -> None:
    assert refused(changed(content, "package.json", lambda about: about.update(format=FORMAT + 1))) == "other-format"


def test_what_speaks_of_things_that_are_not_there_contradicts_itself(content: bytes) -> None:
    found = faults(changed(content, "marks.json", lambda marks: _first(marks).update(number=77)))
    assert "内容前后矛盾，无法按规则重算" in found["评阅与抽签（初评）"]
    with pytest.raises(Refusal, match="不是同样的轮次"):
        verify(changed(content, "draws.json", lambda draws: draws["rounds"].clear()))


def test_an_event_with_content_of_another_shape_is_a_difference(content: bytes) -> None:
    shapes: list[Any] = [{}, {"after": []}, {"subject": None, "before": "x", "after": {"seed": []}}]
    for odd in shapes:

        def bend(lines: Any, odd: object = odd) -> None:
            for line in lines:
                if line["content"] is not None:
                    line["content"] = odd

        found = faults(changed(content, "ledger.jsonl", bend))
        assert {"账本的链", "抽签与账本", "决定与账本", "名单与账本"} <= found.keys()


def test_an_event_that_goes_deep_is_refused(content: bytes) -> None:
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    assert refused(changed(content, "ledger.jsonl", lambda lines: lines[0].update(content={"a": deep}))) == "bad-part"


def test_an_empty_ledger_is_a_difference(content: bytes) -> None:
    found = faults(changed(content, "ledger.jsonl", lambda lines: lines.clear()))
    assert "内容前后矛盾，无法按规则重算" in found["账本的链"]


@pytest.mark.parametrize("text", [b'{"a": 1, "a": 2}', b"1e5", b"1.0", b"-Infinity", b"12345678901234567", b"{"])
def test_numbers_and_keys_that_no_package_holds(text: bytes) -> None:
    with pytest.raises(Broken):
        json_of(text)
