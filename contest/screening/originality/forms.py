"""What organisers add to a comparison: reference texts, and passages that everybody may write."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from contest.screening.originality.operations import MOST_TEXT
from contest.web.fields import LineField

MOST_FILES: Final = 20


class FilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; none is an empty list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Give the files that came."""
        one = super().clean
        return [one(file, initial) for file in data or []]


class ReferenceForm(forms.Form):
    """Files, or a text that was pasted with its title; `too_large` where not all of the files were read."""

    too_large = False

    source = LineField(label=_("出处"), max_length=200, required=False, help_text=_("如“2020年征文集”“某报副刊”。"))
    uploads = FilesField(
        label=_("文件"),
        required=False,
        help_text=_("一次最多 20 个：Word、WPS、PDF 或纯文本。更多的请管理员用 manage.py load_references 加入。"),
    )
    title = LineField(label=_("标题"), max_length=200, required=False)
    text = forms.CharField(
        label=_("粘贴的文字"), max_length=MOST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        """Ask for files or a text, and for a title with the text."""
        values = super().clean() or {}
        if self.too_large:
            self.add_error("uploads", _("这些文件加起来太大，一份也没有加入。请分几次加入。"))
            return values
        files, text = values.get("uploads"), (values.get("text") or "").strip()
        if files and len(files) > MOST_FILES:
            self.add_error("uploads", _("一次最多 20 个文件，请分几次加入。"))
        if not files and not text and not self.errors:
            self.add_error("uploads", _("请选择文件，或者在下面粘贴文字。"))
        if text and not values.get("title"):
            self.add_error("title", _("请给粘贴的文字写一个标题。"))
        return values


class CommonForm(forms.Form):
    """A passage that everybody may write."""

    text = forms.CharField(
        label=_("公共文字"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("人人都会引用的话，如通知里的提法、文件原文。比对时不再计入，略有出入的也不计入。"),
    )
    note = LineField(label=_("说明"), max_length=200, required=False)
