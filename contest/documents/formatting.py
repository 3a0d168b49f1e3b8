"""Effective formatting: how a paragraph and a run look after all styles (ECMA-376-1 17.7.2, 17.7.3).

Layers, later over earlier: the document's defaults, the table style, the level of a numbering, the chain of
the paragraph style, the chain of the character style, what stands on the spot. The conditional parts of table
styles are left out: no rule looks at the text of tables. Settings that state the same are resolved once.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from contest.documents.layers import EMPTY, OFF, ON, TAB, Layer, paragraph_layer, run_layer
from contest.documents.lengths import half_points, number, twips
from contest.documents.model import Alignment, LineRule, Run, Setting
from contest.documents.names import VAL, w
from contest.documents.numbering import Numbering
from contest.documents.theme import Theme

_MAX_CHAIN: Final = 20
_UNSTATED_SIZE: Final = 20  # half-points
_AUTO_SPACE: Final = 280  # twips; what Word leaves where a page of the web would
_BODY_LEVEL: Final = 9
_FULL_WIDTH: Final = 100  # percent
_NO_STOPS: Final = frozenset({"clear", "bar"})
_LEFT_STOPS: Final = frozenset({"left", "start", "num"})
_TOGGLES: Final = ("b", "i", "strike", "dstrike", "vanish")
_ALIGNMENTS: Final = {
    "center": Alignment.CENTRE,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
    "both": Alignment.JUSTIFIED,
    "distribute": Alignment.JUSTIFIED,
}
_RPR: Final = w("rPr")
_PPR: Final = w("pPr")
_STYLE: Final = w("pStyle")


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits."""

    identity: str = ""
    name: str = ""
    paragraph: Layer = field(default_factory=dict)
    run: Layer = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph is set, and what its runs begin from: the layers under them, and the toggles apart."""

    style: str
    alignment: Alignment
    outline_level: int | None
    setting: Setting
    mark_size: int
    run: Layer
    toggles: Mapping[str, bool]
    always: frozenset[str]


class Formatting:
    """The styles, numberings and theme of a document, asked paragraph by paragraph and run by run."""

    def __init__(self, styles: etree._Element | None, numbering: Numbering, theme: Theme) -> None:
        self._numbering = numbering
        self._theme = theme
        self._elements: dict[str, etree._Element] = {}
        self._styles: dict[str, Style] = {}
        self._paragraphs: dict[Hashable, ParagraphLook] = {}
        self._runs: dict[Hashable, tuple[Run, bool]] = {}
        default: str | None = None
        for element in () if styles is None else styles.iterchildren(w("style")):
            identity = element.get(w("styleId"))
            if identity is None:
                continue
            self._elements.setdefault(identity, element)
            if element.get(w("type")) == "paragraph" and element.get(w("default")) in ("1", "true", "on"):
                default = identity
        defaults = None if styles is None else styles.find(w("docDefaults"))
        self._run_defaults = run_layer(_within(defaults, "rPrDefault", _RPR), theme)
        self._paragraph_defaults = paragraph_layer(_within(defaults, "pPrDefault", _PPR))
        self._default_style = Style() if default is None else self._style(default)

    @property
    def body_size(self) -> int:
        """The size, in half-points, of the default paragraph style."""
        return _size({**self._run_defaults, **self._default_style.run})

    def paragraph(self, settings: etree._Element | None, table_style: str | None = None) -> ParagraphLook:
        """The look of a paragraph with these `w:pPr`, inside a table of this style or outside tables."""
        reference = None if settings is None else settings.find(_STYLE)
        style = None if reference is None else reference.get(VAL)
        direct = paragraph_layer(settings)
        mark = run_layer(None if settings is None else settings.find(_RPR), self._theme)
        key = (style, table_style, tuple(direct.items()), tuple(mark.items()))
        look = self._paragraphs.get(key)
        if look is None:
            look = self._paragraphs[key] = self._paragraph(style, table_style, direct, mark)
        return look

    def run(self, paragraph: ParagraphLook, settings: etree._Element | None) -> tuple[Run, bool]:
        """The look of a run with these `w:rPr`, as a run without text, and whether it is hidden."""
        direct = run_layer(settings, self._theme)
        key = (id(paragraph), tuple(direct.items()))
        found = self._runs.get(key)
        if found is None:
            found = self._runs[key] = self._run(paragraph, direct)
        return found

    def _paragraph(self, named: str | None, table_style: str | None, direct: Layer, mark: Layer) -> ParagraphLook:
        style = self._known_style(named)
        table = Style() if table_style is None else self._known_style(table_style, default=Style())
        stated = {**style.paragraph, **direct}
        level, pattern = EMPTY, ""
        if stated.get("numId", OFF) != OFF:
            bound = "" if "numId" in direct else style.identity
            level, pattern = self._numbering.level(stated["numId"], stated.get("ilvl", "0"), bound)
        below = {**self._paragraph_defaults, **table.paragraph}
        if "numId" in direct:
            layer = {**below, **style.paragraph, **level, **direct}
        else:
            layer = {**below, **level, **style.paragraph, **direct}
        toggles = {name: (table.run.get(name) == ON) != (style.run.get(name) == ON) for name in _TOGGLES}
        always = frozenset(name for name in _TOGGLES if self._run_defaults.get(name) == ON)
        run = {**self._run_defaults, **table.run, **style.run}
        return ParagraphLook(
            style=style.name,
            alignment=_ALIGNMENTS.get(layer.get("jc", ""), Alignment.LEFT),
            outline_level=_outline_level(layer.get("outline")),
            setting=_setting(layer, pattern),
            mark_size=_size({**run, **self._character_style(mark).run, **mark}),
            run=run,
            toggles=toggles,
            always=always,
        )

    def _run(self, paragraph: ParagraphLook, direct: Layer) -> tuple[Run, bool]:
        style = self._character_style(direct)
        layer = {**paragraph.run, **style.run, **direct}

        def on(name: str) -> bool:
            if name in direct:
                return direct[name] == ON
            return name in paragraph.always or paragraph.toggles[name] != (style.run.get(name) == ON)

        colour = layer.get("colour", "")
        return Run(
            "",
            bold=on("b"),
            italic=on("i"),
            underline=layer.get("underline", "none") not in ("", "none"),
            strike=on("strike") or on("dstrike"),
            superscript=layer.get("vertical") == "superscript",
            subscript=layer.get("vertical") == "subscript",
            east_asian=layer.get("east_asian", ""),
            latin=layer.get("latin", ""),
            size=_size(layer),
            colour="" if colour == "auto" else colour.upper(),
            scale=number(layer.get("scale", "").removesuffix("%")) or _FULL_WIDTH,
            spacing=twips(layer.get("spacing")) or 0,
        ), on("vanish")

    def _character_style(self, direct: Layer) -> Style:
        return self._known_style(direct["style"], default=Style()) if "style" in direct else Style()

    def _known_style(self, identity: str | None, default: Style | None = None) -> Style:
        """The style of this id; an unknown one is the default."""
        if identity is None or identity not in self._elements:
            return self._default_style if default is None else default
        return self._style(identity)

    def _style(self, identity: str, depth: int = 0) -> Style:
        """The style with its inheritance resolved; cycles and overlong chains are cut."""
        known = self._styles.get(identity)
        if known is None:
            self._styles[identity] = Style()  # what a cycle meets when it comes round
            element = self._elements[identity]
            base = _value(element, "basedOn")
            inherited = Style()
            if base is not None and base in self._elements and depth < _MAX_CHAIN:
                inherited = self._style(base, depth + 1)
            known = self._styles[identity] = Style(
                identity,
                _value(element, "name") or "",
                {**inherited.paragraph, **paragraph_layer(element.find(_PPR))},
                {**inherited.run, **run_layer(element.find(_RPR), self._theme)},
            )
        return known


def with_first_size(setting: Setting, size: int) -> Setting:
    """The setting of a paragraph whose first run has this size: an indent in characters come to twips."""
    if not setting.first_line_chars:
        return setting
    return replace(setting, first_line=round(setting.first_line_chars * size / 10))


def _setting(layer: Layer, pattern: str) -> Setting:
    before_auto, after_auto = layer.get("before_auto", OFF), layer.get("after_auto", OFF)
    rule = layer.get("line_rule", "")
    return Setting(
        first_line=twips(layer.get("first_line")) or 0,
        first_line_chars=number(layer.get("first_line_chars")) or 0,
        left=twips(layer.get("left")) or 0,
        right=twips(layer.get("right")) or 0,
        right_chars=number(layer.get("right_chars")) or 0,
        before=_AUTO_SPACE if before_auto in ("1", "true", "on") else twips(layer.get("before")) or 0,
        after=_AUTO_SPACE if after_auto in ("1", "true", "on") else twips(layer.get("after")) or 0,
        before_lines=number(layer.get("before_lines")) or 0,
        after_lines=number(layer.get("after_lines")) or 0,
        line=twips(layer.get("line")) or 240,
        line_rule=LineRule(rule) if rule in ("exact", "atLeast") else LineRule.AUTO,
        snap_to_grid=layer.get("snap", ON) == ON,
        number=pattern,
        frame=layer.get("frame", ""),
        first_tab=_first_tab(layer),
    )


def _first_tab(layer: Layer) -> int:
    """Where the first tab stop stands, 0 when there is none to the right of the margin that text is set from."""
    stops = ((int(key.removeprefix(TAB)), kind) for key, kind in layer.items() if key.startswith(TAB))
    place, kind = min((stop for stop in stops if stop[0] > 0 and stop[1] not in _NO_STOPS), default=(0, ""))
    return place if kind in _LEFT_STOPS else 0


def _outline_level(value: str | None) -> int | None:
    level = number(value)
    return level if level is not None and 0 <= level < _BODY_LEVEL else None


def _size(layer: Layer) -> int:
    return half_points(layer.get("size")) or _UNSTATED_SIZE


def _within(parent: etree._Element | None, name: str, inner: str) -> etree._Element | None:
    element = None if parent is None else parent.find(w(name))
    return None if element is None else element.find(inner)


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(w(name))
    return None if child is None else child.get(VAL)
