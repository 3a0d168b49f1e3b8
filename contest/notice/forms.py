"""The notice in the browser, and the appointments."""

import json
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contest.documents.profile import GB_9704
from contest.notice.announcement import PARTS, POINTS, Announcement, RoundAnnounced, fault_of_round
from contest.notice.models import Contest, Office, Tier, known_time_zone
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.fields import LineField, within_years
from contest.web.lines import one_line
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
}
_FAULT = gettext_noop("%(what)s。")
TIES_NAMES = {"all": _("都进入"), "none": _("都不进入")}


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        """Give the lines as a tuple, without empty ones."""
        return tuple(filter(None, map(one_line, str(super().clean(value) or "").splitlines())))

    def prepare_value(self, value: Any) -> Any:
        """Show a tuple as lines."""
        return "\n".join(value) if isinstance(value, tuple | list) else value


class ThresholdsField(forms.CharField):
    """What a contest asks of the layout otherwise than the preset: `name = value`, one a line."""

    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        """Give the values by name; refuse what the check of the layout doesn't know."""
        try:
            thresholds = tomllib.loads(str(super().clean(value) or ""))
            GB_9704.differing(thresholds)
        except tomllib.TOMLDecodeError as error:
            raise ValidationError(_("请一行写一项，例如 body_size = 28。")) from error
        except Refusal as refusal:
            raise ValidationError(say(refusal.phrase)) from refusal
        return thresholds

    def prepare_value(self, value: Any) -> Any:
        """Show the values as lines."""
        if isinstance(value, Mapping):
            return "\n".join(f"{name} = {json.dumps(one, ensure_ascii=False)}" for name, one in value.items())
        return value


