"""GeoPackage and Shapefile by GDAL, which runs as a process of its own that knows just the driver needed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyogrio
import shapely
from shapely.errors import ShapelyError

from layers.layer import Text
from loaders.decode.text import decode_text, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.report import shortened
from loaders.source import Source, SourceRow

_PROGRAM = Path(__file__).with_name("gdal_process.py")
_NEEDED_PARTS = (".shp", ".shx", ".dbf")
SHAPEFILE_PARTS = (*_NEEDED_PARTS, ".prj", ".cpg")


@contextmanager
def open_geopackage(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A layer of a GeoPackage. Raises LoadError when it is none, or has several and none is named."""
    with TemporaryDirectory(prefix="wardmap-") as folder:
        link = Path(folder, "data.gpkg")
        link.symlink_to(path.absolute())
        with _open("GPKG", link, path.name, options.source_layer, options.encoding) as source:
            yield source


@contextmanager
def open_shapefile(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A Shapefile and its parts, whatever the case of their endings. Raises LoadError when one is missing."""
    with TemporaryDirectory(prefix="wardmap-") as folder:
        for part in shapefile_parts(path):
            Path(folder, "data" + part.suffix.lower()).symlink_to(part.absolute())
        with open_parts(Path(folder), path.name, options) as source:
            yield source


def shapefile_parts(path: Path) -> list[Path]:
    """The files that make up the Shapefile at `path`, in order of their endings."""
    found = (
        part for part in path.parent.iterdir() if part.stem == path.stem and part.suffix.lower() in SHAPEFILE_PARTS
    )
    return sorted(found, key=lambda part: part.suffix.lower())


@contextmanager
def open_parts(folder: Path, name: str, options: LoadOptions) -> Iterator[Source]:
    """The Shapefile ``data.shp`` in `folder`, called `name` towards people."""
    missing = [part for part in _NEEDED_PARTS if not (folder / f"data{part}").is_file()]
    if missing:
        raise LoadError(
            f"Shapefile {name} thiếu phần {', '.join(missing)}.",
            f"Shapefile {name} lacks its part {', '.join(missing)}.",
        )
    encoding = options.encoding or _code_page(folder / "data.cpg")
    with _open("ESRI Shapefile", folder / "data.shp", name, None, encoding) as source:
        yield source


def _code_page(path: Path) -> str | None:
    """The encoding that a .cpg names, in Python's words; None when there is none or nobody knows it."""
    if not path.is_file():
        return None
    words = path.read_text(encoding="latin-1")[:40].strip().lower().removeprefix("ansi ").removeprefix("oem ")
    try:
        return known_encoding(f"cp{words}" if words.isdigit() else words)
    except LoadError:
        return None


@contextmanager
def _open(driver: str, path: Path, name: str, layer: str | None, encoding: str | None) -> Iterator[Source]:
    text_encoding = known_encoding(encoding)
    command = [sys.executable, "-I", str(_PROGRAM), str(path), layer or ""]
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=null, stdout=pipe, stderr=null, env=_environment(driver)) as process:  # noqa: S603
        try:
            lines = _lines(process, name)
            yield _source(next(lines), lines, name, text_encoding)
        finally:
            process.kill()


def _environment(driver: str) -> dict[str, str]:
    return {"GDAL_SKIP": _all_but(driver), "PROJ_NETWORK": "OFF", "OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath}


@cache
def _all_but(driver: str) -> str:
    return ",".join(name for name in pyogrio.list_drivers() if name != driver)


def _lines(process: subprocess.Popen[bytes], name: str) -> Iterator[Any]:
    """What the process writes. Raises LoadError when it ends otherwise than well, or in the middle of a line."""
    assert process.stdout is not None  # noqa: S101
    for line in process.stdout:
        try:
            value = json.loads(line)
        except ValueError:
            raise _unreadable(name) from None
        yield value
    if process.wait() != 0:
        raise _unreadable(name)


def _unreadable(name: str) -> LoadError:
    return LoadError(
        f"Không đọc được tệp {name}: hỏng, hoặc không đúng loại như phần đuôi tên.",
        f"File {name} cannot be read: it is damaged, or not of the kind that its name says.",
    )


def _source(about: dict[str, Any], lines: Iterator[Any], name: str, encoding: str) -> Source:
    if about["layer"] is None:
        raise _which_layer(name, about["layers"])
    what = Text(f"Tên cột của {name}", f"A column name of {name}")
    columns = tuple(decode_text(column.encode("latin-1"), encoding, what) for column in about["columns"])
    return Source(
        columns=columns,
        rows=(_row(number, columns, cells) for number, cells in enumerate(lines, start=1)),
        crs=about["crs"],
        layer=about["layer"] if name.lower().endswith(".gpkg") else None,
        encoding=encoding,
        has_geometry=about["has_geometry"],
    )


def _which_layer(name: str, layers: list[str]) -> LoadError:
    listed = ", ".join(shortened(layer) for layer in layers)
    return LoadError(
        f"Tệp {name} có các lớp: {listed}. Hãy chọn một bằng --source-layer.",
        f"File {name} has the layers {listed}. Please pick one with --source-layer.",
    )


def _row(number: int, columns: tuple[str, ...], cells: list[Any]) -> SourceRow:
    wkb, *rest = cells
    values = {
        column: cell.encode("latin-1") if isinstance(cell, str) else cell
        for column, cell in zip(columns, rest, strict=True)
    }
    if wkb is None:
        return SourceRow(number, values)
    try:
        return SourceRow(number, values, shapely.from_wkb(bytes.fromhex(wkb)))
    except ShapelyError:
        return SourceRow(number, values, fault=Text("hình học không đọc được.", "its geometry cannot be read."))
