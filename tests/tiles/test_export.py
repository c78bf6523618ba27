"""`wardmap tiles export`: archives as their readers read them, and as the service would have answered."""

import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pyogrio
import pytest
from click.testing import Result
from fastapi.testclient import TestClient
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import zxy_to_tileid
from sqlalchemy import text
from typer.testing import CliRunner

from geo_api.cli import command_line
from geo_api.days import today
from geo_api.db import owner_connection
from geo_api.errors import CommandFailed
from geo_api.tiles import commands, export
from geo_api.tiles.work_file import work_file
from layers.layer import Audience
from layers.registry import layers_for
from tests.conftest import TestDatabase
from tests.tiles.test_changes_noted import LOAD

LAYERS = "communes,hamlets,schools,roads"
MAX_ZOOM = 12
Tiles = dict[tuple[int, int, int], bytes]


def environment(database: TestDatabase) -> dict[str, str]:
    urls = {"WARDMAP_DATABASE_URL": database.service, "WARDMAP_OWNER_DATABASE_URL": database.owner}
    return {name: url.render_as_string(hide_password=False) for name, url in urls.items()} | {"COLUMNS": "200"}


def wardmap(database: TestDatabase, *words: str) -> Result:
    """Raises what the command refuses."""
    done = CliRunner().invoke(command_line(), ["tiles", "export", *words], env=environment(database))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def tiles_of(path: Path) -> Tiles:
    with path.open("rb") as file:
        return {place: gzip.decompress(body) for place, body in all_tiles(MmapSource(file))}


def but_for_its_moment(path: Path) -> tuple[dict, dict, bytes]:
    """What is the same in archives of the same data: header, metadata and the bytes of all tiles in their order."""
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, metadata = reader.header(), reader.metadata()
        tiles = path.read_bytes()[header["tile_data_offset"] :]
    told = {"metadata_length", "leaf_directory_offset", "tile_data_offset"}
    return {k: v for k, v in header.items() if k not in told}, {**metadata, "made": ""}, tiles


