"""A person's own API tokens, on the pages of their account: made, shown once, revoked."""

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.exports.api.forms import TokenForm
from contest.notice.access import demand, signed_in, unstored
from contest.notice.rules import may_have_tokens
from contest.people.models import ApiToken
from contest.people.operations import make_token, revoke_token
from contest.phrases import Refusal
from contest.web.middleware import SecondFactorNeeded
from contest.web.wording import say

Page = Callable[[HttpRequest], HttpResponse]
_proved_again: Callable[[Page], Page] = reauthentication_required  # the library ships no types


def _for_the_desk(page: Page) -> Page:
    """Open the page to whoever may have tokens."""

    @wraps(page)
    def guarded(request: HttpRequest) -> HttpResponse:
        demand(request, may_have_tokens(request.user))
        if settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(request.user):
            raise SecondFactorNeeded
        answer = page(request)
        unstored(answer)
        return answer

    return guarded


@_for_the_desk
@_proved_again
def own_tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens, and make one: its secret is on this answer and nowhere else.

    A session that was left open does not do: the password is asked for once more.
    """
    person = signed_in(request)
    form, made, secret, status = TokenForm(request.POST or None), None, "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made, secret = make_token(person=person, name=form.cleaned_data["name"], days=form.cleaned_data["days"])
            except Refusal as refusal:
                form.add_error(None, say(refusal.phrase))
            else:
                form, status = TokenForm(), 200
    standing = ApiToken.objects.standing(timezone.now()).filter(person=person)
    context = {"form": form, "tokens": standing, "made": made, "secret": secret}
    return render(request, "exports/tokens.html", context, status=status)


@_for_the_desk
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Revoke one of one's own tokens."""
    person, key = signed_in(request), request.POST.get("token", "")
    found = person.api_tokens.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if found is None:
        raise Http404
    revoke_token(token=found, actor=person)
    messages.success(request, _("令牌“%(name)s”已撤销。") % {"name": found.name})
    return redirect("api-tokens")
