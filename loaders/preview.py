"""What a person looks at before a file is written: its columns, and its rows as they would be in the layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from layers.layer import Layer
from loaders.batch import SourceRow, peeked
from loaders.decode.file import Known
from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.options import LoadOptions, Mode
from loaders.read.opening import opened
from loaders.report import LoadReport, Tally, shortened

MOST_ROWS = 1_000
# Of all shapes together, as GeoJSON: what a page can draw at once.
_MOST_BYTES = 4_000_000
_EXTENT = """
SELECT total, ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
  FROM (SELECT count(geom) AS total, ST_Extent(geom) AS box FROM incoming) AS extent
"""
_OF_A_LAYER = "jsonb_build_object('key', key, 'name', name, 'status', status, 'host', host) || attributes"
_OF_UNITS = "jsonb_build_object('code', code, 'name', name, 'kind', kind)"
# Every so many-eth row in the order of the file; lines and outlines as fine as a screen shows them.
_ROWS = """
WITH numbered AS (
    SELECT i.*, row_number() OVER (ORDER BY source_row) AS number FROM incoming AS i WHERE geom IS NOT NULL),
chosen AS (
    SELECT source_row, jsonb_strip_nulls({properties}) AS properties,
           ST_AsGeoJSON(coalesce(ST_Simplify(geom, :tolerance, true), geom), 6) AS shape
      FROM numbered WHERE (number - 1) % :step = 0),
measured AS (SELECT *, sum(length(shape)) OVER (ORDER BY source_row) AS bytes FROM chosen)
SELECT source_row, properties, shape::jsonb AS shape FROM measured WHERE bytes <= :most ORDER BY source_row
"""
_FINENESS = 2_000
_SAMPLED_ROWS = 200
_SAMPLE_VALUES = 5
_SAMPLED_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Glance:
    """The columns of a file, and the first different values of each; personal numbers are hidden."""

    columns: tuple[str, ...] = ()
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)


def glance(path: Path, options: LoadOptions, known: Known) -> Glance:
    """A first look at the file at `path`: as much as can be told while there are open questions; never fails.

    known: of some texts, those that are names of units on record.
    """
    tally = Tally(LoadReport(layer="", file_name=path.name, mode=Mode.APPEND))
    try:
        with opened(path, options) as source:
            try:
                readable = decoded(source, options.encoding, tally, known)
                head, _ = peeked(readable.batches, _SAMPLED_ROWS)
            except LoadError:
                return Glance(source.columns)
            return Glance(readable.columns, {c: _samples(c, head) for c in readable.columns[:_SAMPLED_COLUMNS]})
    except LoadError:
        return Glance()


def _samples(column: str, rows: Sequence[SourceRow]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        value = row.values.get(column)
        if value is not None and (words := shortened(value).strip()):
            found[words] = None
        if len(found) == _SAMPLE_VALUES:
            break
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Preview:
    """bbox: west, south, east, north of all rows that fit, degrees; None: there is none. total: how many there are.

    features: some of them, spread over the file, as GeoJSON; their properties are the layer's fields and ``row``.
    """

    bbox: tuple[float, float, float, float] | None
    total: int
    features: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values that JSON knows; the features as a FeatureCollection."""
        collection = {"type": "FeatureCollection", "features": list(self.features)}
        return {"bbox": list(self.bbox) if self.bbox else None, "total": self.total, "features": collection}


def preview_of(connection: Connection, layer: Layer, most: int = MOST_ROWS) -> Preview:
    """What the temporary table ``incoming`` holds of `layer`, at most `most` rows of it."""
    return _preview(connection, _OF_A_LAYER, [field.name for field in layer.fields], most)


def preview_of_units(connection: Connection) -> Preview:
    """What ``incoming`` holds of units; those without a boundary are left out."""
    return _preview(connection, _OF_UNITS, ["code", "name", "kind"], MOST_ROWS)


def joined(previews: Mapping[str, Preview]) -> Preview:
    """Previews of several layers as one; of each row ``layer`` says which it is of."""
    shown = {layer: preview for layer, preview in previews.items() if preview.bbox}
    boxes = [preview.bbox for preview in shown.values() if preview.bbox]
    bbox = None
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        bbox = (min(west), min(south), max(east), max(north))
    features = [
        {**feature, "properties": {**feature["properties"], "layer": layer}}
        for layer, preview in shown.items()
        for feature in preview.features
    ]
    return Preview(bbox, sum(preview.total for preview in shown.values()), tuple(features))


def _preview(connection: Connection, properties: str, names: list[str], most: int) -> Preview:
    extent = connection.execute(text(_EXTENT)).one()
    if not extent.total:
        return Preview(None, 0, ())
    bbox = (float(extent.west), float(extent.south), float(extent.east), float(extent.north))
    tolerance = max(bbox[2] - bbox[0], bbox[3] - bbox[1]) / _FINENESS
    values = {"step": -(-extent.total // most), "tolerance": tolerance, "most": _MOST_BYTES * most // MOST_ROWS}
    rows = connection.execute(text(_ROWS.format(properties=properties)), values)
    return Preview(
        bbox, int(extent.total), tuple(_feature(row.source_row, row.properties, row.shape, names) for row in rows)
    )


def _feature(number: int, properties: dict[str, Any], shape: dict[str, Any], names: list[str]) -> dict[str, Any]:
    values = {name: properties[name] for name in names if name in properties}
    return {"type": "Feature", "geometry": shape, "properties": {"row": number, **values}}
