"""Sound manuscripts with something of everything in them, and ways to spoil them, by lot."""

import io
import random
import struct
import zipfile
from copy import deepcopy

from lxml import etree
from PIL import Image

from contest.documents.names import w
from contest.documents.writer import write_docx
from tests.documents.parts import OFFICE, SPACES, box, centred, docx, links, ole, p, r

AUTHOR, UNIT = "欧阳修文", "江海市统计局"
BODY = "我在基层工作了二十年，走过了全县一百三十六个村，也见证了泥泞小路变成宽阔大道，心里有许多话想说。"
TEXTS = (
    "",
    " ",
    "　　",
    "\n\t\r",
    "一、缘起",
    "（一）那年春天",
    "1．清晨",
    "作者：",
    AUTHOR,
    "欧 阳\u200b修·文",
    f"（作者单位：{UNIT}）",
    "电话：138 1234 5678",
    "本人保留著作权，不同意主办单位使用本文。",
    "绝密★1年",
    "机密",
    "PAGE \\* MERGEFORMAT",
    "e\u0301\u0327\u0308",
    "𠮷\U0010ffff",
    "\u202e\u2066逆\ufeff",
    "<script>alert(1)</script>&amp;",
    BODY,
    "甲" * 4000,
    "—" * 300,
)
VALUES = (
    "",
    "0",
    "1",
    "-1",
    "9",
    "200",
    "640",
    "99999999999999999999",
    "-2147483649",
    "1e308",
    "0.0000001",
    "2.5cm",
    "-3in",
    "999999mm",
    "NaN",
    "inf",
    "٣",
    "１２",
    "true",
    "off",
    "none",
    "auto",
    "center",
    "exact",
    "begin",
    "separate",
    "end",
    "default",
    "even",
    "separator",
    "nextPage",
    "chineseCounting",
    "%1%2%9、",
    "%%s{0}",
    "FF00FF",
    "rId0",
    "rId1",
    "rId5",
    "rId99",
    "Body",
    "a",
    "b",
    "../../../etc/passwd",
    "//word/./document.xml",
    "document.xml",
    "http://example.invalid/",
    "wps",
    "w",
    "position:absolute;width:9e999pt;left:-1in",
    "仿宋_GB2312",
    "\u200b",
    "x" * 3000,
)
NAMES = """
    p r t pPr rPr tbl tblPr tblGrid gridCol tr trPr tc tcPr sectPr sdt sdtPr sdtContent ins del moveFrom moveTo
    hyperlink fldSimple fldChar instrText delText smartTag customXml bdo dir ruby rubyBase rt sym tab ptab br cr
    noBreakHyphen softHyphen drawing pict object txbxContent footnoteReference endnoteReference footnoteRef
    footnote endnote body document pStyle rStyle numPr numId ilvl jc ind spacing outlineLvl framePr snapToGrid rFonts
    sz szCs b i u strike vanish vertAlign color tabs pgSz pgMar pgNumType docGrid cols titlePg type footerReference
    headerReference styles style name basedOn docDefaults rPrDefault pPrDefault numbering num abstractNum
    abstractNumId lvl lvlOverride lvlText numFmt start startOverride numStyleLink styleLink evenAndOddHeaders
    mirrorMargins gutterAtTop themeFontLang gridSpan vMerge tblStyle altChunk subDoc commentReference
    bookmarkStart proofErr
""".split()  # noqa: SIM905 - long lists of words read better so
ATTRIBUTES = """
    val type id w h top bottom left right gutter header footer line lineRule before after beforeLines firstLine
    firstLineChars hanging leftChars linePitch charSpace num ascii hAnsi eastAsia asciiTheme eastAsiaTheme hint
    styleId default fldCharType instr numId abstractNumId ilvl char font hRule x y hAnchor vAnchor xAlign author
""".split()  # noqa: SIM905 - long lists of words read better so
_OTHERS = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMathPara",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}r",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}shape",
    "{urn:schemas-microsoft-com:vml}imagedata",
    "{urn:example}unknown",
    "blip",
)
_RELATION = f"{{{OFFICE}}}"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
HEADS = (
    b"PK\3\4",
    b"PK\5\6" + bytes(18),
    b"PK\3\4PK\1\2PK\5\6",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ole("WordDocument", content=b"\xec\xa5\xc1\0"),
    ole("EncryptedPackage"),
    ole("Workbook", "MatOST"),
    b"%PDF-1.7\n",
    b"{\\rtf1",
    b"\xef\xbb\xbf{\\rtf",
    b"\xdb\xa5\x2d\x00",
    b"\xff\xfe<\0h\0t\0m\0l\0",
    b"<?xml version='1.0'?>",
    b"<!DOCTYPE html>",
    b"\0\0\0",
    b"",
)


def _root(name: str, inner: str) -> str:
    return f"<w:{name} {SPACES}>{inner}</w:{name}>"


