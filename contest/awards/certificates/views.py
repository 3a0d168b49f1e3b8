"""Certificates on their pages: the office's, the entrant's own, and the public one that verifies."""

import base64
from io import BytesIO
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.awards.certificates import operations
from contest.awards.certificates.forms import DesignForm
from contest.awards.certificates.models import Certificate
from contest.awards.certificates.parts import A_PART, parts_of
from contest.awards.certificates.queries import (
    Template,
    due,
    own_certificate,
    sheet_of,
    site_fonts,
    standing,
    template_of,
    unsettable,
)
from contest.awards.certificates.samples import samples_of
from contest.awards.certificates.zipping import file_name, zipped
from contest.awards.queries import confirmed_list
from contest.entries.models import Entry
from contest.notice.access import signed_in, unstored
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.typeset.certificates import PLACES, Design, Sheet, Words, pdf_of, png_of
from contest.web.files import attachment, streamed
from contest.web.middleware import typed
from contest.web.pages import page_of
from contest.web.wording import say

PDF: Final = "application/pdf"


def certificates(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the office what was issued, and what still is to be."""
    prizes = confirmed_list(contest)
    published = prizes is not None and prizes.final_at is not None
    asked = due(contest, prizes) if prizes is not None and published else None
    stand = standing(contest).count()
    issued = Certificate.objects.filter(contest=contest).select_related("withdrawn_by")
    return render(
        request,
        "awards/certificates.html",
        {
            "contest": contest,
            "published": published,
            "due": asked,
            "unsettable": unsettable(asked.waiting) if asked else [],
            "page": page_of(request, issued),
            "standing": stand,
            "parts": parts_of(stand, A_PART),
        },
    )


@require_POST
def issue(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Issue what is due."""
    try:
        made = operations.issue_certificates(contest=contest, site=_site(request), actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        if made:
            messages.success(request, _("已颁发 %(count)s 张证书。") % {"count": len(made)})
        else:
            messages.info(request, _("没有要颁发的证书。"))
    return redirect("certificates", contest=contest.slug)


@require_POST
def withdraw(request: HttpRequest, contest: Contest, serial: int) -> HttpResponse:
    """Withdraw one certificate."""
    certificate = _certificate(contest, serial)
    try:
        operations.withdraw_certificate(
            certificate=certificate, reason=typed(request, "reason"), actor=signed_in(request)
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("证书 %(number)s 已撤回。") % {"number": certificate.number})
    return redirect("certificates", contest=contest.slug)


@require_POST
def again(request: HttpRequest, contest: Contest, serial: int) -> HttpResponse:
    """Issue a new certificate in the place of a withdrawn one."""
    certificate = _certificate(contest, serial)
    try:
        made = operations.issue_again(certificate=certificate, site=_site(request), actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("已重新颁发，新编号 %(number)s。") % {"number": made.number})
    return redirect("certificates", contest=contest.slug)


def _certificate(contest: Contest, serial: int) -> Certificate:
    return get_object_or_404(Certificate.objects.select_related("contest"), contest=contest, serial=serial)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def certificate_file(request: HttpRequest, contest: Contest, serial: int) -> HttpResponseBase:  # noqa: ARG001
    """Give one certificate that stands."""
    return _one_file(get_object_or_404(standing(contest), serial=serial))


def own_file(request: HttpRequest, entry: Entry) -> HttpResponseBase:  # noqa: ARG001
    """Give an entrant the certificate of their entry, while it stands."""
    certificate = own_certificate(entry)
    if certificate is None:
        raise Http404
    return _one_file(certificate)


def _one_file(certificate: Certificate) -> HttpResponseBase:
    sheet = sheet_of(certificate)
    return attachment(BytesIO(pdf_of([sheet], site_fonts())), file_name(sheet), PDF)


def print_file(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give a part of the certificates that stand as one file to print (`?part=`, the first unless told otherwise)."""
    part = request.GET.get("part", "1")
    number = int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 0
    sheets = [sheet_of(one) for one in standing(contest)[max(number - 1, 0) * A_PART : number * A_PART]]
    if not sheets:
        raise Http404
    name = _("%(label)s获奖证书-%(part)s.pdf") % {"label": contest.label, "part": number}
    return attachment(BytesIO(pdf_of(sheets, site_fonts())), name, PDF)


def zip_file(request: HttpRequest, contest: Contest) -> HttpResponseBase:  # noqa: ARG001
    """Give all certificates that stand, each as a file of its own, in one ZIP."""
    sheets = [sheet_of(one) for one in standing(contest)]
    if not sheets:
        raise Http404
    name = _("%(label)s获奖证书.zip") % {"label": contest.label}
    return streamed(zipped(sheets, site_fonts()), name, "application/zip")


def design(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show how the certificates look, and the form that changes it."""
    template = template_of(contest)
    form = DesignForm(template=template, fonts=site_fonts())
    return _design_page(request, contest, form, template, template.design)


@require_POST
def preview_design(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show certificates as they are being designed, or what is wrong; nothing is kept."""
    template = template_of(contest)
    form = DesignForm(request.POST, template=template, fonts=site_fonts())
    shown = form.design() if form.is_valid() else None
    pattern = str(form.cleaned_data.get("number_pattern", template.number_pattern))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "awards/_certificate_preview.html", _preview(request, contest, form, pattern, shown))
    return _design_page(request, contest, form, template, shown, pattern)


@require_POST
def save_design(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Keep how the next certificates look."""
    template = template_of(contest)
    form = DesignForm(request.POST, template=template, fonts=site_fonts())
    if not form.is_valid():
        return _design_page(request, contest, form, template, None, status=422)
    operations.design_certificates(
        contest=contest,
        number_pattern=form.cleaned_data["number_pattern"],
        design=form.design(),
        actor=signed_in(request),
    )
    messages.success(request, _("已保存。以后颁发的证书照这个样式，已经颁发的不变。"))
    return redirect("certificate-design", contest=contest.slug)


def _design_page(
    request: HttpRequest,
    contest: Contest,
    form: DesignForm,
    template: Template,
    shown: Design | None,
    pattern: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "contest": contest,
        "template": template,
        "places": [(f"{{{name}}}", _(meaning)) for name, meaning in PLACES.items()],
        **_preview(request, contest, form, pattern or template.number_pattern, shown),
    }
    return render(request, "awards/certificate_design.html", context, status=status)


def _preview(
    request: HttpRequest, contest: Contest, form: DesignForm, pattern: str, shown: Design | None
) -> dict[str, Any]:
    """Give what a preview shows: an author's certificate and a unit's as pictures, or what is wrong in the form."""
    samples = samples_of(contest, pattern, shown, _site(request)) if shown else []
    return {"form": form, "pictures": [_picture(sample) for sample in samples]}


def _picture(sheet: Sheet) -> str:
    """Give a certificate as the address of a picture that holds it."""
    return "data:image/png;base64," + base64.b64encode(png_of(sheet, site_fonts())).decode("ascii")


def verify(request: HttpRequest, token: str) -> HttpResponseBase:
    """Say to anybody whether a certificate is one of this site's, and stands."""
    found = Certificate.objects.select_related("contest").filter(token=token).first()
    if found is not None:
        request.contest = found.contest  # type: ignore[attr-defined]  # for the page's frame
    context = {"certificate": found, "words": Words.of_json(found.words) if found else None}
    answer = unstored(render(request, "awards/verify.html", context, status=200 if found else 404))
    answer["X-Robots-Tag"] = "noindex"
    return answer
