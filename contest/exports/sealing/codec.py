"""Frozen dataclasses as plain JSON values, and back from values of unknown origin.

What comes in is held against the types of the dataclass, field by field: nothing more, nothing less, nothing else. A
number with a fraction is a text, a moment is in UTC; no value is taken for another.
"""

import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Told = TypeVar("Told")

LONGEST_TEXT: Final = 200_000
MOST_DIGITS: Final = 16
MOST_LEVELS: Final = 12
_DECIMAL: Final = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,12})?")


class Broken(Exception):
    """A value is not what it should be; `where` says which, from the outermost in."""

    def __init__(self, *where: str) -> None:
        super().__init__(".".join(where))
        self.where = where


def plain(value: object) -> object:
    """Give a dataclass, or what may stand in one, as JSON values."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


def text_of(value: object) -> bytes:
    """Give a value as JSON: one form for each value, whatever order things came in."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def read(kind: type[Told], text: bytes) -> Told:
    """Give the dataclass of a kind that a JSON text holds. Raises `Broken`."""
    return built(kind, json_of(text))


def json_of(text: bytes) -> object:
    """Give what a JSON text holds: no key twice, no fraction, no number beyond sixteen digits. Raises `Broken`."""
    try:
        return json.loads(
            text.decode(), object_pairs_hook=_once, parse_float=_refused, parse_int=_whole, parse_constant=_refused
        )
    except (ValueError, RecursionError) as fault:
        raise Broken from fault


def built(kind: type[Told], value: object) -> Told:
    """Give a dataclass of a kind from JSON values. Raises `Broken`."""
    build: Callable[[object], object] = _builder(cast(Any, kind))
    return cast(Told, build(value))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _refused(text: str) -> object:
    raise ValueError(text)


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise ValueError("too long a number")
    return int(text)


@cache
def _builder(kind: Any) -> Callable[[object], object]:
    """Give what makes a value of a type out of JSON values."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (one,) = (part for part in inner if part is not type(None))
        build = _builder(one)
        return lambda value: None if value is None else build(value)
    if origin is tuple:
        return _several(inner)
    if origin is not None:
        return _mapping(inner[1])
    if is_dataclass(kind):
        return _dataclass(kind)
    if issubclass(kind, StrEnum):
        return lambda value: _named(kind, value)
    return _SIMPLE[kind]


def _dataclass(kind: Any) -> Callable[[object], object]:
    hints = get_type_hints(kind)
    builders = {field.name: _builder(hints[field.name]) for field in fields(kind)}

    def build(value: object) -> object:
        if not isinstance(value, dict) or value.keys() != builders.keys():
            raise Broken
        found = {}
        for name, make in builders.items():
            try:
                found[name] = make(value[name])
            except Broken as fault:
                raise Broken(name, *fault.where) from None
        return kind(**found)

    return build


def _several(inner: tuple[Any, ...]) -> Callable[[object], object]:
    if inner[1:] == (Ellipsis,):
        each = _builder(inner[0])

        def build(value: object) -> object:
            if not isinstance(value, list):
                raise Broken
            made = []
            for number, one in enumerate(value):
                try:
                    made.append(each(one))
                except Broken as fault:
                    raise Broken(str(number), *fault.where) from None
            return tuple(made)

        return build
    parts = [_builder(part) for part in inner]

    def build_parts(value: object) -> object:
        if not isinstance(value, list) or len(value) != len(parts):
            raise Broken
        return tuple(make(one) for make, one in zip(parts, value, strict=True))

    return build_parts


def _mapping(inner: Any) -> Callable[[object], object]:
    each = _builder(inner)

    def build(value: object) -> object:
        if not isinstance(value, dict):
            raise Broken
        return {_text(key): each(one) for key, one in value.items()}

    return build


def _named(kind: type[StrEnum], value: object) -> StrEnum:
    if not isinstance(value, str) or value not in set(kind):
        raise Broken
    return kind(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or (not value.isascii() and not _encodes(value)):
        raise Broken
    return value


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Broken
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Broken
    return value


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise Broken
    return Decimal(value)


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Broken from None
    if moment.tzinfo is None:
        raise Broken
    return moment


def _anything(value: object, depth: int = 0) -> object:
    """What an event says, as it stands; nobody's event goes deep."""
    if depth > MOST_LEVELS:
        raise Broken
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        _anything(one, depth + 1)
    return value


_SIMPLE: Final[Mapping[Any, Callable[[object], object]]] = {
    str: _text,
    int: _number,
    bool: _truth,
    Decimal: _decimal,
    datetime: _moment,
    object: _anything,
}
