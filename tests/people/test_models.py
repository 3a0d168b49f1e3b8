"""Accounts: one each, always reachable."""

import pytest
from django.db import IntegrityError, transaction

from contest.people.contacts import ContactFault
from contest.people.models import User
from tests.making import make_person

pytestmark = pytest.mark.django_db


def test_an_account_is_found_by_any_spelling() -> None:
    person = make_person("13812345678", "王海")
    assert User.objects.find("+86 138-1234-5678") == person
    assert User.objects.find("13912345678") is None
    with pytest.raises(ContactFault):
        User.objects.find("王海")


def test_one_login_one_account() -> None:
    make_person("lin@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person("LIN@example.org")


def test_somebody_who_cannot_be_reached_is_not_stored() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(login="lin", name="林晓")


def test_an_account_without_a_password_has_no_usable_one() -> None:
    assert not make_person(password=None).has_usable_password()


def test_a_person_is_shown_by_name_or_else_by_login() -> None:
    assert str(make_person("13812345678", "王海")) == "王海"
    assert str(make_person("lin@example.org", "")) == "lin@example.org"
