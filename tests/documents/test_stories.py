from dataclasses import replace

from contest.documents.model import Document, Footer, Pages, Paragraph, Run, Section
from contest.documents.stories import Line, Story, document_lines


class Weighed(tuple[Paragraph, ...]):
    """Paragraphs that count how often they are compared as a whole."""

    hashed = 0

    def __hash__(self) -> int:
        Weighed.hashed += 1
        return super().__hash__()


def test_a_footer_of_many_sections_is_told_and_weighed_once() -> None:
    footer = Footer(Pages.DEFAULT, Weighed((Paragraph(0, (Run("页脚"),)), Paragraph(1, (Run("二"),)))))
    same = replace(footer, pages=Pages.FIRST)
    document = Document((Paragraph(0, (Run("文"),)),), sections=(Section(footers=(footer, same)),) * 500)
    assert list(document_lines(document)) == [
        Line(Story.BODY, 0, "文"),
        Line(Story.FOOTER, 0, "页脚"),
        Line(Story.FOOTER, 0, "二"),
    ]
    assert Weighed.hashed == 2
