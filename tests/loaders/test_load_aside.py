"""A load that brings many rows builds the layer's rows anew: nothing else about it differs from a small one."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from layers.registry import all_layers
from loaders.load import load
from loaders.options import LoadOptions, Mode
from loaders.undo import undo
from loaders.write import aside
from tests.conftest import Server

SCHOOLS = all_layers()["schools"]
MARKETS = all_layers()["markets"]
# What was before the table of the rows, its identity, tells the two ways apart.
TABLE = "SELECT 'feature_schools_rows'::regclass::oid"
ROWS = "SELECT layer, id, key, name, name_search, status, host, attributes, geom, source_row FROM feature ORDER BY id"
INDEXES = """
SELECT count(*) FROM pg_index AS i JOIN pg_inherits AS h ON h.inhrelid = i.indexrelid
 WHERE i.indrelid = 'feature_schools_rows'::regclass AND i.indisvalid
"""
UNFOLDED = "SELECT count(*) FROM feature WHERE name_search IS DISTINCT FROM fold_vi(name)"


@pytest.fixture
def engine(server: Server, template: str) -> Iterator[Engine]:
    """An empty database to whose owner loads are committed."""
    with server.database(template) as database:
        engine = create_engine(database.owner)
        yield engine
        engine.dispose()


def _csv(folder: Path, first: int, rows: int, word: str = "Trường") -> Path:
    path = folder / f"{word}{first}.csv"
    lines = (f"k{n},{word} Đặng số {n},106.{n % 1000:03},20.{n % 997:03}\n" for n in range(first, first + rows))
    path.write_text("key,name,lon,lat\n" + "".join(lines), encoding="utf-8")
    return path


def _all(connection: Connection, statement: str) -> list[Any]:
    return [tuple(row) for row in connection.execute(text(statement))]


def _loaded(engine: Engine, path: Path, mode: Mode, *, is_alone: bool) -> int:
    with engine.begin() as connection:
        report = load(connection, SCHOOLS, path, LoadOptions(mode=mode), is_alone=is_alone)
    assert report.load_id is not None
    return report.load_id


def test_the_new_table_is_watched_as_the_old_one_was(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aside, "FEWEST_ROWS", 100)
    triggers = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'feature_schools_rows'::regclass ORDER BY 1"
    with engine.begin() as connection:
        before = _all(connection, triggers)
        table = _all(connection, TABLE)
    _loaded(engine, _csv(tmp_path, 0, 300), Mode.APPEND, is_alone=True)
    with engine.begin() as connection:
        assert _all(connection, TABLE) != table
        assert _all(connection, triggers) == before
        connection.execute(text("DELETE FROM feature_schools_rows"))
        mine = "SELECT DISTINCT source FROM tile_change WHERE xid = pg_current_xact_id()"
        assert _all(connection, mine) == [("schools",)]


@pytest.mark.parametrize("mode", Mode)
def test_both_ways_give_the_same_rows(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode):
    monkeypatch.setattr(aside, "FEWEST_ROWS", 100)
    first = _csv(tmp_path, 0, 300)
    second = _csv(tmp_path, 300 if mode is Mode.APPEND else 150, 400, "Mới")
    found = []
    for is_alone in (False, True):
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE feature, feature_past"))
        _loaded(engine, first, Mode.APPEND, is_alone=False)
        with engine.begin() as connection:
            before, table = _all(connection, ROWS), _all(connection, TABLE)
        load_id = _loaded(engine, second, mode, is_alone=is_alone)
        with engine.begin() as connection:
            assert (_all(connection, TABLE) == table) is not is_alone
            assert _all(connection, INDEXES) == [(7,)]
            assert _all(connection, UNFOLDED) == [(0,)]
            after = {row[2]: row for row in _all(connection, ROWS)}
            undo(connection, load_id)
            assert _all(connection, ROWS) == before
        ids = {row[2]: row[1] for row in before}
        assert all(after[key][1] == ids[key] for key in after.keys() & ids.keys())
        found.append({key: row[:1] + row[2:] for key, row in after.items()})
    assert found[0] == found[1]


def test_who_reads_the_layer_for_long_is_not_waited_for(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(aside, "FEWEST_ROWS", 100)
    monkeypatch.setattr(aside, "_LOCK_TIMEOUT", "50ms")
    with engine.connect() as reader:
        table = _all(reader, TABLE)
        assert _all(reader, 'SELECT count(*) FROM layer."schools"') == [(0,)]
        _loaded(engine, _csv(tmp_path, 0, 300), Mode.APPEND, is_alone=True)
        assert _all(reader, 'SELECT count(*) FROM layer."schools"') == [(300,)]
        assert _all(reader, TABLE) == table
        assert _all(reader, "SELECT to_regclass('feature_schools_new')") == [(None,)]


def test_rows_are_read_until_they_are_exchanged(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aside, "FEWEST_ROWS", 100)
    _loaded(engine, _csv(tmp_path, 0, 200), Mode.APPEND, is_alone=True)
    seen: list[Any] = []
    build = aside.build

    def watched(*words: Any) -> None:
        build(*words)
        with engine.connect() as reader:
            seen.extend(_all(reader, 'SELECT count(*) FROM layer."schools"'))

    monkeypatch.setattr(aside, "build", watched)
    _loaded(engine, _csv(tmp_path, 200, 300), Mode.APPEND, is_alone=True)
    assert seen == [(200,)]
    with engine.connect() as reader:
        assert _all(reader, 'SELECT count(*) FROM layer."schools"') == [(500,)]


def test_two_layers_at_once(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aside, "FEWEST_ROWS", 100)
    path, failures = _csv(tmp_path, 0, 2_000), list[BaseException]()

    def run(layer: Any) -> None:
        try:
            with engine.begin() as connection:
                load(connection, layer, path, is_alone=True)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(layer,)) for layer in (SCHOOLS, MARKETS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with engine.connect() as connection:
        assert _all(connection, "SELECT layer, count(*) FROM feature GROUP BY layer ORDER BY layer") == [
            ("markets", 2_000),
            ("schools", 2_000),
        ]


def test_a_dry_run_writes_nothing(engine: Engine, tmp_path: Path):
    with engine.begin() as connection:
        table = _all(connection, TABLE)
        report = load(connection, SCHOOLS, _csv(tmp_path, 0, 300), LoadOptions(dry_run=True), is_alone=True)
    assert (report.rows_written, report.load_id, report.done) == (300, None, False)
    with engine.connect() as connection:
        assert (_all(connection, TABLE), _all(connection, "SELECT count(*) FROM load")) == (table, [(0,)])


def test_a_name_written_by_others_is_folded(connection: Connection, tmp_path: Path):
    load(connection, SCHOOLS, _csv(tmp_path, 0, 3))
    connection.execute(text("UPDATE feature SET name = 'Trường  Mầm non ĐỘNG' WHERE key = 'k1'"))
    found = connection.execute(text("SELECT name_search FROM feature WHERE key = 'k1'")).scalar_one()
    assert found == "truong mam non dong"
