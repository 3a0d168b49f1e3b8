"""Why a past winner is withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.screening.past.operations import LONGEST_REASON
from contest.web.fields import LineField


class WithdrawWinnerForm(forms.Form):
    """The reason, which stays on record."""

    reason = LineField(label=_("撤下的原因"), max_length=LONGEST_REASON, help_text=_("只有工作台看得到。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
