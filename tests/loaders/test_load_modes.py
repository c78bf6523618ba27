"""append, upsert, replace, dry run: what becomes of rows that are there already."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused
from loaders.load import load
from loaders.options import LoadOptions, Mode, OnError
from tests.loaders.tools import count, rows_of

MARKETS = all_layers()["markets"]


def _csv(folder: Path, *rows: str) -> Path:
    path = folder / "markets.csv"
    lines = [f"{row},106.1,20.4" for row in rows]
    path.write_text("\n".join(["ref,name,stalls,lon,lat", *lines]), encoding="utf-8")
    return path


def _ids(connection: Connection) -> dict[str, int]:
    return {row["key"]: row["id"] for row in rows_of(connection, "markets")}


def _options(mode: Mode) -> LoadOptions:
    return LoadOptions(mode=mode, key="ref")


def test_append_refuses_keys_that_are_there(connection: Connection, tmp_path: Path):
    load(connection, MARKETS, _csv(tmp_path, "1,a,5"), _options(Mode.APPEND))
    with pytest.raises(LoadRefused) as refusal:
        load(connection, MARKETS, _csv(tmp_path, "2,b,5", "1,a,5"), _options(Mode.APPEND))
    [problem] = refusal.value.report.problems
    assert (problem.row, problem.field, problem.value) == (3, "key", "1")
    assert "upsert" in problem.reason.en


def test_append_takes_rows_without_keys(connection: Connection, tmp_path: Path):
    path = _csv(tmp_path, ",a,5", ",b,5")
    load(connection, MARKETS, path, _options(Mode.APPEND))
    load(connection, MARKETS, path)
    assert len(rows_of(connection, "markets")) == 4


def test_upsert_updates_known_rows_and_adds_others(connection: Connection, tmp_path: Path):
    load(connection, MARKETS, _csv(tmp_path, "1,a,5", "2,b,6"), _options(Mode.UPSERT))
    before = _ids(connection)
    report = load(connection, MARKETS, _csv(tmp_path, "2,B,", "3,c,7"), _options(Mode.UPSERT))
    rows = {row["key"]: (row["name"], row["stalls"], row["load_id"]) for row in rows_of(connection, "markets")}
    first = rows["1"][2]
    assert rows == {"1": ("a", 5, first), "2": ("B", None, report.load_id), "3": ("c", 7, report.load_id)}
    assert {key: _ids(connection)[key] for key in before} == before


def test_replace_keeps_the_identity_of_rows_whose_key_persists(connection: Connection, tmp_path: Path):
    load(connection, MARKETS, _csv(tmp_path, "1,a,5", "2,b,6", ",c,7"))
    load(connection, MARKETS, _csv(tmp_path, "1,a,5", "2,b,6"), _options(Mode.UPSERT))
    before = _ids(connection)
    report = load(connection, MARKETS, _csv(tmp_path, "2,B,6", "9,z,1"), _options(Mode.REPLACE))
    after = _ids(connection)
    assert set(after) == {"2", "9"}
    assert after["2"] == before["2"]
    assert report.rows_removed == 4


def test_replace_does_not_skip_rows(connection: Connection, tmp_path: Path):
    """A row left out of the file would take the good row of its key out of the layer."""
    load(connection, MARKETS, _csv(tmp_path, "1,a,5", "2,b,6"), _options(Mode.UPSERT))
    options = LoadOptions(mode=Mode.REPLACE, key="ref", on_error=OnError.SKIP)
    with pytest.raises(LoadError, match="--on-error skip"):
        load(connection, MARKETS, _csv(tmp_path, "1,a,many", "2,b,6"), options)
    assert set(_ids(connection)) == {"1", "2"}


def test_other_layers_stay_as_they_are(connection: Connection, tmp_path: Path):
    load(connection, all_layers()["schools"], _csv(tmp_path, "1,a,5"), _options(Mode.APPEND))
    load(connection, MARKETS, _csv(tmp_path, "2,b,5"), _options(Mode.REPLACE))
    assert [row["name"] for row in rows_of(connection, "schools")] == ["a"]


@pytest.mark.parametrize("mode", [Mode.UPSERT, Mode.REPLACE])
def test_rows_without_keys_cannot_be_told_apart(connection: Connection, tmp_path: Path, mode: Mode):
    with pytest.raises(LoadError, match="--key COLUMN"):
        load(connection, MARKETS, _csv(tmp_path, "1,a,5"), LoadOptions(mode=mode))
    with pytest.raises(LoadRefused, match="required"):
        load(connection, MARKETS, _csv(tmp_path, "1,a,5", ",b,5"), _options(mode))


def test_a_dry_run_checks_everything_and_writes_nothing(connection: Connection, tmp_path: Path):
    path = _csv(tmp_path, "1,a,5")
    report = load(connection, MARKETS, path, LoadOptions(key="ref", dry_run=True))
    assert (report.rows_written, report.load_id, report.done, report.dry_run) == (1, None, False, True)
    assert count(connection, "feature") == count(connection, "load") == 0
    load(connection, MARKETS, path, LoadOptions(key="ref"))
    with pytest.raises(LoadRefused):
        load(connection, MARKETS, path, LoadOptions(key="ref", dry_run=True))


def test_a_host_in_the_file_reaches_its_column(connection: Connection, tmp_path: Path):
    path = tmp_path / "wifi.csv"
    path.write_text(
        "name,host,free,tested_on,lon,lat\nNVH,culture_houses/7,có,01/07/2025,106.1,20.4\n", encoding="utf-8"
    )
    load(connection, all_layers()["wifi"], path)
    [row] = rows_of(connection, "wifi")
    assert (row["host"], row["free"], f"{row['tested_on']}") == ("culture_houses/7", True, "2025-07-01")
    assert connection.execute(text("SELECT host FROM feature")).scalar_one() == "culture_houses/7"


def test_upsert_keeps_what_the_file_is_silent_on(connection: Connection, tmp_path: Path):
    load(connection, MARKETS, _csv(tmp_path, "1,Chợ Cồn,5", "2,Chợ Viềng,6"), _options(Mode.UPSERT))
    connection.execute(text("UPDATE feature SET status = 'active', attributes = attributes || '{\"cashless\": true}'"))
    path = tmp_path / "stalls.csv"
    path.write_text("ref,stalls,lon,lat\n1,,106.2,20.3\n3,9,106.3,20.3", encoding="utf-8")
    load(connection, MARKETS, path, _options(Mode.UPSERT))
    rows = {row["key"]: row for row in rows_of(connection, "markets")}
    one, three = rows["1"], rows["3"]
    # The column of stalls is there and empty; names, states and payment are not in the file.
    assert (one["name"], one["stalls"], one["status"], one["cashless"], one["x"]) == (
        "Chợ Cồn",
        None,
        "active",
        True,
        106.2,
    )
    assert (three["name"], three["stalls"], three["status"]) == (None, 9, None)
    folded = "SELECT name_search FROM feature WHERE key = '1'"
    assert connection.execute(text(folded)).scalar_one() == "cho con"


def test_rows_that_differ_in_any_column_of_the_file_are_not_the_same(connection: Connection, tmp_path: Path):
    path = tmp_path / "cameras.csv"
    header = "name,serial,lon,lat\n"
    path.write_text(header + "Ngã tư,A1,106.2,20.3\nNgã tư,A2,106.2,20.3", encoding="utf-8")
    report = load(connection, all_layers()["cameras"], path)
    assert report.rows_written == 2
    assert report.findings_counts["duplicate"] == {"warning": 1}
    path.write_text(header + "Ngã năm,A1,106.4,20.3\nNgã năm,A1,106.4,20.3", encoding="utf-8")
    with pytest.raises(LoadRefused, match="exactly the same as row 2"):
        load(connection, all_layers()["cameras"], path)
