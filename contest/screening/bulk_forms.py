"""The form for a decision on many entries."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from contest.screening.bulk import Step
from contest.screening.forms import DecisionForm
from contest.screening.models import Outcome

_ASKED = {Outcome.PASS: (), Outcome.RETURN: ("note", "until"), Outcome.DISQUALIFY: ("reason", "note")}


class BulkForm(DecisionForm):
    """What one decision asks for, said once for all; the versions stand beside the entries."""

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].widget = forms.HiddenInput()
        for name in {"version", "reason", "note", "until"} - set(_ASKED[outcome]):
            del self.fields[name]

    def step(self, zone: ZoneInfo) -> Step:
        """Give what was decided; the date is of the contest's zone."""
        values = self.cleaned_data
        until = values.get("until")
        return Step(
            Outcome(values["outcome"]),
            note=values.get("note", ""),
            until=until and timezone.make_naive(until).replace(tzinfo=zone),
            reason=self.reasons.get(values.get("reason", "")),
        )
