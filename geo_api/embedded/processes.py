"""Processes of a cluster that an earlier run left behind, and how they are ended.

They are known by their command line, which everybody may read: the postmaster's names the data directory, and its
children carry the cluster's name. A zombie has no command line any more, so it is not taken for a server.
"""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

SERVER_PROGRAMS = {"postgres", "setpriv", "initdb"}
POLL_SECONDS = 0.02
# A fast shutdown writes everything to disk, which takes a while; the harder ways are for a server that hangs.
SHUTDOWN = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


def end_leftovers(directory: Path, cluster_name: str) -> None:
    """End every process of the server in `directory`, the gentle way first. The caller holds the directory's lock."""
    for how, seconds in SHUTDOWN:
        postmasters, children = _postmasters(directory), _children(cluster_name)
        if not postmasters and not children:
            return
        # Children whose postmaster is gone leave by themselves; a fast shutdown is asked of a postmaster only.
        _send(how, postmasters if how == signal.SIGINT else postmasters | children)
        _await_end(directory, cluster_name, seconds if postmasters else min(seconds, 5.0))


def _await_end(directory: Path, cluster_name: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (_postmasters(directory) or _children(cluster_name)):
        time.sleep(POLL_SECONDS)


def _postmasters(directory: Path) -> set[int]:
    """Processes that were started on `directory` by name."""
    wanted = os.fsencode(directory)
    return {
        pid
        for pid, words in _command_lines()
        if wanted in words and Path(os.fsdecode(words[0])).name in SERVER_PROGRAMS
    }


def _children(cluster_name: str) -> set[int]:
    title = f"postgres: {cluster_name}:".encode()
    return {pid for pid, words in _command_lines() if words[0].startswith(title)}


def _command_lines() -> Iterable[tuple[int, list[bytes]]]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError):
                words = Path(entry.path, "cmdline").read_bytes().split(b"\0")
                yield int(entry.name), words


def _send(how: signal.Signals, pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, how)
