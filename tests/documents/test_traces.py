import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from contest.documents import unseen
from contest.documents.identity import Identity
from contest.documents.reader import open_docx
from contest.documents.traces import Trace, TraceKind, find_traces
from contest.documents.writer import write_docx
from tests.documents.parts import OFFICE, SPACES, box, centred, docx, links, p, r

BODY = "那年我刚满十八岁，跟着队伍来到黄浦江边，站在哨位上看见对岸的灯火一盏一盏亮起来，心里说不出的踏实。"
NAME = "欧阳修文"
CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DATA", CHECKOUT.parent / "shared" / "data")) / "manuscripts"

Told = tuple[TraceKind, str, str]


def told(
    body: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    related: tuple[tuple[str, str, str], ...] = (),
    identity: Identity | None = None,
) -> list[Told]:
    """The traces in a .docx whose text is related to `related`, and that is unsuspicious but for what is given."""
    relations = {"word/_rels/document.xml.rels": links([(f"{OFFICE}/{kind}", to, more) for kind, to, more in related])}
    data = docx(centred("薪火相传") + body + p(BODY), {**relations, **(parts or {})})
    return plainly(find_traces(open_docx(data), identity))


def plainly(found: tuple[Trace, ...]) -> list[Told]:
    return [(one.kind, str(one.where), one.text) for one in found]


def test_a_manuscript_that_tells_nothing_has_no_traces() -> None:
    assert told() == []
    assert plainly(find_traces(open_docx(write_docx("薪火相传", None, [BODY])))) == [
        (TraceKind.PROPERTY, "文件属性“title”", "薪火相传")
    ]


def test_properties_and_the_thumbnail() -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
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
        "docProps/core.xml": f"<c><creator>{NAME}</creator><lastModifiedBy>王五</lastModifiedBy><revision>3</revision>"
        "<keywords> </keywords></c>",
        "docProps/app.xml": "<a><Company>江海市统计局</Company><Application>WPS</Application><Template>Normal.dotm"
        "</Template></a>",
        "docProps/custom.xml": f'<p xmlns:vt="{office}/docPropsVTypes"><property name="ICV">'
        "<vt:lpwstr>0A1B2C</vt:lpwstr></property></p>",
        "docProps/thumbnail.jpeg": b"picture",
    }
    assert told(parts=parts) == [
        (TraceKind.PROPERTY, "文件属性“creator”", NAME),
        (TraceKind.PROPERTY, "文件属性“lastModifiedBy”", "王五"),
        (TraceKind.PROPERTY, "文件属性“Company”", "江海市统计局"),
        (TraceKind.PROPERTY, "文件属性“ICV”", "0A1B2C"),
        (TraceKind.THUMBNAIL, "文件部件“docProps/thumbnail.jpeg”", "docProps/thumbnail.jpeg"),
    ]


def test_comments_reviewers_and_tracked_changes() -> None:
    comment = f'<w:comment w:author="{NAME}">{p("好")}</w:comment>'
    parts = {
        "word/comments.xml": f"<w:comments {SPACES}>{comment}{comment}</w:comments>",
        "word/people.xml": f'<x:people xmlns:x="urn:x"><x:person x:author="{NAME}"/></x:people>',
    }
    changed = p(f'<w:ins w:author="王五">{r("新")}</w:ins>', f'<w:del w:author="王五">{r("旧")}</w:del>')
    assert told(changed, parts, (("comments", "comments.xml", ""), ("people", "people.xml", ""))) == [
        (TraceKind.COMMENT, "批注，共 2 条", NAME),
        (TraceKind.REVIEWER, "审阅者名单", NAME),
        (TraceKind.TRACKED_CHANGE, "修订记录，共 2 处", "王五"),
    ]


def test_settings() -> None:
    settings = (
        f'<w:settings {SPACES}><w:rsids><w:rsidRoot w:val="00A1"/><w:rsid w:val="00A1"/>'
        '<w:rsid w:val="00B2"/></w:rsids>'
        f'<w:mailMerge><w:connectString w:val="C:\\名单.xls"/></w:mailMerge>'
        f'<w:docVars><w:docVar w:name="作者" w:val="{NAME}"/></w:docVars></w:settings>'
    )
    template = f"file:///C:\\Users\\{NAME}\\Normal.dotm"
    parts = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": links([(f"{OFFICE}/attachedTemplate", template, 'TargetMode="External"')]),
    }
    assert told(parts=parts, related=(("settings", "settings.xml", ""),)) == [
        (TraceKind.MAIL_MERGE, "文档设置", "C:\\名单.xls"),
        (TraceKind.VARIABLE, "文档变量“作者”", NAME),
        (TraceKind.REVISION_IDS, "编辑记录编号（rsid），共 2 个", "00A1"),
        (TraceKind.TEMPLATE, "文档设置", template),
    ]


