"""Formulas stay in the file for judges unless they, or their brackets, tell of the author."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contest.documents.blind_docx import write_blind_docx
from contest.documents.identity import Identity
from contest.documents.masks import BlindChoices
from contest.documents.reader import open_docx
from tests.documents.blinding import BODY, NAME, PHONE, UNIT, blinded, main_part, members
from tests.documents.parts import centred, docx, p, r

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SIGNS = ("begChr", "sepChr", "endChr", "chr")


def formula_of(text: str) -> str:
    return f"<m:oMath><m:r><m:t>{text}</m:t></m:r></m:oMath>"


def formulas_in(data: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in main_part(data).iter(MATHS + "oMath")]


def test_formulas_stay_unless_they_tell_of_the_author() -> None:
    def formula(text: str) -> str:
        control = f'<m:ctrlPr><w:ins w:author="{NAME}"/></m:ctrlPr>'
        return (
            f'<m:oMath><m:f><m:fPr><m:type m:val="bar"/>{control}</m:fPr><m:num><m:r><m:t>{text}</m:t></m:r></m:num>'
            "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
        )

    made = blinded(docx(centred("题") + p(BODY, formula("x"), formula("欧阳修文"))))
    assert formulas_in(made) == ["x2", "［公式］"]
    assert NAME.encode() not in members(made)["word/document.xml"]


@given(
    st.sampled_from([NAME, UNIT, PHONE, "李强", "泥泞小路"]),
    st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=4),
    st.booleans(),
)
def test_what_is_split_over_formulas_and_words_is_never_whole(
    secret: str, cuts: list[tuple[int, bool]], in_title: bool
) -> None:
    places = [0, *sorted(min(cut, len(secret) - 1) for cut, _ in cuts), len(secret)]
    kinds = [True, *(is_formula for _, is_formula in cuts)]
    split = "".join(
        formula_of(secret[start:end]) if is_formula else r(secret[start:end])
        for (start, end), is_formula in zip(pairwise(places), kinds, strict=True)
    )
    words = BODY.replace("泥泞小路", "")
    title = p("题", split, settings='<w:jc w:val="center"/>') if in_title else centred("题")
    reading = open_docx(docx(title + ("" if in_title else p(words, split, "，", words)) + p(words)))
    identity = Identity((NAME, "李强"), (UNIT,), (PHONE,))
    made = write_blind_docx(reading, identity, BlindChoices(("泥泞小路",)))
    assert secret not in "".join(main_part(made).itertext())


def test_brackets_and_marks_over_letters_are_no_letters() -> None:
    def brackets(*signs: str) -> str:
        names = zip(("begChr", "sepChr", "endChr"), signs, strict=True)
        said = "".join(f'<m:{name} m:val="{sign}"/>' for name, sign in names)
        return f"<m:oMath><m:d><m:dPr>{said}</m:dPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d></m:oMath>"

    formulas = [brackets(*signs) for signs in ("王小明", "⽟⺌Ⓜ", "138", "{|⟩", "⌊⇒⏞")]
    accent = '<m:oMath><m:acc><m:accPr><m:chr m:val="⃗"/></m:accPr><m:e/></m:acc></m:oMath>'
    made = main_part(blinded(docx(centred("题") + p(BODY, *formulas, accent))))
    signs = [one.get(MATHS + "val") or "" for one in made.iter(*(MATHS + name for name in SIGNS))]
    assert "".join(signs) == "{|⟩⌊⇒⏞⃗"


def test_a_formula_beside_a_name_stays() -> None:
    made = blinded(docx(centred("题") + p(BODY, formula_of("x"), NAME, formula_of("欧阳"), "修文", formula_of("y"))))
    assert formulas_in(made) == ["x", "［公式］", "y"]
