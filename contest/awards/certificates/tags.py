"""For pages of rooms below: which of the entries on them have a certificate."""

from collections.abc import Iterable, Mapping

from django import template

from contest.awards.certificates.models import Certificate
from contest.awards.certificates.queries import certified
from contest.entries.models import Entry

register = template.Library()


@register.simple_tag
def certificates_of(entries: Iterable[Entry] | Entry) -> Mapping[int, Certificate]:
    """Give the certificates that stand of these entries, or of this one, by entry (primary key)."""
    return certified([entries] if isinstance(entries, Entry) else entries)


@register.filter
def of_entry(found: Mapping[int, Certificate], entry: Entry) -> Certificate | None:
    """Give the certificate of one of them."""
    return found.get(entry.pk)
