"""The score sheet, and the organiser's steps."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.judging.anchors import Guidance, read_guidance
from contest.judging.models import RoundCriterion
from contest.phrases import Phrase
from contest.web.wording import say


class ScoreSheet(forms.Form):
    """A mark for each criterion, and a comment. Empty marks are allowed while it is a draft."""

    comment = forms.CharField(
        label=_("评语"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("供组织者参考，可以不写。"),
    )

    def __init__(self, *args: Any, criteria: list[RoundCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.criteria = criteria
        for number, criterion in enumerate(criteria, 1):
            # The keys 1 to 9 lead to the first nine.
            reached = {"data-key": str(number), "data-key-label": criterion.name} if number < 10 else {}
            self.fields[self.mark_name(criterion.key)] = forms.DecimalField(
                label=criterion.name,
                required=False,
                max_digits=6,
                decimal_places=2,
                help_text=criterion.guidance,
                widget=forms.NumberInput(
                    attrs={
                        "min": f"{criterion.minimum.normalize():f}",
                        "max": f"{criterion.maximum.normalize():f}",
                        "step": f"{criterion.step.normalize():f}",
                        "inputmode": "decimal",
                        "class": "score-input",
                        "data-weight": f"{criterion.weight.normalize():f}",
                        **reached,
                    }
                ),
            )

    @staticmethod
    def mark_name(key: str) -> str:
        """Give the name of a criterion's field."""
        return f"mark-{key}"

    def marks(self) -> Mapping[str, Decimal | None]:
        """Give the readable marks by criterion; what could not be read is left out."""
        return {
            criterion.key: self.cleaned_data[self.mark_name(criterion.key)]
            for criterion in self.criteria
            if self.mark_name(criterion.key) in self.cleaned_data
        }

    def comment_typed(self) -> str:
        """Give the comment as it was typed, cut at the field's length: keeping a draft never fails on it."""
        return str(self.data.get("comment", "")).replace("\0", "")[:4000]

    def revision(self) -> int | None:
        """Give the revision that the sheet was opened with, or was last told of."""
        given = str(self.data.get("revision", ""))
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None

    def add_faults(self, faults: Mapping[str, Phrase]) -> None:
        """Put what the rules say beside the marks it is about."""
        for key, phrase in faults.items():
            if not self.has_error(self.mark_name(key)):
                self.add_error(self.mark_name(key), say(phrase))

    def mark_rows(self) -> list[tuple[RoundCriterion, Any, Guidance]]:
        """Give each criterion with its field and what is said of its marks."""
        return [
            (criterion, self[self.mark_name(criterion.key)], read_guidance(criterion.guidance))
            for criterion in self.criteria
        ]
