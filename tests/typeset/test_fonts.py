"""Which fonts there are, and which signs none of them has."""

from pathlib import Path

import pylopdf_fonts_zh_cn as packaged

from contest.typeset.fonts import HEI, SONG, Fonts, fonts_in
from tests.typeset.making import FONTS


def test_song_and_hei_are_there_without_any_of_the_site() -> None:
    assert FONTS.families() == [SONG, HEI]
    assert fonts_in(()) is FONTS


def test_names_that_no_font_can_set_are_told_by_their_signs() -> None:
    assert FONTS.lacking("林晓、龘堃喆祎昇犇㛃䶮𬭚 Müller") == ""
    assert FONTS.lacking("𠮷田𠮷与\U000323b0") == "𠮷\U000323b0"


def test_a_folder_of_the_site_is_looked_in(tmp_path: Path) -> None:
    (tmp_path / "site.otf").write_bytes(packaged.sans_path().read_bytes())
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0\0\1")
    (tmp_path / "notes.txt").write_text("no font", encoding="utf-8")
    fonts = Fonts([tmp_path, tmp_path / "absent"])
    assert fonts.families() == [SONG, HEI]
    assert fonts.lacking("林𠮷") == "𠮷"
