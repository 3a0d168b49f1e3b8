"""The judge's reading room. Until a judge promised confidentiality, every address of it leads to the list."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.judging import marking, redrawing, relating
from contest.judging.forms import ScoreSheet
from contest.judging.marking import MarksRefused
from contest.judging.models import Judge, Reading, RoundState
from contest.judging.own_totals import bars, columns, place_among, ranked
from contest.judging.promising import promise
from contest.judging.queries import (
    ReadingLine,
    blind_entry,
    blind_file,
    criterion_rules,
    kept_marks,
    neighbours,
    own_totals,
    reading_lines,
    readings_of,
    seats_of,
)
from contest.judging.scoring import full_mark, weighted_mark
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from contest.web.files import attachment
from contest.web.middleware import typed
from contest.web.pages import address_with
from contest.web.wording import figure, say

OwnPage = Callable[[HttpRequest, Contest, Reading], HttpResponseBase]
STATES = ("untouched", "begun", "marked", "submitted")


def reading_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show a judge what is asked of them, the essays of a round to read, how far they are, and their own totals."""
    person = signed_in(request)
    seats = seats_of(person, contest)
    asked = [seat for seat in seats if seat.promised_at is None and seat.round.state == RoundState.OPEN]
    own = [seat for seat in seats if seat.promised_at is not None]
    seat = next((one for one in own if one.round.key == request.GET.get("round")), own[0] if own else None)
    context = {"contest": contest, "asked": asked, "seats": own, "seat": seat, "account": account_key(person)}
    if seat is not None:
        lines = reading_lines(readings_of(person, contest).filter(judge=seat))
        context |= _own_picture(request, seat, lines)
    return render(request, "judging/reading_list.html", context)


def _own_picture(request: HttpRequest, seat: Judge, lines: list[ReadingLine]) -> dict[str, Any]:
    """Give the lines of a round as the address asks for them, and the judge's own totals: places and distribution."""
    totals = own_totals(seat)
    places = {token: place for place, token in ranked(totals)}
    wanted = next((state for state in STATES if state == request.GET.get("state")), None)
    shown = [line for line in lines if wanted in (None, line.state)]
    by_place = request.GET.get("order") == "place"
    if by_place:
        shown.sort(key=lambda line: (places.get(line.token, len(lines) + 1), line.number))
    return {
        "lines": lines,
        "rows": [(line, totals.get(line.token), places.get(line.token)) for line in shown],
        "done": sum(1 for line in lines if line.submitted_at is not None),
        "following": next((line for line in lines if line.submitted_at is None), None),
        "is_open": seat.round.state == RoundState.OPEN,
        "states": [
            (state, address_with(request, state=state), sum(1 for line in lines if line.state == state))
            for state in STATES
        ],
        "wanted": wanted,
        "all_states": address_with(request, state=""),
        "by_place": by_place,
        "other_order": address_with(request, order="" if by_place else "place"),
        "marked": len(totals),
        "columns": columns(bars(totals.values())),
    }


def account_key(person: User) -> str:
    """Give the name under which this account's browser keeps what is not saved yet; another account's is another."""
    return salted_hmac("contest.judging.reading_views", str(person.pk)).hexdigest()[:32]


