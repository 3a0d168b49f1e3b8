import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from contest.documents.blind import MASK, make_blind, whole_page
from contest.documents.blind_docx import write_blind_docx
from contest.documents.identity import Identity
from contest.documents.masks import BlindChoices, Spot, Where
from contest.documents.model import Document, Paragraph, Place, Run
from contest.documents.names import w
from contest.documents.pictures import placeholder
from contest.documents.reader import open_docx, read_docx
from contest.documents.writer import write_docx
from tests.documents.parts import OFFICE, SPACES, box, centred, docx, links, p, r

BODY = "我在基层工作了二十年，走过了全县一百三十六个村，也见证了泥泞小路变成宽阔大道，心里有许多话想说。"
NAME, LATIN, UNIT, PHONE, EMAIL = "欧阳修文", "ouyangxiuwen", "江海市统计局", "13812345678", "xw@example.org"
IDENTITY = Identity((NAME, LATIN), (UNIT,), (PHONE,), (EMAIL,))
SECRET = f"{NAME}{LATIN}{UNIT}{PHONE}{EMAIL}"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def blinded(data: bytes, title: str = "") -> bytes:
    return write_blind_docx(open_docx(data), IDENTITY, title=title)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main_part(data: bytes) -> etree._Element:
    return etree.fromstring(members(data)["word/document.xml"])


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), **more: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (255, 0, 0)).save(stream, kind, **more)
    return stream.getvalue()


PNG = ("b.png", picture())


def drawing(link: str, told: str = "", extent: str = '<wp:extent cx="914400" cy="609600"/>') -> str:
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{WP}">{extent}<wp:docPr id="7" name="{told}" descr="{told}"'
        f' title="{told}"/><a:graphic><a:graphicData><a:blip r:embed="{link}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def with_pictures(body: str, *pictures: tuple[str, bytes]) -> bytes:
    targets = [(f"{OFFICE}/image", f"media/{name}", "") for name, _ in pictures]
    parts: dict[str, str | bytes] = {f"word/media/{name}": content for name, content in pictures}
    return docx(body, {"word/_rels/document.xml.rels": links(targets), **parts})


def text_of(data: bytes) -> tuple[str, str]:
    """The title of a blind copy, and the rest of its text as `BlindCopy.text` has it."""
    document = read_docx(data)
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph.style == "Title"]
    asides = [
        *(paragraph.text for note in document.notes for paragraph in note.paragraphs),
        *(paragraph.text for box in document.text_boxes for paragraph in box.paragraphs),
    ]
    body = [paragraph.text for paragraph in document.paragraphs if paragraph.style != "Title"]
    return "".join(titles), "\n".join(["\n".join(body), *asides])


def everything_in(data: bytes) -> Iterator[bytes]:
    """The file, its names, its parts, and what a library tells of its pictures."""
    yield data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield archive.comment
        for member in archive.infolist():
            yield member.filename.encode() + member.comment + member.extra
            content = archive.read(member)
            yield content
            if member.filename.startswith("word/media/"):
                image = Image.open(io.BytesIO(content))
                yield repr((image.info, dict(image.getexif()))).encode()


