"""The file for judges says what the blind text says: titles, notes and text boxes, and what the screener chose."""

from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.blind import MASK, make_blind
from contest.documents.blind_docx import write_blind_docx
from contest.documents.masks import BlindChoices, Spot, Where
from contest.documents.model import Document, Paragraph, Run
from contest.documents.names import w
from contest.documents.reader import open_docx, read_docx
from tests.documents.blinding import BODY, EMAIL, IDENTITY, NAME, PHONE, UNIT, blinded, main_part, members, text_of
from tests.documents.parts import SPACES, box, centred, docx, p, r


def test_notes_left_are_numbered_anew_and_those_taken_out_lose_their_marks() -> None:
    def notes(kind: str, *texts: str) -> str:
        rows = "".join(f'<w:{kind} w:id="{number + 5}">{p(text)}</w:{kind}>' for number, text in enumerate(texts))
        return f'<w:{kind}s {SPACES}><w:{kind} w:type="separator" w:id="0">{p("")}</w:{kind}>{rows}</w:{kind}s>'

    parts = {
        "word/footnotes.xml": notes("footnote", "作者简介：某人", "甲书"),
        "word/endnotes.xml": notes("endnote", "乙书"),
    }
    marks = (
        '<w:r><w:footnoteReference w:id="5"/></w:r><w:r><w:footnoteReference w:id="6"/></w:r>'
        '<w:r><w:endnoteReference w:id="5"/></w:r>'
    )
    made = blinded(docx(centred("题") + p(BODY, marks), parts))
    root = main_part(made)
    assert [one.get(w("id")) for one in root.iter(w("footnoteReference"))] == ["1"]
    assert [one.get(w("id")) for one in root.iter(w("endnoteReference"))] == ["1"]
    assert text_of(made) == ("题", f"{BODY}\n甲书\n乙书")


def test_a_text_box_stays_with_its_paragraph_or_the_next_one_left() -> None:
    made = blinded(docx(centred("题") + p(NAME, box("图一")) + p(BODY) + p(BODY, box("图二")) + p(UNIT, box("图三"))))
    document = read_docx(made)
    assert [(one.anchor, one.paragraphs[0].text) for one in document.text_boxes] == [
        (1, "图一"),
        (2, "图二"),
        (2, "图三"),
    ]


def test_a_title_in_several_lines_becomes_one_and_one_from_elsewhere_stands_above() -> None:
    assert text_of(blinded(docx(centred("山河") + centred("——记一次远行") + p(BODY)))) == ("山河——记一次远行", BODY)
    given = blinded(docx(p(BODY)), title=f"{NAME}的路")
    assert text_of(given) == (f"{MASK}的路", BODY)
    assert text_of(blinded(docx(""))) == ("", "")


def test_what_the_screener_chose_holds_for_both_copies() -> None:
    reading = open_docx(docx(centred("题") + p(f"{BODY}{UNIT}") + p(BODY)))
    choices = BlindChoices(("泥泞小路",), (Spot(Where.BODY, 2, 0, "我"),), (Spot(Where.BODY, 1, len(BODY), UNIT),))
    copy = make_blind(reading.document, IDENTITY, choices)
    assert text_of(write_blind_docx(reading, IDENTITY, choices)) == (copy.title, copy.text)
    assert UNIT in copy.text


def test_a_manuscript_of_which_there_is_the_model_only() -> None:
    lines = ("题目在此", NAME, BODY, f"我是{NAME}")
    document = Document(tuple(Paragraph(index, (Run(line),)) for index, line in enumerate(lines)))
    copy = make_blind(document, IDENTITY)
    assert text_of(write_blind_docx(document, IDENTITY)) == (copy.title, copy.text)


def test_what_no_xml_can_hold_is_left_out() -> None:
    document = Document((Paragraph(0, (Run("题\x00目"),)), Paragraph(1, (Run(f"{BODY}\x02\r\ufffe末"),))))
    assert text_of(write_blind_docx(document, IDENTITY)) == ("题目", f"{BODY}末")


pieces = st.sampled_from(
    [NAME, "欧阳", "修文", UNIT, f"{PHONE}，", EMAIL, "作者：", BODY, "短句", "张 三", "。", " ", "\u3000"]
)
looks = st.sampled_from(["", "<w:b/>", "<w:vanish/>", '<w:sz w:val="44"/>', '<w:vertAlign w:val="superscript"/>'])
runs = st.builds(r, pieces, looks)
inside = st.lists(
    st.one_of(
        runs,
        runs.map(lambda run: f"<w:ins>{run}</w:ins>"),
        runs.map(lambda run: f"<w:del>{run}</w:del>"),
        runs.map(lambda run: f"<w:hyperlink>{run}</w:hyperlink>"),
        pieces.map(box),
        st.just("<w:r><w:tab/><w:br/></w:r>"),
        st.just("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"),
        st.just('<w:r><w:footnoteReference w:id="1"/></w:r>'),
    ),
    max_size=4,
)
paragraphs = st.builds(
    lambda content, settings: p(*content, settings=settings),
    inside,
    st.sampled_from(["", '<w:jc w:val="center"/>', '<w:outlineLvl w:val="0"/>', "<w:sectPr/>"]),
)
tables = st.lists(st.lists(paragraphs, min_size=1, max_size=2), min_size=1, max_size=2).map(
    lambda rows: (
        "<w:tbl>"
        + "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
        + "</w:tbl>"
    )
)
blocks = st.one_of(
    paragraphs, paragraphs, tables, paragraphs.map(lambda one: f"<w:sdt><w:sdtContent>{one}</w:sdtContent></w:sdt>")
)


@settings(deadline=None, max_examples=150)
@given(st.lists(blocks, max_size=8), pieces)
def test_both_copies_say_the_same(body: list[str], note: str) -> None:
    notes = f'<w:footnotes {SPACES}><w:footnote w:id="1">{p(note)}</w:footnote></w:footnotes>'
    reading = open_docx(docx("".join(body) + p(BODY), {"word/footnotes.xml": notes}))
    copy = make_blind(reading.document, IDENTITY)
    made = write_blind_docx(reading, IDENTITY)
    assert text_of(made) == (copy.title, copy.text)
    for secret in (NAME, UNIT, PHONE, EMAIL):
        assert not any(secret.encode() in content for content in members(made).values())
