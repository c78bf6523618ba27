"""What a load of units finds in its rows: amounts, where, and which units; nothing of it stops the load."""

import json
from pathlib import Path

import pytest
from shapely import Polygon, box, to_geojson
from sqlalchemy import Connection, text

from geo_api.report_tables import findings_table
from loaders.errors import LoadRefused
from loaders.options import OnError
from loaders.report import Severity
from tests.loaders.unit_files import DAY, EVE, OLD, areas, found, known_unit, put, versions

# A hundredth of a degree is some 1.05 km by 1.11 km here.
A, B = box(106.00, 20.0, 106.10, 20.1), box(106.09, 20.0, 106.20, 20.1)
TWO = {"code": ["13669", "13708"], "full_name": ["Xã A", "Xã B"]}


def test_siblings_that_overlap(connection: Connection, tmp_path: Path):
    report = put(connection, areas(tmp_path, [A, B], **TWO))
    (overlap,) = found(report, "overlap")
    assert overlap.amount == pytest.approx(0.01 * 0.1 * 104_600 * 110_700, rel=0.01)
    assert (overlap.measure, overlap.severity) == ("m2", Severity.WARNING)
    assert overlap.units == ("Xã A (13669)", "Xã B (13708)")
    assert overlap.where
    assert 106.09 < overlap.where[0] < 106.10
    assert 20.0 < overlap.where[1] < 20.1
    assert report.done


def test_siblings_that_only_touch_have_no_findings(connection: Connection, tmp_path: Path):
    report = put(connection, areas(tmp_path, [A, box(106.1, 20.0, 106.2, 20.1)], **TWO))
    assert report.findings == ()


def test_an_overlap_with_a_unit_that_was_there_before(connection: Connection, tmp_path: Path):
    put(connection, areas(tmp_path, [A], code=["13669"], full_name=["Xã A"]))
    report = put(connection, areas(tmp_path, [B], "b.geojson", code=["13708"], full_name=["Xã B"]))
    assert found(report, "overlap")[0].units == ("Xã A (13669)", "Xã B (13708)")
    other_day = put(
        connection, areas(tmp_path, [B], "c.geojson", code=["13711"], full_name=["Xã C"]), day=OLD, last_day=EVE
    )
    assert found(other_day, "overlap") == []


def test_a_gap_between_siblings(connection: Connection, tmp_path: Path):
    ring = Polygon(A.exterior, [box(106.04, 20.04, 106.05, 20.05).exterior.coords])
    half = box(106.04, 20.04, 106.05, 20.045)
    (gap,) = found(put(connection, areas(tmp_path, [ring, half], **TWO)), "gap")
    assert gap.amount == pytest.approx(0.01 * 0.005 * 104_600 * 110_700, rel=0.01)
    assert set(gap.units) == {"Xã A (13669)", "Xã B (13708)"}
    assert gap.where
    assert 20.045 < gap.where[1] < 20.05


def test_units_outside_their_parent_and_what_they_leave_uncovered(connection: Connection, tmp_path: Path):
    put(connection, areas(tmp_path, [A], "p.geojson", code=["37"], full_name=["Tỉnh Ninh Bình"]), "province")
    inside, astride = box(106.00, 20.0, 106.05, 20.1), box(106.05, 20.05, 106.11, 20.1)
    report = put(connection, areas(tmp_path, [inside, astride], province_code=["37", "37"], **TWO))
    (outside,) = found(report, "outside_parent")
    assert outside.units == ("Xã B (13708)", "Tỉnh Ninh Bình (37)")
    assert (outside.amount, outside.measure) == (pytest.approx(100 / 6, rel=0.01), "percent")
    (uncovered,) = found(report, "uncovered")
    assert (uncovered.units, uncovered.measure) == (("Tỉnh Ninh Bình (37)",), "km2")
    assert uncovered.amount == pytest.approx(0.05 * 0.05 * 104.6 * 110.7, rel=0.01)
    assert "25.0 %" in uncovered.text.en


def test_a_parent_that_comes_after_its_units_is_compared_with_them(connection: Connection, tmp_path: Path):
    put(connection, areas(tmp_path, [A], code=["13669"], full_name=["Xã A"], province_code=["37"], province=["Tỉnh X"]))
    half = areas(tmp_path, [box(106.05, 20.0, 106.1, 20.1)], "p.geojson", code=["37"], full_name=["Tỉnh X"])
    assert found(put(connection, half, "province"), "outside_parent")[0].amount == pytest.approx(50, rel=0.01)


