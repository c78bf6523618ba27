"""Formats that GDAL reads, in a process of its own that knows just the driver needed."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from layers.layer import Text
from loaders.decode.text import decode_name, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.batches import numbered, which_layer
from loaders.read.child import CPU_SECONDS, PATIENCE_SECONDS, child, unreadable
from loaders.read.scratch import scratch_folder
from loaders.read.xml_guard import check_xml
from loaders.read.xml_text import copy_as_utf8, other_encoding
from loaders.source import Source

_PROGRAM = Path(__file__).with_name("gdal_process.py")
# Of any kind, GDAL's cache and batches of rows stay small, and no schema is fetched or kept.
_SETTINGS = {
    "PROJ_NETWORK": "OFF",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_ARROW_MEM_LIMIT": str(32 << 20),
    "OGR_GPKG_NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "GDAL_PAM_ENABLED": "NO",
    "DXF_INLINE_BLOCKS": "FALSE",
    "DXF_CLOSED_LINE_AS_POLYGON": "TRUE",
    # Each byte a letter. GDAL loses the last letter of all text in the code page of Windows for Vietnamese.
    "DXF_ENCODING": "ISO-8859-1",
}
FOLDERS = "LIBKML"
# Whose layers can be read as one, and the column that says then which one a row is of.
_TOGETHER = {FOLDERS: "folder", "DXF": "layer"}
SHAPEFILE = "ESRI Shapefile"
# It sorts all of a country before its first row.
_PATIENCE = {"OSM": CPU_SECONDS}
_XML_DRIVERS = frozenset({FOLDERS, "GML", "GPX"})


class Opener(Protocol):
    """Opens the file of one format. Raises LoadError when it cannot be read."""

    def __call__(self, path: Path, options: LoadOptions, /) -> AbstractContextManager[Source]: ...


def by_driver(driver: str) -> Opener:
    """An opener of single files of one format, under a name of our own in a folder of its own."""

    @contextmanager
    def opener(path: Path, options: LoadOptions) -> Iterator[Source]:
        with scratch_folder() as folder:
            link = Path(folder, "data" + path.suffix.lower())
            encoding = other_encoding(path) if driver in _XML_DRIVERS else None
            if encoding:
                copy_as_utf8(path, link, encoding)
            else:
                link.symlink_to(path.absolute())
            if driver in _XML_DRIVERS:
                check_xml(link, path.name)
            with open_with(driver, link, path.name, options) as source:
                yield source

    return opener


@contextmanager
def open_with(
    driver: str, path: Path, name: str, options: LoadOptions, environment: Mapping[str, str] | None = None
) -> Iterator[Source]:
    """The layer of `path` that is meant; the file is called `name` towards people."""
    encoding = known_encoding(options.encoding)
    wanted = options.source_layer if driver != SHAPEFILE else None
    settings = {**_SETTINGS, "GDAL_SKIP": _all_but(driver), "CPL_TMPDIR": str(path.parent), **(environment or {})}
    with child(
        _PROGRAM, [driver, str(path), wanted or ""], name, settings, _PATIENCE.get(driver, PATIENCE_SECONDS)
    ) as values:
        about = next(values, None)
        if about is None or "columns" not in about:
            layers = (about or {}).get("layers", [])
            raise which_layer(name, layers, told_by=_TOGETHER.get(driver)) if layers else unreadable(name)
        source = _source(about, values, encoding)
        yield replace(source, layer=None) if driver == SHAPEFILE else source


@cache
def _all_but(driver: str) -> str:
    import pyogrio  # noqa: PLC0415  # heavy: whoever reads no such file should not wait for it

    return ",".join(name for name in pyogrio.list_drivers() if name != driver)


def _source(about: dict[str, Any], batches: Iterator[Any], encoding: str) -> Source:
    columns = tuple(about["columns"])
    if about.get("raw"):
        columns = tuple(decode_name(column.encode("latin-1"), encoding) for column in columns)
    notes: list[Text] = []
    return Source(
        columns=columns,
        batches=numbered(batches, columns, notes),
        crs=about["crs"],
        layer=about["layer"],
        encoding=encoding,
        has_geometry=about["has_geometry"],
        notes=notes,
    )


_GEOPACKAGE_MARKS = (b"GPKG", b"GP10", b"GP11", b"GP12")
_geopackage = by_driver("GPKG")


@contextmanager
def open_geopackage(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A layer of a GeoPackage. Raises LoadError when it is none, or has several and none is named."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(b"SQLite format 3\0") or head[68:72] not in _GEOPACKAGE_MARKS:
        raise LoadError(
            f"Tệp {path.name} hỏng hoặc không phải GeoPackage.", f"File {path.name} is damaged or no GeoPackage."
        )
    with _geopackage(path, options) as source:
        yield source
