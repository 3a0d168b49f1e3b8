"""How a file leaves: always as an attachment, never as a page of ours."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Final, TypeVar, cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from contest.web.ranges import Part, asked_part

Told = TypeVar("Told")
Response = TypeVar("Response", bound=HttpResponseBase)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"
CONTENT_TYPES: Final = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}
"""What lists leave as, by the ending of the file."""


def attachment(content: IO[Any], name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """Give the file under a name of our own making; the browser neither guesses its type nor runs it."""
    return _guarded(FileResponse(content, as_attachment=True, filename=name, content_type=content_type))


def streamed(pieces: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    """Give a file that is made while it is sent."""
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return _guarded(response)


def part_of_request(request: HttpRequest, *, length: int, etag: str) -> Part | None:
    """Give the part of a file that a request asks for; None for all of it."""
    return asked_part(request.headers.get("Range"), request.headers.get("If-Range"), length=length, etag=etag)


def attachment_in_parts(
    request: HttpRequest,
    blocks: Callable[[int, int], Iterator[bytes]],
    name: str,
    content_type: str,
    *,
    length: int,
    etag: str,
) -> HttpResponseBase:
    """Give a file of known length, or the part of it asked for, as `blocks` (from, to before) gives its bytes."""
    part = part_of_request(request, length=length, etag=etag)
    if part is not None and part.is_empty:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{length}"
        return _guarded(refused)
    start, stop = (part.start, part.stop) if part else (0, length)
    content = iter(()) if request.method == "HEAD" else blocks(start, stop)
    response = StreamingHttpResponse(content, content_type=content_type)
    if part is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{length}"
    response["Content-Length"] = str(stop - start)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return _guarded(response)


def _guarded(response: Response) -> Response:
    """Let a browser neither guess what a file is, nor run it, nor keep it."""
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
