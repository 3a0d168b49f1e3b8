"""The office's board of rounds: what is announced, the draw, progress, the ranking."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contest.judging import operations
from contest.judging.board import (
    Progress,
    Show,
    board_of_entries,
    going_on,
    progress_of,
    rules_of,
)
from contest.judging.board_forms import ReasonForm, SeatForm, not_seated
from contest.judging.drawing import propose_draw, takes_in_all
from contest.judging.models import Judge, Round, RoundState
from contest.judging.proposal import barred_in_words, obstacles_said
from contest.judging.queries import (
    doubtful_units,
    following_plan,
    is_last,
    passed_after_draw,
    place_before,
    ranked_entries,
)
from contest.judging.redrawing import Redraw, read_far_once_more, read_once_more, take_in
from contest.judging.relating import relieve
from contest.judging.relations import come_to_light
from contest.judging.reminding import remind_judges
from contest.judging.reopening import reopen_round, was_counted_secretly
from contest.judging.rules_in_words import rules_in_words
from contest.judging.scoring import Method
from contest.judging.seats import BAR_NAMES
from contest.notice.access import signed_in
from contest.notice.announcement import unknowns_for_judging
from contest.notice.models import Contest, Office
from contest.notice.part_forms import METHOD_NAMES
from contest.notice.queries import announcement_of, intake
from contest.phrases import Refusal
from contest.web.middleware import arrived_at, typed
from contest.web.pages import page_of
from contest.web.wording import figure, said_list, say

REFRESHES: Final = 20
"""So often a page refreshes by itself; then it stops, so that nobody stays signed in by a page left open."""


def rounds(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the announced rounds: those under way and those to come."""
    announcement = announcement_of(contest)
    existing = {round_.key: round_ for round_ in contest.rounds.all()}
    plans, before = [], ""
    for plan in announcement.round_plans:
        begun = existing.get(plan.key)
        plans.append((plan, rules_of(begun) if begun else rules_in_words(plan, before), begun))
        before = plan.name
    return render(
        request,
        "judging/rounds.html",
        {
            "contest": contest,
            "intake": intake(contest, arrived_at(request)),
            "missing": unknowns_for_judging(announcement),
            "plans": plans,
            "under_way": next((one for one in existing.values() if one.state != RoundState.CLOSED), None),
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


def round_of(contest: Contest, key: str) -> Round:
    """Give the contest's round with this key, or the answer that nothing is there."""
    # One look at all rounds: the page asks for those before and after, too.
    prefetch_related_objects([contest], "rounds")
    found = next((one for one in contest.rounds.all() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def round_board(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show a round: before it opens its judges and the proposed draw, afterwards its progress."""
    found = round_of(contest, key)
    return _prepared(request, found) if found.state == RoundState.PREPARED else _under_way(request, found)


def _prepared(request: HttpRequest, found: Round, forms: list[SeatForm] | None = None) -> HttpResponse:
    proposal = propose_draw(found)
    forms = _seat_forms(found) if forms is None else forms
    context = {
        "contest": found.contest,
        "round": found,
        "rules": rules_of(found),
        "intake": intake(found.contest, arrived_at(request)),
        "free": not_seated(found),
        "proposal": proposal,
        "barred": barred_in_words(proposal),
        "obstacles": obstacles_said(proposal),
        "tied": [proposal.entries[token] for token in sorted(proposal.tied)],
        "doubtful": doubtful_units(found),
        "seats": [(form, proposal.draw.loads.get(str(form.judge.person_id))) for form in forms],
        "relations": found.contest.relations.filter(ended_at=None).count(),
    }
    refused = any(form.errors for form in forms)
    return render(request, "judging/prepared.html", context, status=422 if refused else 200)


def _seat_forms(found: Round, given: Any = None) -> list[SeatForm]:
    judges = found.judges.select_related("person", "round").order_by("person__name", "pk")
    return [SeatForm(given, judge=judge, round_=found) for judge in judges]


def _under_way(
    request: HttpRequest, found: Round, more: ReasonForm | None = None, far: ReasonForm | None = None
) -> HttpResponse:
    """Show the progress of a round; `more` and `far` are what was typed about readings more, and not taken."""
    show = request.GET.get("show", "")
    progress, by_spread = progress_of(found), request.GET.get("by") == "spread"
    board = board_of_entries(
        found,
        progress.full,
        show=Show(show) if show in list(Show) else Show.ALL,
        by_spread=by_spread,
        page=request.GET.get("page"),
    )
    left_out, last = list(passed_after_draw(found)), is_last(found)
    takes_in = found.state == RoundState.OPEN and takes_in_all(found)
    apart = _("合计相差超过 %(figure)s 分") % {"figure": figure(found.far_apart)} if found.far_apart else ""
    context = {
        **_progress_context(found, progress),
        "rules": rules_of(found),
        "board": board,
        "page": board.page,
        "tabs": _tabs(found, board.counts, show),
        "show": show,
        "by_spread": by_spread,
        "ticked": set(request.POST.getlist("entry")),
        "more": more or ReasonForm(auto_id="more-%s"),
        "far": far or ReasonForm(initial={"reason": apart}, auto_id="far-%s"),
        "left_out": left_out,
        "meetings": [(one.reading, BAR_NAMES[one.bar]) for one in come_to_light(found)],
        "takes_in": takes_in,
        "is_last": last,
        "reopens": last and not was_counted_secretly(found),
        "following": following_plan(found) if left_out and last and not takes_in else None,
    }
    return render(request, "judging/round.html", context, status=422 if more or far else 200)


def _progress_context(found: Round, progress: Progress) -> dict[str, Any]:
    is_open = found.state == RoundState.OPEN
    return {"contest": found.contest, "round": found, "progress": progress, "is_open": is_open, "again": REFRESHES}


def _tabs(found: Round, counts: Any, show: str) -> list[tuple[str, str, int, bool]]:
    """Give the lists of entries: key, name, how many, and whether it is the one shown."""
    names = {Show.ALL: _("全部"), Show.BEHIND: _("还没评完"), Show.FAR: _("分数相差大"), Show.SHORT: _("评委不够")}
    if found.far_apart is None:
        del names[Show.FAR]
    here = show if show in list(names) else Show.ALL
    return [(key, name, getattr(counts, key), key == here) for key, name in names.items()]


def round_progress(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show the part of an open round's page that refreshes by itself, `?again=` times more."""
    found = round_of(contest, key)
    if found.state == RoundState.PREPARED:
        raise Http404
    asked = request.GET.get("again", "")
    again = min(int(asked), REFRESHES) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    return render(request, "judging/_progress.html", {**_progress_context(found, progress_of(found)), "again": again})


@require_POST
def act_on_round(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Do one of the organiser's steps on a round, named by the button that was pressed."""
    found, actor, given = round_of(contest, key), signed_in(request), request.POST
    try:
        match given.get("act"):
            case "seat":
                _seat(request, found)
            case "unseat":
                judge = get_object_or_404(
                    Judge.objects.select_related("round", "person"), round=found, pk=given.get("judge")
                )
                operations.unseat_judge(judge=judge, actor=actor)
                messages.success(request, _("已请%(name)s退出这一轮。") % {"name": judge.person.name})
            case "set-seats":
                forms = _seat_forms(found, given)
                if not all(form.is_valid() for form in forms):
                    return _prepared(request, found, forms)
                for form in forms:
                    _set_seat(form, request)
                messages.success(request, _("评委的安排已保存，抽签结果已重新算出。"))
            case "draw-again":
                operations.draw_again(round_=found, reason=typed(request, "reason"), actor=actor)
                messages.success(request, _("已重新抽签，结果如下。"))
            case "open":
                operations.open_round(round_=found, inputs_hash=typed(request, "inputs_hash"), actor=actor)
                messages.success(request, _("评审已经开始，评委已收到通知。"))
            case "remind":
                remind(request, found)
            case "take-in":
                drawn = take_in(round_=found, actor=actor)
                tell_drawn(request, _("通过审查的稿件已补入这一轮。"), drawn)
            case "relieve":
                tell_drawn(request, _("要回避的评阅已经结束。"), relieve(round_=found, actor=actor))
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


def _seat(request: HttpRequest, found: Round) -> None:
    seated = []
    for pk in request.POST.getlist("judge"):
        appointed = found.contest.appointments.filter(office=Office.JUDGE, ended_at=None)
        one = get_object_or_404(appointed.select_related("person"), pk=pk)
        operations.seat_judge(round_=found, person=one.person, unit_name=one.unit_name, actor=signed_in(request))
        seated.append(one.person.name)
    if seated:
        messages.success(request, _("已选入%(names)s。") % {"names": said_list(seated)})
    else:
        messages.error(request, _("请先勾选要选入的评委。"))


def _set_seat(form: SeatForm, request: HttpRequest) -> None:
    """Keep one judge's line; what the form doesn't ask stays as it is."""
    given = {"group": form.judge.group, "genres": form.judge.genres, **form.cleaned_data}
    operations.set_seat(judge=form.judge, actor=signed_in(request), **given)


def remind(request: HttpRequest, found: Round, only: int | None = None) -> None:
    """Remind the judges who are behind, or one of them, and say who was."""
    reminded = remind_judges(round_=found, actor=signed_in(request), only=only)
    if reminded.now:
        names = said_list(line.name for line in reminded.now)
        messages.success(request, _("已提醒%(names)s。") % {"names": names})
    if reminded.before:
        names = said_list(line.name for line in reminded.before)
        messages.info(request, _("%(names)s在 20 小时内已经提醒过，这次没有再提醒。") % {"names": names})


def tell_drawn(request: HttpRequest, done: str, drawn: Redraw) -> None:
    """Say what was done, how many readings were drawn for it, and what could not be."""
    number = len(drawn.readings)
    words = ngettext("补抽了 %(number)s 次评阅。", "补抽了 %(number)s 次评阅。", number) % {"number": number}
    messages.success(request, f"{done}{words}" if number else done)
    for obstacle in drawn.obstacles:
        messages.warning(request, "".join(say(phrase) for phrase in obstacle.phrases))


@require_POST
def read_more(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Have entries read by one more judge each: those that are ticked, or all whose marks lie far apart."""
    found = round_of(contest, key)
    is_far = "far" in request.POST
    form = ReasonForm(request.POST, auto_id="far-%s" if is_far else "more-%s")
    if form.is_valid():
        asked: dict[str, Any] = {"reason": form.cleaned_data["reason"], "actor": signed_in(request)}
        ticked = [pk for pk in request.POST.getlist("entry") if pk.isascii() and pk.isdigit() and len(pk) < 10]
        rows = found.entries.filter(pk__in=ticked, entry__state="eligible").select_related("round")
        try:
            drawn = read_far_once_more(round_=found, **asked) if is_far else read_once_more(entries=rows, **asked)
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            tell_drawn(request, "", drawn)
            return redirect("round", contest=contest.slug, key=key)
    if found.state == RoundState.PREPARED:
        raise Http404
    return _under_way(request, found, **{"far" if is_far else "more": form})


def ranking(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show the ranking of a round as the marks stand, in pages; equal figures share a place."""
    found = round_of(contest, key)
    page = page_of(request, ranked_entries(found))
    rows = []
    place = last = None
    for number, row in enumerate(page.object_list, page.start_index()):
        if row.score is not None and row.score != last:
            place = place_before(found, row.score) + 1 if last is None else number
            last = row.score
        adjusted = None if row.score is None or row.raw_mean is None else row.score - row.raw_mean
        rows.append((None if row.score is None else place, row, adjusted))
    by_severity = found.method == Method.SEVERITY
    return render(
        request,
        "judging/ranking.html",
        {
            "contest": contest,
            "round": found,
            "method": METHOD_NAMES[found.method],
            "page": page,
            "rows": rows,
            "by_severity": by_severity,
            "severities": found.judges.exclude(severity=None).select_related("person").order_by("-severity", "pk")
            if by_severity
            else [],
            "shows_mean": found.method not in (Method.MEAN, Method.VOTES),
            "going_on": going_on(found),
        },
    )
