"""Boundaries of units: new units, new boundaries, and what contradicts the record."""

from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely import Polygon, box
from sqlalchemy import Connection, text

from loaders.errors import LoadError, LoadRefused
from loaders.options import LoadOptions, OnError
from loaders.origin import Origin
from loaders.units.boundaries.load import load_units
from tests.loaders.tools import count, frame

DAY = date(2025, 7, 1)
LATER = date(2026, 1, 1)
WEST, EAST = box(106.0, 20.2, 106.2, 20.4), box(106.2, 20.2, 106.4, 20.4)


def _file(
    folder: Path, name: str = "communes.geojson", geometry: list[Any] | None = None, **columns: list[Any]
) -> Path:
    columns = columns or {
        "code": ["13669", "13708"],
        "full_name": ["Phường Nam Định", "Xã Mỹ Lộc"],
        "kind": ["phuong", "xa"],
        "province_code": ["37", "37"],
        "province": ["Tỉnh Ninh Bình", "Tỉnh Ninh Bình"],
    }
    path = folder / name
    frame(geometry=geometry or [WEST, EAST][: len(next(iter(columns.values())))], **columns).to_file(path)
    return path


def _communes(connection: Connection, at: date = DAY) -> list[tuple[Any, ...]]:
    statement = (
        "SELECT full_name, code, parent, valid_from, valid_to FROM layer.communes WHERE valid @> :at ORDER BY code"
    )
    return [tuple(row) for row in connection.execute(text(statement), {"at": at})]


def _load(connection: Connection, path: Path, day: date = DAY, **options: Any):
    return load_units(connection, path, "commune", day, "NQ 1674/NQ-UBTVQH15", LoadOptions(**options))


def test_units_with_their_code_kind_name_and_province(connection: Connection, tmp_path: Path):
    report = _load(connection, _file(tmp_path))
    assert (report.layer, report.rows_written, report.done) == ("communes", 2, True)
    assert _communes(connection) == [
        ("Phường Nam Định", "13669", "Ninh Bình", DAY, None),
        ("Xã Mỹ Lộc", "13708", "Ninh Bình", DAY, None),
    ]
    assert _communes(connection, date(2025, 6, 30)) == []
    province = connection.execute(text("SELECT full_name, code, geom_status, geom FROM layer.provinces")).one()
    assert tuple(province) == ("Tỉnh Ninh Bình", "37", "none", None)
    events = connection.execute(text("SELECT DISTINCT kind, effective, document FROM unit_event")).all()
    assert [tuple(event) for event in events] == [("correct", DAY, "NQ 1674/NQ-UBTVQH15")]
    marked = "SELECT count(*) FROM unit WHERE num_nonnulls(created_by_event, ended_by_event) > 0"
    assert connection.execute(text(marked)).scalar_one() == 0
    version = connection.execute(
        text("SELECT DISTINCT geom_status, geom_source, load_id FROM unit_version WHERE geom IS NOT NULL")
    )
    assert tuple(version.one()) == ("reference", "communes.geojson", report.load_id)


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("0912345678 Nguyễn Văn A.geojson", None, {None}),
        ("0912345678 Nguyễn Văn A.geojson", "Sở Nông nghiệp và Môi trường", {"Sở Nông nghiệp và Môi trường"}),
        ("a.geojson", "Sở Nông nghiệp và Môi trường", {"Sở Nông nghiệp và Môi trường"}),
    ],
)
def test_whose_boundaries_they_are_is_what_was_said_and_never_the_number_of_a_person(
    connection: Connection, tmp_path: Path, name: str, said: str | None, told: set[str | None]
):
    """Everybody reads it, in `/about-data` and of each unit."""
    _load(connection, _file(tmp_path, name), origin=Origin(source=said))
    assert set(connection.scalars(text("SELECT geom_source FROM unit_version WHERE geom IS NOT NULL"))) == told
    assert set(connection.scalars(text("SELECT geom_source FROM layer.boundary_loads WHERE level = 'commune'"))) == told


def test_codes_that_lost_their_zeros_get_them_back(connection: Connection, tmp_path: Path):
    path = _file(
        tmp_path, "a.gpkg", code=[70], full_name=["Phường Hoàn Kiếm"], province_code=[1], province=["Thành phố Hà Nội"]
    )
    _load(connection, path)
    assert _communes(connection) == [("Phường Hoàn Kiếm", "00070", "Hà Nội", DAY, None)]
    assert connection.execute(text("SELECT full_name, code FROM layer.provinces")).one() == ("Thành phố Hà Nội", "01")


