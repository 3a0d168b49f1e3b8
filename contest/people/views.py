"""Setting the password of an account that the office opened, or whose password is lost."""

from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from contest.people.forms import NewPasswordForm
from contest.people.links import is_of_link, person_of_link
from contest.people.operations import set_password as store_password


def set_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Ask for a new password, once, for whoever holds the link."""
    person = person_of_link(uid)
    if person is None or not is_of_link(person, token):
        raise Http404
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password1"]
        try:
            validate_password(password, person)
        except ValidationError as error:
            form.add_error("password1", error)
        else:
            store_password(person=person, password=password)
            messages.success(request, _("密码已设好，请登录。"))
            return redirect("account_login")
    response = render(request, "people/set_password.html", {"form": form, "person": person})
    add_never_cache_headers(response)
    return response
