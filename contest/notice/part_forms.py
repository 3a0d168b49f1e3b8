"""The lists of a notice in the browser: a row for each of their parts."""

import secrets
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contest.notice.announcement import (
    FACTS,
    MOST,
    RoundAnnounced,
    TierAnnounced,
    UnitTermAnnounced,
    fault_of_round,
    fault_of_tier,
)
from contest.notice.models import Tier
from contest.notice.unit_rules import fault_of_term
from contest.phrases import Phrase, gettext_noop
from contest.web.fields import LineField
from contest.web.wording import say

METHOD_NAMES = {
    "mean": _("平均分"),
    "trimmed": _("去掉一个最高分和一个最低分"),
    "median": _("中位数"),
    "severity": _("校正宽严后的平均分"),
    "ranks": _("名次之和"),
    "votes": _("投票"),
}
TAKES_NAMES = {
    "all": _("全部"),
    "number": _("上一轮的前若干篇"),
    "share": _("上一轮的前百分之几"),
    "mark": _("上一轮得分不低于某分"),
    "prizes": _("上一轮的前若干篇，按个人奖名额的倍数"),
}
_FAULT = gettext_noop("%(what)s。")
TIES_NAMES = {"all": _("都进入"), "none": _("都不进入")}


class PartForm(forms.Form):
    """One row of a list of the notice; a row without a key is no row."""

    key = forms.SlugField(label=_("代号"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        """A row with any value has a key: the one typed, the one it had, or one of ours."""
        cleaned = super().clean() or {}
        # A list to choose from and a number that stands there already say nothing of the person's intent.
        filled = [
            name
            for name, value in cleaned.items()
            if value not in (None, "", False)
            and value != self.fields[name].initial
            and name not in ("key", "DELETE")
            and not isinstance(self.fields[name], forms.ChoiceField)
        ]
        if filled and not cleaned.get("key") and not self.errors:
            cleaned["key"] = self.initial.get("key") or f"k{secrets.token_hex(3)}"
        return cleaned


class ContactForm(PartForm):
    """Whom to ask."""

    name = LineField(label=_("联系人"), max_length=60, required=False)
    telephone = LineField(label=_("电话"), max_length=60, required=False)


class ConsentForm(PartForm):
    """What an entrant declares."""

    wording = forms.CharField(label=_("声明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    required = forms.BooleanField(label=_("必须同意"), required=False)


class ReasonForm(PartForm):
    """For what an entry is disqualified."""

    wording = LineField(label=_("原因"), max_length=200, required=False)


class TierForm(PartForm):
    """A class of prizes."""

    kind = forms.ChoiceField(label=_("授予"), choices=Tier.Kind.choices)
    name = LineField(label=_("奖项"), max_length=40, required=False)
    quota = forms.IntegerField(label=_("名额"), min_value=0, max_value=MOST["quota"], required=False)
    share = forms.DecimalField(
        label=_("或按有效稿件的百分比"), max_digits=6, decimal_places=3, min_value=0, max_value=100, required=False
    )
    within = forms.ChoiceField(label=_("名额给"), choices=Tier.Within.choices, initial=Tier.Within.ALL, required=False)
    minimum = forms.DecimalField(label=_("最低得分"), max_digits=9, decimal_places=3, required=False)

    def clean(self) -> dict[str, Any]:
        """The values of a tier fit one another."""
        cleaned = super().clean()
        cleaned["within"] = cleaned.get("within") or Tier.Within.ALL.value
        if cleaned.get("key") and not self.errors:
            fault = fault_of_tier(TierAnnounced(**{field.name: cleaned[field.name] for field in fields(TierAnnounced)}))
            if fault is not None:
                name, what = fault
                raise ValidationError({name: say(Phrase(_FAULT, {"what": what}))})
        return cleaned


class CriterionForm(PartForm):
    """What is marked."""

    name = LineField(label=_("评分项目"), max_length=40, required=False)
    guidance = LineField(label=_("说明"), required=False)
    weight = forms.DecimalField(label=_("权重"), max_digits=6, decimal_places=3, min_value=Decimal("0.001"), initial=1)
    minimum = forms.DecimalField(label=_("最低"), max_digits=6, decimal_places=2, initial=0)
    maximum = forms.DecimalField(label=_("最高"), max_digits=6, decimal_places=2, required=False)
    step = forms.DecimalField(label=_("步长"), max_digits=6, decimal_places=2, min_value=Decimal("0.01"), initial=1)

    def clean(self) -> dict[str, Any]:
        """The highest mark lies above the lowest, by one step at least."""
        cleaned = super().clean()
        if cleaned.get("key") and (cleaned.get("maximum") is None or cleaned["maximum"] <= cleaned.get("minimum", 0)):
            raise ValidationError({"maximum": _("最高分要大于最低分。")})
        if cleaned.get("key") and not self.errors and cleaned["step"] > cleaned["maximum"] - cleaned["minimum"]:
            raise ValidationError({"step": _("步长不能大于最低分到最高分的距离。")})
        return cleaned


class RoundPlanForm(PartForm):
    """A round of judging."""

    name = LineField(label=_("轮次"), max_length=40, required=False)
    readings = forms.IntegerField(
        label=_("每篇评阅数"),
        min_value=0,
        max_value=MOST["readings"],
        initial=3,
        help_text=_("填 0，就是每位评委都评每一篇。"),
    )
    method = forms.ChoiceField(label=_("合分方法"), choices=list(METHOD_NAMES.items()))
    takes = forms.ChoiceField(
        label=_("哪些作品进入这一轮"),
        choices=list(TAKES_NAMES.items()),
        initial="all",
        help_text=_("第一轮总是评全部通过审查的稿件。"),
    )
    takes_figure = forms.DecimalField(label=_("取多少"), max_digits=9, decimal_places=3, min_value=0, required=False)
    takes_per_group = forms.BooleanField(label=_("上一轮的每组各取这么多"), required=False)
    ties = forms.ChoiceField(label=_("最后一名有并列时"), choices=list(TIES_NAMES.items()), initial="all")
    keeps_marks = forms.BooleanField(label=_("前面各轮的分数一起算"), required=False)
    groups = forms.IntegerField(label=_("评委分几组"), min_value=1, max_value=MOST["groups"], initial=1)
    far_apart = forms.DecimalField(
        label=_("分差超过多少再请一位评委"), max_digits=9, decimal_places=3, min_value=0, required=False
    )
    votes = forms.IntegerField(label=_("每位评委投几票"), min_value=1, max_value=MOST["votes"], required=False)
    secret = forms.BooleanField(label=_("无记名投票"), required=False)
    threshold = forms.DecimalField(
        label=_("当选至少要百分之几的票"), max_digits=6, decimal_places=3, min_value=0, max_value=100, required=False
    )

    def clean(self) -> dict[str, Any]:
        """The values of a round fit one another."""
        cleaned = super().clean()
        if cleaned.get("key") and not self.errors:
            values = {field.name: cleaned[field.name] for field in fields(RoundAnnounced)}
            fault = fault_of_round(RoundAnnounced(**values))
            if fault is not None:
                name, what = fault
                raise ValidationError({name: say(Phrase(_FAULT, {"what": what}))})
        return cleaned


class UnitTermForm(PartForm):
    """One term of the formula for units."""

    fact = forms.ChoiceField(label=_("计分项"), choices=[(key, _(name)) for key, name in FACTS.items()])
    tier = forms.SlugField(label=_("只计一个奖项（代号）"), max_length=40, required=False)
    weight = forms.DecimalField(label=_("分值（负数扣分）"), max_digits=7, decimal_places=2, required=False)
    per = forms.DecimalField(
        label=_("每多少计一次"), max_digits=9, decimal_places=2, min_value=Decimal("0.01"), initial=1
    )
    cap = forms.DecimalField(
        label=_("封顶（留空不封）"), max_digits=9, decimal_places=2, min_value=Decimal("0.01"), required=False
    )
    tie_order = forms.IntegerField(label=_("同分时第几个比"), min_value=1, max_value=MOST["tie_order"], required=False)

    def clean(self) -> dict[str, Any]:
        """The values of a term fit one another."""
        cleaned = super().clean()
        if cleaned.get("key") and cleaned.get("weight") is None and "weight" not in self.errors:
            raise ValidationError({"weight": _("请填写分值。")})
        if cleaned.get("key") and not self.errors:
            fault = fault_of_term(
                UnitTermAnnounced(**{one.name: cleaned[one.name] for one in fields(UnitTermAnnounced)})
            )
            if fault is not None:
                name, what = fault
                raise ValidationError({name: say(Phrase(_FAULT, {"what": what}))})
        return cleaned


class PartFormSet(forms.BaseFormSet[PartForm]):
    """A list of the notice. A row is taken out by its tick box or by emptying it, never by not being sent."""

    def clean(self) -> None:
        """Every row that stands in the notice came with the form."""
        standing = len(self.initial or [])
        sent = [f"{self.add_prefix(number)}-key" in self.data for number in range(standing)]
        if self.initial_form_count() != standing or self.total_form_count() < standing or not all(sent):
            raise ValidationError(_("这一列表不完整，或者刚刚被别人改过。请刷新页面，再改一遍。"))


PART_FORMS: Mapping[str, type[PartForm]] = {
    "contact_points": ContactForm,
    "consents": ConsentForm,
    "disqualification_reasons": ReasonForm,
    "tiers": TierForm,
    "criteria": CriterionForm,
    "round_plans": RoundPlanForm,
    "unit_terms": UnitTermForm,
}
PART_TITLES = {
    "contact_points": _("联系人"),
    "consents": _("承诺与授权"),
    "disqualification_reasons": _("取消资格的原因"),
    "tiers": _("奖项"),
    "criteria": _("评分项目"),
    "round_plans": _("评审轮次"),
    "unit_terms": _("单位计分"),
}
