"""What a filter may speak of, and an order, as JSON Schemas (OGC API – Features, Part 3)."""

from typing import Any

from geo_api.features.cql2.sql import GEOMETRY, ID
from geo_api.features.plan import MOST_SORTED
from geo_api.language import grouped
from layers.layer import Audience, Field, FieldType, Geometry, Layer, Text

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[FieldType, dict[str, Any]] = {
    FieldType.TEXT: {"type": "string"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.NUMBER: {"type": "number"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
}
_SHAPES = {
    Geometry.POINT: "geometry-point",
    Geometry.LINE: "geometry-linestring-or-multilinestring",
    Geometry.AREA: "geometry-polygon-or-multipolygon",
}


def queryables_document(layer: Layer, audience: Audience, address: str, language: str) -> dict[str, Any]:
    """The schema of the properties of `layer` that a filter may name; there are no others."""
    own = {
        ID: {"title": "id", "type": "integer", "x-ogc-role": "id"},
        GEOMETRY: {"x-ogc-role": "primary-geometry", "format": _SHAPES[layer.geometry]},
    }
    return {
        "$schema": _DIALECT,
        "$id": address,
        "type": "object",
        "title": layer.title.in_language(language),
        "description": layer.description.in_language(language),
        "properties": own | {field.name: _schema(field, language) for field in layer.fields_for(audience)},
        "additionalProperties": False,
        # As drafts of the standard had it; GDAL looks here.
        "queryables": [{"id": field.name} for field in layer.fields_for(audience)],
    }


def sortables_document(layer: Layer, audience: Audience, address: str, language: str) -> dict[str, Any]:
    """The schema of the properties that ``sortby`` may name, and of how many features (draft Part 8)."""
    limit = Text(
        f"Dùng trong sortby. Nhiều nhất {grouped(MOST_SORTED, 'vi')} đối tượng thỏa điều kiện thì sắp xếp được;"
        " nhiều hơn thì thu hẹp bằng bbox hoặc filter.",
        f"For sortby. At most {grouped(MOST_SORTED, 'en')} matching features are sorted;"
        " narrow more by bbox or filter.",
    )
    return {
        "$schema": _DIALECT,
        "$id": address,
        "type": "object",
        "title": layer.title.in_language(language),
        "description": limit.in_language(language),
        "properties": {field.name: _schema(field, language) for field in layer.fields_for(audience)},
        "additionalProperties": False,
    }


def _schema(field: Field, language: str) -> dict[str, Any]:
    schema = {"title": field.title.in_language(language), **_TYPES[field.type]}
    if field.choices:
        schema["enum"] = [choice.value for choice in field.choices]
    if field.unit:
        schema["x-ogc-unit"] = field.unit
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    return schema | {name: value for name, value in bounds.items() if value is not None}