@pytest.fixture(scope="module")
def archive(sample_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "o.pmtiles"
    wardmap(sample_db, *LAYERS.split(","), "--out", str(path), "--max-zoom", str(MAX_ZOOM))
    return path


def test_every_tile_is_that_of_the_service_and_none_is_missing(archive: Path, client: TestClient):
    tiles = tiles_of(archive)
    around = {(z, x + dx, y + dy) for z, x, y in tiles for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    within = [(z, x, y) for z, x, y in around if 0 <= x < 2**z and 0 <= y < 2**z]
    assert len(within) > len(tiles) > 50
    for z, x, y in within:
        answer = client.get(f"/tiles/{LAYERS}/{z}/{x}/{y}.mvt")
        assert answer.content == tiles.get((z, x, y), b""), (z, x, y)


def test_it_says_what_it_holds_in_words_and_figures(archive: Path, client: TestClient):
    with archive.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, metadata = reader.header(), reader.metadata()
    tiles = tiles_of(archive)
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, MAX_ZOOM, True)
    assert header["addressed_tiles_count"] == len(tiles)
    assert header["tile_contents_count"] == len(set(tiles.values()))
    assert [layer["id"] for layer in metadata["vector_layers"]] == LAYERS.split(",")
    told = client.get("/tiles/communes.json").json()["vector_layers"][0]["fields"]
    assert set(metadata["vector_layers"][0]["fields"]) == set(told)
    assert metadata["at"] == today().isoformat()
    assert metadata["attribution"].count(" · ") == 1


def test_gdal_reads_it(archive: Path):
    assert set(pyogrio.list_layers(archive)[:, 0]) == set(LAYERS.split(","))
    with archive.open("rb") as file:
        header = Reader(MmapSource(file)).header()
    frame = pyogrio.read_dataframe(archive, layer="schools")
    assert len(frame)
    west, south, east, north = frame.to_crs(4326).total_bounds * 1e7
    assert header["min_lon_e7"] < west < east < header["max_lon_e7"]
    assert header["min_lat_e7"] < south < north < header["max_lat_e7"]


def test_it_is_of_the_day_that_was_asked_for(sample_db: TestDatabase, client: TestClient, tmp_path: Path):
    words = ("communes", "--out", str(tmp_path / "o.pmtiles"), "--min-zoom", "9", "--max-zoom", "9")
    wardmap(sample_db, *words, "--at", "2025-06-30")
    tiles = tiles_of(tmp_path / "o.pmtiles")
    assert tiles
    for (z, x, y), body in tiles.items():
        assert z == 9
        assert client.get(f"/tiles/communes/{z}/{x}/{y}.mvt?at=2025-06-30").content == body


@pytest.fixture
def schools(empty_db: TestDatabase) -> Callable[[range], None]:
    """Puts schools along a line, some kilometres from each other."""

    def put(numbers: range) -> None:
        with owner_connection(empty_db.owner) as connection:
            load = connection.scalar(text(LOAD))
            connection.execute(
                text(
                    "INSERT INTO feature (layer, load_id, source_row, name, geom) SELECT 'schools', :load, n, 'Trường',"
                    " ST_SetSRID(ST_Point(105 + n * 0.05, 20 + n * 0.01), 4326) FROM generate_series(:first, :last) n"
                ),
                {"load": load, "first": numbers[0], "last": numbers[-1]},
            )

    return put


def stopped_after(tiles: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command is stopped at that tile, with everything before it on disk."""
    make, left = export.make_tile, iter(range(tiles))

    def made(*given):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return make(*given)

    monkeypatch.setattr(export, "COMMIT_SECONDS", 0)
    monkeypatch.setattr(export, "make_tile", made)


def test_it_goes_on_after_a_stop_and_is_of_the_last_moment(
    empty_db: TestDatabase, schools: Callable[[range], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    schools(range(20))
    words = ("schools", "--min-zoom", "10", "--json", "--out")
    with monkeypatch.context() as stopping:
        stopped_after(40, stopping)
        assert wardmap(empty_db, *words, str(tmp_path / "a.pmtiles")).exit_code != 0
    assert not (tmp_path / "a.pmtiles").exists()
    schools(range(3, 4))  # one more school where there is one
    schools(range(30, 31))
    with owner_connection(empty_db.owner) as connection:
        connection.execute(text("DELETE FROM feature WHERE layer = 'schools' AND source_row = 7"))
    again = json.loads(wardmap(empty_db, *words, str(tmp_path / "a.pmtiles")).stdout)
    fresh = json.loads(wardmap(empty_db, *words, str(tmp_path / "b.pmtiles")).stdout)
    assert 20 < again["kept"] < 40
    assert fresh["kept"] == 0
    assert but_for_its_moment(tmp_path / "a.pmtiles") == but_for_its_moment(tmp_path / "b.pmtiles")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pmtiles", "b.pmtiles"]


def test_nothing_is_kept_of_another_job(
    empty_db: TestDatabase, schools: Callable[[range], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    schools(range(20))
    out = str(tmp_path / "a.pmtiles")
    with monkeypatch.context() as stopping:
        stopped_after(40, stopping)
        wardmap(empty_db, "schools", "--out", out)
    done = json.loads(wardmap(empty_db, "schools", "--out", out, "--audience", "staff", "--json").stdout)
    assert done["kept"] == 0


def test_a_work_file_that_is_none_is_made_anew(
    empty_db: TestDatabase, schools: Callable[[range], None], tmp_path: Path
):
    schools(range(2))
    (tmp_path / "a.pmtiles.part").write_bytes(b"no database, however long it may be" * 100)
    wardmap(empty_db, "schools", "--out", str(tmp_path / "a.pmtiles"))
    assert tiles_of(tmp_path / "a.pmtiles")


def test_of_equal_tiles_there_is_one(empty_db: TestDatabase, tmp_path: Path):
    """A province that covers whole tiles, without any border in them."""
    with owner_connection(empty_db.owner) as connection:
        connection.execute(
            text(
                "WITH u AS (INSERT INTO unit (level) VALUES ('province') RETURNING id) INSERT INTO unit_version"
                " (unit_id, valid, name, kind, geom, geom_status, geom_source) SELECT id, '[2020-01-01,)', 'Nam Định',"
                " 'tỉnh', ST_Multi(ST_MakeEnvelope(105, 20, 106, 21, 4326)), 'sketch', 'test' FROM u"
            )
        )
    words = ("provinces", "--max-zoom", "13", "--min-zoom", "13", "--json")
    done = json.loads(wardmap(empty_db, *words, "--out", str(tmp_path / "a.pmtiles")).stdout)
    tiles = tiles_of(tmp_path / "a.pmtiles")
    assert len(tiles) == done["tiles"] > 400
    assert len(set(tiles.values())) == done["contents"] < 100


def test_what_only_staff_may_see_is_not_for_the_public(sample_db: TestDatabase, tmp_path: Path):
    hidden = next(iter(set(layers_for(Audience.STAFF)) - set(layers_for(Audience.PUBLIC))))
    for name in (hidden, "nothing"):
        with pytest.raises(CommandFailed) as refused:
            wardmap(sample_db, name, "--out", str(tmp_path / "o.pmtiles"))
        assert f"“{name}”" in refused.value.detail.vi
        assert f"“{name}”" in refused.value.detail.en
    assert not list(tmp_path.iterdir())


def test_an_absurd_number_of_tiles_is_asked_about_before_they_are_made(
    sample_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(commands, "MOST_TILES", 10)
    words = ("communes", "--max-zoom", "10", "--out", str(tmp_path / "o.pmtiles"))
    with pytest.raises(CommandFailed, match="--max-zoom"):
        wardmap(sample_db, *words)
    assert not list(tmp_path.iterdir())
    wardmap(sample_db, *words, "--yes")
    assert len(tiles_of(tmp_path / "o.pmtiles")) > 10


def test_what_cannot_be_is_refused_and_leaves_nothing(empty_db: TestDatabase, tmp_path: Path):
    out = str(tmp_path / "o.pmtiles")
    with pytest.raises(CommandFailed, match="No tile"):
        wardmap(empty_db, "schools", "--out", out)
    with pytest.raises(CommandFailed, match="Cannot write"):
        wardmap(empty_db, "schools", "--out", str(tmp_path / "none" / "o.pmtiles"))
    late = wardmap(empty_db, "hamlets", "--max-zoom", "5", "--out", out)
    assert late.exit_code == 2
    with work_file(tmp_path / "o.pmtiles.part"), pytest.raises(CommandFailed, match="Another command"):
        wardmap(empty_db, "schools", "--out", out)
    assert [path.name for path in tmp_path.iterdir()] == ["o.pmtiles.part"]


def test_without_room_nothing_is_left(sample_db: TestDatabase, tmp_path: Path):
    """No file may grow beyond 60 kB, as on a disk that is full then."""
    words = ("communes", "--max-zoom", "11", "--out", str(tmp_path / "o.pmtiles"))
    done = subprocess.run(
        [sys.executable, "-m", "geo_api.cli", "tiles", "export", *words],
        env={**os.environ, **environment(sample_db)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Không ghi được" in done.stderr
    assert "Cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_tiles_lie_in_the_order_of_their_curve(archive: Path):
    with archive.open("rb") as file:
        places = [zxy_to_tileid(*place) for place, _ in all_tiles(MmapSource(file))]
    assert places == sorted(places)


def test_an_example_stands_in_the_help():
    shown = CliRunner().invoke(command_line(), ["tiles", "export", "--help"], env={"COLUMNS": "200"})
    assert "wardmap tiles export communes" in shown.stdout


def test_it_hangs_neither_on_the_number_of_connections_nor_on_who_reads(
    sample_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    words = ("communes", "schools", "--max-zoom", "11", "--out")
    wardmap(sample_db, *words, str(tmp_path / "three.pmtiles"))
    with monkeypatch.context() as patch:
        patch.setattr(export, "CONNECTIONS", 1)
        wardmap(sample_db, *words, str(tmp_path / "one.pmtiles"))
    owner = {"WARDMAP_DATABASE_URL": sample_db.owner.render_as_string(hide_password=False), "COLUMNS": "200"}
    done = CliRunner().invoke(command_line(), ["tiles", "export", *words, str(tmp_path / "owner.pmtiles")], env=owner)
    assert done.exit_code == 0, done.output
    one, three, by_owner = (but_for_its_moment(tmp_path / f"{name}.pmtiles") for name in ("one", "three", "owner"))
    assert one == three == by_owner
    assert one[2]


def lets_in(url: str) -> bool:
    try:
        psycopg2.connect(url.replace("postgresql+psycopg2", "postgresql")).close()
    except psycopg2.OperationalError:
        return False
    return True


def test_who_may_not_read_is_told_who_may(sample_db: TestDatabase, tmp_path: Path):
    with owner_connection(sample_db.admin) as connection:
        connection.execute(text("DROP ROLE IF EXISTS wardmap_test_nobody"))
        connection.execute(text("CREATE ROLE wardmap_test_nobody LOGIN"))
    nobody = sample_db.admin.set(username="wardmap_test_nobody").render_as_string(hide_password=False)
    try:
        if not lets_in(nobody):
            pytest.skip("this server lets in the roles of the project alone")
        words = ["tiles", "export", "communes", "--out", str(tmp_path / "a.pmtiles")]
        refused = CliRunner().invoke(command_line(), words, env={"WARDMAP_DATABASE_URL": nobody})
        assert isinstance(refused.exception, CommandFailed)
        assert "wardmap_test_nobody may not read as wardmap_tiles" in refused.exception.detail.en
        assert list(tmp_path.iterdir()) == []
    finally:
        with owner_connection(sample_db.admin) as connection:
            connection.execute(text("DROP ROLE wardmap_test_nobody"))
