"""What a row of the queue shows of an entry, on the page and in Excel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from contest.entries.models import Entry, Manuscript, ManuscriptCheck
from contest.notice.models import Contest
from contest.notice.queries import is_sealed
from contest.screening.models import Outcome
from contest.screening.originality.alignment import SUSPECT
from contest.screening.searching.asking import reads_english
from contest.screening.searching.flagged import told_of
from contest.screening.searching.vocabulary import TERM_OF, Key, choice_of
from contest.web.wording import said_list
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind


def heading(key: Key) -> str:
    """Give the heading of a column, in the reader's language."""
    said = TERM_OF[key].name.said(english=reads_english())
    return said[0].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class ShortFlag:
    """A flag in a word, with a question mark where it is only possible."""

    word: str
    certain: bool

    def __str__(self) -> str:
        return self.word if self.certain else _("%(word)s？") % {"word": self.word}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of `rows_of`, for its columns."""

    entry: Entry
    contest: Contest

    @property
    def manuscript(self) -> Manuscript:
        """The manuscript handed in."""
        manuscript = self.entry.manuscript
        if manuscript is None:
            raise ValueError(f"entry {self.entry.pk} was not handed in")
        return manuscript

    @property
    def check(self) -> ManuscriptCheck:
        """What the check of the manuscript found."""
        return self.manuscript.check_result

    @property
    def pin(self) -> str:
        """The entry and the version that the row shows, for the form."""
        return f"{self.entry.token}:{self.manuscript.version}"

    @property
    def is_over(self) -> bool:
        """Whether it has more words than the contest takes."""
        limit, words = self.contest.word_limit, self.manuscript.words
        return limit is not None and words is not None and words > limit

    @property
    def copied(self) -> int | None:
        """The highest score of what it shares with another text; None where it shares nothing."""
        score: float = getattr(self.entry, "copied", 0.0)
        return int(score) or None

    @property
    def is_suspect(self) -> bool:
        """Whether it looks copied."""
        return (self.copied or 0) >= SUSPECT

    @property
    def flags(self) -> tuple[ShortFlag, ...]:
        """What about its people or file asks for a look."""
        english = reads_english()
        return tuple(
            ShortFlag(choice_of(Key.FLAG, one.kind).name.said(english=english), one.certain)
            for one in told_of(self.entry)
        )

    @property
    def layout(self) -> str:
        """How the check of the layout ended."""
        words = {"advise": _("有问题"), "pass": _("没问题")}
        return words.get(self.check.layout, "")

    @property
    def secrecy(self) -> str:
        """The secrecy marks that stand in it."""
        return self._opened(self.check.secrecy)

    @property
    def objection(self) -> str:
        """The sentence in which the author refuses the organisers a use."""
        return self._opened(self.check.objection)

    def _opened(self, words: str) -> str:
        """Give words of the manuscript; while it is sealed, only that there are some."""
        return _("有") if words and is_sealed(self.contest, timezone.now()) else words

    @property
    def decision(self) -> str:
        """The newest decision."""
        outcome = getattr(self.entry, "decided", None)
        return str(Outcome(outcome).label) if outcome else ""

    @property
    def screener(self) -> str:
        """Who took it."""
        return getattr(self.entry, "decider", None) or ""

    @property
    def receipt(self) -> str:
        """The number of the receipt for this version."""
        return self.manuscript.receipt.number


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a column holds in Excel, and how."""

    value: Callable[[Row], Any]
    width: float
    kind: Kind = Kind.TEXT
    wrap: bool = False


_CELLS: Final[Mapping[Key, _Cell]] = {
    Key.TITLE: _Cell(lambda row: row.entry.title, 40, wrap=True),
    Key.AUTHOR: _Cell(lambda row: row.entry.author, 14),
    Key.UNIT: _Cell(lambda row: row.entry.unit and row.entry.unit.name, 30, wrap=True),
    Key.STATE: _Cell(lambda row: row.entry.get_state_display(), 12),
    Key.WORDS: _Cell(lambda row: row.manuscript.words, 8, Kind.WHOLE),
    Key.RECEIVED: _Cell(lambda row: row.entry.received_at, 20, Kind.MOMENT),
    Key.COPIED: _Cell(lambda row: row.copied, 8, Kind.WHOLE),
    Key.FLAG: _Cell(lambda row: said_list(row.flags), 24, wrap=True),
    Key.LAYOUT: _Cell(lambda row: row.layout, 10),
    Key.SECRECY: _Cell(lambda row: row.secrecy, 24, wrap=True),
    Key.OBJECTION: _Cell(lambda row: row.objection, 40, wrap=True),
    Key.CHECK: _Cell(lambda row: row.check.get_state_display(), 12),
    Key.GENRE: _Cell(lambda row: row.entry.genre, 10),
    Key.WAY: _Cell(lambda row: row.entry.get_way_display(), 10),
    Key.DECISION: _Cell(lambda row: row.decision, 12),
    Key.SCREENER: _Cell(lambda row: row.screener, 12),
    Key.RECEIPT: _Cell(lambda row: row.receipt, 16),
}


def workbook_column(key: Key) -> Column:
    """Give a column as it stands in Excel."""
    cell = _CELLS[key]
    return Column(heading(key), cell.width, cell.kind, cell.wrap)


def workbook_value(row: Row, key: Key) -> CellValue:
    """Give what a row holds in a column, in Excel."""
    value: CellValue = _CELLS[key].value(row)
    return value
