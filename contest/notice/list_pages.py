"""The pages of a list in Excel, the same for every list: where it is handed over, what it would do row by row, and what
comes of it once it is confirmed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from contest.notice.access import signed_in
from contest.notice.lists import becomes_in_words, read_upload, sealed, shown, template_of, unsealed
from contest.notice.models import Contest
from contest.notice.tables import MOST_ROWS, Becomes, Heading, Line, Told
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.web.wording import say

Taken = TypeVar("Taken")
_EVERY_ROW: Final = frozenset(Becomes)
EMPTY_FORM: Final = gettext_noop("下载空表")


@dataclass(frozen=True, slots=True)
class ListPages:
    """One kind of list: its words, how its rows are read, what they would do.

    `address` names its first page; the others are `take-…` and `…-template`. `above` names the page that leads here, in
    the words of `above_words`. `carries` are the rows that the confirmation brings back: all, unless a row can be told
    by itself. `as_typed`, formulas are told from texts. Unless it `lists_same`, rows that do nothing are only counted.
    """

    address: str
    above: str
    above_words: str
    title: str
    shown_title: str
    lead: str
    headings: Sequence[Heading]
    needed: Collection[str]
    plan: Callable[[Contest, Sequence[Line], User], Sequence[Told]]
    most: int = MOST_ROWS
    form_words: str = EMPTY_FORM
    carries: frozenset[Becomes] = _EVERY_ROW
    as_typed: bool = False
    lists_same: bool = True

    def show(self, request: HttpRequest, contest: Contest) -> HttpResponse:
        """Show what a list would do, row by row; before one came, where to put it."""
        if request.method != "POST":
            return self._upload(request, contest)
        person = signed_in(request)
        try:
            handed = read_upload(request, self.headings, self.needed, self.most, as_typed=self.as_typed)
            told = self.plan(contest, handed.lines, person)
            carried = [pair for pair in zip(handed.lines, told, strict=True) if pair[1].becomes in self.carries]
            lines = tuple(line for line, _told in carried)
            parcel = sealed(self.address, replace(handed, lines=lines), [one for _, one in carried], contest, person)
        except Refusal as refusal:
            return self._upload(request, contest, say(refusal.phrase))
        context = {
            "shown": shown(told, lists_same=self.lists_same),
            "parcel": parcel,
            "words": becomes_in_words(),
            "take": reverse(f"take-{self.address}", args=[contest.slug]),
            "back": reverse(self.address, args=[contest.slug]),
        }
        return render(request, "notice/list_shown.html", {**self._frame(contest), **context})

    def take(
        self,
        request: HttpRequest,
        contest: Contest,
        verb: Callable[..., Taken],
        done: Callable[[Taken], HttpResponse],
    ) -> HttpResponse:
        """Let `verb` take in the list that was shown, and answer with what `done` makes of what came of it."""
        person = signed_in(request)
        try:
            handed, digest = unsealed(self.address, request, contest, person)
            taken = verb(contest=contest, handed=handed, shown=digest, actor=person)
        except Refusal as refusal:
            return self._upload(request, contest, say(refusal.phrase))
        return done(taken)

    def empty(self, advice: str) -> FileResponse:
        """Give the empty list to fill in, in Chinese."""
        return template_of(self.title, advice, self.headings)

    def _upload(self, request: HttpRequest, contest: Contest, refusal: str = "") -> HttpResponse:
        context = {
            "lead": gettext(self.lead),
            "refusal": refusal,
            "form": reverse(f"{self.address}-template", args=[contest.slug]),
            "form_words": gettext(self.form_words),
        }
        frame = self._frame(contest)
        return render(request, "notice/list_upload.html", {**frame, **context}, status=422 if refusal else 200)

    def _frame(self, contest: Contest) -> dict[str, Any]:
        return {
            "contest": contest,
            "title": gettext(self.title),
            "shown_title": gettext(self.shown_title),
            "above": reverse(self.above, args=[contest.slug]),
            "above_words": gettext(self.above_words),
        }
