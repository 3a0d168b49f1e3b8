"""Stops reading a file that is larger than anybody may send, before it fills the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class LimitedUpload(FileUploadHandler):
    """First in line: counts what really arrives, whatever length was declared, and gives up at the limit.

    The request is marked `upload_too_large`, so that the page can say so.
    """

    arrived = 0

    @property
    def limit(self) -> int:
        """So many bytes may come."""
        return int(settings.MANUSCRIPT_MAX_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """Count the piece and hand it on."""
        self.arrived += len(raw_data)
        if self.arrived > self.limit + 1:
            if self.request is not None:
                self.request.upload_too_large = True  # type: ignore[attr-defined]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the finished file to the next handler."""


class LimitedBundle(LimitedUpload):
    """The same for the one page that takes many manuscripts at once; it puts this handler in the place of the other."""

    @property
    def limit(self) -> int:
        """So many bytes may come."""
        return int(settings.BUNDLE_MAX_BYTES)
