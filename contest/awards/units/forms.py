"""Decisions on the unit prize, and what the office enters of units."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


FigureFormSet = forms.formset_factory(FigureForm, extra=0)
