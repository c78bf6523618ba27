"""The documents of OGC API – Features that come from declarations alone."""

from datetime import date
from typing import Any

from geo_api.bounds import Bounds
from geo_api.extent import Days
from geo_api.features.crs import CRS84, OFFERED
from geo_api.features.formats import DOCUMENT_FORMATS, ITEMS_FORMATS, JSON, SCHEMA
from geo_api.formats import Format
from layers.layer import Audience, Field, Layer, Text

LICENCE = Text("Nguồn và giấy phép của dữ liệu", "Source and licence of the data")
# Of the longer side: the farthest zone of VN-2000 that is offered is turned by less against the meridians.
_MARGIN, _LEAST_MARGIN = 0.04, 0.001
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
QUERYABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SORTABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
TILESETS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/{}"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{}"
CONFORMANCE = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    *(_TILES.format(name) for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")),
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    *(_FEATURES.format(1, name) for name in ("core", "geojson", "html", "oas30")),
    _FEATURES.format(2, "crs"),
    *(_FEATURES.format(3, name) for name in ("queryables", "filter", "features-filter")),
    *(
        _CQL2.format(name)
        for name in (
            *("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators"),
            *("case-insensitive-comparison", "accent-insensitive-comparison", "property-property", "arithmetic"),
            *("basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions"),
        )
    ),
]


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    titled = {"title": title} if title else {}
    return {"href": href, "rel": rel, "type": media_type, **titled}


def licence_link(base: str, language: str, layer: Layer | None = None) -> dict[str, str]:
    """Where it says who made the data, of one layer or of all, and how it may be used. base: the public address."""
    place = f"#{layer.name}" if layer else ""
    return link(f"{base}/about-data?lang={language}{place}", "license", "text/html", LICENCE.in_language(language))


def own_links(here: str, given: Format) -> list[dict[str, str]]:
    """A document's link to itself as `given`, and to its other forms."""
    others = [
        link(f"{here}?f={each.name}", "alternate", each.media_type, f"This document as {each.title}")
        for each in DOCUMENT_FORMATS
        if each is not given
    ]
    return [link(here, "self", given.media_type, "This document"), *others]


def collection_document(
    layer: Layer,
    audience: Audience,
    base: str,
    public: str,
    language: str,
    given: Format,
    days: Days | None = None,
    bounds: Bounds | None = None,
) -> dict[str, Any]:
    """A layer as an OGC collection; `fields` (ours) gives every field's type, meaning, unit and choices.

    days: of a dated layer, the first day and the day after the last for which it has anything. bounds: in degrees.
    public: the address for everybody, as `base` is for the asker.
    """
    here = f"{base}/ogc/collections/{layer.name}"
    title = layer.title.in_language(language)
    return {
        "id": layer.name,
        "title": title,
        "description": layer.description.in_language(language),
        "itemType": "feature",
        "crs": [crs.uri for crs in OFFERED],
        "storageCrs": CRS84.uri,
        **_extent(days, bounds),
        "links": [
            *own_links(here, given),
            *(
                link(f"{here}/items?f={each.name}", "items", each.media_type, f"{title} ({each.title})")
                for each in ITEMS_FORMATS
            ),
            # The second is how the drafts of the standard had it; GDAL looks for that.
            link(f"{here}/queryables", QUERYABLES_REL, SCHEMA.media_type, "Queryables"),
            link(f"{here}/queryables", "queryables", SCHEMA.media_type, "Queryables"),
            link(f"{here}/sortables", SORTABLES_REL, SCHEMA.media_type, "Sortables"),
            link(f"{here}/tiles", TILESETS_REL, JSON, "Vector tiles"),
            link(f"{base}/tiles/{layer.name}.json", "tiles", JSON, "TileJSON"),
            # Of what is for officials alone nothing is said there.
            *([licence_link(public, language, layer)] if layer.is_shown_to(Audience.PUBLIC) else []),
        ],
        "fields": [field_document(field, language) for field in layer.fields_for(audience)],
    }


def _extent(days: Days | None, bounds: Bounds | None) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if bounds:
        extent["spatial"] = {"bbox": [_with_margin(bounds)], "crs": CRS84.uri}
    if days:
        extent["temporal"] = {"interval": [[_moment(day) for day in days]], "trs": GREGORIAN}
    return {"extent": extent} if extent else {}


def _with_margin(bounds: Bounds) -> list[float]:
    """A little more: the box between the same two corners in another system is turned, and would miss the outermost."""
    west, south, east, north = bounds
    margin = max(_LEAST_MARGIN, _MARGIN * max(east - west, north - south))
    grown = (max(west - margin, -180), max(south - margin, -90), min(east + margin, 180), min(north + margin, 90))
    return [round(side, 4) for side in grown]


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
