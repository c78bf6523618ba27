"""What the contenders of `wardmap bench network` share; it needs numpy alone."""

import pickle
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Of the ways, in metres.
LIMIT = 5000.0


def contest(*steps: Callable[[Any, dict], object]) -> None:
    """Time each step by the seconds of the processor that this process had, and write down what the last one found.

    Every step is given what the one before it made, and the question.
    """
    question = pickle.loads(Path(sys.argv[1]).read_bytes())
    seconds, made = {}, None
    for step in steps:
        begun = time.process_time()
        made = step(made, question)
        seconds[step.__name__] = time.process_time() - begun
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"seconds": seconds, "megabytes": megabytes, "metres": made}
    Path(sys.argv[2]).write_bytes(pickle.dumps(figures))