def test_one_name_twice_in_one_parent(connection: Connection, tmp_path: Path):
    columns = {"code": ["13669", "13708"], "full_name": ["Xã Hòa A", "Xã Hoà A"]}
    east = box(106.1, 20.0, 106.2, 20.1)
    placed = areas(tmp_path, [A, east], **columns, province_code=["37", "37"], province=["Tỉnh X", "Tỉnh X"])
    (clash,) = found(put(connection, placed, dry_run=True), "name_clash")
    assert (clash.severity, clash.units) == (Severity.WARNING, ("Xã Hòa A (13669)", "Xã Hoà A (13708)"))
    (loose,) = found(put(connection, areas(tmp_path, [A, east], "l.geojson", **columns)), "name_clash")
    assert loose.severity is Severity.NOTE


def test_a_name_on_record_under_another_code_refuses_its_row_alone(connection: Connection, tmp_path: Path):
    place = {"province_code": ["22"], "province": ["Tỉnh Quảng Ninh"]}
    put(connection, areas(tmp_path, [A], code=["06970"], full_name=["Xã Ba Chẽ"], **place))
    east = box(106.1, 20.0, 106.2, 20.1)
    path = areas(
        tmp_path,
        [A, east],
        "b.geojson",
        code=["06978", "06979"],
        full_name=["Xã Ba Chẽ", "Xã Khác"],
        province_code=["22", "22"],
    )
    with pytest.raises(LoadRefused) as refusal:
        put(connection, path)
    assert "06970" in refusal.value.detail.vi
    assert "06978" in refusal.value.detail.vi
    report = put(connection, path, on_error=OnError.SKIP)
    assert (report.rows_written, [problem.row for problem in report.problems]) == (1, [1])


def test_another_spelling_is_the_same_name(connection: Connection, tmp_path: Path):
    put(connection, areas(tmp_path, [A], code=["13669"], full_name=["Xã Hòa Bình"]))
    report = put(connection, areas(tmp_path, [B], "b.geojson", code=["13669"], full_name=["Xã Hoà Bình"]))
    (note,) = found(report, "spelling")
    assert (note.severity, note.units) == (Severity.NOTE, ("Xã Hòa Bình (13669)",))
    assert versions(connection, "13669") == [("Hòa Bình", DAY, None, "reference")]


def test_codes_padded_are_listed(connection: Connection, tmp_path: Path):
    report = put(connection, areas(tmp_path, [A], "a.gpkg", code=[70], full_name=["Phường Hoàn Kiếm"]))
    (padded,) = found(report, "code_padded")
    assert (padded.severity, padded.units) == (Severity.REPAIRED, ("Phường Hoàn Kiếm (00070)",))
    assert "70" in padded.text.vi


def test_a_code_that_meant_another_unit_before_and_after(connection: Connection, tmp_path: Path):
    known_unit(connection, "13777", "Thành Lợi", DAY)
    report = put(connection, areas(tmp_path, [A], code=["13777"], full_name=["Phường Trường Thi"]))
    (note,) = found(report, "code_reused")
    assert note.text.vi == "mã 13777 là của xã Thành Lợi đến 30/06/2025."
    assert note.units == ("Phường Trường Thi (13777)",)


