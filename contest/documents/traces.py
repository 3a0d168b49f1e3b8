"""Every place in a .docx that tells, or may tell, who wrote it: what a blind copy has to leave out.

Properties, comments, tracked changes, headers, pictures' own data and links are told of wherever they stand; the
text itself by its byline lines and by what `identity.Finder` knows. A part that can't be read is passed over.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml import etree

from contest.documents.bylines import byline_rows
from contest.documents.errors import Refused
from contest.documents.identity import Finder, Identity
from contest.documents.model import Document, Note, TextBox
from contest.documents.names import VAL, w
from contest.documents.package import Package
from contest.documents.picture_marks import picture_marks
from contest.documents.reader import Reading
from contest.documents.relations import Relation, relations
from contest.documents.signing import looks_like_byline
from contest.documents.stories import Line, Story, document_lines, margin_lines
from contest.documents.titles import byline_zones, compact, has_byline_label, is_set_apart, is_signature, title_lines
from contest.documents.unseen import hidden_runs, white_runs
from contest.phrases import Phrase, gettext_noop


class TraceKind(StrEnum):
    """What kind of trace it is. What identity.Finder finds goes by the names of `MaskKind`."""

    PROPERTY = "property"
    THUMBNAIL = "thumbnail"
    COMMENT = "comment"
    REVIEWER = "reviewer"
    TRACKED_CHANGE = "tracked_change"
    REVISION_IDS = "revision_ids"
    CUSTOM_DATA = "custom_data"
    HEADER = "header"
    FOOTER = "footer"
    ALT_TEXT = "alt_text"
    TEMPLATE = "template"
    LINK = "link"
    VARIABLE = "variable"
    MAIL_MERGE = "mail_merge"
    BOOKMARK = "bookmark"
    EMBEDDED = "embedded"
    PICTURE_DATA = "picture_data"
    HIDDEN_TEXT = "hidden_text"
    WHITE_TEXT = "white_text"
    ZIP_COMMENT = "zip_comment"
    BYLINE = "byline"
    NOTE = "note"  # or a text box, with a label such as 作者简介
    AUTHOR = "author"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found: its kind, where, for a person to read, and the first characters of what stands there."""

    kind: TraceKind
    where: Phrase
    text: str


_TEXT_LIMIT: Final = 60
_MOST_OF_A_KIND: Final = 20
_MOST_PICTURES: Final = 50
_PICTURE_LIMIT: Final = 20_000_000  # bytes

_PART: Final = gettext_noop("文件部件“%(name)s”")
_PROPERTY: Final = gettext_noop("文件属性“%(name)s”")
_COMMENTS: Final = gettext_noop("批注，共 %(count)d 条")
_CHANGES: Final = gettext_noop("修订记录，共 %(count)d 处")
_REVISIONS: Final = gettext_noop("编辑记录编号（rsid），共 %(count)d 个")
_REVIEWERS: Final = gettext_noop("审阅者名单")
_SETTINGS: Final = gettext_noop("文档设置")
_VARIABLE: Final = gettext_noop("文档变量“%(name)s”")
_HEADER: Final = gettext_noop("页眉")
_FOOTER: Final = gettext_noop("页脚")
_DRAWING: Final = gettext_noop("图形的替代文字")
_LINK: Final = gettext_noop("链接")
_BOOKMARKS: Final = gettext_noop("书签名称")
_PARAGRAPH: Final = gettext_noop("正文第%(number)d段")
_NOTE: Final = gettext_noop("第%(number)d条脚注或尾注")
_BOX: Final = gettext_noop("第%(number)d个文本框")
_WHOLE_FILE: Final = gettext_noop("压缩包的注释")

