"""The English catalogue: whole, true to the Chinese in its places, and enough for a page without Chinese."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from contest.entries.operations import name_rule
from contest.notice.models import Contest
from contest.people.models import User
from tests.making import ANNOUNCEMENT, make_person, organiser_of, signed_in_client

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path("contest/locale/en/LC_MESSAGES/django.po")
HAN = re.compile("[㐀-鿿]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w+\}")
# A language is called by its own name; a naming rule is shown as the notice writes it, the headings of a sheet as it
# has them.
CHINESE_IN_ENGLISH = {"中文", "周年", "作品题目", "作者姓名"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message: its context, its one or two forms in Chinese, and the forms in English."""

    context: str | None
    chinese: tuple[str, ...]
    english: tuple[str, ...]


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def sentences_of(catalogue: Catalog) -> list[Sentence]:
    return [
        Sentence(message.context, tuple(forms(message.id)), tuple(forms(message.string)))
        for message in catalogue
        if message.id
    ]


def forms(words: str | list[str] | tuple[str, ...] | None) -> Sequence[str]:
    return [words] if isinstance(words, str) else words or []


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return read_catalogue(ROOT / PLACE)


@pytest.fixture(scope="module")
def sentences(catalogue: Catalog) -> list[Sentence]:
    return sentences_of(catalogue)


def test_the_header_says_what_it_is_and_names_nobody(catalogue: Catalog) -> None:
    header = {name: value.strip() for name, value in catalogue.mime_headers}
    assert not catalogue.fuzzy
    assert header["Project-Id-Version"] == "contest-desk"
    assert header["Language"] == "en"
    assert header["Plural-Forms"].rstrip(";") == "nplurals=2; plural=(n != 1)"
    written, _, _ = (ROOT / PLACE).read_text(encoding="utf-8").partition("\n\n")
    assert "@" not in written


def test_every_sentence_is_translated_for_certain_and_none_is_left_over(
    catalogue: Catalog, sentences: list[Sentence]
) -> None:
    assert sentences
    assert [
        one for one in sentences if len(one.english) != len(one.chinese) or not all(map(str.strip, one.english))
    ] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_every_translation_has_the_places_of_its_sentence(sentences: list[Sentence]) -> None:
    differing = [
        english
        for one in sentences
        for chinese, english in zip(one.chinese, one.english, strict=True)
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(chinese))
    ]
    assert differing == []


def test_a_translation_has_no_chinese_but_names(sentences: list[Sentence]) -> None:
    assert {han for one in sentences for text in one.english for han in HAN.findall(text)} == CHINESE_IN_ENGLISH


def test_it_compiles_and_gives_back_every_translation(catalogue: Catalog, sentences: list[Sentence]) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    for one in sentences:
        match one:
            case Sentence(_, (singular, plural), _):
                given: tuple[str, ...] = tuple(translations.ngettext(singular, plural, number) for number in (1, 2))
            case Sentence(None, (text,), _):
                given = (translations.gettext(text),)
            case Sentence(str(context), (text,), _):
                given = (translations.pgettext(context, text),)
        assert given == one.english


def test_it_has_the_sentences_of_code_and_templates_and_no_others(sentences: list[Sentence], tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext (GNU gettext) is not installed")
    for folder in ("contest", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "contest/locale").mkdir()
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-location", "--verbosity", "0"]
    surroundings = {
        **os.environ,
        "CONTEST_MODE": "development",
        "DJANGO_SETTINGS_MODULE": "contest.settings",
        "DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    collected = {(one.context, one.chinese) for one in sentences_of(read_catalogue(tmp_path / PLACE))}
    committed = {(one.context, one.chinese) for one in sentences}
    assert (collected - committed, committed - collected) == (set(), set())


def texts_in(value: object) -> Iterator[str]:
    """Every text inside a notice."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))


def chinese_of_the_interface(client: Client, address: str, contest: Contest) -> list[str]:
    """The Chinese in an English page's text and attributes, without the contest's own and people's names."""
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<html lang="en">' in page
    people = User.objects.values_list("name", flat=True)
    own = {*texts_in(ANNOUNCEMENT), name_rule(contest).shown(), *people, *CHINESE_IN_ENGLISH}
    for text in sorted(filter(None, own), key=len, reverse=True):
        page = page.replace(text, "")
    return HAN.findall(page)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["contest-home", "hand-in", "my-entries", "account_login", "contests"])
def test_an_entrants_pages_in_english_hold_no_chinese_but_the_contests_own(name: str, contest: Contest) -> None:
    visitor = Client() if name == "account_login" else signed_in_client(make_person())
    address = reverse(name, args=[contest.slug] if name in {"contest-home", "hand-in"} else [])
    assert chinese_of_the_interface(visitor, address, contest) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["desk", "screening", "rounds", "prizes", "ledger", "appointments", "edit-notice"])
def test_the_organisers_pages_in_english_hold_no_chinese_but_the_contests_own(name: str, contest: Contest) -> None:
    organiser = signed_in_client(organiser_of(contest))
    assert chinese_of_the_interface(organiser, reverse(name, args=[contest.slug]), contest) == []


@pytest.mark.django_db
def test_the_same_page_in_chinese_is_chinese(contest: Contest) -> None:
    page = Client().get(reverse("contest-home", args=[contest.slug])).content.decode()
    assert "我要投稿" in page
    assert "Hand in an entry" not in page
