"""Texts that are compared, the index by which they are found, and what they share."""

import zlib
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contest.entries.models import Manuscript
from contest.notice.models import Contest


def pack_text(text: str) -> bytes:
    """Compress a text: Chinese takes two bytes a sign in this coding, which knows all of Unicode, and packs best."""
    return zlib.compress(text.encode("gb18030", "replace"), 6)


class ReferenceText(models.Model):
    """A text of the collection that the organisers compare entries with: a past anthology's, the newspaper's."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="references")
    title = models.CharField(_("标题"), max_length=200)
    source = models.CharField(_("出处"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="reference_text_once", fields=["contest", "sha256"], condition=Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ComparedTextQuerySet(models.QuerySet["ComparedText"]):
    """Reads of compared texts by intent, and the one way to let them be compared again."""

    def waiting(self) -> "ComparedTextQuerySet":
        """Give those that wait to be compared, what failed least often first."""
        return self.filter(compared_at=None).order_by("failures", "id")

    def one_of_each_entry(self) -> "ComparedTextQuerySet":
        """Give the references and the first text of each entry: what somebody revises often is no common phrase."""
        earlier = ComparedText.objects.filter(manuscript__entry=OuterRef("manuscript__entry"), pk__lt=OuterRef("pk"))
        return self.exclude(Exists(earlier))

    def compare_again(self) -> int:
        """Let these wait, and give how many they are."""
        return self.update(compared_at=None, asked=F("asked") + 1, failures=0)


class ComparedText(models.Model):
    """A text as it stands in the index: of a manuscript handed in, or of the reference collection.

    `packed` is the text, compressed. It is waiting until `compared_at`; `asked` counts how often it was asked to be
    compared again, so that an answer to an earlier question ends no later one; `failures` how often comparing it
    failed since.
    """

    manuscript = models.OneToOneField(Manuscript, null=True, on_delete=models.PROTECT, related_name="compared_text")
    reference = models.OneToOneField(ReferenceText, null=True, on_delete=models.PROTECT, related_name="compared_text")
    packed = models.BinaryField()
    length = models.PositiveIntegerField()
    unseen = models.PositiveIntegerField()
    look_alikes = models.PositiveIntegerField()
    compared_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)

    objects = ComparedTextQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="compared_text_of_one",
                condition=Q(manuscript=None, reference__isnull=False) | Q(manuscript__isnull=False, reference=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["failures", "id"], name="texts_waiting", condition=Q(compared_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.manuscript or self.reference)

    @property
    def text(self) -> str:
        """The text as it was read; half a surrogate pair is a question mark."""
        return zlib.decompress(self.packed).decode("gb18030")


class FreshPrints(models.Model):
    """The fingerprints of a text as long as not all of them are on shelves."""

    text = models.OneToOneField(ComparedText, primary_key=True, on_delete=models.CASCADE, related_name="fresh")
    prints = models.BinaryField()

    def __str__(self) -> str:
        return str(self.text_id)


class Shelf(models.Model):
    """Which texts have which of the fingerprints whose first `bits` bits are `number`: packed pairs, in order."""

    bits = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    pairs = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(name="shelf_once", fields=["bits", "number"])]

    def __str__(self) -> str:
        return f"{self.bits}/{self.number}"


class Shelving(models.Model):
    """How many bits of a fingerprint tell its shelf; one row. `next_bits` while the shelves are being divided."""

    bits = models.PositiveSmallIntegerField()
    next_bits = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.bits)


class TextMatch(models.Model):
    """What two texts share, as the machine found it: evidence for a person, never a verdict.

    `passages` has a row for each passage, the first text's order: its score, where it starts and ends in the first
    text and in the second, in code points. `first_share` and `second_share` are of the signs that are compared, 0 to 1,
    common text left out.
    """

    first = models.ForeignKey(ComparedText, on_delete=models.CASCADE, related_name="matches_as_first")
    second = models.ForeignKey(ComparedText, on_delete=models.CASCADE, related_name="matches_as_second")
    score = models.FloatField()
    passages = models.JSONField()
    first_share = models.FloatField()
    second_share = models.FloatField()
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-score", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="text_match_once", fields=["first", "second"]),
            models.CheckConstraint(name="text_match_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id}: {self.score:.0f}"


class CommonText(models.Model):
    """A passage that everybody may write in a contest, as its organisers said; it counts in no comparison there."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="common_texts")
    text = models.TextField(_("公共文字"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.text[:30]