def test_findings_beyond_those_listed_are_counted(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("loaders.report.MAX_FINDINGS", 1)
    for code, name in (("13777", "Thành Lợi"), ("13778", "Đại Thắng")):
        known_unit(connection, code, name, DAY)
    path = areas(tmp_path, [A, box(106.1, 20, 106.2, 20.1)], code=["13777", "13778"], full_name=["Xã B", "Xã C"])
    report = put(connection, path)
    assert len(found(report, "code_reused")) == 1
    assert (report.findings_counts, report.findings_total) == ({"code_reused": {"note": 2}}, 2)
    table = findings_table(report.findings, report.findings_counts, "--json")
    assert [str(cell) for cell in table.columns[1].cells] == ["2"]


@pytest.mark.parametrize(("column", "factor"), [("area_km2_official", 1), ("area_ha_2009", 100), ("dien_tich_km2", 1)])
def test_an_area_far_from_the_published_one(connection: Connection, tmp_path: Path, column: str, factor: float):
    real = 0.1 * 0.1 * 104.6 * 110.7
    path = areas(tmp_path, [A, box(106.1, 20, 106.2, 20.1)], **TWO, **{column: [real * factor, real * factor / 2]})
    (far,) = found(put(connection, path), "area")
    assert (far.units, far.measure) == (("Xã B (13708)",), "percent")
    assert far.amount == pytest.approx(100, abs=3)


def test_the_column_of_the_area_can_be_named(connection: Connection, tmp_path: Path):
    path = areas(tmp_path, [A], code=["13669"], full_name=["Xã A"], s_ha=[1.0])
    assert found(put(connection, path, mapping={"area_official": "s_ha"}), "area")


def test_a_boundary_off_the_union_of_its_predecessors(connection: Connection, tmp_path: Path):
    west, east = box(106.00, 20.0, 106.05, 20.1), box(106.05, 20.0, 106.10, 20.1)
    old = areas(tmp_path, [west, east], "old.geojson", **TWO)
    put(connection, old, day=OLD, last_day=EVE)
    new = areas(tmp_path, [A], "new.geojson", code=["13669"], full_name=["Xã Mới"])
    put(connection, new)
    _whole_merger(connection)
    assert found(put(connection, new), "predecessors") == []
    moved = areas(tmp_path, [box(106.00, 20.0, 106.11, 20.1)], "m.geojson", code=["13669"], full_name=["Xã Mới"])
    (off,) = found(put(connection, moved), "predecessors")
    assert off.amount == pytest.approx(0.01 * 0.1 * 104_600 * 110_700, rel=0.01)
    assert (off.severity, off.units) == (Severity.NOTE, ("Xã Mới (13669)",))


def _whole_merger(connection: Connection) -> None:
    connection.execute(
        text(
            "WITH event AS (INSERT INTO unit_event (kind, effective) VALUES ('merge', :day) RETURNING id) "
            "INSERT INTO unit_lineage (event_id, from_unit, to_unit, part) "
            "SELECT event.id, o.unit_id, n.unit_id, 'whole' FROM event, unit_code AS o, unit_code AS n "
            "WHERE o.valid << daterange(:day, NULL) AND n.valid @> CAST(:day AS date) AND n.code = '13669'"
        ),
        {"day": DAY},
    )


def _feature(path: Path, rings: list[list[list[float]]]) -> Path:
    shape = {"type": "Polygon", "coordinates": rings}
    row = {"type": "Feature", "properties": {"code": "13669", "full_name": "Xã A"}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [row]}), encoding="utf-8")
    return path


def test_what_can_be_repaired_is_and_is_listed(connection: Connection, tmp_path: Path):
    ring = json.loads(to_geojson(A))["coordinates"][0]
    open_ring = _feature(tmp_path / "open.geojson", [ring[:-1]])
    (repair,) = found(put(connection, open_ring, dry_run=True), "repaired")
    assert "not closed" in repair.text.en
    doubled = _feature(tmp_path / "twice.geojson", [[ring[0], *ring]])
    assert "1 repeated" in found(put(connection, doubled, dry_run=True), "repaired")[0].text.en
    corner, spike = ring[0], [ring[0][0] - 0.001, ring[0][1] - 0.001]
    (spiked,) = found(put(connection, _feature(tmp_path / "s.geojson", [[corner, spike, *ring]])), "repaired")
    assert spiked.severity is Severity.REPAIRED
    assert spiked.where
    assert spiked.units == ("Xã A (13669)",)
    sound = connection.execute(text("SELECT ST_IsValid(geom), ST_NPoints(geom) FROM unit_version WHERE name = 'A'"))
    assert tuple(sound.one()) == (True, 5)


def test_a_ring_that_crosses_itself_is_refused_with_its_place(connection: Connection, tmp_path: Path):
    bow = [[106.1, 20.1], [106.2, 20.2], [106.2, 20.1], [106.1, 20.2], [106.1, 20.1]]
    with pytest.raises(LoadRefused, match=r"Self-intersection\[106\.15 20\.15"):
        put(connection, _feature(tmp_path / "b.geojson", [bow]))
