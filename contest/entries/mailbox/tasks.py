"""What is done for the mailbox in the background."""

from contest.entries.mailbox.fetching import Tally, configured, fetch


def fetch_mailboxes(*, at_most: int = 20) -> int:
    """Fetch from the mailbox of the settings, and give how many mails were taken or marked; 0 where there is none.

    Raises `imap.BrokenOff` when the server can't be reached: what was taken stays taken.
    """
    found = configured()
    if found is None:
        return 0
    tally = Tally()
    fetch(*found, tally, at_most=at_most)
    return tally.mails + tally.marked
