"""Gives what was there before its rows: each unit its first spelling, each entry handed in its authors one by one."""

from typing import Any

from django.db import migrations

from contest.entries.authors import authors_of, name_key


def spell(apps: Any, schema_editor: Any) -> None:
    unit, spelling = apps.get_model("contest", "Unit"), apps.get_model("contest", "UnitSpelling")
    for row in unit.objects.filter(spellings=None):
        spelling.objects.create(unit=row, name=row.name, key=row.key, kind="canonical")


def name_authors(apps: Any, schema_editor: Any) -> None:
    entry, author = apps.get_model("contest", "Entry"), apps.get_model("contest", "EntryAuthor")
    for row in entry.objects.filter(received_at__isnull=False, authors=None):
        author.objects.bulk_create(
            author(entry=row, position=position, name=name, key=name_key(name))
            for position, name in enumerate(authors_of(row.author), start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("contest", "0003_entering")]
    operations = [
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.RunPython(name_authors, migrations.RunPython.noop),
    ]
