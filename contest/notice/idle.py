"""The session of somebody with an office ends when nothing was asked for a while; an entrant's stays.

The session carries the time of signing in and whether the person held an office then; for an office the time becomes
that of the last request. It is written anew every few minutes at most, so that hardly any request writes.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from contest.notice.models import Appointment, Office
from contest.notice.rules import DESK_OFFICES
from contest.people.models import User
from contest.web.middleware import SignInNeeded

SEEN: Final = "seen_at"
OFFICE: Final = "holds_office"
WATCHED: Final = DESK_OFFICES | {Office.JUDGE}
_REFRESH_SECONDS: Final = 300


@receiver(user_logged_in, dispatch_uid="contest.notice.idle")
def begin(request: HttpRequest, user: User, **kwargs: Any) -> None:  # noqa: ARG001
    """Note when the session began, and whether it is an office holder's."""
    request.session[SEEN] = _now()
    request.session[OFFICE] = Appointment.objects.filter(person=user, office__in=WATCHED, ended_at=None).exists()


def idle_limit(handler: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out an office holder who asked for nothing during `STAFF_IDLE_MINUTES`."""

    def watched(request: HttpRequest) -> HttpResponse:
        if request.session.get(OFFICE):
            if _is_idle(request):
                logout(request)
                messages.info(request, _("您已较长时间没有操作，请重新登录。"))
            elif _now() - request.session[SEEN] >= _REFRESH_SECONDS:
                request.session[SEEN] = _now()
        return handler(request)

    return watched


def hold_office(request: HttpRequest) -> None:
    """Watch the session of somebody appointed since signing in. Raises `SignInNeeded` when it is idle already."""
    if request.session.get(OFFICE):
        return
    if _is_idle(request):
        logout(request)
        raise SignInNeeded
    request.session.update({OFFICE: True, SEEN: _now()})


def _now() -> float:
    return timezone.now().timestamp()


def _is_idle(request: HttpRequest) -> bool:
    """Say whether the session was last seen too long ago; one that does not say when was begun in another time."""
    seen = float(request.session.get(SEEN, 0))
    return bool(_now() - seen > settings.STAFF_IDLE_MINUTES * 60)
