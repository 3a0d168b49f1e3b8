"""The form that keeps an export."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.exports.selecting.models import NamedExport
from contest.web.fields import LineField


class KeepExportForm(forms.Form):
    """A name for the export that the page shows, and for whom."""

    name = LineField(label=_("名称"), max_length=NamedExport._meta.get_field("name").max_length)
    asked = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    for_office = forms.BooleanField(
        label=_("给全组都用"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
