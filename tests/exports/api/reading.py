"""Reads the API as a program does."""

from typing import Any

from django.test import Client
from django.urls import reverse

from contest.notice.models import Contest
from contest.people.models import User
from contest.people.operations import make_token


def program_of(person: User) -> Client:
    """Give a program that shows a token of the person's."""
    return Client(headers={"Authorization": f"Bearer {make_token(person=person, name='报表', days=30)[1]}"})


def read(client: Client, name: str, contest: Contest, *places: str, **asked: Any) -> Any:
    """Give what an operation of a contest answers."""
    answer = client.get(reverse(f"api:{name}", args=[contest.slug, *places]), asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def pages(client: Client, name: str, contest: Contest, *places: str, **asked: Any) -> list[Any]:
    """Give all pages of a list, one after the other."""
    found = [read(client, name, contest, *places, **asked)]
    while found[-1]["next"]:
        found.append(read(client, name, contest, *places, cursor=found[-1]["next"], **asked))
    return found
