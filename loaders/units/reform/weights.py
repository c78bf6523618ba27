"""How much of a unit went where: shares of its land, its people and its addresses, as far as they can be known."""

from pathlib import Path

from sqlalchemy import Connection, text

_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def weigh(connection: Connection, load_id: int | None = None) -> int:
    """Fill the weights of `part` edges that are not known yet and can be; how many edges got one.

    load_id: only edges of units whose boundaries that load brought. What cannot be known stays NULL. A unit whose
    people or addresses are not on record has no such weight at all.
    """
    return connection.execute(text(_SQL), {"load": load_id}).rowcount
