"""Where manuscripts lie: a file is on the disk, under its final name, before anybody is told so."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction


def storage_name() -> str:
    """Give a random name that tells nothing, in one of 256 folders."""
    name = secrets.token_hex(20)
    return f"{name[:2]}/{name}"


def stored(contents: Iterable[File[bytes]]) -> list[str]:
    """Store files, all or none, and give their random names."""
    names: list[str] = []
    try:
        for content in contents:
            names.append(default_storage.save(storage_name(), content))
    except BaseException:
        _forget(names)
        raise
    return names


@contextmanager
def with_rows(names: Iterable[str]) -> Iterator[None]:
    """Open the transaction that writes the rows of stored files: where the block fails, the files go again.

    Where COMMIT fails they stay. Its answer may be lost after it was done, and a file too many does less harm than a
    row without its file.
    """
    with transaction.atomic():
        try:
            yield
        except BaseException:
            _forget(names)
            raise


def _forget(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class DurableStorage(FileSystemStorage):
    """Files on the local disk: written aside, flushed, given their name, the folder flushed.

    An existing file is never replaced: the last step fails instead (`FileExistsError`).
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        final = Path(self.path(name))
        folder = final.parent
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _flush_folder(folder.parent)
        aside = folder / f".{final.name}.part"
        try:
            with aside.open("xb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
                os.fchmod(out.fileno(), self.file_permissions_mode or 0o640)
            os.link(aside, final)
        finally:
            aside.unlink(missing_ok=True)
        _flush_folder(folder)
        return name
