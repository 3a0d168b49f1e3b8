"""Making an API token."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.web.fields import LineField

_DAYS: Final = ((30, _("30 天")), (90, _("90 天")), (365, _("一年")))


class TokenForm(forms.Form):
    """What the token is for, and how long it holds."""

    name = LineField(label=_("用途"), max_length=60, help_text=_("写明给哪个程序用，以后好辨认。"))
    days = forms.TypedChoiceField(label=_("有效期"), choices=_DAYS, coerce=int, initial=90)
