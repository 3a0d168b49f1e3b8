"""How the sign-in library handles our accounts: one sign-in name, which is a telephone number or an e-mail."""

from typing import Any, Final, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from contest.people.contacts import ContactFault, read_contact
from contest.people.models import User

PAGE_OF_OFFICE: Final = {
    "organiser": "desk",
    "screener": "desk",
    "observer": "desk",
    "judge": "reading-list",
    "unit_contact": "bundles",
}
"""The page on which the work of an office begins; by name, since offices are known one floor up."""


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

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead who holds an office to where its work is, in the current contest first; others as settings say.

        A page that was asked for (`next`) comes before this.
        """
        held = (
            cast(User, request.user)
            .appointments.filter(ended_at=None, office__in=PAGE_OF_OFFICE)
            .exclude(office="unit_contact", contest__opened_at=None)  # that page opens with the contest
            .select_related("contest")
            .order_by("-contest__is_current", "-pk")
            .first()
        )
        if held is None:
            return str(super().get_login_redirect_url(request))
        return reverse(PAGE_OF_OFFICE[held.office], args=[held.contest.slug])

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
