"""What the check of a manuscript found: as its row keeps it, and as a page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, cast

from contest.documents.errors import Fault
from contest.documents.inspection import Inspection
from contest.documents.kinds import Kind, kind_of
from contest.documents.layout_report import LayoutFinding, Level, Verdict
from contest.documents.traces import Trace, TraceKind
from contest.phrases import Phrase

Kept = Mapping[str, object]

FOREMOST = 5
"""So many findings stand on a page of the office at once; the others wait behind them."""

_ENDINGS: dict[Kind, tuple[str, ...]] = {
    Kind.DOCX: (".docx",),
    Kind.DOC: (".doc", ".wps"),
    Kind.OLD_WORD: (".doc",),
    Kind.RTF: (".rtf",),
    Kind.ODT: (".odt",),
    Kind.PDF: (".pdf",),
}
_OTHER_ENDINGS: dict[Kind, tuple[str, ...]] = {
    Kind.OFD: (".ofd",),
    Kind.WPS: (".wps",),
    Kind.XLSX: (".xlsx", ".xls", ".et", ".ods"),
    Kind.PPTX: (".pptx", ".ppt", ".dps", ".odp"),
    Kind.TEXT: (".txt",),
}
_STARTS = {
    ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG", ".zip": b"PK", ".rar": b"Rar!",
    ".7z": b"7z\xbc\xaf",
}  # fmt: skip


def ending_of(kind: str, received_name: str) -> str:
    """Give the ending that a file of this kind is named with: the one it came with where that is a right one."""
    endings = _ENDINGS.get(Kind(kind), (f".{kind}",))
    came_with = "." + received_name.rpartition(".")[2].lower()
    return came_with if came_with in endings else endings[0]


def download_name(received_name: str, content: bytes) -> str:
    """Give a file's name as one that nobody here vouches for may leave under: with an ending that its content has.

    A wrong one stays, with the right one behind it, or `.bin`, so that a click opens nothing as a program.
    """
    lowered, kind = received_name.lower(), kind_of(content)
    endings = (_ENDINGS | _OTHER_ENDINGS).get(kind, ())
    fitting = (*endings, *(ending for ending, start in _STARTS.items() if content.startswith(start)))
    if lowered.endswith(fitting):
        return received_name
    return received_name + (endings[0] if endings else ".bin")


@dataclass(frozen=True, slots=True)
class WordBar:
    """How long a manuscript is beside its limit: a bar of `LENGTH` units that ends at the larger of both."""

    words: int
    limit: int

    LENGTH: ClassVar[int] = 1000

    @property
    def within(self) -> int:
        """The units of the words up to the limit."""
        return round(self.LENGTH * min(self.words, self.limit) / max(self.words, self.limit))

    @property
    def over(self) -> int:
        """The units of the words beyond the limit."""
        return self.LENGTH - self.within if self.words > self.limit else 0


def kept_findings(findings: Iterable[LayoutFinding]) -> list[Kept]:
    """Give what a row keeps of findings."""
    return [
        {
            "rule": one.rule,
            "clause": one.clause,
            "level": str(one.level),
            "status": str(one.status),
            **{name: getattr(one, name).as_json() for name in ("expected", "found", "where", "fix")},
        }
        for one in findings
    ]


def findings_of(kept: Iterable[Kept]) -> tuple[LayoutFinding, ...]:
    """Give the findings that a row keeps, in their order."""
    return tuple(
        LayoutFinding(
            rule=str(one["rule"]),
            clause=str(one["clause"]),
            level=Level(str(one["level"])),
            status=Verdict(str(one["status"])),
            expected=_phrase(one["expected"]),
            found=_phrase(one["found"]),
            where=_phrase(one["where"]),
            fix=_phrase(one["fix"]),
        )
        for one in kept
    )


def kept_traces(traces: Iterable[Trace]) -> list[Kept]:
    """Give what a row keeps of the places that tell who wrote a file."""
    return [{"kind": str(one.kind), "where": one.where.as_json(), "text": one.text} for one in traces]


def traces_of(kept: Iterable[Kept]) -> tuple[Trace, ...]:
    """Give the places that a row keeps."""
    return tuple(Trace(TraceKind(str(one["kind"])), _phrase(one["where"]), str(one["text"])) for one in kept)


def kept_fault(fault: Fault | None) -> Kept | None:
    """Give what a row keeps of the reason why a file can't be read."""
    return None if fault is None else {"code": fault.code, "phrase": fault.phrase.as_json()}


def phrase_of(kept: Kept) -> Phrase:
    """Give the sentence of a kept fault."""
    return _phrase(kept["phrase"])


def found_in(inspection: Inspection) -> dict[str, object]:
    """Give the values of a check's row for what was found in a file that could be read."""
    words, layout = inspection.words, inspection.layout
    return {
        "title": (inspection.title or "")[:200],
        "notes_words": words.notes_words if words else 0,
        "textbox_words": words.textbox_words if words else 0,
        "layout": str(layout.verdict) if layout else "",
        "findings": kept_findings(layout.findings if layout else ()),
        "traces": kept_traces(inspection.identity),
        "objection": inspection.objection.text if inspection.objection else "",
        "secrecy": inspection.secrecy.text if inspection.secrecy else "",
    }


def _phrase(kept: object) -> Phrase:
    return Phrase.of_json(cast(Kept, kept))
