"""Progress of long work on standard error, while it lasts; silent where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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
