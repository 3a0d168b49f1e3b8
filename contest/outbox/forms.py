"""The wording of a letter, as staff write it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.outbox.wording import LONGEST_BODY, LONGEST_SUBJECT, Wording
from contest.phrases import Phrase
from contest.web.fields import LineField
from contest.web.wording import say


class LetterForm(forms.Form):
    """Subject and body; `contest.outbox.wording` says what they may hold."""

    subject = LineField(label=_("标题"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(label=_("正文"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, data: Mapping[str, Any] | None = None, *, wording: Wording | None = None) -> None:
        super().__init__(data, initial={"subject": wording.subject, "body": wording.body} if wording else None)

    def wording(self) -> Wording:
        """Give what was written, right or wrong."""
        return Wording(str(self["subject"].value() or ""), str(self["body"].value() or ""))

    def add_faults(self, faults: Mapping[str, Phrase]) -> None:
        """Put each fault beside its field, where the form itself found none."""
        for field, fault in faults.items():
            if field not in self.errors:
                self.add_error(field, say(fault))
