"""A list of units that the office hands over: what each of its rows would do, and what is wrong with it.

Pure: units on record are their primary keys; those that the list makes are called by their names as compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contest.entries.units.lineage import would_circle
from contest.entries.units.spelling import unit_key
from contest.notice.tables import Becomes, Heading, Line, Told, too_long
from contest.phrases import Phrase, gettext_noop

HEADINGS: Final = (
    Heading("name", ("单位名称", "单位", "名称", "单位全称"), 32, 120, "写全称，不写简称。"),
    Heading("spellings", ("其他写法", "简称", "别名", "曾用名"), 40, 1000, "简称和别的写法，几个之间用顿号。"),
    Heading("superior", ("上级单位", "上级", "主管单位"), 32, 120, "没有上级的不填。"),
    Heading("people", ("人数", "在册人数", "总人数"), 10, 40, "可以不填；现在不记人数。"),
)
NEEDED: Final = ("name",)

_TAKEN: Final = gettext_noop("“%(name)s”已经是“%(unit)s”的写法。是同一单位的，请在单位页合并；不是的，请去掉这个写法。")
_CIRCLE: Final = gettext_noop("“%(name)s”就是它自己，或在它下面，不能作它的上级。请改。")

Node = int | str


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is known of units: where spellings (as compared) lead, names, parents; whom the office may not change.

    `placed_elsewhere` are units that other contests use too: their place is not this office's alone. `unseen` are those
    that only other contests have and nobody has settled.
    """

    leads: Mapping[str, int]
    names: Mapping[int, str]
    parents: Mapping[int, int]
    unsettled: frozenset[int] = frozenset()
    placed_elsewhere: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What a row would do: which unit it is about, the spellings that it would gain, and below which it would come."""

    told: Told
    name: str
    unit: int | None = None
    spellings: tuple[str, ...] = ()
    superior: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether anything comes of the row."""
        return self.told.becomes in (Becomes.NEW, Becomes.CHANGED)


@dataclass(slots=True)
class _List:
    """The list as a whole: where its own names and spellings lead, and who stands below whom with it."""

    named: dict[str, int] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    parents: dict[Node, Node] = field(default_factory=dict)


def plan_units(lines: Sequence[Line], known: OnRecord) -> tuple[UnitRow, ...]:
    """Give what each row would do. A row with a fault does nothing at all."""
    whole = _List()
    for unit, parent in known.parents.items():
        whole.parents[unit] = parent
    for line in lines:
        whole.named.setdefault(unit_key(line.texts["name"]), line.number)
    for line in lines:
        for spelling in line.several("spellings"):
            whole.spelled.setdefault(unit_key(spelling), unit_key(line.texts["name"]))
    return tuple(_row(line, known, whole) for line in lines)


def _row(line: Line, known: OnRecord, whole: _List) -> UnitRow:
    name, key = line.texts["name"], unit_key(line.texts["name"])
    unit = known.leads.get(key)
    faults = [*too_long(line, HEADINGS), *_faults_of_name(line, key, unit, known, whole)]
    if faults:
        return UnitRow(Told(line.number, name, Becomes.WRONG, faults=tuple(faults)), name, unit)
    spellings = _new_spellings(line, key, unit, known, whole, faults)
    superior = _new_superior(line, key, unit, known, whole, faults)
    if faults:
        return UnitRow(Told(line.number, name, Becomes.WRONG, faults=tuple(faults)), name, unit)
    notes = []
    if unit is not None and known.names[unit] != name:
        notes.append(Phrase(gettext_noop("现在的名称是“%(name)s”，名称不改。"), {"name": known.names[unit]}))
    if unit in known.unsettled:
        notes.append(Phrase(gettext_noop("认定为单独的单位。")))
    if spellings:
        notes.append(Phrase(gettext_noop("加写法：%(spellings)s。"), {"spellings": tuple(map(Phrase, spellings))}))
    if superior:
        made = gettext_noop("上级定为“%(name)s”，这个单位也将新建。")
        placed = gettext_noop("上级定为“%(name)s”。")
        is_made = unit_key(superior) not in known.leads and _leads(unit_key(superior), whole) not in whole.named
        notes.append(Phrase(made if is_made else placed, {"name": superior}))
    if unit is None:
        becomes = Becomes.NEW
    else:
        becomes = Becomes.CHANGED if spellings or superior or unit in known.unsettled else Becomes.SAME
    return UnitRow(Told(line.number, name, becomes, tuple(notes)), name, unit, spellings, superior)


