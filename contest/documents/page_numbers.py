"""The footers that number pages after GB/T 9704-2012, 7.5, as parts of a .docx."""

from typing import Final

from contest.documents.model import Pages
from contest.documents.profile import FONTS, Profile

FOOTER_DISTANCE: Final = 1417  # from the paper's edge; puts the dash about 7 mm below a text area of 225 mm
FOOTER_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SIDES: Final = {
    Pages.DEFAULT: ('w:rightChars="100" w:right="{character}"', "right"),
    Pages.EVEN: ('w:leftChars="100" w:left="{character}"', "left"),
}


def footer_xml(profile: Profile, pages: Pages) -> str:
    """A footer part with the number between two dashes: `Pages.EVEN` on the left, any other on the right."""
    indent, side = _SIDES.get(pages, _SIDES[Pages.DEFAULT])
    size, font = profile.page_number_size, FONTS[profile.page_number_family]
    look = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:hint="eastAsia"/>'
        '<w:b w:val="0"/><w:vanish w:val="0"/><w:color w:val="auto"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:ftr xmlns:w="{_W}"><w:p><w:pPr>'
        '<w:bidi w:val="0"/><w:snapToGrid w:val="0"/>'
        '<w:spacing w:beforeLines="0" w:before="0" w:afterLines="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'<w:ind {indent.format(character=size * 10)} w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{side}"/>'
        f'</w:pPr><w:r>{look}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r>{look}<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def char_space(profile: Profile) -> int:
    """How far characters of the body's size move together to fill the line, in 4096ths of a point."""
    return round((profile.text_width / profile.characters / 20 - profile.body_size / 2) * 4096)
