"""OpenStreetMap objects into layers: the tags that a layer declares pick its rows and give them values.

The table form is that of the HOT export: a column ``osm_id`` and one column a tag.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.layer import Geometry, Layer, OsmTags, Text
from layers.registry import all_layers
from loaders.batch import SourceRow
from loaders.columns import POSITION_ROLES, find_column
from loaders.errors import LoadError
from loaders.fit.match import Matching, check_fields
from loaders.options import LoadOptions
from loaders.osm.keys import ID, NO_NUMBER, TYPE, has_number, osm_key
from loaders.osm.roads import FIELDS as NETWORK_FIELDS
from loaders.osm.roads import OPEN_FIELDS, network_rows
from loaders.osm.roads import TAGS as NETWORK_TAGS
from loaders.personal import without_numbers
from loaders.report import Finding, Problem, Severity, Tally, shortened
from loaders.source import Source

_NAMES = ("name", "name:vi")


def tagged_layers() -> list[Layer]:
    """The layers that OpenStreetMap can fill."""
    return [layer for layer in all_layers().values() if layer.osm or layer.name in NETWORK_FIELDS]


def fields_of(layer: Layer) -> Sequence[str]:
    """The fields of a layer that a column may fill; what is calculated from all objects together is none."""
    return OPEN_FIELDS.get(layer.name) or [field.name for field in layer.fields]


def is_osm(source: Source, layer: Layer, options: LoadOptions) -> bool:
    """Whether rows are to be picked by their tags.

    Raises LoadError for OpenStreetMap data into a layer without tags, where all objects of any kind would become its
    rows, unless ``--map`` says what is what; and for a key that is not OpenStreetMap's own.
    """
    if not has_tags(source):
        return False
    if layer in tagged_layers():
        _check_key(options.key)
        return True
    if not set(options.mapping) - POSITION_ROLES:
        raise LoadError(
            f"Lớp {layer.name} không có bảng chuyển từ thẻ OpenStreetMap; nếu tệp chỉ có đúng loại này, hãy nêu --map.",
            f"Layer {layer.name} has no mapping from OpenStreetMap tags; if the file holds this kind only, give --map.",
        )
    return False


def _check_key(key: str | None) -> None:
    if key and key not in ("key", ID):
        raise LoadError(
            f"Dữ liệu OpenStreetMap nhận dạng bằng số của chính nó ({ID}); hãy bỏ --key {shortened(key)}.",
            f"Objects of OpenStreetMap are told apart by their own numbers ({ID}); leave --key {shortened(key)} out.",
        )


def has_tags(source: Source) -> bool:
    """Whether the file has identities of OpenStreetMap and at least one tag that some layer speaks of."""
    return ID in source.columns and not _tag_keys().isdisjoint(source.columns)


@cache
def _tag_keys() -> frozenset[str]:
    return frozenset(key for layer in all_layers().values() for entry in layer.osm for key in entry.match) | {"highway"}


def osm_matching(source: Source, layer: Layer, mapping: Mapping[str, str]) -> Matching:
    """The fields that `osm_rows` fills, and the columns that stay unused.

    Raises LoadError for a field that the layer has not, or that is calculated from all objects together.
    """
    check_fields(mapping, fields_of(layer))
    if layer.name in NETWORK_FIELDS:
        read = {ID, TYPE, *_NAMES, *NETWORK_TAGS, *mapping.values()}
        unread = tuple(column for column in source.columns if column not in read)
        return Matching({name: name for name in NETWORK_FIELDS[layer.name]}, unread)
    fields = {"key", "name", *(name for entry in layer.osm for name in entry.sets), *mapping} - POSITION_ROLES
    used = {ID, TYPE, *_NAMES, *mapping.values(), *(key for entry in layer.osm for key in entry.match)}
    unmatched = tuple(column for column in source.columns if column not in used)
    return Matching({name: name for name in fields}, unmatched)


def osm_rows(
    rows: Iterable[SourceRow],
    source: Source,
    layer: Layer,
    mapping: Mapping[str, str],
    position: Collection[str],
    tally: Tally,
) -> Iterator[SourceRow]:
    """The rows that belong to `layer`, values by field; the others are counted as ignored.

    position: the columns that hold coordinates, which are kept.
    """
    wanted = {n: _column(source, column) for n, column in mapping.items() if n not in POSITION_ROLES}
    if layer.name in NETWORK_FIELDS:
        yield from network_rows(rows, layer.name, wanted, tally)
        return
    reduced = 0
    for row in rows:
        entry = fitting(layer.osm, row.values)
        if entry is None and not (row.fault and not row.values):
            tally.rows_ignored += 1
            continue
        if entry and not has_number(row):
            tally.refuse([Problem(row.number, ID, shortened(row.values.get(ID) or ""), NO_NUMBER)])
            continue
        found = _public(_as_feature(row, entry, wanted, position), tally) if entry else row
        shape = _as_point(found.geometry) if layer.geometry is Geometry.POINT else found.geometry
        reduced += shape is not found.geometry
        yield replace(found, geometry=shape)
    if reduced:
        tally.warn(
            f"{reduced} đối tượng vẽ bằng đường hoặc vùng được thay bằng một điểm nằm trên đó.",
            f"{reduced} objects drawn as lines or areas were replaced by a point on them.",
        )


def _column(source: Source, column: str) -> str:
    """The column of that name; nothing stays nothing, for a field that is to be left out."""
    return find_column(source.columns, column) if column else ""


def fitting(entries: Iterable[OsmTags], tags: Mapping[str, Any]) -> OsmTags | None:
    """The first entry whose tags, and whose pattern of the name if it has one, hold for an object."""
    return next((entry for entry in entries if _holds(entry, tags)), None)


def _holds(entry: OsmTags, tags: Mapping[str, Any]) -> bool:
    for key, wanted in entry.match.items():
        value = str(tags.get(key) or "").strip()
        if not value or wanted not in ("*", value):
            return False
    name = unicodedata.normalize("NFC", _name(tags)).lower()
    return entry.name is None or re.search(entry.name, name) is not None


def _name(tags: Mapping[str, Any]) -> str:
    return next((str(tags[key]) for key in _NAMES if tags.get(key)), "")


def _as_feature(row: SourceRow, entry: OsmTags, wanted: Mapping[str, str], kept: Collection[str]) -> SourceRow:
    values: dict[str, Any] = {column: row.values.get(column) for column in kept}
    values |= {"name": _name(row.values), **entry.sets}
    values |= {name: row.values.get(column) for name, column in wanted.items()}
    return replace(row, values={"key": osm_key(row), **values})


def _public(row: SourceRow, tally: Tally) -> SourceRow:
    """A feature without the phone number that somebody wrote behind its name, which is told in `tally`.

    In a file of an office such a row is refused, for the office can put it right. Nobody here can put OpenStreetMap
    right, and for the number of a shopkeeper its place would be missing on the map.
    """
    name = str(row.values["name"] or "")
    public = without_numbers(name)
    if public == name:
        return row
    words = Text(
        f"dòng {row.number}: bỏ số của cá nhân khỏi tên, còn “{shortened(public)}”.",
        f"row {row.number}: a personal number is taken out of the name, which leaves “{shortened(public)}”.",
    )
    tally.note(Finding(check="personal", severity=Severity.REPAIRED, text=words, row=row.number))
    return replace(row, values={**row.values, "name": public})


def _as_point(shape: BaseGeometry | None) -> BaseGeometry | None:
    """A point on the shape; what is a point, empty or broken stays what it is and is judged later."""
    if shape is None or shape.is_empty or shape.geom_type.endswith("Point") or not shapely.is_valid(shape):
        return shape
    return shapely.point_on_surface(shape)
