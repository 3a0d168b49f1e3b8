import socket
from pathlib import Path

import pytest

from contest.documents import sandbox
from contest.documents.sandbox import OutOfTime, run

walled = pytest.mark.skipif(not sandbox.available(), reason="no working bubblewrap: nothing can be run in the sandbox")


def script(words: str, out: Path, seconds: float = 20) -> None:
    run(["bash", "-c", words], given={"one": b"1"}, home={"notes/two": b"2"}, out=out, seconds=seconds)


@walled
def test_the_program_gets_its_files_and_leaves_one(tmp_path: Path) -> None:
    script("cat /given/one ~/notes/two > /out/both; echo more >> ~/notes/two", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["both"]
    assert (tmp_path / "both").read_bytes() == b"12"


@walled
def test_it_sees_no_other_folders_and_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    out = tmp_path / "out"
    out.mkdir()
    script(
        f"ls -a /etc /home /root /srv /var /work > /out/list 2>/dev/null; cat {secret} > /out/read; env > /out/env", out
    )
    assert (out / "read").read_bytes() == b""
    shown = set((out / "list").read_text().split())
    assert shown <= {".", "..", "/etc:", "/var:", "cache", "fonts", "ld.so.cache", "lib", "libreoffice", "passwd"}
    names = {line.partition("=")[0] for line in (out / "env").read_text().splitlines()}
    assert names <= {"HOME", "PATH", "LANG", "TMPDIR", "PWD", "SHLVL", "_"}


@walled
def test_it_writes_nowhere_but_to_its_home_and_the_folder(tmp_path: Path) -> None:
    script(
        "for place in / /usr /etc /given /dev /dev/shm /var /proc /tmp ~ /out; do"
        " (echo x > $place/written) 2>/dev/null && echo $place >> /out/written-to; done; true",
        tmp_path,
    )
    assert (tmp_path / "written-to").read_text().split() == ["/tmp", "/tmp/home", "/out"]


@walled
def test_it_reaches_no_listener_on_this_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        script(f"(echo > /dev/tcp/127.0.0.1/{port}) 2>/dev/null && echo reached > /out/reached", tmp_path)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert list(tmp_path.iterdir()) == []


@walled
def test_what_runs_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    with pytest.raises(OutOfTime):
        script("setsid sleep 271.828 & sleep 271.828", tmp_path, seconds=0.5)
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [command for command in commands if b"271.828" in command and b"sleep" in command.split(b"\0")[0]]


@walled
def test_memory_and_files_are_bounded(tmp_path: Path) -> None:
    keep = "head -c {size} /dev/zero | tail -c {size} > /dev/null && echo {size} >> /out/kept"
    script(f"{keep.format(size=50_000_000)}; {keep.format(size=1_500_000_000)}; true", tmp_path)
    assert (tmp_path / "kept").read_text().split() == ["50000000"]
    script("head -c 150000000 /dev/zero > /out/large; true", tmp_path)
    assert (tmp_path / "large").stat().st_size == sandbox.LARGEST_FILE


@walled
def test_the_home_is_bounded(tmp_path: Path) -> None:
    script("for i in 1 2 3; do head -c 90000000 /dev/zero > ~/$i; done; cat ~/? | wc -c > /out/size", tmp_path)
    assert int((tmp_path / "size").read_text()) < sandbox.HOME_SPACE


def test_nothing_is_run_without_bubblewrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sandbox.available.cache_clear()
    assert not sandbox.available()
    with pytest.raises(FileNotFoundError):
        script("true", tmp_path)
    sandbox.available.cache_clear()
