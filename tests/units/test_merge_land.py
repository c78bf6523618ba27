"""Boundaries, shares and reports of a change of units."""

import json
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from shapely import box
from sqlalchemy import Connection, create_engine, text

from geo_api.cli import main
from loaders.options import LoadOptions
from loaders.report import LoadReport
from loaders.units.boundaries.load import load_units
from loaders.units.reform.follow import OWN
from loaders.units.reform.merge import Law, merge_units
from loaders.units.reform.report import MergeReport
from loaders.units.reform.weights import weigh
from tests.conftest import TestDatabase
from tests.loaders.tools import frame
from tests.units.merge_tables import simple

DAY = date(2025, 7, 1)
WEST, EAST, FAR = box(106.0, 20.0, 106.1, 20.1), box(106.1, 20.0, 106.2, 20.1), box(106.2, 20.0, 106.3, 20.1)


def _load(
    connection: Connection, folder: Path, day: date, last_day: date | None, *units: tuple[str, str, Any]
) -> LoadReport:
    path = folder / f"{day}.geojson"
    codes, names, shapes = zip(*units, strict=True)
    frame(geometry=list(shapes), code=list(codes), full_name=list(names)).to_file(path)
    return load_units(connection, path, "commune", day, "NQ", LoadOptions(), last_day=last_day)


def _merge(connection: Connection, path: Path, day: date = DAY) -> MergeReport:
    return merge_units(connection, path, Law(day, "NQ"), LoadOptions(), OWN)


def _land(connection: Connection) -> dict[str, tuple[Any, ...]]:
    statement = """
    SELECT v.name, v.geom_status, v.geom_source, round(v.area_km2) FROM unit_version v JOIN unit u ON u.id = v.unit_id
     WHERE u.level = 'commune' AND upper_inf(v.recorded) AND v.valid @> DATE '2025-07-01'"""
    return {row[0]: tuple(row[1:]) for row in connection.execute(text(statement))}


@pytest.mark.parametrize("last_day", [None, date(2025, 6, 30)])
def test_whole_parents_give_their_land(connection: Connection, tmp_path: Path, last_day: date | None):
    old = [("00001", "Xã A", WEST), ("00002", "Xã B", EAST), ("00003", "Thị trấn C", FAR)]
    _load(connection, tmp_path, date(2024, 9, 1), last_day, *old)
    rows = ("00001,Xã A > 00001,Xã A", "00002,Xã B > 00001,Xã A", "00003,Thị trấn C > 00003,Xã C")
    _merge(connection, simple(tmp_path, *rows))
    assert _land(connection) == {
        "A": ("derived", "Hợp ranh giới các đơn vị cũ: 2024-09-01.geojson", 232),
        "C": ("reference", "2024-09-01.geojson", 116),
    }


def test_parts_give_no_land_until_the_new_boundary_is_loaded_and_then_have_weights(
    connection: Connection, tmp_path: Path
):
    _load(connection, tmp_path, date(2024, 9, 1), None, ("00001", "Xã A", WEST), ("00002", "Xã B", EAST))
    rows = ("00001,Xã A > 00005,Xã D > partial", "00001,Xã A > 00006,Xã E > partial", "00002,Xã B > 00006,Xã E")
    _merge(connection, simple(tmp_path, *rows))
    assert _land(connection) == {"D": ("none", None, None), "E": ("none", None, None)}
    d, e = box(106.0, 20.0, 106.025, 20.1), box(106.025, 20.0, 106.2, 20.1)
    report = _load(connection, tmp_path, DAY, None, ("00005", "Xã D", d), ("00006", "Xã E", e))
    assert report.findings_counts["weighed"] == {"note": 1}
    weights = connection.execute(
        text("SELECT round(w_area, 3), w_population, w_address FROM unit_lineage WHERE part = 'part' ORDER BY 1")
    )
    assert [tuple(map(str, row)) for row in weights] == [("0.250", "None", "None"), ("0.750", "None", "None")]
    assert weigh(connection) == 0


def test_shares_are_the_same_in_every_order_of_loading(connection: Connection, tmp_path: Path):
    d, e = box(106.0, 20.0, 106.025, 20.1), box(106.025, 20.0, 106.1, 20.1)
    rows = ("00001,Xã A > 00005,Xã D > partial", "00001,Xã A > 00006,Xã E > partial")
    steps: dict[str, Callable[[], object]] = {
        "merge": lambda: _merge(connection, simple(tmp_path, *rows)),
        "old": lambda: _load(connection, tmp_path, date(2024, 9, 1), date(2025, 6, 30), ("00001", "Xã A", WEST)),
        "new": lambda: _load(connection, tmp_path, DAY, None, ("00005", "Xã D", d), ("00006", "Xã E", e)),
    }
    found = {order: _shares_after(connection, [steps[step] for step in order]) for order in permutations(steps)}
    assert set(found.values()) == {(("D", Decimal("0.250000")), ("E", Decimal("0.750000")))}


