"""Every kind of letter: what occasions it, its standard wording, and what can be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext, override

from contest.outbox.models import LetterKind
from contest.outbox.wording import Wording
from contest.phrases import gettext_noop


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter. `places` can be filled in, `needed` must be; with `at_once` it is mailed without delay."""

    occasion: str
    subject: str
    body: str
    places: tuple[str, ...]
    needed: tuple[str, ...] = ()
    at_once: bool = False


MEANINGS: Final[Mapping[str, str]] = {
    "contest": gettext_noop("征文名称"),
    "title": gettext_noop("作品题目"),
    "author": gettext_noop("作者"),
    "unit": gettext_noop("作者单位"),
    "number": gettext_noop("回执编号"),
    "secret": gettext_noop("查询码"),
    "reason": gettext_noop("写明的原因"),
    "until": gettext_noop("重新提交的期限"),
    "file": gettext_noop("文件名"),
    "why": gettext_noop("文件的问题"),
    "tier": gettext_noop("奖项"),
}
"""What stands for each place."""

SAMPLES: Final[Mapping[str, str]] = {
    "title": gettext_noop("灯火"),
    "author": gettext_noop("林晓"),
    "unit": gettext_noop("潮声纪念馆"),
    "number": "7K2M-9QXD-4HTB",
    "secret": "8RWC-5NPJ",
    "reason": gettext_noop("正文第三段写出了作者姓名，请删去。"),
    "file": gettext_noop("十周年-潮声纪念馆-灯火-林晓.doc"),
    "why": gettext_noop("文件已损坏，打不开。请用 Word 或 WPS 打开检查，另存后重新上传。"),
    "tier": gettext_noop("一等奖"),
}
"""What a preview fills in; `contest` and `until` follow from the contest."""

_OF_AN_ENTRY: Final = ("contest", "title", "author", "unit")

LETTERS: Final[Mapping[LetterKind, Letter]] = {
    LetterKind.RECEIVED: Letter(
        gettext_noop("稿件提交后，发给投稿人。"),
        gettext_noop("已收到：《{{title}}》"),
        gettext_noop("您投给{{contest}}的《{{title}}》已经收到。回执在“我的稿件”中，可以打印。"),
        (*_OF_AN_ENTRY, "number"),
        at_once=True,
    ),
    LetterKind.MAIL_RECEIPT: Letter(
        gettext_noop("邮件投来的稿件收下后，回到来信的邮箱。"),
        gettext_noop("已收到：《{{title}}》，回执 {{number}}"),
        gettext_noop(
            "您用邮件投给{{contest}}的《{{title}}》已经收到。\n\n"
            "作者：{{author}}\n单位：{{unit}}\n回执编号：{{number}}\n查询码：{{secret}}\n\n"
            "在网站的“查回执”输入回执编号和查询码，可以看到回执和稿件的进展，登录后还可以归到自己的账号。"
            "查询码请不要给别人。"
        ),
        (*_OF_AN_ENTRY, "number", "secret"),
        needed=("number", "secret"),
        at_once=True,
    ),
    LetterKind.RETURNED: Letter(
        gettext_noop("审稿员退回修改时，发给投稿人。"),
        gettext_noop("请修改：《{{title}}》"),
        gettext_noop("《{{title}}》需要修改：{{reason}}\n请在 {{until}} 之前重新提交。"),
        (*_OF_AN_ENTRY, "reason", "until"),
        needed=("reason", "until"),
        at_once=True,
    ),
    LetterKind.ELIGIBLE: Letter(
        gettext_noop("通过资格审查时，发给投稿人。"),
        gettext_noop("通过审查：《{{title}}》"),
        gettext_noop("《{{title}}》已通过资格审查，将进入评审。"),
        _OF_AN_ENTRY,
    ),
    LetterKind.DISQUALIFIED: Letter(
        gettext_noop("取消参选资格时，发给投稿人。"),
        gettext_noop("取消参选资格：《{{title}}》"),
        gettext_noop("《{{title}}》被取消参选资格，原因：{{reason}}。如有疑问，请与联系人联系。"),
        (*_OF_AN_ENTRY, "reason"),
        needed=("reason",),
    ),
    LetterKind.REOPENED: Letter(
        gettext_noop("撤销通过或取消资格的决定时，发给投稿人。"),
        gettext_noop("重新审查：《{{title}}》"),
        gettext_noop("先前对《{{title}}》的审查决定已经撤销，将重新审查。原因：{{reason}}。"),
        (*_OF_AN_ENTRY, "reason"),
        needed=("reason",),
    ),
    LetterKind.WITHDRAWN: Letter(
        gettext_noop("投稿人撤回稿件时，发给投稿人。"),
        gettext_noop("已撤回：《{{title}}》"),
        gettext_noop("《{{title}}》已按您的要求撤回。"),
        _OF_AN_ENTRY,
    ),
    LetterKind.UNREADABLE: Letter(
        gettext_noop("收下的文件后来发现打不开时，发给投稿人。"),
        gettext_noop("文件无法读取：{{file}}"),
        gettext_noop("{{why}}\n文件仍然保留；请在截稿前换一个文件，重新提交。"),
        ("contest", "file", "why"),
        needed=("file", "why"),
        at_once=True,
    ),
    LetterKind.PRIZE: Letter(
        gettext_noop("获奖名单定稿公布时，发给获奖作品的投稿人。"),
        gettext_noop("获奖：《{{title}}》"),
        gettext_noop("您投给{{contest}}的《{{title}}》获得{{tier}}。获奖名单已经公布，祝贺您！"),
        (*_OF_AN_ENTRY, "tier"),
        needed=("tier",),
    ),
    LetterKind.CORRECTED: Letter(
        gettext_noop("公布之后名单更正、撤销奖项时，发给投稿人。"),
        gettext_noop("获奖名单更正：《{{title}}》"),
        gettext_noop("{{contest}}的获奖名单已经更正，《{{title}}》的{{tier}}撤销。{{reason}}"),
        (*_OF_AN_ENTRY, "tier", "reason"),
        needed=("tier",),
    ),
}


def standard(kind: LetterKind) -> Wording:
    """Give the standard wording of a letter, in the site's own language."""
    with override(settings.LANGUAGE_CODE):
        return Wording(gettext(LETTERS[kind].subject), gettext(LETTERS[kind].body))
