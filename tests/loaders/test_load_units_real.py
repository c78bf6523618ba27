"""The real files of boundaries, read in place: they all load, and the report says of each what is known of it."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from loaders.errors import LoadRefused
from loaders.report import Finding
from tests.loaders.unit_files import DAY, EVE, OLD, found, put, versions

NINH_BINH, OLD_NAM_DINH = "ninhbinh_2025_communes.geojson", "namdinh_2024_communes.geojson"


@pytest.fixture(autouse=True)
def _as_the_service(connection: Connection) -> None:
    """The command line works without just-in-time compilation too."""
    connection.execute(text("SET LOCAL jit = off"))


def _communes(connection: Connection, day: date) -> int:
    statement = text("SELECT count(*) FROM layer.communes WHERE valid @> :day")
    return int(connection.execute(statement, {"day": day}).scalar_one())


def _over(findings: list[Finding], amount: float) -> int:
    return sum((finding.amount or 0) > amount for finding in findings)


@pytest.mark.parametrize("old_first", [True, False])
def test_the_communes_of_both_worlds(connection: Connection, shared_data: Path, old_first: bool):
    steps = [(OLD_NAM_DINH, OLD, EVE, 175), (NINH_BINH, DAY, None, 129)]
    reports = {}
    for name, day, last_day, units in steps if old_first else reversed(steps):
        reports[name] = put(connection, shared_data / name, day=day, last_day=last_day)
        assert reports[name].rows_written == units
    assert (_communes(connection, EVE), _communes(connection, DAY)) == (175, 129)
    assert versions(connection, "13777") == [
        ("Thành Lợi", OLD, DAY, "reference"),
        ("Trường Thi", DAY, None, "reference"),
    ]
    reused = found(reports[NINH_BINH if old_first else OLD_NAM_DINH], "code_reused")
    assert len(reused) == 46
    assert len(found(reports[NINH_BINH], "area")) == 8
    assert _over(found(reports[NINH_BINH], "overlap"), 3) == len(found(reports[NINH_BINH], "gap")) == 0
    for name, day, last_day, units in steps if old_first else ():
        assert put(connection, shared_data / name, day=day, last_day=last_day).rows_ignored == units


def test_dissolving_the_old_by_their_successor_gives_the_new(connection: Connection, shared_data: Path):
    put(connection, shared_data / OLD_NAM_DINH, day=OLD, last_day=EVE)
    put(connection, shared_data / NINH_BINH)
    event = connection.execute(
        text("INSERT INTO unit_event (kind, effective) VALUES ('merge', :day) RETURNING id"), {"day": DAY}
    ).scalar_one()
    _link_by_place(connection, event)
    merged = connection.execute(text("SELECT count(DISTINCT to_unit), count(*) FROM unit_lineage")).one()
    assert tuple(merged) == (57, 175)
    assert found(put(connection, shared_data / NINH_BINH), "predecessors") == []


def _link_by_place(connection: Connection, event: int) -> None:
    """Each old commune is linked to the new one that holds a point inside it."""
    connection.execute(
        text(
            "INSERT INTO unit_lineage (event_id, from_unit, to_unit, part) "
            "SELECT :event, o.unit_id, n.unit_id, 'whole' "
            "FROM layer.communes AS o JOIN layer.communes AS n ON ST_Contains(n.geom, ST_PointOnSurface(o.geom)) "
            "WHERE o.valid @> CAST(:eve AS date) AND n.valid @> CAST(:day AS date)"
        ),
        {"event": event, "eve": EVE, "day": DAY},
    )


def test_the_dirty_sketch_of_2009(connection: Connection, shared_data: Path):
    report = put(
        connection,
        shared_data / "namdinh_2009_communes.geojson",
        day=date(2009, 4, 1),
        last_day=date(2024, 8, 31),
        mapping={"code": "gso_code"},
    )
    overlaps, gaps = found(report, "overlap"), found(report, "gap")
    assert report.rows_written == 229
    # The read-me counts 409 and 439 on another sheet; those of a hectare and more are the same ones on any.
    assert (len(overlaps), _over(overlaps, 10_000)) == (pytest.approx(409, abs=5), 258)
    assert len(gaps) == pytest.approx(439, abs=10)
    assert sum(gap.amount or 0 for gap in gaps) / 1e6 == pytest.approx(13.0, abs=0.1)
    assert sum(overlap.amount or 0 for overlap in overlaps) / 1e6 == pytest.approx(13.2, abs=0.1)
    assert all(overlap.where and len(overlap.units) == 2 for overlap in overlaps)
    assert "gives no code: Huyện Giao Thủy" in report.warnings[0].en


def test_the_country_of_2009_has_codes_of_the_census(connection: Connection, shared_data: Path):
    path = shared_data / "vietnam_2009_communes.geojson.gz"
    with pytest.raises(LoadRefused, match=r"11163 of 11163 rows .* old code of the census"):
        put(connection, path, day=date(2009, 4, 1), mapping={"code": "code7"})


# Where the boundaries of 2025 claim the same land, and Ninh Bình; the whole country is loaded by bench/units.py.
PROVINCES_WITH_OVERLAPS = {"14", "15", "25", "37"}


def _part_of(path: Path, folder: Path) -> Path:
    """A compressed copy of the features of some provinces, as the file itself is one."""
    with gzip.open(path) as file:
        document = json.load(file)
    document["features"] = [f for f in document["features"] if _province(f) in PROVINCES_WITH_OVERLAPS]
    part = folder / path.name
    part.write_bytes(gzip.compress(json.dumps(document).encode(), 1))
    return part


def _province(feature: dict[str, Any]) -> str:
    return str(feature["properties"]["province_code"])


def test_compressed_files_of_provinces_and_their_communes(connection: Connection, shared_data: Path, tmp_path: Path):
    provinces = _part_of(shared_data / "vietnam_2025_provinces.geojson.gz", tmp_path)
    assert put(connection, provinces, "province", mapping={"code": "province_code"}).rows_written == 4
    report = put(connection, _part_of(shared_data / "vietnam_2025_communes.geojson.gz", tmp_path))
    assert report.rows_written == _communes(connection, DAY) > 400
    assert _over(found(report, "overlap"), 10_000) == 7
    assert "Lào Cai" in " ".join(found(report, "overlap")[0].units)
    assert found(report, "outside_parent") == found(report, "uncovered") == []
