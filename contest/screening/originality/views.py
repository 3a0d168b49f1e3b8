"""The pages of comparing: two texts side by side, and what a contest is compared with."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contest.entries.models import Entry
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.rules import may_organise
from contest.phrases import Refusal
from contest.screening.originality import operations
from contest.screening.originality.forms import CommonForm, ReferenceForm
from contest.screening.originality.queries import likeness as likeness_of
from contest.screening.originality.queries import likenesses_in, matches_in, originality_of, ring_of, sides_of
from contest.screening.originality.reading import read_reference
from contest.web.pages import page_of
from contest.web.wording import say


def likeness(request: HttpRequest, contest: Contest, token: str, match: int) -> HttpResponse:
    """Show what an entry shares with another text, side by side; printed, it is the evidence sheet."""
    entry = (
        Entry.objects.filter(contest=contest, token=token)
        .handed_in()
        .select_related("contest", "unit", "manuscript__receipt")
        .first()
    )
    found = likeness_of(entry.manuscript, match, request.user) if entry and entry.manuscript else None
    if entry is None or entry.manuscript is None or found is None:
        raise Http404
    return render(
        request,
        "screening/originality/likeness.html",
        {
            "contest": contest,
            "entry": entry,
            "manuscript": entry.manuscript,
            "found": found,
            "sides": sides_of(found),
            "originality": originality_of(entry.manuscript, request.user),
            "ring": ring_of(entry.manuscript, contest),
            "may_organise": may_organise(request.user, contest).allowed,
        },
    )


def board(request: HttpRequest, contest: Contest) -> HttpResponse:
    """List what a contest's entries share, the texts they are compared with, and what counts for nobody."""
    return _board(request, contest)


def _board(
    request: HttpRequest,
    contest: Contest,
    *,
    references: ReferenceForm | None = None,
    common: CommonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page_of(request, matches_in(contest))
    return render(
        request,
        "screening/originality/board.html",
        {
            "contest": contest,
            "page": page,
            "rows": likenesses_in(contest, page, request.user),
            "references": contest.references.all(),
            "common_texts": contest.common_texts.select_related("marked_by"),
            "reference_form": references or ReferenceForm(),
            "common_form": common or CommonForm(),
            "may_organise": may_organise(request.user, contest).allowed,
        },
        status=status,
    )


@require_POST
def add_references(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Add files or a pasted text to the collection; a file that can't be read is named, the others are added."""
    form = ReferenceForm(request.POST, request.FILES)
    form.too_large = getattr(request, "upload_too_large", False)
    if not form.is_valid():
        return _board(request, contest, references=form, status=422)
    values, added = form.cleaned_data, 0
    pasted = [(values["title"], values["text"])] if values["text"].strip() else []
    for name, given in [*pasted, *((file.name, file) for file in values["uploads"])]:
        try:
            title, text = (name, given) if isinstance(given, str) else read_reference(name, given.read())
            operations.add_reference(
                contest=contest, title=title, source=values["source"], text=text, actor=signed_in(request)
            )
        except Refusal as refusal:
            form.add_error(None, f"{name}：{say(refusal.phrase)}")
        else:
            added += 1
    if added:
        messages.success(
            request,
            ngettext("已加入 %(number)s 份参照文献。", "已加入 %(number)s 份参照文献。", added) % {"number": added},
        )
    if form.errors:
        return _board(request, contest, references=form, status=422)
    return redirect("originality", contest=contest.slug)


@require_POST
def withdraw_reference(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Take a reference text out of the comparison."""
    reference = get_object_or_404(contest.references, pk=pk)
    operations.withdraw_reference(reference=reference, actor=signed_in(request))
    messages.success(request, _("已撤下“%(title)s”，来稿不再与它比对。") % {"title": reference.title})
    return redirect("originality", contest=contest.slug)


@require_POST
def mark_common(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Call a passage common; the figures follow in the background."""
    form = CommonForm(request.POST)
    if not form.is_valid():
        return _board(request, contest, common=form, status=422)
    try:
        operations.mark_common(contest=contest, actor=signed_in(request), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("text", say(refusal.phrase))
        return _board(request, contest, common=form, status=422)
    messages.success(request, _("已标为公共文字，雷同的数字正在重新计算。"))
    return redirect("originality", contest=contest.slug)


@require_POST
def revoke_common(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Let a passage count again."""
    operations.revoke_common(common=get_object_or_404(contest.common_texts, pk=pk), actor=signed_in(request))
    messages.success(request, _("已撤销，雷同的数字正在重新计算。"))
    return redirect("originality", contest=contest.slug)
