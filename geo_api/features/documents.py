"""The documents of OGC API – Features that come from declarations alone."""

from datetime import date
from typing import Any

from geo_api.extent import Days
from layers.layer import Audience, Field, Layer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CONFORMANCE = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
]


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    titled = {"title": title} if title else {}
    return {"href": href, "rel": rel, "type": media_type, **titled}


def collection_document(
    layer: Layer, audience: Audience, base: str, language: str, days: Days | None = None
) -> dict[str, Any]:
    """A layer as an OGC collection; `fields` (ours) gives every field's type, meaning, unit and choices.

    days: of a dated layer, the first day and the day after the last for which it has anything.
    """
    here = f"{base}/ogc/collections/{layer.name}"
    return {
        "id": layer.name,
        "title": layer.title.in_language(language),
        "description": layer.description.in_language(language),
        "itemType": "feature",
        "crs": [CRS84],
        **({"extent": {"temporal": {"interval": [[_moment(day) for day in days]], "trs": GREGORIAN}}} if days else {}),
        "links": [
            link(here, "self", "application/json", "This document"),
            link(f"{here}/items", "items", "application/geo+json", layer.title.in_language(language)),
            link(f"{base}/tiles/{layer.name}.json", "tiles", "application/json", "TileJSON"),
        ],
        "fields": [field_document(field, language) for field in layer.fields_for(audience)],
    }


def _moment(day: date | None) -> str | None:
    """The moment at which a day begins in Vietnam (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00+07:00" if day else None


def field_document(field: Field, language: str) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": field.name,
        "type": field.type.value,
        "title": field.title.in_language(language),
    }
    if field.unit:
        document["unit"] = field.unit
    if field.choices:
        document["choices"] = {choice.value: choice.title.in_language(language) for choice in field.choices}
    return document
