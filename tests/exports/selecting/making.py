"""Sheets asked for as an address asks, and kept."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import QueryDict

from contest.exports.selecting.asking import Asked, asked_by_address, sign_of
from contest.exports.selecting.models import NamedExport
from contest.exports.selecting.operations import keep_export
from contest.exports.selecting.queries import offer_called
from contest.notice.models import Contest
from contest.people.models import User
from contest.workbooks.selecting import with_own_headings


def query(columns: Sequence[str] = (), conditions: Mapping[str, str] | None = None, language: str = "zh-hans") -> str:
    """Give the address that asks for columns and conditions; every column where none is named."""
    asked = [("c", sign_of(heading)) for heading in columns]
    typed = [(f"if-{sign_of(heading)}", text) for heading, text in (conditions or {}).items()]
    return urlencode([("in", language), *asked, *typed])


def asked_of(contest: Contest, key: str, address: str) -> Asked:
    """Give what an address asks of a sheet."""
    offer = offer_called(contest, key)
    made = offer.make() if offer else None
    assert made is not None
    return asked_by_address(QueryDict(address), with_own_headings(made))


def kept(
    contest: Contest,
    key: str,
    name: str,
    conditions: Mapping[str, str],
    columns: Sequence[str] = (),
    *,
    actor: User,
    for_office: bool = False,
) -> NamedExport:
    """Keep columns and conditions of a sheet under a name."""
    asked = asked_of(contest, key, query(columns, conditions))
    return keep_export(contest=contest, name=name, sheet=key, asked=asked, for_office=for_office, actor=actor)