def test_the_same_file_again_changes_nothing(connection: Connection, tmp_path: Path):
    path = _file(tmp_path)
    _load(connection, path)
    before = count(connection, "unit_version"), count(connection, "unit_event")
    report = _load(connection, path)
    assert (report.rows_written, report.rows_ignored) == (0, 2)
    assert (count(connection, "unit_version"), count(connection, "unit_event")) == before


def test_a_new_boundary_from_a_later_day_keeps_the_old_one_for_its_time(connection: Connection, tmp_path: Path):
    _load(connection, _file(tmp_path))
    _load(connection, _file(tmp_path, "new.geojson", geometry=[WEST.buffer(-0.01), EAST]), LATER)
    history = text(
        "SELECT valid_from, valid_to, round(area_km2) FROM layer.communes WHERE code = '13669' ORDER BY valid_from"
    )
    (first, until, old_area), (since, end, new_area) = connection.execute(history).all()
    assert (first, until, since, end) == (DAY, LATER, LATER, None)
    assert new_area < old_area
    assert count(connection, "unit") == 3
    assert connection.execute(text("SELECT kind FROM unit_event ORDER BY id DESC LIMIT 1")).scalar_one() == "reboundary"
    untouched = text("SELECT count(*) FROM layer.communes WHERE code = '13708'")
    assert connection.execute(untouched).scalar_one() == 1


def test_a_corrected_boundary_of_the_same_day_keeps_what_was_on_record(connection: Connection, tmp_path: Path):
    _load(connection, _file(tmp_path))
    _load(connection, _file(tmp_path, "better.geojson", geometry=[WEST.buffer(-0.01), EAST]))
    known = text(
        "SELECT count(*) FILTER (WHERE upper_inf(recorded)), count(*) FROM unit_version WHERE name = 'Nam Định'"
    )
    assert tuple(connection.execute(known).one()) == (1, 2)
    assert [row[3:] for row in _communes(connection)] == [(DAY, None), (DAY, None)]


def test_a_province_gets_its_boundary_later(connection: Connection, tmp_path: Path):
    _load(connection, _file(tmp_path))
    path = _file(tmp_path, "p.shp", code=[37], full_name=["Tỉnh Ninh Bình"])
    load_units(connection, path, "province", DAY)
    assert connection.execute(text("SELECT code, geom IS NOT NULL FROM layer.provinces")).one() == ("37", True)
    assert {row[2] for row in _communes(connection)} == {"Ninh Bình"}


def test_hamlets_are_part_of_their_commune_and_get_a_code(connection: Connection, tmp_path: Path):
    _load(connection, _file(tmp_path))
    path = _file(tmp_path, "h.geojson", full_name=["Xóm 1", "Xóm 1"], commune_code=["13708", "13708"])
    load_units(connection, path, "hamlet", DAY)
    hamlets = connection.execute(text("SELECT full_name, parent, code FROM layer.hamlets")).all()
    assert [tuple(hamlet)[:2] for hamlet in hamlets] == [("Xóm 1", "Mỹ Lộc"), ("Xóm 1", "Mỹ Lộc")]
    assert len({hamlet.code for hamlet in hamlets}) == 2
    with pytest.raises(LoadRefused, match="give its code"):
        load_units(connection, path, "hamlet", DAY)


def test_another_name_for_a_code_is_refused_with_both(connection: Connection, tmp_path: Path):
    _load(connection, _file(tmp_path))
    path = _file(tmp_path, "b.geojson", code=["13669"], full_name=["Phường Cửa Bắc"])
    with pytest.raises(LoadRefused) as refusal:
        _load(connection, path, LATER)
    assert "phường Nam Định" in refusal.value.detail.vi
    assert "phường Cửa Bắc" in refusal.value.detail.vi


def test_a_code_that_begins_later_is_not_given_to_an_earlier_unit(connection: Connection, tmp_path: Path):
    _load(connection, _file(tmp_path))
    path = _file(tmp_path, "b.geojson", code=["13669"], full_name=["Phường Cửa Bắc"])
    with pytest.raises(LoadRefused, match="from 2025-07-01 on"):
        _load(connection, path, date(2024, 9, 1))


