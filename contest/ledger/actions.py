"""The words for what the ledger records. The value is stored and hashed; the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Action(models.TextChoices):
    """What was done."""

    CONTEST_ANNOUNCE = "contest.announce", _("改通知")
    CONTEST_OPEN = "contest.open", _("开始征文")
    CONTEST_SHOW = "contest.show", _("设为首页征文")
    OFFICE_APPOINT = "office.appoint", _("聘任")
    OFFICE_END = "office.end", _("解除职务")
    PERSON_ISSUE_LINK = "person.issue_link", _("生成登录链接")
    PERSON_SET_PASSWORD = "person.set_password", _("设置密码")
    MANUSCRIPT_UPLOAD = "manuscript.upload", _("上传文稿")
    MANUSCRIPT_CHECK = "manuscript.check", _("检查文稿")
    ENTRY_MOVE = "entry.move", _("稿件状态")
    MASKS_CHOOSE = "masks.choose", _("改遮盖")
    ROUND_PREPARE = "round.prepare", _("准备评审")
    ROUND_SEAT = "round.seat", _("选入评委")
    ROUND_UNSEAT = "round.unseat", _("评委退出")
    ROUND_DRAW_AGAIN = "round.draw_again", _("重新抽签")
    ROUND_OPEN = "round.open", _("开始评审")
    ROUND_CLOSE = "round.close", _("结束评审")
    READING_SUBMIT = "reading.submit", _("提交评分")
    READING_REOPEN = "reading.reopen", _("收回评分")
    BOUNDARY_DECIDE = "boundary.decide", _("同分决定")
    BOUNDARY_REVOKE = "boundary.revoke", _("撤销同分决定")
    PRIZES_CONFIRM = "prizes.confirm", _("确认获奖名单")
    PRIZES_PUBLISH = "prizes.publish", _("公布获奖名单")
    RESULTS_EXPORT = "results.export", _("导出结果")


class Subject(models.TextChoices):
    """What it was done to."""

    CONTEST = "contest", pgettext_lazy("subject", "征文")
    PERSON = "person", pgettext_lazy("subject", "人员")
    ENTRY = "entry", pgettext_lazy("subject", "来稿")
    ROUND = "round", pgettext_lazy("subject", "评审轮次")
    READING = "reading", pgettext_lazy("subject", "评阅")
