#!/usr/bin/env python
"""Django's command line for the contest desk."""

import os
import sys

from django.core.management import execute_from_command_line

LOOK_AT_FILES = (
    "inspect_manuscript",
    "mend_layout",
    "blind_manuscript",
    "check_names",
    "compare_texts",
    "rank_scores",
    "draw_judges",
    "verify_package",
)
"""Commands that read files or their names, write files, and nothing else."""


def need_no_site() -> None:
    """Let such a command run by itself: without a database, and where no site is set up without its secret.

    The key of development mode is known to everybody, which is safe here: these commands serve nothing, sign
    nothing, and open no database.
    """
    os.environ["DATABASE_URL"] = "django.db.backends.dummy://"
    if "SECRET_KEY" not in os.environ:
        os.environ.setdefault("CONTEST_MODE", "development")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contest.settings")
    # Matrices here are small: threads that share them would only wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.argv[1:2] and sys.argv[1] in LOOK_AT_FILES:
        need_no_site()
    execute_from_command_line(sys.argv)
