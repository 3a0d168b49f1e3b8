"""What the entrant is told when an entry moves."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.entries.models import Entry, EntryState
from contest.phrases import Phrase
from contest.web.wording import inside_marks, say


@override(settings.LANGUAGE_CODE)
def letter(entry: Entry, reason: str) -> tuple[str, str] | None:
    """Give subject and body for the state that the entry has just reached, or nothing where no word is due.

    In the site's own language, whatever the language of the person who moves the entry.
    """
    names = {"title": inside_marks(entry.title), "contest": entry.contest.title, "reason": reason}
    match entry.state:
        case EntryState.RECEIVED:
            return (
                _("已收到：《%(title)s》") % names,
                _("您投给%(contest)s的《%(title)s》已经收到。回执在“我的稿件”中，可以打印。") % names,
            )
        case EntryState.RETURNED:
            until = entry.return_until.astimezone(entry.contest.zone) if entry.return_until else None
            names["until"] = f"{until:%Y-%m-%d %H:%M}" if until else ""
            return (
                _("请修改：《%(title)s》") % names,
                _("《%(title)s》需要修改：%(reason)s\n请在 %(until)s 之前重新提交。") % names,
            )
        case EntryState.ELIGIBLE:
            return (
                _("通过审查：《%(title)s》") % names,
                _("《%(title)s》已通过资格审查，将进入评审。") % names,
            )
        case EntryState.DISQUALIFIED:
            return (
                _("取消参选资格：《%(title)s》") % names,
                _("《%(title)s》被取消参选资格，原因：%(reason)s。如有疑问，请与联系人联系。") % names,
            )
        case EntryState.WITHDRAWN:
            return (_("已撤回：《%(title)s》") % names, _("《%(title)s》已按您的要求撤回。") % names)
    return None


@override(settings.LANGUAGE_CODE)
def unreadable_letter(file_name: str, why: Phrase) -> tuple[str, str]:
    """Give subject and body for a file that turned out to be unreadable after it had been taken."""
    return (
        _("文件无法读取：%(name)s") % {"name": file_name},
        _("%(why)s\n文件仍然保留；请在截稿前换一个文件，重新提交。") % {"why": say(why)},
    )
