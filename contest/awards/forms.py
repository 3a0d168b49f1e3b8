"""Decisions on the prize list."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contest.awards.models import PrizeDecision
from contest.awards.plan import OpenTie
from contest.awards.proposing import Proposal
from contest.awards.queries import UnitLine
from contest.notice.models import Contest, DisqualificationReason, Tier
from contest.phrases import Phrase, gettext_noop
from contest.web.wording import inside_marks, say

_NOBODY = gettext_noop("还没有勾选。一篇也不列入的，请在“怎么定的”里选“%(neither)s”。")


class TieForm(forms.Form):
    """Which entries of a tie are in, how that came about, and why; which tie it was is sent along as it was shown."""

    tied = forms.CharField(widget=forms.HiddenInput)
    admitted = forms.MultipleChoiceField(
        label=_("入选"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("比余下的名额多，这一档就增加名额；少，余下的名额就空着。"),
    )
    manner = forms.ChoiceField(label=_("怎么定的"), choices=PrizeDecision.Manner.choices)
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, proposal: Proposal, tie: OpenTie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.tie = tie
        self.fields["tied"].initial = " ".join(tie.entries)
        entries = {token: proposal.entries[token] for token in tie.entries}
        names = {token: f"《{inside_marks(entry.title)}》" for token, entry in entries.items()}
        admitted = self.fields["admitted"]
        if isinstance(admitted, forms.MultipleChoiceField):
            admitted.choices = [
                (token, f"{names[token]}{entry.author} {entry.unit_name}") for token, entry in entries.items()
            ]
        for token, name in names.items():
            self.fields[f"votes-{token}"] = forms.IntegerField(
                label=say(Phrase(gettext_noop("%(title)s得票（表决的填）"), {"title": name})),
                min_value=0,
                max_value=999,
                required=False,
            )
        self.order_fields(["admitted", "manner", *(f"votes-{token}" for token in names), "reason"])

    @property
    def votes(self) -> Mapping[str, int]:
        """The votes typed, by entry."""
        typed = {token: self.cleaned_data.get(f"votes-{token}") for token in self.tie.entries}
        return {token: number for token, number in typed.items() if number is not None}

    def clean(self) -> dict[str, Any]:
        """The tie is the one that was shown; what is ticked fits how it was decided; a vote has its record."""
        cleaned = super().clean() or {}
        if cleaned.get("tied") != self.fields["tied"].initial:
            # What is shown now is what the next try is about.
            sent = cast(QueryDict, self.data).copy()
            sent["tied"] = self.fields["tied"].initial
            self.data = sent
            raise ValidationError(_("这里现在没有待定的同分，请看最新的名单。"))
        manner, admitted = cleaned.get("manner"), cleaned.get("admitted", [])
        if manner == PrizeDecision.Manner.BOTH and len(admitted) < len(self.tie.entries):
            self.add_error("admitted", _("都列入的，请全部勾选。"))
        if manner == PrizeDecision.Manner.NEITHER and admitted:
            self.add_error("admitted", _("都不列入的，请不要勾选。"))
        if not admitted and manner in (PrizeDecision.Manner.COMMITTEE, PrizeDecision.Manner.VOTE):
            neither = PrizeDecision.Manner.NEITHER.label
            self.add_error("admitted", say(Phrase(_NOBODY, {"neither": str(neither)})))
        if manner == PrizeDecision.Manner.VOTE and not self.errors and len(self.votes) < len(self.tie.entries):
            self.add_error("manner", _("表决的，请填写每一篇的得票。"))
        elif manner == PrizeDecision.Manner.VOTE and not self.errors and not self._follows_the_vote(admitted):
            self.add_error("admitted", _("入选的得票比没有入选的少，请核对。"))
        return cleaned

    def _follows_the_vote(self, admitted: Collection[str]) -> bool:
        """Say whether nobody who is left out has more votes than somebody who is in."""
        inside = [number for token, number in self.votes.items() if token in admitted]
        outside = [number for token, number in self.votes.items() if token not in admitted]
        return not inside or not outside or min(inside) >= max(outside)


class SeatsForm(forms.Form):
    """How many places a tier has, and why."""

    tier = forms.ChoiceField(label=_("奖项"))
    seats = forms.IntegerField(label=_("名额改为"), min_value=0, max_value=10_000)
    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "seats-%s"  # it stands on one page with the form that decides a tie
        self.label_suffix = ""
        tier = self.fields["tier"]
        if isinstance(tier, forms.ChoiceField):
            tier.choices = [
                (f"{one.tier}/{one.division}", " ".join(filter(None, (proposal.tier(one.tier).name, one.division))))
                for one in proposal.allocation.filled
            ]


class ConfirmForm(forms.Form):
    """The list that was shown, and the units chosen: as many as there are places, unless fewer are said to be meant."""

    inputs_hash = forms.CharField(widget=forms.HiddenInput)
    units_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    units = forms.TypedMultipleChoiceField(
        label=_("获奖单位"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    units_reason = forms.CharField(
        label=_("评定依据"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    fewer = forms.BooleanField(label=_("余下的名额空着，不再选"), required=False)

    def __init__(self, *args: Any, lines: list[UnitLine], unit_tier: Tier | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.unit_tier = unit_tier
        # No more units than there are can be chosen.
        self.places = min(unit_tier.quota or 0, len(lines)) if unit_tier else 0
        units = self.fields["units"]
        if isinstance(units, forms.TypedMultipleChoiceField):
            units.choices = [(line.unit.pk, line.unit.name) for line in lines]

    def clean(self) -> dict[str, Any]:
        """Ask before places of the unit prize stay vacant for good."""
        cleaned = super().clean() or {}
        vacant = self.places - len(cleaned.get("units", ()))
        if self.unit_tier and not self.errors and vacant > 0 and not cleaned.get("fewer"):
            template = gettext_noop("%(tier)s %(count)s 个名额还没有选，确认后不能再加。要让它们空着，请勾选这一项。")
            self.add_error("fewer", say(Phrase(template, {"tier": self.unit_tier.name, "count": vacant})))
        return cleaned


class CorrectForm(forms.Form):
    """Why a confirmed list is corrected, as it was shown."""

    chain_hash = forms.CharField(widget=forms.HiddenInput)
    because = forms.ModelChoiceField(
        label=_("取消资格的原因"), queryset=DisqualificationReason.objects.none(), empty_label=_("请选择")
    )
    reason = forms.CharField(
        label=_("更正的原因"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("记录在案，不公开。"),
    )
    public_reason = forms.CharField(
        label=_("更正公告里写的原因"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("公开。请不要写个人情况。"),
    )

    def __init__(self, *args: Any, contest: Contest, disqualifies: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        because = self.fields["because"]
        if not disqualifies:
            del self.fields["because"]
        elif isinstance(because, forms.ModelChoiceField):
            because.queryset = contest.disqualification_reasons.all()
