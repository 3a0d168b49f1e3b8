"""Certificates as PDF: what stands on one, how it is laid out, and the setting of it by typst."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import typst

from contest.phrases import gettext_noop
from contest.typeset.fonts import SONG, Fonts
from contest.typeset.places import check_places, filled
from contest.typeset.qr import code_of
from contest.typeset.setting import forget

Kind = Literal["person", "unit"]

PLACES: Final[Mapping[str, str]] = {
    "author": gettext_noop("作者姓名"),
    "title": gettext_noop("作品题目"),
    "unit": gettext_noop("所在单位"),
    "tier": gettext_noop("奖项"),
    "contest": gettext_noop("征文名称"),
    "occasion": gettext_noop("缘由"),
}
"""What a text of a certificate may be filled in with, and what it is called."""
_OF_A_UNIT: Final = frozenset(PLACES) - {"author", "title"}

_MASK: Final = 2
_MANY: Final = 20
_FOLDER: Final = Path(__file__).parent
_SOURCE: Final = _FOLDER / "certificate.typ"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on one certificate. `verify` is the address in its QR code; `mark` is what a demo bears.

    A unit's certificate has no title, and its honoree is the unit.
    """

    kind: Kind
    honoree: str
    unit: str
    title: str
    tier: str
    contest: str
    occasion: str
    hosts: tuple[str, ...]
    date: str
    number: str
    verify: str
    mark: str = ""

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Words":
        """Give the words that `asdict` made and a row kept."""
        return cls(**{**kept, "hosts": tuple(kept["hosts"])})

    @property
    def values(self) -> dict[str, str]:
        """What goes into the places of a text."""
        return {
            "author": self.honoree,
            "title": self.title,
            "unit": self.unit,
            "tier": self.tier,
            "contest": self.contest,
            "occasion": self.occasion,
        }


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a certificate, with places: how it speaks to the honoree, for what, and its end."""

    salute: str
    body: str
    closing: str


@dataclass(frozen=True, slots=True)
class Design:
    """How the certificates of a contest look and read: one wording for authors, one for units.

    Fonts are named by family. `seal` says beside each host where its seal goes.
    """

    wide: bool = True
    heading: str = "获奖证书"
    person: Wording = Wording("{author}：", "您的作品《{title}》在{occasion}{contest}中荣获", "特发此证，以资鼓励。")
    unit: Wording = Wording("{unit}：", "在{occasion}{contest}中组织有力、成绩突出，荣获", "特发此证，以资鼓励。")
    heading_font: str = SONG
    text_font: str = SONG
    border: bool = True
    seal: bool = True

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Design":
        """Give the design that `asdict` made and a row kept."""
        return cls(**{**kept, "person": Wording(**kept["person"]), "unit": Wording(**kept["unit"])})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One certificate to be set."""

    words: Words
    design: Design


def check_wording(kind: Kind, text: str) -> None:
    """Raise `Refusal` where a text of a certificate has a place that can't be filled in."""
    check_places(text, PLACES if kind == "person" else _OF_A_UNIT)


def pdf_of(sheets: Sequence[Sheet], fonts: Fonts) -> bytes:
    """Give certificates as one PDF, a page each."""
    made = _compiled(sheets, fonts, format="pdf", pdf_tags=len(sheets) == 1)
    if len(sheets) > _MANY:
        forget(fonts)
    return made


def png_of(sheet: Sheet, fonts: Fonts, *, dots_per_inch: float = 96) -> bytes:
    """Give a certificate as a picture, to look at before it is issued."""
    return _compiled([sheet], fonts, format="png", ppi=dots_per_inch)


def _compiled(sheets: Sequence[Sheet], fonts: Fonts, **output: Any) -> bytes:
    pages = json.dumps([_page(sheet, fonts) for sheet in sheets], ensure_ascii=False)
    # Nothing outside this folder can be read, and of what is in it only the one file is.
    compiler = typst.Compiler(root=str(_FOLDER), font_paths=fonts.loaded, ignore_system_fonts=True)
    made = compiler.compile(input=str(_SOURCE), sys_inputs={"pages": pages}, timestamp=0, **output)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def _page(sheet: Sheet, fonts: Fonts) -> dict[str, object]:
    """Give what the page's source reads."""
    words, design = sheet.words, sheet.design
    wording = design.person if words.kind == "person" else design.unit
    return {
        "wide": design.wide,
        "border": design.border,
        "heading_fonts": fonts.chain(design.heading_font),
        "text_fonts": fonts.chain(design.text_font),
        "heading": design.heading,
        "occasion": words.occasion,
        **{name: filled(text, words.values) for name, text in asdict(wording).items()},
        "tier": words.tier,
        "hosts": words.hosts,
        "seal": "（加盖公章处）" if design.seal else "",
        "date": words.date,
        "numbering": f"编号：{words.number}",
        "scan": "扫码核验",
        "verify": words.verify,
        "code": code_of(words.verify, mask=_MASK).svg(),
        "mark": words.mark,
    }
