"""Decisions on the prize list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.awards.queries import Proposal, UnitLine
from contest.awards.tiers import OpenTie
from contest.notice.models import Tier
from contest.phrases import Phrase, gettext_noop
from contest.web.wording import say


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
    """The list that was shown, and the units chosen: as many as there are places, unless fewer are said to be meant."""

    inputs_hash = forms.CharField(widget=forms.HiddenInput)
    units = forms.TypedMultipleChoiceField(
        label=_("获奖单位"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    units_reason = forms.CharField(
        label=_("评定依据"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    fewer = forms.BooleanField(label=_("余下的名额空着，不再选"), required=False)

    def __init__(self, *args: Any, lines: list[UnitLine], unit_tier: Tier | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.unit_tier = unit_tier
        # No more units than there are can be chosen.
        self.places = min(unit_tier.quota or 0, len(lines)) if unit_tier else 0
        units = self.fields["units"]
        if isinstance(units, forms.TypedMultipleChoiceField):
            units.choices = [(line.unit.pk, line.unit.name) for line in lines]

    def clean(self) -> dict[str, Any]:
        """Ask before places of the unit prize stay vacant for good."""
        cleaned = super().clean() or {}
        vacant = self.places - len(cleaned.get("units", ()))
        if self.unit_tier and not self.errors and vacant > 0 and not cleaned.get("fewer"):
            template = gettext_noop("%(tier)s %(count)s 个名额还没有选，确认后不能再加。要让它们空着，请勾选这一项。")
            self.add_error("fewer", say(Phrase(template, {"tier": self.unit_tier.name, "count": vacant})))
        return cleaned
