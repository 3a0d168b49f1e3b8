"""System checks for what would otherwise fail late: a package file that is not there, an unsafe demo."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from contest.web.staticfiles import package_file


@register(Tags.staticfiles)
def package_files_exist(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Give an error for each entry of PACKAGE_STATIC_FILES that names no existing file."""
    return [
        Error(
            f"The static file {path} is not in the installed package {package}: {inside}.",
            hint="Install the locked requirements again.",
            id="contest.E001",
        )
        for path, (package, inside) in settings.PACKAGE_STATIC_FILES.items()
        if not package_file(package, inside).is_file()
    ]


@register(Tags.files)
def font_folders_exist(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Give an error for each folder of CERT_FONT_DIRS that is not there: its fonts would silently be missing."""
    return [
        Error(f"CERT_FONT_DIRS names {folder}, which is no folder.", id="contest.E003")
        for folder in settings.CERT_FONT_DIRS
        if not folder.is_dir()
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Give an error when any host name is answered: reset links and receipts would carry a forged host."""
    if "*" in settings.ALLOWED_HOSTS:
        return [Error("ALLOWED_HOSTS must name the site's hosts, not '*'.", id="contest.E002")]
    return []
