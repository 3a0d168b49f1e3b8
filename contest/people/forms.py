"""Signing up and signing in."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contest.people.contacts import ContactFault, read_contact
from contest.web.fields import LineField

_CONTACT = _("手机号或邮箱")


class SignInForm(LoginForm):  # type: ignore[misc]  # the library ships no types
    """Telephone number or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = _CONTACT
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """Give the sign-in name as stored; what is no contact stays as typed and simply matches nobody."""
        typed = str(self.cleaned_data["login"]).strip()
        try:
            return read_contact(typed).value
        except ContactFault:
            return typed

    def clean(self) -> dict[str, Any]:
        """Refuse what fits no account in the words of this page, which knows no user names."""
        try:
            return dict(super().clean())
        except ValidationError as error:
            if error.code != "username_password_mismatch":
                raise
            raise ValidationError(_("手机号、邮箱或密码不正确，请核对后再试。"), code=error.code) from error


class SignUpForm(SignupForm):  # type: ignore[misc]  # the library ships no types
    """A name, one contact, a password twice."""

    name = LineField(
        label=_("姓名"),
        max_length=60,
        help_text=_("与身份证件一致；评委看不到。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ("name", "username", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        username = self.fields["username"]
        username.label = _CONTACT
        username.help_text = _("用来登录和联系您；不需要能收邮件。")
        username.widget.attrs = {"autocomplete": "username"}
        for field in ("password1", "password2"):
            self.fields[field].widget.attrs.pop("placeholder", None)
        self.order_fields(self.field_order)


class NewPasswordForm(forms.Form):
    """A person sets the password of an account that the office opened."""

    password1 = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("再输一遍"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        cleaned = super().clean() or {}
        if cleaned.get("password1") and cleaned.get("password1") != cleaned.get("password2"):
            raise ValidationError({"password2": _("两次输入的密码不一样，请再输一遍。")})
        return cleaned