def marked_manuscript() -> bytes:
    """A manuscript with the author's name in every place that a .docx has for it, and some it has not."""
    author = f'w:id="1" w:author="{NAME}" w:initials="{LATIN}" w:date="2026-01-01T00:00:00Z"'

    def root(tag: str, inner: str) -> str:
        return f'<w:{tag} {SPACES} xmlns:w14="{W14}">{inner}</w:{tag}>'

    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = LATIN
    exif[0x9C9D] = NAME.encode("utf-16-le")
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", SECRET)
    texts.add_itxt("Author", SECRET, zip=True)
    kinds = {
        "styles": "styles.xml",
        "settings": "settings.xml",
        "numbering": "numbering.xml",
        "theme": "theme/theme1.xml",
        "fontTable": "fontTable.xml",
        "webSettings": "webSettings.xml",
        "footnotes": "footnotes.xml",
        "endnotes": "endnotes.xml",
        "header": "header1.xml",
        "footer": "footer1.xml",
        "comments": "comments.xml",
        "people": "people.xml",
        "customXml": "../customXml/item1.xml",
        "glossaryDocument": "glossary/document.xml",
        "oleObject": f"embeddings/{LATIN}.bin",
        "font": f"fonts/{LATIN}.odttf",
    }
    targets = [(f"{OFFICE}/{kind}", target, "") for kind, target in kinds.items()]
    first = len(targets)
    targets += [(f"{OFFICE}/image", f"media/{LATIN}.{extension}", "") for extension in ("jpg", "png", "emf")]
    targets += [
        (f"{OFFICE}/hyperlink", f"mailto:{EMAIL}", 'TargetMode="External"'),
        (f"{OFFICE}/hyperlink", f"file:///C:/Users/{quote(NAME)}/", 'TargetMode="External"'),
        (f"{OFFICE}/attachedTemplate", f"file:///C:/Users/{NAME}/Normal.dotm", 'TargetMode="External"'),
        (f"{OFFICE}/image", f"http://example.org/{LATIN}.png", 'TargetMode="External"'),
    ]
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    look = f'<w:rFonts w:ascii="{LATIN}" w:eastAsia="{NAME}体"/><w:rStyle w:val="{LATIN}"/><w:lang w:val="{LATIN}"/>'
    body = "".join(
        (
            f'<w:sdt><w:sdtPr><w:alias w:val="{SECRET}"/><w:dataBinding w:xpath="{SECRET}"/></w:sdtPr><w:sdtContent>',
            centred(f"我和{NAME}的家乡"),
            "</w:sdtContent></w:sdt>",
            centred(NAME),
            p(UNIT),
            f'<w:p xmlns:w14="{W14}" w:rsidR="00{PHONE[:6]}" w14:paraId="{LATIN}"><w:pPr><w:pStyle w:val="{LATIN}"/>'
            f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:ins {author}/></w:rPr>'
            f'<w:pPrChange {author}><w:pPr/></w:pPrChange></w:pPr><w:bookmarkStart w:id="1" w:name="{SECRET}"/>'
            f'<w:commentRangeStart w:id="1"/><w:proofErr w:type="{LATIN}"/>{r(BODY, look)}<w:commentRangeEnd w:id="1"/>'
            f'<w:r><w:commentReference w:id="1"/></w:r><w:bookmarkEnd w:id="1"/></w:p>',
            p(
                BODY,
                f"<w:ins {author}>{r(f'我是{NAME}，')}</w:ins>",
                f"<w:del {author}><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>",
                f"<w:moveFrom {author}>{r(SECRET)}</w:moveFrom>",
                r(SECRET, "<w:vanish/>"),
                r(f"电话{PHONE}邮箱{EMAIL}", '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>'),
                f"<w:r><w:rPr><w:b/><w:rPrChange {author}><w:rPr/></w:rPrChange></w:rPr><w:t>{UNIT}</w:t></w:r>",
            ),
            p(
                f'<w:smartTag w:uri="{SECRET}" w:element="{LATIN}">{r("标签")}</w:smartTag>',
                f'<w:customXml w:uri="{SECRET}">{r("标记")}</w:customXml>',
                f'<w:hyperlink r:id="rId{first + 3}" w:tooltip="{SECRET}">{r("写信")}</w:hyperlink>',
                field.format("begin"),
                f"<w:r><w:instrText> AUTHOR {SECRET} </w:instrText></w:r>",
                field.format("separate"),
                NAME,
                field.format("end"),
                f'<w:fldSimple w:instr=" DOCPROPERTY {SECRET} ">{r(LATIN)}</w:fldSimple>',
            ),
            p(*(drawing(f"rId{first + number}", SECRET) for number in range(3))),
            p(
                f'<w:r><w:pict><v:shape id="{LATIN}" alt="{SECRET}" style="width:90pt;height:60pt" o:spid="{LATIN}"'
                f' xmlns:o="urn:schemas-microsoft-com:office:office"><v:imagedata r:id="rId{first + 6}"'
                f' o:title="{SECRET}"/></v:shape></w:pict></w:r>',
                f'<w:r><w:object><v:shape><v:imagedata r:id="rId{first + 1}"/></v:shape><o:OLEObject'
                f' xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="{LATIN}" r:id="rId14"/></w:object></w:r>',
                box(SECRET),
                box(f"作者 {LATIN}"),
            ),
            p(f'<m:oMath><m:r><m:rPr><m:sty m:val="{LATIN}"/></m:rPr><m:t>{NAME}</m:t></m:r></m:oMath>'),
            p(
                '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>',
                "注完。",
            ),
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{LATIN}"/><w:tblCaption w:val="{SECRET}"/>'
            f'<w:tblDescription w:val="{SECRET}"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
            f'<w:tr w:rsidR="{LATIN}"><w:trPr><w:ins {author}/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{LATIN}"/></w:tcPr>'
            f"{p(f'表中{NAME}')}</w:tc></w:tr></w:tbl>",
            f'<w:altChunk r:id="rId1"/><w:subDoc r:id="rId1"/>{p(BODY)}',
            p(f"（作者系{UNIT}干部{NAME}）"),
            f'<w:sectPr w:rsidR="{LATIN}"><w:headerReference w:type="default" r:id="rId8"/><w:footerReference'
            f' w:type="default" r:id="rId9"/><w:pgSz w:w="11906" w:h="16838" w:code="{LATIN}"/>'
            f'<w:docGrid w:type="{LATIN}"/><w:printerSettings r:id="rId1"/><w:sectPrChange {author}/></w:sectPr>',
        )
    )
    style = (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{LATIN}"><w:name w:val="{NAME}的样式"/>'
        f'<w:aliases w:val="{SECRET}"/><w:rPr><w:rFonts w:eastAsia="{NAME}体"/></w:rPr></w:style>'
        f'<w:style w:type="table" w:styleId="{LATIN}T"><w:name w:val="{SECRET}"/></w:style>'
    )
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": links(
            [
                (f"{OFFICE}/officeDocument", "word/document.xml", ""),
                (f"{OFFICE}/metadata/core-properties", "docProps/core.xml", ""),
                (f"{OFFICE}/extended-properties", "docProps/app.xml", ""),
                (f"{OFFICE}/custom-properties", "docProps/custom.xml", ""),
                (f"{OFFICE}/metadata/thumbnail", "docProps/thumbnail.jpeg", ""),
            ]
        ),
        "docProps/core.xml": f"<p><creator>{NAME}</creator><title>{SECRET}</title><keywords>{SECRET}</keywords></p>",
        "docProps/app.xml": f"<p><Company>{UNIT}</Company><Manager>{NAME}</Manager><Template>{SECRET}</Template></p>",
        "docProps/custom.xml": f"<p><property name='ICV'><x>{SECRET}</x></property></p>",
        "docProps/thumbnail.jpeg": picture("JPEG", comment=SECRET.encode()),
        "word/styles.xml": root("styles", style),
        "word/settings.xml": root(
            "settings",
            f'<w:attachedTemplate r:id="rId{first + 5}"/><w:docVars><w:docVar w:name="{LATIN}" w:val="{SECRET}"/>'
            f'</w:docVars><w:mailMerge><w:query w:val="{SECRET}"/></w:mailMerge><w:rsids><w:rsid w:val="{LATIN}"/>'
            f'</w:rsids><w:writeProtection w:val="{SECRET}"/><w:mirrorMargins/>',
        ),
        "word/numbering.xml": root(
            "numbering",
            f'<w:abstractNum w:abstractNumId="7"><w:nsid w:val="{LATIN}"/><w:name w:val="{SECRET}"/><w:lvl w:ilvl="0">'
            f'<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{NAME}%1"/><w:rPr><w:rFonts'
            f' w:ascii="{LATIN}"/></w:rPr></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
        ),
        "word/theme/theme1.xml": f'<a:theme {a} name="{SECRET}"><a:minorFont><a:ea typeface="{NAME}"/></a:minorFont>'
        "</a:theme>",
        "word/fontTable.xml": root("fonts", f'<w:font w:name="{NAME}体"><w:embedRegular r:id="rId15"/></w:font>'),
        "word/webSettings.xml": root("webSettings", f'<w:div w:id="{LATIN}"/>'),
        "word/footnotes.xml": root(
            "footnotes",
            f'<w:footnote w:id="1">{p(f"{NAME}，男")}</w:footnote>'
            f'<w:footnote w:id="2">{p("《史记》卷一")}</w:footnote>',
        ),
        "word/endnotes.xml": root("endnotes", f'<w:endnote w:id="2">{p(f"联系电话：{PHONE}")}</w:endnote>'),
        "word/header1.xml": root("hdr", p(SECRET)),
        "word/footer1.xml": root("ftr", p(SECRET)),
        "word/comments.xml": root("comments", f"<w:comment {author}>{p(SECRET)}</w:comment>"),
        "word/people.xml": f'<people><person author="{SECRET}"/></people>',
        "customXml/item1.xml": f"<x>{SECRET}</x>",
        "word/glossary/document.xml": root("glossaryDocument", p(SECRET)),
        f"word/embeddings/{LATIN}.bin": SECRET.encode("utf-16-le"),
        f"word/fonts/{LATIN}.odttf": SECRET.encode("utf-16-be"),
        f"word/media/{LATIN}.jpg": picture("JPEG", exif=exif, comment=SECRET.encode(), xmp=SECRET.encode()),
        f"word/media/{LATIN}.png": picture("PNG", exif=exif, pnginfo=texts),
        f"word/media/{LATIN}.emf": b"\1\0\0\0" + SECRET.encode("utf-16-le"),
        f"{NAME}.txt": SECRET,
        "word/_rels/document.xml.rels": links(targets),
    }
    stream = io.BytesIO(docx(body, parts))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = SECRET.encode()
    return stream.getvalue()


