"""What the office fills in at the board of a round."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contest.judging.models import Judge, Round
from contest.judging.scoring import Method
from contest.notice.models import Appointment, Office
from contest.notice.part_forms import METHOD_NAMES
from contest.web.fields import LineField


class ReasonForm(forms.Form):
    """Why; a step that goes on record with its reason."""

    reason = LineField(label=_("原因"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class PaperForm(forms.Form):
    """Where a promise is kept that a judge signed on paper."""

    kept = LineField(
        label=_("签好的承诺书存放在哪里"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class AppointmentField(forms.ModelChoiceField[Appointment]):
    """One of some appointments, each shown as the person and their unit."""

    def label_from_instance(self, obj: Appointment) -> str:
        """Name a person with their unit."""
        return f"{obj.person.name}（{obj.unit_name}）" if obj.unit_name else obj.person.name


class SeatForm(forms.Form):
    """What one judge reads: the group, how much at most, which genres."""

    capacity = forms.IntegerField(
        label=_("评阅上限"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, data: Any = None, *, judge: Judge, round_: Round) -> None:
        super().__init__(
            data,
            prefix=f"seat-{judge.pk}",
            initial={"group": judge.group, "capacity": judge.capacity, "genres": judge.genres},
        )
        self.label_suffix = ""
        self.judge = judge
        if round_.groups > 1:
            groups = [(number, _("第 %(number)s 组") % {"number": number}) for number in range(1, round_.groups + 1)]
            self.fields["group"] = forms.TypedChoiceField(
                label=_("组别"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("各组都评")), *groups],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        genres = dict.fromkeys([*round_.contest.genres, *judge.genres])
        if genres:
            self.fields["genres"] = forms.MultipleChoiceField(
                label=_("体裁"),
                required=False,
                choices=[(one, one) for one in genres],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            )
        self.order_fields(["group", "capacity", "genres"])


class ReplaceForm(ReasonForm):
    """Who takes a judge's place, and why."""

    successor = AppointmentField(label=_("由谁接替"), queryset=Appointment.objects.none(), empty_label=_("请选择"))
    field_order = ("successor", "reason")

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        if isinstance(successor, forms.ModelChoiceField):
            successor.queryset = not_seated(round_)


def not_seated(round_: Round) -> QuerySet[Appointment]:
    """Give the judges of the contest who are in office and not seated in this round, by name."""
    return (
        Appointment.objects.filter(contest=round_.contest_id, office=Office.JUDGE, ended_at=None)
        .exclude(person__in=round_.judges.values("person"))
        .select_related("person")
        .order_by("person__name", "pk")
    )


class RelationForm(ReasonForm):
    """Which judge must not read what, and why; `found` are the entries and units that the search gave."""

    person = AppointmentField(label=_("评委"), queryset=Appointment.objects.none(), empty_label=_("请选择"))
    what = forms.ChoiceField(label=_("回避什么"), widget=forms.RadioSelect)
    field_order = ("person", "what", "reason")

    def __init__(self, *args: Any, round_: Round, found: Collection[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, what = self.fields["person"], self.fields["what"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = (
                Appointment.objects.filter(contest=round_.contest_id, office=Office.JUDGE, ended_at=None)
                .select_related("person")
                .order_by("person__name", "pk")
            )
        if isinstance(what, forms.ChoiceField):
            what.choices = list(found)


class MethodForm(ReasonForm):
    """Another method for a round, as it was shown, and why."""

    method = forms.ChoiceField(widget=forms.HiddenInput, choices=[(one.value, one.value) for one in Method])
    inputs_hash = forms.CharField(widget=forms.HiddenInput)


def methods_instead(round_: Round) -> list[tuple[str, Any]]:
    """Give the methods that may be decided on instead of a round's own, by their names."""
    return [(key, name) for key, name in METHOD_NAMES.items() if key not in (round_.method, Method.VOTES)]
