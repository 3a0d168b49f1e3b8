"""How a file leaves: always as an attachment, never as a page of ours."""

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Final, TypeVar, cast

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

Told = TypeVar("Told")
Sent = TypeVar("Sent", bound=StreamingHttpResponse)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: IO[Any], name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """Give the file under a name of our own making; the browser neither guesses its type nor runs it."""
    return _inert(FileResponse(content, as_attachment=True, filename=name, content_type=content_type))


def streamed(pieces: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """Give a file that is made while it is sent."""
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return _inert(response)


def _inert(response: Sent) -> Sent:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store, private"
    return response


def made_file(write: Callable[[BinaryIO], Told]) -> tuple[BinaryIO, Told]:
    """Let a file be written that is nowhere but on the disk's own, and give it from its start, and what `write` told.

    Whoever gets it closes it, as `attachment` does when it was sent.
    """
    out = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  (it goes on living)
    try:
        told = write(out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out, told
