"""Runs another program of this folder within bounds: ``bounded.py PARENT MEMORY CPU_SECONDS PROGRAM ARGUMENT...``.

What reads files of strangers runs in a process of its own, so that memory and time have an end and a crash is a refusal
and no more. The process dies with the one that started it, whose number is PARENT. Imports nothing of the project.
"""

import ctypes
import gc
import os
import resource
import runpy
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Towards the process that started this one: it was memory that ran out.
OUT_OF_MEMORY = 77
# It had died before this one could bind itself to it.
ORPHANED = 78


def limit(parent: int, memory_bytes: int, cpu_seconds: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # The first limit says by its signal what it was, the second cannot be ignored.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != parent:
        sys.exit(ORPHANED)


def main() -> None:
    parent, memory_bytes, cpu_seconds, program, *arguments = sys.argv[1:]
    limit(int(parent), int(memory_bytes), int(cpu_seconds))
    sys.argv = [program, *arguments]
    # As `collecting.py` says.
    gc.set_threshold(100_000, 20, 20)
    # What programs share stands beside them; an installed copy of the project may be another.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    try:
        runpy.run_path(program, run_name="__main__")
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
