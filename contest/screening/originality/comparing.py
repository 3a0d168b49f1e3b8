"""Compares the texts that wait with all that are known, and keeps what they share."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from numpy.typing import NDArray

from contest.entries.manuscripts import document_of
from contest.entries.models import CheckState, Manuscript
from contest.phrases import Refusal
from contest.screening.originality.alignment import LOOK, Compared, align
from contest.screening.originality.fingerprints import fingerprints
from contest.screening.originality.index import known_texts, look_up, new_text
from contest.screening.originality.models import CommonText, ComparedText, ComparedTextQuerySet, TextMatch
from contest.screening.originality.ranking import candidates
from contest.screening.originality.rarity import Rarity
from contest.screening.originality.signs import Codes, Signs, signs_of

logger = logging.getLogger(__name__)

_LEARNED_AT_ONCE: Final = 500


def index_waiting(*, at_most: int = 20) -> int:
    """Put manuscripts that were handed in and could be read into the index, and give how many were looked at.

    A text is committed here before it is compared: of two that come in at once, whichever is committed second finds
    the first.
    """
    waiting = (
        Manuscript.objects.filter(receipt__isnull=False, check_result__state=CheckState.CHECKED, compared_text=None)
        .select_related("check_result")
        .order_by("id")[:at_most]
    )
    for manuscript in waiting:
        text = new_text(_text_of(manuscript))
        text.row.manuscript = manuscript
        try:
            with transaction.atomic():
                text.save()
        except IntegrityError:  # another worker was faster
            logger.info("Manuscript %s is in the index already", manuscript.pk)
    return len(waiting)


def compare_waiting(*, at_most: int = 5) -> int:
    """Compare texts of the index that wait, and give how many were.

    One that fails is logged, and tried again after all others: the failure is on record before it can happen, so that
    a text which ends the process holds nobody up either.
    """
    waiting = list(_with_their_things().waiting()[:at_most])
    done = 0
    if waiting:
        rarity = learned()
        for text in waiting:
            ComparedText.objects.filter(pk=text.pk).update(failures=F("failures") + 1)
            try:
                compare(text, rarity)
            except DatabaseError:
                raise
            except Exception:
                logger.exception("Text %s could not be compared", text.pk)
            else:
                done += 1
    return done


def compare(text: ComparedText, rarity: Rarity) -> int:
    """Compare one text with all that are known, keep what was found in place of what was, and give with how many."""
    signs = signs_of(text.text)
    hits = look_up(fingerprints(signs.codes))
    others = hits.texts != text.pk
    likely = candidates(hits.texts[others], hits.hashes[others], known_texts())
    common = _Common(rarity)
    this = common.left_out(text, signs)
    found: dict[int, TextMatch] = {}
    for other in _with_their_things().filter(pk__in=likely):
        if not _are_one_matter(text, other):
            their_signs = signs_of(other.text)
            match = _match(_Side(text, signs, this), _Side(other, their_signs, common.left_out(other, their_signs)))
            if match is not None:
                found[other.pk] = match
    _keep(text, found)
    return len(found)


def _text_of(manuscript: Manuscript) -> str:
    """Give what is compared of a manuscript; nothing where it can't be opened, so that it doesn't come up again."""
    try:
        return document_of(manuscript).whole_text
    except Refusal:
        return ""
    except Exception:
        logger.exception("Manuscript %s could not be opened for comparing", manuscript.pk)
        return ""


def _with_their_things() -> ComparedTextQuerySet:
    return ComparedText.objects.select_related("manuscript__entry", "reference")


def _are_one_matter(one: ComparedText, other: ComparedText) -> bool:
    """Whether two texts are versions of one entry, or both of the reference collection."""
    if one.manuscript is None or other.manuscript is None:
        return one.manuscript is None and other.manuscript is None
    return one.manuscript.entry_id == other.manuscript.entry_id


@dataclass(frozen=True, slots=True)
class _Side:
    text: ComparedText
    signs: Signs
    compared: Compared


def _match(one: _Side, other: _Side) -> TextMatch | None:
    first, second = (one, other) if one.text.pk < other.text.pk else (other, one)
    passages = align(first.compared, second.compared)
    if not passages:
        return None
    return TextMatch(
        first=first.text,
        second=second.text,
        score=round(max(passage.score for passage in passages), 1),
        passages=[
            [
                round(passage.score, 1),
                *first.signs.span(passage.box.a_start, passage.box.a_end),
                *second.signs.span(passage.box.b_start, passage.box.b_end),
            ]
            for passage in passages
        ],
        first_share=_share(first.compared, [(one.box.a_start, one.box.a_end) for one in passages]),
        second_share=_share(second.compared, [(one.box.b_start, one.box.b_end) for one in passages]),
    )


def _share(compared: Compared, stretches: Iterable[tuple[int, int]]) -> float:
    """Give which part of what counts of a text lies in these stretches."""
    counts = compared.weights > 0
    shared: NDArray[np.bool_] = np.zeros(len(counts), dtype=bool)
    for start, end in stretches:
        shared[start:end] = True
    return round(float((shared & counts).sum() / max(1, counts.sum())), 4)


@transaction.atomic
def _keep(text: ComparedText, found: Mapping[int, TextMatch]) -> None:
    for stale in (
        TextMatch.objects.filter(first=text).exclude(second__in=found),
        TextMatch.objects.filter(second=text).exclude(first__in=found),
    ):
        stale.delete()
    TextMatch.objects.bulk_create(
        [found[other] for other in sorted(found)],  # in one order, so that two workers never wait for each other
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "passages", "first_share", "second_share", "found_at"],
    )
    # Asked again in the meantime, it goes on waiting.
    ComparedText.objects.filter(pk=text.pk, asked=text.asked).update(compared_at=timezone.now(), failures=0)


class _Common:
    """Weighs texts, and leaves out what the organisers of their contest called common."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._known: dict[int, Sequence[Codes]] = {}

    def left_out(self, text: ComparedText, signs: Signs) -> Compared:
        weights = self._rarity.weights(signs.codes)
        plain = Compared(signs.codes, np.ones(len(signs)))
        for codes in self._of(text):
            least = min(LOOK, 0.6 * len(codes))
            for passage in align(Compared(codes, np.ones(len(codes))), plain, least=least):
                weights[passage.box.b_start : passage.box.b_end] = 0.0
        return Compared(signs.codes, weights)

    def _of(self, text: ComparedText) -> Sequence[Codes]:
        contest = text.manuscript.entry.contest_id if text.manuscript else _reference_contest(text)
        if contest not in self._known:
            texts = CommonText.objects.filter(contest=contest, revoked_at=None).values_list("text", flat=True)
            self._known[contest] = [signs_of(one).codes for one in texts]
        return self._known[contest]


def _reference_contest(text: ComparedText) -> int:
    return text.reference.contest_id if text.reference else 0


@dataclass(slots=True)
class _Learning:
    """What this process has learned of how ordinary pieces are, and up to which text."""

    rarity: Rarity
    newest: int = 0


_learning = _Learning(Rarity())
_learning_lock: Final = Lock()


def learned() -> Rarity:
    """Give how ordinary pieces are, having counted the texts that came since; enough texts are counted only once."""
    with _learning_lock:
        while not _learning.rarity.is_full:
            new = ComparedText.objects.filter(pk__gt=_learning.newest).one_of_each_entry()
            some = list(new.order_by("pk")[:_LEARNED_AT_ONCE])
            for text in some:
                _learning.rarity.add(signs_of(text.text).codes)
                _learning.newest = text.pk
            if len(some) < _LEARNED_AT_ONCE:
                break
        return _learning.rarity


def forget() -> None:
    """Forget what was learned, as when the texts are others."""
    with _learning_lock:
        _learning.rarity, _learning.newest = Rarity(), 0
