"""What the commands about accounts share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

Name = Annotated[str, typer.Argument(metavar="NAME", help="Tên tài khoản · Name of the account.")]


@contextmanager
def as_owner(command: str) -> "Iterator[Connection]":
    """One transaction as the owner of the tables, for the command of that name."""
    with database_urls(Settings(), command) as urls, owner_connection(urls.owner) as connection:
        yield connection
