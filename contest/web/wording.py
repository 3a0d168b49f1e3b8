"""Phrases of the pure modules in the reader's language."""

from django.utils.translation import gettext

from contest.phrases import Phrase


def say(phrase: Phrase) -> str:
    """Give a phrase in the language of the page; phrases inside it are translated too."""
    words = gettext(phrase.template)
    params = {name: say(value) if isinstance(value, Phrase) else value for name, value in phrase.params.items()}
    return words % params if params else words
