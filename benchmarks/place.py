"""Where a run keeps its data: a folder and databases of its own, gone when it ends.

The databases are files in the folder, or, where `DATABASE_URL` names a PostgreSQL server, new databases on it
that have nothing to do with the one it names.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import environ
import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("small", "large", "texts", "bare")
_connections: dict[str, BaseDatabaseWrapper] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """The folder, and the server (`DATABASE_URL`) if there is one; `run` sets its databases apart."""

    folder: Path
    server: str
    run: str

    def database(self, name: str) -> str:
        """Give what Django calls NAME for one of `DATABASES`."""
        return f"contest_bench_{self.run}_{name}" if self.server else str(self.folder / f"{name}.sqlite3")

    def environment(self, name: str, settings: str = "contest.settings") -> Mapping[str, str]:
        """Give the variables with which a process uses the database `name`."""
        if self.server:
            server, mark, options = self.server.partition("?")
            address = f"{server.rpartition('/')[0]}/{self.database(name)}{mark}{options}"
        else:
            address = "sqlite:///" + self.database(name)
        return {
            "CONTEST_MODE": "test",
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": address,
            # A few entrants hand in thousands of entries here.
            "MANUSCRIPT_UPLOADS_AN_HOUR": "1000000",
            "DATA_DIR": str(self.folder / ("bare" if name == "bare" else "data")),
        }


def process_environment(own: Mapping[str, str]) -> dict[str, str]:
    """Give the whole environment of a process of ours."""
    return {**os.environ, **own, "PYTHONPATH": str(ROOT)}


@contextmanager
def own_place() -> Iterator[Place]:
    """Make the folder and the databases, and take them away at the end."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith(("postgres", "pgsql")):
        server = ""
    with TemporaryDirectory(prefix="contest-bench-") as folder:
        place = Place(Path(folder), server, secrets.token_hex(4))
        try:
            _on_server(place, "CREATE DATABASE {}")
            yield place
        finally:
            _on_server(place, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _on_server(place: Place, command: str) -> None:
    if not place.server:
        return
    # Read as the settings read it: a socket's folder is written otherwise for libpq.
    read = environ.Env.db_url_config(place.server)
    known = {"host": read["HOST"], "port": read["PORT"], "user": read["USER"], "password": read["PASSWORD"]}
    given = {name: str(value) for name, value in known.items() if value}
    with psycopg.connect(make_conninfo(dbname=read["NAME"], **given), autocommit=True) as connection:
        for name in DATABASES:
            connection.execute(sql.SQL(command).format(sql.Identifier(place.database(name))))


@contextmanager
def using(place: Place, name: str) -> Iterator[None]:
    """Let Django's default connection of this process be one to the database `name`."""
    from django.db import connections  # once the settings are there
    from django.db.utils import load_backend

    before = connections["default"]
    if name not in _connections:
        values = {**before.settings_dict, "NAME": place.database(name)}
        _connections[name] = load_backend(values["ENGINE"]).DatabaseWrapper(values, "default")
    connections["default"] = _connections[name]
    try:
        yield
    finally:
        connections["default"] = before


def prepare(place: Place, name: str) -> None:
    """Give the database `name` its tables; where databases are files, a copy of the first that was made."""
    from django.core.management import call_command

    made = place.folder / "prepared.sqlite3"
    is_known = made.exists()
    if is_known:
        shutil.copy(made, place.database(name))
    with using(place, name):
        if not is_known:
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            _connections[name].close()
    if not place.server and not is_known:
        shutil.copy(place.database(name), made)


def say(words: str) -> None:
    """Tell whoever waits what is being done; the report itself goes to standard output."""
    print(words, file=sys.stderr, flush=True)
