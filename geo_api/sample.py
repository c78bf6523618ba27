"""The sample data with everything that follows from it, in one transaction."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from geo_api.coverage.evaluate.run import run_all
from geo_api.days import today
from geo_api.db import owner_connection
from layers.layer import Text
from layers.tables import metadata
from loaders.sample.make import make_sample
from loaders.sample.units import MERGER, ROUND_2024


def is_empty(owner: URL) -> bool:
    """Whether nothing was ever loaded: no load, no unit."""
    with owner_connection(owner) as connection:
        found = connection.scalar(text("SELECT EXISTS (SELECT FROM load) OR EXISTS (SELECT FROM unit)"))
    return not found


def fill(owner: URL, progress: Callable[[Text], None] | None = None) -> None:
    """Make and load the sample data and calculate its coverage: all of it or nothing."""
    with owner_connection(owner) as connection:
        make_sample(connection, progress)
        _look_over(connection)
        if progress:
            progress(Text("Tính mức độ phủ", "Calculating coverage"))
        # Both worlds of the sample and today's.
        for day in (date.fromisoformat(ROUND_2024), date.fromisoformat(MERGER), today()):
            run_all(connection, day)
        _look_over(connection)


def _look_over(connection: Connection) -> None:
    """The planner knows nothing of tables filled a moment ago, and who asks next is about to."""
    connection.execute(text(f"ANALYZE {', '.join(metadata.tables)}"))
