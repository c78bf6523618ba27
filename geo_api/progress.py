"""Progress of long work on standard error, while it lasts; silent where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from geo_api.console import err


@contextmanager
def progress(words: str = "") -> Iterator[Callable[[str], None]]:
    """A line that says `words`, and then whatever it is told: as it is, never as markup."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as line:
        task = line.add_task(words, total=None)
        yield lambda now: line.update(task, description=now)


@contextmanager
def rows_progress(name: str) -> Iterator[Callable[[int], None]]:
    """Rows of the file `name` that have been read so far."""
    with progress(name) as say:
        yield lambda rows: say(f"{name}: {rows:,}")


@contextmanager
def bar(words: str, total: int, done: int = 0) -> Iterator[Callable[[], None]]:
    """A bar of `total` steps, `done` of them already; each call is one more."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as line:
        task = line.add_task(words, total=total, completed=done)
        yield lambda: line.advance(task)
