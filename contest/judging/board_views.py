"""The office's board of rounds: what is announced, the draw, progress, the ranking."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.judging import operations
from contest.judging.drawing import propose_draw
from contest.judging.models import Judge, Round, RoundState
from contest.judging.queries import (
    doubtful_units,
    following_plan,
    is_last,
    passed_after_draw,
    place_before,
    progress,
    ranked_entries,
    unscored,
)
from contest.judging.reopening import reopen_round
from contest.notice.access import signed_in
from contest.notice.announcement import unknowns_for_judging
from contest.notice.forms import METHOD_NAMES
from contest.notice.models import Contest, Office
from contest.notice.queries import announcement_of, intake
from contest.phrases import Refusal
from contest.web.middleware import arrived_at, typed
from contest.web.pages import page_of
from contest.web.wording import said_list, say


def rounds(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the announced rounds: those under way and those to come."""
    announcement = announcement_of(contest)
    existing = {round_.key: round_ for round_ in contest.rounds.all()}
    return render(
        request,
        "judging/rounds.html",
        {
            "contest": contest,
            "intake": intake(contest, arrived_at(request)),
            "missing": unknowns_for_judging(announcement),
            "plans": [(plan, METHOD_NAMES[plan.method], existing.get(plan.key)) for plan in announcement.round_plans],
        },
    )


@require_POST
def prepare(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Prepare a round."""
    try:
        made = operations.prepare_round(contest=contest, key=typed(request, "key"), actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("rounds", contest=contest.slug)
    return redirect("round", contest=contest.slug, key=made.key)


def _round(contest: Contest, key: str) -> Round:
    found = get_object_or_404(Round.objects.select_related("contest"), contest=contest, key=key)
    found.contest = contest
    return found


def round_board(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show a round: before it opens its judges and the proposed draw, afterwards its progress."""
    found = _round(contest, key)
    lines = progress(found)
    context: dict[str, Any] = {"contest": contest, "round": found, "method": METHOD_NAMES[found.method]}
    if found.state == RoundState.PREPARED:
        context["intake"] = intake(contest, arrived_at(request))
        seated = {line.judge.person_id for line in lines}
        appointed = contest.appointments.filter(office=Office.JUDGE, ended_at=None).select_related("person")
        context["free"] = [one for one in appointed.order_by("person__name") if one.person_id not in seated]
        context["proposal"] = proposal = propose_draw(found)
        context["doubtful"] = doubtful_units(found)
        context["loads"] = [(line.judge, proposal.draw.loads.get(str(line.judge.person_id), 0)) for line in lines]
    else:
        context["left_out"] = passed_after_draw(found)
        context["is_last"] = is_last(found)
        context["following"] = following_plan(found)
        context["unscored"] = unscored(found)
        context["progress"] = lines
        context["assigned"] = sum(line.assigned for line in lines)
        context["submitted"] = sum(line.submitted for line in lines)
        context["unread"] = context["assigned"] - context["submitted"]
    return render(request, "judging/round.html", context)


@require_POST
def act_on_round(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Do one of the organiser's steps on a round, named by the button that was pressed."""
    found, actor, given = _round(contest, key), signed_in(request), request.POST
    try:
        match given.get("act"):
            case "seat":
                seated = []
                for pk in given.getlist("judge"):
                    one = get_object_or_404(
                        contest.appointments.select_related("person"),
                        pk=pk,
                        office=Office.JUDGE,
                        ended_at=None,
                    )
                    operations.seat_judge(round_=found, person=one.person, unit_name=one.unit_name, actor=actor)
                    seated.append(one.person.name)
                if seated:
                    messages.success(request, _("已选入%(names)s。") % {"names": said_list(seated)})
                else:
                    messages.error(request, _("请先勾选要选入的评委。"))
            case "unseat":
                judge = get_object_or_404(
                    Judge.objects.select_related("round", "person"), round=found, pk=given.get("judge")
                )
                operations.unseat_judge(judge=judge, actor=actor)
                messages.success(request, _("已请%(name)s退出这一轮。") % {"name": judge.person.name})
            case "draw-again":
                operations.draw_again(round_=found, reason=typed(request, "reason"), actor=actor)
                messages.success(request, _("已重新抽签，结果如下。"))
            case "open":
                operations.open_round(round_=found, inputs_hash=typed(request, "inputs_hash"), actor=actor)
                messages.success(request, _("评审已经开始，评委已收到通知。"))
            case "close":
                operations.close_round(round_=found, actor=actor, unmarked="unmarked" in given)
                messages.success(request, _("这一轮评审已经结束。"))
            case "reopen":
                reopen_round(round_=found, reason=typed(request, "reason"), actor=actor)
                messages.success(request, _("这一轮已重新打开，还有评阅没有提交的评委已收到通知。"))
            case _:
                raise Http404
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    except ValueError as error:
        raise Http404 from error
    return redirect("round", contest=contest.slug, key=key)


def ranking(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show the ranking of a round as the marks stand, in pages; equal figures share a place."""
    found = _round(contest, key)
    page = page_of(request, ranked_entries(found))
    rows = []
    place = last = None
    for number, row in enumerate(page.object_list, page.start_index()):
        if row.score is not None and row.score != last:
            place = place_before(found, row.score) + 1 if last is None else number
            last = row.score
        rows.append((None if row.score is None else place, row))
    return render(
        request,
        "judging/ranking.html",
        {
            "contest": contest,
            "round": found,
            "method": METHOD_NAMES[found.method],
            "page": page,
            "rows": rows,
        },
    )
