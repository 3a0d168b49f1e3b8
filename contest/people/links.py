"""One-time links by which a person sets a password, without any mail server."""

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from contest.people.models import User


def link_parts(person: User) -> tuple[str, str]:
    """Give the two parts of a link that works once, for three days, until the password changes or is used."""
    return urlsafe_base64_encode(str(person.pk).encode()), default_token_generator.make_token(person)


def person_of_link(uid: str) -> User | None:
    """Give the person whom the first part of a link names, if there is an active one."""
    try:
        key = int(force_str(urlsafe_base64_decode(uid)))
    except (ValueError, OverflowError):
        return None
    return User.objects.filter(pk=key, is_active=True).first() if key < 2**63 else None
