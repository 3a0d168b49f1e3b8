"""The one table of the bare site."""

from django.db import models


class Kept(models.Model):
    """One file: its name as received, its name in storage, its size, when it came."""

    received_name = models.CharField(max_length=400)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveBigIntegerField()
    arrived_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.received_name
