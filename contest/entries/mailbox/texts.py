"""The text of a mail as people read it: flowed lines put together, HTML without its tags, links to files elsewhere."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from contest.entries.mailbox.charsets import coding_of, decode_text
from contest.entries.mailbox.mime import Part

LONGEST: Final = 30_000
"""Characters of a mail's text that are kept: more than any essay pasted into one."""
_MAX_BYTES: Final = 400_000

_BLOCKS: Final = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"})
_SILENT: Final = frozenset({"style", "script", "head", "title"})
_META: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
# Where 163, QQ and the net disks keep what is too large for a mail, and the words they put beside it.
_ELSEWHERE: Final = re.compile(
    r"mail\.163\.com/large-attachment|mail\.126\.com/large-attachment|fs\.163\.com|dl\.mail\.163\.com"
    r"|mail\.qq\.com/(?:cgi-bin/)?(?:ftn|exs_ftn)|pan\.baidu\.com|(?:aliyundrive|alipan)\.com/s/|pan\.quark\.cn"
    r"|share\.weiyun\.com|lanzou\w?\.com|123pan\.com|(?:cowtransfer|wenshushu)\.\w+"
    r"|超大附件|云附件|文件中转站|从.{0,6}网盘分享的文件",
    re.IGNORECASE,
)


def text_of(part: Part) -> str:
    """Give the text of a text part, its line ends as `\\n`; of a long one the beginning. Never raises."""
    data = part.content[:_MAX_BYTES]
    label = part.parameters.get("charset")
    if part.kind == "text/html":
        said = _META.search(data[:4_000])
        if coding_of(label) is None and said is not None:
            label = said[1].decode("ascii")
        return _tidy(html_text(decode_text(data, label)))
    text = decode_text(data, label).replace("\r\n", "\n").replace("\r", "\n")
    if part.parameters.get("format", "").lower() == "flowed":
        text = _flowed(text, joined=part.parameters.get("delsp", "").lower() == "yes")
    return _tidy(text)


def _flowed(text: str, *, joined: bool) -> str:
    """Lines that end in a blank go on in the next (RFC 3676); `joined` takes the blank away."""
    pieces: list[str] = []
    for line in text.split("\n"):
        bare = line.removeprefix(" ")
        if bare.endswith(" ") and bare != "-- ":
            pieces.append(bare[:-1] if joined else bare)
        else:
            pieces.append(bare + "\n")
    return "".join(pieces)


def _tidy(text: str) -> str:
    lines = (" ".join(line.replace("\0", "").split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST]


def html_text(html: str) -> str:
    """Give the words of an HTML text, a line for each block; addresses of files elsewhere stand beside their words."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ""
    return "" if root is None else "".join(_words(root))


def _words(root: etree._Element) -> Iterator[str]:
    """The words between the tags, in their order."""
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if tag in _BLOCKS:
            yield "\n"
        if tag in _SILENT:
            silent += 1 if event == "start" else -1
        said = element.text if event == "start" else element.tail
        if said and not silent:
            yield " ".join(said.split("\n"))
        address = element.get("href", "") if event == "start" else ""
        if _ELSEWHERE.search(address):
            yield f" {address[:300]} "


def speaks_of_file_elsewhere(text: str) -> bool:
    """Say whether a mail points to a file that lies on a net disk, or with the mail's provider, and not in it."""
    return _ELSEWHERE.search(text) is not None
