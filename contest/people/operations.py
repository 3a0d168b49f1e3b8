"""The verbs on accounts."""

from django.db import transaction

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User


@transaction.atomic
def set_password(*, person: User, password: str) -> None:
    """Set a person's password; every other session of theirs ends with it."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record(actor=person, action=Action.PERSON_SET_PASSWORD, subject=(Subject.PERSON, str(person.pk)))
