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
    ENTRY_CLAIM = "entry.claim", _("认领稿件")
    ENTRY_DECLARE = "entry.declare", _("补填承诺与授权")
    BUNDLE_RECEIVE = "bundle.receive", _("上传汇总投稿")
    BUNDLE_READ = "bundle.read", _("预检汇总投稿")
    BUNDLE_CONFIRM = "bundle.confirm", _("签发汇总投稿")
    BUNDLE_ENTER = "bundle.enter", _("提交汇总投稿")
    BUNDLE_DISCARD = "bundle.discard", _("作废汇总投稿")
    MAIL_TAKE = "mail.take", _("收取邮件")
    MAIL_DOUBT = "mail.doubt", _("邮件稿件待核对")
    MAIL_SETTLE = "mail.settle", _("邮件稿件收稿")
    MAIL_SET_ASIDE = "mail.set_aside", _("邮件不作稿件")
    MAIL_TAKE_UP = "mail.take_up", _("重新处理邮件")
    MASKS_CHOOSE = "masks.choose", _("改遮盖")
    REFERENCE_ADD = "reference.add", _("加入参照文献")
    REFERENCE_WITHDRAW = "reference.withdraw", _("撤下参照文献")
    COMMON_MARK = "common.mark", _("标为公共文字")
    COMMON_REVOKE = "common.revoke", _("撤销公共文字")
    UNIT_SETTLE = "unit.settle", _("认定单位")
    UNIT_NAME = "unit.name", _("改单位名称")
    UNIT_SPELL = "unit.spell", _("加单位写法")
    UNIT_UNSPELL = "unit.unspell", _("去掉单位写法")
    UNIT_PLACE = "unit.place", _("定上级单位")
    UNIT_MERGE = "unit.merge", _("合并单位")
    UNIT_PART = "unit.part", _("撤销合并单位")
    LETTER_REWORD = "letter.reword", _("改信件")
    LETTER_RESTORE = "letter.restore", _("恢复标准信件")
    ROUND_PREPARE = "round.prepare", _("准备评审")
    ROUND_SEAT = "round.seat", _("选入评委")
    ROUND_UNSEAT = "round.unseat", _("评委退出")
    ROUND_DRAW_AGAIN = "round.draw_again", _("重新抽签")
    ROUND_OPEN = "round.open", _("开始评审")
    ROUND_CLOSE = "round.close", _("结束评审")
    ROUND_LEAVE = "round.leave", _("评委退出评审")
    ROUND_REDRAW = "round.redraw", _("补抽评委")
    RELATION_DECLARE = "relation.declare", _("申报回避")
    ROUND_REOPEN = "round.reopen", _("重新打开评审")
    READING_SUBMIT = "reading.submit", _("提交评分")
    READING_REOPEN = "reading.reopen", _("收回评分")
    BOUNDARY_DECIDE = "boundary.decide", _("同分决定")
    BOUNDARY_REVOKE = "boundary.revoke", _("撤销同分决定")
    PRIZES_CONFIRM = "prizes.confirm", _("确认获奖名单")
    PRIZES_PUBLISH = "prizes.publish", _("公布获奖名单")
    QUEUE_EXPORT = "queue.export", _("导出稿件")
    RESULTS_EXPORT = "results.export", _("导出结果")


class Subject(models.TextChoices):
    """What it was done to."""

    CONTEST = "contest", pgettext_lazy("subject", "征文")
    PERSON = "person", pgettext_lazy("subject", "人员")
    ENTRY = "entry", pgettext_lazy("subject", "来稿")
    UNIT = "unit", pgettext_lazy("subject", "单位")
    BUNDLE = "bundle", pgettext_lazy("subject", "汇总投稿")
    MAIL = "mail", pgettext_lazy("subject", "邮件")
    LETTER = "letter", pgettext_lazy("subject", "信件")
    ROUND = "round", pgettext_lazy("subject", "评审轮次")
    READING = "reading", pgettext_lazy("subject", "评阅")
