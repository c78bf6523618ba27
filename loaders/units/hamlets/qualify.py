"""Hamlets of one name in one commune: after a merger, three “Xóm 1”."""

from pathlib import Path

from sqlalchemy import Connection, text

_SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def qualify_hamlets(connection: Connection) -> int:
    """Give every hamlet that shares its name with a sibling the name of its former commune; how many changed."""
    return connection.execute(text(_SQL)).rowcount