def test_no_byte_of_the_identity_is_in_what_a_judge_gets() -> None:
    manuscript = marked_manuscript()
    reading = open_docx(manuscript)
    copy = make_blind(reading.document, IDENTITY)
    made = write_blind_docx(reading, IDENTITY)
    given = [*everything_in(made), whole_page(copy).encode(), copy.title.encode(), copy.text.encode()]
    for secret in (NAME, NAME[:2], NAME[2:], LATIN, LATIN.upper(), UNIT, UNIT[:3], PHONE, PHONE[:5], EMAIL):
        spellings = {secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
        spellings |= {quote(secret).encode(), ascii(secret)[1:-1].encode()}
        spellings.add("".join(f"&#{ord(sign)};" for sign in secret).encode())
        for spelled in spellings:
            assert not any(spelled in content for content in given), (secret, spelled)
    for word in (b"rsid", b"author", b"date", b"comment", b"vanish", b"descr", b"http://example", b"file:", b"mailto"):
        assert word not in members(made)["word/document.xml"]
    assert text_of(made) == (copy.title, copy.text)
    assert copy.title == f"我和{MASK}的家乡"
    assert copy.text == "\n".join(
        (
            BODY,
            f"{BODY}我是{MASK}，电话{MASK}邮箱{MASK}",
            f"标签标记写信{MASK}",
            "",
            "",
            "",
            "注完。",
            f"表中{MASK}",
            BODY,
            "《史记》卷一",
        )
    )
    assert list(members(made)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/numbering.xml",
        "word/footnotes.xml",
        "word/footer1.xml",
        "word/media/image1.jpeg",
        "word/media/image2.png",
        "word/media/image3.png",
    ]


def test_the_same_manuscript_gives_the_same_bytes_without_dates_and_comment() -> None:
    manuscript = marked_manuscript()
    made = blinded(manuscript)
    assert made == blinded(manuscript)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.comment == b""
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(member.comment, member.extra) for member in archive.infolist()} == {(b"", b"")}


