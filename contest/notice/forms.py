"""The notice in the browser, and the appointments."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contest.documents.profile import GB_9704
from contest.notice.announcement import MOST, MOST_FIRSTS, PARTS, POINTS, Announcement
from contest.notice.models import Contest, Office, known_time_zone
from contest.notice.part_forms import PART_FORMS, PART_TITLES, PartFormSet
from contest.phrases import Refusal
from contest.web.fields import LineField, within_years
from contest.web.lines import one_line
from contest.web.wording import say


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        """Give the lines as a tuple, without empty ones."""
        return tuple(filter(None, map(one_line, str(super().clean(value) or "").splitlines())))

    def prepare_value(self, value: Any) -> Any:
        """Show a tuple as lines."""
        return "\n".join(value) if isinstance(value, tuple | list) else value


class DaysField(LinesField):
    """A list of days, one a line."""

    def clean(self, value: Any) -> Any:
        """Give the days as a tuple, each once, in order."""
        try:
            return tuple(sorted(set(map(date.fromisoformat, super().clean(value)))))
        except ValueError as error:
            raise ValidationError(_("请一行写一个日期，例如 2025-10-01。")) from error

    def prepare_value(self, value: Any) -> Any:
        """Show the days as lines."""
        return super().prepare_value(tuple(map(str, value)) if isinstance(value, tuple) else value)


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
        label=_("字数上限"),
        required=False,
        min_value=1,
        max_value=MOST["word_limit"],
        help_text=_("留空表示尚未确定，页面显示“待公布”。"),
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
        max_value=MOST["grace_seconds"],
        help_text=_("截稿后这么多秒内到达的仍然收下。"),
    )
    time_zone = LineField(label=_("时区"), max_length=40, validators=[known_time_zone])
    genres = LinesField(label=_("体裁"), required=False, help_text=_("一行一种，投稿时选一种。留空就不问。"))
    asks_ai_use = forms.BooleanField(label=_("要求投稿人说明人工智能使用情况"), required=False)
    most_per_author = forms.IntegerField(
        label=_("每位作者最多几篇"),
        required=False,
        min_value=1,
        max_value=MOST["most_per_author"],
        help_text=_("留空表示没有规定。"),
    )
    most_per_entrant = forms.IntegerField(
        label=_("每位投稿人最多几篇"),
        required=False,
        min_value=1,
        max_value=MOST["most_per_entrant"],
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
    one_prize = forms.BooleanField(
        label=_("一人一奖"), required=False, help_text=_("有合作者的，每位作者都算。名次在后的递补。")
    )
    reserve = forms.IntegerField(label=_("候补几名"), min_value=0, max_value=MOST["reserve"])
    tie_rules = LinesField(
        label=_("名额边界同分时依次先看"),
        required=False,
        help_text=_("一行写一个评分项目的名称，得分高的在前；也可以写“第一名多的”。都分不出的，由评委会决定。"),
    )
    public_days = forms.IntegerField(
        label=_("公示几个工作日"),
        required=False,
        min_value=1,
        max_value=MOST["public_days"],
        help_text=_("留空表示不公示，直接公布。"),
    )
    days_off = DaysField(
        label=_("放假的日子"), required=False, help_text=_("周六、周日之外不上班的日子，一行一个，例如 2025-10-01。")
    )
    days_on = DaysField(label=_("调休上班的日子"), required=False, help_text=_("要上班的周六、周日，一行一个。"))
    tells_comments = forms.BooleanField(label=_("结果公布后，投稿人能看到评语（不署名）"), required=False)
    tells_place = forms.BooleanField(label=_("结果公布后，投稿人能看到自己的得分在全部作品中的位置"), required=False)
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
            Fieldset(
                _("结果"),
                "one_prize",
                Row(Column("reserve", "public_days"), Column("tie_rules")),
                Row(Column("days_off"), Column("days_on")),
                "tells_comments",
                "tells_place",
            ),
            Fieldset(_("单位和联系"), Row(Column("hosts"), Column("co_organisers")), "mailbox"),
        )


_FIRSTS = {MOST_FIRSTS: _("第一名多的")}


class NoticeForms:
    """The whole notice as one form: the single values and a formset a list."""

    def __init__(self, announcement: Announcement, data: Any = None) -> None:
        self.before = announcement
        initial = {field.name: getattr(announcement, field.name) for field in fields(Announcement)}
        for name in ("opens_at", "closes_at"):
            # The picker shows the contest's own wall clock.
            initial[name] = initial[name] and initial[name].replace(tzinfo=None)
        names = {criterion.key: criterion.name for criterion in announcement.criteria} | _FIRSTS
        initial["tie_rules"] = tuple(str(names.get(key, key)) for key in announcement.tie_rules)
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
        keys = {criterion.name: criterion.key for criterion in values["criteria"]}
        keys |= {str(name): key for key, name in _FIRSTS.items()}
        values["tie_rules"] = tuple(keys.get(name, name) for name in values["tie_rules"])
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
