"""How whoever sent an entry can be reached, in the spelling in which it is compared."""

import re
from typing import Final

from contest.entries.models import Entry, EntryContact, Way
from contest.people.contacts import ContactFault, read_contact

_LONGEST_KEY: Final = 254
"""What `EntryContact.key` holds. In small letters, one sign may become two."""


def contact_key(contact: str) -> str:
    """Give a telephone number or an address as it is compared: in its one spelling, or else by its figures.

    It is cut where the database's column ends.
    """
    try:
        key = read_contact(contact).value
    except ContactFault:  # a telephone on a desk: 021-5555 0000
        key = re.sub(r"\D", "", contact) or contact
    return key[:_LONGEST_KEY]


def keep_contacts(entry: Entry, *, phone: str = "") -> None:
    """Keep, in a transaction, how whoever sent an entry can be reached.

    A bundle's entry is known by the telephone number in its row alone: its contact stands for a whole unit.
    """
    person = entry.entrant
    if entry.way == Way.BUNDLE:
        given = [phone]
    else:
        given = [entry.reply_to, *((person.phone, person.email) if person is not None else ())]
    entry.contacts.all().delete()
    EntryContact.objects.bulk_create(
        EntryContact(entry=entry, key=key) for key in dict.fromkeys(contact_key(one) for one in given if one)
    )
