"""Evaluates the formulas of our own sheets, as a spreadsheet would: in floating point."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

TOKEN = re.compile(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+|\$?[A-Z]+\$?\d+|[A-Z]+|\d+(?:\.\d+)?|[-+*/=(),]")


def evaluated(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give every cell (by its letter and line) with what its formula comes to."""
    return {place: Sheet(cells).value(place) for place in cells}


class Sheet:
    """The cells of one sheet, some of them formulas."""

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self.cells = cells

    def value(self, place: str) -> Any:
        value = self.cells.get(place)
        return Reading(self, value[1:]).whole() if isinstance(value, str) and value.startswith("=") else value

    def range(self, text: str) -> list[Any]:
        (left, top), (right, bottom) = (re.fullmatch(r"([A-Z]+)(\d+)", end).groups() for end in text.split(":"))  # type: ignore[union-attr]
        return [
            self.value(f"{letters(column)}{line}")
            for line in range(int(top), int(bottom) + 1)
            for column in range(number(left), number(right) + 1)
        ]


class Reading:
    """One formula, read from left to right."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self.sheet, self.tokens = sheet, TOKEN.findall(text)
        assert "".join(self.tokens) == text

    def whole(self) -> Any:
        value = self.comparison()
        assert not self.tokens
        return value

    def comparison(self) -> Any:
        value = self.sum()
        if self.next() != "=":
            return value
        self.tokens.pop(0)
        return value == self.sum()

    def sum(self) -> Any:
        value = self.product()
        while self.next() in ("+", "-"):
            value = value + self.product() if self.tokens.pop(0) == "+" else value - self.product()
        return value

    def product(self) -> Any:
        value = self.atom()
        while self.next() in ("*", "/"):
            value = value * self.atom() if self.tokens.pop(0) == "*" else value / self.atom()
        return value

    def atom(self) -> Any:
        token = self.tokens.pop(0)
        if token == "-":
            return -self.atom()
        if token == "(":
            value = self.comparison()
            self.tokens.pop(0)
            return value
        if token[0].isdigit():
            return float(token)
        if ":" in token:
            return self.sheet.range(token.replace("$", ""))
        if self.next() == "(" and token.isalpha():
            return self.function(token)
        return self.sheet.value(token.replace("$", ""))

    def function(self, name: str) -> Any:
        self.tokens.pop(0)
        if name == "IF":
            return self.choice()
        given = [self.comparison()]
        while self.tokens.pop(0) == ",":
            given.append(self.comparison())
        if name == "RANK":
            return 1 + sum(other > given[0] for other in given[1])
        flat = [one for value in given for one in (value if isinstance(value, list) else [value]) if one is not None]
        if name == "ROUND":
            places = Decimal(1).scaleb(-int(given[1]))
            return float(Decimal(repr(float(given[0]))).quantize(places, ROUND_HALF_UP))
        return sum(flat) if name == "SUM" else min(flat) if name == "MIN" else len(flat)

    def choice(self) -> Any:
        """Evaluate the branch that is taken alone: the other one may divide by an empty cell."""
        condition = self.comparison()
        self.tokens.pop(0)
        branches: tuple[list[str], list[str]] = ([], [])
        for branch in branches:
            depth = 0
            while depth or self.next() not in (",", ")"):
                token = self.tokens.pop(0)
                depth += (token == "(") - (token == ")")
                branch.append(token)
            self.tokens.pop(0)
        return Reading(self.sheet, "".join(branches[0 if condition else 1])).whole()

    def next(self) -> str:
        return self.tokens[0] if self.tokens else ""


def number(column: str) -> int:
    value = 0
    for letter in column:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value


def letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
