import pytest

from contest.documents.html import write_html
from contest.documents.model import Alignment, Cell, Document, Note, NoteKind, Paragraph, Place, Run, TextBox
from contest.documents.reader import read_docx
from tests.documents.parts import docx, p, r


def paragraph(*runs: Run, **look: object) -> Paragraph:
    return Paragraph(0, runs, **look)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "html"),
    [
        (paragraph(Run("家 & 国")), "<p>家 &amp; 国</p>"),
        (paragraph(Run("一\n二\t三")), "<p>一<br>二\u2003三</p>"),
        (
            paragraph(Run("题", bold=True), alignment=Alignment.CENTRE),
            '<p class="centre"><strong>题</strong></p>',
        ),
        (
            paragraph(Run("一、"), alignment=Alignment.RIGHT, outline_level=0),
            '<p class="right heading">一、</p>',
        ),
        (paragraph(Run("x", italic=True, underline=True)), "<p><em><u>x</u></em></p>"),
        (paragraph(Run("2", superscript=True), Run("2", subscript=True)), "<p><sup>2</sup><sub>2</sub></p>"),
        (paragraph(Run("删", strike=True)), "<p><s>删</s></p>"),
        (paragraph(Run("", place=Place.PICTURE)), '<p><span class="picture">［图］</span></p>'),
        (paragraph(Run("", place=Place.FORMULA)), '<p><span class="formula">［公式］</span></p>'),
        (paragraph(Run("", place=Place.NOTE)), '<p><span class="note-mark">［注］</span></p>'),
        (paragraph(Run("　")), ""),
    ],
)
def test_a_paragraph_is_written(given: Paragraph, html: str) -> None:
    assert write_html(Document((given,))) == html


def test_tables_notes_and_text_boxes_are_written() -> None:
    cells = [
        paragraph(Run(text), cell=Cell(0, row, column))
        for text, row, column in (("甲", 0, 0), ("乙", 0, 1), ("丙", 1, 0))
    ]
    notes = (Note(NoteKind.FOOTNOTE, (paragraph(Run("注")), paragraph(Run("续")))),)
    boxes = (TextBox(0, (paragraph(Run("框")),)),)
    assert write_html(Document((paragraph(Run("前")), *cells, paragraph(Run("后"))), notes, boxes)) == "\n".join(
        (
            "<p>前</p>",
            '<table class="manuscript-table"><tbody><tr><td><p>甲</p></td><td><p>乙</p></td></tr>'
            "<tr><td><p>丙</p></td></tr></tbody></table>",
            "<p>后</p>",
            '<p class="note">注<br>续</p>',
            '<p class="text-box">框</p>',
        )
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<!--",
        "&lt;b&gt;",
        "javascript:alert(1)",
        "</p><style>",
    ],
)
def test_text_stays_text(hostile: str) -> None:
    html = write_html(Document((paragraph(Run(hostile)),)))
    inner = html.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inner
    assert inner.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == hostile


def test_links_leave_only_their_words() -> None:
    link = f'<w:hyperlink r:id="rId9">{r("点我")}</w:hyperlink>'
    field = '<w:r><w:instrText>HYPERLINK "javascript:alert(1)"</w:instrText></w:r>'
    assert write_html(read_docx(docx(p(link, field)))) == "<p>点我</p>"
