"""Turns .doc, WPS .wps, .rtf and .odt into .docx, by LibreOffice inside the sandbox.

LibreOffice fetches what a document links to and says 0 whether it made a file or not. So it has no network, starts
with settings that follow no link and run no macro, and is judged by the file that it wrote. A page (HTML) is never
handed to it: the kind is told by content before. One file, one sandbox, one fresh profile.
"""

import io
import re
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Final

from lxml import etree

from contest.documents import sandbox
from contest.documents.archive import MAX_UNPACKED, Archive
from contest.documents.errors import Refused, damaged
from contest.documents.kinds import CONVERTIBLE, Kind, kind_of, unwanted
from contest.documents.rtf import mended_rtf
from contest.phrases import Refusal, gettext_noop

# By the clock, for all that one file has LibreOffice do. What only waits uses no time of the processor, which the
# sandbox bounds as well.
SECONDS: Final = 16

_MANUSCRIPT: Final = "manuscript"
_DOCX: Final = "docx:MS Word 2007 XML"
_READ_AS: Final = {Kind.RTF: "Rich Text Format", Kind.ODT: "writer8"}  # of Word's, it tells the version itself
_TRIAL_SECONDS: Final = 5
_TRIAL: Final = b"{\\rtf1\\ansi trial}"
_SETTINGS: Final = (
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_PROFILE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    + "</oor:items>\n"
).encode()
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MACROS: Final = re.compile(r"(?:^|/)(?:_rels/)?vba(?:Project|Data)[^/]*$", re.IGNORECASE)
_MACRO_LINKS: Final = ("/vbaProject", "/wordVbaData")
_NOWHERE: Final = "NULL"  # Word's own word for a link whose target is lost


class Unchecked(Refusal):
    """A file may be sound, but this machine can't convert it; the file is kept and the entry stands."""


@cache
def available() -> bool:
    """Whether this machine can convert: LibreOffice is installed and the sandbox works."""
    return shutil.which("soffice") is not None and sandbox.available()


def convert(content: bytes) -> bytes:
    """The .docx made from a file of a convertible kind. Takes seconds, at most 20: not for a request.

    Raises `Unchecked` where this machine can't convert, and `Refused` for another kind of file, or one of which
    LibreOffice makes nothing, or nothing in time.
    """
    began = monotonic()
    kind = kind_of(content)
    if kind not in CONVERTIBLE:
        raise unwanted(kind)
    if not available():
        raise _unchecked()
    made = _converted(content, kind, began + SECONDS - monotonic())
    if made is None and kind is Kind.RTF:
        made = _converted(mended_rtf(content), kind, began + SECONDS - monotonic())
    if made is None:
        raise damaged() if _works() else _unchecked()
    return _harmless(made)


def _converted(content: bytes, kind: Kind, seconds: float) -> bytes | None:
    """What LibreOffice makes of a file, or None when it makes nothing of it. Raises `Refused` when it takes longer."""
    read_as = (f"--infilter={_READ_AS[kind]}",) if kind in _READ_AS else ()
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="conversion-") as folder:
        try:
            sandbox.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{sandbox.HOME}/profile",
                    "--headless",
                    "--norestore",
                    *read_as,
                    "--convert-to",
                    _DOCX,
                    "--outdir",
                    sandbox.OUT,
                    f"{sandbox.GIVEN}/{_MANUSCRIPT}",
                ],
                given={_MANUSCRIPT: content},
                home={"profile/user/registrymodifications.xcu": _PROFILE},
                out=Path(folder),
                seconds=seconds,
            )
        except sandbox.OutOfTime:
            raise _too_slow() from None
        made = Path(folder, f"{_MANUSCRIPT}.docx")
        if made.is_file() and not made.is_symlink() and made.stat().st_size > 0:
            return made.read_bytes()
    if monotonic() - began > sandbox.CPU_SECONDS / 2:  # its threads spend the time together
        raise _too_slow()
    return None


@cache
def _works() -> bool:
    """Whether LibreOffice starts at all here, asked when it made nothing of a file: the fault may be ours."""
    try:
        return _converted(_TRIAL, Kind.RTF, _TRIAL_SECONDS) is not None
    except Refused:  # the machine is busy, which says nothing of the next file
        raise _unchecked() from None


def _too_slow() -> Refused:
    return Refused(
        "too_slow",
        gettext_noop("文件太复杂，无法在限定时间内转换。请用 Word 或 WPS 打开，另存为 .docx 后重新上传。"),
    )


def _unchecked() -> Unchecked:
    return Unchecked(
        "unchecked",
        gettext_noop(
            "本站没有可用的转换软件，不能检查这种文件，文件会保留。用 Word 或 WPS 另存为 .docx 后上传，马上就能检查。"
        ),
    )


def _harmless(docx: bytes) -> bytes:
    """The same .docx without a .doc's macros, and with every link to the outside but hyperlinks leading nowhere."""
    archive = Archive(docx)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name in archive.names:
            if _MACROS.search(name) is None:
                content = archive.read(name, MAX_UNPACKED)
                package.writestr(name, _leading_nowhere(content) if name.endswith(".rels") else content)
    return made.getvalue()


def _leading_nowhere(relationships: bytes) -> bytes:
    try:
        root = etree.fromstring(relationships, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.LxmlError as fault:
        raise damaged() from fault
    for relationship in root.findall(_RELATIONSHIP):
        kind = relationship.get("Type") or ""
        if kind.endswith(_MACRO_LINKS):
            root.remove(relationship)
        elif (relationship.get("TargetMode") or "").lower() == "external" and not kind.endswith("/hyperlink"):
            relationship.set("Target", _NOWHERE)
    return etree.tostring(root, encoding="UTF-8", standalone=True, xml_declaration=True)
