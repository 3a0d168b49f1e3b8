"""The site is built once for all visitors, inside a transaction that is undone at the end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from tests.permissions.site import Site, build


@pytest.fixture(scope="package")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site in full course; what a test changes is undone after it."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder):
            made = build(folder)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, site: Site) -> None:
    """Leave the manuscripts where the site has them."""
    settings.MEDIA_ROOT = site.folder
