"""What judges are told."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.judging.models import Round


@override(settings.LANGUAGE_CODE)
def invitation(round_: Round, load: int) -> tuple[str, str]:
    """Give subject and body of the letter that a judge gets when a round opens."""
    names = {"contest": round_.contest.title, "round": round_.name, "load": load}
    return (
        _("请评阅：%(contest)s %(round)s") % names,
        _("%(contest)s的%(round)s已经开始，请您评阅 %(load)s 篇。登录后在“评阅”中可以看到，评分随时自动保存。") % names,
    )


@override(settings.LANGUAGE_CODE)
def invitation_again(round_: Round, left: int) -> tuple[str, str]:
    """Give subject and body of the letter to a judge with readings left, when a round is opened again."""
    names = {"contest": round_.contest.title, "round": round_.name, "left": left}
    return (
        _("请继续评阅：%(contest)s %(round)s") % names,
        _("%(contest)s的%(round)s重新打开，您还有 %(left)s 篇没有提交，请在“评阅”中接着评。") % names,
    )


@override(settings.LANGUAGE_CODE)
def reminder(round_: Round, left: int) -> tuple[str, str]:
    """Give subject and body of the letter that reminds a judge of what is left to read."""
    names = {"contest": round_.contest.title, "round": round_.name, "left": left}
    return (
        _("提醒：%(contest)s %(round)s还有 %(left)s 篇待评") % names,
        _("%(contest)s的%(round)s，您还有 %(left)s 篇没有提交，请在“评阅”中评完。已经提交的不必再看。") % names,
    )


@override(settings.LANGUAGE_CODE)
def invitation_more(round_: Round, number: int) -> tuple[str, str]:
    """Give subject and body of the letter to a judge who gets readings while a round is under way."""
    names = {"contest": round_.contest.title, "round": round_.name, "number": number}
    return (
        _("请加评：%(contest)s %(round)s") % names,
        _("%(contest)s的%(round)s有 %(number)s 篇要请您评阅，登录后在“评阅”中可以看到。") % names,
    )
