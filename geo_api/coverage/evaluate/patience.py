"""How long an evaluation may take as a whole: what the database does and what is done beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy import Connection, text

_OPTION = "coverage_until"


class OutOfTime(Exception):
    """The evaluation was to be done by now."""


@contextmanager
def patient(connection: Connection, seconds: float) -> Iterator[None]:
    """Within the block, in one transaction, `mind_time` knows how long there is. Raises what that raises."""
    connection.execution_options(**{_OPTION: monotonic() + seconds})
    try:
        mind_time(connection)
        yield
    finally:
        connection.execution_options(**{_OPTION: None})


def mind_time(connection: Connection) -> None:
    """To be called between pieces of work: the next statement may take what is left. Raises OutOfTime."""
    until = connection.get_execution_options().get(_OPTION)
    if until is None:
        return
    left_ms = round(1000 * (until - monotonic()))
    if left_ms <= 0:
        raise OutOfTime
    connection.execute(text("SELECT set_config('statement_timeout', :left, true)"), {"left": str(left_ms)})
