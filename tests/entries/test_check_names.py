"""`manage.py check_names`: one answer a name, whatever the name is."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

MANAGE = Path(__file__).parents[2] / "manage.py"
GOOD = "70周年-潮声纪念馆-灯火-林晓.docx"
KEYS = ["name", "verdict", "unit", "title", "author", "extension", "canonical", "problems"]


def told(*args: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("check_names", "--json", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def run(*args: str | bytes, given: bytes = b"", **surroundings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, MANAGE, "check_names", *args],
        input=given,
        env={"PATH": os.environ["PATH"], **surroundings},
        capture_output=True,
        check=False,
    )


def test_each_name_has_its_line() -> None:
    good, mended, refused = told(GOOD, "７０周年_潮声纪念馆_灯火_林晓.DOCX", "灯火.docx")
    assert [list(answer) for answer in (good, mended, refused)] == [KEYS] * 3
    fields = {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓", "extension": ".docx"}
    assert good == {"name": GOOD, "verdict": "ok", **fields, "canonical": GOOD, "problems": []}
    assert mended == {
        "name": "７０周年_潮声纪念馆_灯火_林晓.DOCX",
        "verdict": "repair",
        **fields,
        "canonical": GOOD,
        "problems": [
            {"code": "width", "message": "已把全角的字母和数字改为半角。"},
            {"code": "ending-form", "message": "已把扩展名改为规范写法。"},
            {"code": "separator", "message": "已把各部分之间的符号改为规定的分隔符。"},
        ],
    }
    assert refused == dict.fromkeys(KEYS) | {
        "name": "灯火.docx",
        "verdict": "refuse",
        "extension": ".docx",
        "problems": [
            {"code": "field-missing", "message": "文件名缺少所在单位、作品题目或作者姓名，请补齐。"},
            {"code": "shape", "message": "文件名应为“70周年-所在单位-作品题目-作者姓名.docx”。"},
        ],
    }


def test_people_get_a_block_a_name() -> None:
    out = io.StringIO()
    call_command("check_names", "70周年_潮声纪念馆_灯火_林晓.docx", "灯火\u202e.docx", stdout=out)
    assert out.getvalue() == (
        "可以改正：70周年_潮声纪念馆_灯火_林晓.docx\n"
        "  所在单位：潮声纪念馆\n"
        "  作品题目：灯火\n"
        "  作者姓名：林晓\n"
        f"  规范文件名：{GOOD}\n"
        "  · 已把各部分之间的符号改为规定的分隔符。\n"
        "\n"
        "不能接受：灯火\\u202e.docx\n"
        "  · 文件名缺少所在单位、作品题目或作者姓名，请补齐。\n"
        "  · 文件名应为“70周年-所在单位-作品题目-作者姓名.docx”。\n"
        "\n"
    )


def test_known_units_help() -> None:
    name = "70周年-73-2部队-灯火-林晓.docx"
    assert [told(name)[0]["verdict"], told("--unit", "复旦大学", "--unit", "73-2部队", name)[0]["unit"]] == [
        "refuse",
        "73-2部队",
    ]


def test_another_notice_has_another_rule(tmp_path: Path) -> None:
    shipped = MANAGE.parent / "contest" / "notice" / "notices" / "70th-anniversary.toml"
    notice = tmp_path / "notice.toml"
    text = shipped.read_text(encoding="utf-8").replace("70周年-{unit}-{title}-{author}", "强军杯_{author}_{title}")
    notice.write_text(text.replace('label = "70周年"', 'label = "强军杯"'), encoding="utf-8")
    (answer,) = told("--notice", str(notice), "强军杯_林晓_灯火.wps")
    assert (answer["verdict"], answer["unit"], answer["title"], answer["author"]) == ("ok", None, "灯火", "林晓")


@pytest.mark.parametrize("content", [None, b"", b"\xff", b'slug = "x"'])
def test_a_notice_without_a_rule_is_a_broken_call(tmp_path: Path, content: bytes | None) -> None:
    notice = tmp_path / "notice.toml"
    if content is not None:
        notice.write_bytes(content)
    with pytest.raises(CommandError, match=r"notice\.toml：") as error:
        told("--notice", str(notice), GOOD)
    assert error.value.returncode == 2


def test_it_runs_without_a_site_and_a_refusal_is_no_failure() -> None:
    done = run("--json", GOOD, "x")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["ok", "refuse"]
    assert run("--rule").returncode == 2


def test_standard_input_holds_a_name_a_line() -> None:
    names = [GOOD.encode(), b"", b"\x00", "复旦".encode()[:-1] + b".docx", b"a" * 100_000, "\u2028\x85".encode()]
    done = run("--json", given=b"\n".join(names) + b"\r\n")
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [answer["name"].encode("utf-8", "surrogateescape") for answer in answers] == names
    assert [answer["verdict"] for answer in answers] == ["ok", *["refuse"] * 5]
    assert [answer["problems"][0]["code"] for answer in answers[3:5]] == ["broken", "endless"]
    assert run("--json").stdout == b""


def test_odd_bytes_may_be_arguments() -> None:
    (line,) = run("--json", b"\xd5\xc5.docx").stdout.splitlines()
    assert json.loads(line)["name"] == os.fsdecode(b"\xd5\xc5.docx")
    assert run(b"\xd5\xc5\n.docx").stdout.decode().splitlines()[0] == "不能接受：\\udcd5\\udcc5\\u000a.docx"


def test_a_name_may_begin_as_an_option_does() -> None:
    assert [answer["canonical"] for answer in told(f"-{GOOD}", f"-《灯火》{GOOD}", f"_{GOOD}")] == [GOOD, None, GOOD]
    done = run("--json", "--", "--json")
    assert json.loads(done.stdout)["name"] == "--json"


def test_a_terminal_without_chinese_gets_escapes() -> None:
    done = run("--json", GOOD, PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout.decode("ascii"))["name"] == GOOD
    assert run(GOOD, PYTHONIOENCODING="ascii").returncode == 0


def test_ten_thousand_names_are_answered() -> None:
    given = "".join(f"【70周年】 潮声纪念馆 灯火{number} 林晓 (1).docx\n" for number in range(10_000)).encode()
    done = run("--json", given=given)
    assert done.stdout.count(b'"verdict": "repair"') == 10_000