def test_other_parts_and_the_comment_of_the_zip() -> None:
    parts: dict[str, str | bytes] = {
        "customXml/item1.xml": f"<data><who>{NAME}</who></data>",
        "customXml/item2.xml": '<sources style="APA"/>',
        "word/embeddings/oleObject1.bin": b"object",
    }
    related = (
        ("customXml", "../customXml/item1.xml", ""),
        ("customXml", "../customXml/item2.xml", ""),
        ("oleObject", "embeddings/oleObject1.bin", ""),
        ("hyperlink", "mailto:xw@example.org", 'TargetMode="External"'),
        ("hyperlink", "https://example.org/", 'TargetMode="External"'),
    )
    assert told(parts=parts, related=related) == [
        (TraceKind.CUSTOM_DATA, "文件部件“customXml/item1.xml”", NAME),
        (TraceKind.EMBEDDED, "文件部件“word/embeddings/oleObject1.bin”", "word/embeddings/oleObject1.bin"),
        (TraceKind.LINK, "链接", "mailto:xw@example.org"),
    ]
    stream = io.BytesIO(docx(p(BODY)))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = NAME.encode()
    assert plainly(find_traces(open_docx(stream.getvalue()))) == [(TraceKind.ZIP_COMMENT, "压缩包的注释", NAME)]


def test_headers_and_footers_that_say_more_than_the_page() -> None:
    parts = {
        "word/header1.xml": f"<w:hdr {SPACES}>{p(NAME)}{p('第 1 页 共 3 页')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {SPACES}>{p('— 1 —')}{p(box('江海市统计局'))}</w:ftr>",
    }
    assert told(parts=parts, related=(("header", "header1.xml", ""), ("footer", "footer1.xml", ""))) == [
        (TraceKind.HEADER, "页眉", NAME),
        (TraceKind.FOOTER, "页脚", "江海市统计局"),
    ]


def test_what_stands_behind_the_text() -> None:
    drawing = (
        '<w:r><w:drawing><wp:docPr xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        f' name="图片 1" descr="C:\\Users\\{NAME}\\照片.jpg"/></w:drawing></w:r>'
    )
    body = p(
        '<w:bookmarkStart w:name="_GoBack"/><w:bookmarkStart w:name="欧阳"/>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:instrText>HYPERLINK "mailto:xw@example.org"</w:instrText></w:r>',
        '<w:r><w:instrText>HYPERLINK "https://example.org"</w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        drawing,
        r("看不见", "<w:vanish/>"),
        r("白字", '<w:color w:val="FFFFFF"/>'),
        r("黑底白字", '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>'),
        r("看得见", '<w:vanish w:val="0"/><w:color w:val="FF0000"/>'),
    )
    assert told(p(BODY) + body) == [
        (TraceKind.BOOKMARK, "书签名称", "欧阳"),
        (TraceKind.LINK, "链接", "mailto:xw@example.org"),
        (TraceKind.ALT_TEXT, "图形的替代文字", f"C:\\Users\\{NAME}\\照片.jpg"),
        (TraceKind.HIDDEN_TEXT, "正文第3段", "看不见"),
        (TraceKind.WHITE_TEXT, "正文第3段", "白字"),
    ]


def test_white_can_be_read_on_the_ground_of_its_paragraph_cell_or_table() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    themed = '<w:color w:themeColor="background1"/>'
    dark = '<w:shd w:fill="1F497D"/>'
    body = (
        p(r("段", white), settings=dark)
        + f"<w:tbl><w:tblPr>{dark}</w:tblPr><w:tr><w:tc>{p(r('表', white))}</w:tc></w:tr></w:tbl>"
        + f"<w:tbl><w:tr><w:tc><w:tcPr>{dark}</w:tcPr>{p(r('格', white))}</w:tc></w:tr></w:tbl>"
        + p(r("光", f'{white}<w:highlight w:val="black"/>'))
        + p(r("白底", f'{white}<w:shd w:fill="FFFFFF"/>'), r("邻", dark))
        + p(r("主题", themed))
    )
    assert told(body) == [
        (TraceKind.WHITE_TEXT, "正文第6段", "白底"),
        (TraceKind.WHITE_TEXT, "正文第7段", "主题"),
    ]


