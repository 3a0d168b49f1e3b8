"""The verbs on accounts."""

from django.db import transaction

from contest.ledger.operations import record
from contest.people.models import User


@transaction.atomic
def set_password(*, person: User, password: str) -> None:
    """Set a person's password; every other session of theirs ends with it."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record(actor=person, action="person.set_password", subject=("person", str(person.pk)))
