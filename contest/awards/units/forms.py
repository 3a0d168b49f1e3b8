"""Decisions on the unit prize, and what the office enters of units."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.awards.units.chain import UnitChain
from contest.awards.units.correcting import Choice, UnitsWanted
from contest.awards.units.table import Row
from contest.web.fields import LineField


class DecisionForm(forms.Form):
    """Which units get the prize, and why."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("获奖单位"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        chosen = self.fields["chosen"]
        if isinstance(chosen, forms.TypedMultipleChoiceField):
            chosen.choices = [(row.facts.unit, row.facts.name) for row in rows]


class UnitTieForm(DecisionForm):
    """Which of the units that share the last place are in; who shares it is sent along as it was shown."""

    tied = forms.CharField(widget=forms.HiddenInput, max_length=10_000)

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        tied = [row for row in rows if row.is_tied]
        shown = " ".join(str(row.facts.unit) for row in tied)
        super().__init__(*args, rows=tied, **{"initial": {"tied": shown}, **kwargs})
        self.fields["chosen"].help_text = _("可以多于或少于余下的名额，都要写明理由。")

    def clean_tied(self) -> frozenset[int]:
        """Give the units as numbers; what is none names no unit."""
        given = self.cleaned_data["tied"].split()
        return frozenset(int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19)


class FigureForm(forms.Form):
    """What the office knows of one unit."""

    unit = forms.IntegerField(widget=forms.HiddenInput, max_value=2**63 - 1)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    head_count = forms.IntegerField(label=_("人数"), min_value=1, max_value=10_000_000, required=False)
    committee_mark = forms.DecimalField(
        label=_("评委会评分"), min_value=Decimal(0), max_digits=6, decimal_places=2, required=False
    )
    note = LineField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.update({"class": "form-control", "aria-label": f"{self.name}：{field.label}"})

    @property
    def name(self) -> str:
        """The unit's name, as the page shows it."""
        return str(self.initial.get("name", ""))


class CorrectedUnitsForm(forms.Form):
    """What becomes of the prize to units when a list is corrected."""

    units = forms.ChoiceField(label=_("获奖单位"), widget=forms.RadioSelect)
    others = forms.TypedMultipleChoiceField(
        label=_("另行选定的单位"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("选了“另行选定单位”的，请在这里勾选。"),
    )
    units_reason = forms.CharField(
        label=_("单位奖的理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, chain: UnitChain, **kwargs: Any) -> None:
        first = {"units": None if chain.asks else Choice.KEEP, "others": list(chain.standing)}
        super().__init__(*args, **{"initial": first, **kwargs})
        self.label_suffix = ""
        self.chain = chain
        units, others, reason = self.fields["units"], self.fields["others"], self.fields["units_reason"]
        units.required = chain.asks
        if isinstance(units, forms.ChoiceField):
            units.choices = [one for one in Choice.choices if one[0] != Choice.FORMULA or chain.may_take_formula]
        if isinstance(others, forms.TypedMultipleChoiceField):
            others.choices = [(unit, name) for name, unit in sorted((name, unit) for unit, name in chain.names.items())]
        reason.help_text = _("另行选定的，要写明理由。") if chain.is_backed else _("保持或者另行选定的，要写明理由。")

    def clean(self) -> dict[str, Any]:
        """Units that formula and decisions don't name are given the prize for a reason."""
        cleaned = super().clean() or {}
        choice = cleaned.get("units")
        due = choice == Choice.OTHER or (choice == Choice.KEEP and not self.chain.is_backed)
        if due and not cleaned.get("units_reason"):
            self.add_error("units_reason", _("请写明理由，例如复议的经过和结果。"))
        return cleaned

    @property
    def wanted(self) -> UnitsWanted | None:
        """What was filled in, if anything was."""
        values = self.cleaned_data
        if not values["units"]:
            return None
        return UnitsWanted(Choice(values["units"]), frozenset(values["others"]), values["units_reason"])


FigureFormSet = forms.formset_factory(FigureForm, extra=0)
