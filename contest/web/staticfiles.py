"""Serves single files of installed packages, so that no third-party asset lies in the repository."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage


def package_file(package: str, inside: str) -> Path:
    """Give the path of a file inside an installed package; the file need not exist."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return Path(package) / inside
    return Path(next(iter(spec.submodule_search_locations))) / inside


class _ChosenFiles(StaticFilesStorage):
    """The files of PACKAGE_STATIC_FILES, seen as one storage by `collectstatic`."""

    prefix = ""

    def path(self, name: str | PathLike[str]) -> str:
        package, inside = settings.PACKAGE_STATIC_FILES[str(name)]
        return str(package_file(package, inside))


class PackageFileFinder(BaseFinder):
    """Finds the files named in the setting PACKAGE_STATIC_FILES, and no other file of those packages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = _ChosenFiles()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: ARG002
        """Give the file's path as the finders' protocol wants it: a path, or a list of paths."""
        found = self.storage.path(path) if path in settings.PACKAGE_STATIC_FILES else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, StaticFilesStorage]]:  # noqa: ARG002
        """Give each chosen file with the storage that opens it."""
        for path in settings.PACKAGE_STATIC_FILES:
            yield path, self.storage