_CORE: Final = ("creator", "lastModifiedBy", "title", "subject", "keywords", "description", "category", "contentStatus")
_EXTENDED: Final = ("Company", "Manager", "HyperlinkBase")
_PLAIN_TEMPLATES: Final = frozenset({"", "normal", "normal.dot", "normal.dotm", "normal.wpt", "normal_wordconv.dotm"})
_LOCAL_TARGET: Final = re.compile(r"mailto:|file:|tel:|(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\", re.IGNORECASE)
_PATH: Final = re.compile(r"[A-Za-z]:[\\/]|[\\/]|\.(?:jpe?g|png|gif|bmp|tiff?|webp|docx?|wps)$", re.IGNORECASE)
_OWN_BOOKMARK: Final = re.compile(r"_|OLE_LINK\d*$|bookmark\d*$|书签\d*$", re.IGNORECASE)
_PAGE_WORDS: Final = re.compile(r"[\s\d第共页/／~～\-—–·.|IVXivx]*")
_MADE_BY_PROGRAM: Final = re.compile(r"描述已自动生成|AI 生成的内容|automatically generated", re.IGNORECASE)

_AUTHOR: Final = w("author")
_CHANGES_CALLED: Final = (
    "ins del moveFrom moveTo cellIns cellDel cellMerge numberingChange rPrChange pPrChange sectPrChange"
    " tblPrChange tblPrExChange tblGridChange trPrChange tcPrChange"
)
_CHANGED: Final = tuple(map(w, _CHANGES_CALLED.split()))
_BOOKMARK: Final = w("bookmarkStart")
_CODE: Final = w("instrText")
_FIELD: Final = w("fldSimple")
_P: Final = w("p")
_T: Final = w("t")
_SHAPES: Final = (
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr",
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr",
    "{urn:schemas-microsoft-com:vml}shape",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_PATH_NAMES: Final = ("name", "id")
_ALT_NAMES: Final = ("descr", "title", "alt", "{urn:schemas-microsoft-com:office:office}title")


def find_traces(reading: Reading, identity: Identity | None = None) -> tuple[Trace, ...]:
    """Every trace of the author, first those of the file, then those of the text, each once.

    Without an `identity` no names are known: numbers, addresses and lines that look like bylines are found.
    At most 20 of a kind are told.
    """
    finder = Finder(identity or Identity())
    package = reading.package
    found = (
        *_properties(package),
        *_beside_the_text(package),
        *_settings(package),
        *_related(package),
        *_in_elements(reading.elements),
        *_margins(package),
        *_in_text(reading.document, finder),
    )
    told: Counter[TraceKind] = Counter()
    kept: dict[tuple[TraceKind, str, str], Trace] = {}
    for trace in found:
        key = (trace.kind, str(trace.where), trace.text)
        if trace.text and key not in kept and told[trace.kind] < _MOST_OF_A_KIND:
            told[trace.kind] += 1
            kept[key] = trace
    return tuple(kept.values())


def _trace(kind: TraceKind, text: str, where: str, **params: object) -> Trace:
    line = " ".join(text.split())
    short = line if len(line) <= _TEXT_LIMIT else line[: _TEXT_LIMIT - 1] + "…"
    return Trace(kind, Phrase(where, params), short)


def _properties(package: Package) -> Iterator[Trace]:
    """What the file says of its origin: core, extended and custom properties, and its thumbnail."""
    for relation in relations(package, ""):
        if relation.part is None:
            continue
        if relation.kind == "thumbnail":
            yield _trace(TraceKind.THUMBNAIL, relation.part, _PART, name=relation.part)
        elif relation.kind in ("coreproperties", "extendedproperties"):
            wanted = _CORE if relation.kind == "coreproperties" else _EXTENDED
            for name, text in _children(package, relation.part):
                if name in wanted or (name == "Template" and text.lower() not in _PLAIN_TEMPLATES):
                    yield _trace(TraceKind.PROPERTY, text, _PROPERTY, name=name)
        elif relation.kind == "customproperties":
            for element in _root_of(package, relation.part):
                text = "".join(map(str, element.itertext())).strip()
                if text:
                    yield _trace(TraceKind.PROPERTY, text, _PROPERTY, name=element.get("name") or "")


def _children(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """The names and texts of a part's elements that hold any."""
    for element in _root_of(package, part):
        text = "".join(map(str, element.itertext())).strip()
        if text:
            yield etree.QName(element).localname, text


def _beside_the_text(package: Package) -> Iterator[Trace]:
    """Comments, reviewers, data of programs, embedded files, and the data inside pictures."""
    pictures = 0
    seen: set[str] = set()
    for relation in _relations_of_stories(package):
        part = relation.part
        if part is None or part in seen:
            continue
        seen.add(part)
        if relation.kind == "comments":
            comments = _root_of(package, part)
            yield from _authors(comments, (w("comment"),), TraceKind.COMMENT, _COMMENTS)
        elif relation.kind == "people":
            for person in _root_of(package, part):
                name = next((value for key, value in person.attrib.items() if str(key).endswith("}author")), "")
                yield _trace(TraceKind.REVIEWER, str(name), _REVIEWERS)
        elif relation.kind == "customxml":
            text = _data_text(_root_of(package, part))
            if text:
                yield _trace(TraceKind.CUSTOM_DATA, text, _PART, name=part)
        elif relation.kind in ("oleobject", "package", "font", "control", "afchunk", "subdocument"):
            yield _trace(TraceKind.EMBEDDED, part, _PART, name=part)
        elif relation.kind == "image" and pictures < _MOST_PICTURES:
            pictures += 1
            marks = _picture_marks(package, part)
            if marks:
                yield _trace(TraceKind.PICTURE_DATA, "、".join(marks), _PART, name=part)
    comment = package.archive.comment
    if comment:
        yield _trace(TraceKind.ZIP_COMMENT, comment.decode("utf-8", "replace"), _WHOLE_FILE)


def _relations_of_stories(package: Package) -> Iterator[Relation]:
    """What the text refers to, and what its headers, footers, notes and font table refer to."""
    own = tuple(relations(package, package.main))
    yield from own
    for relation in own:
        if relation.part is not None and relation.kind in ("header", "footer", "footnotes", "endnotes", "fonttable"):
            yield from relations(package, relation.part)


def _settings(package: Package) -> Iterator[Trace]:
    """Document variables, the source of a mail merge, and the numbers of editing sessions."""
    part = package.part("settings")
    if part is None:
        return
    sessions: list[str] = []
    for element in _root_of(package, part).iter(w("docVar"), w("mailMerge"), w("rsid"), w("rsidRoot")):
        if element.tag == w("docVar"):
            yield _trace(TraceKind.VARIABLE, element.get(VAL) or "", _VARIABLE, name=element.get(w("name")) or "")
        elif element.tag == w("mailMerge"):
            source = " ".join(str(one.get(VAL)) for one in element.iter(w("connectString"), w("query"), w("udl")))
            yield _trace(TraceKind.MAIL_MERGE, source, _SETTINGS)
        else:
            sessions.append(element.get(VAL) or "")
    if sessions:
        yield _trace(TraceKind.REVISION_IDS, sessions[0], _REVISIONS, count=len(set(sessions)))


def _related(package: Package) -> Iterator[Trace]:
    """Where the file points outside itself: to the author's template, mail address or disk."""
    settings = package.part("settings")
    references = (*_relations_of_stories(package), *(() if settings is None else relations(package, settings)))
    for relation in references:
        if relation.part is not None:
            continue
        if relation.kind == "attachedtemplate":
            yield _trace(TraceKind.TEMPLATE, relation.target, _SETTINGS)
        elif relation.kind in ("mailmergesource", "mailmergeheadersource", "recipientdata"):
            yield _trace(TraceKind.MAIL_MERGE, relation.target, _SETTINGS)
        elif _LOCAL_TARGET.match(relation.target):
            yield _trace(TraceKind.LINK, relation.target, _LINK)


def _in_elements(paragraphs: Sequence[etree._Element]) -> Iterator[Trace]:
    """What the text's elements hold beside the text."""
    if not paragraphs:
        return
    root = paragraphs[0].getroottree().getroot()
    yield from _authors(root, _CHANGED, TraceKind.TRACKED_CHANGE, _CHANGES)
    names = [element.get(w("name")) or "" for element in root.iter(_BOOKMARK)]
    own = [name for name in dict.fromkeys(names) if name and not _OWN_BOOKMARK.match(name)]
    if own:
        yield _trace(TraceKind.BOOKMARK, "、".join(own), _BOOKMARKS)
    for element in root.iter(_CODE, _FIELD):
        code = element.text if element.tag == _CODE else element.get(w("instr"))
        if code and (target := _LOCAL_TARGET.search(code)) is not None:
            yield _trace(TraceKind.LINK, code[target.start() :].strip(' "'), _LINK)
    for element in root.iter(*_SHAPES):
        texts = [element.get(name) or "" for name in _ALT_NAMES]
        texts += [value for name in _PATH_NAMES if _PATH.search(value := element.get(name) or "")]
        for text in texts:
            if text.strip() and not _MADE_BY_PROGRAM.search(text):
                yield _trace(TraceKind.ALT_TEXT, text, _DRAWING)
    numbers = {element: number for number, element in enumerate(paragraphs, 1)}
    for kind, run in _unseen_runs(root):
        text = "".join(one.text or "" for one in run.iter(_T))
        number = next((numbers[one] for one in run.iterancestors(_P) if one in numbers), None)
        if text.strip() and number is not None:
            yield _trace(kind, text, _PARAGRAPH, number=number)


def _unseen_runs(root: etree._Element) -> Iterator[tuple[TraceKind, etree._Element]]:
    for run in hidden_runs(root):
        yield TraceKind.HIDDEN_TEXT, run
    for run in white_runs(root):
        yield TraceKind.WHITE_TEXT, run


def _authors(root: etree._Element, tags: tuple[str, ...], kind: TraceKind, where: str) -> Iterator[Trace]:
    """Who is named as the author of such elements, and of how many."""
    counts = Counter(element.get(_AUTHOR) or "" for element in root.iter(*tags))
    for author, count in counts.items():
        if author.strip():
            yield _trace(kind, author, where, count=count)


def _margins(package: Package) -> Iterator[Trace]:
    """What stands in headers and footers and is no mere page number."""
    for line in margin_lines(package):
        if not _PAGE_WORDS.fullmatch(line.text):
            if line.story is Story.HEADER:
                yield _trace(TraceKind.HEADER, line.text, _HEADER)
            else:
                yield _trace(TraceKind.FOOTER, line.text, _FOOTER)


def _in_text(document: Document, finder: Finder) -> Iterator[Trace]:
    """Lines by which authors sign, and names, numbers and addresses."""
    signed = _signed(document)
    for paragraph in document.paragraphs:
        if paragraph.index in signed:
            yield _trace(TraceKind.BYLINE, paragraph.text, _PARAGRAPH, number=paragraph.index + 1)
    asides: Sequence[tuple[Sequence[Note | TextBox], str]] = ((document.notes, _NOTE), (document.text_boxes, _BOX))
    for stories, where in asides:
        for number, story in enumerate(stories, 1):
            for paragraph in story.paragraphs:
                if has_byline_label(paragraph):
                    yield _trace(TraceKind.NOTE, paragraph.text, where, number=number)
    for line in document_lines(document):
        if line.story is not Story.FOOTER:
            yield from _found(line, finder)


def _signed(document: Document) -> set[int]:
    """The paragraphs that a blind copy leaves out whole, as far as they show it without names being known."""
    title = title_lines(document)
    zones = [
        paragraph
        for zone in byline_zones(document)
        for paragraph in document.paragraphs[zone.start : zone.stop]
        if paragraph.index not in title and compact(paragraph.text)
    ]
    lines = {
        paragraph.index
        for paragraph in zones
        if has_byline_label(paragraph) or (is_set_apart(paragraph) and looks_like_byline(paragraph.text))
    }
    rows = {paragraph.index for row in byline_rows(document) for paragraph in row if compact(paragraph.text)}
    notices = {paragraph.index for paragraph in document.paragraphs if is_signature(paragraph)}
    return lines | rows | notices


def _found(line: Line, finder: Finder) -> Iterator[Trace]:
    where = {Story.BODY: _PARAGRAPH, Story.NOTE: _NOTE}.get(line.story, _BOX)
    for one in finder.find(line.text):
        yield _trace(TraceKind(one.kind), line.text[one.start : one.end], where, number=line.index + 1)


def _data_text(root: etree._Element) -> str:
    """What a program kept in a part of its own: its texts, or else its attributes in Han characters."""
    text = " ".join(" ".join(map(str, root.itertext())).split())
    if text:
        return text
    values = (str(value) for element in root.iter() for value in element.attrib.values())
    return " ".join(value for value in values if re.search("[\u4e00-\u9fff]", value))


def _picture_marks(package: Package, part: str) -> list[str]:
    """The kinds of data, beside what can be seen, that a picture carries."""
    try:
        content = package.archive.read(part, _PICTURE_LIMIT)
    except Refused:
        return []
    return picture_marks(content)


def _root_of(package: Package, part: str) -> etree._Element:
    """The root of a part, an empty one where it can't be read."""
    try:
        return package.xml(part)
    except Refused:
        return etree.Element("unread")
