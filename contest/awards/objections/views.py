"""Objections: made by anybody while the list is public, followed by a link, worked on by the office."""

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contest.awards.objections.forms import NoteForm, ObjectForm
from contest.awards.objections.models import Objection, ObjectionFile
from contest.awards.objections.operations import object_to_prizes, settle_objection, write_on_objection
from contest.awards.queries import published
from contest.notice.access import signed_in, unstored
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.files import attachment
from contest.web.middleware import arrived_at
from contest.web.wording import say


def new_objection(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Take an objection while the list is public."""
    public = published(contest)
    if public is None or not public.is_public_notice:
        raise Http404
    if not public.takes_objections_at(arrived_at(request)):
        return render(request, "awards/objection_closed.html", {"contest": contest, "list": public})
    awards = list(public.awards.standing().select_related("entry"))
    form = ObjectForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        awards=awards,
        too_large=getattr(request, "upload_too_large", False),
    )
    if form.is_valid():
        if not _within_pace(request):
            form.add_error(None, _("这里提交得太多了，请过一会儿再试。您写的内容还在。"))
            return _form_page(request, contest, form, 429)
        award = next((one for one in awards if str(one.pk) == form.cleaned_data["award"]), None)
        try:
            made = object_to_prizes(
                contest=contest,
                name=form.cleaned_data["name"],
                contact=form.cleaned_data["contact"],
                entry=award.entry if award else None,
                about=form.cleaned_data["about"],
                grounds=form.cleaned_data["grounds"],
                arrived_at=arrived_at(request),
                files=form.cleaned_data["attachments"],
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            return redirect("objection-status", contest=contest.slug, token=made.token)
    return _form_page(request, contest, form, 422 if form.errors else 200)


def _form_page(request: HttpRequest, contest: Contest, form: ObjectForm, status: int) -> HttpResponseBase:
    context = {"contest": contest, "list": contest.prize_list, "form": form}
    return unstored(render(request, "awards/new_objection.html", context, status=status))


def _within_pace(request: HttpRequest) -> bool:
    """Say whether this address may make one more."""
    config = {"objection": settings.OBJECTION_LIMITS}
    return consume(request, app="contest", action="objection", config=config) is not None


def objection_status(request: HttpRequest, contest: Contest, token: str) -> HttpResponseBase:
    """Show whoever has the link how their objection stands."""
    found = get_object_or_404(
        Objection.objects.select_related("prize_list", "entry").prefetch_related("notes", "files"),
        prize_list__contest=contest,
        token=token,
    )
    answers = [note for note in found.notes.all() if note.is_answer]
    context = {"contest": contest, "objection": found, "answers": answers, "link": request.build_absolute_uri()}
    return unstored(render(request, "awards/objection_status.html", context))


def objections(request: HttpRequest, contest: Contest) -> HttpResponse:
    """List the objections to the contest's prize list."""
    found = Objection.objects.filter(prize_list__contest=contest).select_related("entry")
    return render(request, "awards/objections.html", {"contest": contest, "objections": found})


def objection(request: HttpRequest, contest: Contest, number: int) -> HttpResponse:
    """Show one objection; answer it, note something, settle it."""
    found = get_object_or_404(
        Objection.objects.select_related("prize_list", "entry", "settled_by").prefetch_related(
            "notes__written_by", "files", "corrections"
        ),
        prize_list__contest=contest,
        number=number,
    )
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act, text, actor = request.POST.get("act"), form.cleaned_data["text"], signed_in(request)
        try:
            if act in ("uphold", "dismiss"):
                settle_objection(objection=found, upheld=act == "uphold", answer=text, actor=actor)
                messages.success(request, _("结论已记下，并告诉提出异议的人。"))
            else:
                write_on_objection(objection=found, text=text, is_answer=act == "answer", actor=actor)
                messages.success(request, _("已记下。"))
            return redirect("objection", contest=contest.slug, number=number)
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
    context = {"contest": contest, "objection": found, "form": form}
    return render(request, "awards/objection.html", context, status=422 if form.errors else 200)


def objection_file(request: HttpRequest, contest: Contest, number: int, pk: int) -> HttpResponseBase:  # noqa: ARG001
    """Give a file that came with an objection."""
    found = get_object_or_404(ObjectionFile, pk=pk, objection__number=number, objection__prize_list__contest=contest)
    return attachment(default_storage.open(found.stored_name), found.received_name)
