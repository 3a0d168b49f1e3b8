"""What goes into an archive, and how it lies there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.exports.archives.gathering import CAN_BE_CHOSEN, USUALLY_CHOSEN
from contest.exports.models import Grouping


class ArchiveForm(forms.Form):
    """Grouping, and the states of the entries that go in; by tier only once the prizes are confirmed."""

    grouping = forms.ChoiceField(label=_("文件夹"), widget=forms.RadioSelect, initial=Grouping.UNIT)
    states = forms.MultipleChoiceField(
        label=_("放进哪些稿件"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(state.value, state.label) for state in CAN_BE_CHOSEN],
        initial=[state.value for state in USUALLY_CHOSEN],
        error_messages={"required": _("请至少选一种状态。")},
    )

    def __init__(self, *args: Any, has_prizes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grouping"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label) for one in Grouping if has_prizes or one != Grouping.TIER
        ]
