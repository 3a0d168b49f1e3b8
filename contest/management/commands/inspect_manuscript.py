"""Look at manuscripts: `manage.py inspect_manuscript FILE…`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.documents.inspection import Inspection, inspect_converted
from contest.documents.layout import LayoutFinding
from contest.management.manuscripts import BROKEN_CALL, ON_REFUSAL, json_line, missing
from contest.web.wording import say


class Command(BaseCommand):
    """Say of each file what it is and what was found in it, as a JSON object a line."""

    requires_system_checks = ()
    help = f"Read, count and check manuscripts; one JSON object a line. {ON_REFUSAL}"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files."""
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)

    def handle(self, *, files: list[Path], **options: Any) -> None:
        """Answer file by file; fail with status 2 before the first where one can't be opened."""
        absent = "、".join(map(str, missing(files)))
        if absent:
            raise CommandError(
                f"没有这个文件，或者它不是普通文件：{absent}。一个文件都没有检查。", returncode=BROKEN_CALL
            )
        for path in files:
            try:
                with path.open("rb") as file:
                    inspection = inspect_converted(file)
            except OSError as error:
                raise CommandError(f"{path}：无法打开（{error.strerror}）。", returncode=BROKEN_CALL) from error
            self.stdout.write(json_line(_told(path, inspection), self.stdout))


def _told(path: Path, inspection: Inspection) -> dict[str, object]:
    fault, words, layout = inspection.fault, inspection.words, inspection.layout
    return {
        "path": str(path),
        "verdict": inspection.verdict,
        "type": inspection.kind,
        "error": None if fault is None else {"code": fault.code, "message": say(fault.phrase)},
        "title": inspection.title,
        "words": words and words.words,
        "notes_words": words and words.notes_words,
        "textbox_words": words and words.textbox_words,
        "layout": layout and {"verdict": layout.verdict, "findings": [_finding(one) for one in layout.findings]},
        "identity": [{"kind": one.kind, "where": say(one.where), "text": one.text} for one in inspection.identity],
        "objection": inspection.objection and inspection.objection.text,
        "secrecy": inspection.secrecy and inspection.secrecy.text,
    }


def _finding(finding: LayoutFinding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "clause": finding.clause,
        "level": finding.level,
        "expected": say(finding.expected),
        "found": say(finding.found),
        "where": say(finding.where),
        "fix": say(finding.fix),
        "status": finding.status,
    }
