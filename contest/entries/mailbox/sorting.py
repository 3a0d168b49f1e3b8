"""What becomes of the files of a mail: which are certain, which a person has to look at, and why."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from contest.documents.inspection import Inspection, inspect
from contest.documents.writer import write_docx
from contest.entries.checking import ending_of
from contest.entries.mailbox.automatic import Automatic
from contest.entries.mailbox.proposals import Proposal, labelled, propose
from contest.entries.mailbox.reading import Enclosed, Letter
from contest.entries.naming import Problem
from contest.notice.pattern import NameRule
from contest.phrases import Phrase, gettext_noop

PASTED_NAME: Final = "邮件正文.docx"
"""The name of the file that is made of an essay pasted into a mail."""
_LEAST_PASTED: Final = 300
"""Han signs from which the text of a mail may be an essay."""
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_OTHER_ARCHIVE: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")

NO_FILE: Final = Phrase(gettext_noop("邮件里没有稿件：没有附件，正文也不像一篇文稿。"))
ELSEWHERE: Final = Phrase(
    gettext_noop(
        "邮件里有超大附件或网盘链接，文件不在邮件里，系统不会去取。请与寄件人联系，请其把稿件作为普通附件再发。"
    )
)
TOO_LARGE: Final = Phrase(gettext_noop("邮件超过能收取的大小，没有取下。请在邮箱里查看，或请寄件人在网上投稿。"))
_PASTED: Final = Phrase(gettext_noop("文稿是贴在邮件正文里的。系统按正文做成了一份文件，请核对，删去不属于文稿的话。"))
_AUTOMATIC: Final = Phrase(gettext_noop("这封邮件像是群发或自动发出的，不会自动收稿，也不会回信。"))
_NO_TIME: Final = Phrase(gettext_noop("邮件没有写明收到的时间，只能按取信的时间算。"))
_OUT_OF_TIME: Final = Phrase(gettext_noop("收到邮件时不在收稿时间之内。"))
_OTHER_KIND: Final = gettext_noop("这次征文只收 %(endings)s 文件。")
_PACKED: Final = Phrase(gettext_noop("这种压缩包（如 RAR、7z）这里打不开。请下载后解压查看，或请寄件人改发文稿。"))
_NO_SENDER: Final = Phrase(gettext_noop("看不出寄件人的邮箱，收稿后无法回信。"))


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file, or a mail without one, with the fields proposed and what speaks against entering it at once."""

    name: str
    content: bytes
    proposal: Proposal | None
    problems: Sequence[Problem]

    @property
    def is_certain(self) -> bool:
        """Whether it may be entered without anybody looking at it."""
        return self.proposal is not None and self.proposal.is_certain and not self.problems


def sort_files(
    letter: Letter, *, rule: NameRule, known_units: Collection[str], in_time: bool, too_large: bool = False
) -> list[Sorted]:
    """Give each file of a mail with its proposal; a mail that somebody must see has one at least.

    `in_time` is whether entries were taken when the mail was received; with `too_large` only its head was fetched.
    """
    if letter.automatic is Automatic.BOUNCE:
        return []
    general = _of_the_mail(letter, in_time)
    files = list(letter.files)
    if too_large:
        return [Sorted("", b"", None, (Problem("mail-too-large", TOO_LARGE), *general))]
    found = [_sorted(file, letter, rule, known_units, general, alone=len(files) == 1) for file in files]
    if letter.file_elsewhere:
        found.append(Sorted("", b"", None, (Problem("elsewhere", ELSEWHERE), *general)))
    elif not found and len(_HAN.findall(letter.text)) >= _LEAST_PASTED and letter.automatic is None:
        found.append(_pasted(letter, rule, known_units, general))
    elif not found and letter.automatic is None:
        found.append(Sorted("", b"", None, (Problem("no-file", NO_FILE), *general)))
    return found


def _of_the_mail(letter: Letter, in_time: bool) -> tuple[Problem, ...]:
    """What speaks against every file of a mail."""
    found = []
    if letter.automatic is not None:
        found.append(Problem("automatic", _AUTOMATIC))
    if letter.received_at is None:
        found.append(Problem("no-time", _NO_TIME))
    elif not in_time:
        found.append(Problem("out-of-time", _OUT_OF_TIME))
    if not letter.sender:
        found.append(Problem("no-sender", _NO_SENDER))
    return (*found, *(Problem("not-all-read", remark) for remark in letter.remarks))


def _sorted(
    file: Enclosed,
    letter: Letter,
    rule: NameRule,
    known_units: Collection[str],
    general: Sequence[Problem],
    *,
    alone: bool,
) -> Sorted:
    inspection = inspect(BytesIO(file.content), None)
    proposal = propose(
        name=file.name,
        rule=rule,
        known_units=known_units,
        subject=file.subject if alone else "",
        body=letter.text if alone else "",
        title=inspection.title or "",
        text=inspection.text,
    )
    problems = [*_of_the_file(file, inspection, rule), *general]
    if not proposal.is_certain:
        problems += proposal.reading.problems
    return Sorted(file.name, file.content, proposal, problems)


def _of_the_file(file: Enclosed, inspection: Inspection, rule: NameRule) -> list[Problem]:
    """What speaks against a file by itself, whatever it is called."""
    if file.fault is not None:
        return [Problem("not-read", file.fault)]
    if file.content.startswith(_OTHER_ARCHIVE):
        return [Problem("packed", _PACKED)]
    if inspection.fault is not None and not inspection.pending:
        return [Problem(inspection.fault.code, inspection.fault.phrase)]
    if ending_of(inspection.kind, file.name) not in rule.endings:
        return [Problem("kind-not-taken", Phrase(_OTHER_KIND, {"endings": "、".join(rule.endings)}))]
    return []


def _pasted(letter: Letter, rule: NameRule, known_units: Collection[str], general: Sequence[Problem]) -> Sorted:
    """The essay that stands in a mail's text, as a file."""
    lines = [line for line in letter.text.split("\n") if line.strip()]
    title = labelled(letter.text).get("title", "")
    content = write_docx(title, None, lines) if title else write_docx(lines[0], None, lines[1:])
    inspection = inspect(BytesIO(content), None)
    proposal = propose(
        name=PASTED_NAME,
        rule=rule,
        known_units=known_units,
        subject=letter.subject,
        body=letter.text,
        title=inspection.title or "",
    )
    return Sorted(PASTED_NAME, content, proposal, (Problem("pasted", _PASTED), *general))
