"""The processes beside the service: started with `up`, and again when they die."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from geo_api.embedded import DatabaseUrls
from geo_api.secret_files import without_files
from geo_api.settings import Settings

_AGAIN_AFTER_SECONDS = 2.0
# What one has not committed by then is undone by the database, and begun again at the next start.
_GRACE_SECONDS = 10.0
# One checks and loads what was uploaded, one has coverage follow what is written.
_COMMANDS = (("loads", "work"), ("coverage", "keep"))


@contextmanager
def helping(settings: Settings, urls: DatabaseUrls) -> Iterator[None]:
    """While the block lasts, what writes beside the service runs."""
    environment = _environment(settings, urls)
    helpers = [_Helper(command, environment) for command in _COMMANDS]
    threads = [threading.Thread(target=helper.keep_running, daemon=True) for helper in helpers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for helper in helpers:
            helper.stop()
        for thread in threads:
            thread.join()


def _environment(settings: Settings, urls: DatabaseUrls) -> dict[str, str]:
    return {
        **without_files(os.environ, "database_url", "owner_database_url"),
        "WARDMAP_DATABASE_URL": urls.service.render_as_string(hide_password=False),
        "WARDMAP_OWNER_DATABASE_URL": urls.owner.render_as_string(hide_password=False),
        "WARDMAP_DATA_DIR": str(settings.data_dir),
    }


class _Helper:
    """One process after another."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-m", "geo_api.cli", *command]
        self._environment = environment
        self._stopping = threading.Event()

    def keep_running(self) -> None:
        """Runs in a thread of its own: the process ends with the thread that started it."""
        command = [*self._command, "--parent", str(os.getpid())]
        while not self._stopping.is_set():
            with subprocess.Popen(command, env=self._environment, stdin=subprocess.DEVNULL) as process:  # noqa: S603
                self._watch(process)
            self._stopping.wait(_AGAIN_AFTER_SECONDS)

    def stop(self) -> None:
        self._stopping.set()

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        while process.poll() is None and not self._stopping.wait(0.2):
            pass
        process.terminate()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
