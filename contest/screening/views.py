"""The screening desk."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.checks import words_check
from contest.entries.models import Entry, EntryState, Manuscript
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.rules import may_screen
from contest.phrases import Refusal
from contest.screening import operations
from contest.screening.forms import MASK_NAMES, DecisionForm
from contest.screening.models import Outcome
from contest.screening.queries import next_to_screen, tabs
from contest.screening.queries import queue as queue_of
from contest.web.files import attachment
from contest.web.pages import page_of
from contest.web.wording import say


def queue(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the queue: what waits, by state, searched by words."""
    state = request.GET.get("state", EntryState.RECEIVED)
    words = request.GET.get("q", "").strip()
    return render(
        request,
        "screening/queue.html",
        {
            "contest": contest,
            "tabs": tabs(contest),
            "state": state,
            "words": words,
            "page": page_of(request, queue_of(contest, state, words)),
        },
    )


def entry(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show one entry: the manuscript as judges would see it with what was masked, the facts, the decision."""
    found = _entry(contest, token)
    return _entry_page(request, contest, found, None)


def _entry(contest: Contest, token: str) -> Entry:
    found = (
        Entry.objects.filter(contest=contest, token=token)
        .handed_in()
        .select_related("contest", "unit", "manuscript", "entrant")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _entry_page(
    request: HttpRequest, contest: Contest, found: Entry, form: DecisionForm | None, status: int = 200
) -> HttpResponse:
    manuscript = found.manuscript
    if manuscript is None:  # a constraint forbids it for what was handed in
        raise Http404
    until = (timezone.now() + timedelta(days=7)).astimezone(contest.zone).replace(hour=18, minute=0, tzinfo=None)
    form = form or DecisionForm(
        contest=contest, initial={"version": manuscript.version, "until": until, "outcome": Outcome.PASS}
    )
    may_decide = may_screen(request.user, contest).allowed and found.state in (
        EntryState.RECEIVED,
        EntryState.ELIGIBLE,
        EntryState.DISQUALIFIED,
    )
    copy = operations.blind_copy(manuscript)
    return render(
        request,
        "screening/entry.html",
        {
            "contest": contest,
            "entry": found,
            "manuscript": manuscript,
            "copy": copy,
            "masks": [(MASK_NAMES[mask.kind], mask.text) for mask in copy.masks],
            "words_check": words_check(manuscript.words, contest.word_limit),
            "receipt": manuscript.receipt,
            "declarations": manuscript.receipt.declarations.all(),
            "decisions": found.decisions.select_related("decided_by", "manuscript"),
            "versions": found.manuscripts.all(),
            "form": form,
            "may_decide": may_decide,
            "next": next_to_screen(contest, found),
        },
        status=status,
    )


@require_POST
def decide(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Take a decision and go on to the next entry that waits."""
    found = _entry(contest, token)
    form = DecisionForm(request.POST, contest=contest)
    if not form.is_valid():
        return _entry_page(request, contest, found, form, status=422)
    manuscript = Manuscript.objects.filter(entry=found, version=form.cleaned_data["version"]).first()
    if manuscript is None:
        raise Http404
    manuscript.entry = found
    try:
        _decide(form, found, manuscript, request, contest.zone)
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        found.refresh_from_db()
        return _entry_page(request, contest, found, form, status=409)
    messages.success(
        request,
        _("《%(title)s》：%(outcome)s。")
        % {"title": found.title, "outcome": Outcome(form.cleaned_data["outcome"]).label},
    )
    following = next_to_screen(contest, found)
    if following is None:
        return redirect("screening", contest=contest.slug)
    return redirect("screen-entry", contest=contest.slug, token=following.token)


def _decide(form: DecisionForm, found: Entry, manuscript: Manuscript, request: HttpRequest, zone: ZoneInfo) -> None:
    values, actor = form.cleaned_data, signed_in(request)
    match values["outcome"]:
        case Outcome.PASS:
            operations.pass_entry(entry=found, manuscript=manuscript, actor=actor)
        case Outcome.RETURN:
            until = timezone.make_naive(values["until"]).replace(tzinfo=zone)
            operations.return_entry(entry=found, manuscript=manuscript, note=values["note"], until=until, actor=actor)
        case Outcome.DISQUALIFY:
            operations.disqualify_entry(
                entry=found,
                manuscript=manuscript,
                reason=form.reasons[values["reason"]],
                note=values["note"],
                actor=actor,
            )


def file(request: HttpRequest, contest: Contest, token: str, version: int) -> HttpResponseBase:  # noqa: ARG001
    """Give a manuscript as it was handed in, under the name the rule spells."""
    manuscript = Manuscript.objects.filter(entry=_entry(contest, token), version=version).first()
    if manuscript is None:
        raise Http404
    return attachment(manuscript.open(), manuscript.canonical_name or f"{contest.label}-{version}.{manuscript.kind}")
