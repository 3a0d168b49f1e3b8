"""The one error that a manuscript can cause."""

from dataclasses import dataclass

from contest.phrases import Phrase, Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: `code` for programs, `phrase` for the person who sent it."""

    code: str
    phrase: Phrase


class Refused(Refusal):
    """A file can't be used as a manuscript; whatever fault a library meets in it ends as this."""

    @property
    def fault(self) -> Fault:
        """The code and the phrase alone, to keep after the exception and its frames are gone."""
        return Fault(self.code, self.phrase)


def damaged() -> Refused:
    """The answer to a file that breaks off or contradicts itself."""
    return Refused(
        "damaged", gettext_noop("文件已损坏，无法打开。请用 Word 或 WPS 打开原稿，另存为 .docx 后重新上传。")
    )


def overblown() -> Refused:
    """The answer to a file that unpacks to more than any manuscript needs."""
    return Refused(
        "overblown",
        gettext_noop("文件解压后过大，不像一篇文稿。请删去多余的图片和附件，或把全文复制到新文档，存为 .docx 后上传。"),
    )


def encrypted() -> Refused:
    """The answer to a file that wants a password."""
    return Refused(
        "encrypted",
        gettext_noop("文件设有密码，无法打开。请在 Word 或 WPS 中取消密码，另存为 .docx 后重新上传。"),
    )


def suspicious() -> Refused:
    """The answer to a file built in a way that no word processor builds one."""
    return Refused(
        "suspicious",
        gettext_noop("文件内部结构异常，出于安全未予打开。请用 Word 或 WPS 打开原稿，另存为 .docx 后重新上传。"),
    )
