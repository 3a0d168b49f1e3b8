"""Judging: the office's board of rounds, and the judge's reading room."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.judging import marking, operations
from contest.judging.drawing import propose_draw
from contest.judging.forms import ScoreSheet
from contest.judging.marking import MarksRefused
from contest.judging.models import Judge, Reading, Round, RoundState
from contest.judging.packets.queries import seats
from contest.judging.queries import (
    blind_entry,
    blind_file,
    criterion_rules,
    doubtful_units,
    following_plan,
    is_last,
    neighbours,
    passed_after_draw,
    place_before,
    progress,
    ranked_entries,
    reading_lines,
    readings_of,
    unscored,
)
from contest.judging.reopening import reopen_round
from contest.judging.scoring import full_mark
from contest.notice.access import signed_in
from contest.notice.announcement import unknowns_for_judging, unknowns_that_matter
from contest.notice.forms import METHOD_NAMES
from contest.notice.models import Contest, Office
from contest.notice.queries import announcement_of, intake
from contest.phrases import Refusal
from contest.screening.queries import tabs
from contest.web.files import attachment
from contest.web.middleware import arrived_at, typed
from contest.web.pages import page_of
from contest.web.wording import figure, said_list, say
from contest.work.queries import work_state


def desk(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the office where the contest stands and what is to be done next."""
    announcement = announcement_of(contest)
    return render(
        request,
        "judging/desk.html",
        {
            "contest": contest,
            "intake": intake(contest, arrived_at(request)),
            "unknown": unknowns_that_matter(announcement),
            "tabs": tabs(contest),
            "rounds": contest.rounds.all(),
            "work": work_state(arrived_at(request)),
        },
    )


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


def reading_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show a judge the essays to read, and how far they are."""
    lines = reading_lines(readings_of(signed_in(request), contest))
    done = sum(1 for line in lines if line.submitted_at is not None)
    following = next((line for line in lines if line.submitted_at is None), None)
    return render(
        request,
        "judging/reading_list.html",
        {
            "contest": contest,
            "lines": lines,
            "done": done,
            "following": following,
            "packet": seats(contest).filter(person=signed_in(request), round__state=RoundState.OPEN).first(),
        },
    )


def _reading(request: HttpRequest, contest: Contest, token: str) -> Reading:
    """Give the judge's own reading, or the answer that nothing is there."""
    return get_object_or_404(
        readings_of(signed_in(request), contest).select_related("judge__round", "round_entry"), token=token
    )


def reading(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show the reading room: the text, and the score sheet as it was last kept."""
    found = _reading(request, contest, token)
    return _reading_page(request, contest, found, _kept_sheet(found))


def reading_file(request: HttpRequest, contest: Contest, token: str) -> HttpResponseBase:
    """Give the judge the blind copy as a file, under its number."""
    found = _reading(request, contest, token)
    name = _("%(number)s 号.docx") % {"number": found.round_entry.number}
    return attachment(default_storage.open(blind_file(found)), name)


def _kept_sheet(found: Reading) -> ScoreSheet:
    """Give the score sheet as it was last kept."""
    marks = found.marks.values_list("criterion__key", "value")
    initial = {ScoreSheet.mark_name(key): figure(value) for key, value in marks}
    return ScoreSheet(criteria=list(found.judge.round.criteria.all()), initial={"comment": found.comment, **initial})


def _reading_page(
    request: HttpRequest,
    contest: Contest,
    found: Reading,
    sheet: ScoreSheet,
    status: int = 200,
    not_taken: ScoreSheet | None = None,
) -> HttpResponse:
    """Show the reading room with a score sheet; `not_taken` is what was typed and could not be taken."""
    return render(
        request,
        "judging/reading.html",
        {
            "contest": contest,
            "reading": found,
            "entry": blind_entry(found),
            "round": found.judge.round,
            "is_open": found.judge.round.state == RoundState.OPEN,
            "sheet": sheet,
            "not_taken": not_taken,
            "full": full_mark(criterion_rules(found.judge.round)),
            "beside": neighbours(found),
        },
        status=status,
    )


@require_POST
def save(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Keep unfinished marks, sent by the page itself while the judge writes, or by its button where no script runs."""
    found = _reading(request, contest, token)
    sheet = ScoreSheet(request.POST, criteria=list(found.judge.round.criteria.all()))
    sheet.is_valid()
    by_itself = getattr(request, "htmx", False)
    try:
        saved = marking.save_reading(reading=found, marks=sheet.marks(), comment=sheet.comment_typed())
    except Refusal as refusal:
        if not by_itself:
            return _not_taken(request, contest, token, sheet, refusal)
        return render(request, "judging/_saved.html", {"contest": contest, "refusal": say(refusal.phrase)}, status=409)
    sheet.add_faults(saved.faults)
    if by_itself:
        return render(request, "judging/_saved.html", {"contest": contest, "reading": saved.reading, "sheet": sheet})
    if sheet.errors:
        return _reading_page(request, contest, found, sheet, status=422)
    messages.success(request, _("第 %(number)s 号已存为草稿，还没有提交。") % {"number": found.round_entry.number})
    return redirect("reading", contest=contest.slug, token=token)


def _not_taken(request: HttpRequest, contest: Contest, token: str, sheet: ScoreSheet, refusal: Refusal) -> HttpResponse:
    """Show what was typed and could not be taken beside what stands."""
    sheet.add_error(None, say(refusal.phrase))
    found = _reading(request, contest, token)
    return _reading_page(request, contest, found, _kept_sheet(found), status=409, not_taken=sheet)


@require_POST
def submit(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Submit the score sheet and go on to the next essay; an incomplete one is kept and shown again."""
    found = _reading(request, contest, token)
    sheet = ScoreSheet(request.POST, criteria=list(found.judge.round.criteria.all()))
    try:
        readable = sheet.is_valid()
        if readable:
            marking.submit_reading(
                reading=found, marks=sheet.marks(), comment=sheet.comment_typed(), actor=signed_in(request)
            )
        else:
            marking.save_reading(reading=found, marks=sheet.marks(), comment=sheet.comment_typed())
            return _reading_page(request, contest, found, sheet, status=422)
    except MarksRefused as refused:
        marking.save_reading(reading=found, marks=sheet.marks(), comment=sheet.comment_typed())
        sheet.add_faults(refused.faults)
        sheet.add_error(None, say(refused.phrase))
        return _reading_page(request, contest, found, sheet, status=422)
    except Refusal as refusal:
        return _not_taken(request, contest, token, sheet, refusal)
    messages.success(request, _("第 %(number)s 号已提交。") % {"number": found.round_entry.number})
    following = readings_of(signed_in(request), contest).filter(submitted_at=None, judge=found.judge).first()
    if following is None:
        return redirect("reading-list", contest=contest.slug)
    return redirect("reading", contest=contest.slug, token=following.token)


@require_POST
def reopen(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Take a submitted score sheet back to change it."""
    found = _reading(request, contest, token)
    try:
        marking.reopen_reading(reading=found, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("reading", contest=contest.slug, token=token)
