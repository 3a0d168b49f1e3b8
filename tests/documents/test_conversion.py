import io
import shutil
import socket
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.documents import conversion, sandbox
from contest.documents.conversion import Unchecked, convert
from contest.documents.errors import Refused
from contest.documents.model import Alignment
from contest.documents.reader import read_docx
from tests.documents.parts import docx, p, zipped

converts = pytest.mark.skipif(
    not conversion.available(), reason="no LibreOffice in a working sandbox: nothing is converted here"
)
ODT = "application/vnd.oasis.opendocument.text"
ODT_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/picture.png"


def nobody_came(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return True
    return False


def rtf(body: str) -> bytes:
    words = "".join(character if ord(character) < 128 else f"\\u{ord(character)}?" for character in body)
    return f"{{\\rtf1\\ansi {words}}}".encode()


def odt(text: str, frame: str = "") -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in {"office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible"}.items()
    )
    content = (
        f'<office:document-content{spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body><office:text><text:p>{text}{frame}</text:p></office:text></office:body></office:document-content>"
    )
    return zipped([("mimetype", ODT), ("META-INF/manifest.xml", ODT_MANIFEST), ("content.xml", content)])


def linked_picture(target: str) -> str:
    return (
        '<draw:frame svg:width="5cm" svg:height="5cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{target}" xlink:type="simple" xlink:show="embed"/></draw:frame>'
    )


def links_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".rels"))


@converts
def test_rtf_and_odt_become_docx() -> None:
    document = read_docx(convert(rtf("{\\qc\\b 我的家乡\\par}\\pard 春风又绿江南岸。\\par")))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == ["我的家乡", "春风又绿江南岸。"]
    assert document.paragraphs[0].alignment is Alignment.CENTRE
    assert document.paragraphs[0].runs[0].bold
    assert read_docx(convert(odt("春风又绿江南岸。"))).text == "春风又绿江南岸。"


@converts
def test_rtf_that_breaks_off_is_mended() -> None:
    torn = rtf("春风{\\pict\\wmetafile8\\bin10 }}}}}}}}}}}{又绿").removesuffix(b"}}")
    assert read_docx(convert(torn)).text.strip() == "春风又绿"


@converts
def test_no_link_is_followed(listener: socket.socket) -> None:
    far = address(listener)
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{far}" \\\\d}}{{\\fldrslt x}}}}'
    made = [
        convert(odt("文", linked_picture(far))),
        convert(odt("文", linked_picture("file:///etc/passwd"))),
        convert(rtf(f"文{field}{{\\*\\template {far}}}")),
    ]
    assert nobody_came(listener)
    assert not [content for content in made if "127.0.0.1" in links_of(content) or "etc/passwd" in links_of(content)]
    assert all(read_docx(content).text.startswith("文") for content in made)


@converts
def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    convert(rtf("文"))
    assert list(tmp_path.iterdir()) == []


@converts
def test_deep_nesting_is_read_and_endless_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_docx(convert(b"{\\rtf1" + b"{\\b x" * 5_000)).text == "x" * 5_000
    monkeypatch.setattr(sandbox, "CPU_SECONDS", 1)
    with pytest.raises(Refused) as refused:
        convert(b"{\\rtf1" + b"{\\b x" * 2_000_000)
    assert refused.value.code == "too_slow"


@converts
def test_what_only_waits_is_given_up_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "SECONDS", 0.1)  # before LibreOffice has so much as started
    with pytest.raises(Refused) as refused:
        convert(rtf("文"))
    assert refused.value.code == "too_slow"
    assert refused.value.phrase.template.endswith("请用 Word 或 WPS 打开，另存为 .docx 后重新上传。")


def test_no_file_takes_longer_than_twenty_seconds() -> None:
    assert conversion.SECONDS + sandbox.BROKEN_OFF_AFTER < 20


def test_a_page_is_never_handed_over(listener: socket.socket) -> None:
    page = f'<html><head><link rel="stylesheet" href="{address(listener)}"></head><body>文</body></html>'.encode()
    with pytest.raises(Refused) as refused:
        convert(page)
    assert refused.value.code == "html"
    assert nobody_came(listener)


def test_a_bomb_is_refused_before() -> None:
    bomb = zipped([("mimetype", ODT), ("META-INF/manifest.xml", ODT_MANIFEST), ("content.xml", bytes(150_000_000))])
    with pytest.raises(Refused) as refused:
        convert(bomb)
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx(p("文")), "docx"),
        (b"%PDF-1.7", "pdf"),
        (b"", "empty"),
        (zipped([("mimetype", ODT), ("META-INF/manifest.xml", "<encryption-data/>")]), "encrypted"),
    ],
)
def test_other_kinds_are_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        convert(content)
    assert refused.value.code == code


@pytest.mark.parametrize("installed", [(), ("soffice",), ("bwrap",)])
def test_without_the_programs_a_file_stays_unchecked(
    installed: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in installed:
        (tmp_path / program).symlink_to(shutil.which("false") or "/bin/false")
    monkeypatch.setenv("PATH", str(tmp_path))
    for known in (conversion.available, sandbox.available):
        known.cache_clear()
    with pytest.raises(Unchecked) as unchecked:
        convert(rtf("文"))
    assert unchecked.value.code == "unchecked"
    for known in (conversion.available, sandbox.available):
        known.cache_clear()
