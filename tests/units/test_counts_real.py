"""The two real changes of Nam Định, 2024 and 2025, with real boundaries: known counts come out of the database."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from loaders.options import LoadOptions
from loaders.units.boundaries.load import load_units
from loaders.units.reform.merge import Law, merge_units
from tests.conftest import Server

MERGER_2024, MERGER_2025 = date(2024, 9, 1), date(2025, 7, 1)
BEFORE_2024, EVE_2025 = date(2024, 8, 31), date(2025, 6, 30)
# The table of 2024 has another code for one ward than all lists of 2025, which it gives in a column of its own.
CODES_OF_2025 = LoadOptions(mapping={"new_code": "new_ward_code_2025list"})

# Communes of a day, each with the province it is part of, by way of its district while there were districts.
ON_DAY = """
SELECT v.unit_id, c.code, v.kind, v.name, coalesce(pc.code, ppc.code) AS province, ppv.unit_id IS NULL AS directly
  FROM unit AS u
  JOIN unit_version AS v ON v.unit_id = u.id AND upper_inf(v.recorded) AND v.valid @> :day
  JOIN unit_code AS c ON c.unit_id = u.id AND c.scheme = 'gso' AND c.valid @> :day
  LEFT JOIN unit_version AS pv ON pv.unit_id = v.parent_id AND upper_inf(pv.recorded) AND pv.valid @> :day
  LEFT JOIN unit AS p ON p.id = v.parent_id
  LEFT JOIN unit_code AS pc ON pc.unit_id = p.id AND p.level = 'province' AND pc.scheme = 'gso' AND pc.valid @> :day
  LEFT JOIN unit_version AS ppv ON ppv.unit_id = pv.parent_id AND upper_inf(ppv.recorded) AND ppv.valid @> :day
  LEFT JOIN unit_code AS ppc ON ppc.unit_id = ppv.unit_id AND ppc.scheme = 'gso' AND ppc.valid @> :day
 WHERE u.level = 'commune'
"""
# What became of the communes of the old province: a row for each pair of old and new.
PAIRS = f"""
WITH old AS ({ON_DAY.replace(":day", ":eve")}), new AS ({ON_DAY})
SELECT old.code AS old_code, old.name AS old_name, new.code AS new_code, new.name AS new_name, l.part,
       l.w_area, spelling_vi(old.name) = spelling_vi(new.name) AS same_name
  FROM unit_lineage AS l
  JOIN unit_event AS e ON e.id = l.event_id AND e.effective = :day AND e.kind = 'merge'
  JOIN old ON old.unit_id = l.from_unit JOIN new ON new.unit_id = l.to_unit
 WHERE old.province = '36'
