"""An objection as it is made, and what the office writes on it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from contest.awards.models import Award
from contest.phrases import Phrase, gettext_noop
from contest.web.fields import LineField
from contest.web.wording import inside_marks, say

MOST_FILES = 5


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, as they were received."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Give the files that came; refuse too many, and too much."""
        files = [super(FilesField, self).clean(one, initial) for one in data or []]
        if len(files) > MOST_FILES:
            raise ValidationError(say(Phrase(gettext_noop("最多 %(count)s 个文件。"), {"count": MOST_FILES})))
        if sum(file.size or 0 for file in files) > settings.MANUSCRIPT_MAX_BYTES:
            limit = {"limit": settings.MANUSCRIPT_MAX_BYTES // (1024 * 1024)}
            raise ValidationError(say(Phrase(gettext_noop("文件一共不能超过 %(limit)s MB。"), limit)))
        return files


class ObjectForm(forms.Form):
    """Who objects, to what, on which grounds."""

    name = LineField(label=_("姓名"), max_length=60, help_text=_("请写真实姓名。只有主办单位看得到。"))
    contact = LineField(label=_("手机号或邮箱"), max_length=254, help_text=_("用来核实和答复。"))
    award = forms.ChoiceField(label=_("对哪一项有异议"), required=False)
    about = LineField(label=_("其他情况"), max_length=200, required=False)
    grounds = forms.CharField(
        label=_("事实和依据"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("请写清楚事情、出处和证据。"),
    )
    attachments = FilesField(label=_("附件"), required=False, help_text=_("可以不附。"))

    def __init__(self, *args: Any, awards: Sequence[Award], too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.too_large = too_large
        award = self.fields["award"]
        if isinstance(award, forms.ChoiceField):
            award.choices = [
                ("", _("不针对某一项")),
                *((str(one.pk), f"{one.tier_name}《{inside_marks(one.title)}》{one.author}") for one in awards),
            ]

    def clean_contact(self) -> str:
        """Refuse an address that no mail reaches: answers would be lost, and nobody could ask."""
        contact = str(self.cleaned_data["contact"])
        if "@" in contact:
            validate_email(contact)
        return contact

    def clean(self) -> dict[str, Any]:
        """Something must be objected to; a file that was too large is said."""
        cleaned = super().clean() or {}
        if not cleaned.get("award") and not cleaned.get("about"):
            self.add_error("about", _("请选择一项，或者写明情况。"))
        if self.too_large:
            limit = {"limit": settings.MANUSCRIPT_MAX_BYTES // (1024 * 1024)}
            self.add_error("attachments", say(Phrase(gettext_noop("文件一共不能超过 %(limit)s MB。"), limit)))
        return cleaned


class NoteForm(forms.Form):
    """What the office writes on an objection."""

    text = forms.CharField(label=_("内容"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
