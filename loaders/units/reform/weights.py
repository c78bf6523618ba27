"""How much of a unit went where: shares of its land, its people and its addresses, as far as they can be known."""

from pathlib import Path

from sqlalchemy import Connection, text

_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def weigh(connection: Connection) -> int:
    """Fill the weights of `part` edges that are not known yet and can be; how many edges got one.

    What cannot be known stays NULL. A unit whose people or addresses are not on record has no such weight at all.
    """
    return connection.execute(text(_SQL)).rowcount
