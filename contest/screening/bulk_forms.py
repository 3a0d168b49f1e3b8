"""The form for a decision on many entries."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contest.notice.models import Contest
from contest.screening.bulk import Step
from contest.screening.forms import DecisionForm
from contest.screening.models import Outcome

_ASKED = {Outcome.PASS: (), Outcome.RETURN: ("note", "until"), Outcome.DISQUALIFY: ("reason", "note")}


class BulkForm(DecisionForm):
    """What one decision asks for, said once for all; the versions stand beside the entries."""

    def __init__(self, *args: Any, contest: Contest, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, contest=contest, **kwargs)
        self.fields["outcome"].widget = forms.HiddenInput()
        for name in {"version", "reason", "note", "until"} - set(_ASKED[outcome]):
            del self.fields[name]
        if outcome is Outcome.PASS and contest.checklist:
            self.fields["confirmed"] = forms.BooleanField(
                label=_("勾选的稿件我都看过，审查项目逐项确认无误。"),
                error_messages={"required": _("请先确认审查项目，再一起通过。")},
            )

    def step(self, zone: ZoneInfo) -> Step:
        """Give what was decided; the date is of the contest's zone."""
        values = self.cleaned_data
        until = values.get("until")
        return Step(
            Outcome(values["outcome"]),
            note=values.get("note", ""),
            until=until and timezone.make_naive(until).replace(tzinfo=zone),
            reason=self.reasons.get(values.get("reason", "")),
            confirmed=bool(values.get("confirmed")),
        )
