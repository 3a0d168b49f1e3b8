"""Load the demo: `CONTEST_MODE=demo manage.py load_demo`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contest.demo.operations import CONTACT, JUDGES, OFFICES, PASSWORD, load_demo


class Command(BaseCommand):
    """Load the demo, once, and say who may sign in."""

    help = "Fill an empty demo site; a site that has the demo keeps its data."

    def handle(self, **options: Any) -> None:
        """Load, and list the accounts."""
        if not settings.DEMO:
            raise CommandError("演示数据的密码是公开的，只能在 CONTEST_MODE=demo 时载入。")
        self.stdout.write("演示已载入。" if load_demo() else "演示数据还在，没有改动。")
        for login, name, office in OFFICES:
            self.stdout.write(f"  {office.label}　{name}　{login}")
        for login, name, _unit in JUDGES:
            self.stdout.write(f"  评委　{name}　{login}")
        login, name, unit = CONTACT
        self.stdout.write(f"  单位联络员（{unit}）　{name}　{login}")
        self.stdout.write("  投稿人　entrant01@example.org … entrant24@example.org")
        self.stdout.write(f"  密码都是 {PASSWORD}")