@require_POST
def give_promise(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Take a judge's promise of confidentiality for a round."""
    seat = _seat(request, contest)
    try:
        promise(judge=seat, actor=signed_in(request))
        messages.success(request, _("谢谢，可以开始评阅了。"))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("reading-list", contest=contest.slug)


@require_POST
def refuse(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Let a judge decline a round; what they would have read is drawn for others."""
    seat = _seat(request, contest)
    try:
        redrawing.leave_round(
            judge=seat, leaving=Judge.Leaving.REFUSED, reason=typed(request, "reason"), actor=signed_in(request)
        )
        messages.success(request, _("已记下您不参加%(round)s，谢谢告知。") % {"round": seat.round.name})
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("reading-list", contest=contest.slug)


def _seat(request: HttpRequest, contest: Contest) -> Judge:
    """Give the judge's seat in the round that the form names, or the answer that nothing is there."""
    seats = Judge.objects.filter(person=signed_in(request), left_at=None, round__contest=contest)
    return get_object_or_404(
        seats.exclude(round__state=RoundState.PREPARED).select_related("round__contest", "person"),
        round__key=typed(request, "round"),
    )


def _own_reading(page: OwnPage) -> Callable[[HttpRequest, Contest, str], HttpResponseBase]:
    """Give the page of the judge's own reading; nothing is there of anybody else's, or before the promise."""

    @wraps(page)
    def found(request: HttpRequest, contest: Contest, token: str) -> HttpResponseBase:
        own = _readings(request, contest).filter(token=token).first()
        if own is not None:
            return page(request, contest, own)
        seats = Judge.objects.filter(left_at=None, promised_at=None).exclude(round__state=RoundState.PREPARED)
        get_object_or_404(
            Reading.objects.standing(),
            judge__in=seats.filter(person=signed_in(request), round__contest=contest),
            token=token,
        )
        return redirect("reading-list", contest=contest.slug)

    return found


def _readings(request: HttpRequest, contest: Contest) -> QuerySet[Reading]:
    own = readings_of(signed_in(request), contest).select_related("judge__round", "round_entry")
    return own.prefetch_related("judge__round__criteria")


@_own_reading
def reading(request: HttpRequest, contest: Contest, found: Reading) -> HttpResponse:
    """Show the reading room: the text, and the score sheet as it was last kept."""
    return _reading_page(request, contest, found, _kept_sheet(found))


@_own_reading
def reading_file(
    request: HttpRequest,  # noqa: ARG001
    contest: Contest,  # noqa: ARG001
    found: Reading,
) -> HttpResponseBase:
    """Give the judge the blind copy as a file, under its number."""
    name = _("%(number)s 号.docx") % {"number": found.round_entry.number}
    return attachment(default_storage.open(blind_file(found)), name)


def _kept_sheet(found: Reading) -> ScoreSheet:
    """Give the score sheet as it was last kept."""
    initial = {ScoreSheet.mark_name(key): figure(value) for key, value in kept_marks(found).items()}
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
    beside = neighbours(found)
    total = beside.totals.get(found.token)
    others = [other for token, other in beside.totals.items() if token != found.token]
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
            "is_answer": sheet.is_bound or not_taken is not None,
            "full": full_mark(criterion_rules(found.judge.round)),
            "beside": beside,
            "account": account_key(signed_in(request)),
            "others": [figure(other) for other in others],
            "count": len(others) + 1,
            "place": None if total is None else place_among(total, others),
        },
        status=status,
    )


def _sheet_sent(request: HttpRequest, found: Reading) -> ScoreSheet:
    return ScoreSheet(request.POST, criteria=list(found.judge.round.criteria.all()))


@require_POST
@_own_reading
def save(request: HttpRequest, contest: Contest, found: Reading) -> HttpResponse:
    """Keep unfinished marks, sent by the page itself while the judge writes, or by its button where no script runs."""
    sheet = _sheet_sent(request, found)
    sheet.is_valid()
    by_itself = getattr(request, "htmx", False)
    try:
        saved = marking.save_reading(
            reading=found, marks=sheet.marks(), comment=sheet.comment_typed(), revision=sheet.revision()
        )
    except Refusal as refusal:
        if not by_itself:
            return _not_taken(request, contest, found, sheet, refusal)
        return JsonResponse(_why_not(found, refusal), status=409)
    sheet.add_faults(saved.faults)
    if by_itself:
        faults = [f"{box.label}：{error}" for box in sheet for error in box.errors]
        at = saved.reading.saved_at.astimezone(contest.zone) if saved.reading.saved_at else None
        return JsonResponse({"at": f"{at:%H:%M}", "revision": saved.reading.revision, "faults": faults})
    if sheet.errors:
        return _reading_page(request, contest, saved.reading, sheet, status=422)
    messages.success(request, _("第 %(number)s 号已存为草稿，还没有提交。") % {"number": found.round_entry.number})
    return redirect("reading", contest=contest.slug, token=found.token)


