"""What the database refuses, in words for the person at the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from geo_api.errors import CommandFailed

# SQLSTATE of a table or a column that is not there.
NOT_MIGRATED = ("42P01", "42703", "3F000")


@contextmanager
def database_errors() -> Iterator[None]:
    """Trouble with the database in our words; its own message stays out of sight."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "pgcode", None)
        if code in NOT_MIGRATED:
            raise CommandFailed(
                "Cơ sở dữ liệu chưa đúng phiên bản; hãy chạy: wardmap migrate",
                "The database is not up to date; please run: wardmap migrate",
            ) from error
        raise CommandFailed(
            f"Cơ sở dữ liệu không nhận dữ liệu (SQLSTATE {code or '—'}); không ghi gì.",
            f"The database did not take the data (SQLSTATE {code or '—'}); nothing was written.",
        ) from error
