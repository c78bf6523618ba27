"""Layers of the sample: every row as its declaration says, in believable numbers and spots."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from layers.layer import FieldType, Geometry, Layer, Storage
from layers.registry import all_layers

# Cameras of homes are on record with the consent of those who live there; nobody has given it for a sample.
NOT_IN_SAMPLE = {"household_cameras"}
FEATURE_LAYERS = [
    layer for layer in all_layers().values() if layer.storage is Storage.FEATURE and layer.name not in NOT_IN_SAMPLE
]
GEOMETRIES = {Geometry.POINT: {"POINT"}, Geometry.LINE: {"LINESTRING"}, Geometry.AREA: {"POLYGON"}}
PYTHON_TYPES: dict[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (str,),
    FieldType.INTEGER: (int,),
    FieldType.NUMBER: (int, float),
    FieldType.BOOLEAN: (bool,),
    FieldType.DATE: (str,),
}


def scalar(connection: Connection, sql: str, **values: Any) -> Any:
    return connection.scalar(text(sql), values)


def values_of(connection: Connection, layer: Layer) -> list[dict[str, Any]]:
    found = connection.execute(
        text("SELECT key, name, status, host, attributes FROM feature WHERE layer = :l"), {"l": layer.name}
    )
    return [
        {**row.attributes, "key": row.key, "name": row.name, "status": row.status, "host": row.host} for row in found
    ]


@pytest.mark.parametrize("layer", FEATURE_LAYERS, ids=lambda layer: layer.name)
def test_every_value_is_one_its_field_allows(sample: Connection, layer: Layer) -> None:
    rows = values_of(sample, layer)
    assert rows
    for row in rows:
        given = {name for name, value in row.items() if value is not None}
        assert given <= {field.name for field in layer.fields}
        for field in layer.fields:
            value: Any = row.get(field.name)
            if value is None:
                assert not field.required
                continue
            assert type(value) in PYTHON_TYPES[field.type], (field.name, value)
            assert not field.choices or value in {choice.value for choice in field.choices}
            assert field.minimum is None or value >= field.minimum
            assert field.maximum is None or value <= field.maximum
            if field.type is FieldType.DATE:
                date.fromisoformat(value)


@pytest.mark.parametrize("layer", FEATURE_LAYERS, ids=lambda layer: layer.name)
def test_geometry_is_of_the_declared_kind(sample: Connection, layer: Layer) -> None:
    kinds = sample.scalars(text("SELECT DISTINCT GeometryType(geom) FROM feature WHERE layer = :l"), {"l": layer.name})
    assert set(kinds) == GEOMETRIES[layer.geometry]
    assert scalar(sample, "SELECT bool_and(ST_IsValid(geom)) FROM feature WHERE layer = :l", l=layer.name)


@pytest.mark.parametrize("layer", FEATURE_LAYERS, ids=lambda layer: layer.name)
def test_each_layer_has_a_load_record_that_says_sample(sample: Connection, layer: Layer) -> None:
    loads = list(sample.execute(text("SELECT * FROM load WHERE layer = :l"), {"l": layer.name}))
    assert [(row.file_name, row.mode, row.source_crs) for row in loads] == [("sample", "append", "EPSG:4326")]
    assert loads[0].rows_written == scalar(sample, "SELECT count(*) FROM feature WHERE load_id = :id", id=loads[0].id)


def test_every_host_exists_within_metres(sample: Connection) -> None:
    far = (
        "SELECT count(*), count(*) FILTER"
        " (WHERE p.id IS NULL OR ST_Distance(a.geom::geography, p.geom::geography) > 30)"
        " FROM feature a LEFT JOIN feature p"
        " ON p.layer = split_part(a.host, '/', 1) AND p.key = split_part(a.host, '/', 2) WHERE a.host IS NOT NULL"
    )
    hosted, wrong = sample.execute(text(far)).one()
    assert hosted > 1000
    assert wrong == 0


def test_every_place_lies_in_a_commune_of_both_days(sample: Connection) -> None:
    places = [layer.name for layer in FEATURE_LAYERS if layer.group.value == "place"]
    for day in (date(2025, 6, 30), date(2025, 7, 1)):
        outside = (
            "SELECT count(*) FROM feature f WHERE layer = ANY(:places) AND NOT EXISTS"
            " (SELECT 1 FROM layer.communes c WHERE c.valid @> :day AND ST_Covers(c.geom, f.geom))"
        )
        assert scalar(sample, outside, places=places, day=day) == 0


def test_each_hamlet_has_its_culture_house(sample: Connection) -> None:
    without = (
        "SELECT count(*) FROM layer.hamlets h WHERE h.valid @> date '2025-07-01' AND NOT EXISTS"
        " (SELECT 1 FROM feature f WHERE f.layer = 'culture_houses' AND ST_Covers(h.geom, f.geom))"
    )
    assert scalar(sample, without) == 0


def test_each_commune_of_today_has_a_one_stop_office_and_police(sample: Connection) -> None:
    for layer in ("one_stop_offices", "police_posts"):
        without = (
            "SELECT count(*) FROM layer.communes c WHERE c.valid @> date '2025-07-01' AND NOT EXISTS"
            " (SELECT 1 FROM feature f WHERE f.layer = :l AND f.name LIKE '% ' || c.kind || ' ' || c.name"
            " AND ST_Covers(c.geom, f.geom))"
        )
        assert scalar(sample, without, l=layer) == 0


def test_as_many_people_as_live_there(sample: Connection) -> None:
    people = scalar(sample, "SELECT sum((attributes->>'population')::float) FROM feature WHERE layer = 'population'")
    assert people == pytest.approx(1_880_000, rel=0.02)
    dense = (
        "SELECT max((attributes->>'population')::float) FROM feature"
        " WHERE layer = 'population' AND ST_Within(geom, :box)"
    )
    city, coast = (
        "SRID=4326;POLYGON((106.1 20.38,106.25 20.38,106.25 20.5,106.1 20.5,106.1 20.38))",
        ("SRID=4326;POLYGON((106.4 20.1,106.6 20.1,106.6 20.3,106.4 20.3,106.4 20.1))"),
    )
    assert scalar(sample, dense, box=city) > 4 * scalar(sample, dense, box=coast)


def test_wifi_has_every_awkward_case(sample: Connection) -> None:
    rows = values_of(sample, all_layers()["wifi"])
    assert any(row.get("mbps_down") == 80 for row in rows)
    assert any("mbps_down" not in row for row in rows)
    assert any(row.get("free") is False for row in rows)
    assert any("free" not in row for row in rows)
    assert any(row["status"] == "broken" for row in rows)
    nearest = (
        "SELECT (SELECT min(ST_Distance(w.geom::geography, p.geom::geography)) FROM feature p WHERE p.layer IN"
        " ('culture_houses', 'health_stations', 'one_stop_offices') AND ST_DWithin(w.geom, p.geom, 0.002))"
        " FROM feature w WHERE w.layer = 'wifi' AND w.host IS NULL"
    )
    distances = [value for value in sample.scalars(text(nearest)) if value is not None]
    assert sum(value <= 30 for value in distances) > 20
    assert sum(40 <= value <= 50 for value in distances) > 20


def test_some_communes_have_done_everything_and_in_one_nothing_is_known(sample: Connection) -> None:
    counted = (
        "SELECT outcome, count(*) FROM layer.coverage_units"
        " WHERE rule = 'wifi.public-place' AND valid @> current_date AND unit_valid @> current_date GROUP BY 1"
    )
    outcomes = {row[0]: row[1] for row in sample.execute(text(counted))}
    assert outcomes["unknown"] == 1
    assert outcomes["pass"] >= 3


def test_offices_have_the_names_of_today(sample: Connection) -> None:
    names = list(sample.scalars(text("SELECT name FROM feature WHERE layer = 'one_stop_offices'")))
    centres = [name for name in names if name.startswith("Trung tâm Phục vụ hành chính công ")]
    assert len(centres) == 57
    assert all("(trụ sở cũ " in name for name in set(names) - set(centres))


def test_famous_places_are_in_their_communes(sample: Connection) -> None:
    where = (
        "SELECT c.name FROM feature f JOIN layer.communes c ON ST_Covers(c.geom, f.geom)"
        " WHERE c.valid @> date '2025-07-01' AND f.layer = :layer AND f.name = :name"
    )
    assert scalar(sample, where, layer="relics", name="Chùa Tháp Phổ Minh") == "Nam Định"
    assert scalar(sample, where, layer="relics", name="Phủ Vân Cát (quần thể Phủ Dầy)") == "Vụ Bản"
    assert scalar(sample, where, layer="relics", name="Chùa Keo Hành Thiện") == "Xuân Hồng"
    assert scalar(sample, where, layer="worship_places", name="Đền thánh Phú Nhai") == "Xuân Hưng"


def test_junctions_are_where_roads_meet(sample: Connection) -> None:
    lonely = (
        "SELECT count(*) FROM feature j WHERE j.layer = 'junctions' AND"
        " (SELECT count(*) FROM feature r WHERE r.layer = 'roads' AND ST_DWithin(r.geom, j.geom, 1e-6)) = 0"
    )
    assert scalar(sample, lonely) == 0


def test_text_is_composed_vietnamese(sample: Connection) -> None:
    assert scalar(sample, "SELECT count(*) FROM feature WHERE name IS NOT NFC NORMALIZED") == 0
    assert scalar(sample, "SELECT count(*) FROM address_text WHERE street IS NOT NFC NORMALIZED") == 0


def test_some_game_centres_are_too_near_to_a_school_and_most_are_not(sample: Connection) -> None:
    nearest = (
        "SELECT (SELECT min(ST_Distance(g.geom::geography, s.geom::geography)) FROM feature s"
        " WHERE s.layer = 'schools' AND s.attributes->>'level' <> 'higher')"
        " FROM feature g WHERE g.layer = 'game_centres'"
    )
    metres = list(sample.scalars(text(nearest)))
    near = sum(distance < 200 for distance in metres)
    assert len(metres) >= 24
    assert 5 <= near < len(metres) / 2


def test_people_of_communes_are_those_of_their_hamlets_and_other_figures_have_gaps(sample: Connection) -> None:
    apart = (
        "SELECT count(*) FROM layer.indicator_values c WHERE c.level = 'commune' AND c.indicator = :figure"
        " AND c.period_from = '2025-01-01' AND c.value <> (SELECT sum(h.value) FROM layer.indicator_values h"
        " JOIN layer.unit_versions v ON v.unit_id = h.unit_id AND v.parent_id = c.unit_id AND v.on_record"
        " WHERE h.indicator = c.indicator AND h.level = 'hamlet' AND h.unit_valid = v.valid)"
    )
    for figure in ("population", "households"):
        assert scalar(sample, apart, figure=figure) == 0
    known = "SELECT count(*) FROM indicator WHERE code = 'fibre_household_share' AND period @> date '2025-07-01'"
    assert 40 < scalar(sample, known) < 57
