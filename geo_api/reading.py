"""Reading as one audience: what is given to whoever answers can read nothing else."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Row

from geo_api.audit.reads import UNRECORDED, Reads
from geo_api.db import NOWHERE, Database, Moment, Reach, Statement
from geo_api.errors import not_found
from layers.layer import Audience, Layer
from layers.registry import layers_for

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadAs:
    """Reading as one audience: its layers, its database role, and of guarded rows those in its reach.

    reads: takes down what is read of personal rows; to be told by whoever shows them.
    """

    database: Database
    audience: Audience
    reach: Reach = NOWHERE
    reads: Reads = UNRECORDED

    def rows(self, statement: Statement) -> list[Row[*tuple[Any, ...]]]:
        return self.database.rows(self.audience, statement, self.reach)

    def at_one_moment(self, read: Callable[[Moment], T]) -> T:
        """What `read` makes of several reads that see the same data; it may be called twice."""
        return self.database.at_one_moment(self.audience, read, self.reach)

    def long_read(self) -> AbstractContextManager[Moment]:
        """Reads that take long, of one moment."""
        return self.database.long_read(self.audience, self.reach)

    @property
    def layers(self) -> Mapping[str, Layer]:
        return layers_for(self.audience)

    def layer(self, name: str) -> Layer:
        """The layer of that name. Raises NotFound when it is not there or not for this audience."""
        try:
            return self.layers[name]
        except KeyError:
            raise not_found() from None
