"""Certificates that nobody gets, to see a design by."""

from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils import timezone

from contest.notice.models import Contest
from contest.typeset.certificates import Design, Sheet, Words
from contest.typeset.places import chinese_date, numbered

_MARK: Final = "样张"
_AUTHOR, _UNIT, _TITLE, _TIERS = "林晓", "潮声纪念馆", "父亲的哨位", ("一等奖", "优秀组织奖")


def samples_of(contest: Contest, pattern: str, design: Design, site: str) -> list[Sheet]:
    """Give an author's certificate and a unit's as a design has them, each marked as a sample."""
    today = timezone.now().astimezone(contest.zone).date()
    author = Words(
        kind="person",
        honoree=_AUTHOR,
        unit=_UNIT,
        title=_TITLE,
        tier=_TIERS[0],
        contest=contest.title,
        occasion=contest.occasion,
        hosts=tuple(contest.hosts),
        date=chinese_date(today),
        number=numbered(pattern, label=contest.label, year=today.year, number=1),
        verify=site + reverse("verify", args=["sample"]),
        mark=_MARK,
    )
    unit = replace(author, kind="unit", honoree=_UNIT, title="", tier=_TIERS[1])
    return [Sheet(author, design), Sheet(unit, design)]