def test_the_page_and_the_look_of_its_lines_are_kept() -> None:
    before = read_docx(write_docx("山河", None, ["一、缘起", "（一）路", BODY]))
    after = read_docx(blinded(write_docx("山河", "欧阳修文", ["一、缘起", "（一）路", BODY])))
    (section,) = after.sections
    assert replace(section, footers=()) == replace(before.sections[0], footers=())
    assert [footer.has_page_number for footer in section.footers] == [True]
    for one, other in zip(before.paragraphs, after.paragraphs, strict=True):
        assert (one.alignment, one.setting, one.outline_level) == (other.alignment, other.setting, other.outline_level)
        assert [(run.text, run.east_asian, run.latin, run.size, run.bold) for run in one.runs] == [
            (run.text, run.east_asian, run.latin, run.size, run.bold) for run in other.runs
        ]


def test_every_look_of_a_run_is_kept_but_colour_and_fonts_that_few_have() -> None:
    look = (
        '<w:rFonts w:ascii="Arial" w:eastAsia="张三手写体"/><w:b/><w:i/><w:strike/><w:color w:val="FFFFFF"/>'
        '<w:sz w:val="36"/><w:u w:val="double"/><w:vertAlign w:val="superscript"/>'
    )
    line = p(
        BODY, r("前\t后", look).replace("\t", "</w:t><w:tab/><w:br/><w:t>"), r("下", '<w:vertAlign w:val="subscript"/>')
    )
    plain, marked, low = read_docx(blinded(docx(centred("题") + line))).paragraphs[1].runs
    assert plain.bold is False
    assert marked == Run("前\t\n后", True, True, True, True, True, False, None, "宋体", "Arial", 36, "")
    assert (low.text, low.subscript) == ("下", True)


