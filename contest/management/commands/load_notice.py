"""Load a notice file: `manage.py load_notice FILE`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.notice.announcement import unknowns_that_matter
from contest.notice.operations import announce
from contest.notice.parsing import parse_notice
from contest.phrases import Refusal


class Command(BaseCommand):
    """Load a contest from its notice, or bring it up to date."""

    help = "Load a contest from its TOML notice, or bring it up to date; loading it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Load, and say what changed and what is still unknown."""
        try:
            announcement = parse_notice(file.read_text(encoding="utf-8-sig"))
            contest, changed = announce(announcement=announcement, actor=None)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except Refusal as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        for change in changed:
            before, after = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
            self.stdout.write(f"{change.field}: {before} → {after}")
        self.stdout.write(f"{contest.slug}: {len(changed)} 处改动" if changed else f"{contest.slug}: 没有改动")
        missing = unknowns_that_matter(announcement)
        if missing:
            self.stdout.write("尚未确定，征文还不能开始：" + "、".join(map(str, missing)))
