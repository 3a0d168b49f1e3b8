"""Collects the sentences to translate, and guesses no translation for a new one."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, without fuzzy matching: a guess keeps the places of another sentence and breaks the catalogue."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
