"""People: one account each, found by e-mail address or telephone number."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contest.people.contacts import read_contact
from contest.web.lines import one_line


class UserManager(BaseUserManager["User"]):
    """Makes accounts; finds them by any spelling of their contact."""

    def create_user(self, login: str, password: str | None = None, *, name: str = "") -> "User":
        """Give a new, saved account; without a password nobody can sign in to it yet.

        Raises `ContactFault` when `login` is neither an e-mail address nor a telephone number.
        """
        contact = read_contact(login)
        user = self.model(login=contact.value, name=one_line(name), **{contact.kind: contact.value})
        user.set_password(password)
        user.save(using=self._db)
        return user

    def find(self, login: str) -> "User | None":
        """Give the account with this contact in any spelling. Raises `ContactFault` for what is no contact."""
        return self.filter(login=read_contact(login).value).first()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find the account by its sign-in name as stored."""
        return self.get(login=username)


class User(AbstractBaseUser):
    """A person with an account. What they may do in a contest is said by their appointments there."""

    login = models.CharField(_("手机号或邮箱"), max_length=254, unique=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    phone = models.CharField(_("手机号"), max_length=20, blank=True)
    name = models.CharField(_("姓名"), max_length=60)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="user_can_be_reached", condition=~Q(email="", phone="")),
        ]

    def __str__(self) -> str:
        return self.name or self.login


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """API tokens."""

    def standing(self, at: datetime) -> "ApiTokenQuerySet":
        """Give those that open anything at the moment `at`: neither revoked nor expired, of an active account."""
        return self.filter(revoked_at=None, expires_at__gt=at, person__is_active=True)


class ApiToken(models.Model):
    """What a program shows instead of a person's password, to read what that person may see.

    The secret itself is not kept. `read_on` says for each contest (by its slug) on which day it was last read.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    read_on = models.JSONField(default=dict)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="api_token_ends_after_it_begins", condition=Q(expires_at__gt=F("made_at"))),
        ]

    def __str__(self) -> str:
        return self.name
