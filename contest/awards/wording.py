"""What winners are told, and what a confirmed list keeps of its grounds: in the site's own language."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import override

from contest.awards.models import Award
from contest.awards.plan import Award as Proposed
from contest.entries.letters import tell_entrant
from contest.outbox.models import LetterKind
from contest.phrases import Phrase
from contest.web.wording import inside_marks, say


@override(settings.LANGUAGE_CODE)
def grounds(award: Proposed) -> str:
    """Give the sentence that explains an award, as the confirmed list keeps it."""
    return str(say(award.why))


@override(settings.LANGUAGE_CODE)
def in_site_language(phrases: Mapping[str, Phrase]) -> dict[str, str]:
    """Give phrases as they are kept, by key."""
    return {key: str(say(phrase)) for key, phrase in phrases.items()}


def tell_winner(award: Award) -> None:
    """Tell an entrant of the award, when the list with their entry is final."""
    _tell(award, LetterKind.PRIZE)


def tell_corrected(award: Award, *, reason: str) -> None:
    """Tell an entrant that the award was withdrawn."""
    _tell(award, LetterKind.CORRECTED, reason=reason)


def _tell(award: Award, kind: LetterKind, **values: str) -> None:
    tell_entrant(
        award.entry,
        kind,
        title=inside_marks(award.title),
        author=award.author,
        unit=award.unit_name,
        tier=award.tier_name,
        **values,
    )
