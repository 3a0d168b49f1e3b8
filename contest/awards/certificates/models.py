"""Certificates: issued with their words and their look as they then were, withdrawn, and never changed.

Where a correction begins the same award anew, as with another place, its certificate belongs to the new row.
"""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from contest.awards.models import Award, UnitAward
from contest.notice.models import Contest


def verify_token() -> str:
    """Give the part of a certificate's address that can't be guessed (128 bits)."""
    return secrets.token_urlsafe(16)


class CertificateTemplate(models.Model):
    """How a contest's next certificates look, read and are numbered. Without a row they are as proposed."""

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="certificate_template")
    version = models.PositiveIntegerField()
    number_pattern = models.CharField(max_length=60)
    design = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contest} {self.version}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates."""

    def standing(self) -> "CertificateQuerySet":
        """Give the certificates that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Certificate(models.Model):
    """One certificate for one award, of an entry or of a unit. It is set anew from `words` and `design` each time.

    `template_version` is 0 where the look was the proposed one.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="certificates")
    award = models.ForeignKey(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates")
    unit_award = models.ForeignKey(
        UnitAward, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=160)
    token = models.CharField(max_length=32, unique=True, default=verify_token)
    words = models.JSONField()
    design = models.JSONField()
    template_version = models.PositiveIntegerField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["serial"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="certificate_for_one_award",
                condition=Q(award__isnull=False, unit_award=None) | Q(award=None, unit_award__isnull=False),
            ),
            models.UniqueConstraint(name="certificate_serial_once", fields=["contest", "serial"]),
            models.UniqueConstraint(name="certificate_number_once", fields=["contest", "number"]),
            models.UniqueConstraint(
                name="one_standing_certificate_an_award",
                fields=["award"],
                condition=Q(withdrawn_at=None, award__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_standing_certificate_a_unit_award",
                fields=["unit_award"],
                condition=Q(withdrawn_at=None, unit_award__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_withdrawn_by_somebody_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number
