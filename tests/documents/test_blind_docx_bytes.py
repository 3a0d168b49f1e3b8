"""No byte of the file for judges tells who wrote it, when, or with what."""

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from contest.documents.blind import MASK, make_blind, whole_page
from contest.documents.blind_docx import write_blind_docx
from contest.documents.reader import open_docx
from tests.documents.blinding import (
    BODY,
    EMAIL,
    IDENTITY,
    LATIN,
    NAME,
    PHONE,
    UNIT,
    blinded,
    drawing,
    members,
    picture,
    text_of,
)
from tests.documents.parts import OFFICE, SPACES, box, centred, docx, links, p, r

SECRET = f"{NAME}{LATIN}{UNIT}{PHONE}{EMAIL}"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


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
