"""What stands round the essays of an anthology, and the text of one essay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.exports.anthology.models import Anthology
from contest.exports.anthology.operations import LONGEST

_MARKS = _("一段一行。行首加“# ”是小标题，“> ”居中，“>> ”靠右，“| ”是诗行；要原样显示这些记号，前面加一个“\\”。")


class WordsForm(forms.Form):
    """Title, foreword and colophon; `revision` is the one that they were changed from."""

    title = forms.CharField(label=_("书名"), max_length=60)
    foreword = forms.CharField(
        label=_("前言"), max_length=20_000, required=False, help_text=_MARKS, widget=forms.Textarea(attrs={"rows": 6})
    )
    colophon = forms.CharField(
        label=_("后记"), max_length=20_000, required=False, help_text=_MARKS, widget=forms.Textarea(attrs={"rows": 4})
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, anthology: Anthology, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.initial = {name: getattr(anthology, name) for name in ("title", "foreword", "colophon", "revision")}


class EditForm(forms.Form):
    """A text of an essay, made on top of the version `base`, and why."""

    text = forms.CharField(
        label=_("正文"),
        max_length=LONGEST,
        help_text=_MARKS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
    reason = forms.CharField(label=_("为什么改"), max_length=500)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
