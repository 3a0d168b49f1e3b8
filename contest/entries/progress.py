"""Where an entry stands, in plain words: what is to be done next and until when, and the way it has come. Pure.

Of the judging nothing is told but that it is to come: who reads, and in which round, is not the entrant's to know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contest.phrases import Phrase, gettext_noop


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an entry at a moment. `closes_at` is the contest's deadline, `is_open` whether it takes entries.

    `pending` is a newer version that was not handed in, `prize` what a published list gives it.
    """

    state: str
    pending: bool
    at: datetime
    is_open: bool
    closes_at: datetime | None
    return_until: datetime | None
    is_published: bool
    prize: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands, what its entrant does next (or need not do), and until when."""

    words: Phrase
    following: Phrase | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What the ledger says of an entry: where it went, or that it was claimed (`state` is then `claimed`).

    That a decision was undone is `reopened`.
    """

    state: str
    at: datetime
    note: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the time line; one that is still to come has no time."""

    words: Phrase
    at: datetime | None = None
    note: str = ""


_GONE: Final[Mapping[str, str]] = {
    "returned": gettext_noop("退回修改"),
    "eligible": gettext_noop("通过资格审查"),
    "disqualified": gettext_noop("取消参选资格"),
    "reopened": gettext_noop("决定已撤销，重新审查"),
    "withdrawn": gettext_noop("撤回"),
    "claimed": gettext_noop("归到这个账号名下"),
}
_RECEIVED: Final = gettext_noop("收到，回执 %(number)s")
_RECEIVED_AGAIN: Final = gettext_noop("收到新的一稿，回执 %(number)s")


def standing_of(facts: Facts) -> Standing:
    """Say where an entry stands."""
    match facts.state:
        case "draft" if facts.is_open:
            return _said(gettext_noop("还没有提交"), gettext_noop("核对单位、题目和作者，然后提交。"), facts.closes_at)
        case "draft":
            return _said(gettext_noop("没有提交"), gettext_noop("现在不收稿件，这份草稿没有提交；仍可查看和下载。"))
        case "received" if facts.pending and facts.is_open:
            return _said(
                gettext_noop("已经收到，新的一稿还没有提交"),
                gettext_noop("核对后提交新的一稿；提交之前，已收到的那一稿有效。"),
                facts.closes_at,
            )
        case "received" if facts.is_open:
            return _said(
                gettext_noop("已经收到，等待审查"),
                gettext_noop("不用再做什么；要换稿或撤回，请在截稿前。"),
                facts.closes_at,
            )
        case "received":
            return _said(gettext_noop("已经收到，等待审查"), gettext_noop("不用再做什么；审查之后会给您发消息。"))
        case "returned" if facts.return_until is not None and facts.at <= facts.return_until:
            return _said(gettext_noop("需要修改"), gettext_noop("按意见改好，重新提交。"), facts.return_until)
        case "returned":
            return _said(
                gettext_noop("需要修改，期限已过"),
                gettext_noop("没有按期收到修改稿；如有特殊情况，请与联系人联系。"),
            )
        case "eligible" if facts.is_published and facts.prize:
            won = Phrase(gettext_noop("结果已经公布：获得%(prize)s"), {"prize": facts.prize})
            return Standing(won, Phrase(gettext_noop("祝贺您！")))
        case "eligible" if facts.is_published:
            return _said(gettext_noop("结果已经公布"), gettext_noop("请看获奖名单。"))
        case "eligible":
            return _said(gettext_noop("通过审查，等待评审"), gettext_noop("不用再做什么；评审之后公布结果。"))
        case "disqualified":
            return _said(gettext_noop("取消参选资格"), gettext_noop("如有疑问，请与联系人联系。"))
    return Standing(Phrase(gettext_noop("已经撤回")))


def time_line(happenings: Iterable[Happening], *, state: str, published_at: datetime | None) -> Sequence[Step]:
    """Give the steps of an entry in their order, those to come at the end."""
    steps: list[Step] = []
    received = False
    for one in happenings:
        if one.state == "received":
            template = _RECEIVED_AGAIN if received else _RECEIVED
            received = True
            steps.append(Step(Phrase(template, {"number": one.receipt}), one.at))
        elif one.state in _GONE:
            steps.append(Step(Phrase(_GONE[one.state]), one.at, one.note))
    if state == "received":
        steps.append(Step(Phrase(gettext_noop("资格审查"))))
    if state in ("received", "eligible"):
        if published_at is None:
            steps.append(Step(Phrase(gettext_noop("评审"))))
        steps.append(Step(Phrase(gettext_noop("公布结果")), published_at))
    return steps


def _said(words: str, following: str, until: datetime | None = None) -> Standing:
    return Standing(Phrase(words), Phrase(following), until)
