"""Decisions on the prize list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.awards.queries import Proposal, UnitLine
from contest.awards.tiers import OpenTie


class TieForm(forms.Form):
    """Which entries of a tie are in, how many places the tier then has, and why."""

    admitted = forms.MultipleChoiceField(
        label=_("入选"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选表示这一档的余额空缺。"),
    )
    quota = forms.IntegerField(label=_("这一档的名额"), min_value=0, max_value=10_000)
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, proposal: Proposal, tie: OpenTie, **kwargs: Any) -> None:
        quota = next(tier.quota for tier in proposal.tiers if tier.key == tie.tier)
        kwargs.setdefault("initial", {"quota": quota})
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        admitted = self.fields["admitted"]
        if isinstance(admitted, forms.MultipleChoiceField):
            admitted.choices = [(token, f"《{proposal.entries[token].title}》") for token in tie.entries]


class ConfirmForm(forms.Form):
    """The list that was shown, and the units chosen."""

    inputs_hash = forms.CharField(widget=forms.HiddenInput)
    units = forms.TypedMultipleChoiceField(
        label=_("获奖单位"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    units_reason = forms.CharField(
        label=_("评定依据"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, lines: list[UnitLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        units = self.fields["units"]
        if isinstance(units, forms.TypedMultipleChoiceField):
            units.choices = [(line.unit.pk, line.unit.name) for line in lines]
