"""The lines of the report, and the table they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: the subject's figure, what it is held against, and the number that the aim is about.

    `reached` is None where the line only informs.
    """

    what: str
    measured: str
    against: str
    figure: str
    aim: str = ""
    reached: bool | None = None


HEADINGS = Line("what", "measured", "against", "figure", "aim")


def at_most(what: str, measured: str, against: str, figure: float, limit: float, form: str = "{:.2f}") -> Line:
    """Give the line of a figure that should not be over a limit."""
    return Line(what, measured, against, form.format(figure), "≤ " + form.format(limit), figure <= limit)


def at_least(what: str, measured: str, against: str, figure: float, limit: float, form: str = "{:.2f}") -> Line:
    """Give the line of a figure that should not be under a limit."""
    return Line(what, measured, against, form.format(figure), "≥ " + form.format(limit), figure >= limit)


def milliseconds(seconds: Sequence[float]) -> str:
    """Give the median and the 95th percentile of some times, as `p50/p95 ms`."""
    high = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return f"{median(seconds) * 1000:.1f}/{high * 1000:.1f} ms"


def table(lines: Sequence[Line]) -> str:
    """Give the report: one row a line, columns set apart by two blanks or more."""
    verdicts = {True: "yes", False: "NO", None: ""}
    rows = [(line.what, line.measured, line.against, line.figure, line.aim) for line in (HEADINGS, *lines)]
    ends = ["reached", *(verdicts[line.reached] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    texts = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), end]).rstrip()
        for row, end in zip(rows, ends, strict=True)
    ]
    texts.insert(1, "  ".join("-" * width for width in (*widths, len("reached"))))
    return "\n".join(texts)