def _picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (6, 4), (255, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def _rich() -> bytes:
    """A manuscript with every kind of thing that the reader and the binder look at."""
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="914400" cy="609600"/><a:graphic><a:graphicData><a:blip r:embed="rId7"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
    marks = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("域")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    row = f'<w:tr><w:tc>{p("表")}</w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(AUTHOR)}</w:tc></w:tr>'
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="b"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>{row}'
    page = (
        '<w:footerReference w:type="default" r:id="rId6"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098"'
        ' w:right="1474" w:bottom="1984" w:left="1587"/><w:docGrid w:type="lines" w:linePitch="312"/>'
    )
    body = "".join(
        (
            centred(r("山河", '<w:sz w:val="44"/>')),
            centred(f"{UNIT}　{AUTHOR}"),
            p("一、缘起", settings='<w:pStyle w:val="a"/><w:outlineLvl w:val="0"/>'),
            p(BODY, marks, settings='<w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200"/>'),
            p("　　", field, drawing, f"<w:ins>{r('插')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"),
            f"{table}{row}</w:tbl>",
            p(BODY, box(f"框中{AUTHOR}"), settings='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
            f"<w:sdt><w:sdtContent>{p('<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>', f'写信{AUTHOR}。')}"
            "</w:sdtContent></w:sdt>",
            p(
                f"<w:r><w:ruby><w:rt>{r('yin')}</w:rt><w:rubyBase>{r('音')}</w:rubyBase></w:ruby><w:tab/><w:br/></w:r>",
                settings=f"<w:sectPr>{page}</w:sectPr>",
            ),
            p(f"{UNIT}{AUTHOR}，电话13812345678。"),
            f"<w:sectPr>{page}<w:titlePg/></w:sectPr>",
        )
    )
    number = p('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>', box("框"))
    kinds = ("styles", "numbering", "settings", "theme", "footnotes", "endnotes", "footer", "image")
    names = ("styles.xml", "numbering.xml", "settings.xml", "theme.xml", "footnotes.xml", "endnotes.xml", "footer1.xml")
    targets = [(f"{OFFICE}/{kind}", name, "") for kind, name in zip(kinds, (*names, "media/image1.png"), strict=True)]
    return docx(
        body,
        {
            "word/_rels/document.xml.rels": links(targets),
            "word/styles.xml": _root(
                "styles",
                '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="21"/>'
                "</w:rPr></w:rPrDefault></w:docDefaults>"
                '<w:style w:type="paragraph" w:default="1" w:styleId="n"><w:name w:val="Normal"/></w:style>'
                '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:basedOn w:val="n"/><w:pPr>'
                '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
                '<w:style w:type="table" w:styleId="b"><w:name w:val="Grid"/><w:tblPr><w:tblBorders>'
                '<w:top w:val="single" w:sz="4"/></w:tblBorders></w:tblPr></w:style>',
            ),
            "word/numbering.xml": _root(
                "numbering",
                '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt'
                ' w:val="chineseCounting"/><w:lvlText w:val="%1、"/><w:pPr><w:ind w:left="420"/></w:pPr></w:lvl>'
                '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
                '<w:startOverride w:val="3"/></w:lvlOverride></w:num>',
            ),
            "word/settings.xml": _root(
                "settings", '<w:mirrorMargins/><w:evenAndOddHeaders/><w:themeFontLang w:eastAsia="zh-CN"/>'
            ),
            "word/theme.xml": f'<a:theme {SPACES}><a:themeElements><a:fontScheme><a:minorFont><a:ea typeface=""/>'
            '<a:font script="Hans" typeface="宋体"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>',
            "word/footnotes.xml": _root(
                "footnotes",
                f'<w:footnote w:type="separator" w:id="0">{p("")}</w:footnote>'
                f'<w:footnote w:id="1">{p("《史记》卷一", box("注中框"))}</w:footnote>',
            ),
            "word/endnotes.xml": _root("endnotes", f'<w:endnote w:id="2">{p(f"{AUTHOR}，男")}</w:endnote>'),
            "word/footer1.xml": _root("ftr", number),
            "word/media/image1.png": _picture(),
            "docProps/core.xml": f"<p><creator>{AUTHOR}</creator><title>山河</title></p>",
            "docProps/app.xml": f"<p><Company>{UNIT}</Company><Pages>3</Pages></p>",
        },
    )


SOUND = (_rich(), write_docx("我的家乡", AUTHOR, ["一、缘起", BODY, "（一）那年", BODY], AUTHOR))


def spoil_bytes(lot: random.Random, data: bytes) -> bytes:
    """A file with some of its bytes flipped, cut out, doubled, added or written over."""
    content = bytearray(data)
    for _ in range(lot.randint(1, 6)):
        place = lot.randrange(len(content) + 1)
        length = lot.choice((1, 1, 4, 30, 500))
        match lot.randrange(6):
            case 0 if place < len(content):
                content[place] ^= 1 << lot.randrange(8)
            case 1:
                del content[place : place + length]
            case 2:
                content[place:place] = content[place : place + length]
            case 3:
                content[place:place] = lot.choice(HEADS)[:length]
            case 4:
                content[place : place + 4] = struct.pack("<L", lot.choice((0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)))
            case 5:
                del content[place:]
    return bytes(content)


def spoil_members(lot: random.Random, data: bytes) -> bytes:
    """A zip whose members were swapped, renamed, dropped, emptied or spoilt."""
    members = _members(data)
    for _ in range(lot.randint(1, 3)):
        if not members:
            break
        one, other = (lot.choice(sorted(members)) for _ in range(2))
        match lot.randrange(6):
            case 0:
                members[one], members[other] = members[other], members[one]
            case 1:
                del members[one]
            case 2:
                members[lot.choice((one.upper(), "../" + one, "/" + one, one + "/x", "vbaProject.bin"))] = members[one]
            case 3:
                members[one] = b""
            case 4:
                members[one] = spoil_bytes(lot, members[one])
            case 5:
                members[one] = members[one].replace(b"utf-8", lot.choice((b"utf-16", b"gb18030", b"none")))
    return _zipped(members)


def spoil_markup(lot: random.Random, data: bytes) -> bytes:
    """A .docx with elements of some of its parts dropped, doubled, moved, wrapped, renamed or given wild values."""
    members = _members(data)
    names = [name for name in sorted(members) if name.endswith((".xml", ".rels"))]
    for _ in range(lot.randint(1, 3)):
        name = "word/document.xml" if lot.random() < 0.5 else lot.choice(names)
        root = etree.fromstring(members[name], etree.XMLParser(huge_tree=True))
        for _ in range(lot.randint(1, 8)):
            _spoil_element(lot, root)
        members[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return _zipped(members)


def make_soup(lot: random.Random, data: bytes) -> bytes:
    """A .docx one of whose parts is filled with elements of the format in any order."""
    members = _members(data)
    names = [name for name in sorted(members) if name.startswith("word/") and name.endswith(".xml")]
    name = "word/document.xml" if lot.random() < 0.6 else lot.choice(names)
    root = etree.fromstring(members[name], etree.XMLParser(huge_tree=True))
    parents = [root, *root][:2]
    for _ in range(lot.randint(1, 8)):
        lot.choice(parents).insert(lot.randrange(3), _soup(lot, 6))
    members[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return _zipped(members)


def _spoil_element(lot: random.Random, root: etree._Element) -> None:
    elements = list(root.iter())
    element, other = lot.choice(elements), lot.choice(elements)
    parent = element.getparent()
    match lot.randrange(12):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            for _ in range(lot.choice((1, 1, 40))):
                parent.insert(lot.randrange(len(parent) + 1), deepcopy(element))
        case 2 if element not in other.iterancestors() and element is not other and parent is not None:
            other.insert(lot.randrange(len(other) + 1), element)
        case 3 if len(elements) < 3000:
            other.insert(lot.randrange(len(other) + 1), deepcopy(element))
        case 4 if parent is not None:
            for _ in range(lot.choice((1, 2, 30, 220))):
                wrapper = etree.Element(_name(lot))
                element.getparent().replace(element, wrapper)  # type: ignore[union-attr]
                wrapper.append(element)
        case 5:
            element.tag = _name(lot)
        case 6:
            element.text = lot.choice(TEXTS)
        case 7 if parent is not None:
            element.tail = lot.choice(TEXTS)
        case 8:
            element[:] = lot.sample(list(element), len(element))
        case 9:
            other.append(_soup(lot, 3))
        case _ if element.attrib and lot.random() < 0.8:
            name = lot.choice(sorted(map(str, element.attrib)))
            if lot.random() < 0.2:
                del element.attrib[name]
            else:
                element.set(name, lot.choice(VALUES))
        case _:
            element.set(w(lot.choice(ATTRIBUTES)), lot.choice(VALUES))


def _soup(lot: random.Random, depth: int) -> etree._Element:
    element = etree.Element(_name(lot))
    for _ in range(lot.choice((0, 0, 1, 1, 2))):
        space = _RELATION if lot.random() < 0.1 else w("")
        name = lot.choice(("id", "embed", "link")) if space == _RELATION else lot.choice(ATTRIBUTES)
        element.set(space + name, lot.choice(VALUES))
    if lot.random() < 0.5:
        element.text = lot.choice(TEXTS)
    if depth:
        element.extend(_soup(lot, depth - 1) for _ in range(lot.choice((0, 1, 1, 2, 3))))
    return element


def _name(lot: random.Random) -> str:
    if lot.random() < 0.15:
        return lot.choice((*_OTHERS, _EXTENT))
    return w(lot.choice(("p", "r", "t", "tbl", "tr", "tc")) if lot.random() < 0.4 else lot.choice(NAMES))


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
