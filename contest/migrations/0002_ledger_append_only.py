"""The database itself refuses to change or delete an event of the ledger."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    f"""CREATE TRIGGER event_no_{verb} BEFORE {verb} ON contest_event
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
    for verb in ("update", "delete")
]
POSTGRESQL = [
    """CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON contest_event
    FOR EACH ROW EXECUTE FUNCTION event_append_only()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["DROP TRIGGER event_append_only ON contest_event", "DROP FUNCTION event_append_only()"],
}


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("contest", "0001_first")]
    operations = [migrations.RunPython(install, remove)]
