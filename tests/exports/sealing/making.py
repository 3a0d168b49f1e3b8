"""Takes sealed packages, changes them as somebody would who meant ill, and tells what a look at them found."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from contest.exports.sealing.operations import seal_results
from contest.exports.sealing.packing import MEMBERS
from contest.exports.sealing.report import Check, Outcome
from contest.exports.sealing.verifying import verify
from contest.notice.models import Contest
from contest.web.wording import say
from tests.making import organiser_of

Change = Callable[[Any], object]


def sealed(contest: Contest) -> bytes:
    """Give the package of a contest as its organiser takes it."""
    out = BytesIO()
    seal_results(contest=contest, out=out, actor=organiser_of(contest))
    return out.getvalue()


def checks(content: bytes) -> Mapping[str, Check]:
    """Give what each check of a package found."""
    report, _opened = verify(content)
    return {str(one.name): one for one in report.checks}


def faults(content: bytes) -> dict[str, list[str]]:
    """Give by check that doesn't agree the places that it names, or why it can't tell."""
    return {
        name: [*map(say, one.places), *([say(one.why)] if one.why else [])]
        for name, one in checks(content).items()
        if one.outcome is not Outcome.AGREES
    }


def members(content: bytes) -> dict[str, bytes]:
    """Give the files of a package."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(texts: Mapping[str, bytes], *, renewed: bool = True, method: int = zipfile.ZIP_STORED) -> bytes:
    """Pack files again, with sums made anew unless told otherwise."""
    texts = dict(texts)
    if renewed:
        lines = [f"{hashlib.sha256(texts[name]).hexdigest()}  {name}\n" for name in MEMBERS]
        texts["SHA256SUMS"] = "".join(lines).encode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, text in texts.items():
            file.writestr(name, text)
    return out.getvalue()


def told(content: bytes, name: str) -> Any:
    """Give what a file of a package says."""
    return json.loads(members(content)[name])


def changed(content: bytes, name: str, change: Change, *, renewed: bool = True) -> bytes:
    """Give a package in one file of which something was changed; the sums fit again unless told otherwise."""
    texts = members(content)
    if name == "ledger.jsonl":
        lines = [json.loads(line) for line in texts[name].splitlines()]
        change(lines)
        texts[name] = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
    else:
        value = json.loads(texts[name])
        change(value)
        texts[name] = json.dumps(value, ensure_ascii=False).encode()
    return packed(texts, renewed=renewed)
