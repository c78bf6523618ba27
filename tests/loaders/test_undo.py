"""`loads undo`: the layer is again as it was, identities included, or the refusal says who stands in the way."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions, Mode
from loaders.undo import undo
from loaders.write.past import KEPT_LOADS
from tests.loaders.tools import count

MARKETS = all_layers()["markets"]
STATE = "SELECT * FROM feature ORDER BY layer, id"


def _load(connection: Connection, folder: Path, mode: Mode, *rows: str) -> int:
    path = folder / "markets.csv"
    lines = [f"{row},106.{index},20.4" for index, row in enumerate(rows, start=1)]
    path.write_text("\n".join(["key,name,stalls,lon,lat", *lines]), encoding="utf-8")
    number = load(connection, MARKETS, path, LoadOptions(mode=mode)).load_id
    assert number is not None
    return number


def _state(connection: Connection) -> list[Any]:
    return list(connection.execute(text(STATE)))


@pytest.mark.parametrize("mode", [Mode.APPEND, Mode.UPSERT, Mode.REPLACE])
def test_the_layer_is_as_it_was(connection: Connection, tmp_path: Path, mode: Mode):
    _load(connection, tmp_path, Mode.APPEND, "1,a,5", "2,b,6")
    before = _state(connection)
    rows = ["8,y,1", "9,z,1"] if mode is Mode.APPEND else ["2,B,7", "9,z,1"]
    number = _load(connection, tmp_path, mode, *rows)
    assert _state(connection) != before
    undone = undo(connection, number)
    assert _state(connection) == before
    assert (undone.undoes, undone.rows_deleted) == (number, 2 if mode is Mode.APPEND else 1)
    assert undone.rows_restored == {Mode.APPEND: 0, Mode.UPSERT: 1, Mode.REPLACE: 2}[mode]
    assert count(connection, "feature_past") == 0
    recorded = connection.execute(text("SELECT mode, undoes, report FROM load ORDER BY id DESC LIMIT 1")).one()
    assert (recorded.mode, recorded.undoes, recorded.report["rows_restored"]) == ("undo", number, undone.rows_restored)


def test_what_later_loads_changed_is_named(connection: Connection, tmp_path: Path):
    first = _load(connection, tmp_path, Mode.APPEND, "1,a,5", "2,b,6")
    before = _state(connection)
    second = _load(connection, tmp_path, Mode.UPSERT, "2,B,6")
    with pytest.raises(LoadError, match=rf"Later loads changed the same rows: № {second} \(1 rows\)"):
        undo(connection, first)
    undo(connection, second)
    assert _state(connection) == before
    undo(connection, first)
    assert _state(connection) == []


def test_a_key_taken_meanwhile_is_in_the_way(connection: Connection, tmp_path: Path):
    _load(connection, tmp_path, Mode.APPEND, "1,a,5", "2,b,6")
    second = _load(connection, tmp_path, Mode.REPLACE, "2,b,6")
    third = _load(connection, tmp_path, Mode.APPEND, "1,again,6")
    with pytest.raises(LoadError, match=f"№ {third}"):
        undo(connection, second)


def test_places_that_others_stand_at_stay(connection: Connection, tmp_path: Path):
    number = _load(connection, tmp_path, Mode.APPEND, "1,a,5", "2,b,6")
    wifi = tmp_path / "wifi.csv"
    wifi.write_text("name,host,lon,lat\nw,markets/2,106.2,20.4\n", encoding="utf-8")
    load(connection, all_layers()["wifi"], wifi)
    with pytest.raises(LoadError, match=r"markets/2 \(1 rows of wifi\)"):
        undo(connection, number)
    assert count(connection, "feature") == 3


def test_an_update_of_such_a_place_can_be_taken_back(connection: Connection, tmp_path: Path):
    _load(connection, tmp_path, Mode.APPEND, "2,b,6")
    wifi = tmp_path / "wifi.csv"
    wifi.write_text("name,host,lon,lat\nw,markets/2,106.2,20.4\n", encoding="utf-8")
    load(connection, all_layers()["wifi"], wifi)
    before = _state(connection)
    undo(connection, _load(connection, tmp_path, Mode.UPSERT, "2,B,6"))
    assert _state(connection) == before


def test_only_once_and_no_undoing_of_an_undoing(connection: Connection, tmp_path: Path):
    number = _load(connection, tmp_path, Mode.APPEND, "1,a,5")
    undone = undo(connection, number)
    with pytest.raises(LoadError, match=f"taken back already \\(load {undone.load_id}\\)"):
        undo(connection, number)
    assert undone.load_id is not None
    with pytest.raises(LoadError, match="is an undoing itself"):
        undo(connection, undone.load_id)
    for unknown in (10**6, 10**30):
        with pytest.raises(LoadError, match="no load number"):
            undo(connection, unknown)


def test_a_dry_run_only_checks(connection: Connection, tmp_path: Path):
    number = _load(connection, tmp_path, Mode.APPEND, "1,a,5")
    before = _state(connection)
    undone = undo(connection, number, dry_run=True)
    assert (undone.load_id, undone.rows_deleted) == (None, 1)
    assert _state(connection) == before
    undo(connection, number)


def test_what_was_there_is_kept_for_the_newest_loads_only(connection: Connection, tmp_path: Path):
    numbers = [_load(connection, tmp_path, Mode.UPSERT, f"1,{index},5") for index in range(KEPT_LOADS + 3)]
    assert count(connection, "feature_past") == KEPT_LOADS
    for number in reversed(numbers[3:]):
        undo(connection, number)
    with pytest.raises(LoadError, match="no longer kept"):
        undo(connection, numbers[2])


def test_rows_gone_in_other_ways_are_in_the_way(connection: Connection, tmp_path: Path):
    number = _load(connection, tmp_path, Mode.APPEND, "1,a,5", "2,b,6")
    connection.execute(text("DELETE FROM feature WHERE key = '1'"))
    with pytest.raises(LoadError, match="1 rows of load"):
        undo(connection, number)


def test_the_history_of_units_is_only_added_to(connection: Connection):
    values = "'units', 'upsert', 'a.geojson', '', 'EPSG:4326', 1, 1, 0, '{}'"
    statement = (
        "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused,"
        f" report) VALUES ({values}) RETURNING id"
    )
    number = connection.execute(text(statement)).scalar_one()
    with pytest.raises(LoadError, match="only added to"):
        undo(connection, number)
