"""The repair queue: mail, file and proposal side by side, settled with one click."""

from dataclasses import dataclass
from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.documents.html import write_html
from contest.documents.inspection import inspect
from contest.entries.checking import download_name
from contest.entries.mailbox import operations
from contest.entries.mailbox.forms import AsideForm, ProposalForm
from contest.entries.mailbox.models import UNSETTLED, Candidate, CandidateState, ReceivedMail
from contest.entries.mailbox.queries import candidates, next_to_settle, tabs
from contest.entries.mailbox.reading import read_letter
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.rules import may_screen
from contest.phrases import Refusal
from contest.web.files import attachment
from contest.web.lines import one_line
from contest.web.pages import page_of
from contest.web.wording import say


@dataclass(frozen=True, slots=True)
class FileLook:
    """What is seen of a file on the page: its text, or why there is none."""

    html: str = ""
    words: int | None = None
    why_not: str = ""

    @classmethod
    def of(cls, candidate: Candidate) -> "FileLook":
        """Give the look at a candidate's file."""
        if not candidate.stored_name:
            return cls()
        with candidate.open() as stored:
            inspection = inspect(BytesIO(stored.read()), None)
        if inspection.document is None:
            return cls(why_not=say(inspection.fault.phrase) if inspection.fault else "")
        return cls(write_html(inspection.document), inspection.words.words if inspection.words else None)


def queue(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what came by mail and waits, or what became of it, by state."""
    state = request.GET.get("state", CandidateState.DOUBTFUL)
    return render(
        request,
        "entries/mailbox/queue.html",
        {
            "contest": contest,
            "tabs": tabs(contest),
            "state": state,
            "page": page_of(request, candidates(contest, state)),
        },
    )


def candidate(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show one file with its mail and what is proposed for it."""
    return _candidate_page(request, contest, _candidate(contest, token))


def _candidate(contest: Contest, token: str) -> Candidate:
    found = (
        Candidate.objects.filter(mail__contest=contest, token=token)
        .select_related("mail__contest", "entry", "settled_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _candidate_page(
    request: HttpRequest,
    contest: Contest,
    found: Candidate,
    form: ProposalForm | None = None,
    aside_form: AsideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "entries/mailbox/candidate.html",
        {
            "contest": contest,
            "candidate": found,
            "mail": found.mail,
            "first_sender": _first_sender(found.mail),
            "look": FileLook.of(found),
            "others": found.mail.candidates.exclude(pk=found.pk),
            "form": form or ProposalForm(candidate=found),
            "aside_form": aside_form or AsideForm(prefix="aside"),
            "is_open": found.state in UNSETTLED,
            "may_act": may_screen(request.user, contest).allowed,
            "receipt": found.entry.receipts.last() if found.entry else None,
            "next": next_to_settle(contest, found),
        },
        status=status,
    )


def _first_sender(mail: ReceivedMail) -> str:
    """Give who wrote what a mail forwards; it is read anew, since nothing is done by it."""
    with mail.open() as stored:
        return read_letter(stored.read()).first_sender


@require_POST
def settle(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Enter a file under the fields as they stand on the page, and go on to the next that waits."""
    found = _candidate(contest, token)
    form = ProposalForm(request.POST, candidate=found)
    if not form.is_valid():
        return _candidate_page(request, contest, found, form, status=422)
    try:
        receipt = operations.settle(candidate=found, fields=form.fields_given(), actor=signed_in(request))
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _candidate_page(request, contest, _candidate(contest, token), form, status=409)
    messages.success(
        request, _("已收稿：《%(title)s》，回执编号 %(number)s。") % {"title": receipt.title, "number": receipt.number}
    )
    return _to_next(contest, found)


@require_POST
def set_aside(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Say that something is no entry, and go on to the next that waits."""
    found = _candidate(contest, token)
    form = AsideForm(request.POST, prefix="aside")
    if not form.is_valid():
        return _candidate_page(request, contest, found, aside_form=form, status=422)
    try:
        operations.set_aside(candidate=found, reason=form.cleaned_data["reason"], actor=signed_in(request))
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _candidate_page(request, contest, _candidate(contest, token), aside_form=form, status=409)
    messages.success(request, _("已归入“不作稿件”，随时可以重新处理。"))
    return _to_next(contest, found)


@require_POST
def take_up(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Put what was set aside, or taken for a duplicate, back among what waits."""
    found = _candidate(contest, token)
    try:
        operations.take_up_again(candidate=found, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("mailed", contest=contest.slug, token=token)


def _to_next(contest: Contest, found: Candidate) -> HttpResponse:
    following = next_to_settle(contest, found)
    if following is None:
        return redirect("mailbox", contest=contest.slug)
    return redirect("mailed", contest=contest.slug, token=following.token)


def file(request: HttpRequest, contest: Contest, token: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a file as it came, under the name it came with; where its content is something else, the ending says so."""
    found = _candidate(contest, token)
    if not found.stored_name:
        raise Http404
    with found.open() as stored:
        content = stored.read()
    name = one_line(found.received_name).replace("/", "／")
    return attachment(BytesIO(content), download_name(name, content))


def original(request: HttpRequest, contest: Contest, token: str) -> HttpResponseBase:  # noqa: ARG001
    """Give the mail itself, to be opened in a mail program."""
    found = _candidate(contest, token)
    return attachment(found.mail.open(), f"{found.mail.sha256[:12]}.eml")
