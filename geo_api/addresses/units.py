"""The units in which an officer acts, as pages offer them."""

from typing import Any

from sqlalchemy import text

from geo_api.addresses.desk import Desk

_UNITS = """
SELECT unit_id, full_name FROM register.unit_names WHERE level = 'commune' AND (:everywhere OR unit_id = ANY(:units))
 ORDER BY full_name
"""
_HAMLETS = "SELECT unit_id, full_name FROM register.unit_names WHERE unit_id = ANY(:units) ORDER BY full_name"


def units_of(at_desk: Desk) -> list[dict[str, Any]]:
    """Communes in which the account acts; hamlets for whoever has only those."""
    values = {"everywhere": at_desk.reach.everywhere, "units": list(at_desk.reach.units)}
    with at_desk.transaction() as connection:
        rows = connection.execute(text(_UNITS), values).all() or connection.execute(text(_HAMLETS), values).all()
    return [{"id": row.unit_id, "name": row.full_name} for row in rows]