BOW_TIE = Polygon([(106.1, 20.1), (106.2, 20.2), (106.2, 20.1), (106.1, 20.2)])


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"code": ["1366X"], "full_name": ["Xã A"]}, "5 digits"),
        ({"code": ["136690"], "full_name": ["Xã A"]}, "5 digits"),
        ({"code": [""], "full_name": ["Xã A"]}, "required"),
        ({"code": ["13669"], "full_name": ["Nam Định"]}, "one of xã"),
        ({"code": ["13669"], "full_name": ["Huyện Mỹ Lộc"], "kind": ["huyen"]}, "one of xã"),
        ({"code": ["13669"], "full_name": ["Xã Mỹ Lộc"], "kind": ["phuong"]}, "the kind is phường"),
        ({"code": ["13669"], "kind": ["xa"]}, "no name"),
        ({"code": ["13669", "13669"], "full_name": ["Xã A", "Xã B"]}, "code of row 1"),
        ({"code": ["13669"], "full_name": ["Xã A"], "province_code": ["37"]}, "no name for it"),
        ({"code": ["13669"], "full_name": ["Xã A"], "geometry": [BOW_TIE]}, "invalid"),
        ({"code": ["13669"], "full_name": ["Xã A"], "geometry": [WEST.exterior]}, "takes areas"),
    ],
)
def test_rows_that_make_no_unit(connection: Connection, tmp_path: Path, columns: dict[str, Any], word: str):
    with pytest.raises(LoadRefused, match=word):
        _load(connection, _file(tmp_path, **columns))
    assert count(connection, "unit") == count(connection, "load") == 0


def test_a_file_without_codes_or_of_no_level(connection: Connection, tmp_path: Path):
    path = _file(tmp_path, full_name=["Xã A"])
    with pytest.raises(LoadError, match="“code”"):
        _load(connection, path)
    with pytest.raises(LoadError, match="no level"):
        load_units(connection, path, "ward", DAY)
    with pytest.raises(LoadError, match="Districts ended"):
        load_units(connection, path, "district", DAY)


def test_skipping_and_dry_run(connection: Connection, tmp_path: Path):
    path = _file(tmp_path, code=["13669", "x"], full_name=["Xã A", "Xã B"])
    report = _load(connection, path, on_error=OnError.SKIP, dry_run=True)
    assert (report.rows_written, report.load_id) == (1, None)
    assert count(connection, "unit") == 0
    report = _load(connection, path, on_error=OnError.SKIP)
    assert [row[:2] for row in _communes(connection)] == [("Xã A", "13669")]
    assert [problem.row for problem in report.problems] == [2]


def test_all_communes_of_ninh_binh(connection: Connection, shared_data: Path):
    report = _load(connection, shared_data / "ninhbinh_2025_communes.geojson")
    assert report.rows_written == 129
    kinds = connection.execute(text("SELECT kind, count(*) FROM layer.communes GROUP BY kind ORDER BY kind")).all()
    assert [tuple(kind) for kind in kinds] == [("phường", 32), ("xã", 97)]
    area = connection.execute(text("SELECT sum(area_km2) FROM layer.communes")).scalar_one()
    table = geopandas.read_file(shared_data / "ninhbinh_2025_communes.geojson")
    assert area == pytest.approx(table.to_crs("ESRI:54034").area.sum() / 1e6, rel=1e-4)
    assert {row[2] for row in _communes(connection)} == {"Ninh Bình"}


def test_the_communes_before_the_merger(connection: Connection, shared_data: Path):
    """Without a province in the file, they belong to none; and codes that they share with today's are refused."""
    report = _load(connection, shared_data / "namdinh_2024_communes.geojson", date(2024, 9, 1))
    assert report.rows_written == 175
    assert "province of these is not known" in report.warnings[0].en
    with pytest.raises(LoadRefused) as refusal:
        _load(connection, shared_data / "ninhbinh_2025_communes.geojson")
    assert {problem.field for problem in refusal.value.report.problems} == {"name"}


def test_columns_are_known_by_their_titles_and_usual_words(connection: Connection, tmp_path: Path):
    path = _file(
        tmp_path,
        "a.geojson",
        **{
            "Mã ĐVHC": ["13669", "13708"],
            "Tên đơn vị hành chính": ["Phường Nam Định", "Xã Mỹ Lộc"],
            "Mã tỉnh": ["37", "37"],
            "TINH": ["Tỉnh Ninh Bình", "Tỉnh Ninh Bình"],
            "Ghi chú": ["13708", "13669"],
        },
    )
    report = load_units(connection, path, "commune", DAY)
    assert [row[:2] for row in _communes(connection)] == [("Phường Nam Định", "13669"), ("Xã Mỹ Lộc", "13708")]
    assert {match.field: match.column for match in report.matching} == {
        "code": "Mã ĐVHC",
        "full_name": "Tên đơn vị hành chính",
        "province_code": "Mã tỉnh",
        "province": "TINH",
    }
    assert report.unmatched == ("Ghi chú",)
