"""What a screener says: masks, the points of the checklist, the decision, and that it is undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contest.documents.identity import MaskKind
from contest.documents.masks import Spot, Where
from contest.notice.models import Contest
from contest.screening.blinding import LONGEST, Choice
from contest.screening.checklist import Answered, Point
from contest.screening.models import Outcome
from contest.web.fields import LineField, within_years
from contest.web.wording import say

MASK_NAMES = {
    MaskKind.AUTHOR: _("作者姓名"),
    MaskKind.UNIT: _("所在单位"),
    MaskKind.PHONE: _("电话"),
    MaskKind.EMAIL: _("电子邮箱"),
    MaskKind.ID_NUMBER: _("身份证号"),
    MaskKind.ACCOUNT: _("账号"),
    MaskKind.BYLINE: _("署名行"),
}
"""Why something was masked, as the screener reads it."""


class MaskForm(forms.Form):
    """A choice about what is masked, in the version that the screener saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MaskTextForm(MaskForm):
    """A text to mask wherever it stands, or no longer."""

    choice = forms.ChoiceField(choices=[(one, one) for one in (Choice.ADD, Choice.REMOVE)], widget=forms.HiddenInput)
    text = LineField(
        label=_("还要遮盖的文字"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"data-key": "m", "data-key-label": _("还要遮盖的文字")}),
    )

    def choice_made(self) -> Choice:
        """Give whether it is to be masked or no longer."""
        return Choice(self.cleaned_data["choice"])

    def chosen(self) -> str:
        """Give the text."""
        return str(self.cleaned_data["text"])


class SpotForm(MaskForm):
    """One place of a manuscript to mask or to show, as the page named it."""

    choice = forms.ChoiceField(choices=[(one, one) for one in (Choice.MASK, Choice.SHOW)])
    where = forms.ChoiceField(choices=[(one, one) for one in Where])
    index = forms.IntegerField(min_value=0)
    start = forms.IntegerField(min_value=0)
    text = forms.CharField(strip=False)

    def choice_made(self) -> Choice:
        """Give whether it is to be masked or shown."""
        return Choice(self.cleaned_data["choice"])

    def chosen(self) -> Spot:
        """Give the place. A browser sends line ends as two signs; a manuscript has them as one."""
        values = self.cleaned_data
        text = values["text"].replace("\r\n", "\n")
        return Spot(Where(values["where"]), values["index"], values["start"], text)


HOLDS, FAILS = "holds", "fails"


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point with the boxes in which a person answers."""

    point: Point
    choice: forms.BoundField
    note: forms.BoundField


class ChecklistForm(forms.Form):
    """The points of the checklist: each holds, or fails with a word; one that has no answer yet is left out."""

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "prefix": "points", **kwargs})
        self.points = points
        for point in points:
            name = say(point.name)
            self.fields[point.key] = forms.ChoiceField(
                label=name, choices=[(HOLDS, _("无误")), (FAILS, _("不符"))], required=False, widget=forms.RadioSelect
            )
            self.fields[_note(point)] = LineField(
                label=_("%(point)s：哪里不符") % {"point": name}, max_length=200, required=False
            )

    def rows(self) -> Iterator[PointRow]:
        """Give the points, each with its boxes."""
        for point in self.points:
            yield PointRow(point, self[point.key], self[_note(point)])

    def clean(self) -> dict[str, Any]:
        """What fails is said in a word."""
        cleaned = super().clean() or {}
        for point in self.points:
            if cleaned.get(point.key) == FAILS and not cleaned.get(_note(point)) and _note(point) not in self.errors:
                self.add_error(_note(point), _("请写一句哪里不符。"))
        return cleaned

    def answers(self) -> dict[str, Answered]:
        """Give what was said, by the points' keys."""
        return {
            point.key: Answered(said == HOLDS, self.cleaned_data[_note(point)] if said == FAILS else "")
            for point in self.points
            if (said := self.cleaned_data[point.key])
        }


def _note(point: Point) -> str:
    return f"{point.key}-note"


class UndoForm(forms.Form):
    """Why a decision is undone."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    reason = LineField(
        label=_("撤销的原因"), max_length=500, help_text=_("作者会看到。稿件回到等待审查，经过里留有记录。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "prefix": "undo", **kwargs})


class DecisionForm(forms.Form):
    """What is decided, on which version, after which decision, and why."""

    outcome = forms.ChoiceField(
        label=_("决定"),
        choices=[(one.value, one.label) for one in (Outcome.PASS, Outcome.RETURN, Outcome.DISQUALIFY)],
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("取消资格的原因"), required=False)
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("作者会看到。退回修改时请写清要改什么。"),
    )
    until = forms.DateTimeField(
        label=_("修改期限"),
        required=False,
        validators=[within_years],
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.reasons = {reason.key: reason for reason in contest.disqualification_reasons.all()}
        reason_field = self.fields["reason"]
        if isinstance(reason_field, forms.ChoiceField):
            reason_field.choices = [
                ("", _("请选择")),
                *((key, reason.wording) for key, reason in self.reasons.items()),
            ]

    def until_in(self, zone: ZoneInfo) -> datetime | None:
        """Give the date as it was written: in the contest's zone."""
        until: datetime | None = self.cleaned_data.get("until")
        return until and timezone.make_naive(until).replace(tzinfo=zone)

    def clean(self) -> dict[str, Any]:
        """Each outcome asks for its own reason."""
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == Outcome.RETURN:
            if not cleaned.get("note"):
                raise ValidationError({"note": _("请写明需要修改什么。")})
            if not cleaned.get("until") and "until" not in self.errors:
                raise ValidationError({"until": _("请给出修改期限。")})
        if outcome == Outcome.DISQUALIFY and not cleaned.get("reason"):
            raise ValidationError({"reason": _("请选择通知中列出的原因。")})
        return cleaned
