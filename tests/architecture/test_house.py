"""Laws of the house that no linter holds: short files, guarded pages, clean templates, no other host."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from contest.ledger.actions import Action

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FOLDERS = ("contest", "templates", "static", "tests", "docs", "benchmarks", ".ci")
BUILT = {".mo", ".pyc", ".png", ".jpg", ".docx", ".xlsx"}


def sources() -> Iterator[Path]:
    """Give every file of the repository that a person wrote."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix not in BUILT and "__pycache__" not in path.parts:
                yield path


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("contest", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_file_is_called_utils() -> None:
    assert [path for path in sources() if path.stem in ("utils", "helpers", "misc", "common")] == []


# --- templates -----------------------------------------------------------------------------------------------


class _Inline(HTMLParser):
    """Collects what the content security policy would block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")) or (value or "").startswith("javascript:"):
                self.found.append(f"<{tag} {name}>")


def inline_parts(template: str) -> list[str]:
    """Give the inline styles, scripts and handlers of a template."""
    parser = _Inline()
    parser.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", template, flags=re.DOTALL))
    return parser.found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('<p style="color: red">', ["<p style>"]),
        ("<script>alert(1)</script>", ["<script>"]),
        ("<style>p {}</style>", ["<style>"]),
        ('<p {% if x %}onclick="go()"{% endif %}>', ["<p onclick>"]),
        ('<a href="javascript:go()">', ["<a href>"]),
        ('<script src="{% static "js/page.js" %}" defer></script><a href="{{ x }}" class="on">', []),
    ],
)
def test_inline_parts_are_seen(template: str, found: list[str]) -> None:
    assert inline_parts(template) == found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    assert inline_parts(path.read_text(encoding="utf-8")) == []


# --- hosts ---------------------------------------------------------------------------------------------------

OURS = re.compile(
    r"""(127\.0\.0\.1|localhost|\[::1\]|testserver|[\w.-]+\.(invalid|example|test))(:[\d$]+|:\{.*)?
    |([\w.-]+\.)?example\.(org|com|net)""",
    re.VERBOSE,
)
NAMES_NOT_PLACES = {
    # Namespaces and identifiers: nobody ever asks these hosts for anything.
    "www.w3.org",
    "purl.org",
    "schemas.openxmlformats.org",
    "schemas.microsoft.com",
    "purl.oclc.org",
    "openoffice.org",
    "ns.adobe.com",
}


def test_no_file_names_another_host() -> None:
    named = {
        (str(path.relative_to(ROOT)), host)
        for path in sources()
        for host in re.findall(
            r"\bhttps?://([^/\s\"'<>()\[\]`，。）?#]+)", path.read_text(encoding="utf-8", errors="replace")
        )
        if re.search(r"\w\.\w", host) and not OURS.fullmatch(host) and host not in NAMES_NOT_PLACES
    }
    assert named == set()


# --- pages ---------------------------------------------------------------------------------------------------


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Give every address of the site with its page."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield address, entry


def guard_of(callback: Any) -> str:
    """Give the guard that a page stands behind, or nothing."""
    return callback.__code__.co_qualname.split(".")[0] if hasattr(callback, "__code__") else ""


def test_every_page_of_a_contest_and_of_an_entry_stands_behind_its_guard() -> None:
    guards = {address: guard_of(page.callback) for address, page in patterns(get_resolver())}
    assert {guards[a] for a in guards if a.startswith("c/<slug:contest>/")} == {"open_to"}
    assert {guards[a] for a in guards if a.startswith("entries/")} == {"own_entry"}
    assert {guards[a] for a in guards if a.startswith("api/")} == {"_only_read"}


def test_the_pages_without_a_guard_are_these() -> None:
    unguarded = {
        page.name
        for address, page in patterns(get_resolver())
        if not address.startswith(("c/", "entries/", "accounts/", "api/"))
    }
    assert unguarded == {
        "home",
        "contests",
        "past",
        "my-entries",
        "my-messages",
        "messages-read",
        "find-receipt",
        "claim-entry",
        "set_language",
        "verify",
        "health",
        None,
    }


# --- the ledger's words --------------------------------------------------------------------------------------


def test_every_action_that_is_recorded_has_its_words() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "contest").rglob("*.py"))
    written = set(re.findall(r"action=\"([a-z_]+\.[a-z_.]+)\"", code))
    assert written <= set(Action.values)
    assert {name for name in Action.names if not re.search(rf"\bAction\.{name}\b", code)} == set()
