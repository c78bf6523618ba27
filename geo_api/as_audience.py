"""Reading as one audience over a connection that was opened as somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from geo_api.db import role_of
from layers.layer import Audience


@contextmanager
def as_audience(connection: Connection, audience: Audience) -> Iterator[None]:
    """Take on the role of `audience` where we may; the owner of all that is read sees the same through the views.

    After an error the transaction is over, and the role with it.
    """
    before = connection.scalar(text("SELECT current_setting('role')"))
    role = role_of(audience)
    if connection.scalar(text("SELECT pg_has_role(session_user, :role, 'MEMBER')"), {"role": role}):
        connection.execute(text("SELECT set_config('role', :role, true)"), {"role": role})
    yield
    connection.execute(text("SELECT set_config('role', :role, true)"), {"role": before})
