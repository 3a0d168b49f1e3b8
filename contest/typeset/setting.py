"""What typst keeps of what it has set, and how it is made to forget it."""

from pathlib import Path
from typing import Final

import typst

from contest.typeset.fonts import Fonts

_KEPT_FOR: Final = 12
_FOLDER: Final = Path(__file__).parent


def forget(fonts: Fonts) -> None:
    """Let typst forget what it keeps of the pages it has set, half a megabyte each: that is what its next runs do."""
    empty = typst.Compiler(root=str(_FOLDER), font_paths=fonts.loaded, ignore_system_fonts=True)
    for _run in range(_KEPT_FOR):
        empty.compile(input=b"", format="pdf")
