"""Where an official may look: the units of the roles held today, with all that belongs to them."""

from collections.abc import Sequence

from geo_api.account import Grant
from geo_api.db import NOWHERE, Database, Reach, Statement, schema_of
from layers.layer import Audience

# Of a commune the rows know themselves that they lie in it; of a province they know its communes.
_WITHIN = """
WITH RECURSIVE within AS (
    SELECT unnest(CAST(:held AS bigint[])) AS unit_id
    UNION
    SELECT v.unit_id FROM within JOIN {schema}.unit_versions AS v ON v.parent_id = within.unit_id
     WHERE v.level IN ('district', 'commune') AND v.on_record AND v.valid @> current_date)
-- A role for a unit that ended is for nothing any more, whatever its dates say.
SELECT unit_id, version_id FROM within JOIN {schema}.unit_versions AS v USING (unit_id)
 WHERE v.on_record AND v.valid @> current_date
 ORDER BY unit_id
"""


def reach_of(database: Database, audience: Audience, grants: Sequence[Grant]) -> Reach:
    """Of roles with which one reads as `audience`."""
    held = [grant.unit_id for grant in grants]
    if None in held:
        return Reach(everywhere=True)
    statement = Statement(_WITHIN.format(schema=schema_of(audience)), {"held": held})
    found = database.rows(audience, statement) if held else []
    return Reach(tuple(row.unit_id for row in found), tuple(row.version_id for row in found)) if found else NOWHERE
