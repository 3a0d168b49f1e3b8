"""How the sign-in library handles our accounts: one sign-in name, which is a telephone number or an e-mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from contest.people.contacts import ContactFault, read_contact
from contest.people.models import User


class PeopleAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library ships no types
    """Reads sign-in names by `contacts.read_contact`."""

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Give the sign-in name in its one spelling; refuse what is no contact, or is already taken."""
        try:
            login = read_contact(username).value
        except ContactFault as fault:
            raise ValidationError(_(fault.phrase.template)) from fault
        if not shallow and User.objects.filter(login=login).exists():
            raise ValidationError(_("这个手机号或邮箱已经注册过，请直接登录。"))
        return login

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account and address: guessing from elsewhere locks nobody out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: ARG002
        """Fill a new account from the sign-up form."""
        contact = read_contact(form.cleaned_data["username"])
        user.login, user.name = contact.value, form.cleaned_data["name"]
        setattr(user, contact.kind, contact.value)
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Leave the sign-in name as `save_user` set it."""
