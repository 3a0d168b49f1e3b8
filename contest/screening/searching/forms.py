"""The form that keeps a search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contest.screening.searching.models import SavedSearch
from contest.web.fields import LineField


class SaveSearchForm(forms.Form):
    """A name for the search that the page shows, and for whom."""

    name = LineField(label=_("名称"), max_length=SavedSearch._meta.get_field("name").max_length)
    q = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    for_office = forms.BooleanField(
        label=_("给审稿的人都用"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
