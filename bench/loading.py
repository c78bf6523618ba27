"""How long a file takes to be loaded, beside ogr2ogr with COPY on the same file and server.

    .venv/bin/python -m bench.loading [postgresql://ADMIN@/postgres?host=…] [ROWS] [gpkg] [csv] [shp]

ROWS places (1,000,000 unless said) with five columns, written once for each format, then loaded twice in turn by
each: ours into the layer of schools with all checks, reading beside it alone; ogr2ogr (package gdal-bin) into a table
of its own with a spatial index. Memory is the most that our process and its children held. Compare within a run.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TypeVar

import geopandas
import numpy as np
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL

from bench.scratch import database, server
from layers.registry import all_layers
from loaders.load import load
from loaders.options import LoadOptions
from loaders.read.opening import opened

FORMATS = {"gpkg": "GPKG", "csv": "CSV", "shp": "ESRI Shapefile"}
ROWS, ROUNDS = 1_000_000, 2
_Found = TypeVar("_Found")
WEST, SOUTH, EAST, NORTH = 105.9, 19.9, 106.6, 20.6
LEVELS = ("kindergarten", "primary", "lower_secondary", "upper_secondary")


def main() -> None:
    words = sys.argv[1:]
    rows = next((int(word) for word in words if word.isdigit()), ROWS)
    formats = [word for word in words if word in FORMATS] or list(FORMATS)
    table = Table("format", "reading s", "ours s", "ogr2ogr s", "ratio", "most memory MB", title=f"{rows:,} rows")
    with TemporaryDirectory(prefix="wardmap-bench-") as folder, server() as admin, database(admin) as engine:
        for ending in formats:
            path = _apart(_written, Path(folder), ending, rows)
            table.add_row(ending, *_compared(engine, path))
    Console().print(table)


def _written(folder: Path, ending: str, rows: int) -> Path:
    chance = np.random.default_rng(1)
    lon, lat = chance.uniform(WEST, EAST, rows), chance.uniform(SOUTH, NORTH, rows)
    numbers = np.arange(rows)
    columns = {
        "key": [f"s{n}" for n in numbers],
        "name": [f"Trường Tiểu học số {n}" for n in numbers],
        "level": [LEVELS[n % 4] for n in numbers],
        "capacity": chance.integers(50, 2_000, rows),
    }
    path = folder / f"schools.{ending}"
    if ending == "csv":
        geopandas.pd.DataFrame({**columns, "lon": lon, "lat": lat}).to_csv(path, index=False)
    else:
        places = geopandas.GeoDataFrame(columns, geometry=geopandas.points_from_xy(lon, lat), crs=4326)
        places.to_file(path, driver=FORMATS[ending], encoding="UTF-8")
    return path


def _compared(engine: Engine, path: Path) -> list[str]:
    ours, theirs, memory = [], [], []
    for _ in range(ROUNDS):
        seconds, most = _apart(_ours, engine.url.render_as_string(hide_password=False), path)
        ours.append(seconds)
        memory.append(most)
        if which("ogr2ogr"):
            theirs.append(_timed(lambda: _theirs(engine.url, path)))
    reading = _timed(lambda: _read(path))
    ratio = f"{min(ours) / min(theirs):.2f}" if theirs else "—"
    peer = f"{min(theirs):.1f}" if theirs else "not installed"
    return [f"{reading:.1f}", f"{min(ours):.1f}", peer, ratio, f"{max(memory) >> 20}"]


def _apart(run: Callable[..., _Found], *words: object) -> _Found:
    """`run` in a process of its own, which has held nothing else in memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, *words).result()


def _ours(url: str, path: Path) -> tuple[float, int]:
    """Seconds, and the most bytes held by this process or by a child of it."""
    engine = create_engine(url)
    begin = time.perf_counter()
    with engine.begin() as connection:
        load(connection, all_layers()["schools"], path, LoadOptions(), is_alone=True)
    seconds = time.perf_counter() - begin
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE feature"))
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return seconds, max(resource.getrusage(kind).ru_maxrss for kind in kinds) << 10


def _read(path: Path) -> None:
    with opened(path, LoadOptions()) as source:
        for _ in source.batches:
            pass


def _theirs(url: URL, path: Path) -> None:
    query = url.query.get("host", "")
    target = f"PG:dbname={url.database} user={url.username} host={query}"
    options = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-s_srs", "EPSG:4326"]
    command = [
        "ogr2ogr",
        "-q",
        "-f",
        "PostgreSQL",
        target,
        str(path),
        "-nln",
        "peer",
        "-overwrite",
        "-t_srs",
        "EPSG:4326",
    ]
    if path.suffix == ".csv":
        command += [*options, "-oo", "AUTODETECT_TYPE=YES"]
    subprocess.run([*command, "--config", "PG_USE_COPY", "YES"], check=True)


def _timed(run: Callable[[], None]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