def test_sections_end_where_they_ended_or_with_the_last_line_left() -> None:
    def end(width: int, kind: str = "nextPage") -> str:
        size = f'<w:type w:val="{kind}"/><w:pgSz w:w="{width}" w:h="9000"/>'
        return f"<w:pPr><w:sectPr>{size}</w:sectPr></w:pPr>"

    body = (
        centred("题")
        + f"<w:p>{end(5000)}{r('作者：张三')}</w:p>"
        + p(BODY)
        + f"<w:p>{end(6000, 'oddPage')}{r(BODY)}</w:p>"
        + p(BODY)
        + '<w:sectPr><w:type w:val="continuous"/><w:pgSz w:w="7000" w:h="9000"/></w:sectPr>'
    )
    made = blinded(docx(body))
    document = read_docx(made)
    assert [section.width for section in document.sections] == [5000, 6000, 7000]
    assert [paragraph.section for paragraph in document.paragraphs] == [0, 1, 1, 2]
    kinds = [kind.get(w("val")) for kind in main_part(made).iter(w("type"))]
    assert kinds == ["nextPage", "oddPage", "continuous"]


def test_a_table_keeps_its_shape_and_loses_the_rows_that_tell() -> None:
    borders = '<w:tblBorders><w:top w:val="single" w:sz="4" w:color="auto"/></w:tblBorders>'
    styles = (
        f'<w:styles {SPACES}><w:style w:type="table" w:styleId="a"><w:tblPr>{borders}</w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    rows = (
        f"<w:tr><w:tc>{p('姓名')}</w:tc><w:tc>{p('张三')}</w:tc></w:tr>"
        f'<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vAlign w:val="{NAME}"/></w:tcPr>'
        f"{p('产量')}</w:tc></w:tr>"
    )
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4001"/></w:tblGrid>'
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="b"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>{grid}{rows}</w:tbl>'
    made = blinded(docx(centred("题") + table + p(BODY), {"word/styles.xml": styles}))
    (kept,) = main_part(made).iter(w("tbl"))
    assert [row.tag for row in kept.iterchildren(w("tr"))] == [w("tr")]
    assert [column.get(w("w")) for column in kept.iter(w("gridCol"))] == ["4000", "4001"]
    (top,) = kept.iter(w("top"))
    assert dict(top.attrib) == {w("color"): "auto", w("sz"): "4", w("val"): "single"}
    assert [one.get(w("val")) for one in kept.iter(w("gridSpan"))] == ["2"]
    assert [dict(one.attrib) for one in kept.iter(w("vAlign"))] == [{}]
    assert text_of(made) == ("题", f"产量\n{BODY}")


def test_the_lines_of_a_style_are_taken_once_for_each_side_of_each_table() -> None:
    lines = '<w:top w:val="single"><w:top w:val="double"/></w:top>' * 30 + '<w:bottom w:val="single"/>'
    styles = (
        f'<w:styles {SPACES}><w:style w:type="table" w:styleId="a"><w:tblPr><w:tblBorders>{lines}</w:tblBorders>'
        "</w:tblPr></w:style></w:styles>"
    )
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="a"/></w:tblPr><w:tr><w:tc>{p("产量")}</w:tc></w:tr></w:tbl>'
    made = main_part(blinded(docx(centred("题") + p(BODY) + table * 20, {"word/styles.xml": styles})))
    for kept in made.iter(w("tblBorders")):
        assert [(side.tag, side.get(w("val"))) for side in kept.iter() if side is not kept] == [
            (w("top"), "single"),
            (w("bottom"), "single"),
        ]
    assert len(list(made.iter(w("tblBorders")))) == 20


