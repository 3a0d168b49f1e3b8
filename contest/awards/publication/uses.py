"""What may be done with an essay: what its author agreed to and objected to, and what the office holds back.

The notice lets the organisers edit, use and publish; who objects says so in the manuscript (`facts/notice.md`, rights).
What a notice asks for by itself is not done without a yes.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from contest.phrases import Phrase, gettext_noop


class Use(StrEnum):
    """A use of an essay, by the key under which a notice asks for it."""

    PUBLISH = "publish"
    EDIT = "edit"
    ONLINE = "online"


USES: Mapping[Use, Phrase] = {
    Use.PUBLISH: Phrase(gettext_noop("发表")),
    Use.EDIT: Phrase(gettext_noop("编辑修改")),
    Use.ONLINE: Phrase(gettext_noop("在网上使用")),
}
"""Each use in words."""

_NOT_AGREED: Mapping[Use, str] = {
    Use.PUBLISH: gettext_noop("作者没有表示同意发表。"),
    Use.EDIT: gettext_noop("作者没有表示同意编辑修改。"),
    Use.ONLINE: gettext_noop("作者没有表示同意在网上使用。"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of an essay's uses.

    `agreed` are the keys said yes to, with the newest handing in. `objection` is the sentence of the text in which its
    author objects, empty without one; `is_meant` is the author's word on it, `None` while nobody asked. `held` is why
    the office holds the essay back, empty where it doesn't.
    """

    agreed: Set[str]
    objection: str = ""
    is_meant: bool | None = None
    held: str = ""


def fault_of_use(use: Use, said: Said, asked: Set[str]) -> Phrase | None:
    """Give why a use is not allowed, or nothing where it is; `asked` are the keys that the notice asks for."""
    if said.held:
        return Phrase(gettext_noop("组委会决定暂不发表：%(reason)s"), {"reason": said.held})
    if said.objection and said.is_meant is not False:
        unasked = gettext_noop("文中写着“%(sentence)s”，还没有问过作者。")
        meant = gettext_noop("作者在文中提出了异议：“%(sentence)s”。")
        return Phrase(meant if said.is_meant else unasked, {"sentence": said.objection})
    if use in asked and use not in said.agreed:
        return Phrase(_NOT_AGREED[use])
    return None
