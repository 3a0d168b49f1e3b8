import pytest

from contest.documents.errors import Refused
from contest.documents.reader import open_docx, read_docx
from tests.documents.parts import CONTENT_TYPES, OFFICE, WORD, W, document_xml, docx, links, p, zipped

DOCTYPE = '<!DOCTYPE x [<!ENTITY a "secret">]>'


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_docx(content)
    return refused.value.code


def test_the_main_part_is_found_by_relationship() -> None:
    content = zipped(
        [
            (
                "[Content_Types].xml",
                CONTENT_TYPES.format(type="text/plain").replace(
                    "</Types>",
                    f'<Override PartName="/odd/main.bin" ContentType="{WORD}.document.main+xml"/></Types>',
                ),
            ),
            ("_rels/.rels", links([(f"{OFFICE}/officeDocument", "/odd/main.bin", "")])),
            ("word/document.xml", document_xml(p("假"))),
            ("odd/main.bin", document_xml(p("真"))),
        ]
    )
    assert read_docx(content).text == "真"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "[Content_Types].xml"])
def test_a_doctype_is_refused_in_every_part(part: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>' + DOCTYPE
    assert refusal(docx(p("文"), {part: (head + "<x>&a;</x>").encode(encoding)})) == "doctype"


def test_billion_laughs_are_refused() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]><x>&l9;</x>'
    assert refusal(docx(parts={"word/document.xml": bomb})) == "doctype"


def test_an_undeclared_entity_and_broken_xml_are_damage() -> None:
    assert refusal(docx(p("&nothing;"))) == "damaged"
    assert refusal(docx("<w:p>")) == "damaged"
    assert refusal(docx(parts={"word/document.xml": b""})) == "damaged"
    assert refusal(docx(parts={"word/document.xml": "<other/>"})) == "damaged"
    assert refusal(docx(parts={"word/document.xml": '<?xml version="1.0" encoding="no-such"?><x/>'})) == "damaged"


@pytest.mark.parametrize("wrapper", ["sdt", "ins", "tbl", "r", "unknown"])
def test_deep_nesting_is_refused(wrapper: str) -> None:
    deep = f"<w:{wrapper}>" * 50_000 + f"</w:{wrapper}>" * 50_000
    assert refusal(docx(f"<w:p>{deep}</w:p>")) in ("damaged", "too_deep")


@pytest.mark.parametrize(
    "layer",
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:ins>", "</w:ins></w:p>"),
        ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
        ("<w:p><w:r><w:ruby><w:rubyBase><w:r><w:t>x</w:t></w:r>", "</w:rubyBase></w:ruby></w:r></w:p>"),
    ],
)
@pytest.mark.parametrize("depth", [10, 60, 120, 400, 1000])
def test_nesting_of_any_depth_is_read_or_refused(layer: tuple[str, str], depth: int) -> None:
    try:
        read_docx(docx(layer[0] * depth + layer[1] * depth))
    except Refused as refused:
        assert refused.code in ("damaged", "too_deep")  # noqa: PT017


def test_external_targets_are_never_asked_for() -> None:
    rows = [(f"{OFFICE}/styles", "http://127.0.0.1:9/styles.xml", 'TargetMode="External"')]
    opened = open_docx(docx(p("文"), {"word/_rels/document.xml.rels": links(rows)}))
    assert opened.document.text == "文"
    assert opened.package.part("styles") is None


def test_a_target_outside_the_package_is_not_there() -> None:
    rows = [(f"{OFFICE}/styles", "../../../../etc/passwd", "")]
    assert open_docx(docx(p("文"), {"word/_rels/document.xml.rels": links(rows)})).package.part("styles") is None


def test_strict_files_read_like_others() -> None:
    strict = "http://purl.oclc.org/ooxml/"
    content = docx(
        parts={
            "_rels/.rels": links([(f"{strict}officeDocument/relationships/officeDocument", "word/document.xml", "")]),
            "word/document.xml": document_xml(p("严格")).replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                f"{strict}wordprocessingml/main",
            ),
        }
    )
    assert read_docx(content).text == "严格"


def test_xml_of_countless_attributes_is_refused() -> None:
    crowded = "<w:p " + " ".join(f'a{number}=""' for number in range(600)) + "/>"
    assert refusal(docx(crowded * 1_000)) == "overblown"
    assert read_docx(docx(p("文") + crowded * 100)).text.startswith("文")


def test_the_parts_of_a_file_share_one_allowance() -> None:
    rows = "<w:p/>" * 250_000
    parts = {f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{rows}</w:{name}>' for name in ("styles", "footnotes")}
    assert refusal(docx(p("文"), {**parts, "word/endnotes.xml": f'<w:endnotes xmlns:w="{W}">{rows}</w:endnotes>'})) == (
        "overblown"
    )
    opened = open_docx(docx(p("文"), {"word/styles.xml": parts["word/styles.xml"]})).package
    for _ in range(5):  # a part read again is not weighed again
        assert len(opened.xml("word/styles.xml")) == 250_000


def test_countless_namespaces_for_countless_choices_are_refused() -> None:
    spaces = " ".join(f'xmlns:n{number}="urn:{number}"' for number in range(2_000))
    choice = '<mc:AlternateContent><mc:Choice Requires="n1"/></mc:AlternateContent>'
    assert refusal(docx(f"<w:p {spaces}>{choice * 1_000}</w:p>")) == "overblown"
    assert read_docx(docx(f"<w:p {spaces}>{choice * 100}</w:p>")).text == ""


@pytest.mark.parametrize("encoding", ["cp037", "utf-7"])
def test_an_encoding_that_hides_its_tags_is_damage(encoding: str) -> None:
    name = {"cp037": "IBM037", "utf-7": "UTF-7"}[encoding]
    xml = f'<?xml version="1.0" encoding="{name}"?>' + document_xml(p("text"))
    assert refusal(docx(parts={"word/document.xml": xml.encode(encoding)})) == "damaged"
    hidden = f'<?xml version="1.0"{" " * 3_000}encoding="{name}"?>'.encode() + document_xml(p("text")).encode(encoding)
    assert refusal(docx(parts={"word/document.xml": hidden})) == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_utf_16_are_read(encoding: str) -> None:
    declared = {"utf-16": '<?xml version="1.0" encoding="UTF-16"?>'}.get(encoding, "")
    assert (
        read_docx(docx(parts={"word/document.xml": (declared + document_xml(p("文字"))).encode(encoding)})).text
        == "文字"
    )
