"""The judge's packet: taken and brought back, by the judge or by the organiser for one who has no network."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.judging.models import Judge, RoundState
from contest.judging.packets import operations
from contest.judging.packets.comparing import Becomes, Line
from contest.judging.packets.queries import seats, to_take
from contest.judging.packets.returns import MAX_BYTES, Parcel, Returned, read_return, sealed, unsealed
from contest.judging.packets.sheet import COMMENT
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal, gettext_noop
from contest.web.files import attachment, made_file
from contest.web.wording import figure, say

_ORDER = (Becomes.WRONG, Becomes.DRAFT, Becomes.SUBMITTED, Becomes.UNTOUCHED)


@dataclass(frozen=True, slots=True)
class Door:
    """Whose packet it is, and the addresses at which it is handled: the judge's own, or the organiser's for them."""

    judge: Judge
    own: bool
    page: str
    file: str
    back: str


def _own(request: HttpRequest, contest: Contest, key: str) -> Door:
    """Give the way of a judge to their own packet, or the answer that nothing is there: none before the promise."""
    own = seats(contest).exclude(promised_at=None)
    judge = get_object_or_404(own, round__key=key, person=signed_in(request))
    page, file, back = (reverse(name, args=[contest.slug, key]) for name in ("packet", "packet-file", "return-packet"))
    return Door(judge, True, page, file, back)


def _for_judge(contest: Contest, key: str, pk: int) -> Door:
    """Give the organiser's way to a judge's packet, or the answer that nothing is there."""
    judge = get_object_or_404(seats(contest), round__key=key, pk=pk)
    names = ("judge-packet", "judge-packet-file", "return-judge-packet")
    page, file, back = (reverse(name, args=[contest.slug, key, pk]) for name in names)
    return Door(judge, False, page, file, back)


def packet(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show a judge the way to take the packet and to bring it back; a mark sheet that comes is compared and shown."""
    return _packet(request, contest, _own(request, contest, key))


def judge_packet(request: HttpRequest, contest: Contest, key: str, judge: int) -> HttpResponse:
    """The same for the organiser, on behalf of a judge."""
    return _packet(request, contest, _for_judge(contest, key, judge))


def packet_file(request: HttpRequest, contest: Contest, key: str) -> HttpResponseBase:
    """Give a judge the packet."""
    return _file(request, contest, _own(request, contest, key))


def judge_packet_file(request: HttpRequest, contest: Contest, key: str, judge: int) -> HttpResponseBase:
    """Give the organiser a judge's packet, to be carried to them."""
    return _file(request, contest, _for_judge(contest, key, judge))


@require_POST
def return_packet(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Store what the judge was shown of a mark sheet."""
    return _return(request, contest, _own(request, contest, key))


@require_POST
def return_judge_packet(request: HttpRequest, contest: Contest, key: str, judge: int) -> HttpResponse:
    """Store what the organiser was shown of a judge's mark sheet."""
    return _return(request, contest, _for_judge(contest, key, judge))


def _packet(request: HttpRequest, contest: Contest, door: Door) -> HttpResponse:
    if request.method != "POST":
        return _page(request, contest, door)
    try:
        returned = _read_upload(request, door.judge)
        parcel = sealed(returned.parcel, door.judge, signed_in(request))
    except Refusal as refusal:
        return _page(request, contest, door, refusal=say(refusal.phrase), status=422)
    return render(request, "judging/packet_return.html", _shown(contest, door, returned, parcel))


def _page(request: HttpRequest, contest: Contest, door: Door, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "contest": contest,
        "door": door,
        "round": door.judge.round,
        "is_open": door.judge.round.state == RoundState.OPEN,
        "left": len(to_take(door.judge)),
        "refusal": refusal,
    }
    return render(request, "judging/packet.html", context, status=status)


def _read_upload(request: HttpRequest, judge: Judge) -> Returned:
    """Read the mark sheet that came. Raises `Refusal` where none did, one too large, or one that can't be taken."""
    upload = request.FILES.get("sheet")
    operations.hold_ready(judge)
    if getattr(request, "upload_too_large", False) or (upload is not None and (upload.size or 0) > MAX_BYTES):
        raise Refusal("too-large", gettext_noop("文件太大，不像一张评分表。请上传评审包里的评分表，不是整个评审包。"))
    if upload is None:
        raise Refusal("no-file", gettext_noop("请先选择填好的评分表。"))
    return read_return(judge, upload.read())


def _shown(contest: Contest, door: Door, returned: Returned, parcel: str) -> dict[str, Any]:
    """Give what the page shows of a sheet that came back."""
    names = {criterion.key: criterion.name for criterion in door.judge.round.criteria.all()}
    names[COMMENT] = _("评语")
    lines = sorted(returned.lines, key=lambda line: _ORDER.index(line.becomes))
    counts = {str(name): sum(line.becomes == name and not line.asks for line in lines) for name in Becomes}
    counts["asks"] = sum(line.asks for line in lines)
    return {
        "contest": contest,
        "door": door,
        "round": door.judge.round,
        "parcel": parcel,
        "rows": [(line, _said_changes(line, names)) for line in lines],
        "counts": counts,
        "stores": bool(returned.parcel.rows),
    }


def _said_changes(line: Line, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """Give what would be another, in words: what, from what, to what."""
    return [(names[change.key], _said(change.before), _said(change.after)) for change in line.changes]


def _said(value: Any) -> str:
    return value or "—" if isinstance(value, str) else figure(value)


def _file(request: HttpRequest, contest: Contest, door: Door) -> HttpResponseBase:
    actor, on_record = signed_in(request), request.method != "HEAD"  # which takes nothing along
    try:
        out, _none = made_file(
            lambda file: operations.take_packet(judge=door.judge, out=file, actor=actor, on_record=on_record)
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect(door.page)
    names = {"label": contest.label, "round": door.judge.round.name, "judge": door.judge.person.name}
    return attachment(out, _("%(label)s%(round)s评审包-%(judge)s.zip") % names, "application/zip")


def _return(request: HttpRequest, contest: Contest, door: Door) -> HttpResponse:
    actor, given = signed_in(request), request.POST
    try:
        parcel: Parcel = unsealed(given.get("parcel", ""), door.judge, actor)
        counts = operations.return_packet(
            judge=door.judge,
            parcel=parcel,
            replace=given.getlist("replace"),
            drafts_only="drafts" in given,
            actor=actor,
        )
    except Refusal as refusal:
        return _page(request, contest, door, refusal=say(refusal.phrase), status=422)
    messages.success(request, _("已提交 %(submitted)s 篇，存为草稿 %(drafts)s 篇。") % counts)
    return redirect(door.page)
