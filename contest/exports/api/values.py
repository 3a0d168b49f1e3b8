"""How the API writes figures and times."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from contest.notice.models import Contest
from contest.web.wording import figure

Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Figure = Annotated[
    Decimal,
    PlainSerializer(figure, return_type=str),
    WithJsonSchema({"type": "string", "format": "decimal", "examples": ["86.5"]}),
]


def at_home(contest: Contest, moment: datetime | None) -> datetime | None:
    """Give a time in the contest's zone."""
    return moment and moment.astimezone(contest.zone)