def _shares_after(connection: Connection, steps: list[Callable[[], object]]) -> tuple[tuple[str, Decimal], ...]:
    with connection.begin_nested() as savepoint:
        for step in steps:
            step()
        rows = connection.execute(
            text("""SELECT v.name, l.w_area FROM unit_lineage l JOIN unit_version v ON v.unit_id = l.to_unit
                     WHERE l.part = 'part' AND upper_inf(v.recorded) ORDER BY v.name""")
        )
        shares = tuple((row[0], row[1]) for row in rows)
        savepoint.rollback()
    return shares


def test_people_count_where_they_are_known(connection: Connection, tmp_path: Path):
    _load(connection, tmp_path, date(2024, 9, 1), date(2025, 6, 30), ("00001", "Xã A", WEST))
    d, e = box(106.0, 20.0, 106.05, 20.1), box(106.05, 20.0, 106.1, 20.1)
    _load(connection, tmp_path, DAY, None, ("00005", "Xã D", d), ("00006", "Xã E", e))
    load = connection.execute(text("SELECT max(id) FROM load")).scalar_one()
    for x, people in ((106.01, 300), (106.09, 100)):
        connection.execute(
            text("""INSERT INTO feature (layer, attributes, geom, load_id, source_row)
                    VALUES ('population', jsonb_build_object('population', CAST(:people AS int)),
                            ST_Expand(ST_SetSRID(ST_MakePoint(:x, 20.05), 4326), 0.001), :load, 1)"""),
            {"people": people, "x": x, "load": load},
        )
    rows = ("00001,Xã A > 00005,Xã D > partial", "00001,Xã A > 00006,Xã E > partial")
    _merge(connection, simple(tmp_path, *rows))
    weights = connection.execute(
        text("SELECT w_population, w_address FROM unit_lineage WHERE part = 'part' ORDER BY to_unit")
    )
    assert [(str(people), address) for people, address in weights] == [("0.750000", None), ("0.250000", None)]


def test_hamlets_of_a_divided_commune_go_where_they_lie(connection: Connection, tmp_path: Path):
    _load(connection, tmp_path, date(2024, 9, 1), None, ("00001", "Xã A", WEST))
    connection.execute(
        text("""INSERT INTO unit (level) VALUES ('hamlet');
                INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status)
                SELECT (SELECT max(id) FROM unit), '[2024-09-01,)', 'Đông', 'thôn', unit_id,
                       ST_Multi(ST_MakeEnvelope(106.08, 20.04, 106.09, 20.05, 4326)), 'sketch'
                  FROM unit_code WHERE code = '00001'""")
    )
    d, e = box(106.0, 20.0, 106.05, 20.1), box(106.05, 20.0, 106.1, 20.1)
    _load(connection, tmp_path, DAY, None, ("00005", "Xã D", d), ("00006", "Xã E", e))
    rows = ("00001,Xã A > 00005,Xã D > partial", "00001,Xã A > 00006,Xã E > partial")
    report = _merge(connection, simple(tmp_path, *rows))
    assert (report.followed[0].moved, report.followed[0].unresolved) == (1, ())
    found = connection.execute(text("SELECT full_name, parent, valid_from FROM layer.hamlets ORDER BY valid_from"))
    assert [tuple(row) for row in found] == [("Thôn Đông", "A", date(2024, 9, 1)), ("Thôn Đông", "E", DAY)]


def test_the_sample_has_its_merger_already(sample_db: TestDatabase, shared_data: Path):
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        report = _merge(connection, shared_data / "merger_2025_ninhbinh.csv")
        assert (report.units["commune"]["unchanged"], report.rows_ignored) == (57, 175)
        assert report.units["province"] == {"unchanged": 1}
        connection.rollback()
    engine.dispose()


def test_the_command_tells_and_writes_its_report(
    empty_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    url = empty_db.owner.render_as_string(hide_password=False)
    monkeypatch.setenv("WARDMAP_DATABASE_URL", url)
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", url)
    table = simple(tmp_path, "13777,Xã A > 13780,Xã C", "13778,Xã B > 13780,Xã C")

    def run(*words: str) -> tuple[int, str, str]:
        given = ["wardmap", "units", "merge", str(table), "--effective", "2025-07-01", *words]
        monkeypatch.setattr(sys, "argv", given)
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    assert run()[0] == 2
    report = tmp_path / "report.json"
    code, out, err = run("--doc", "NQ 1674", "--report", str(report))
    assert (code, err) == (0, "")
    assert "lập do sáp nhập · made by merging" in out
    written = json.loads(report.read_text(encoding="utf-8"))
    assert (written["done"], written["report"]["units"]["commune"]["merged"]) == (True, 1)
    code, out, _ = run("--doc", "NQ 1674", "--json")
    assert (code, json.loads(out)["report"]["rows_written"]) == (0, 0)
    table.write_text(table.read_text(encoding="utf-8").replace("Xã C", "Xã D"), encoding="utf-8")
    code, _, err = run("--doc", "NQ 1674")
    assert code == 1
    assert "Xã C" in err
    assert "Traceback" not in err
