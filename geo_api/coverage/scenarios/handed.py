"""What of a scenario was handed to the worker, on record; and who may have planned things written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from geo_api.account import Account, Role
from geo_api.coverage.scenarios.store import Scenario
from geo_api.errors import Forbidden

# Of two who turn the same scenario at once the second waits, and sees what the first did.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('wardmap.scenario-plan/' || :scenario, 0))"
_OF = """
SELECT layer, upload_id AS upload, revision, things, handed_by AS by, handed_at AS handed
  FROM coverage_scenario_upload WHERE scenario_id = CAST(:scenario AS uuid) ORDER BY layer
"""
_ADD = """
INSERT INTO coverage_scenario_upload (scenario_id, layer, upload_id, revision, things, handed_by)
VALUES (CAST(:scenario AS uuid), :layer, :upload, :revision, :things, :by)
"""
_FORGET = "DELETE FROM coverage_scenario_upload WHERE scenario_id = CAST(:scenario AS uuid)"
_OUTSIDE = """
SELECT s.number
  FROM unnest(CAST(:numbers AS integer[]), CAST(:lons AS float8[]), CAST(:lats AS float8[])) AS s(number, lon, lat)
 WHERE NOT EXISTS (SELECT FROM layer.unit_versions v
                    WHERE v.unit_id = ANY (CAST(:held AS bigint[])) AND v.on_record AND v.valid @> current_date
                      AND ST_Covers(v.geom, ST_SetSRID(ST_Point(s.lon, s.lat), 4326)))
 ORDER BY s.number
"""


@dataclass(frozen=True, slots=True)
class HandedLayer:
    """Things of one layer. revision: of the scenario; by: name of the account."""

    layer: str
    upload: int
    revision: int
    things: int
    by: str
    handed: datetime


def lock(connection: Connection, scenario: Scenario) -> None:
    connection.execute(text(_LOCK), {"scenario": scenario.id})


def handed(connection: Connection, scenario: Scenario) -> list[HandedLayer]:
    return [HandedLayer(**row._mapping) for row in connection.execute(text(_OF), {"scenario": scenario.id})]


def note(connection: Connection, scenario: Scenario, layer: str, upload: int, things: int, by: str) -> None:
    values = {"scenario": scenario.id, "layer": layer, "upload": upload, "revision": scenario.revision}
    connection.execute(text(_ADD), {**values, "things": things, "by": by})


def forget(connection: Connection, scenario: Scenario) -> None:
    connection.execute(text(_FORGET), {"scenario": scenario.id})


def check_may(connection: Connection, account: Account, spots: Sequence[tuple[int, float, float]]) -> None:
    """Raises Forbidden for whoever neither administers nor edits the communes in which the things would be."""
    if account.holds(Role.ADMIN) or account.holds(Role.COMMUNE_EDITOR):
        return
    held = [grant.unit_id for grant in account.grants if grant.role is Role.COMMUNE_EDITOR]
    if not held:
        raise Forbidden(
            "Chỉ quản trị viên, hoặc người biên tập của xã, phường, mới đưa được phương án vào kế hoạch.",
            "Only administrators and editors of the commune may turn a scenario into planned things.",
        )
    numbers, lons, lats = ([spot[part] for spot in spots] for part in range(3))
    values = {"held": held, "numbers": numbers, "lons": lons, "lats": lats}
    outside = connection.scalars(text(_OUTSIDE), values).all()
    if outside:
        listed = ", ".join(map(str, outside))
        raise Forbidden(
            f"Có vị trí nằm ngoài đơn vị bạn được biên tập: thêm thứ {listed}.",
            f"Some spots are outside the units that you edit: additions {listed}.",
        )
