"""What the screener chooses holds against what the machine found, and only there."""

from dataclasses import replace

from contest.documents.blind import MASK, make_blind
from contest.documents.identity import Identity, MaskKind
from contest.documents.masks import BlindChoices, Mask, MaskStatus, Spot, Where
from contest.documents.reader import read_docx
from tests.documents.blinding import BODY, IDENTITY, PHONE, UNIT
from tests.documents.parts import SPACES, centred, docx, p, r
from tests.documents.test_blind import LONG_AGO, copied


def test_a_suggested_name_is_masked_when_the_screener_says_so() -> None:
    lines = (centred("题"), p(LONG_AGO), p(BODY))
    first, second = copied(*lines).suggestions
    copy = copied(*lines, choices=BlindChoices(masked=(second.spot,)))
    assert copy.text == f"{LONG_AGO.replace('建国叔', MASK + '叔')}\n{BODY}"
    assert copy.masks == (replace(second, status=MaskStatus.ADDED),)
    assert copy.suggestions == (first,)


def test_any_stretch_is_masked_when_the_screener_says_so() -> None:
    lines = (centred("题"), p(BODY, r("一百三十六个村", "<w:b/>")), p(BODY))
    place = Spot(Where.BODY, 1, BODY.index("走过了"), "走过了全县一百三十六个村")
    copy = copied(*lines, choices=BlindChoices(everywhere=("泥 泞小路", "村"), masked=(place,)))
    masked = BODY.replace(place.text, MASK).replace("泥泞小路", MASK)
    assert copy.text == f"{masked}一百三十六个村\n{BODY.replace('泥泞小路', MASK)}"
    assert {mask.status for mask in copy.masks} == {MaskStatus.ADDED}


def test_a_choice_is_void_where_another_text_stands() -> None:
    choices = BlindChoices(
        masked=(Spot(Where.BODY, 1, 0, "他在基层"), Spot(Where.BODY, 9, 0, "我"), Spot(Where.BODY, 1, 99, ""))
    )
    assert copied(centred("题"), p(BODY), choices=choices).masks == ()


def test_a_false_hit_is_unmasked_and_can_be_masked_again() -> None:
    lines = (centred("题"), p(f"{BODY}{UNIT}"), p(f"{BODY}{UNIT}"))
    one, other = copied(*lines).masks
    copy = copied(*lines, choices=BlindChoices(shown=(one.spot,)))
    assert copy.text == f"{BODY}{UNIT}\n{BODY}{MASK}"
    assert copy.masks == (other,)
    assert copy.suggestions == (replace(one, status=MaskStatus.SHOWN),)
    assert copied(*lines, choices=BlindChoices(shown=(one.spot,), masked=(one.spot,))).text == copied(*lines).text


def test_a_line_taken_for_a_byline_comes_back_with_its_names_masked() -> None:
    lines = (centred("题"), centred("张庄、李庄"), p(f"{UNIT}供稿"), p(UNIT), p(BODY), p("我是建国"))
    taken_out = copied(*lines).masks
    copy = copied(*lines, choices=BlindChoices(shown=tuple(mask.spot for mask in taken_out)))
    assert copy.text == f"张庄、李庄\n{MASK}供稿\n{UNIT}\n{BODY}\n我是{MASK}"
    assert [(mask.kind, mask.status) for mask in copy.suggestions] == [(MaskKind.BYLINE, MaskStatus.SHOWN)] * 4


def test_a_note_comes_back_and_its_places_are_counted_through_its_paragraphs() -> None:
    notes = f"<w:footnotes {SPACES}><w:footnote>{p('联系电话：')}{p(f'拨{PHONE}')}</w:footnote></w:footnotes>"
    document = read_docx(docx(centred("题") + p(BODY), {"word/footnotes.xml": notes}))
    (note,) = make_blind(document, IDENTITY).masks
    copy = make_blind(document, IDENTITY, BlindChoices(shown=(note.spot,)))
    assert copy.text == f"{BODY}\n联系电话：\n拨{MASK}"
    (phone,) = copy.masks
    assert phone == Mask(MaskKind.PHONE, Where.NOTE, 0, PHONE, 7, "联系电话：\n拨", "")
    again = make_blind(document, IDENTITY, BlindChoices(shown=(note.spot, phone.spot)))
    assert again.text == f"{BODY}\n联系电话：\n拨{PHONE}"


def test_a_name_split_over_two_lines_of_the_title_is_masked_in_the_title() -> None:
    lines = (centred("我和欧阳"), centred("——修文的家乡"), p(BODY))
    identity = Identity(("欧阳——修文",))
    copy = copied(*lines, identity=identity)
    assert copy.title == f"我和{MASK}的家乡"
    assert copy.masks == (Mask(MaskKind.AUTHOR, Where.TITLE, 0, "欧阳——修文", 2, "我和", "的家乡"),)
    shown = BlindChoices(shown=(copy.masks[0].spot,))
    assert copied(*lines, identity=identity, choices=shown).title == "我和欧阳——修文的家乡"


def test_a_title_shown_stays_shown() -> None:
    lines = (centred(f"我和{UNIT}"), p(BODY))
    (mask,) = copied(*lines).masks
    assert copied(*lines).title == f"我和{MASK}"
    assert copied(*lines, choices=BlindChoices(shown=(mask.spot,))).title == f"我和{UNIT}"
