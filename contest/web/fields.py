"""Form fields for what people type."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contest.web.lines import one_line


class LineField(forms.CharField):
    """A name, a title, any text of one line: signs that can't be seen are taken out, line breaks are blanks."""

    def to_python(self, value: Any) -> Any:
        """Give the text as one line."""
        given = super().to_python(value)
        return one_line(given) if isinstance(given, str) else given


def is_within_years(moment: datetime) -> bool:
    """Say whether a time lies in the years 2000 to 2200; another is a slip of the hand, and too far for databases."""
    return 2000 <= moment.year <= 2200


def within_years(moment: datetime) -> None:
    """Refuse a time outside the years 2000 to 2200."""
    if not is_within_years(moment):
        raise ValidationError(_("时间应当在 2000 年到 2200 年之间。"))
