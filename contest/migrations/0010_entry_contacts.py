"""Keeps of every entry how whoever sent it can be reached, in the spelling in which it is compared."""

import re
import unicodedata
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@.<>]+(\.[^\s@.<>]+)+")
AT_ONCE = 500


def key_of(contact: str) -> str:
    """As `contest.entries.contacts` compared contacts when the table was made."""
    folded = unicodedata.normalize("NFKC", contact)
    text = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf").strip()
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        text = ""
    if "@" in text:
        key = text.lower() if len(text) <= 254 and EMAIL.fullmatch(text) and can_be_mailed(text) else ""
    else:
        digits = re.sub(r"[\s\-‐‑‒–—.()]", "", text)
        mainland = re.sub(r"^(\+86|0086|86)(?=1[3-9][0-9]{9}$)", "", digits)
        known = (one for one in (mainland, digits) if re.fullmatch(r"1[3-9][0-9]{9}|\+[1-9][0-9]{6,14}", one))
        key = next(known, "")
    return (key or re.sub(r"\D", "", contact) or contact)[:254]


def can_be_mailed(address: str) -> bool:
    try:
        address.lower().rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


def contacts_of(entry: Any) -> list[str]:
    row, person = getattr(entry, "bundle_row", None), entry.entrant
    if entry.way == "bundle":
        given = [row.phone] if row else []
    else:
        given = [entry.reply_to, *((person.phone, person.email) if person else ())]
    return list(dict.fromkeys(key_of(one) for one in given if one))


def keep_contacts(apps: Any, schema_editor: Any) -> None:
    entry, contact = apps.get_model("contest", "Entry"), apps.get_model("contest", "EntryContact")
    handed_in = entry.objects.filter(received_at__isnull=False).select_related("entrant", "bundle_row").order_by("pk")
    rows = (contact(entry=one, key=key) for one in handed_in.iterator(AT_ONCE) for key in contacts_of(one))
    contact.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("contest", "0009_mail_attempts")]
    operations = [
        migrations.CreateModel(
            name="EntryContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=254)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="contest.entry"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["key"], name="entry_contact_key")],
                "constraints": [models.UniqueConstraint(fields=("entry", "key"), name="entry_contact_once")],
            },
        ),
        migrations.RunPython(keep_contacts, migrations.RunPython.noop),
    ]
