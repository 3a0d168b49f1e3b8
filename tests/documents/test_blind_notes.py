from collections.abc import Iterator

from contest.documents.blind_notes import note_ids
from contest.documents.model import NoteKind
from contest.documents.reader import open_docx
from tests.documents.parts import W, docx, p


class OneWay(tuple[int, ...]):
    """Positions that can be gone through, and are not to be searched."""

    def __contains__(self, key: object) -> bool:
        raise AssertionError("searched from the start for each note")

    def __iter__(self) -> Iterator[int]:
        return super().__iter__()


def test_the_notes_left_are_numbered_anew_by_kind() -> None:
    notes = "".join(f'<w:footnote w:id="{number}">{p("注")}</w:footnote>' for number in range(5, 8))
    footnotes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"/>{notes}</w:footnotes>'
    endnotes = f'<w:endnotes xmlns:w="{W}"><w:endnote w:id="5">{p("尾")}</w:endnote></w:endnotes>'
    package = open_docx(docx(p("文"), {"word/footnotes.xml": footnotes, "word/endnotes.xml": endnotes})).package
    assert dict(note_ids(package, OneWay((0, 2, 3)))) == {
        (NoteKind.FOOTNOTE, "5"): 1,
        (NoteKind.FOOTNOTE, "7"): 2,
        (NoteKind.ENDNOTE, "5"): 1,
    }
    assert dict(note_ids(None, (0,))) == {}
