from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_decisions(apps: Any, _schema: Any) -> None:
    """Keep the decisions on record. Which entries shared a tie was not kept: what no list stands on is taken anew."""
    kept = apps.get_model("contest", "PrizeDecision")
    lists = apps.get_model("contest", "PrizeList")
    for row in apps.get_model("contest", "BoundaryDecision").objects.all():
        used = lists.objects.filter(round=row.round_id).exists()
        made = kept.objects.create(
            round_id=row.round_id,
            kind="tie",
            tier_key=row.tier_key,
            reason=row.reason,
            decided_by_id=row.decided_by_id,
            decided_at=row.decided_at,
            revoked_at=row.revoked_at or (None if used else row.decided_at),
        )
        made.admitted.set(row.admitted.all())
        made.tied.set(row.admitted.all())


def published_is_final(apps: Any, _schema: Any) -> None:
    """A list that was public before lists were objected to was final at once."""
    apps.get_model("contest", "PrizeList").objects.exclude(published_at=None).update(final_at=models.F("published_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("contest", "0011_judging"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("reason", models.TextField()),
                ("public_reason", models.TextField(blank=True)),
                ("before", models.JSONField()),
                ("corrected_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["version"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("token", models.CharField(max_length=32, unique=True)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(max_length=60)),
                ("contact", models.CharField(max_length=254)),
                ("grounds", models.TextField()),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "正在核查"), ("upheld", "成立"), ("dismissed", "不成立")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ObjectionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stored_name", models.CharField(max_length=100, unique=True)),
                ("received_name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ObjectionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("is_answer", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PrizeDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("tie", "同分"), ("seats", "名额")], max_length=10)),
                ("tier_key", models.SlugField(max_length=40)),
                ("division", models.CharField(blank=True, max_length=40)),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("committee", "评委会议定"),
                            ("vote", "评委会表决"),
                            ("both", "都列入，增加名额"),
                            ("neither", "都不列入，名额空缺"),
                        ],
                        default="committee",
                        max_length=10,
                    ),
                ),
                ("votes", models.JSONField(blank=True, default=dict)),
                ("seats", models.PositiveIntegerField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AlterModelOptions(
            name="award",
            options={"ordering": ["tier_position", "division", "place", "id"]},
        ),
        migrations.RemoveConstraint(
            model_name="award",
            name="one_award_an_entry",
        ),
        migrations.AddField(
            model_name="award",
            name="division",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="award",
            name="from_version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="award",
            name="until_version",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contest",
            name="days_off",
            field=models.JSONField(blank=True, default=list, verbose_name="放假的日子"),
        ),
        migrations.AddField(
            model_name="contest",
            name="days_on",
            field=models.JSONField(blank=True, default=list, verbose_name="调休上班的日子"),
        ),
        migrations.AddField(
            model_name="contest",
            name="one_prize",
            field=models.BooleanField(default=True, verbose_name="一人一奖"),
        ),
        migrations.AddField(
            model_name="contest",
            name="public_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="公示几个工作日"),
        ),
        migrations.AddField(
            model_name="contest",
            name="reserve",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="候补人数"),
        ),
        migrations.AddField(
            model_name="contest",
            name="tells_comments",
            field=models.BooleanField(default=False, verbose_name="把评语告诉投稿人"),
        ),
        migrations.AddField(
            model_name="contest",
            name="tells_place",
            field=models.BooleanField(default=False, verbose_name="把得分在全部作品中的位置告诉投稿人"),
        ),
        migrations.AddField(
            model_name="contest",
            name="tie_rules",
            field=models.JSONField(blank=True, default=list, verbose_name="同分时先看"),
        ),
        migrations.AddField(
            model_name="prizelist",
            name="final_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="prizelist",
            name="left_out",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="prizelist",
            name="objections_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="prizelist",
            name="reserve",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="prizelist",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="tier",
            name="minimum",
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="tier",
            name="share",
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
        ),
        migrations.AddField(
            model_name="tier",
            name="within",
            field=models.CharField(
                choices=[("all", "全部作品"), ("group", "每组"), ("genre", "每种体裁")], default="all", max_length=10
            ),
        ),
        migrations.AlterField(
            model_name="letterwording",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "收到稿件"),
                    ("mail_receipt", "邮件投稿的回执"),
                    ("returned", "退回修改"),
                    ("eligible", "通过审查"),
                    ("disqualified", "取消资格"),
                    ("reopened", "重新审查"),
                    ("withdrawn", "撤回稿件"),
                    ("unreadable", "文件无法读取"),
                    ("prize", "获奖"),
                    ("corrected", "获奖更正"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_version", None)), fields=("prize_list", "entry"), name="one_award_an_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_version", None), ("until_version__gt", models.F("from_version")), _connector="OR"
                ),
                name="award_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="prizelist",
            constraint=models.CheckConstraint(
                condition=models.Q(("final_at", None), ("published_at__isnull", False), _connector="OR"),
                name="prize_list_final_after_it_was_public",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="corrected_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="entry",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contest.entry"
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="prize_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="contest.prizelist"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="contest.entry",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="prize_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="contest.prizelist"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="objection",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="contest.objection",
            ),
        ),
        migrations.AddField(
            model_name="objectionfile",
            name="objection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="contest.objection"
            ),
        ),
        migrations.AddField(
            model_name="objectionnote",
            name="objection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="contest.objection"
            ),
        ),
        migrations.AddField(
            model_name="objectionnote",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="prizedecision",
            name="admitted",
            field=models.ManyToManyField(related_name="+", to="contest.entry"),
        ),
        migrations.AddField(
            model_name="prizedecision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="prizedecision",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="prize_decisions", to="contest.round"
            ),
        ),
        migrations.AddField(
            model_name="prizedecision",
            name="tied",
            field=models.ManyToManyField(related_name="+", to="contest.entry"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(fields=("prize_list", "number"), name="objection_number_once"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="objection_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(fields=("prize_list", "version"), name="one_correction_a_version"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="correction_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="prizedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "seats"), ("revoked_at", None)),
                fields=("round", "tier_key", "division"),
                name="one_decision_on_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="prizedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="prize_decision_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="prizedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "seats"), ("seats__isnull", False)),
                    models.Q(("kind", "tie"), ("seats", None)),
                    _connector="OR",
                ),
                name="decision_on_seats_says_how_many",
            ),
        ),
        migrations.RunPython(keep_decisions, migrations.RunPython.noop),
        migrations.RunPython(published_is_final, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="BoundaryDecision",
        ),
    ]