"""


@pytest.fixture(scope="module")
def real(server: Server, template: str, shared_data: Path) -> Iterator[Connection]:
    with server.database(template) as database:
        engine = create_engine(database.owner, connect_args={"options": "-c jit=off"})
        with engine.connect() as connection:
            _load(connection, shared_data)
            connection.commit()
            yield connection
        engine.dispose()


def _load(connection: Connection, data: Path) -> None:
    tables = {MERGER_2024: "merger_2024_namdinh.csv", MERGER_2025: "merger_2025_ninhbinh.csv"}
    shapes = {MERGER_2024: "namdinh_2024_communes.geojson", MERGER_2025: "ninhbinh_2025_communes.geojson"}
    laws = {MERGER_2024: "NQ 1104/NQ-UBTVQH15", MERGER_2025: "NQ 1674/NQ-UBTVQH15"}
    for day, law in laws.items():
        options = CODES_OF_2025 if day == MERGER_2024 else None
        merged = merge_units(connection, data / tables[day], Law(day, law), options)
        loaded = load_units(connection, data / shapes[day], "commune", day)
        assert (merged.done, merged.rows_refused, loaded.done, loaded.rows_refused) == (True, 0, True, 0)


def rows(connection: Connection, statement: str, **values: Any) -> list[Any]:
    return list(connection.execute(text(statement), values))


def communes(connection: Connection, day: date, province: str) -> list[Any]:
    return rows(connection, f"SELECT * FROM ({ON_DAY}) AS c WHERE province = :province", day=day, province=province)


def pairs(connection: Connection) -> list[Any]:
    return rows(connection, PAIRS, eve=EVE_2025, day=MERGER_2025)


def test_2024_made_175_of_229(real: Connection):
    assert len(communes(real, BEFORE_2024, "36")) == 229
    after = communes(real, MERGER_2024, "36")
    assert Counter(commune.kind for commune in after) == {"xã": 146, "thị trấn": 15, "phường": 14}
    districts = "SELECT v.kind FROM unit_version v JOIN unit u ON u.id = v.unit_id AND u.level = 'district'"
    districts += " JOIN unit_version p ON p.unit_id = v.parent_id AND upper_inf(p.recorded) AND p.valid @> :day"
    districts += " WHERE upper_inf(v.recorded) AND v.valid @> :day AND p.name = 'Nam Định'"
    kinds = [row.kind for row in rows(real, districts, day=MERGER_2024)]
    assert Counter(kinds) == {"huyện": 8, "thành phố": 1}


def test_2025_made_57_of_175_and_each_of_wholes(real: Connection):
    found = pairs(real)
    assert len({pair.old_code for pair in found}) == len(found) == 175
    assert len({pair.new_code for pair in found}) == 57
    assert {(pair.part, pair.w_area) for pair in found} == {("whole", 1)}


def test_129_communes_in_the_new_province_and_none_in_the_old(real: Connection):
    after = communes(real, MERGER_2025, "37")
    assert Counter(commune.kind for commune in after) == {"xã": 97, "phường": 32}
    assert all(commune.directly for commune in after)
    assert communes(real, MERGER_2025, "36") == []
    assert len(communes(real, EVE_2025, "36")) == 175
    districts = "SELECT count(*) FROM unit_version v JOIN unit u ON u.id = v.unit_id AND u.level = 'district'"
    districts += " WHERE upper_inf(v.recorded) AND v.valid @> :day"
    assert rows(real, districts, day=MERGER_2025)[0][0] == 0


def test_one_code_is_two_communes_on_two_days(real: Connection):
    named = f"SELECT kind || ' ' || name AS name, unit_id FROM ({ON_DAY}) AS c WHERE code = '13777'"
    (before,), (after,) = (rows(real, named, day=day) for day in (EVE_2025, MERGER_2025))
    assert (before.name, after.name) == ("xã Thành Lợi", "phường Trường Thi")
    assert before.unit_id != after.unit_id
    was = rows(real, f"SELECT code, kind FROM ({ON_DAY}) AS c WHERE name = 'Trường Thi'", day=EVE_2025)
    assert [tuple(row) for row in was] == [("13657", "phường")]


def test_codes_live_on_and_names_move(real: Connection):
    found = pairs(real)
    assert len({p.new_code for p in found if p.old_code == p.new_code}) == 57
    assert len({p.new_code for p in found if p.old_code == p.new_code and p.same_name}) == 19
    assert len({p.new_code for p in found if p.old_code != p.new_code and p.same_name}) == 8


def test_names_that_two_communes_of_the_old_province_had(real: Connection):
    names = Counter(commune.name for commune in communes(real, EVE_2025, "36"))
    assert {name: count for name, count in names.items() if count > 1} == {
        "Hồng Quang": 2,
        "Nam Điền": 2,
        "Quang Trung": 2,
    }


def test_old_communes_put_together_are_the_new_ones(real: Connection):
    """Within 300 m² each: how exactly the old boundaries were fitted into the new."""
    dissolved = """
    WITH old AS (
        SELECT l.to_unit, ST_Union(v.geom) AS geom FROM unit_lineage AS l
          JOIN unit_event AS e ON e.id = l.event_id AND e.effective = :day
          JOIN unit_version AS v ON v.unit_id = l.from_unit AND upper_inf(v.recorded) AND v.valid @> :eve
         WHERE v.geom IS NOT NULL GROUP BY l.to_unit)
    SELECT n.name, ST_Area(ST_SymDifference(old.geom, n.geom)::geography) AS apart
      FROM old JOIN unit AS u ON u.id = old.to_unit AND u.level = 'commune'
      JOIN unit_version AS n ON n.unit_id = old.to_unit AND upper_inf(n.recorded) AND n.valid @> :day
    """
    found = rows(real, dissolved, day=MERGER_2025, eve=EVE_2025)
    assert len(found) == 57
    assert max(row.apart for row in found) < 300


def test_a_place_is_in_another_commune_from_one_day_to_the_next(real: Connection):
    """The old xã Thành Lợi, asked for by a point of it through the pieces that boundaries are cut into."""
    held = """
    SELECT v.kind || ' ' || v.name FROM unit_piece AS p JOIN unit_version AS v ON v.id = p.version_id
      JOIN unit AS u ON u.id = v.unit_id AND u.level = 'commune'
     WHERE upper_inf(v.recorded) AND v.valid @> :day AND ST_Covers(p.geom, (
           SELECT ST_PointOnSurface(o.geom) FROM unit_version AS o JOIN unit_code AS c ON c.unit_id = o.unit_id
            WHERE c.code = '13777' AND c.valid @> :eve AND upper_inf(o.recorded) AND o.valid @> :eve))
    """
    answers = [rows(real, held, day=day, eve=EVE_2025) for day in (EVE_2025, MERGER_2025)]
    assert [[row[0] for row in answer] for answer in answers] == [["xã Thành Lợi"], ["phường Trường Thi"]]
