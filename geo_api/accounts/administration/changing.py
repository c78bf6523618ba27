"""The transaction in which an administrator changes accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection, text

from geo_api.access import Account, FreshAdministrator
from geo_api.accounts.keeping import administered
from geo_api.audit import Actor, actor_of
from geo_api.db import Database, Duty
from geo_api.errors import not_found

_IS_ADMINISTRATOR = """
SELECT EXISTS (SELECT FROM account_role AS held JOIN account ON account.id = held.account_id
                WHERE account.id = :id AND account.disabled_at IS NULL
                  AND held.role = 'admin' AND held.unit_id IS NULL AND held.valid @> current_date)
"""


class Changing:
    """What an administrator who asks may do: begin changes. actor: as whom they are recorded."""

    def __init__(self, database: Database, admin: Account, actor: Actor) -> None:
        self._database = database
        self._admin = admin
        self.actor = actor

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One change at a time: committed at the end of the block, undone by any exception.

        Raises NotFound for whoever was an administrator when the request came and is none any more, Conflict when
        the last administrator would be taken away.
        """
        with self._database.transaction(Duty.ADMINISTRATION) as connection, administered(connection):
            if not connection.scalar(text(_IS_ADMINISTRATOR), {"id": self._admin.id}):
                raise not_found()
            yield connection


def changing(request: Request, admin: FreshAdministrator) -> Changing:
    """A dependency. Raises SignInAgain when the password was given too long ago."""
    return Changing(request.app.state.database, admin, actor_of(request, admin))


Change = Annotated[Changing, Depends(changing)]
