"""Runs one program where it can do no harm: no network, nobody's files, bounded memory and time.

The walls are bubblewrap's (0.8 or newer): every namespace of its own, no capabilities, a cleared environment, and
of the file system only `/usr` and what LibreOffice needs of `/etc` and `/var`, all read-only. The program sees what
it is given under `/given`, writes to `/out` and to a home in memory. Memory is bounded by RLIMIT_DATA, which counts
what a process takes for itself, rather than by RLIMIT_AS, which counts mapped fonts and libraries too and stays as
a wide outer bound. Nothing is ever run without these walls.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Final

CPU_SECONDS: Final = 12  # of all threads together
MEMORY: Final = 1_000_000_000
ADDRESS_SPACE: Final = 4_000_000_000
LARGEST_FILE: Final = 100_000_000
HOME_SPACE: Final = 200_000_000
PROCESSES: Final = 256

HOME: Final = "/tmp/home"  # noqa: S108  (a folder of the sandbox's own)
GIVEN: Final = "/given"
OUT: Final = "/out"

BROKEN_OFF_AFTER: Final = 2  # seconds; to end a program takes a few hundredths of one
_PASSWD: Final = f"nobody:x:65534:65534::{HOME}:/bin/sh\n".encode()
_ENVIRONMENT: Final = {"HOME": HOME, "PATH": "/usr/bin", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}  # noqa: S108
_TOP_FOLDERS: Final = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SHOWN_IF_THERE: Final = (
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/libreoffice",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
)


class OutOfTime(Exception):
    """The program was stopped because it ran too long."""


@cache
def available() -> bool:
    """Whether programs can be run inside the walls on this machine, tried once: the kernel may forbid it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            run(["cp", f"{GIVEN}/probe", f"{OUT}/probe"], given={"probe": b"1"}, out=Path(folder), seconds=10)
        except (OSError, OutOfTime):
            return False
        return Path(folder, "probe").is_file()


def run(
    command: Sequence[str],
    *,
    given: Mapping[str, bytes],
    out: Path,
    home: Mapping[str, bytes] | None = None,
    seconds: float,
) -> None:
    """Run `command`, a program of /usr/bin and its arguments, inside the walls until it ends.

    `given` are files that it may read, by name under `GIVEN`; `home` files that it may also change, by path under
    `HOME`; whatever it writes to `OUT` lands in the folder `out`. Its status and its words are not looked at: what
    counts is what it wrote. Raises `OutOfTime` after `seconds` by the clock, and `OSError` where bubblewrap is missing.
    """
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise FileNotFoundError("bwrap is not installed")
    with ExitStack() as held:
        shown = {"/etc/passwd": _PASSWD, **{f"{GIVEN}/{name}": content for name, content in given.items()}}
        files = [("--ro-bind-data", path, held.enter_context(_held(content))) for path, content in shown.items()]
        files += [
            ("--file", f"{HOME}/{path}", held.enter_context(_held(content))) for path, content in (home or {}).items()
        ]
        process = subprocess.Popen(  # noqa: S603  (a list, no shell)
            [bubblewrap, *_walls(files, out), *_limits(), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[descriptor for _, _, descriptor in files],
            env={},
            cwd="/",
        )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise OutOfTime from None
    finally:
        # With bubblewrap dies the first process of the namespace, and with that all others in it.
        process.kill()
        process.wait(BROKEN_OFF_AFTER)


@contextmanager
def _held(content: bytes) -> Iterator[int]:
    """A descriptor from which the sandbox reads `content`; the file has no name anywhere."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()


def _walls(files: Sequence[tuple[str, str, int]], out: Path) -> Iterator[str]:
    """bubblewrap's own arguments, in the order in which it builds the new root."""
    yield from ("--unshare-all", "--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534")
    yield from ("--hostname", "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
    yield from ("--ro-bind", "/usr", "/usr")
    for folder in map(Path, _TOP_FOLDERS):
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    for path in _SHOWN_IF_THERE:
        yield from ("--ro-bind-try", path, path)
    yield from ("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev")
    yield from ("--size", str(HOME_SPACE), "--tmpfs", "/tmp", "--dir", HOME)  # noqa: S108
    for how, path, descriptor in files:
        yield from (how, str(descriptor), path)
    yield from ("--bind", os.fspath(out.resolve()), OUT, "--remount-ro", "/")
    yield "--clearenv"
    for name, value in _ENVIRONMENT.items():
        yield from ("--setenv", name, value)
    yield from ("--chdir", HOME, "--")


def _limits() -> tuple[str, ...]:
    """The start of the command inside the walls, which sets the limits and then becomes the program."""
    return (
        "prlimit",
        f"--data={MEMORY}",
        f"--as={ADDRESS_SPACE}",
        f"--cpu={CPU_SECONDS}",
        f"--fsize={LARGEST_FILE}",
        f"--nproc={PROCESSES}",
        "--core=0",
        "--",
    )
