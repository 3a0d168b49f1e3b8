"""The unit contact's pages: from the ZIP and the summary sheet to the list of receipts. Who oversees reads along."""

from collections import Counter
from dataclasses import asdict
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from contest.entries.bundles import operations
from contest.entries.bundles.forms import RowForm, SignOffForm, UploadForm
from contest.entries.bundles.models import Bundle, BundleRow, BundleState
from contest.entries.bundles.queries import (
    bundles_seen_by,
    counts,
    files_to_choose,
    files_without_row,
    lines_entered,
    progress_of,
    receipts_of,
    row_line,
    row_lines,
)
from contest.entries.bundles.reading import consent_columns, contents_of
from contest.entries.bundles.rules import may_bundle, may_correct, may_see_bundle, may_work_on_bundle
from contest.entries.bundles.uploads import Upload, too_large
from contest.entries.bundles.workbook import write_receipts, write_template
from contest.entries.checking import download_name
from contest.entries.operations import name_rule
from contest.notice.access import signed_in
from contest.notice.models import Contest, Office
from contest.notice.queries import intake
from contest.phrases import Phrase, Refusal
from contest.web.files import XLSX, attachment
from contest.web.middleware import arrived_at
from contest.web.pages import page_of
from contest.web.uploads import LimitedBundle
from contest.web.wording import say

TABS = ("all", "wrong", "doubt", "ready", "waiting", "entered")


def bundles(request: HttpRequest, contest: Contest) -> HttpResponse:
    """List the bundles that the visitor may see."""
    person = signed_in(request)
    context = {
        "contest": contest,
        "page": page_of(request, bundles_seen_by(person, contest)),
        "intake": intake(contest, arrived_at(request)),
        "may_send": may_bundle(person, contest).allowed,
    }
    return render(request, "entries/bundles/list.html", context)


def template(request: HttpRequest, contest: Contest) -> HttpResponseBase:  # noqa: ARG001
    """Give the summary sheet to fill in."""
    out = BytesIO()
    write_template(contest, out)
    out.seek(0)
    return attachment(out, f"{contest.label}征文汇总表.xlsx", XLSX)


