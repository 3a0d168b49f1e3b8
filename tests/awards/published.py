"""Takes a contest to its published list, and to its certificates."""

from collections.abc import Sequence

from contest.awards.certificates.models import Certificate
from contest.awards.certificates.operations import issue_certificates
from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.notice.models import Contest
from tests.awards.making import confirm, judged
from tests.making import organiser_of

SITE = "https://contest.example.org"


def published(contest: Contest, scores: Sequence[int] = (90, 80, 70), *, units: bool = True) -> PrizeList:
    """Give the published list of a contest with one entry for each score; the unit of the entries wins too."""
    _, entries = judged(contest, scores)
    unit = entries[0].unit_id
    confirm(contest, [unit] if units and unit is not None else [])
    return publish_prizes(contest=contest, actor=organiser_of(contest))


def issued(contest: Contest) -> list[Certificate]:
    """Issue what is due."""
    return issue_certificates(contest=contest, site=SITE, actor=organiser_of(contest))
