"""The contest as announced, and who holds which office in it."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contest.notice.announcement import POINTS, is_time_zone


def known_time_zone(name: str) -> None:
    """Refuse a name that is no time zone."""
    if not is_time_zone(name):
        raise ValidationError(_("没有名为“%(name)s”的时区。"), params={"name": name})


def whole_checklist() -> list[str]:
    """Give every point that screeners may have to confirm."""
    return list(POINTS)


class LayoutProfile(models.TextChoices):
    """What a manuscript's layout is held against."""

    GBT9704 = "gbt9704", _("公文格式（GB/T 9704）")
    FREE = "free", _("不限")


class ContestQuerySet(models.QuerySet["Contest"]):
    """Reads of contests."""

    def current(self) -> "Contest | None":
        """Give the contest that the site shows at its door, if there is one."""
        return self.filter(is_current=True).select_related("prize_list").first()


class Contest(models.Model):
    """One contest. A value that the notice leaves open is NULL, or an empty text, and is shown as 待公布.

    Without genres entrants aren't asked for one; without a number of entries there is no limit.
    """

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(_("名称"), max_length=120)
    occasion = models.CharField(_("缘由"), max_length=120, blank=True)
    label = models.CharField(_("文件名标识"), max_length=40)
    theme = models.TextField(_("主题"), blank=True)
    who_may_enter = models.TextField(_("征文对象"), blank=True)
    requirements = models.JSONField(_("要求"), default=list, blank=True)
    rights = models.TextField(_("使用授权"), blank=True)
    word_limit = models.PositiveIntegerField(_("字数上限"), null=True, blank=True)
    layout_profile = models.CharField(_("版式"), max_length=20, choices=LayoutProfile, default=LayoutProfile.GBT9704)
    layout_thresholds = models.JSONField(_("版式要求"), default=dict, blank=True)
    word_processor = models.CharField(_("文字处理软件"), max_length=60, blank=True)
    name_pattern = models.CharField(_("文件命名规则"), max_length=120)
    endings = models.JSONField(_("文件类型"), default=list)
    opens_at = models.DateTimeField(_("开始收稿"), null=True, blank=True)
    closes_at = models.DateTimeField(_("截稿"), null=True, blank=True)
    grace_seconds = models.PositiveIntegerField(_("截稿宽限（秒）"), default=0)
    time_zone = models.CharField(_("时区"), max_length=40, default="Asia/Shanghai", validators=[known_time_zone])
    genres = models.JSONField(_("体裁"), default=list, blank=True)
    asks_ai_use = models.BooleanField(_("要求说明人工智能使用情况"), default=False)
    most_per_author = models.PositiveSmallIntegerField(_("每位作者最多几篇"), null=True, blank=True)
    most_per_entrant = models.PositiveSmallIntegerField(_("每位投稿人最多几篇"), null=True, blank=True)
    mailbox = models.EmailField(_("投稿邮箱"), blank=True)
    hosts = models.JSONField(_("主办"), default=list, blank=True)
    co_organisers = models.JSONField(_("协办"), default=list, blank=True)
    checklist = models.JSONField(_("审查项目"), default=whole_checklist, blank=True)
    sealed = models.BooleanField(_("截稿前封存稿件"), default=False)
    one_prize = models.BooleanField(_("一人一奖"), default=True)
    reserve = models.PositiveSmallIntegerField(_("候补人数"), default=0)
    tie_rules = models.JSONField(_("同分时先看"), default=list, blank=True)
    public_days = models.PositiveSmallIntegerField(_("公示几个工作日"), null=True, blank=True)
    days_off = models.JSONField(_("放假的日子"), default=list, blank=True)
    days_on = models.JSONField(_("调休上班的日子"), default=list, blank=True)
    tells_comments = models.BooleanField(_("把评语告诉投稿人"), default=False)
    tells_place = models.BooleanField(_("把得分在全部作品中的位置告诉投稿人"), default=False)
    is_demo = models.BooleanField(_("演示"), default=False)
    is_current = models.BooleanField(_("当前征文"), default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_current_contest", fields=["is_current"], condition=Q(is_current=True)),
            models.CheckConstraint(
                name="contest_opened_by_somebody",
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contest_closes_after_it_opens",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("截稿时间要晚于开始收稿的时间。"),
            ),
            models.CheckConstraint(
                name="contest_takes_one_each_at_least",
                condition=(Q(most_per_author=None) | Q(most_per_author__gt=0))
                & (Q(most_per_entrant=None) | Q(most_per_entrant__gt=0)),
                violation_error_message=_("最多的篇数要大于 0。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the contest's times are written."""
        return ZoneInfo(self.time_zone)


class ContestPart(models.Model):
    """What is listed in a notice in its own order: a base of the tables below."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE)
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position"]


class ContactPoint(ContestPart):
    """Whom to ask."""

    name = models.CharField(max_length=60)
    telephone = models.CharField(max_length=60, blank=True)

    class Meta(ContestPart.Meta):
        default_related_name = "contact_points"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="contact_point_once", fields=["contest", "key"]),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(ContestPart):
    """What an entrant declares when handing in; a required one stands for a condition of entry."""

    wording = models.TextField()
    required = models.BooleanField()

    class Meta(ContestPart.Meta):
        default_related_name = "consents"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="consent_once", fields=["contest", "key"]),
        ]

    def __str__(self) -> str:
        return self.wording


class DisqualificationReason(ContestPart):
    """For what an entry loses its place, as the notice says."""

    wording = models.TextField()

    class Meta(ContestPart.Meta):
        default_related_name = "disqualification_reasons"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="disqualification_reason_once", fields=["contest", "key"]),
        ]

    def __str__(self) -> str:
        return self.wording


class Tier(ContestPart):
    """A class of prizes; an unknown quota is NULL."""

    class Kind(models.TextChoices):
        """Who is honoured."""

        PERSON = "person", _("个人")
        UNIT = "unit", _("单位")

    class Within(models.TextChoices):
        """Among whom its places are given."""

        ALL = "all", _("全部作品")
        GROUP = "group", _("每组")
        GENRE = "genre", _("每种体裁")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)
    quota = models.PositiveIntegerField(null=True, blank=True)
    share = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    within = models.CharField(max_length=10, choices=Within, default=Within.ALL)
    minimum = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)

    class Meta(ContestPart.Meta):
        default_related_name = "tiers"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="tier_once", fields=["contest", "key"]),
        ]

    def __str__(self) -> str:
        return self.name

    def places(self, valid: int) -> int:
        """Give its places among so many valid entries; none while the quota is unknown."""
        return self.quota or 0 if self.share is None else int(self.share * valid // 100)


class Criterion(ContestPart):
    """What judges mark, with its range and step; the weight multiplies the mark."""

    name = models.CharField(max_length=40)
    guidance = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=3)
    minimum = models.DecimalField(max_digits=6, decimal_places=2)
    maximum = models.DecimalField(max_digits=6, decimal_places=2)
    step = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta(ContestPart.Meta):
        default_related_name = "criteria"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="criterion_once", fields=["contest", "key"]),
            models.CheckConstraint(
                name="criterion_has_a_range",
                condition=Q(minimum__lt=F("maximum")),
                violation_error_message=_("评分项目的最高分要大于最低分。"),
            ),
            models.CheckConstraint(
                name="criterion_has_a_step",
                condition=Q(step__gt=0),
                violation_error_message=_("评分项目的步长要大于 0。"),
            ),
            models.CheckConstraint(
                name="criterion_has_weight",
                condition=Q(weight__gt=0),
                violation_error_message=_("评分项目的权重要大于 0。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundRules(models.Model):
    """The rules of a round, each as `RoundAnnounced` tells it."""

    name = models.CharField(max_length=40)
    readings = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=20)
    takes = models.CharField(max_length=10, default="all")
    takes_figure = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    takes_per_group = models.BooleanField(default=False)
    ties = models.CharField(max_length=10, default="all")
    keeps_marks = models.BooleanField(default=False)
    groups = models.PositiveSmallIntegerField(default=1)
    far_apart = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    votes = models.PositiveSmallIntegerField(null=True, blank=True)
    secret = models.BooleanField(default=False)
    threshold = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)

    class Meta:
        abstract = True


class RoundPlan(ContestPart, RoundRules):
    """A round of judging as announced."""

    class Meta(ContestPart.Meta):
        default_related_name = "round_plans"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="round_plan_once", fields=["contest", "key"]),
            models.CheckConstraint(name="round_plan_has_a_group", condition=Q(groups__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class UnitTerm(ContestPart):
    """One term of the formula for units, as `UnitTermAnnounced` tells it."""

    fact = models.CharField(max_length=20)
    weight = models.DecimalField(max_digits=7, decimal_places=2)
    tier = models.SlugField(max_length=40, blank=True)
    cap = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    per = models.DecimalField(max_digits=9, decimal_places=2, default=1)
    tie_order = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(ContestPart.Meta):
        default_related_name = "unit_terms"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="unit_term_once", fields=["contest", "key"]),
            models.CheckConstraint(
                name="unit_term_counts_something",
                condition=~Q(weight=0) | Q(tie_order__isnull=False),
                violation_error_message=_("单位计分的项目要有分值，或者用来比较同分。"),
            ),
            models.CheckConstraint(
                name="unit_term_counts_for_something",
                condition=Q(per__gt=0) & (Q(cap=None) | Q(cap__gt=0)),
                violation_error_message=_("单位计分的封顶和“每多少”要大于 0。"),
            ),
        ]

    def __str__(self) -> str:
        return self.fact


class Office(models.TextChoices):
    """What a person may be appointed to in a contest; everybody with an account may enter."""

    UNIT_CONTACT = "unit_contact", _("单位联络员")
    SCREENER = "screener", _("审稿员")
    JUDGE = "judge", _("评委")
    ORGANISER = "organiser", _("组织者")
    OBSERVER = "observer", _("监督员")


class Appointment(models.Model):
    """One person holds one office in one contest; `genres` are those that a judge reads (empty: all)."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    office = models.CharField(max_length=20, choices=Office)
    unit_name = models.CharField(max_length=120, blank=True)
    genres = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="appointment_once", fields=["contest", "person", "office"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_office_display()}"
