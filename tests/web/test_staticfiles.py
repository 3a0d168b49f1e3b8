"""Files of installed packages: the named ones are found, and no other."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from contest.checks import font_folders_exist, hosts_are_named, package_files_exist
from contest.web.staticfiles import PackageFileFinder, package_file


def test_each_named_file_is_found(settings: Settings) -> None:
    for path in settings.PACKAGE_STATIC_FILES:
        found = finders.find(path)
        assert found is not None
        assert Path(found).is_file()
        assert finders.find(path, find_all=True) == [found]


@pytest.mark.parametrize(
    "path",
    [
        "vendor/bootstrap.css",
        "css/bootstrap.min.css",
        "vendor/../vendor/htmx.min.js",
        "../settings.py",
        "/etc/passwd",
        "",
        "vendor/",
    ],
)
def test_no_other_file_of_a_package_is_found(path: str) -> None:
    finder = PackageFileFinder()
    assert finder.find(path) is None
    assert finder.find(path, find_all=True) == []


def test_the_list_is_the_setting(settings: Settings) -> None:
    assert [path for path, _ in PackageFileFinder().list(None)] == list(settings.PACKAGE_STATIC_FILES)


def test_collecting_gives_our_files_and_the_named_ones(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = {str(path.relative_to(tmp_path / "collected")) for path in (tmp_path / "collected").rglob("*.*")}
    assert {path for path in collected if path.startswith("vendor/")} == set(settings.PACKAGE_STATIC_FILES)
    assert {path.split("/")[0] for path in collected} <= {"vendor", "css", "js", "favicon.svg"}


def test_production_finds_every_file_that_a_sheet_names(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "collected" / "staticfiles.json").is_file()


def test_templates_name_files_that_exist() -> None:
    templates = Path(__file__).parents[2] / "templates"
    named = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'{%\s*static\s+"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert {name for name in named if finders.find(name) is None} == set()


def test_a_package_that_is_not_there_is_an_error(settings: Settings) -> None:
    assert package_files_exist(None) == []
    settings.PACKAGE_STATIC_FILES = {"vendor/x.js": ("no_such_package", "x.js"), "vendor/y.js": ("django_htmx", "y.js")}
    assert [(error.id, "vendor/" in error.msg) for error in package_files_exist(None)] == [("contest.E001", True)] * 2
    assert package_file("no_such_package", "x.js") == Path("no_such_package/x.js")


def test_answering_to_any_host_is_an_error(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["contest.invalid"]
    assert hosts_are_named(None) == []
    settings.ALLOWED_HOSTS = ["contest.invalid", "*"]
    assert [error.id for error in hosts_are_named(None)] == ["contest.E002"]


def test_a_folder_of_fonts_that_is_not_there_is_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.CERT_FONT_DIRS = [tmp_path]
    assert font_folders_exist(None) == []
    settings.CERT_FONT_DIRS = [tmp_path, tmp_path / "gone"]
    assert [error.id for error in font_folders_exist(None)] == ["contest.E003"]
