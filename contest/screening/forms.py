"""The screener's decision."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contest.documents.identity import MaskKind
from contest.documents.masks import Spot, Where
from contest.notice.models import Contest
from contest.screening.blinding import LONGEST, Choice
from contest.screening.models import Outcome
from contest.web.fields import LineField, within_years

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
    text = LineField(label=_("还要遮盖的文字"), max_length=LONGEST)

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


class DecisionForm(forms.Form):
    """What is decided, on which version, and why."""

    outcome = forms.ChoiceField(label=_("决定"), choices=Outcome.choices, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)
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
