"""What the commands about manuscripts share: how they open a file, and how they print on any terminal.

One rule for all of them: a file that is refused is an answer, with status 0; a broken call is status 2, and so is
a file that can't be opened or written.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TextIO

from django.core.management.base import CommandError, OutputWrapper

from contest.documents.kinds import MAX_FILE

BROKEN_CALL: Final = 2
ON_REFUSAL: Final = (
    "A refused file is an answer, not a failure: status 0. "
    "Status 2 is for a broken call, and for a file that can't be opened or written."
)


def missing(paths: Iterable[Path]) -> list[Path]:
    """Give those that name no file with bytes in it: none at all, a folder, a pipe, a device."""
    return [path for path in paths if not _is_file(path)]


def content_of(path: Path) -> bytes:
    """Give what is in a manuscript's file, of one too large only enough to tell so. Raises `CommandError`."""
    if not _is_file(path):
        raise CommandError(f"没有这个文件，或者它不是普通文件：{path}。", returncode=BROKEN_CALL)
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path}：无法打开（{error.strerror}）。", returncode=BROKEN_CALL) from error


def refuse_taken(targets: Iterable[Path]) -> None:
    """Raise `CommandError` where something is already there, or nothing can be."""
    for target in targets:
        try:
            taken = target.exists()
        except OSError as error:
            raise CommandError(f"{target}：无法写入（{error.strerror}）。", returncode=BROKEN_CALL) from error
        if taken:
            raise CommandError(f"{target} 已经存在，不会覆盖。请换一个名称。", returncode=BROKEN_CALL)


def write_new(target: Path, content: bytes) -> None:
    """Write a file that isn't there yet. Raises `CommandError`."""
    try:
        with target.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise CommandError(f"{target}：无法写入（{error.strerror}）。", returncode=BROKEN_CALL) from error


def json_line(answer: object, out: OutputWrapper | TextIO) -> str:
    """Give an answer as a line of JSON, with escapes where `out` can't show its characters."""
    line = json.dumps(answer, ensure_ascii=False)
    return line if line == plain_line(line, out) else json.dumps(answer)


def plain_line(line: str, out: OutputWrapper | TextIO) -> str:
    """Give a line with escapes for the characters that `out` can't show."""
    encoding = out.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for any file
        return False