def test_a_run_is_told_once_and_its_paragraph_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    has_ground = unseen._has_ground

    def counted(settings: etree._Element | None) -> bool:
        looked.append(settings)
        return has_ground(settings)

    monkeypatch.setattr(unseen, "_has_ground", counted)
    white = '<w:color w:val="FFFFFF"/>'
    found = told(
        p(*(r("白", white) for _ in range(300))) + p(f"<w:r>{f'<w:rPr>{white}</w:rPr>' * 300}<w:t>多</w:t></w:r>")
    )
    assert found == [(TraceKind.WHITE_TEXT, "正文第2段", "白"), (TraceKind.WHITE_TEXT, "正文第3段", "多")]
    assert len(looked) == 300 + 1 + 2  # the runs of both paragraphs, and the paragraphs


def test_pictures_that_carry_more_than_the_picture() -> None:
    def picture(form: str, **settings: object) -> bytes:
        stream = io.BytesIO()
        Image.new("RGB", (4, 4)).save(stream, form, **settings)
        return stream.getvalue()

    exif = Image.Exif()
    exif[0x013B] = "Ouyang"
    note = PngInfo()
    note.add_text("Author", "Ouyang")
    files = {
        "word/media/image1.jpeg": picture("JPEG", exif=exif),
        "word/media/image2.png": picture("PNG", pnginfo=note),
        "word/media/image3.png": picture("PNG"),
    }
    related = tuple(("image", name.removeprefix("word/"), "") for name in files)
    assert told(parts=files, related=related) == [
        (TraceKind.PICTURE_DATA, "文件部件“word/media/image1.jpeg”", "EXIF"),
        (TraceKind.PICTURE_DATA, "文件部件“word/media/image2.png”", "PNG"),
    ]


def test_lines_names_and_numbers_in_the_text() -> None:
    notes = f"<w:footnotes {SPACES}><w:footnote>{p('作者简介：男，江海人')}</w:footnote></w:footnotes>"
    body = centred(NAME) + p(BODY + "复旦的同学欧阳 修文，手机13812345678。") + p(BODY, box("邮箱：xw@example.org"))
    assert told(
        body,
        {"word/footnotes.xml": notes},
        (("footnotes", "footnotes.xml", ""),),
        Identity((NAME,), ("复旦大学",)),
    ) == [
        (TraceKind.BYLINE, "正文第2段", NAME),
        (TraceKind.NOTE, "第1条脚注或尾注", "作者简介：男，江海人"),
        (TraceKind.NOTE, "第1个文本框", "邮箱：xw@example.org"),
        (TraceKind.AUTHOR, "正文第2段", NAME),
        (TraceKind.UNIT, "正文第3段", "复旦"),
        (TraceKind.AUTHOR, "正文第3段", "欧阳 修文"),
        (TraceKind.PHONE, "正文第3段", "13812345678"),
        (TraceKind.EMAIL, "第1个文本框", "xw@example.org"),
    ]


def test_a_long_text_is_cut_and_a_kind_told_twenty_times_at_most() -> None:
    header = f"<w:hdr {SPACES}>{''.join(p(f'第{number}号' + '文' * 80) for number in range(30))}</w:hdr>"
    found = told(parts={"word/header1.xml": header}, related=(("header", "header1.xml", ""),))
    assert len(found) == 20
    assert found[0] == (TraceKind.HEADER, "页眉", "第0号" + "文" * 56 + "…")


def test_parts_that_cannot_be_read_hide_nothing_else() -> None:
    parts = {"word/comments.xml": "<broken", "word/header1.xml": f"<w:hdr {SPACES}>{p(NAME)}</w:hdr>"}
    related = (("comments", "comments.xml", ""), ("header", "header1.xml", ""), ("image", "media/missing.png", ""))
    assert told(parts=parts, related=related) == [(TraceKind.HEADER, "页眉", NAME)]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real manuscripts is not at hand")
def test_a_real_essay_of_five_students() -> None:
    reading = open_docx((FOLDER / "docx/2e42567d9ec79adf.docx").read_bytes())
    kinds = {trace.kind for trace in find_traces(reading)}
    assert {TraceKind.PROPERTY, TraceKind.BYLINE, TraceKind.REVISION_IDS} <= kinds
    assert TraceKind.PHONE in kinds
