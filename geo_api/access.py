"""Who is asking: a handler's signature says so, and what it is given can read nothing else.

The first fence is the type in the signature, the second the database role behind the reader's connection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Row

from geo_api.db import Database, Statement
from geo_api.errors import not_found
from layers.layer import Audience, Layer
from layers.registry import layers_for


@dataclass(frozen=True, slots=True)
class ReadAs:
    """Reading as one audience: its layers, its database role."""

    database: Database
    audience: Audience

    def rows(self, statement: Statement) -> list[Row[*tuple[Any, ...]]]:
        return self.database.rows(self.audience, statement)

    @property
    def layers(self) -> Mapping[str, Layer]:
        return layers_for(self.audience)

    def layer(self, name: str) -> Layer:
        """The layer of that name. Raises NotFound when it is not there or not for this audience."""
        try:
            return self.layers[name]
        except KeyError:
            raise not_found() from None


def public_reader(request: Request) -> ReadAs:
    return ReadAs(request.app.state.database, Audience.PUBLIC)


Reader = Annotated[ReadAs, Depends(public_reader)]
