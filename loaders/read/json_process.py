"""Reads GeoJSON, GeoJSON of a feature a line, or an answer of Overpass, and writes its rows to standard output.

Run as a program of its own by ``bounded.py`` with a kind (geojson, lines, json), a file, an encoding, and the encoding
to be taken where that is not the file's. A file is gone through twice, for its columns and for its rows. What it writes
is as in ``gdal_process.py``, and besides faults and flaws as words.
"""

import json
import re
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any

import shapely

from loaders.read.json_elements import Place, is_deleted, is_kept, node_place, read_elements, tags_of
from loaders.read.json_features import Rows, read_features
from loaders.read.json_stream import ArrayBegins, NotAnObject, NotJson, NotText, decode, members

MOST_COLUMNS = 4_000
_BATCH_ROWS = 2_000
_LEAST_ROWS = 50
# Of a batch: many columns are mostly without a value.
_BATCH_CELLS = 500_000
_LONGEST_LINE = 128 << 20
_STREAMED = frozenset({"features", "elements"})
# In JSON with escapes, half a letter or none at all; whole letters beyond 16 bits look alike.
_SUSPECT = re.compile(r"\\ud[89a-f]")
_UNREADABLE = re.compile(r"[\0\ud800-\udfff]")
WGS84 = "OGC:CRS84"


class Refused(Exception):
    """reason: a word that the reader knows; words: what it names."""

    def __init__(self, reason: str, *words: object) -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, "words": words}


def write(value: Any) -> None:
    sys.stdout.write((value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))) + "\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Columns:
    """The names of all columns, in the order in which they come."""

    names: dict[str, None] = field(default_factory=dict)

    def add(self, names: Iterable[str]) -> None:
        self.names.update(dict.fromkeys(names))
        if len(self.names) > MOST_COLUMNS:
            raise Refused("columns")

    def add_feature(self, feature: Any) -> None:
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            self.add(feature["properties"])


