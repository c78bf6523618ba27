"""Units of the sample: who was who on which day, and land that fits together."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, text

from layers.codes import is_valid

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)


def rows(connection: Connection, sql: str, **values: Any) -> list[Any]:
    return list(connection.execute(text(sql), values))


def land(connection: Connection, layer: str, day: date) -> list[shapely.Geometry]:
    found = rows(
        connection, f"SELECT ST_AsBinary(geom) FROM layer.{layer} WHERE valid @> :day AND geom IS NOT NULL", day=day
    )
    return [shapely.from_wkb(bytes(row[0])) for row in found]


def communes(connection: Connection, day: date) -> dict[str, str]:
    """Code → full name."""
    found = rows(connection, "SELECT code, full_name FROM layer.communes WHERE valid @> :day", day=day)
    return {row.code: row.full_name for row in found}


def test_there_are_175_communes_on_the_eve_of_the_merger_and_57_on_the_day(sample: Connection) -> None:
    assert len(communes(sample, EVE)) == 175
    assert len(communes(sample, DAY)) == 57


def test_a_code_means_another_commune_after_the_merger(sample: Connection) -> None:
    assert communes(sample, EVE)["13777"] == "Xã Thành Lợi"
    assert communes(sample, DAY)["13777"] == "Phường Trường Thi"
    ids = rows(sample, "SELECT DISTINCT unit_id FROM unit_code WHERE code = '13777'")
    assert len(ids) == 2


def test_names_codes_and_lineage_agree_with_an_independent_table(sample: Connection, shared_data: Path) -> None:
    features = json.loads((shared_data / "namdinh_2024_communes.geojson").read_text())["features"]
    expected = {f["properties"]["code"]: f["properties"]["successor_2025"] for f in features}
    found = rows(
        sample,
        "SELECT f.code AS was, t.code AS now FROM unit_lineage l"
        " JOIN unit u ON u.id = l.from_unit AND level = 'commune'"
        " JOIN unit_code f ON f.unit_id = l.from_unit JOIN unit_code t ON t.unit_id = l.to_unit",
    )
    assert {row.was: row.now for row in found} == expected


def test_every_merger_is_whole_and_ends_all_its_parts(sample: Connection) -> None:
    edges = rows(
        sample,
        "SELECT l.part, w_area, l.event_id, f.ended_by_event AS ended, t.created_by_event AS created, e.kind, effective"
        " FROM unit_lineage l JOIN unit f ON f.id = from_unit JOIN unit t ON t.id = to_unit"
        " JOIN unit_event e ON e.id = l.event_id",
    )
    assert len(edges) == 175 + 3
    for edge in edges:
        assert (edge.part, edge.w_area, edge.kind, edge.effective) == ("whole", 1, "merge", DAY)
        assert edge.ended == edge.created == edge.event_id


def test_provinces_and_districts_end_with_the_merger(sample: Connection) -> None:
    found = rows(sample, "SELECT name FROM layer.provinces WHERE valid @> :day ORDER BY name", day=DAY)
    assert [row.name for row in found] == ["Ninh Bình"]
    districts = (
        "SELECT kind, count(*) FROM layer.units WHERE level = 'district' AND valid @> CAST(:day AS date) GROUP BY 1"
    )
    assert dict(map(tuple, rows(sample, districts, day=EVE))) == {"huyện": 8, "thành phố": 1}
    assert rows(sample, districts, day=DAY) == []


def test_hamlets_make_up_communes_and_communes_the_province(sample: Connection) -> None:
    hamlets = land(sample, "hamlets", EVE)
    assert shapely.coverage_is_valid(hamlets)
    whole = shapely.coverage_union_all(hamlets)
    for parts in (land(sample, "communes", EVE), land(sample, "communes", DAY), hamlets):
        assert shapely.coverage_is_valid(parts)
        assert abs(sum(shapely.area(parts)) - whole.area) < 1e-12
        assert shapely.coverage_union_all(parts).equals(whole)
    provinces = land(sample, "provinces", EVE)
    assert len(provinces) == 1
    assert shapely.equals(provinces[0], whole)


def test_each_hamlet_lies_in_its_parent(sample: Connection) -> None:
    astray = (
        "SELECT count(*) FROM unit_version h JOIN unit u ON u.id = h.unit_id AND level = 'hamlet'"
        " JOIN unit_version p ON p.unit_id = h.parent_id AND p.valid @> lower(h.valid)"
        " WHERE NOT ST_Contains(p.geom, ST_PointOnSurface(h.geom))"
    )
    assert rows(sample, astray)[0][0] == 0


def test_communes_lie_where_people_would_look_for_them(sample: Connection, shared_data: Path) -> None:
    features = json.loads((shared_data / "namdinh_2024_communes.geojson").read_text())["features"]
    real = {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in features}
    found = rows(sample, "SELECT code, ST_AsBinary(ST_Centroid(geom)) FROM layer.communes WHERE valid @> :day", day=EVE)
    distances = [shapely.from_wkb(bytes(g)).distance(real[code]) * 105 for code, g in found]
    assert max(distances) < 4
    assert sum(distance > 0.5 for distance in distances) < 10


def test_there_are_about_1500_hamlets_and_after_the_merger_one_name_thrice(sample: Connection) -> None:
    count = rows(sample, "SELECT count(*) FROM layer.hamlets WHERE valid @> :day", day=DAY)[0][0]
    assert 1450 <= count <= 1550
    thrice = "SELECT parent, kind, name FROM layer.hamlets WHERE valid @> :day GROUP BY 1, 2, 3 HAVING count(*) >= 3"
    communes = [row.parent for row in rows(sample, thrice, day=DAY) if (row.kind, row.name) == ("xóm", "1")]
    assert communes
    # The commune each was part of tells them apart.
    shown = (
        "SELECT full_name FROM layer.hamlets WHERE valid @> :day AND parent = :parent AND kind = 'xóm' AND name = '1'"
    )
    names = [row.full_name for row in rows(sample, shown, day=DAY, parent=communes[0])]
    assert len(names) == len(set(names)) >= 3
    assert all(re.fullmatch(r"Xóm 1 \(.+\)", name) for name in names)
    before = "SELECT full_name FROM unit_version v JOIN layer.hamlets h ON h.id = v.unit_id AND h.valid = v.valid"
    assert rows(sample, before + " WHERE v.valid @> :day GROUP BY parent_id, 1 HAVING count(*) > 1", day=EVE) == []


def test_a_hamlet_keeps_its_identity_and_code(sample: Connection) -> None:
    found = rows(
        sample,
        "SELECT c.code, count(v.id) AS versions, count(DISTINCT v.parent_id) AS parents, count(v.event_id) AS events"
        " FROM unit_code c JOIN unit_version v ON v.unit_id = c.unit_id WHERE c.scheme = 'wardmap' GROUP BY 1",
    )
    assert all(is_valid(row.code) and row.code.startswith("H") and len(row.code) == 7 for row in found)
    assert {(row.versions, row.parents, row.events) for row in found} == {(2, 2, 1)}


def test_boundaries_say_that_they_are_sketches(sample: Connection) -> None:
    found = rows(sample, "SELECT DISTINCT geom_status, geom_source FROM unit_version WHERE geom IS NOT NULL")
    assert [row.geom_status for row in found] == ["sketch"]
    assert "vietnamadminunits" in found[0].geom_source
