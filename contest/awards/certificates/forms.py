"""How certificates look and read, as the office writes it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contest.awards.certificates.queries import Template
from contest.phrases import Refusal
from contest.typeset.certificates import Design, Kind, Wording, check_wording
from contest.typeset.fonts import HEI, SONG, Fonts
from contest.typeset.places import check_number_pattern
from contest.web.fields import LineField
from contest.web.wording import say

_FONT_NAMES = {SONG: _("宋体"), HEI: _("黑体")}


class DesignForm(forms.Form):
    """The template of a contest's certificates; the texts have places."""

    heading = LineField(label=_("证书名称"), max_length=40)
    person_salute = LineField(label=_("个人：称呼"), max_length=60)
    person_body = LineField(label=_("个人：正文"), max_length=300)
    person_closing = LineField(label=_("个人：结语"), max_length=100, required=False)
    unit_salute = LineField(label=_("单位：称呼"), max_length=60)
    unit_body = LineField(label=_("单位：正文"), max_length=300)
    unit_closing = LineField(label=_("单位：结语"), max_length=100, required=False)
    number_pattern = LineField(
        label=_("编号规则"), max_length=60, help_text=_("可以用 {label}、{year} 和 {number}；{number:04} 补足四位。")
    )
    page = forms.ChoiceField(label=_("纸张"), choices=[("wide", _("A4 横向")), ("tall", _("A4 纵向"))])
    heading_font = forms.ChoiceField(label=_("证书名称的字体"))
    text_font = forms.ChoiceField(label=_("正文的字体"))
    border = forms.BooleanField(label=_("四周加边框"), required=False)
    seal = forms.BooleanField(label=_("标出加盖公章处"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, template: Template, fonts: Fonts) -> None:
        super().__init__(data, initial=_initial(template), label_suffix="")
        families = fonts.families()
        for name in ("heading_font", "text_font"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(family, _FONT_NAMES.get(family, family)) for family in families]
        for name in ("person_body", "unit_body"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2})

    def clean_number_pattern(self) -> str:
        """Refuse a pattern that does not tell one number from another."""
        pattern = str(self.cleaned_data["number_pattern"])
        try:
            check_number_pattern(pattern)
        except Refusal as refusal:
            raise ValidationError(say(refusal.phrase)) from refusal
        return pattern

    def clean(self) -> dict[str, Any]:
        """Refuse places that can't be filled in, each beside its field."""
        cleaned = super().clean() or {}
        kinds: tuple[Kind, Kind] = ("person", "unit")
        for kind in kinds:
            for part in ("salute", "body", "closing"):
                name = f"{kind}_{part}"
                try:
                    check_wording(kind, cleaned.get(name, ""))
                except Refusal as refusal:
                    self.add_error(name, say(refusal.phrase))
        return cleaned

    def design(self) -> Design:
        """Give what was written as a design."""
        given = self.cleaned_data
        return Design(
            wide=given["page"] == "wide",
            heading=given["heading"],
            person=Wording(given["person_salute"], given["person_body"], given["person_closing"]),
            unit=Wording(given["unit_salute"], given["unit_body"], given["unit_closing"]),
            heading_font=given["heading_font"],
            text_font=given["text_font"],
            border=given["border"],
            seal=given["seal"],
        )


def _initial(template: Template) -> dict[str, Any]:
    design = template.design
    return {
        "number_pattern": template.number_pattern,
        "page": "wide" if design.wide else "tall",
        **{name: getattr(design, name) for name in ("heading", "heading_font", "text_font", "border", "seal")},
        **{f"person_{name}": text for name, text in asdict(design.person).items()},
        **{f"unit_{name}": text for name, text in asdict(design.unit).items()},
    }