class LocalMoment(forms.DateTimeField):
    """A time in the contest's zone, as the browser's own picker gives it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            validators=[within_years],
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
            **kwargs,
        )


class NoticeForm(forms.Form):
    """The single values of a notice. An empty one among those that may be unknown means: not known yet."""

    title = LineField(label=_("名称"), max_length=120)
    occasion = LineField(label=_("缘由"), max_length=120, required=False)
    theme = forms.CharField(label=_("主题"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    who_may_enter = forms.CharField(label=_("征文对象"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    requirements = LinesField(label=_("要求"), required=False, help_text=_("一行一条。"))
    rights = forms.CharField(label=_("使用授权"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    word_limit = forms.IntegerField(
        label=_("字数上限"), required=False, min_value=1, help_text=_("留空表示尚未确定，页面显示“待公布”。")
    )
    layout_profile = forms.ChoiceField(label=_("版式"), choices=Contest._meta.get_field("layout_profile").choices or ())
    layout_thresholds = ThresholdsField(
        label=_("与公文格式不同的要求"),
        required=False,
        help_text=_("通常留空。一行一项，例如 body_size = 28（正文四号）。各项的名称见运行手册。"),
    )
    word_processor = LineField(label=_("文字处理软件"), max_length=60, required=False)
    label = LineField(label=_("文件名标识"), max_length=40)
    name_pattern = LineField(
        label=_("文件命名规则"),
        max_length=120,
        help_text=_("用 {unit}、{title}、{author} 表示单位、题目、作者，以文件名标识开头。"),
    )
    endings = LinesField(label=_("文件类型"), help_text=_("一行一个，例如 .docx。"))
    opens_at = LocalMoment(label=_("开始收稿"), help_text=_("留空表示确认开始后立即收稿。"))
    closes_at = LocalMoment(label=_("截稿"))
    grace_seconds = forms.IntegerField(
        label=_("截稿宽限（秒）"),
        min_value=0,
        max_value=86400,
        help_text=_("截稿后这么多秒内到达的仍然收下。"),
    )
    time_zone = LineField(label=_("时区"), max_length=40, validators=[known_time_zone])
    genres = LinesField(label=_("体裁"), required=False, help_text=_("一行一种，投稿时选一种。留空就不问。"))
    asks_ai_use = forms.BooleanField(label=_("要求投稿人说明人工智能使用情况"), required=False)
    most_per_author = forms.IntegerField(
        label=_("每位作者最多几篇"), required=False, min_value=1, max_value=999, help_text=_("留空表示没有规定。")
    )
    most_per_entrant = forms.IntegerField(
        label=_("每位投稿人最多几篇"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("留空表示没有规定。单位汇总的稿件不算在内。"),
    )
    checklist = forms.MultipleChoiceField(
        label=_("审查时逐项确认"),
        choices=[(key, _(name)) for key, name in POINTS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("通知没有规定的项目，如没有字数上限时的字数，不会问。"),
    )
    sealed = forms.BooleanField(
        label=_("截稿前封存稿件"),
        required=False,
        help_text=_("截稿前只有投稿人能打开自己的稿件，主办单位的人只看到篇数。征文开始后不能取消。"),
    )
    mailbox = forms.EmailField(label=_("投稿邮箱"), required=False)
    hosts = LinesField(label=_("主办"), required=False)
    co_organisers = LinesField(label=_("协办"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset(_("征文"), "title", "occasion", "theme", "who_may_enter", "requirements", "rights"),
            Fieldset(
                _("稿件"),
                Row(Column("word_limit"), Column("layout_profile"), Column("word_processor")),
                "layout_thresholds",
                Row(Column("label"), Column("name_pattern")),
                "endings",
                Row(Column("genres"), Column("most_per_author", "most_per_entrant")),
                "asks_ai_use",
            ),
            Fieldset(
                _("时间"),
                Row(Column("opens_at"), Column("closes_at")),
                Row(Column("grace_seconds"), Column("time_zone")),
            ),
            Fieldset(_("审查"), "checklist", "sealed"),
            Fieldset(_("单位和联系"), Row(Column("hosts"), Column("co_organisers")), "mailbox"),
        )


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
    quota = forms.IntegerField(label=_("名额"), min_value=0, required=False)


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
        max_value=99,
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
    groups = forms.IntegerField(label=_("评委分几组"), min_value=1, max_value=20, initial=1)
    far_apart = forms.DecimalField(
        label=_("分差超过多少再请一位评委"), max_digits=9, decimal_places=3, min_value=0, required=False
    )
    votes = forms.IntegerField(label=_("每位评委投几票"), min_value=1, max_value=999, required=False)
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
}
PART_TITLES = {
    "contact_points": _("联系人"),
    "consents": _("承诺与授权"),
    "disqualification_reasons": _("取消资格的原因"),
    "tiers": _("奖项"),
    "criteria": _("评分项目"),
    "round_plans": _("评审轮次"),
}


class NoticeForms:
    """The whole notice as one form: the single values and a formset a list."""

    def __init__(self, announcement: Announcement, data: Any = None) -> None:
        self.before = announcement
        initial = {field.name: getattr(announcement, field.name) for field in fields(Announcement)}
        for name in ("opens_at", "closes_at"):
            # The picker shows the contest's own wall clock.
            initial[name] = initial[name] and initial[name].replace(tzinfo=None)
        self.values = NoticeForm(data, initial=initial)
        self.parts = {
            name: forms.formset_factory(form, PartFormSet, extra=2, can_delete=True, can_delete_extra=False)(
                data,
                prefix=name,
                initial=[
                    {field.name: getattr(part, field.name) for field in fields(PARTS[name])}
                    for part in getattr(announcement, name)
                ],
            )
            for name, form in PART_FORMS.items()
        }

    def sections(self) -> list[tuple[str, Any]]:
        """Give each list's heading with its formset."""
        return [(str(PART_TITLES[name]), formset) for name, formset in self.parts.items()]

    def is_valid(self) -> bool:
        """Check every value; all errors are there to be shown afterwards."""
        sound = all([self.values.is_valid(), *(formset.is_valid() for formset in self.parts.values())])
        for name, formset in self.parts.items():
            for error in formset.non_form_errors():
                self.values.add_error(None, f"{PART_TITLES[name]}：{error}")
        return sound

    def announcement(self) -> Announcement:
        """Give the notice as typed."""
        values: dict[str, Any] = dict(self.values.cleaned_data)
        zone = ZoneInfo(values["time_zone"])
        for name in ("opens_at", "closes_at"):
            moment: datetime | None = values[name]
            values[name] = moment and timezone.make_naive(moment).replace(tzinfo=zone)
        for name in ("word_processor", "mailbox"):
            values[name] = values[name] or None
        values["checklist"] = tuple(values["checklist"])
        values.update({name: self._listed(name) for name in self.parts})
        return Announcement(slug=self.before.slug, is_demo=self.before.is_demo, **values)

    def _listed(self, name: str) -> tuple[Any, ...]:
        """Give one list of the notice as typed."""
        return tuple(
            PARTS[name](
                **{field.name: self._part_value(row.get(field.name), field.name) for field in fields(PARTS[name])}
            )
            for row in (form.cleaned_data for form in self.parts[name].forms)
            if row.get("key") and not row.get("DELETE")
        )

    @staticmethod
    def _part_value(value: Any, name: str) -> Any:
        return (value or None) if name == "telephone" else value


class AppointmentForm(forms.Form):
    """Give somebody an office."""

    name = LineField(label=_("姓名"), max_length=60)
    login = forms.CharField(label=_("手机号或邮箱"), max_length=254)
    office = forms.ChoiceField(label=_("职务"), choices=Office.choices)
    unit_name = LineField(
        label=_("所在单位"), max_length=120, required=False, help_text=_("评委不会评到本单位的稿件。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