def test_tables_in_tables_stay_and_the_outer_rows_that_tell_go() -> None:
    def table(*rows: str) -> str:
        return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"

    def cell(inside: str) -> str:
        return f"<w:tc>{inside}</w:tc>"

    inner = p("里")
    for _ in range(40):
        inner = table(cell(inner + p("层")), cell(p("行")))
    body = table(cell(p("姓名")) + cell(table(cell(p(NAME)))), cell(inner))
    made = main_part(blinded(docx(centred("题") + body + p(BODY))))
    assert [len(list(made.iter(w(name)))) for name in ("tbl", "tr", "tc")] == [41, 81, 81]
    assert "".join(made.itertext()) == "题里" + "层行" * 40 + BODY


def test_a_table_that_only_tells_of_the_author_goes() -> None:
    table = f"<w:tbl><w:tr><w:tc>{p('姓名')}</w:tc><w:tc>{p(NAME)}</w:tc></w:tr></w:tbl>"
    made = blinded(docx(centred("题") + table + p(BODY)))
    assert list(main_part(made).iter(w("tbl"))) == []
    assert text_of(made) == ("题", BODY)


def test_lists_go_on_counting_with_patterns_of_no_words() -> None:
    def level(number: int, kind: str, pattern: str) -> str:
        return (
            f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        )

    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", f"{NAME}%2") + level(2, "bullet", "\uf0b7")
    numbering = (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="{PHONE}">{levels}</w:abstractNum>'
        f'<w:num w:numId="3"><w:abstractNumId w:val="{PHONE}"/></w:num></w:numbering>'
    )

    def line(number: int) -> str:
        return p(BODY, settings=f'<w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="3"/></w:numPr>')

    parts = {
        "word/numbering.xml": numbering,
        "word/_rels/document.xml.rels": links([(f"{OFFICE}/numbering", "numbering.xml", "")]),
    }
    made = read_docx(blinded(docx(centred("题") + "".join(map(line, range(3))), parts)))
    assert [one.setting.number for one in made.paragraphs[1:]] == ["chineseCounting %1、", "decimal %1.", "bullet •"]


def test_pictures_are_drawn_anew_in_their_size_and_no_wider_than_the_text() -> None:
    wide = '<wp:extent cx="90000000" cy="45000000"/>'
    body = (
        centred("题")
        + p(BODY, drawing("rId0"), drawing("rId1", extent=""))
        + p(drawing("rId0", extent=wide.replace("90", "45")))
    )
    made = blinded(with_pictures(body, ("a.png", picture()), ("b.jpg", picture("JPEG", (96, 48)))))
    assert [name for name in members(made) if "media" in name] == ["word/media/image1.png", "word/media/image2.jpeg"]
    sizes = [(one.get("cx"), one.get("cy")) for one in main_part(made).iter(f"{{{WP}}}extent")]
    text_width = (12240 - 2880) * 635
    assert sizes[:2] == [("914400", "609600"), ("914400", "457200")]
    assert int(sizes[2][0] or 0) == text_width
    places = [run.place for one in read_docx(made).paragraphs for run in one.runs if run.place]
    assert places == [Place.PICTURE] * 3


def two_halves() -> bytes:
    """A picture of 40 by 20 pixels, its upper half red, its lower blue."""
    image = Image.new("RGB", (40, 20), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, 40, 10))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def cropped(settings: str, fill: str = "") -> str:
    """A drawing of the first picture, an inch high."""
    blip = f'<a:blip r:embed="rId0"/>{settings}<a:stretch>{fill or "<a:fillRect/>"}</a:stretch>'
    return drawing("rId0").replace('<a:blip r:embed="rId0"/>', f"<pic:blipFill {PIC}>{blip}</pic:blipFill>")


PIC = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'


