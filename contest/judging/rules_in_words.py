"""The rules of a round in words, for the pages that show what was announced."""

from typing import Final

from contest.judging.advancing import Takes, Ties
from contest.judging.scoring import Method
from contest.notice.announcement import RoundAnnounced
from contest.phrases import Phrase, gettext_noop

_NUMBER: Final = gettext_noop("取%(before)s的前 %(figure)s 名")
_SHARE: Final = gettext_noop("取%(before)s的前 %(figure)s%%")
_NUMBER_OF_EACH: Final = gettext_noop("取%(before)s每组的前 %(figure)s 名")
_SHARE_OF_EACH: Final = gettext_noop("取%(before)s每组的前 %(figure)s%%")
_PRIZES: Final = gettext_noop("取%(before)s的前若干名，篇数是个人奖名额的 %(figure)s 倍")
_MARK: Final = gettext_noop("取%(before)s得分不低于 %(figure)s 的作品")
_TIES: Final = {
    Ties.ALL: gettext_noop("%(takes)s，最后一名有并列时都进入"),
    Ties.NONE: gettext_noop("%(takes)s，最后一名有并列时都不进入"),
}
_METHODS: Final = {
    Method.MEAN: gettext_noop("得分是平均分"),
    Method.TRIMMED: gettext_noop("得分是去掉一个最高分和一个最低分后的平均分"),
    Method.MEDIAN: gettext_noop("得分是中位数"),
    Method.SEVERITY: gettext_noop("得分是校正宽严后的平均分"),
    Method.RANKS: gettext_noop("得分由名次算出"),
}


def rules_in_words(rules: RoundAnnounced, before: str = "") -> tuple[Phrase, ...]:
    """Give the rules of a round, a clause each; `before` is the name of the round before it, if there is one."""
    clauses = [_takes(rules, before), _readings(rules)]
    if rules.groups > 1:
        clauses.append(Phrase(gettext_noop("分 %(groups)s 组评审"), {"groups": rules.groups}))
    if rules.keeps_marks:
        clauses.append(Phrase(gettext_noop("前面的分数一起算")))
    clauses += _votes(rules) if rules.method == Method.VOTES else [Phrase(_METHODS[Method(rules.method)])]
    if rules.far_apart is not None:
        clauses.append(
            Phrase(gettext_noop("分数相差超过 %(figure)s 分的可以加评"), {"figure": _plain(rules.far_apart)})
        )
    return tuple(clauses)


def _takes(rules: RoundAnnounced, before: str) -> Phrase:
    takes = Takes(rules.takes)
    if not before or takes is Takes.ALL:
        return Phrase(gettext_noop("评全部通过审查的作品"))
    params = {"before": before, "figure": _plain(rules.takes_figure)}
    if takes is Takes.MARK:
        return Phrase(_MARK, params)
    if takes is Takes.PRIZES:
        best = _PRIZES
    elif takes is Takes.NUMBER:
        best = _NUMBER_OF_EACH if rules.takes_per_group else _NUMBER
    else:
        best = _SHARE_OF_EACH if rules.takes_per_group else _SHARE
    return Phrase(_TIES[Ties(rules.ties)], {"takes": Phrase(best, params)})


def _readings(rules: RoundAnnounced) -> Phrase:
    if not rules.readings:
        return Phrase(gettext_noop("每位评委评每一篇"))
    again = gettext_noop("每篇再评 %(readings)s 次") if rules.keeps_marks else gettext_noop("每篇评 %(readings)s 次")
    return Phrase(again, {"readings": rules.readings})


def _votes(rules: RoundAnnounced) -> list[Phrase]:
    ballot = (
        gettext_noop("每位评委无记名投 %(votes)s 票") if rules.secret else gettext_noop("每位评委记名投 %(votes)s 票")
    )
    clauses = [Phrase(ballot, {"votes": rules.votes})]
    if rules.threshold is not None:
        clauses.append(
            Phrase(gettext_noop("得票达到评委人数的 %(percent)s%% 才入选"), {"percent": _plain(rules.threshold)})
        )
    return clauses


def _plain(figure: object) -> str:
    """Give a figure without trailing zeros."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