@csrf_exempt
def new_bundle(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Take a ZIP, a summary sheet, or both. The token is looked at once the large limit is set, before any file is."""
    _take_large(request)
    return _new_bundle(request, contest)


@csrf_protect
def _new_bundle(request: HttpRequest, contest: Contest) -> HttpResponse:
    person = signed_in(request)
    if request.method != "POST":
        held = person.appointments.filter(contest=contest, office=Office.UNIT_CONTACT, ended_at=None).first()
        return _upload_page(request, contest, UploadForm(initial={"unit_name": held.unit_name if held else ""}))
    form = UploadForm(request.POST)
    if not form.is_valid():
        return _upload_page(request, contest, form, status=422)
    try:
        bundle = operations.receive_bundle(
            contest=contest,
            person=person,
            unit_name=form.cleaned_data["unit_name"],
            uploads=_uploads(request),
            arrived_at=arrived_at(request),
        )
    except Refusal as refusal:
        return _upload_page(request, contest, form, refusal=say(refusal.phrase), status=422)
    return _go_to(request, reverse("bundle", args=[contest.slug, bundle.token]))


def _take_large(request: HttpRequest) -> None:
    """Let a request bring as much as a bundle may hold, all of it to the disk."""
    request.upload_handlers = [LimitedBundle(request), TemporaryFileUploadHandler(request)]


def _uploads(request: HttpRequest) -> list[Upload]:
    """Give the files that came. Raises `Refusal` when they are too large together."""
    if getattr(request, "upload_too_large", False):
        raise too_large()
    return [(upload.name or "", upload) for upload in request.FILES.getlist("files")]


def _upload_page(
    request: HttpRequest, contest: Contest, form: UploadForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "contest": contest,
        "form": form,
        "refusal": refusal,
        "intake": intake(contest, arrived_at(request)),
        "rule": name_rule(contest),
        "max_bytes": settings.BUNDLE_MAX_BYTES,
    }
    return render(request, "entries/bundles/upload.html", context, status=status)


def _go_to(request: HttpRequest, address: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _seen(request: HttpRequest, contest: Contest, token: str) -> Bundle:
    """Give a bundle that the visitor may see, or 404."""
    bundle = get_object_or_404(Bundle.objects.select_related("contest", "contact"), contest=contest, token=token)
    if not may_see_bundle(request.user, bundle).allowed:
        raise Http404
    return bundle


def _own(request: HttpRequest, contest: Contest, token: str) -> Bundle:
    """Give a bundle that the visitor may work on, or 404."""
    bundle = _seen(request, contest, token)
    if not may_work_on_bundle(request.user, bundle).allowed:
        raise Http404
    return bundle


def bundle(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    """Show a bundle: how far it is, its rows, and the sign-off where it may be given."""
    return _bundle_page(request, _seen(request, contest, bundle))


def _bundle_page(
    request: HttpRequest,
    bundle: Bundle,
    form: SignOffForm | None = None,
    chosen: frozenset[int] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = row_lines(bundle)
    standing, tab = counts(lines), _tab(request)
    may_work = may_work_on_bundle(request.user, bundle).allowed
    may_change = may_work and may_correct(bundle).allowed
    if chosen is None:
        chosen = frozenset(line.row.position for line in lines if line.shown_state == "ready")
    context: dict[str, Any] = {
        "contest": bundle.contest,
        "bundle": bundle,
        "parts": bundle.parts.standing(),
        "progress": progress_of(bundle),
        "working": bundle.state in (BundleState.RECEIVED, BundleState.CONFIRMED),
        "fault": Phrase.of_json(bundle.fault) if bundle.fault else None,
        "lines": [line for line in lines if tab in ("all", line.shown_state)],
        "total": len(lines),
        "tabs": _tabs(standing),
        "tab": tab,
        "standing": standing,
        "chosen": chosen,
        "may_work": may_work,
        "may_change": may_change,
        "may_sign": may_change and any(standing[name] for name in ("ready", "doubt")),
        "spare": [] if bundle.state == BundleState.RECEIVED else files_without_row(bundle),
        "sign_offs": bundle.sign_offs.all(),
        "intake": intake(bundle.contest, arrived_at(request)),
        "max_bytes": settings.BUNDLE_MAX_BYTES,
        "form": form or SignOffForm(consents=list(bundle.contest.consents.all())),
    }
    return render(request, "entries/bundles/bundle.html", context, status=status)


def _tab(request: HttpRequest) -> str:
    """Give which rows are asked for."""
    tab = request.GET.get("show", "all")
    return tab if tab in TABS else "all"


def _tabs(standing: Counter[str]) -> list[tuple[str, int]]:
    return [(name, standing[name] if name != "all" else standing.total()) for name in TABS]


def progress(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    """Say how far the work on a bundle is, for a page that waits; when it is done the page is fetched anew.

    While rows are entered it brings those that the page (`?entered=` of them) still shows as waiting.
    """
    seen = _seen(request, contest, bundle)
    if seen.state not in (BundleState.RECEIVED, BundleState.CONFIRMED):
        return HttpResponseClientRefresh()
    context: dict[str, Any] = {"contest": contest, "bundle": seen, "progress": progress_of(seen)}
    shown = request.GET.get("entered", "")
    if seen.state == BundleState.CONFIRMED and shown.isascii() and shown.isdecimal() and len(shown) < 6:
        standing = counts(row_lines(seen))
        context |= {
            "standing": standing,
            "tabs": _tabs(standing),
            "tab": _tab(request),
            "lines": lines_entered(seen, int(shown)),
            "swapped": True,
            "may_work": may_work_on_bundle(request.user, seen).allowed,
        }
    return render(request, "entries/bundles/_progress.html", context)


@csrf_exempt
def add_files(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    """Take further files into a bundle; as for a new one, the token is looked at before any file is."""
    _take_large(request)
    return _add_files(request, contest, bundle)


@csrf_protect
@require_POST
def _add_files(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    own = _own(request, contest, bundle)
    try:
        operations.add_to_bundle(
            bundle=own, person=signed_in(request), uploads=_uploads(request), arrived_at=arrived_at(request)
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return _go_to(request, reverse("bundle", args=[contest.slug, own.token]))


def row(request: HttpRequest, contest: Contest, bundle: str, position: int) -> HttpResponse:
    """Correct one row."""
    own = _own(request, contest, bundle)
    found = get_object_or_404(BundleRow.objects.select_related("file", "entry"), bundle=own, position=position)
    found.bundle = own
    line = row_line(found)
    given: dict[str, Any] = {
        "contest": contest,
        "consents": consent_columns(contest),
        "files": files_to_choose(found),
        "objection": found.file.objection if found.file else "",
    }
    context: dict[str, Any] = {"contest": contest, "bundle": own, "line": line}
    if request.method != "POST":
        form = RowForm(initial=RowForm.initial_of(found, asdict(line.told)), **given)
        return render(request, "entries/bundles/row.html", {**context, "form": form})
    form = RowForm(request.POST, **given)
    if form.is_valid():
        try:
            operations.amend_row(
                row=found, person=signed_in(request), amendment=form.amendment(), at=arrived_at(request)
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("第 %(position)s 行已更正。") % {"position": position})
            return redirect(reverse("bundle", args=[contest.slug, own.token]) + f"#row-{position}")
    return render(request, "entries/bundles/row.html", {**context, "form": form}, status=422)


def file(request: HttpRequest, contest: Contest, bundle: str, file: int) -> HttpResponseBase:
    """Give one file of a bundle as it lies in the ZIP, to look at."""
    found = get_object_or_404(_seen(request, contest, bundle).files.select_related("part"), pk=file)
    try:
        with found.part.open() as source:
            content = contents_of(source).read(found.place)
    except Refusal as refusal:
        raise Http404 from refusal
    return attachment(BytesIO(content), download_name(found.name, content))


@require_POST
def add_row(request: HttpRequest, contest: Contest, bundle: str, file: int) -> HttpResponse:
    """Make a row for a file that has none."""
    own = _own(request, contest, bundle)
    found = get_object_or_404(own.files, pk=file)
    try:
        added = operations.add_row(file=found, person=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("bundle", contest=contest.slug, bundle=own.token)
    return redirect("bundle-row", contest=contest.slug, bundle=own.token, position=added.position)


@require_POST
def confirm(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    """Put the chosen rows up for entering, with the unit's sign-off."""
    own = _own(request, contest, bundle)
    form = SignOffForm(request.POST, consents=list(contest.consents.all()))
    chosen = frozenset(int(value) for value in request.POST.getlist("rows") if value.isdecimal() and len(value) < 6)
    if form.is_valid():
        try:
            operations.confirm_bundle(
                bundle=own,
                person=signed_in(request),
                chosen=chosen,
                sign_off=form.sign_off(),
                pledge=form.pledge,
                at=arrived_at(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            return redirect("bundle", contest=contest.slug, bundle=own.token)
    return _bundle_page(request, own, form, chosen, status=422)


@require_POST
def discard(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    """Put a bundle aside."""
    own = _own(request, contest, bundle)
    try:
        operations.discard_bundle(bundle=own, person=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("已作废，记录仍然保留；已经提交的稿件不受影响。"))
    return redirect("bundle", contest=contest.slug, bundle=own.token)


def receipts(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponse:
    """List the receipts of a bundle, ready to print."""
    seen = _seen(request, contest, bundle)
    context = {"contest": contest, "bundle": seen, "rows": receipts_of(seen), "sign_offs": seen.sign_offs.all()}
    return render(request, "entries/bundles/receipts.html", context)


def receipts_workbook(request: HttpRequest, contest: Contest, bundle: str) -> HttpResponseBase:
    """Give the list of receipts as a workbook."""
    seen = _seen(request, contest, bundle)
    out = BytesIO()
    write_receipts(seen, out)
    out.seek(0)
    return attachment(out, f"{contest.label}征文回执-{seen.unit_name}.xlsx", XLSX)