@pytest.mark.parametrize(
    ("run", "size"),
    [
        (cropped('<a:srcRect t="50000"/>'), (40, 10)),
        (cropped('<a:srcRect l="25%" t="50%" r="-10000"/>'), (30, 10)),
        (cropped("", '<a:fillRect t="-100000"/>'), (40, 10)),
        (cropped('<a:srcRect t="50000"/>', '<a:fillRect l="-50000" r="-50000" b="20000"/>'), (20, 10)),
        ('<w:r><w:pict><v:shape><v:imagedata r:id="rId0" croptop=".5"/></v:shape></w:pict></w:r>', (40, 10)),
        (
            '<w:r><w:pict><v:shape><v:imagedata r:id="rId0" croptop="32768f" cropright="16384f" cropleft="-9f"/>'
            "</v:shape></w:pict></w:r>",
            (30, 10),
        ),
    ],
)
def test_what_an_author_cut_off_a_picture_is_not_in_the_copy(run: str, size: tuple[int, int]) -> None:
    made = blinded(with_pictures(centred("题") + p(BODY, run), ("a.png", two_halves())))
    (content,) = (content for name, content in members(made).items() if "media" in name)
    image = Image.open(io.BytesIO(content))
    assert image.size == size
    assert image.getcolors() == [(size[0] * size[1], (0, 0, 255))]


def test_a_cropped_picture_keeps_its_place_on_the_page_and_the_whole_one_stays_whole() -> None:
    run = cropped('<a:srcRect t="50000"/>')
    made = blinded(with_pictures(centred("题") + p(BODY, run, drawing("rId0"), run), ("a.png", two_halves())))
    sizes = [Image.open(io.BytesIO(content)).size for name, content in members(made).items() if "media" in name]
    assert sizes == [(40, 10), (40, 20)]
    extents = [(one.get("cx"), one.get("cy")) for one in main_part(made).iter(f"{{{WP}}}extent")]
    assert extents == [("914400", "609600")] * 3


@pytest.mark.parametrize(
    "hidden",
    [
        drawing("rId0").replace("<wp:docPr", '<wp:docPr hidden="1"'),
        '<w:r><w:pict><v:shape style="width:9pt;visibility:hidden"><v:imagedata r:id="rId0"/></v:shape></w:pict></w:r>',
    ],
)
def test_a_drawing_that_is_not_to_be_seen_is_not_in_the_copy(hidden: str) -> None:
    made = blinded(with_pictures(centred("题") + p(BODY, hidden, drawing("rId1")), ("a.png", two_halves()), PNG))
    media = [content for name, content in members(made).items() if "media" in name]
    assert [Image.open(io.BytesIO(content)).size for content in media] == [(30, 20)]
    assert len(list(main_part(made).iter(w("drawing")))) == 1


def test_a_hidden_picture_is_never_taken_for_one_that_is_seen() -> None:
    hidden = drawing("rId0").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    made = blinded(
        with_pictures(centred("题") + p(BODY, hidden, drawing("rId1")), ("a.png", picture()), ("b.png", picture()))
    )
    assert [content for name, content in members(made).items() if "media" in name] == [placeholder().content]


def test_pictures_from_outside_and_drawings_of_other_kinds_become_a_grey_field() -> None:
    chart = (
        '<w:r><w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    )
    made = blinded(
        with_pictures(centred("题") + p(BODY, drawing("rId9"), chart, drawing("rId0")), ("a.svg", b"<svg/>"))
    )
    assert [content for name, content in members(made).items() if "media" in name] == [placeholder().content]
    assert len(list(main_part(made).iter(w("drawing")))) == 3


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


MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def formula_of(text: str) -> str:
    return f"<m:oMath><m:r><m:t>{text}</m:t></m:r></m:oMath>"


def formulas_in(data: bytes) -> list[str]:
    return ["".join(one.itertext()) for one in main_part(data).iter(MATHS + "oMath")]


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


SIGNS = ("begChr", "sepChr", "endChr", "chr")


def test_a_formula_beside_a_name_stays() -> None:
    made = blinded(docx(centred("题") + p(BODY, formula_of("x"), NAME, formula_of("欧阳"), "修文", formula_of("y"))))
    assert formulas_in(made) == ["x", "［公式］", "y"]


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
