"""Entries whose texts are compared."""

from contest.documents.writer import write_docx
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.people.models import User
from contest.screening.originality.comparing import compare_waiting, index_waiting
from contest.screening.originality.models import ComparedText, TextMatch
from tests.making import hand_in_entry


def entry_of(contest: Contest, text: str, author: str = "林晓") -> Entry:
    """Give an entry that was handed in, its text in paragraphs of a sentence each."""
    number = User.objects.count()
    entrant = User.objects.create_user(f"139{number:08}", name=author)
    sentences = [f"{one}。" for one in text.split("。") if one]
    content = write_docx("灯火", "", sentences)
    return hand_in_entry(contest, entrant, author=author, title=f"灯火之{number}", content=content)


def compare_all() -> None:
    """Do all that waits."""
    while index_waiting() or compare_waiting():
        pass


def text_of(entry: Entry) -> ComparedText:
    return ComparedText.objects.get(manuscript=entry.manuscript)


def matched(one: Entry, other: Entry) -> TextMatch:
    """Give what two entries share, the elder first."""
    return TextMatch.objects.get(first=text_of(one), second=text_of(other))