def _why_not(found: Reading, refusal: Refusal) -> Mapping[str, object]:
    """Say to the page why what it sent was not kept; where something newer is kept, what that is."""
    if refusal.code != "older":
        return {"refusal": say(refusal.phrase)}
    found.refresh_from_db()
    stored: dict[str, str] = {ScoreSheet.mark_name(key): figure(value) for key, value in kept_marks(found).items()}
    return {
        "refusal": say(refusal.phrase),
        "revision": found.revision,
        "stored": {**stored, "comment": found.comment},
    }


def _not_taken(
    request: HttpRequest, contest: Contest, found: Reading, sheet: ScoreSheet, refusal: Refusal
) -> HttpResponse:
    """Show what was typed and could not be taken beside what stands."""
    sheet.add_error(None, say(refusal.phrase))
    standing = get_object_or_404(_readings(request, contest), pk=found.pk)
    return _reading_page(request, contest, standing, _kept_sheet(standing), status=409, not_taken=sheet)


@require_POST
@_own_reading
def submit(request: HttpRequest, contest: Contest, found: Reading) -> HttpResponse:
    """Submit the score sheet and go on to the next essay; an incomplete one is kept and shown again."""
    sheet = _sheet_sent(request, found)
    sheet.is_valid()
    typed_in: dict[str, Any] = {
        "reading": found,
        "marks": sheet.marks(),
        "comment": sheet.comment_typed(),
        "revision": sheet.revision(),
    }
    try:
        if sheet.errors:
            kept = marking.save_reading(**typed_in).reading
            return _reading_page(request, contest, kept, sheet, status=422)
        marking.submit_reading(**typed_in, actor=signed_in(request))
    except MarksRefused as refused:
        kept = marking.save_reading(**typed_in).reading
        sheet.add_faults(refused.faults)
        sheet.add_error(None, say(refused.phrase))
        return _reading_page(request, contest, kept, sheet, status=422)
    except Refusal as refusal:
        return _not_taken(request, contest, found, sheet, refusal)
    messages.success(request, _("第 %(number)s 号已提交。") % {"number": found.round_entry.number})
    return _to_the_next(request, contest, found)


def _to_the_next(request: HttpRequest, contest: Contest, done: Reading) -> HttpResponse:
    following = readings_of(signed_in(request), contest).filter(submitted_at=None, judge=done.judge).first()
    if following is None:
        return redirect("reading-list", contest=contest.slug)
    return redirect("reading", contest=contest.slug, token=following.token)


@require_POST
@_own_reading
def reopen(request: HttpRequest, contest: Contest, found: Reading) -> HttpResponse:
    """Take a submitted score sheet back to change it."""
    try:
        marking.reopen_reading(reading=found, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("reading", contest=contest.slug, token=found.token)


@require_POST
@_own_reading
def step_back(request: HttpRequest, contest: Contest, found: Reading) -> HttpResponse:
    """Let a judge step back from an essay, and go on to the next; another judge is drawn for it."""
    reason = "：".join(filter(None, (typed(request, "relation"), typed(request, "reason"))))
    try:
        relating.declare_relation(reading=found, reason=reason, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("reading", contest=contest.slug, token=found.token)
    messages.success(request, _("第 %(number)s 号已回避，改请别的评委评阅。") % {"number": found.round_entry.number})
    return _to_the_next(request, contest, found)


def compare(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show two essays of a judge side by side, with the judge's own marks of each."""
    picked = list(dict.fromkeys([*request.GET.getlist("a"), *request.GET.getlist("b")]))
    if len(picked) != 2:
        messages.error(request, _("请勾选两篇来对照。"))
        return redirect("reading-list", contest=contest.slug)
    sides = [_side(get_object_or_404(_readings(request, contest), token=token)) for token in picked]
    return render(request, "judging/compare.html", {"contest": contest, "sides": sides})


def _side(found: Reading) -> Mapping[str, object]:
    marks = kept_marks(found)
    rules = criterion_rules(found.judge.round)
    is_whole = len(marks) == len(rules)
    return {
        "reading": found,
        "entry": blind_entry(found),
        "marks": [(one.name, marks.get(one.key), one.maximum) for one in found.judge.round.criteria.all()],
        "total": weighted_mark(marks, rules) if is_whole else None,
        "full": full_mark(rules),
    }
