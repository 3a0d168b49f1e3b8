"""What the winners are told, and what a confirmed list keeps of each award's grounds: in the site's own language."""

from django.conf import settings
from django.utils.translation import override

from contest.awards.models import Award
from contest.awards.tiers import Award as Proposed
from contest.entries.letters import tell_entrant
from contest.outbox.models import LetterKind
from contest.web.wording import inside_marks, say


@override(settings.LANGUAGE_CODE)
def grounds(award: Proposed) -> str:
    """Give the sentence that explains an award, as the confirmed list keeps it."""
    return str(say(award.why))


def tell_winner(award: Award) -> None:
    """Tell an entrant of the award, when the list with their entry is published."""
    tell_entrant(
        award.entry,
        LetterKind.PRIZE,
        title=inside_marks(award.title),
        author=award.author,
        unit=award.unit_name,
        tier=award.tier_name,
    )
