"""The command line in processes that can be killed, made from one that has its modules already."""

import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from geo_api.cli import main

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.loaders.commands", "geo_api.loads.work", "geo_api.loads.worker"])


@dataclass(frozen=True)
class Command:
    """A running command; both its outputs go to one file."""

    process: BaseProcess
    output: Path

    def wait(self) -> int:
        """Its exit code, negative for a signal."""
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode


def start(
    words: Sequence[str | Path], environment: Mapping[str, str], output: Path, largest_file: int | None = None
) -> Command:
    """Start ``wardmap`` with these words. largest_file: bytes beyond which it may write no file."""
    arguments = ["wardmap", *map(str, words)]
    process = _CONTEXT.Process(target=_run, args=(arguments, dict(environment), str(output), largest_file))
    process.start()
    return Command(process, output)


def _run(arguments: list[str], environment: dict[str, str], output: str, largest_file: int | None) -> None:
    os.environ.update(environment)
    tempfile.tempdir = None  # TMPDIR is looked at anew
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    sys.argv = arguments
    main()
