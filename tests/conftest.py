"""What every test stands on: its own folder for files, and a database that can be emptied."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from contest.notice.models import Contest
from contest.people.models import User
from tests import making
from tests.e2e.site import prepared_data
from tests.once import made_once

# How long a busy machine takes to think of a case says nothing about the case.
hypothesis_settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask the database: no others need to run again on a second one."""
    for item in items:
        asks = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Leave the migrations of SQLite to `data_before`: one process goes through them for all."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> None:
    """Let tests with real transactions empty the database afterwards, which fires what guards the ledger.

    SQLite deletes, PostgreSQL truncates. tests/ledger puts the guards back where they are the subject.
    """
    guards = {"sqlite": "%s_no_delete", "postgresql": "%s_no_truncate ON contest_%s"}
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            migrated = next(request.getfixturevalue("data_before").glob("*.sqlite3"))
            with closing(sqlite3.connect(migrated)) as source:
                source.backup(connection.connection)
        for table in ("event", "head"):
            cursor.execute("DROP TRIGGER IF EXISTS " + guards[connection.vendor].replace("%s", table))


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """Make the folder from which static files are served; it stays empty."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def data_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty SQLite database and the static files collected."""
    return made_once(tmp_path_factory, "before", prepared_data)


@pytest.fixture(autouse=True)
def in_the_sites_language() -> None:
    """Forget the language of whoever asked last, in a test before."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Give each test its own place for manuscripts."""
    settings.MEDIA_ROOT = tmp_path / "manuscripts"


@pytest.fixture
def no_limits_used(db: None) -> None:
    """Forget how often anybody tried to sign in."""
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    """Somebody with an account and no office."""
    return making.make_person()


@pytest.fixture
def contest(db: None) -> Contest:
    """A contest that takes entries, with its organiser."""
    return making.make_contest()


@pytest.fixture
def organiser(contest: Contest) -> User:
    """The organiser of `contest`."""
    return making.organiser_of(contest)
