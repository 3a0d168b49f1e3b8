"""One-time links by which a person sets a password, without any mail server."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from contest.people.models import User


class _Tokens(PasswordResetTokenGenerator):
    """Tokens that hold while the person's offices stay what they were: a link leads into no office given later."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        offices = user.appointments.order_by("pk").values_list("pk", "ended_at")
        return f"{super()._make_hash_value(user, timestamp)}{list(offices)}"


_tokens = _Tokens()


def link_parts(person: User) -> tuple[str, str]:
    """Give the two parts of a link that works once, for three days, until password or offices change or it is used."""
    return urlsafe_base64_encode(str(person.pk).encode()), _tokens.make_token(person)


def is_of_link(person: User, token: str) -> bool:
    """Say whether this is the second part of a link of the person's that still works."""
    return _tokens.check_token(person, token)


def person_of_link(uid: str) -> User | None:
    """Give the person whom the first part of a link names, if there is an active one."""
    try:
        key = int(force_str(urlsafe_base64_decode(uid)))
    except (ValueError, OverflowError):
        return None
    return User.objects.filter(pk=key, is_active=True).first() if key < 2**63 else None
