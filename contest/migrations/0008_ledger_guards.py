"""The database refuses to replace events or to empty the ledger as well, and its recorded end only goes forward."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _guard(name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"


SQLITE = [
    # REPLACE takes the row in its way out without firing what guards against DELETE.
    _guard(
        "event_no_replace",
        "INSERT ON contest_event WHEN EXISTS (SELECT 1 FROM contest_event"
        " WHERE id = NEW.id OR sequence = NEW.sequence OR hash = NEW.hash)",
    ),
    _guard("head_no_return", "UPDATE ON contest_head WHEN NEW.sequence IS NOT OLD.sequence + 1"),
    _guard("head_no_delete", "DELETE ON contest_head"),
    _guard("head_no_replace", "INSERT ON contest_head WHEN EXISTS (SELECT 1 FROM contest_head WHERE id = NEW.id)"),
]
POSTGRESQL = [
    """CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON contest_event
    FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()""",
    """CREATE TRIGGER head_no_return BEFORE UPDATE ON contest_head
    FOR EACH ROW WHEN (NEW.sequence IS DISTINCT FROM OLD.sequence + 1) EXECUTE FUNCTION event_append_only()""",
    """CREATE TRIGGER head_no_delete BEFORE DELETE ON contest_head
    FOR EACH ROW EXECUTE FUNCTION event_append_only()""",
    """CREATE TRIGGER head_no_truncate BEFORE TRUNCATE ON contest_head
    FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()""",
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER {name}" for name in ("event_no_replace", "head_no_return", "head_no_delete", "head_no_replace")
    ],
    "postgresql": [
        "DROP TRIGGER event_no_truncate ON contest_event",
        *(f"DROP TRIGGER {name} ON contest_head" for name in ("head_no_return", "head_no_delete", "head_no_truncate")),
    ],
}


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("contest", "0007_saved_searches")]
    operations = [migrations.RunPython(install, remove)]
