"""Find passages that texts in files share: `manage.py compare_texts --entries FILE.jsonl --out FOUND.csv`."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.management.manuscripts import BROKEN_CALL
from contest.screening.originality.collection import Collection

COLUMNS = ("a", "b", "score", "a_start", "a_end", "b_start", "b_end")


@dataclass(frozen=True, slots=True)
class _Text:
    number: str
    text: str


class Command(BaseCommand):
    """Compare each entry with all others and with a reference collection; no database is asked."""

    requires_system_checks = ()
    help = (
        "Find passages that entries share with one another and with reference texts. A file holds one object a line: "
        '{"id", "author", "title", "text"}. The answer has a row for each passage; places are code points of the text.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files."""
        parser.add_argument("--entries", type=Path, required=True, metavar="FILE.jsonl")
        parser.add_argument("--reference", type=Path, metavar="FILE.jsonl")
        parser.add_argument("--out", type=Path, required=True, metavar="FOUND.csv")

    def handle(self, *, entries: Path, reference: Path | None, out: Path, **options: Any) -> None:
        """Compare, and write what was found."""
        own = list(_texts(entries))
        texts = [*own, *(_texts(reference) if reference else ())]
        collection = Collection(one.text for one in texts)
        rows = 0
        try:
            with out.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                for found in collection.shared(range(len(own))):
                    a, b, box = collection.signs[found.a], collection.signs[found.b], found.passage.box
                    places = (*a.span(box.a_start, box.a_end), *b.span(box.b_start, box.b_end))
                    writer.writerow(
                        (texts[found.a].number, texts[found.b].number, f"{found.passage.score:.1f}", *places)
                    )
                    rows += 1
        except OSError as error:
            raise CommandError(f"{out}：{error}", returncode=BROKEN_CALL) from error
        self.stdout.write(f"{len(own)} + {len(texts) - len(own)} texts, {rows} passages")


def _texts(path: Path) -> Iterator[_Text]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _text(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}：{error}", returncode=BROKEN_CALL) from error


def _text(path: Path, number: int, line: str) -> _Text:
    try:
        told = json.loads(line)
        return _Text(str(told["id"]), str(told["text"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CommandError(f"{path}:{number}：{error!r}", returncode=BROKEN_CALL) from error
