"""The entrant's pages: from the dropped file to the receipt, and what became of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from contest.entries import operations
from contest.entries.arrivals import too_large
from contest.entries.check_pages import shown_check, shown_fields, sources_of
from contest.entries.checks import name_checks
from contest.entries.declarations import objection_in
from contest.entries.forms import FieldsForm, HandInForm
from contest.entries.manuscripts import mended
from contest.entries.models import Entry, EntryState, Manuscript
from contest.entries.operations import Fields, TooLate, name_rule
from contest.entries.queries import (
    entry_cards,
    meant_before,
    own_bundles,
    own_entries,
    standing_at,
    still_agreed,
    way_of,
)
from contest.entries.rules import may_declare, may_hand_in, may_revise, may_see_own
from contest.entries.units.queries import suggested_names
from contest.notice.access import demand, signed_in, unstored
from contest.notice.models import Contest
from contest.notice.queries import intake
from contest.outbox.models import Message
from contest.outbox.operations import mark_read
from contest.phrases import Refusal, gettext_noop
from contest.web.files import attachment
from contest.web.lines import one_line
from contest.web.middleware import SignInNeeded, arrived_at
from contest.web.pages import page_of
from contest.web.wording import say

P = ParamSpec("P")
ENTRIES_A_PAGE = 20
LETTERS_A_PAGE = 30
LETTERS_SHOWN = 5
FINDINGS_OPEN = 1
"""So many remarks on the layout stand open before the form: nobody has to act on them."""


def own_entry(
    page: Callable[Concatenate[HttpRequest, Entry, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the page of the entry named in the address, open to its entrant alone."""

    @wraps(page)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        entry = Entry.objects.select_related("contest__prize_list").filter(token=token).first()
        if entry is None:
            if not request.user.is_authenticated:
                raise SignInNeeded
            raise Http404
        demand(request, may_see_own(request.user, entry))
        request.contest = entry.contest  # type: ignore[attr-defined]  # for the page's frame
        return unstored(page(request, entry, *args, **kwargs))

    return guarded


