"""The verbs on units: find or make one, settle it, name it, spell it, place it, merge two and part them again."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from contest.entries.units.lineage import above, line_of, would_circle
from contest.entries.units.models import SpellingKind, Unit, UnitMerge, UnitSpelling
from contest.entries.units.queries import contests_using, organised_by, parents
from contest.entries.units.rules import may_change_unit
from contest.entries.units.spelling import unit_key
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.web.lines import one_line

LONGEST = 120
"""The most characters of a unit's name."""


@transaction.atomic
def unit_called(name: str) -> Unit:
    """Give the unit that a spelling leads to, or make one of that name, which somebody has yet to settle.

    The spelling stays locked until the transaction ends, so that a merge waits for the entry that is being made.
    No event is written: what asks for the unit has its own. Raises `Refusal` for an empty name.
    """
    name, key = _named(name)
    spelling = UnitSpelling.objects.select_for_update(no_key=True).filter(key=key).first()
    if spelling is None:
        unit, _ = Unit.objects.get_or_create(key=key, merged_into=None, defaults={"name": name})
        spelling, _ = UnitSpelling.objects.get_or_create(
            key=key, defaults={"unit": unit, "name": name, "kind": SpellingKind.CANONICAL}
        )
    return spelling.unit


@transaction.atomic
def settle_unit(*, unit: Unit, contest: Contest, actor: User) -> Unit:
    """Say that a unit is one of its own, and no other under another name. Settling it again changes nothing."""
    (locked,) = _locked(unit)
    if locked.settled_at is None:
        locked.settled_at = timezone.now()
        locked.save(update_fields=["settled_at"])
        _record(locked, contest, actor, Action.UNIT_SETTLE, after={"unit": locked.name})
    return locked


@transaction.atomic
def name_unit(*, unit: Unit, name: str, contest: Contest, actor: User) -> Unit:
    """Give a unit its canonical name; the one it had stays a spelling of it.

    Raises `Refusal` for an empty name, and for one that leads to another unit.
    """
    (locked,) = _locked(unit)
    _hold_changeable(locked, actor)
    name, key = _named(name)
    if name == locked.name:
        return locked
    spelling = _own_or_free(locked, name, key)
    before = locked.name
    if spelling is None or spelling.key != locked.key:
        locked.spellings.filter(kind=SpellingKind.CANONICAL).update(kind=SpellingKind.SEEN)
    UnitSpelling.objects.update_or_create(
        key=key, defaults={"unit": locked, "name": name, "kind": SpellingKind.CANONICAL}
    )
    locked.name, locked.key = name, key
    locked.save(update_fields=["name", "key"])
    _record(locked, contest, actor, Action.UNIT_NAME, {"name": before}, {"name": name})
    return locked


@transaction.atomic
def add_spelling(
    *, unit: Unit, name: str, contest: Contest, actor: User, kind: SpellingKind = SpellingKind.SHORT
) -> UnitSpelling:
    """Let another spelling lead to a unit; one that does already is given as it is.

    Raises `Refusal` for an empty spelling, and for one that leads to another unit.
    """
    (locked,) = _locked(unit)
    name, key = _named(name)
    spelling = _own_or_free(locked, name, key)
    if spelling is None:
        spelling = UnitSpelling.objects.create(unit=locked, name=name, key=key, kind=kind)
        _record(locked, contest, actor, Action.UNIT_SPELL, after={"unit": locked.name, "spelling": name})
    return spelling


@transaction.atomic
def remove_spelling(*, spelling: UnitSpelling, contest: Contest, actor: User) -> None:
    """Let a spelling lead nowhere any more; entries that came under it stay. Refuses the canonical name."""
    (locked,) = _locked(spelling.unit)
    _hold_changeable(locked, actor)
    found = locked.spellings.filter(pk=spelling.pk).first()
    if found is None or found.kind == SpellingKind.CANONICAL:
        raise Refusal("spelling-stays", gettext_noop("规范名称不能去掉。要换名称，请用“改名称”。"))
    found.delete()
    _record(locked, contest, actor, Action.UNIT_UNSPELL, {"unit": locked.name, "spelling": found.name})