def _faults_of_name(line: Line, key: str, unit: int | None, known: OnRecord, whole: _List) -> list[Phrase]:
    if not key:
        return [Phrase(gettext_noop("没有写单位名称。请补上，或删去这一行。"))]
    if whole.named[key] != line.number:
        first = {"line": whole.named[key]}
        return [Phrase(gettext_noop("与第 %(line)s 行是同一个单位。请并成一行。"), first)]
    if whole.spelled.get(key, key) != key:
        return [Phrase(gettext_noop("这个名称在别的一行里是“其他写法”。请只留一处。"))]
    if unit in known.unseen:
        return [Phrase(gettext_noop("只有别的征文有这个单位，还没有认定。请与那次征文的组织者商量。"))]
    return []


def _new_spellings(
    line: Line, key: str, unit: int | None, known: OnRecord, whole: _List, faults: list[Phrase]
) -> tuple[str, ...]:
    """Give the spellings that lead nowhere yet; one that leads to another unit is a fault."""
    new = []
    for spelling in line.several("spellings"):
        spelled = unit_key(spelling)
        leads = known.leads.get(spelled)
        if not spelled or spelled == key:
            continue
        if len(spelling) > HEADINGS[0].longest:
            faults.append(Phrase(gettext_noop("写法“%(name)s…”太长，请改短。"), {"name": spelling[:20]}))
        elif whole.spelled[spelled] != key or spelled in whole.named:
            faults.append(Phrase(gettext_noop("写法“%(name)s”在别的一行里也有。请只留一处。"), {"name": spelling}))
        elif leads is not None and leads != unit:
            taken = gettext_noop(
                "“%(name)s”已经是“%(unit)s”的写法。是同一单位的，请在单位页合并；不是的，请去掉这个写法。"
            )
            faults.append(Phrase(taken, {"name": spelling, "unit": known.names.get(leads, "")}))
        elif leads is None:
            new.append(spelling)
    return tuple(new)


def _leads(key: str, whole: _List) -> str:
    """Give the name (as compared) of the row that a spelling of the list leads to; the key itself where none does."""
    return key if key in whole.named else whole.spelled.get(key, key)


def _new_superior(line: Line, key: str, unit: int | None, known: OnRecord, whole: _List, faults: list[Phrase]) -> str:
    """Give the unit that this one would come below, empty where that is so already; a circle is a fault."""
    superior = line.texts["superior"]
    if not unit_key(superior):
        return ""
    own: Node = key if unit is None else unit
    named = _leads(unit_key(superior), whole)
    higher: Node = known.leads.get(named, named)
    if whole.parents.get(own) == higher:
        return ""
    if higher in known.unseen:
        faults.append(Phrase(gettext_noop("只有别的征文有上级单位“%(name)s”，还没有认定。"), {"name": superior}))
    elif would_circle(own, higher, whole.parents):
        faults.append(
            Phrase(gettext_noop("“%(name)s”就是它自己，或在它下面，不能作它的上级。请改。"), {"name": superior})
        )
    elif unit in known.placed_elsewhere:
        faults.append(
            Phrase(gettext_noop("别的征文也有这个单位的来稿，它的上级要由同时负责那些征文的组织者来定。请把上级空着。"))
        )
    else:
        whole.parents[own] = higher
        return superior
    return ""
