"""What the winners are told, and what a confirmed list keeps of each award's grounds: in the site's own language."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.awards.models import Award
from contest.awards.tiers import Award as Proposed
from contest.web.wording import say


@override(settings.LANGUAGE_CODE)
def grounds(award: Proposed) -> str:
    """Give the sentence that explains an award, as the confirmed list keeps it."""
    return str(say(award.why))


@override(settings.LANGUAGE_CODE)
def winners_letter(award: Award) -> tuple[str, str]:
    """Give subject and body of the letter that an entrant gets when the list with their entry is published."""
    names = {"title": award.title, "tier": award.tier_name, "contest": award.prize_list.contest.title}
    return (
        _("获奖：《%(title)s》") % names,
        _("您投给%(contest)s的《%(title)s》获得%(tier)s。获奖名单已经公布，祝贺您！") % names,
    )
