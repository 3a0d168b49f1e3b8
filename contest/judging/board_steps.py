"""The steps that the office takes from the board on a page of their own: one judge, relations, another method."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.judging.board import progress_of
from contest.judging.board_forms import (
    MethodForm,
    PaperForm,
    ReasonForm,
    RelationForm,
    ReplaceForm,
    methods_instead,
)
from contest.judging.board_views import remind, round_of, tell_drawn
from contest.judging.deciding import decide_method, preview_method
from contest.judging.models import Judge, Round, RoundState
from contest.judging.promising import promise
from contest.judging.redrawing import leave_round, replace_judge
from contest.judging.relating import relate, take_back_relation
from contest.judging.relations import Found, relations_of, search
from contest.judging.scoring import Method
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.part_forms import METHOD_NAMES
from contest.phrases import Refusal
from contest.web.middleware import typed
from contest.web.wording import say


def judge(request: HttpRequest, contest: Contest, key: str, pk: int) -> HttpResponse:
    """Show one judge of a round that was opened; remind them, note a promise on paper, let them go or be replaced."""
    found = round_of(contest, key)
    one = get_object_or_404(Judge.objects.select_related("person", "round"), round=found, pk=pk)
    if found.state == RoundState.PREPARED:
        raise Http404
    progress, act = progress_of(found), request.POST.get("act")
    line = next(line for line in progress.judges if line.pk == one.pk)
    ended = "" if line.in_office else _("已解除职务")
    leaving = ReasonForm(request.POST if act == "leave" else None, prefix="leave", initial={"reason": ended})
    replacing = ReplaceForm(request.POST if act == "replace" else None, prefix="replace", round_=found)
    paper = PaperForm(request.POST if act == "promised" else None, prefix="paper")
    form = {"replace": replacing, "promised": paper}.get(act or "", leaving)
    if request.method == "POST":
        try:
            if act == "remind":
                remind(request, found, only=one.pk)
                return redirect("round", contest=contest.slug, key=key)
            if form.is_valid() and form is paper:
                promise(judge=one, actor=signed_in(request), paper=paper.cleaned_data["kept"])
                messages.success(request, _("已记下：%(name)s书面承诺保密。") % {"name": one.person.name})
                return redirect("judge-packet", contest=contest.slug, key=key, judge=pk)
            if isinstance(form, ReasonForm) and form.is_valid():
                _let_go(request, one, form)
                return redirect("round", contest=contest.slug, key=key)
        except Refusal as refusal:
            messages.error(request, say(refusal.phrase))
    context = {
        "contest": contest,
        "round": found,
        "line": line,
        "progress": progress,
        "is_open": found.state == RoundState.OPEN,
        "leaving": leaving,
        "replacing": replacing,
        "paper": paper,
    }
    return render(request, "judging/judge.html", context, status=422 if form.errors else 200)


def _let_go(request: HttpRequest, one: Judge, form: ReasonForm) -> None:
    """Let a judge leave, and another take the place where the form names one."""
    actor, reason = signed_in(request), form.cleaned_data["reason"]
    if isinstance(form, ReplaceForm):
        successor = form.cleaned_data["successor"]
        drawn = replace_judge(
            judge=one, person=successor.person, unit_name=successor.unit_name, reason=reason, actor=actor
        )
        done = _("%(new)s已接替%(name)s。") % {"new": successor.person.name, "name": one.person.name}
    else:
        drawn = leave_round(judge=one, leaving=Judge.Leaving.REFUSED, reason=reason, actor=actor)
        done = _("%(name)s已退出这一轮，已提交的评分照算。") % {"name": one.person.name}
    tell_drawn(request, done, drawn)


def relations(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show which judges must not read what, beyond what the software tells by itself, and search what to add."""
    found = round_of(contest, key)
    result = search(contest, request.GET.get("q", ""))
    return _relations(request, found, result, RelationForm(round_=found, found=result.choices))


@require_POST
def add_relation(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Put on record that a judge must not read an entry, or the entries of a unit."""
    found = round_of(contest, key)
    result = search(contest, typed(request, "q"))
    form = RelationForm(request.POST, round_=found, found=result.choices)
    if not form.is_valid():
        return _relations(request, found, result, form)
    person, what = form.cleaned_data["person"].person, form.cleaned_data["what"]
    drawn = relate(
        contest=contest,
        person=person,
        entry=result.entry(what),
        unit=result.unit(what),
        reason=form.cleaned_data["reason"],
        actor=signed_in(request),
    )
    tell_drawn(request, _("已记下：%(name)s回避。") % {"name": person.name}, drawn)
    return redirect("relations", contest=contest.slug, key=key)


@require_POST
def end_relation(request: HttpRequest, contest: Contest, key: str, pk: int) -> HttpResponse:
    """Let a relation hold no longer for draws to come."""
    found = round_of(contest, key)
    relation = get_object_or_404(contest.relations.select_related("person"), pk=pk)
    try:
        take_back_relation(relation=relation, reason=typed(request, "reason"), actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("%(name)s的这一条回避已撤销。") % {"name": relation.person.name})
    return redirect("relations", contest=contest.slug, key=found.key)


def _relations(request: HttpRequest, found: Round, result: Found, form: RelationForm) -> HttpResponse:
    context = {
        "contest": found.contest,
        "round": found,
        "result": result,
        "form": form,
        "rows": relations_of(found.contest),
    }
    return render(request, "judging/relations.html", context, status=422 if form.errors else 200)


def method(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show what another method would change, named by `?method=`; decided on with a reason, it makes the figures."""
    found, refused = round_of(contest, key), ""
    given = request.POST or request.GET
    form = MethodForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decided = form.cleaned_data
            decide_method(round_=found, actor=signed_in(request), **{**decided, "method": Method(decided["method"])})
        except Refusal as refusal:
            refused = say(refusal.phrase)
        else:
            name = METHOD_NAMES[decided["method"]]
            messages.success(request, _("合分方法已改为“%(name)s”，得分已重新算出。") % {"name": name})
            return redirect("ranking", contest=contest.slug, key=key)
    asked, preview = given.get("method", ""), None
    if asked in METHOD_NAMES:
        try:
            preview = preview_method(found, Method(asked))
        except Refusal as refusal:
            refused = say(refusal.phrase)
    if preview is not None and not form.errors:
        # Whatever was typed stays, under the hash of what is shown now.
        form = MethodForm(initial={**given.dict(), "inputs_hash": preview.inputs_hash})
    context = {
        "contest": contest,
        "round": found,
        "method": METHOD_NAMES[found.method],
        "methods": methods_instead(found),
        "asked": asked,
        "asked_name": METHOD_NAMES.get(asked, ""),
        "preview": preview,
        "refused": refused,
        "form": form,
    }
    return render(request, "judging/method.html", context, status=422 if refused or form.errors else 200)
