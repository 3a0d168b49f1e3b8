"""Sentences for people that are born where Django is not known.

A pure module returns a `Phrase`; the web layer translates its template and fills it in. `gettext_noop` only
marks a template for the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast


def gettext_noop(template: str) -> str:
    """Give `template` back unchanged; the name makes the message extractor collect it."""
    return template


@dataclass(frozen=True, slots=True)
class Phrase:
    """A Chinese sentence with `%(name)s` places, and what goes into them. `str()` renders the Chinese.

    What goes in may be a phrase itself, or a tuple of them: a list.
    """

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.params:
            return self.template
        return self.template % {
            name: "、".join(map(str, value)) if isinstance(value, tuple) else value
            for name, value in self.params.items()
        }

    def as_json(self) -> dict[str, object]:
        """Give what a row keeps of a phrase, to be said later in any language."""
        return {"template": self.template, "params": {name: _as_json(value) for name, value in self.params.items()}}

    @classmethod
    def of_json(cls, kept: Mapping[str, object]) -> "Phrase":
        """Give the phrase that `as_json` kept."""
        params = cast(Mapping[str, object], kept["params"])
        return cls(str(kept["template"]), {name: _of_json(value) for name, value in params.items()})


def _as_json(value: object) -> object:
    if isinstance(value, Phrase):
        return value.as_json()
    if isinstance(value, tuple):
        return [_as_json(one) for one in value]
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def _of_json(value: object) -> object:
    if isinstance(value, list):
        return tuple(_of_json(one) for one in value)
    return Phrase.of_json(value) if isinstance(value, dict) else value


class Refusal(Exception):
    """Something can't be done, for a reason that the person who asked may be told.

    `code` is for programs and tests; the phrase says what is wrong and what to do.
    """

    def __init__(self, code: str, template: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.phrase = Phrase(template, params)

    def __str__(self) -> str:
        return str(self.phrase)
