"""The sheets that can be taken, one of them with columns and rows of one's choice, and the exports that were kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from contest.exports.offers import offers_of, standing_of
from contest.exports.selecting.asking import Asked, asked_by_address, asked_by_kept, language_of
from contest.exports.selecting.forms import KeepExportForm
from contest.exports.selecting.models import NamedExport
from contest.exports.selecting.operations import forget_export, keep_export
from contest.exports.selecting.pages import Preview, column_lines, preview
from contest.exports.selecting.queries import by_round, kept_lines, offer_called
from contest.exports.snapshot import one_state
from contest.exports.taking import file_of, taken
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.rules import may_organise
from contest.phrases import Refusal
from contest.web.files import CONTENT_TYPES
from contest.web.wording import say
from contest.workbooks.selecting import with_own_headings
from contest.workbooks.writer import Column, Sheet


def exports(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show every sheet that can be taken, and the exports that were kept."""
    person, offers = signed_in(request), offers_of(standing_of(contest))
    return render(
        request,
        "exports/selecting/exports.html",
        {
            "contest": contest,
            "rounds": by_round(offers).items(),
            "kept": kept_lines(contest, person, offers),
            "forms": tuple(CONTENT_TYPES),
            "may_keep": may_organise(person, contest).allowed,
        },
    )


def export(request: HttpRequest, contest: Contest, sheet: str) -> HttpResponse:
    """Show a sheet: its columns to choose from and to put in order, conditions, and the first rows."""
    with _as_it_stands(language_of(request.GET)):
        made = _sheet_called(contest, sheet)
        asked = asked_by_address(request.GET, made) if made else None
        seen = preview(asked, contest.zone) if asked and asked.can_be_shown and not asked.numbered else None
    if asked and asked.numbered and asked.columns and not asked.gone:
        return redirect(_address(contest, sheet, asked))
    return _page(request, contest, sheet, asked, seen)


def export_file(request: HttpRequest, contest: Contest, sheet: str, form: str) -> HttpResponseBase:
    """Give a sheet as it was chosen; that somebody took it is on record."""
    with _as_it_stands(language_of(request.GET)):
        made = _sheet_called(contest, sheet)
        if made is None:
            return redirect("export", contest.slug, sheet)
        asked = asked_by_address(request.GET, made)
        out = file_of(contest, _sheets(contest, asked), form) if asked.is_whole else None
    if out is None:
        return redirect(f"{reverse('export', args=[contest.slug, sheet])}?{request.GET.urlencode()}")
    return taken(request, contest, out, f"{contest.label}-{made.title}", form, what=_what(asked, form))


def kept_export(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Show a kept export as it comes out now, with what it asks for and the sheet has no more."""
    kept = _kept(request, contest, pk)
    with _as_it_stands(kept.language):
        asked = _asked_by(kept)
        seen = preview(asked, contest.zone) if asked and asked.can_be_shown else None
    return _page(request, contest, kept.sheet, asked, seen, kept)


def kept_file(request: HttpRequest, contest: Contest, pk: int, form: str) -> HttpResponseBase:
    """Give a kept export; where something that it asks for is gone, its page is shown first."""
    kept = _kept(request, contest, pk)
    with _as_it_stands(kept.language):
        asked = _asked_by(kept)
        whole = asked if asked and asked.is_whole else None
        out = file_of(contest, _sheets(contest, whole), form) if whole else None
    if whole is None or out is None:
        return redirect("kept-export", contest.slug, kept.pk)
    what = {"name": kept.name, **_what(whole, form)}
    return taken(request, contest, out, f"{contest.label}-{kept.name}", form, what=what)


@require_POST
def keep(request: HttpRequest, contest: Contest, sheet: str) -> HttpResponse:
    """Keep what the page shows under a name."""
    form, query = KeepExportForm(request.POST), QueryDict(request.POST.get("asked", ""))
    with _as_it_stands(language_of(query)):
        made = _sheet_called(contest, sheet)
        asked = asked_by_address(query, made) if made else None
        seen = preview(asked, contest.zone) if asked and asked.can_be_shown else None
    if asked and form.is_valid():
        name, for_office = form.cleaned_data["name"], form.cleaned_data["for_office"]
        try:
            kept = keep_export(
                contest=contest, name=name, sheet=sheet, asked=asked, for_office=for_office, actor=signed_in(request)
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("导出“%(name)s”已存下。") % {"name": name})
            return redirect("kept-export", contest.slug, kept.pk)
    return _page(request, contest, sheet, asked, seen, form=form, status=422)


@require_POST
def forget(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Take away the name of one's own export, or the office's."""
    kept = _kept(request, contest, pk)
    forget_export(kept=kept)
    messages.success(request, _("导出“%(name)s”已删去。") % {"name": kept.name})
    return redirect("exports", contest.slug)


def _page(
    request: HttpRequest,
    contest: Contest,
    sheet: str,
    asked: Asked | None,
    seen: Preview | None,
    kept: NamedExport | None = None,
    form: KeepExportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    initial = {"name": kept.name, "for_office": kept.owner_id is None} if kept else {}
    return render(
        request,
        "exports/selecting/export.html",
        {
            "contest": contest,
            "key": sheet,
            "asked": asked,
            "lines": column_lines(asked) if asked else (),
            "seen": seen,
            "kept": kept,
            "forms": tuple(CONTENT_TYPES),
            "keep_form": form or KeepExportForm(initial={**initial, "asked": asked.address if asked else ""}),
            "may_keep": may_organise(signed_in(request), contest).allowed,
        },
        status=status,
    )


@contextmanager
def _as_it_stands(language: str) -> Iterator[None]:
    """Read one state of the database, in the language that the headings are in."""
    with one_state(), override(language):
        yield


def _sheet_called(contest: Contest, key: str) -> Sheet | None:
    """Give a sheet that is on offer; None where there is nothing to compare in it."""
    offer = offer_called(contest, key)
    if offer is None:
        raise Http404
    made = offer.make()
    return with_own_headings(made) if made else None


def _kept(request: HttpRequest, contest: Contest, pk: int) -> NamedExport:
    known = NamedExport.objects.for_person(signed_in(request)).select_related("contest")
    kept: NamedExport = get_object_or_404(known, contest=contest, pk=pk)
    return kept


def _asked_by(kept: NamedExport) -> Asked | None:
    """Give what a kept export asks for; None where its sheet is not on offer now."""
    offer = offer_called(kept.contest, kept.sheet)
    made = offer.make() if offer else None
    return asked_by_kept(kept, with_own_headings(made)) if made else None


def _sheets(contest: Contest, asked: Asked) -> list[Sheet]:
    """Give what was asked for, and where there are conditions a sheet that says them."""
    columns = [Column(_("列"), 30), Column(_("条件"), 80, wrap=True)]
    conditions = [Sheet(_("导出条件"), columns, list(asked.written.items()))] if asked.written else []
    return [asked.made(contest.zone), *conditions]


def _what(asked: Asked, form: str) -> Mapping[str, object]:
    """Give what the ledger says of it."""
    what = {"files": f"{asked.sheet.title}.{form}", "columns": list(asked.columns)}
    return {**what, "conditions": dict(asked.written)} if asked.written else what


def _address(contest: Contest, sheet: str, asked: Asked) -> str:
    return f"{reverse('export', args=[contest.slug, sheet])}?{asked.address}"