def write_all(
    items: Iterable[Any], columns: Sequence[str], read: Callable[[Sequence[Any]], Rows], **about: Any
) -> None:
    """What is to be known of the file, and its rows: so many at once that a batch does not grow with the columns."""
    if any(map(_UNREADABLE.search, columns)):
        raise Refused("names")
    write({"layer": None, "columns": columns, "has_geometry": True, **about})
    rows = max(_LEAST_ROWS, min(_BATCH_ROWS, _BATCH_CELLS // max(1, len(columns))))
    iterator = iter(items)
    while batch := list(islice(iterator, rows)):
        write_batch(read(batch), columns)


def write_batch(rows: Rows, columns: Sequence[str]) -> None:
    text = _as_text(rows, columns)
    if _SUSPECT.search(text) and _set_aside(rows):
        text = _as_text(rows, columns)
    write(text)


def _as_text(rows: Rows, columns: Sequence[str]) -> str:
    block = [wkb or b"" for wkb in shapely.to_wkb(rows.shapes).tolist()]
    batch = {
        "rows": len(rows.values),
        "columns": [[values.get(column) for values in rows.values] for column in columns],
        "raw": [],
        "sizes": [len(wkb) or -1 for wkb in block],
        "shapes": b64encode(b"".join(block)).decode(),
        "faults": list(rows.faults.items()),
        "flaws": list(rows.flaws.items()),
        "unread": list(rows.unread),
    }
    return json.dumps(batch, separators=(",", ":"))


def _set_aside(rows: Rows) -> bool:
    """Give rows with half a letter in them a fault in place of their values; whether there are any."""
    found = False
    for at, values in enumerate(rows.values):
        wrong = [name for name, value in values.items() if _is_broken(value)]
        if wrong:
            found = True
            rows.values[at] = {}
            rows.faults[at] = ("letters", wrong[0])
            rows.unread.add(at)
    return found


def _is_broken(value: Any) -> bool:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def read_json(path: Path, encoding: str) -> None:
    """What Overpass answers, or else GeoJSON."""
    (read_overpass if _is_overpass(path, encoding) else read_geojson)(path, encoding)


def _is_overpass(path: Path, encoding: str) -> bool:
    """Whether the elements of Overpass come before anything of GeoJSON."""
    try:
        for name, value in members(path, encoding, _STREAMED):
            if name == "elements":
                return value is ArrayBegins
            if name in ("type", "features"):
                return False
    except NotAnObject:
        pass
    return False


def read_geojson(path: Path, encoding: str) -> None:
    """A FeatureCollection, or one Feature."""
    columns, beside, has_features = Columns(), dict[str, Any](), False
    for name, value in members(path, encoding, _STREAMED):
        if name != "features":
            beside[name] = None if name in _STREAMED else value
        elif value is ArrayBegins:
            has_features = True
        else:
            columns.add_feature(value)
    items: Iterable[Any] = _items(path, encoding, "features")
    if beside.get("type") == "Feature":
        columns.add_feature(beside)
        items = [beside]
    elif beside.get("type") != "FeatureCollection" or not has_features:
        raise NotAnObject
    assumed = None if "crs" in beside else WGS84
    write_all(items, list(columns.names), read_features, crs=_declared_crs(beside), assumed_crs=assumed)


def _items(path: Path, encoding: str, name: str) -> Iterator[Any]:
    for found, value in members(path, encoding, _STREAMED):
        if found == name and value is not ArrayBegins:
            yield value


def _declared_crs(document: dict[str, Any]) -> str | None:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def read_lines(path: Path, encoding: str) -> None:
    """A Feature on each line (RFC 8142, and the form without its record separators)."""
    columns = Columns()
    for feature in _lines(path, encoding):
        columns.add_feature(feature)
    write_all(_lines(path, encoding), list(columns.names), read_features, crs=None, assumed_crs=WGS84)


def _lines(path: Path, encoding: str) -> Iterator[Any]:
    read = 0
    with path.open("rb") as file:
        for number in count(1):
            line = file.readline(_LONGEST_LINE)
            if not line:
                return
            try:
                text = line.decode(encoding).removeprefix("\ufeff").strip("\x1e \t\r\n")
            except UnicodeError as error:
                raise NotText(read + getattr(error, "start", 0) + 1) from None
            read += len(line)
            if text:
                yield _value(text, number)


def _value(text: str, number: int) -> Any:
    try:
        value, end = decode(text, 0)
    except (ValueError, RecursionError):
        raise Refused("json_line", number) from None
    if end != len(text):
        raise Refused("json_line", number)
    return value


def read_overpass(path: Path, encoding: str) -> None:
    columns, places, deleted = Columns(), dict[int, Place](), 0
    for element in _items(path, encoding, "elements"):
        deleted += is_deleted(element)
        if is_kept(element):
            columns.add(tags_of(element))
        if found := node_place(element):
            places[found[0]] = found[1]
    names = ["osm_id", "osm_type", *(tag for tag in columns.names if tag not in ("osm_id", "osm_type"))]
    kept = filter(is_kept, _items(path, encoding, "elements"))
    write_all(kept, names, lambda batch: read_elements(batch, places), crs=None, assumed_crs=WGS84)
    if deleted:
        write({"note": "deleted", "words": [deleted]})


READERS = {"geojson": read_geojson, "lines": read_lines, "json": read_json}


def main(kind: str, path: Path, encoding: str, otherwise: str) -> None:
    try:
        try:
            READERS[kind](path, encoding)
        except NotText:
            if not otherwise:
                raise
            READERS[kind](path, otherwise)
    except Refused as refused:
        write(refused.answer)
    except NotAnObject:
        write(Refused("geojson").answer)
    except NotJson as fault:
        write(Refused("json", *fault.place).answer)
    except NotText as fault:
        write(Refused("text", encoding, fault.byte).answer)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
