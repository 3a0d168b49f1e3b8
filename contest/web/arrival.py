"""When a request arrived: not when a worker was free to take it up, but when its last bytes reached the machine.

At a deadline hundreds of requests wait in the listening socket's queue, for many seconds where there are two
workers. The kernel has received and acknowledged them by then, and knows when (Linux, `struct tcp_info`,
`tcpi_last_data_recv`: milliseconds since data came last). Whoever goes on sending goes on arriving: asked once all of
a request was read, this is when it was whole, so nobody gains by opening a request early and finishing it late.
"""

import socket
import struct
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

_LAST_DATA = struct.Struct("52xI")
"""The field's place: 8 bytes of flags, 9 numbers, the times of data and acknowledgement sent, 4 bytes each."""
_LONGEST = timedelta(minutes=10)
"""More than any request waits: a greater figure is no time of a request."""


def arrival_of(request: HttpRequest) -> datetime:
    """Give the time of a request's arrival by the server's clock; where the socket isn't known, it is now."""
    waited = _waited(request.META.get("gunicorn.socket"))
    return timezone.now() - waited


def _waited(connection: object) -> timedelta:
    """Give how long ago data came last on a connection; nothing where it is no TCP connection of this system."""
    if not isinstance(connection, socket.socket) or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return timedelta()
    if not hasattr(socket, "TCP_INFO"):
        return timedelta()
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA.size)
        (milliseconds,) = _LAST_DATA.unpack(info)
    except (OSError, struct.error):
        return timedelta()
    waited = timedelta(milliseconds=milliseconds)
    return waited if waited <= _LONGEST else timedelta()
