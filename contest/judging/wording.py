"""What judges are told."""

from enum import Enum

from django.conf import settings
from django.utils.translation import gettext, override

from contest.judging.models import Round
from contest.phrases import gettext_noop


class Word(Enum):
    """A letter to a judge, as subject and body; `number` is that of the readings it is about."""

    BEGINNING = (
        gettext_noop("请评阅：%(contest)s %(round)s"),
        gettext_noop(
            "%(contest)s的%(round)s已经开始，请您评阅 %(number)s 篇。登录后在“评阅”中可以看到，评分随时自动保存。"
        ),
    )
    AGAIN = (
        gettext_noop("请继续评阅：%(contest)s %(round)s"),
        gettext_noop("%(contest)s的%(round)s重新打开，您还有 %(number)s 篇没有提交，请在“评阅”中接着评。"),
    )
    MORE = (
        gettext_noop("请加评：%(contest)s %(round)s"),
        gettext_noop("%(contest)s的%(round)s有 %(number)s 篇要请您评阅，登录后在“评阅”中可以看到。"),
    )
    REMINDER = (
        gettext_noop("提醒：%(contest)s %(round)s还有 %(number)s 篇待评"),
        gettext_noop("%(contest)s的%(round)s，您还有 %(number)s 篇没有提交，请在“评阅”中评完。已经提交的不必再看。"),
    )


@override(settings.LANGUAGE_CODE)
def worded(word: Word, round_: Round, number: int) -> tuple[str, str]:
    """Give subject and body of a letter to a judge of a round."""
    names = {"contest": round_.contest.title, "round": round_.name, "number": number}
    subject, body = word.value
    return gettext(subject) % names, gettext(body) % names
