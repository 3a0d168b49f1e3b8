"""The one Django app."""

from django.apps import AppConfig


class ContestConfig(AppConfig):
    """All rooms share one app label and one migration history."""

    name = "contest"
    verbose_name = "征文"

    def ready(self) -> None:
        """Register the system checks, and the watch over idle sessions."""
        from contest import checks  # noqa: F401  (registers by being imported, once apps are loaded)
        from contest.notice import idle  # noqa: F401  (the same)
