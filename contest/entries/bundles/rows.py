"""Rows and files of a bundle put together, as often as something changes; the thinking is in `matching`, `considering`.

Rows that are entered or on their way keep their file, and so does a row whose file the contact chose.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contest.entries.authors import name_key
from contest.entries.bundles.considering import FileFacts, Measure, RowFacts, Told, consider, told, weightiest
from contest.entries.bundles.contents import MemberKind
from contest.entries.bundles.matching import FileSaid, How, Match, RowSaid, match
from contest.entries.bundles.models import STANDINGS, Bundle, BundleFile, BundleRow
from contest.entries.models import EntryState, Manuscript
from contest.entries.naming import canonical_name
from contest.entries.operations import name_rule
from contest.notice.pattern import NameRule
from contest.phrases import Phrase, Refusal

FIXED = (How.OWN, How.CHOSEN)
"""How a row has its file for good."""


def reconsider(bundle: Bundle) -> Counter[str]:
    """Match the open rows of a locked bundle anew, and say again what is to be said of each; count their standings."""
    rows = list(bundle.rows.select_related("file"))
    files = {file.pk: file for file in bundle.files.all()}
    matches = _matches(bundle, rows, files)
    _give_files(rows, matches)
    twins = _twins(bundle, files.values())
    again = _said_again(rows, files, bundle.unit_name)
    rule = name_rule(bundle.contest)
    contest = bundle.contest
    measure = Measure(rule, bundle.unit_name, contest.word_limit, tuple(contest.genres), contest.asks_ai_use)
    changed = []
    for row in rows:
        if not row.is_open:
            continue
        candidates = [files[key].name for key in row.candidates if key in files]
        file = None
        if row.file is not None:
            file = file_facts(row.file, rule, twin=row.file.sha256 in twins, others=files.values())
        findings = consider(row_facts(row, candidates, again.get(row.pk)), file, measure)
        before = (row.standing, row.findings)
        row.standing, row.findings = STANDINGS[weightiest(findings)], [one.as_json() for one in findings]
        if (row.standing, row.findings) != before:
            changed.append(row)
    BundleRow.objects.bulk_update(changed, ["standing", "findings"], batch_size=100)
    return Counter(row.standing for row in rows if row.is_open)


def fields_told(row: BundleRow, unit_name: str) -> Told:
    """Give unit, title and author as the row's entry would be given them."""
    return told(row_facts(row), file_facts(row.file) if row.file else None, unit_name)


def row_facts(row: BundleRow, candidates: Iterable[str] = (), again: int | None = None) -> RowFacts:
    """Give what is known of a row, for the pure modules."""
    return RowFacts(
        unit=row.unit,
        title=row.title,
        author=row.author,
        genre=row.genre,
        ai_use=row.ai_use,
        objection_meant=row.objection_meant,
        unclear=tuple(map(Phrase.of_json, row.unclear)),
        how=How(row.how),
        certain=row.certain,
        candidates=tuple(candidates),
        again=again,
        fault=_phrase(row.fault),
    )


def file_facts(
    file: BundleFile, rule: NameRule | None = None, *, twin: bool = False, others: Iterable[BundleFile] = ()
) -> FileFacts:
    """Give what is known of a file, for the pure modules."""
    same = [one.name for one in others if one.pk != file.pk and file.sha256 and one.sha256 == file.sha256]
    return FileFacts(
        name=file.name,
        unit=file.unit,
        title=file.title,
        author=file.author,
        text_title=file.text_title,
        name_fault=_phrase(file.name_fault),
        fault=_phrase(file.fault),
        words=file.words,
        secrecy=file.secrecy,
        objection=file.objection,
        extension=rule.endings[0] if rule else ".docx",
        twin=twin,
        twin_name=same[0] if same else "",
    )


def _phrase(kept: Any) -> Phrase | None:
    return None if kept is None else Phrase.of_json(kept)


def _matches(bundle: Bundle, rows: Sequence[BundleRow], files: Mapping[int, BundleFile]) -> dict[int, Match]:
    """What the open rows without a file of their own find among the files that nobody holds."""
    held = {row.file_id for row in rows if not _is_free(row)}
    rule = name_rule(bundle.contest)
    sought = [
        RowSaid(row.pk, row.unit, row.title, row.author, row.file_name, _canonical(rule, row, bundle.unit_name))
        for row in rows
        if _is_free(row)
    ]
    offered = [
        FileSaid(file.pk, file.name, file.folder, file.title, file.author, file.text_title)
        for file in files.values()
        if file.pk not in held and file.member_kind != MemberKind.SHEET
    ]
    return match(sought, offered, label=rule.label)


def _is_free(row: BundleRow) -> bool:
    return row.is_open and row.how not in FIXED


def _canonical(rule: NameRule, row: BundleRow, unit_name: str) -> str:
    try:
        return canonical_name(
            rule, unit=row.unit or unit_name, title=row.title, author=row.author, extension=rule.endings[0]
        )
    except Refusal:
        return ""


def _give_files(rows: Sequence[BundleRow], matches: Mapping[int, Match]) -> None:
    """Write down what the rows found; a file is taken from one row before another one gets it."""
    changed = []
    for row in rows:
        found = matches.get(row.pk)
        if found is None:
            continue
        now = (found.file, str(found.how), found.certain, list(found.candidates))
        if now != (row.file_id, row.how, row.certain, row.candidates):
            row.file_id, row.how, row.certain, row.candidates = now
            changed.append(row)
    BundleRow.objects.filter(pk__in=[row.pk for row in changed]).update(file=None)
    BundleRow.objects.bulk_update(changed, ["file", "how", "certain", "candidates"], batch_size=100)


def _twins(bundle: Bundle, files: Iterable[BundleFile]) -> set[str]:
    """The fingerprints among these files that were handed in already, by whomever, and not withdrawn."""
    sought = {file.sha256 for file in files if file.sha256}
    handed_in = Manuscript.objects.filter(entry__contest=bundle.contest, sha256__in=sought, receipt__isnull=False)
    return set(handed_in.exclude(entry__state=EntryState.WITHDRAWN).values_list("sha256", flat=True))


def _said_again(rows: Sequence[BundleRow], files: Mapping[int, BundleFile], unit_name: str) -> dict[int, int]:
    """For each row that says the same title and author as others: the position of the first other one."""
    groups: defaultdict[tuple[str, str], list[BundleRow]] = defaultdict(list)
    for row in rows:
        row.file = files.get(row.file_id) if row.file_id else None
        fields = fields_told(row, unit_name)
        if fields.title and fields.author:
            groups[name_key(fields.title), name_key(fields.author)].append(row)
    return {
        row.pk: next(other.position for other in group if other.pk != row.pk)
        for group in groups.values()
        if len(group) > 1
        for row in group
    }
