"""Who may amend which entry, and until when."""

from collections.abc import Collection
from typing import Final

from contest.entries.models import Entry, EntryState, Way
from contest.notice.models import Office
from contest.phrases import Phrase, gettext_noop

_CONFIRMED: Final = Phrase(gettext_noop("获奖名单已经确认，稿件的登记不能再改。"))
_DRAWN: Final = Phrase(gettext_noop("稿件已经进入评审，登记不能再改。"))
_WITHDRAWN: Final = Phrase(gettext_noop("稿件已经撤回，登记不能再改。"))
_NOT_MAILED: Final = Phrase(gettext_noop("不是邮件来稿，登记由组织者来改。"))


def bar_of(entry: Entry, offices: Collection[str], *, drawn: bool, confirmed: bool) -> Phrase | None:
    """Give why somebody who holds these offices may not amend an entry (now); None where they may.

    Screeners amend what came by mail, whose particulars they settle; the others were given by the entrant or a unit,
    and are the organisers' to amend. Nobody amends what was drawn, or what a confirmed list may name.
    """
    if confirmed:
        return _CONFIRMED
    if drawn:
        return _DRAWN
    if entry.state == EntryState.WITHDRAWN:
        return _WITHDRAWN
    if Office.ORGANISER not in offices and entry.way != Way.MAIL:
        return _NOT_MAILED
    return None
