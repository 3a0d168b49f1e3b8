"""Give somebody an office from the command line: the way to the first organiser."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from contest.notice.models import Contest, Office
from contest.notice.operations import appoint
from contest.people.links import link_parts
from contest.phrases import Refusal


class Command(BaseCommand):
    """Appoint, and print the path of the page, on this site, where a new account gets its password."""

    help = "Give an office in a contest to the person with this telephone number or e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the contest, the contact, the name, the office."""
        parser.add_argument("contest", help="the contest's slug")
        parser.add_argument("login", help="telephone number or e-mail address")
        parser.add_argument("--name", required=True)
        parser.add_argument("--office", choices=Office.values, default=Office.ORGANISER)

    def handle(self, *, contest: str, login: str, name: str, office: str, **options: Any) -> None:
        """Appoint."""
        found = Contest.objects.filter(slug=contest).first()
        if found is None:
            raise CommandError(f"没有代号为 {contest} 的征文；请先用 load_notice 载入通知。")
        try:
            appointment = appoint(contest=found, login=login, name=name, office=Office(office), actor=None)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        person = appointment.person
        self.stdout.write(f"{person.name}：{appointment.get_office_display()}，{found.title}")
        if not person.has_usable_password():
            uid, token = link_parts(person)
            path = reverse("set-password", kwargs={"uid": uid, "token": token})
            self.stdout.write(f"请把下面这一段接在网站地址后面，用浏览器打开，设置密码（一次有效，三天内）：{path}")
