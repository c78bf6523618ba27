"""Counts and tiles put right after writes that no trigger saw."""

from collections.abc import Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.engine import URL

from geo_api.db import owner_connection
from geo_api.errors import CommandFailed
from layers.layer import Layer
from layers.registry import all_layers

_PUT_RIGHT = text("SELECT layer.put_right(:layer, :sources)")


def layers_named(names: Sequence[str]) -> list[Layer]:
    """The layers of these names; all when there are none. Raises CommandFailed naming those that there are."""
    known = all_layers()
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise CommandFailed(
                f"Không có lớp “{name}”. Các lớp: {listed}.", f"There is no layer “{name}”. Layers: {listed}."
            )
    return [known[name] for name in dict.fromkeys(names or known)]


def recount(owner: URL, layers: Sequence[Layer]) -> Iterator[tuple[Layer, int | None]]:
    """Each layer with its number of counted points, None where none are, once it is committed; its tiles are made anew.

    Whoever writes to a layer waits while it is counted, and it waits for those who are writing.
    """
    for layer in layers:
        with owner_connection(owner) as connection:
            # Whatever the server begins transactions with.
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            points = connection.scalar(_PUT_RIGHT, {"layer": layer.name, "sources": list(layer.sources)})
        yield layer, points