@transaction.atomic
def place_unit(*, unit: Unit, parent: str, contest: Contest, actor: User) -> Unit:
    """Put a unit below the one called `parent`, which is made where there is none; below none where it is empty.

    Raises `Refusal` where it would come to stand above itself.
    """
    higher = unit_called(parent) if parent.strip() else None
    chain = [] if higher is None else [higher.pk, *above(higher.pk, parents())]
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=chain).order_by("pk"))
    (locked,) = _locked(unit)
    _hold_changeable(locked, actor)
    if higher is not None and would_circle(locked.pk, higher.pk, parents()):
        raise Refusal("unit-in-circle", gettext_noop("“%(name)s”在它下面，不能作它的上级。"), name=higher.name)
    if locked.parent_id != (higher.pk if higher else None):
        before = locked.parent.name if locked.parent else ""
        if higher is not None and higher.settled_at is None and not higher.entries.exists():
            higher.settled_at = timezone.now()  # the office itself has just named it
            higher.save(update_fields=["settled_at"])
        locked.parent = higher
        locked.save(update_fields=["parent"])
        after = {"unit": locked.name, "parent": higher.name if higher else ""}
        _record(locked, contest, actor, Action.UNIT_PLACE, {"parent": before}, after)
    return locked


@transaction.atomic
def merge_units(
    *, absorbed: Unit, into: Unit, contest: Contest, actor: User, reason: str = "", shown: int | None = None
) -> UnitMerge:
    """Find that a unit is another: its entries, spellings and the units below it go over to that one.

    What moves is recorded, so that `undo_merge` can put it back. `shown` is how many entries the person was told
    that it touches. Raises `Refusal` where that has changed, where one of the two was merged already, and where one
    stands above the other.
    """
    # Entries first, as handing in locks them: entry, then spelling.
    entries = list(absorbed.entries.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    list(UnitSpelling.objects.select_for_update(no_key=True).filter(unit=absorbed).order_by("pk"))
    gone, kept = _locked(absorbed, into)
    _hold_changeable(gone, actor)
    if gone.pk == kept.pk:
        raise Refusal("same-unit", gettext_noop("这就是同一个单位，不用合并。"))
    if kept.pk in line_of(gone.pk, parents()):
        raise Refusal(
            "units-in-line",
            gettext_noop("“%(one)s”和“%(other)s”是上下级，不能合并。确是同一单位时，请先去掉上级。"),
            one=gone.name,
            other=kept.name,
        )
    if shown is not None and shown != len(entries):
        raise Refusal(
            "merge-changed",
            gettext_noop("“%(name)s”刚刚有了新的来稿，现在共 %(count)s 篇。请再看一遍后合并。"),
            name=gone.name,
            count=len(entries),
        )
    merge = UnitMerge.objects.create(absorbed=gone, into=kept, by=actor, at=timezone.now(), reason=reason)
    spellings, children = list(gone.spellings.all()), list(gone.children.all())
    merge.entries.set(entries)
    merge.spellings.set(spellings)
    merge.children.set(children)
    gone.entries.filter(pk__in=entries).update(unit=kept)
    gone.spellings.filter(kind=SpellingKind.CANONICAL).update(kind=SpellingKind.SEEN)
    gone.spellings.update(unit=kept)
    gone.children.update(parent=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    after = {
        "unit": gone.name,
        "into": kept.name,
        "entries": len(entries),
        "spellings": [spelling.name for spelling in spellings],
        "below": [child.name for child in children],
    }
    _record(gone, contest, actor, Action.UNIT_MERGE, after=after, reason=reason)
    return merge


@transaction.atomic
def undo_merge(*, merge: UnitMerge, contest: Contest, actor: User, reason: str = "") -> UnitMerge:
    """Part what was merged: all that was moved, and is still there, goes back.

    What has come in since under the absorbed unit's spellings stays with the other. Raises `Refusal` where it was
    undone already, where the other was itself merged since, and where the old name is in use again.
    """
    entries = merge.entries.filter(unit=merge.into_id)
    moved = list(entries.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    found = UnitMerge.objects.select_for_update(no_key=True).get(pk=merge.pk)
    if found.undone_at is not None:
        raise Refusal("undone-already", gettext_noop("这次合并已经撤销。"))
    gone, kept = Unit.objects.get(pk=found.absorbed_id), Unit.objects.get(pk=found.into_id)
    if kept.merged_into is not None:
        raise Refusal(
            "undo-later-first",
            gettext_noop("“%(name)s”后来又并入了“%(into)s”。请先撤销那一次合并。"),
            name=kept.name,
            into=kept.merged_into.name,
        )
    _locked(kept)
    _hold_used_in(set(merge.entries.filter(pk__in=moved).values_list("contest_id", flat=True)), actor)
    own = UnitSpelling.objects.filter(key=gone.key).first()
    if own is not None and (own.unit_id != kept.pk or own.kind == SpellingKind.CANONICAL):
        raise Refusal(
            "name-in-use",
            gettext_noop("“%(name)s”现在是“%(unit)s”的名称。请先给它改名，再撤销合并。"),
            name=gone.name,
            unit=own.unit.name,
        )
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    merge.entries.filter(pk__in=moved).update(unit=gone)
    found.spellings.filter(unit=kept).exclude(kind=SpellingKind.CANONICAL).update(unit=gone)
    UnitSpelling.objects.update_or_create(
        key=gone.key, defaults={"unit": gone, "name": gone.name, "kind": SpellingKind.CANONICAL}
    )
    found.children.filter(parent=kept).update(parent=gone)
    found.undone_by, found.undone_at = actor, timezone.now()
    found.save(update_fields=["undone_by", "undone_at"])
    after = {"unit": gone.name, "from": kept.name, "entries": len(moved)}
    _record(gone, contest, actor, Action.UNIT_PART, after=after, reason=reason)
    return found


def _locked(*units: Unit) -> list[Unit]:
    """Lock units and give them in the order asked for. Raises `Refusal` for one that was merged into another."""
    wanted = [unit.pk for unit in units]
    rows = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into")
    found = {unit.pk: unit for unit in rows.filter(pk__in=wanted).order_by("pk")}
    for unit in found.values():
        if unit.merged_into is not None:
            raise Refusal(
                "merged-already",
                gettext_noop("“%(name)s”已并入“%(into)s”。请刷新页面看最新情况。"),
                name=unit.name,
                into=unit.merged_into.name,
            )
    return [found[pk] for pk in wanted]


def _hold_changeable(unit: Unit, actor: User) -> None:
    """Refuse where another contest, which the person does not organise, has entries of the unit."""
    _hold_used_in(contests_using([unit.pk])[unit.pk], actor)


def _hold_used_in(contests: set[int] | frozenset[int], actor: User) -> None:
    if not may_change_unit(organised_by(actor), contests).allowed:
        raise Refusal(
            "unit-shared",
            gettext_noop("别的征文也有这个单位的来稿。这一步要由同时负责那些征文的组织者来做。"),
        )


def _named(name: str) -> tuple[str, str]:
    """Give a name as it is kept and as it is compared. Raises `Refusal` for an empty one."""
    name = one_line(name)[:LONGEST]
    key = unit_key(name)
    if not key:
        raise Refusal("no-unit-name", gettext_noop("请填写单位名称。"))
    return name, key


def _own_or_free(unit: Unit, name: str, key: str) -> UnitSpelling | None:
    """Give the unit's spelling with that key, if it is one. Raises `Refusal` where it leads to another unit."""
    spelling = UnitSpelling.objects.select_related("unit").filter(key=key).first()
    if spelling is not None and spelling.unit_id != unit.pk:
        raise Refusal(
            "spelling-taken",
            gettext_noop("“%(name)s”已经是“%(unit)s”的写法。两者是同一单位时，请合并。"),
            name=name,
            unit=spelling.unit.name,
        )
    return spelling


def _record(
    unit: Unit,
    contest: Contest,
    actor: User,
    action: Action,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    record(
        actor=actor,
        action=action,
        subject=(Subject.UNIT, str(unit.pk)),
        contest=contest.slug,
        before=before,
        after=after,
        reason=reason,
    )
