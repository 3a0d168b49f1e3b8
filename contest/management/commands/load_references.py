"""Add texts that a contest's entries are compared with: `manage.py load_references SLUG PATH…`."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.documents.kinds import MAX_FILE
from contest.entries.mailbox.charsets import decode_text
from contest.management.manuscripts import BROKEN_CALL
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.screening.originality.operations import add_reference
from contest.screening.originality.reading import read_reference


class Command(BaseCommand):
    """Read files and folders into a contest's reference collection."""

    help = (
        "Add Word, WPS, PDF and plain text files, and those in folders, to a contest's reference collection; what is "
        "there already is passed over. Ends with 0 when all were added or there, 1 when a file could not be read, 2 "
        "when the call can't be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the contest and the files."""
        parser.add_argument("contest", metavar="SLUG")
        parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
        parser.add_argument("--source", default="", help="what the files were taken from, for all of them")

    def handle(self, *, contest: str, paths: list[Path], source: str, **options: Any) -> None:
        """Add file by file, name what could not be read, and say what was done in numbers."""
        found = Contest.objects.filter(slug=contest).first()
        if found is None:
            raise CommandError(f"没有这个征文：{contest}", returncode=BROKEN_CALL)
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            raise CommandError("没有这个文件：" + "、".join(missing), returncode=BROKEN_CALL)
        added = there = refused = 0
        for path in _files(paths):
            try:
                with path.open("rb") as opened:
                    title, text = read_reference(_name(path), opened.read(MAX_FILE + 1))
                add_reference(contest=found, title=title, source=source, text=text, actor=None)
                added += 1
            except Refusal as refusal:
                if refusal.code == "there-already":
                    there += 1
                else:
                    refused += 1
                    self.stderr.write(f"{path}：{refusal}")
            except OSError as error:
                refused += 1
                self.stderr.write(f"{path}：{error.strerror}")
        self.stdout.write(f"{found.slug}：加入 {added} 份，已有 {there} 份，未能读取 {refused} 份")
        if refused:
            raise CommandError(f"有 {refused} 个文件没有加入", returncode=1)


def _name(path: Path) -> str:
    """A file's name, in whatever coding the folder was packed."""
    return decode_text(os.fsencode(path.name))


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files meant, those in folders in the order of their names; hidden ones are passed over."""
    for path in paths:
        if not path.is_dir():
            yield path
        else:
            inner = (one for one in sorted(path.rglob("*")) if one.is_file() and not one.is_symlink())
            yield from (one for one in inner if not one.name.startswith("."))