def hand_in_start(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Ask for the file and take it into the draft."""
    person = signed_in(request)
    if request.method == "POST":
        return _take_upload(request, contest, None)
    draft = Entry.objects.filter(contest=contest, entrant=person, state=EntryState.DRAFT).first()
    if draft is not None and draft.manuscripts.exists() and "again" not in request.GET:
        return redirect("entry", token=draft.token)
    return _hand_in_page(request, contest, refusal=None)


def _hand_in_page(request: HttpRequest, contest: Contest, refusal: str | None, status: int = 200) -> HttpResponse:
    return render(
        request,
        "entries/hand_in.html",
        {
            "contest": contest,
            "intake": intake(contest, arrived_at(request)),
            "rule": name_rule(contest),
            "max_bytes": settings.MANUSCRIPT_MAX_BYTES,
            "refusal": refusal,
        },
        status=status,
    )


def _upload(request: HttpRequest) -> UploadedFile[bytes]:
    """Give the file that came with a request. Raises `Refusal` when none did, or one that is too large."""
    upload = request.FILES.get("file")
    if getattr(request, "upload_too_large", False):
        raise too_large()
    if upload is None:
        raise Refusal("no-file", gettext_noop("请先选择文件。"))
    return upload


def _take_upload(request: HttpRequest, contest: Contest, entry: Entry | None) -> HttpResponse:
    """Take the file of a request; on a refusal show the same page with what is wrong and what to do."""
    try:
        upload = _upload(request)
        manuscript = operations.take_file(
            contest=contest,
            person=signed_in(request),
            name=upload.name or "",
            content=upload,
            arrived_at=arrived_at(request),
            entry=entry,
        )
    except Refusal as refusal:
        if entry is None:
            return _hand_in_page(request, contest, say(refusal.phrase), status=422)
        return _entry_page(request, entry, refusal=say(refusal.phrase), status=422)
    address = reverse("entry", kwargs={"token": manuscript.entry.token})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return redirect(address)


@require_POST
def check_name(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Say how a file's name stands to the rule, before the file itself has come."""
    name = request.POST.get("name", "")[:400]
    checks = name_checks(name, name_rule(contest)) if name else []
    return render(request, "entries/_checks.html", {"checks": checks})


def entry(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Show an entry to its entrant: the form while it may be worked on, then what became of it."""
    if request.method != "POST":
        return _entry_page(request, entry)
    newest = _newest(entry)
    form = _form_for(entry, newest, request.POST)
    if not form.is_valid():
        operations.keep_fields(entry=entry, fields=form.fields_typed())
        return _entry_page(request, entry, newest, form, status=422)
    try:
        receipt = operations.hand_in(
            entry=entry,
            person=signed_in(request),
            fields=form.fields_given(),
            agreed=form.agreed(),
            objection_meant=form.objection_meant(),
            arrived_at=arrived_at(request),
        )
    except TooLate as late:
        operations.keep_fields(entry=entry, fields=form.fields_given())
        return render(
            request,
            "entries/too_late.html",
            {
                "contest": entry.contest,
                "entry": entry,
                "form": form,
                "why": late.phrase,
                "arrived_at": arrived_at(request),
            },
            status=409,
        )
    except Refusal as refusal:
        operations.keep_fields(entry=entry, fields=form.fields_given())
        form = _form_for(entry, newest := _newest(entry), request.POST)  # a check may have come to its end meanwhile
        form.add_error(None, say(refusal.phrase))
        return _entry_page(request, entry, newest, form, status=422)
    return redirect("receipt", token=receipt.entry.token)


def _newest(entry: Entry) -> Manuscript | None:
    newest = entry.manuscripts.select_related("check_result").order_by("-version").first()
    if newest is not None:
        newest.entry = entry
    return newest


def _form_for(entry: Entry, newest: Manuscript | None, data: QueryDict | None = None) -> HandInForm:
    consents = list(entry.contest.consents.all())
    objection = objection_in(newest) if newest is not None else ""
    kept = Fields(entry.unit_name, entry.title, entry.author, entry.genre, entry.pen_name, entry.ai_use)
    form = HandInForm(
        data,
        contest=entry.contest,
        initial=HandInForm.initial_of(kept),
        consents=consents,
        objection=objection,
        agreed_before=still_agreed(entry, consents),
        meant_before=meant_before(entry, objection),
    )
    if newest is not None and data is None and entry.state == EntryState.DRAFT:
        form.tell_sources(sources_of(newest, kept))
    return form


def _entry_page(
    request: HttpRequest,
    entry: Entry,
    newest: Manuscript | None = None,
    form: HandInForm | None = None,
    refusal: str | None = None,
    status: int = 200,
) -> HttpResponse:
    newest = newest or _newest(entry)
    may_work = may_revise(request.user, entry, arrived_at(request)).allowed
    pending = newest is not None and (entry.manuscript_id != newest.pk)
    context: dict[str, Any] = {
        "contest": entry.contest,
        "entry": entry,
        "newest": newest,
        "refusal": refusal,
        "may_work": may_work,
        "pending": pending,
        "intake": intake(entry.contest, arrived_at(request)),
        "rule": name_rule(entry.contest),
        "max_bytes": settings.MANUSCRIPT_MAX_BYTES,
    }
    if newest is not None and may_work:
        context |= shown_check(newest, FINDINGS_OPEN)
    if newest is not None and may_work and pending:
        context |= _working_page(entry, newest, form or _form_for(entry, newest))
        return render(request, "entries/draft.html", context, status=status)
    context |= {
        "receipts": entry.receipts.select_related("manuscript"),
        "standing": standing_at(entry, arrived_at(request), pending=pending),
        "steps": way_of(entry),
        "may_declare": may_declare(request.user, entry).allowed,
    }
    return render(request, "entries/entry.html", context, status=status)


def _working_page(entry: Entry, newest: Manuscript, form: HandInForm) -> dict[str, Any]:
    """Give what the page of a version that may be handed in shows besides."""
    rule = name_rule(entry.contest)
    typed = form.fields_typed() if form.is_bound else form.fields_kept()
    shown = shown_fields(entry, typed, newest.ending)
    # Once the fields are filled in, the name that they spell says all.
    checks = name_checks(newest.received_name, rule) if shown["canonical"] is None else []
    return {"form": form, "checks": checks, "suggested_units": suggested_names(), **shown}


@require_POST
def new_version(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Take another file for an entry; what was handed in before stays."""
    return _take_upload(request, entry.contest, entry)


@require_POST
def check_fields(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Show, while typing, what becomes of the fields: the name, the authors; a draft keeps them as they stand."""
    typed = FieldsForm(request.POST, contest=entry.contest).fields_typed()
    operations.keep_fields(entry=entry, fields=typed)
    newest = entry.manuscripts.order_by("-version").first()
    shown = shown_fields(entry, typed, newest.ending if newest else entry.contest.endings[0])
    kept_at = arrived_at(request) if entry.state == EntryState.DRAFT else None
    return render(
        request, "entries/_fields_checked.html", {"entry": entry, "contest": entry.contest, "kept_at": kept_at, **shown}
    )


@require_POST
def withdraw(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Take an entry back."""
    try:
        operations.withdraw(entry=entry, person=signed_in(request), arrived_at=arrived_at(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("稿件已撤回，记录仍然保留。"))
    return redirect("entry", token=entry.token)


def own_file(request: HttpRequest, entry: Entry, version: int) -> HttpResponseBase:  # noqa: ARG001
    """Give the entrant a file of their own back, under the name the rule spells."""
    manuscript = get_object_or_404(entry.manuscripts, version=version)
    name = manuscript.canonical_name or f"{entry.contest.label}-{version}{manuscript.ending}"
    return attachment(manuscript.open(), name)


def mended_file(request: HttpRequest, entry: Entry, version: int) -> HttpResponseBase:
    """Give the entrant a copy of a file of their own, laid out as the contest asks, to look at and hand in instead."""
    manuscript = get_object_or_404(entry.manuscripts, version=version)
    try:
        copy = mended(manuscript)
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return _entry_page(request, entry, status=409)
    stem = (manuscript.canonical_name or manuscript.received_name).rpartition(".")[0] or entry.contest.label
    return attachment(copy, _("%(name)s（版式已调整）") % {"name": one_line(stem)} + ".docx")


@require_POST
def use_mended(request: HttpRequest, entry: Entry, version: int) -> HttpResponse:
    """Take the copy that `mended_file` gives as the next version: what its sender would do by hand."""
    manuscript = get_object_or_404(entry.manuscripts, version=version)
    try:
        operations.take_file(
            contest=entry.contest,
            person=signed_in(request),
            name=manuscript.received_stem + ".docx",
            content=ContentFile(mended(manuscript).read()),
            arrived_at=arrived_at(request),
            entry=entry,
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return _entry_page(request, entry, status=409)
    messages.success(request, _("改好版式的稿件已作为新的一稿，核对后请提交。"))
    return redirect("entry", token=entry.token)


def check_state(request: HttpRequest, entry: Entry, version: int) -> HttpResponse:
    """Show what the check of a version found, for a page that waits for it."""
    manuscript = get_object_or_404(entry.manuscripts, version=version)
    return render(
        request,
        "entries/_check.html",
        {"entry": entry, "contest": entry.contest, **shown_check(manuscript, FINDINGS_OPEN)},
    )


def mine(request: HttpRequest) -> HttpResponseBase:
    """Show a person's entries, their work, and what they were told last."""
    person = signed_in(request)
    words = request.GET.get("q", "").strip()
    page = page_of(request, own_entries(person, words), ENTRIES_A_PAGE)
    letters = Message.objects.filter(person=person)
    return unstored(
        render(
            request,
            "entries/mine.html",
            {
                "page": page,
                "words": words,
                "bundles": [] if words or page.number > 1 else own_bundles(person),
                "cards": entry_cards(page.object_list, arrived_at(request)),
                "letters": letters[:LETTERS_SHOWN],
                "unread": letters.unread().count(),
                "taking": [
                    c
                    for c in Contest.objects.exclude(opened_at=None).select_related("prize_list")
                    if may_hand_in(c, arrived_at(request)).allowed
                ],
                "held": person.appointments.filter(ended_at=None).select_related("contest"),
            },
        )
    )


def my_messages(request: HttpRequest) -> HttpResponseBase:
    """Show all that a person was told, the newest first."""
    letters = Message.objects.filter(person=signed_in(request))
    context = {"page": page_of(request, letters, LETTERS_A_PAGE), "unread": letters.unread().count()}
    return unstored(render(request, "entries/messages.html", context))


@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark the person's messages as seen."""
    mark_read(person=signed_in(request))
    return redirect("my-messages")
