"""What an entrant fills in."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.entries.operations import Fields
from contest.notice.models import Consent
from contest.web.fields import LineField
from contest.web.lines import one_line


class FieldsForm(forms.Form):
    """Unit, title, author: filled in from the file's name, corrected by the entrant."""

    unit = LineField(
        label=_("所在单位"),
        max_length=60,
        help_text=_("写全称。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    title = LineField(label=_("作品题目"), max_length=100)
    author = LineField(label=_("作者姓名"), max_length=60, help_text=_("几位作者之间用顿号。评委看不到姓名和单位。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def fields_given(self) -> Fields:
        """Give the three fields as they were typed."""
        return Fields(self.cleaned_data["unit"], self.cleaned_data["title"], self.cleaned_data["author"])

    def fields_typed(self) -> Fields:
        """Give what stands in the fields, valid or not, so that it can be kept."""
        return Fields(*(one_line(str(self.data.get(name, ""))) for name in ("unit", "title", "author")))


class HandInForm(FieldsForm):
    """The three fields, and the declarations of the notice; those `agreed_before` come ticked."""

    def __init__(
        self, *args: Any, consents: Sequence[Consent], agreed_before: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consents, self.agreed_before = consents, agreed_before
        for consent in consents:
            self.fields[self.consent_name(consent)] = forms.BooleanField(
                label=consent.wording,
                required=consent.required,
                initial=consent.key in agreed_before,
                error_messages={"required": _("提交前请勾选这一项。")},
            )

    @staticmethod
    def consent_name(consent: Consent) -> str:
        """Give the name of a consent's tick box."""
        return f"consent-{consent.key}"

    def agreed(self) -> frozenset[str]:
        """Give the keys of what was agreed to."""
        return frozenset(c.key for c in self.consents if self.cleaned_data.get(self.consent_name(c)))

    def field_boxes(self) -> list[Any]:
        """Give the three fields as they are shown."""
        return [self[name] for name in ("unit", "title", "author")]

    def consent_boxes(self) -> list[Any]:
        """Give the tick boxes as they are shown."""
        return [self[self.consent_name(consent)] for consent in self.consents]
