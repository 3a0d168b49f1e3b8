"""What changed, in words: the keys and values that the verbs record, as people read them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext

from contest.phrases import gettext_noop

_NAMES: Final[Mapping[str, str]] = {
    "admitted": gettext_noop("入选"),
    "agreed": gettext_noop("承诺与授权"),
    "author": gettext_noop("作者"),
    "awards": gettext_noop("获奖"),
    "candidates": gettext_noop("邮件中的文件"),
    "capacity": gettext_noop("评阅上限"),
    "closed_at": gettext_noop("结束时间"),
    "closes_at": gettext_noop("截稿"),
    "columns": gettext_noop("列"),
    "committee_mark": gettext_noop("评委会评分"),
    "conditions": gettext_noop("条件"),
    "current": gettext_noop("首页征文"),
    "date": gettext_noop("日期"),
    "entered": gettext_noop("已提交篇数"),
    "entries": gettext_noop("来稿"),
    "expires_at": gettext_noop("有效期至"),
    "everywhere": gettext_noop("全文遮盖"),
    "files": gettext_noop("文件"),
    "genre": gettext_noop("体裁"),
    "genres": gettext_noop("体裁"),
    "group": gettext_noop("组别"),
    "head_count": gettext_noop("人数"),
    "inputs_hash": gettext_noop("依据的指纹"),
    "judge": gettext_noop("评委"),
    "judges": gettext_noop("评委"),
    "marks": gettext_noop("评分"),
    "masked": gettext_noop("加上的遮盖"),
    "method": gettext_noop("合分方法"),
    "name": gettext_noop("名称"),
    "note": gettext_noop("备注"),
    "number": gettext_noop("编号"),
    "office": gettext_noop("职务"),
    "opens_at": gettext_noop("开始收稿"),
    "parent": gettext_noop("上级单位"),
    "pen_name": gettext_noop("发表署名"),
    "post": gettext_noop("职务"),
    "problem": gettext_noop("待核对的问题"),
    "quota": gettext_noop("名额"),
    "readings": gettext_noop("评阅篇次"),
    "receipt": gettext_noop("回执编号"),
    "received_at": gettext_noop("收到时间"),
    "refused": gettext_noop("没有收的篇数"),
    "reason": gettext_noop("原因"),
    "reminded": gettext_noop("提醒了"),
    "round": gettext_noop("轮次"),
    "rows": gettext_noop("各行"),
    "seed": gettext_noop("种子"),
    "sha256": gettext_noop("文件指纹（SHA-256）"),
    "shown": gettext_noop("去掉的遮盖"),
    "size": gettext_noop("字节数"),
    "spelling": gettext_noop("写法"),
    "state": gettext_noop("状态"),
    "tie": gettext_noop("同分"),
    "tier": gettext_noop("奖项"),
    "title": gettext_noop("题目"),
    "total": gettext_noop("合计"),
    "unit": gettext_noop("单位"),
    "units": gettext_noop("单位"),
    "unread": gettext_noop("未提交的评阅"),
    "version": gettext_noop("版本"),
    "was": gettext_noop("原来"),
    "word_limit": gettext_noop("字数上限"),
    "words": gettext_noop("字数"),
    "year": gettext_noop("年份"),
}
"""The commonest keys. Another is shown as it is stored."""
_STATES: Final[Mapping[str, str]] = {
    "draft": gettext_noop("草稿"),
    "received": gettext_noop("已收稿"),
    "returned": gettext_noop("退回修改"),
    "eligible": gettext_noop("通过审查"),
    "disqualified": gettext_noop("取消资格"),
    "withdrawn": gettext_noop("已撤回"),
}


class Change(NamedTuple):
    """One thing that changed: its name, what it was, what it is; empty where there was nothing."""

    name: str
    before: str
    after: str


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """Give what an event says of before and after, thing by thing."""
    return [
        Change(_name(key), _said(key, before.get(key)), _said(key, after.get(key)))
        for key in dict.fromkeys([*before, *after])
    ]


def _name(key: str) -> str:
    return gettext(_NAMES[key]) if key in _NAMES else key


def _said(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, Mapping):
        pairs = [f"{_name(str(name))} {_said(str(name), one)}" for name, one in value.items()]
        return gettext("、").join(pairs)
    if isinstance(value, list):
        return gettext("、").join(_said(key, one) for one in value)
    words = str(value)
    return gettext(_STATES[words]) if key == "state" and words in _STATES else words
