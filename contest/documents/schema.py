"""Where children belong in elements whose order WordprocessingML fixes (ECMA-376-1, annex A)."""

from typing import Final

from lxml import etree

from contest.documents.names import w

_ORDERS: Final = {
    w(parent): {w(name): position for position, name in enumerate(names.split())}
    for parent, names in {
        "p": "pPr",
        "r": "rPr",
        "pPr": (
            "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
            " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi"
            " adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection"
            " textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
        ),
        "rPr": (
            "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss"
            " imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect"
            " bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange"
        ),
        "sectPr": (
            "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
            " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
            " sectPrChange"
        ),
        "settings": (
            "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries"
            " displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData"
            " embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges"
            " bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors"
            " hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles"
            " stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions"
            " doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme"
            " styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone"
            " doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders"
        ),
    }.items()
}


def ensure(parent: etree._Element, name: str) -> etree._Element:
    """The child `name` of `parent`, made in its place when it isn't there."""
    found = next(parent.iterchildren(w(name)), None)
    return add(parent, name) if found is None else found


def add(parent: etree._Element, name: str) -> etree._Element:
    """A new child `name`, behind all that must stand before it, also behind others of its name."""
    order = _ORDERS[str(parent.tag)]
    element = etree.SubElement(parent, w(name))
    follower = None
    for child in element.itersiblings(preceding=True):
        if order.get(str(child.tag), len(order)) <= order[w(name)]:
            break
        follower = child
    if follower is not None:
        follower.addprevious(element)
    return element


def drop(parent: etree._Element, *names: str) -> None:
    """Take out the children of these names."""
    for child in list(parent.iterchildren(*map(w, names))):
        parent.remove(child)
