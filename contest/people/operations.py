"""The verbs on accounts."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import ApiToken, User
from contest.people.tokens import hash_of, new_secret
from contest.phrases import Refusal, gettext_noop

MOST_TOKENS: Final = 10
"""So many API tokens of one person may stand at once."""
LONGEST_DAYS: Final = 366
"""An API token holds no longer."""


@transaction.atomic
def set_password(*, person: User, password: str) -> None:
    """Set a person's password; every other session of theirs ends with it, and every API token."""
    person.set_password(password)
    person.save(update_fields=["password"])
    end_tokens(person=person, actor=person)
    record(actor=person, action=Action.PERSON_SET_PASSWORD, subject=(Subject.PERSON, str(person.pk)))


@transaction.atomic
def make_token(*, person: User, name: str, days: int) -> tuple[ApiToken, str]:
    """Make an API token that holds for so many days; give it with its secret, which is never to be had again.

    Raises `Refusal` where the person has too many.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    now = timezone.now()
    if ApiToken.objects.standing(now).filter(person=person).count() >= MOST_TOKENS:
        raise Refusal(
            "too-many-tokens",
            gettext_noop("您已有 %(most)s 个有效的接口令牌，请先撤销不用的。"),
            most=MOST_TOKENS,
        )
    secret = new_secret()
    token = ApiToken.objects.create(
        person=person,
        name=name,
        secret_hash=hash_of(secret),
        made_at=now,
        expires_at=now + timedelta(days=min(days, LONGEST_DAYS)),
    )
    after = {"name": name, "expires_at": token.expires_at.isoformat()}
    record(actor=person, action=Action.TOKEN_MAKE, subject=(Subject.PERSON, str(person.pk)), after=after)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User) -> None:
    """Revoke an API token: the next request that shows it is refused. Once revoked, it stays so."""
    locked = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if locked.revoked_at is not None:
        return
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    subject = (Subject.PERSON, str(locked.person_id))
    record(actor=actor, action=Action.TOKEN_REVOKE, subject=subject, before={"name": locked.name})


@transaction.atomic
def end_tokens(*, person: User, actor: User) -> None:
    """Revoke every API token of a person that still stands."""
    standing = ApiToken.objects.standing(timezone.now()).filter(person=person).order_by("pk")
    # All are locked before the first is revoked: the ledger is locked last.
    for token in list(standing.select_for_update(no_key=True)):
        revoke_token(token=token, actor=actor)


def note_use(*, token: ApiToken, contest: str, on: date) -> None:
    """Note the day on which a token was used; that it began that day to read a contest is on record.

    It writes once a day for each contest, and nothing else of that day.
    """
    day = on.isoformat()
    if token.last_used_on == on and (not contest or token.read_on.get(contest) == day):
        return
    with transaction.atomic():
        locked = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
        is_new = bool(contest) and locked.read_on.get(contest) != day
        locked.last_used_on = on
        if is_new:
            locked.read_on[contest] = day
        locked.save(update_fields=["last_used_on", "read_on"])
        if is_new:
            subject = (Subject.CONTEST, contest)
            after = {"name": locked.name}
            record(actor=token.person, action=Action.API_READ, subject=subject, contest=contest, after=after)
