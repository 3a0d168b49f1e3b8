"""The one page of the bare site: keep the file, keep the row, answer."""

import os
import secrets
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.bare.models import Kept


def keep(request: HttpRequest) -> HttpResponse:
    """Write the file aside, flush it, give it its name, flush the folder, commit the row; then answer."""
    upload = cast(UploadedFile[bytes], request.FILES["file"])
    folder = Path(settings.MEDIA_ROOT)
    name = secrets.token_hex(20)
    aside = folder / f".{name}.part"
    with aside.open("xb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    os.link(aside, folder / name)
    aside.unlink()
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    Kept(received_name=upload.name or "", stored_name=name, size=upload.size or 0).save(force_insert=True)
    return HttpResponse("kept", content_type="text/plain")


urlpatterns = [path("", keep)]
