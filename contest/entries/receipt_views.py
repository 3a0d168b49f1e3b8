"""The receipt on its pages: to print, to look up without an account, to claim a mailed entry by."""

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from contest.entries import claiming
from contest.entries.declarations import objection_in
from contest.entries.forms import DeclareForm, ReceiptForm
from contest.entries.models import Entry, Receipt
from contest.entries.queries import receipt_of, standing_at
from contest.entries.receipts import read_number
from contest.entries.rules import may_claim, may_declare, may_see_own
from contest.notice.access import signed_in, unstored
from contest.phrases import Refusal
from contest.typeset.qr import Code, code_of
from contest.web.middleware import arrived_at, typed
from contest.web.wording import inside_marks, say


def receipt(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Show the newest receipt, ready to print."""
    newest = entry.receipts.first()
    if newest is None:
        raise Http404
    return _receipt_page(request, entry, newest)


def receipt_of_version(request: HttpRequest, entry: Entry, version: int) -> HttpResponse:
    """Show the receipt of one version, be it replaced by a newer one."""
    return _receipt_page(request, entry, get_object_or_404(entry.receipts, manuscript__version=version))


def _receipt_page(request: HttpRequest, entry: Entry, shown: Receipt) -> HttpResponse:
    receipts = list(entry.receipts.select_related("manuscript").prefetch_related("declarations"))
    (shown,) = (one for one in receipts if one.pk == shown.pk)
    context = {
        "contest": entry.contest,
        "entry": entry,
        "receipt": shown,
        "code": _code(request, shown),
        "newest": receipts[0],
        "replaced": [one for one in receipts if one.pk < shown.pk],
    }
    return render(request, "entries/receipt.html", context)


def _code(request: HttpRequest, shown: Receipt) -> Code | None:
    """Give the QR code of the look-up page; number and secret stand behind the #, which browsers keep to themselves."""
    if not shown.secret:
        return None
    return code_of(f"{request.build_absolute_uri(reverse('find-receipt'))}#{shown.number}.{shown.secret}")


@sensitive_post_parameters("number", "secret")
def find_receipt(request: HttpRequest) -> HttpResponseBase:
    """Show a receipt, and where its entry stands, to whoever knows number and secret."""
    if request.method != "POST":
        return unstored(render(request, "entries/find_receipt.html", {"form": ReceiptForm()}))
    number, secret = typed(request, "number"), typed(request, "secret")
    if not _within_pace(request, number):
        return _not_found(request, too_often=True)
    found = receipt_of(number, secret)
    if found is None:
        _count_failure(request, number)
        return _not_found(request)
    request.contest = found.entry.contest  # type: ignore[attr-defined]  # for the page's frame
    entry = found.entry
    pending = entry.manuscript_id is not None and entry.manuscripts.filter(pk__gt=entry.manuscript_id).exists()
    context = {
        "contest": entry.contest,
        "entry": entry,
        "receipt": found,
        "newest": entry.receipts.first(),
        "standing": standing_at(entry, arrived_at(request), pending=pending),
        "is_own": may_see_own(request.user, entry).allowed,
        "may_claim": may_claim(request.user, entry).allowed,
        "secret": found.secret,
    }
    return unstored(render(request, "entries/found_receipt.html", context))


def _not_found(request: HttpRequest, *, too_often: bool = False) -> HttpResponseBase:
    """Give one and the same answer for whatever opens no receipt."""
    why = _("试得太多了，请过一会儿再试。") if too_often else say(claiming.no_such_receipt().phrase)
    form = ReceiptForm(initial={name: typed(request, name) for name in ("number", "secret")})
    answer = render(request, "entries/find_receipt.html", {"form": form, "why": why}, status=429 if too_often else 422)
    return unstored(answer)


def _within_pace(request: HttpRequest, number: str) -> bool:
    return _pace(request, number, dry_run=True)


def _count_failure(request: HttpRequest, number: str) -> None:
    _pace(request, number, dry_run=False)


def _pace(request: HttpRequest, number: str, *, dry_run: bool) -> bool:
    """Say whether this address may try, and whether this number may be tried: there or not, it is counted alike."""
    usage = consume(
        request,
        app="contest",
        action="receipt",
        config={"receipt": settings.RECEIPT_LOOKUP_LIMITS},
        key=read_number(number) or number,
        dry_run=dry_run,
    )
    return usage is not None


@require_POST
@sensitive_post_parameters("number", "secret")
def claim(request: HttpRequest) -> HttpResponseBase:
    """Put a mailed entry under the account of who holds its receipt."""
    person = signed_in(request)
    number = typed(request, "number")
    if not _within_pace(request, number):
        return _not_found(request, too_often=True)
    try:
        entry = claiming.claim_entry(number=number, secret=typed(request, "secret"), person=person)
    except Refusal:
        _count_failure(request, number)
        return _not_found(request)
    messages.success(request, _("《%(title)s》已归到您的账号名下。") % {"title": inside_marks(entry.title)})
    return redirect("declare" if may_declare(person, entry).allowed else "entry", token=entry.token)


def declare(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Ask for the declarations that nobody was asked for when an entry came by mail."""
    newest = entry.receipts.select_related("manuscript__check_result").first()
    if newest is None or not may_declare(request.user, entry).allowed:
        return redirect("entry", token=entry.token)
    form = DeclareForm(
        request.POST if request.method == "POST" else None,
        consents=list(entry.contest.consents.all()),
        objection=objection_in(newest.manuscript),
    )
    if form.is_bound and form.is_valid():
        try:
            claiming.declare(
                entry=entry,
                person=signed_in(request),
                agreed=form.agreed(),
                objection_meant=form.objection_meant(),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("已经记下，写在回执上。"))
            return redirect("receipt", token=entry.token)
    context = {"contest": entry.contest, "entry": entry, "receipt": newest, "form": form}
    return render(request, "entries/declare.html", context, status=422 if form.errors else 200)
