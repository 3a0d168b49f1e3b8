"""The letters of a contest: what each says, its own wording, and what could not be delivered."""

from datetime import timedelta
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from contest.outbox import operations
from contest.outbox.catalogue import LETTERS, MEANINGS, SAMPLES, standard
from contest.outbox.forms import LetterForm
from contest.outbox.mailing import MOST_ATTEMPTS
from contest.outbox.models import LetterKind
from contest.outbox.operations import WordingRefused
from contest.outbox.queries import changes_of, letter_lines, own_wording, undelivered
from contest.outbox.wording import Wording, as_written, filled
from contest.web.pages import page_of


class Writing(Protocol):
    """What has letters: anything with a slug, a title and a zone; messages know no contest."""

    slug: str
    title: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are written."""
        ...


def letters(request: HttpRequest, contest: Writing) -> HttpResponse:
    """List the kinds of letters, and the mails that a server has refused."""
    return render(
        request,
        "outbox/letters.html",
        {
            "contest": contest,
            "lines": letter_lines(contest.slug),
            "mail_configured": settings.MAIL_CONFIGURED,
            "most_attempts": MOST_ATTEMPTS,
            "page": page_of(request, undelivered(contest.slug).prefetch_related("messages")),
        },
    )


def letter(request: HttpRequest, contest: Writing, kind: str) -> HttpResponse:
    """Show a letter with sample values; who may change its wording finds the form beside it."""
    known = _kind(kind)
    wording = operations.wording_in_use(known, contest.slug)
    return _letter_page(request, contest, known, LetterForm(wording=wording), wording)


@require_POST
def preview_letter(request: HttpRequest, contest: Writing, kind: str) -> HttpResponse:
    """Show a wording that is being written with sample values, and what is wrong with it; nothing is kept."""
    known, form = _kind(kind), LetterForm(request.POST)
    preview = _check(known, form)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "outbox/_preview.html", _preview(contest, preview, form))
    return _letter_page(request, contest, known, form, preview)


@require_POST
def save_letter(request: HttpRequest, contest: Writing, kind: str) -> HttpResponse:
    """Keep the contest's own wording of a letter."""
    known, form = _kind(kind), LetterForm(request.POST)
    checked = _check(known, form)
    if checked is None:
        return _letter_page(request, contest, known, form, None, status=422)
    operations.reword(kind=known, contest=contest.slug, wording=checked, actor=_actor(request))
    messages.success(request, _("已保存。以后的信按这里写的发。"))
    return redirect("letter", contest=contest.slug, kind=known)


@require_POST
def restore_letter(request: HttpRequest, contest: Writing, kind: str) -> HttpResponse:
    """Go back to the standard wording of a letter."""
    known = _kind(kind)
    operations.restore(kind=known, contest=contest.slug, actor=_actor(request))
    messages.success(request, _("已恢复标准写法。"))
    return redirect("letter", contest=contest.slug, kind=known)


def _kind(name: str) -> LetterKind:
    if name not in LetterKind.values:
        raise Http404
    return LetterKind(name)


def _actor(request: HttpRequest) -> AbstractBaseUser:
    """Give who asks: the guard of these pages lets nobody in who is nobody in particular."""
    return cast(AbstractBaseUser, request.user)


def _check(kind: LetterKind, form: LetterForm) -> Wording | None:
    """Give the wording of a form as it would be kept; None where it can't be used, with the faults in the form."""
    form.is_valid()
    try:
        wording = operations.checked(kind, form.wording())
    except WordingRefused as refusal:
        form.add_faults(refusal.faults)
        return None
    return wording if form.is_valid() else None


def _preview(contest: Writing, wording: Wording | None, form: LetterForm) -> dict[str, object]:
    """Give what a preview shows: the letter as it would come, or what is wrong with its wording."""
    return {"letter": filled(wording, _samples(contest)) if wording else None, "form": form}


def _samples(contest: Writing) -> dict[str, str]:
    until = (timezone.now() + timedelta(days=7)).astimezone(contest.zone).replace(hour=18, minute=0)
    with override(settings.LANGUAGE_CODE):
        return {
            **{name: _(sample) for name, sample in SAMPLES.items()},
            "contest": contest.title,
            "until": f"{until:%Y-%m-%d %H:%M}",
        }


def _letter_page(
    request: HttpRequest,
    contest: Writing,
    kind: LetterKind,
    form: LetterForm,
    wording: Wording | None,
    status: int = 200,
) -> HttpResponse:
    samples, described = _samples(contest), LETTERS[kind]
    return render(
        request,
        "outbox/letter.html",
        {
            "contest": contest,
            "kind": kind,
            "described": described,
            "is_own": own_wording(kind, contest.slug) is not None,
            "standard": standard(kind),
            "places": [
                (as_written(name), _(MEANINGS[name]), samples[name], name in described.needed)
                for name in described.places
            ],
            "changes": changes_of(kind, contest.slug)[:10],
            **_preview(contest, wording, form),
        },
        status=status,
    )
