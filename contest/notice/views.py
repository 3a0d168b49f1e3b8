"""The notice as a poster, the list of contests, the notice in the browser, appointments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.notice import operations
from contest.notice.access import signed_in
from contest.notice.announcement import Announcement, unknowns_that_matter
from contest.notice.forms import AppointmentForm, NoticeForms
from contest.notice.models import Appointment, Contest, Office
from contest.notice.part_forms import METHOD_NAMES
from contest.notice.pattern import parse_rule
from contest.notice.queries import announcement_of, intake, limits_of, with_notice
from contest.notice.unit_rules import formula_in_words
from contest.people.links import link_parts
from contest.phrases import Phrase, Refusal
from contest.web.middleware import arrived_at, typed
from contest.web.wording import say


def front(request: HttpRequest) -> HttpResponse:
    """Show the current contest; before there is one, say so."""
    contest = Contest.objects.current()
    if contest is None or contest.opened_at is None:
        return render(request, "notice/nothing_yet.html", {"contest": contest})
    return home(request, contest)


def home(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the notice as a poster."""
    announcement = announcement_of(with_notice(Contest.objects.filter(pk=contest.pk)).get())
    return render(
        request,
        "notice/home.html",
        {
            "contest": contest,
            "notice": announcement,
            "intake": intake(contest, arrived_at(request)),
            "limits": limits_of(contest),
            "name_rule": parse_rule(contest.name_pattern, tuple(contest.endings)).shown(),
            "person_tiers": [tier for tier in announcement.tiers if tier.kind == "person"],
            "unit_tiers": [tier for tier in announcement.tiers if tier.kind == "unit"],
            "unit_rules": _unit_rules(announcement),
        },
    )


def _unit_rules(announcement: Announcement) -> tuple[Phrase, ...]:
    """Say how units are ranked, where the notice says so."""
    if not announcement.unit_terms:
        return ()
    return formula_in_words(announcement.unit_terms, {tier.key: tier.name for tier in announcement.tiers})


def contests(request: HttpRequest) -> HttpResponse:
    """List the contests that were opened, the newest first."""
    opened = Contest.objects.exclude(opened_at=None).select_related("prize_list")
    return render(request, "notice/contests.html", {"contests": opened})


def edit_notice(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Change the notice."""
    announcement = announcement_of(with_notice(Contest.objects.filter(pk=contest.pk)).get())
    forms = NoticeForms(announcement, request.POST if request.method == "POST" else None)
    if request.method == "POST" and forms.is_valid():
        try:
            _contest, changed = operations.announce(announcement=forms.announcement(), actor=signed_in(request))
        except Refusal as refusal:
            forms.values.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("已保存，改动 %(count)s 处。") % {"count": len(changed)})
            return redirect("edit-notice", contest=contest.slug)
    return render(
        request,
        "notice/edit.html",
        {
            "contest": contest,
            "forms": forms,
            "methods": METHOD_NAMES,
            "unknown": unknowns_that_matter(announcement),
        },
    )


@require_POST
def open_contest(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Open the contest, or say which values are still unknown."""
    try:
        operations.open_contest(contest=contest, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("征文已经开始。"))
    return redirect("edit-notice", contest=contest.slug)


@require_POST
def show_contest(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Put the contest at the site's door, or say whose matter that is."""
    try:
        operations.show_contest(contest=contest, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("首页现在显示这次征文。"))
    return redirect("edit-notice", contest=contest.slug)


def appointments(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show who holds which office, and appoint."""
    form = AppointmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            appointment = operations.appoint(
                contest=contest,
                login=values["login"],
                name=values["name"],
                office=Office(values["office"]),
                unit_name=values["unit_name"],
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            person = appointment.person
            messages.success(request, _("已聘任%(name)s。") % {"name": person.name})
            if not person.has_usable_password():
                messages.warning(
                    request,
                    _(
                        "%(name)s现在没有密码；先前如有人用这个手机号或邮箱注册过，原密码已经停用。"
                        "请生成登录链接，核对身份后交给本人。"
                    )
                    % {"name": person.name},
                )
            return redirect("appointments", contest=contest.slug)
    held = contest.appointments.filter(ended_at=None).select_related("person").order_by("office", "person__name")
    return render(request, "notice/appointments.html", {"contest": contest, "form": form, "held": held})


@require_POST
def end_appointment(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """End an office."""
    appointment = get_object_or_404(Appointment, contest=contest, pk=pk, ended_at=None)
    if appointment.person_id == signed_in(request).pk and appointment.office == Office.ORGANISER:
        messages.error(request, _("不能解除自己的组织者职务，请由另一位组织者办理。"))
        return redirect("appointments", contest=contest.slug)
    try:
        operations.end_appointment(appointment=appointment, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("已解除%(name)s的职务。") % {"name": appointment.person.name})
    return redirect("appointments", contest=contest.slug)


@require_POST
def access_link(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Make a link by which a person sets a password; it is shown once, and that it was made is on record."""
    try:
        person = operations.issue_link(contest=contest, login=typed(request, "login"), actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("appointments", contest=contest.slug)
    uid, token = link_parts(person)
    address = request.build_absolute_uri(reverse("set-password", kwargs={"uid": uid, "token": token}))
    return render(request, "notice/access_link.html", {"contest": contest, "person": person, "address": address})
