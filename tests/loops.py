"""Coroutines of tests, run where no loop of another test can be in their way."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_apart(story: Coroutine[Any, Any, None]) -> None:
    """Run `story` to its end in a thread of its own: a browser that other tests keep open has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(story)).result()
